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
    let path =
        |name: &'static str, value: &'static str| flag(name).value_name(value).value_parser(ValueParser::path_buf());
    let switch = |name: &'static str| flag(name).action(ArgAction::SetTrue);
    let choice = |name: &'static str, values: Vec<&'static str>, default: &'static str| {
        flag(name).value_parser(PossibleValuesParser::new(values)).default_value(default).hide_possible_values(true)
    };
    let inputs = |name: &'static str| Arg::new(name).value_name("FILE").required(true).num_args(1..).help(help(name));
    vec![
        Arg::new("kind")
            .value_name("KIND")
            .required(true)
            .value_parser(PossibleValuesParser::new(ListKind::ALL.map(ListKind::id)))
            .hide_possible_values(true)
            .help(help("kind")),
        inputs("files").value_parser(ValueParser::path_buf()),
        inputs("lists").required(false).value_parser(ValueParser::path_buf()),
        inputs("summaries").value_parser(ValueParser::path_buf()),
        inputs("texts").value_name("TEXT"),
        inputs("codes").value_name("CODE"),
        path("plan", "FILE"),
        path("targets", "FILE"),
        switch("allocate"),
        switch("redact"),
        path("per-ward", "DIR"),
        path("end", "FILE").num_args(1..),
        path("pairs", "FILE"),
        flag("sheet").value_name("NAME"),
        flag("as-of").value_name("DATE"),
        choice("standing", vec!["poor", "near-poor", "all"], "poor"),
        flag("by").value_name("LEVELS").default_value("ward,group"),
        flag("require")
            .value_name("ID")
            .action(ArgAction::Append)
            .value_delimiter(',')
            .value_parser(PossibleValuesParser::new(Kind::ALL.map(Kind::id)))
            .hide_possible_values(true),
        flag("allow").value_name("WHAT"),
        choice("format", vec!["table", "json", "csv", "markdown"], "table"),
        path("output", "OUT").short('o'),
        switch("force"),
        switch("strict"),
        choice("lang", Words::languages(), "vi"),
        choice("color", vec!["auto", "always", "never"], "auto"),
        switch("quiet").short('q'),
        switch("verbose").short('v'),
        Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help("help")),
    ]
}

/// The whole command line, in the words of a language.
pub(crate) fn command_line(words: &Words) -> clap::Command {
    let help = |key: &str| words.get(&format!("help.{key}")).to_owned();
    let (usage, options) = (help("usage"), help("options"));
    let commands = help("commands");
    let program = format!(
        "{{about}}\n\n{usage}: {{usage}}\n\n{commands}:\n{{subcommands}}\n\n{options}:\n{{options}}{{after-help}}\n"
    );
    let arguments = help("arguments");
    let verb = format!("{{about}}\n\n{usage}: {{usage}}\n\n{arguments}:\n{{positionals}}\n\n{options}:\n{{options}}\n");
    let flags = flags(words);
    let verbs = |group: &str| {
        let own = COMMANDS.iter().filter(|(name, ..)| name.split_once('-').map_or("", |(group, _)| group) == group);
        let verb = |(name, _, sets): &(&'static str, Command, &[&[&str]])| {
            let has = |arg: &&Arg| {
                let id = arg.get_id().as_str();
                ALWAYS.contains(&id) || sets.iter().any(|set| set.contains(&id))
            };
            clap::Command::new(name.rsplit('-').next().unwrap_or(name))
                .about(help(name))
                .help_template(verb.clone())
                .disable_help_flag(true)
                .args(flags.iter().filter(has).cloned())
        };
        own.map(verb).collect::<Vec<_>>()
    };
    let plan = clap::Command::new("plan")
        .about(help("plan-command"))
        .help_template(program.clone())
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .args(flags.iter().filter(|a| a.get_id() == "help").cloned())
        .subcommands(verbs("plan"));
    clap::Command::new("giamngheo")
        .version(env!("CARGO_PKG_VERSION"))
        .about(help("about"))
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
