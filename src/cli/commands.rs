//! Every command and every flag, each once: what clap is told, and what help shows.
//!
//! A flag stands in [`flags`] with its form; a command names the flags that mean something to it. The words of both stand
//! in the catalogue under `help`.

use clap::builder::{PossibleValuesParser, Styles, ValueParser};
use clap::{Arg, ArgAction};

use super::args::Command;
use crate::check::Kind;
use crate::report::lists::ListKind;
use crate::words::Words;

/// Flags of every command.
const ALWAYS: &[&str] = &["lang", "color", "quiet", "verbose", "help"];
/// Flags of the commands that give an answer.
const ANSWER: &[&str] = &["format", "output", "force"];
/// Flags of the commands that read lists of households.
const LISTS: &[&str] = &["files", "plan", "sheet", "end", "pairs", "strict"];
/// The same, of commands that can do without lists.
const MAYBE_LISTS: &[&str] = &["lists", "plan", "sheet", "end", "pairs", "strict"];
/// Flags of the commands that count.
const COUNT: &[&str] = &["targets", "allocate", "as-of", "standing"];

/// The commands in the order of the help, each with its flags. One with a hyphen is a command of a command:
/// `giamngheo plan init`.
pub(crate) const COMMANDS: &[(&str, Command, &[&[&str]])] = &[
    ("summarize", Command::Summarize, &[LISTS, COUNT, &["by"], ANSWER]),
    ("check", Command::Check, &[LISTS, COUNT, &["require"], ANSWER]),
    ("annex", Command::Annex, &[LISTS, COUNT, &["output", "force"]]),
    ("plan-init", Command::PlanInit, &[MAYBE_LISTS, COUNT, &["output", "force"]]),
    ("plan-show", Command::PlanShow, &[MAYBE_LISTS, COUNT, ANSWER]),
    ("plan-allocate", Command::PlanAllocate, &[LISTS, COUNT, ANSWER]),
    ("classify", Command::Classify, &[LISTS, COUNT, ANSWER]),
    ("why", Command::Why, &[&["texts", "plan"], ANSWER]),
    ("compare", Command::Compare, &[LISTS, &["as-of", "standing"], ANSWER]),
    ("validate", Command::Validate, &[LISTS, COUNT, ANSWER]),
    ("explain", Command::Explain, &[&["codes", "output", "force"]]),
    ("list", Command::List, &[&["kind"], LISTS, &["as-of", "standing", "redact", "output", "force"]]),
    ("template", Command::Template, &[&["plan", "per-ward", "output", "force"]]),
    ("report", Command::Report, &[LISTS, COUNT, &["output", "force"]]),
    ("merge", Command::Merge, &[&["summaries", "plan", "by", "allow", "strict"], ANSWER]),
];

/// Every argument there is.
fn flags(words: &Words) -> Vec<Arg> {
    let help = |name: &str| words.get(&format!("help.{name}")).to_owned();
    let flag = |name: &'static str| Arg::new(name).long(name).help(help(name));
    let valued = |name: &'static str, value: &str| flag(name).value_name(value_name(value, words));
    let path = |name: &'static str, value: &str| valued(name, value).value_parser(ValueParser::path_buf());
    let switch = |name: &'static str| flag(name).action(ArgAction::SetTrue);
    // What clap would say of defaults it says in English.
    let defaulted = |name: &'static str, value: &str, default: &'static str| {
        let own = words.say("help.default", &[("help", &help(name)), ("value", default)]);
        valued(name, value).default_value(default).hide_default_value(true).help(own)
    };
    let choice = |name: &'static str, value: &str, values: Vec<&'static str>, default: &'static str| {
        defaulted(name, value, default).value_parser(PossibleValuesParser::new(values)).hide_possible_values(true)
    };
    let inputs = |name: &'static str, value: &str| {
        Arg::new(name).value_name(value_name(value, words)).required(true).num_args(1..).help(help(name))
    };
    vec![
        Arg::new("kind")
            .value_name(value_name("kind", words))
            .required(true)
            .value_parser(PossibleValuesParser::new(ListKind::ALL.map(ListKind::id)))
            .hide_possible_values(true)
            .help(help("kind")),
        inputs("files", "file").value_parser(ValueParser::path_buf()),
        inputs("lists", "file").required(false).value_parser(ValueParser::path_buf()),
        inputs("summaries", "file").value_parser(ValueParser::path_buf()),
        inputs("texts", "text"),
        inputs("codes", "code"),
        path("plan", "file"),
        path("targets", "file"),
        switch("allocate"),
        switch("redact"),
        path("per-ward", "folder"),
        path("end", "file").num_args(1..),
        path("pairs", "file"),
        valued("sheet", "name"),
        valued("as-of", "date"),
        choice("standing", "kind", vec!["poor", "near-poor", "all"], "poor"),
        defaulted("by", "levels", "ward,group"),
        valued("require", "check")
            .action(ArgAction::Append)
            .value_delimiter(',')
            .value_parser(PossibleValuesParser::new(Kind::ALL.map(Kind::id)))
            .hide_possible_values(true),
        valued("allow", "what"),
        choice("format", "form", vec!["table", "json", "csv", "markdown"], "table"),
        path("output", "out").short('o'),
        switch("force"),
        switch("strict"),
        choice("lang", "language", Words::languages(), "vi"),
        choice("color", "when", vec!["auto", "always", "never"], "auto"),
        switch("quiet").short('q'),
        switch("verbose").short('v'),
        Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help("help")),
    ]
}

