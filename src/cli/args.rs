//! What was typed, and what it means: checked once, here.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::commands::{COMMANDS, command_line};

use crate::check::Kind;
use crate::report::lists::ListKind;
use crate::report::merge::Allow;
use crate::report::table::Level;
use crate::tally::Whom;
use crate::text::date;
use crate::text::sanitize::plain_line;
use crate::words::Words;

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    Summarize,
    Classify,
    Why,
    Check,
    Merge,
    Compare,
    List,
    Template,
    Report,
    Validate,
    Explain,
    Annex,
    PlanInit,
    PlanShow,
    PlanAllocate,
}

impl Command {
    /// Whether every ward of the plan has a row, named by a list or not.
    pub(crate) fn shows_every_ward(self) -> bool {
        matches!(self, Command::Annex | Command::PlanInit)
    }
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
    Markdown,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

/// What was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) command: Command,
    pub(crate) files: Vec<PathBuf>,
    /// The texts of `why`, the codes of `explain`.
    pub(crate) texts: Vec<String>,
    pub(crate) plan: Option<PathBuf>,
    pub(crate) targets: Option<PathBuf>,
    pub(crate) allocate: bool,
    pub(crate) required: Vec<Kind>,
    /// Lists at the end of the year.
    pub(crate) end: Vec<PathBuf>,
    /// Pairs that a person has settled.
    pub(crate) pairs: Option<PathBuf>,
    /// Which list to write.
    pub(crate) kind: Option<ListKind>,
    /// Whether identity numbers are left out.
    pub(crate) redact: bool,
    /// The folder for a file a ward.
    pub(crate) per_ward: Option<PathBuf>,
    pub(crate) format: Format,
    pub(crate) levels: Vec<Level>,
    pub(crate) output: Option<PathBuf>,
    pub(crate) force: bool,
    pub(crate) sheet: Option<String>,
    pub(crate) as_of: Option<String>,
    pub(crate) whom: Whom,
    pub(crate) strict: bool,
    pub(crate) colour: Colour,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    pub(crate) allow: Allow,
}

impl Options {
    /// Every file that is read, never to be written over.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.files.iter().chain(&self.plan).chain(&self.targets).chain(&self.end).chain(&self.pairs)
    }
}

/// What a command line comes to.
pub(crate) enum Parsed {
    /// Help or version: text to print.
    Text(String),
    /// A command to run.
    Run(Box<Options>),
}

/// The language asked for, found before anything else is read so that even a wrong command line is answered in it.
pub(crate) fn language(arguments: &[OsString]) -> String {
    let texts: Vec<String> = arguments.iter().map(|a| a.to_string_lossy().into_owned()).collect();
    let follows =
        texts.iter().zip(texts.iter().skip(1)).find(|(flag, _)| *flag == "--lang").map(|(_, value)| value.clone());
    let joined = || texts.iter().find_map(|t| t.strip_prefix("--lang=").map(str::to_owned));
    follows
        .or_else(joined)
        .filter(|code| Words::languages().contains(&code.as_str()))
        .unwrap_or_else(|| "vi".to_owned())
}

/// Reads a command line.
///
/// # Errors
///
/// What is wrong with it, in words.
pub(crate) fn parse(arguments: Vec<OsString>, words: &Words) -> Result<Parsed, String> {
    let asked = asked(&arguments);
    let wrong = |message: String| usage(words, &asked, message);
    match command_line(words).try_get_matches_from(arguments) {
        Ok(matches) => {
            let (name, inner) = matches.subcommand().ok_or_else(|| wrong(words.get("usage.no-command").to_owned()))?;
            // `plan` has commands of its own.
            let (name, inner) = match inner.subcommand() {
                Some((own, inner)) => (format!("{name}-{own}"), inner),
                None => (name.to_owned(), inner),
            };
            let known = COMMANDS.iter().find(|(known, ..)| *known == name);
            let (_, command, _) = known.ok_or_else(|| wrong(words.say("usage.unknown-command", &[("text", &name)])))?;
            options(*command, inner, words).map(|o| Parsed::Run(Box::new(o))).map_err(wrong)
        }
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ok(Parsed::Text(error.render().to_string()))
        }
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Err(wrong(words.get("usage.no-command").to_owned()))
        }
        Err(error) => Err(wrong(complaint(&error, words))),
    }
}

/// The command that a wrong command line begins with, a space before each of its words; empty when there is none.
fn asked(arguments: &[OsString]) -> String {
    let mut said = arguments.iter().skip(1).map_while(|a| a.to_str());
    let known = |name: &str| COMMANDS.iter().any(|(known, ..)| *known == name);
    match (said.next(), said.next()) {
        (Some("plan"), Some(own)) if known(&format!("plan-{own}")) => format!(" plan {own}"),
        (Some(name), _) if name == "plan" || known(name) => format!(" {name}"),
        _ => String::new(),
    }
}

