//! `merge`: adds up summaries.

use std::path::{Path, PathBuf};

use super::args::{Format, Options};
use super::exit::Exit;
use super::finding::{self, severe};
use super::output::{self, Console, complain, deliver};
use crate::plan::Plan;
use crate::read::{limits, small};
use crate::report::merge::{MergeError, Merger};
use crate::report::summary::{Summary, WardFigures};
use crate::report::table::Level;
use crate::report::{csv, markdown, notes, table, terminal};
use crate::tally::{Tally, Whom};
use crate::text::sanitize::plain_line;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    let summary = match merged(options, words) {
        Ok(summary) => summary,
        Err(messages) => {
            for message in messages {
                complain(&format!("{}: {}", words.get("severity.error"), plain_line(&message)));
            }
            return Exit::Failed;
        }
    };
    if options.levels.contains(&Level::Hamlet) {
        complain(&format!("{}: {}", words.get("severity.error"), words.get("merge.hamlet")));
        return Exit::Failed;
    }
    let whom = match summary.standing.as_str() {
        "near-poor" => Whom::NearPoor,
        "all" => Whom::All,
        _ => Whom::Poor,
    };
    let tables = table::tables(&summary, &[], whom, &options.levels, words);
    let notes = notes::lines(&summary, &Tally::default(), whom, words);
    let bytes = match options.format {
        Format::Json => output::json(&summary),
        Format::Csv => csv::write(&summary).map_err(|e| e.to_string()),
        Format::Table => Ok(terminal::page(&tables, &notes)),
        Format::Markdown => Ok(markdown::page(&tables, &notes)),
    };
    let delivered = match bytes {
        Ok(bytes) => deliver(&bytes, options, words),
        Err(detail) => output::inside(&detail, words),
    };
    let warned = summary.diagnostics.iter().any(|d| severe(&d.severity));
    if !console.quiet && warned {
        let n = summary.diagnostics.iter().filter(|d| severe(&d.severity)).count().to_string();
        complain(&words.say("merge.findings", &[("n", &n)]));
    }
    if delivered == Exit::Done && options.strict && warned { Exit::No } else { delivered }
}

/// The sum of all summaries named, or all that is wrong with them.
fn merged(options: &Options, words: &Words) -> Result<Summary, Vec<String>> {
    let mut messages = Vec::new();
    let mut read = Vec::new();
    for path in expand(&options.files, &mut messages, words) {
        match parse(&path, words) {
            Ok(summary) => read.push((path, summary)),
            Err(detail) => {
                let place = path.to_string_lossy();
                messages.push(words.say("merge.unreadable", &[("place", &place), ("detail", &detail)]));
            }
        }
    }
    let mut merger = Merger::new(options.allow);
    for (path, summary) in read {
        if let Err(error) = merger.add(summary) {
            messages.push(format!("{}: {}", path.to_string_lossy(), say(&error, words)));
            break;
        }
    }
    if !messages.is_empty() {
        return Err(messages);
    }
    let plan = Plan::embedded().map_err(|e| vec![finding::plan_error(&e, words)])?;
    let place = |ward: &WardFigures| {
        ward.unit.as_ref().filter(|u| **u == plan.unit)?;
        plan.wards.iter().position(|w| Some(&w.name) == ward.ward.as_ref())
    };
    merger.finish(place).ok_or_else(|| vec![words.get("merge.nothing").to_owned()])
}

/// The files named; a folder is every `.json` in it.
fn expand(named: &[PathBuf], messages: &mut Vec<String>, words: &Words) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        match crate::read::files::expand(std::slice::from_ref(path)) {
            Ok(found) => {
                let json = |p: &Path| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
                files.extend(found.into_iter().map(|f| f.path).filter(|p| json(p)));
            }
            Err((folder, e)) => {
                let place = folder.to_string_lossy();
                messages.push(words.say("refuse.folder", &[("place", &place), ("detail", &e.to_string())]));
            }
        }
    }
    files
}

fn parse(path: &Path, words: &Words) -> Result<Summary, String> {
    let text = small::text(path, limits::STDIN_BYTES).map_err(|e| words.small_error(&e))?;
    serde_json::from_str(&text).map_err(|e| e.to_string())
}

fn say(error: &MergeError, words: &Words) -> String {
    match error {
        MergeError::Schema(schema) => words.say("merge.schema", &[("schema", schema)]),
        MergeError::Sums => words.get("merge.sums").to_owned(),
        MergeError::TooLarge => words.get("merge.too-large").to_owned(),
        MergeError::Years(a, b) => words.say("merge.years", &[("a", &a.to_string()), ("b", &b.to_string())]),
        MergeError::Standings(a, b) => words.say("merge.standings", &[("a", a), ("b", b)]),
        MergeError::Overlap(ward) => words.say("merge.overlap", &[("ward", ward)]),
        MergeError::Targets(ward) => words.say("merge.targets", &[("ward", ward)]),
    }
}
