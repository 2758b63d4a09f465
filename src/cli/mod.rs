//! The command line: the only part that prints, exits and knows every command.

mod annex;
mod args;
mod check;
mod classify;
mod commands;
mod compare;
mod exit;
mod explain;
mod figures;
mod finding;
mod list;
mod merge;
mod output;
mod plan;
mod progress;
mod report;
mod summarize;
mod template;
mod unfinished;
mod validate;
mod why;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use crate::classify::Classifier;
use crate::embedded;
use crate::text::fold::one_line;
use crate::words::Words;
pub use exit::Exit;
use output::Console;

/// Runs the program with these arguments, the name of the program first.
#[must_use]
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    // Before all else: hardly a command does without, and none of them waits for it at once.
    Classifier::prepare();
    let language = args::language(&arguments);
    let words = Words::new(&language);
    if let Some(broken) = words.broken() {
        output::complain(broken);
        return Exit::Failed.into();
    }
    // What a library says when it panics is for its makers. The reading of files catches it and names the file; what is not
    // caught there is a fault of this program, and still no reason to end otherwise than with a sentence.
    std::panic::set_hook(Box::new(|_| {}));
    let exit = std::panic::catch_unwind(AssertUnwindSafe(|| obey(arguments, &words)))
        .unwrap_or_else(|_| output::inside("panic", &words));
    match embedded::damaged() {
        Some(table) => output::fail(words.say("fatal.damaged-table", &[("detail", &one_line(table))]), &words).into(),
        None => exit.into(),
    }
}

fn obey(arguments: Vec<OsString>, words: &Words) -> Exit {
    match args::parse(arguments, words) {
        Ok(args::Parsed::Text(text)) => output::print(text.as_bytes()).map_or(Exit::Failed, |()| Exit::Done),
        Ok(args::Parsed::Run(options)) => {
            let console = Console::new(&options, std::io::stderr().is_terminal());
            match options.command {
                args::Command::Summarize => summarize::run(&options, words, &console),
                args::Command::Classify => classify::run(&options, words, &console),
                args::Command::Why => why::run(&options, words),
                args::Command::Annex => annex::run(&options, words, &console),
                args::Command::PlanInit => plan::init(&options, words, &console),
                args::Command::PlanShow => plan::show(&options, words, &console),
                args::Command::PlanAllocate => plan::allocate(&options, words, &console),
                args::Command::Check => check::run(&options, words, &console),
                args::Command::Compare => compare::run(&options, words, &console),
                args::Command::Validate => validate::run(&options, words, &console),
                args::Command::Explain => explain::run(&options, words),
                args::Command::Merge => merge::run(&options, words, &console),
                args::Command::List => list::run(&options, words, &console),
                args::Command::Template => template::run(&options, words),
                args::Command::Report => report::run(&options, words, &console),
            }
        }
        Err(message) => {
            output::complain(&message);
            Exit::Failed
        }
    }
}