fn usage(words: &Words, asked: &str, message: String) -> String {
    let see = words.say("usage.see", &[("command", asked)]);
    format!("{}: {}\n{see}", words.get("severity.error"), plain_line(&message))
}

/// A complaint of the library that reads command lines, in our words.
fn complaint(error: &clap::Error, words: &Words) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(all)) => all.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let near = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => Some(s.clone()),
        Some(ContextValue::Strings(all)) => all.first().cloned(),
        _ => None,
    };
    let meant = |says: String, near: Option<String>| match near {
        Some(near) => words.say("usage.meant", &[("says", &says), ("near", &near)]),
        None => says,
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            meant(words.say("usage.unknown", &[("text", &argument)]), near(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => {
            let command = text(ContextKind::InvalidSubcommand);
            meant(words.say("usage.unknown-command", &[("text", &command)]), near(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingRequiredArgument => words.say("usage.missing", &[("text", &argument)]),
        ErrorKind::MissingSubcommand => words.get("usage.no-command").to_owned(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooFewValues => {
            let value = text(ContextKind::InvalidValue);
            let choices = text(ContextKind::ValidValue);
            let key = if value.is_empty() { "usage.needs-value" } else { "usage.value" };
            let says = words.say(key, &[("text", &value), ("name", &argument), ("choices", &choices)]);
            meant(says, near(ContextKind::SuggestedValue))
        }
        // Nothing that we declare conflicts with another: it is given twice.
        ErrorKind::ArgumentConflict => words.say("usage.twice", &[("text", &argument)]),
        ErrorKind::TooManyValues => words.say("usage.no-value", &[("text", &argument)]),
        ErrorKind::InvalidUtf8 => words.get("usage.not-text").to_owned(),
        _ => words.say("usage.conflict", &[("text", &argument)]),
    }
}

fn options(command: Command, matches: &ArgMatches, words: &Words) -> Result<Options, String> {
    // A command has only the flags that mean something to it.
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().map(String::as_str);
    let set = |name: &str| matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false);
    let levels = text("by").unwrap_or("ward,group").split(',').map(str::trim).map(|level| match level {
        "ward" => Ok(Level::Ward),
        "group" => Ok(Level::Group),
        "hamlet" => Ok(Level::Hamlet),
        other => Err(words.say("fatal.by", &[("text", other)])),
    });
    let as_of =
        text("as-of").map(|typed| date::typed(typed).ok_or_else(|| words.say("fatal.date", &[("text", typed)])));
    let mut allow = Allow::default();
    for what in text("allow").unwrap_or("").split(',').map(str::trim).filter(|w| !w.is_empty()) {
        match what {
            "years" => allow.years = true,
            "standings" => allow.standings = true,
            "overlap" => allow.overlap = true,
            other => return Err(words.say("fatal.allow", &[("text", other)])),
        }
    }
    Ok(Options {
        command,
        files: [many(matches, "files"), many(matches, "lists"), many(matches, "summaries")].concat(),
        allow,
        texts: [many(matches, "texts"), many(matches, "codes")].concat(),
        plan: many(matches, "plan").pop(),
        targets: many(matches, "targets").pop(),
        allocate: set("allocate"),
        required: many::<String>(matches, "require").iter().filter_map(|id| Kind::of(id)).collect(),
        end: many(matches, "end"),
        pairs: many(matches, "pairs").pop(),
        kind: text("kind").and_then(ListKind::of),
        redact: set("redact"),
        per_ward: many(matches, "per-ward").pop(),
        format: match text("format") {
            Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            Some("markdown") => Format::Markdown,
            _ => Format::Table,
        },
        levels: levels.collect::<Result<_, _>>()?,
        output: many(matches, "output").pop(),
        force: set("force"),
        sheet: text("sheet").map(str::to_owned),
        as_of: as_of.transpose()?,
        whom: match text("standing") {
            Some("near-poor") => Whom::NearPoor,
            Some("all") => Whom::All,
            _ => Whom::Poor,
        },
        strict: set("strict"),
        colour: match text("color") {
            Some("always") => Colour::Always,
            Some("never") => Colour::Never,
            _ => Colour::Auto,
        },
        quiet: set("quiet"),
        verbose: set("verbose"),
    })
}

/// The values of an argument that not every command has.
fn many<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Vec<T> {
    matches.try_get_many::<T>(name).ok().flatten().unwrap_or_default().cloned().collect()
}