/// What stands for a value in help.
fn value_name(value: &str, words: &Words) -> String {
    words.get(&format!("value.{value}")).to_owned()
}

/// How a command is used, in one line: `giamngheo list [FLAGS] <KIND> <FILE>...`.
fn usage(command: &str, args: &[Arg], words: &Words) -> String {
    let mut line = format!("giamngheo {} [{}]", command.replace('-', " "), words.get("value.flags"));
    for arg in args.iter().filter(|a| a.is_positional()) {
        line.push_str(&format!(" {arg}"));
    }
    line
}

/// The whole command line, in the words of a language.
pub(crate) fn command_line(words: &Words) -> clap::Command {
    let help = |key: &str| words.get(&format!("help.{key}")).to_owned();
    let (used, options) = (help("usage"), help("options"));
    let commands = help("commands");
    let program = format!(
        "{{about}}\n\n{used}: {{usage}}\n\n{commands}:\n{{subcommands}}\n\n{options}:\n{{options}}{{after-help}}\n"
    );
    let arguments = help("arguments");
    let verb = format!("{{about}}\n\n{used}: {{usage}}\n\n{arguments}:\n{{positionals}}\n\n{options}:\n{{options}}\n");
    let flags = flags(words);
    let verbs = |group: &str| {
        let own = COMMANDS.iter().filter(|(name, ..)| name.split_once('-').map_or("", |(group, _)| group) == group);
        let verb = |(name, _, sets): &(&'static str, Command, &[&[&str]])| {
            let has = |arg: &&Arg| {
                let id = arg.get_id().as_str();
                ALWAYS.contains(&id) || sets.iter().any(|set| set.contains(&id))
            };
            let args: Vec<Arg> = flags.iter().filter(has).cloned().collect();
            clap::Command::new(name.rsplit('-').next().unwrap_or(name))
                .about(help(name))
                .override_usage(usage(name, &args, words))
                .help_template(verb.clone())
                .disable_help_flag(true)
                .args(args)
        };
        own.map(verb).collect::<Vec<_>>()
    };
    let of_commands = |name: &str| format!("{name} <{}> …", words.get("value.command"));
    let plan = clap::Command::new("plan")
        .about(help("plan-command"))
        .override_usage(of_commands("giamngheo plan"))
        .help_template(program.clone())
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .args(flags.iter().filter(|a| a.get_id() == "help").cloned())
        .subcommands(verbs("plan"));
    clap::Command::new("giamngheo")
        .version(env!("CARGO_PKG_VERSION"))
        .about(help("about"))
        .override_usage(of_commands("giamngheo"))
        .after_help(help("after"))
        .help_template(program)
        .styles(Styles::plain())
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .args(flags.iter().filter(|a| a.get_id() == "help").cloned())
        .args(flags.iter().filter(|a| a.get_id() == "lang").map(|a| a.clone().hide(true)))
        .arg(Arg::new("version").short('V').long("version").action(ArgAction::Version).help(help("version")))
        .subcommands(verbs(""))
        .subcommand(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_and_every_flag_named_exists() {
        let words = Words::new("vi");
        command_line(&words).debug_assert();
        let known: Vec<String> = flags(&words).iter().map(|a| a.get_id().to_string()).collect();
        for (command, _, sets) in COMMANDS {
            for name in sets.iter().copied().flatten() {
                assert!(known.iter().any(|k| k == name), "{command}: {name}");
            }
        }
    }
}
