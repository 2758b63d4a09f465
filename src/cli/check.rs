//! `check`: targets held against what was reached.

use super::args::{Format, Options};
use super::exit::Exit;
use super::figures::Figures;
use super::output::{self, Console, deliver};
use crate::check::{Checks, Lack, Verdict, coverage, output as answer};
use crate::diag::{Code, Diagnostic, Place};
use crate::report::{markdown, notes, terminal};
use crate::tally::Whom;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    if options.whom != Whom::Poor {
        return output::fail(words.get("fatal.poor-only"), words);
    }
    let mut figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    // A ward of the plan that no list names leaves the whole unknown.
    let counted = figures.summary(options, true, words);
    let checks = Checks::of(&counted, figures.plan.as_ref(), &coverage(&figures.survey), &options.required);
    for (kind, lack) in &checks.left_out {
        let why = words.get(match lack {
            Lack::Target => "check.no-target",
            Lack::Data => "check.no-data",
        });
        let name = words.get(&format!("check.{}", kind.id())).to_owned();
        let finding = Diagnostic::new(Code::CheckLeftOut, Place::run()).with("check", name).with("why", why);
        figures.survey.diagnostics.push(finding);
    }
    let verdict = checks.verdict(&options.required);
    let summary = figures.summary(options, false, words);
    let notes = [words.get(&format!("check.all-{}", verdict.id())).to_owned()];
    let notes: Vec<String> = notes.into_iter().chain(notes::sources_of_figures(&summary, words)).collect();
    let table = || answer::table(&checks, &summary, words);
    let bytes = match options.format {
        Format::Table => Ok(terminal::page(&[table()], &notes)),
        Format::Markdown => Ok(markdown::page(&[table()], &notes)),
        Format::Csv => answer::csv(&checks).map_err(|e| e.to_string()),
        Format::Json => output::json(&answer::Answer::new(summary, &checks, verdict)),
    };
    let exit = match bytes {
        // What could not be done leaves no file behind.
        Ok(_) if verdict == Verdict::Unknown && options.output.is_some() => Exit::Failed,
        Ok(bytes) => deliver(&bytes, options, words),
        Err(detail) => output::inside(&detail, words),
    };
    let exit = match (exit, verdict) {
        (Exit::Done, Verdict::Failed) => Exit::No,
        (Exit::Done, Verdict::Unknown) => Exit::Failed,
        (exit, _) => exit,
    };
    if verdict == Verdict::Unknown {
        output::complain(&format!("{}: {}", words.get("severity.error"), words.get("check.all-unknown")));
    }
    figures.close(exit, options, words, console)
}
