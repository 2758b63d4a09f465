//! Findings on standard error: repeated ones folded, sorted by place, coloured on a terminal.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};

use super::output::{Console, complain, complain_styled};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::plan::PlanError;
use crate::plan::read::Wrong;
use crate::report::summary::why;
use crate::survey::Refusal;
use crate::tally::Tally;
use crate::target::sheet::TargetError;
use crate::text::sanitize::plain_line;
use crate::words::Words;

/// Prints the findings that the console lets through.
pub(crate) fn report(diagnostics: &Diagnostics, words: &Words, console: &Console) {
    // One line for findings of one code in one sheet that say the same; the first has its place.
    let mut groups: BTreeMap<(usize, String, String), Vec<&Diagnostic>> = BTreeMap::new();
    let sorted = diagnostics.sorted();
    for diagnostic in sorted {
        let code = diagnostic.code;
        let say = match code.severity() {
            Severity::Error => true,
            Severity::Warning => !console.quiet,
            Severity::Note => !console.quiet && console.verbose,
        };
        if say {
            let values: String = diagnostic.values.iter().map(|(_, v)| v.as_str()).collect::<Vec<_>>().join("\u{1}");
            groups.entry((diagnostic.place.source, code.id().to_owned(), values)).or_default().push(diagnostic);
        }
    }
    for same in groups.values() {
        let Some(first) = same.first() else { continue };
        let place = words.place(&first.place.file, &first.place.sheet, first.place.cell);
        let mut message = words.message(first);
        if same.len() > 1 {
            let count = (same.len() - 1).to_string();
            message.push(' ');
            message.push_str(&words.say("more.places", &[("n", &count)]));
        }
        line(first.code.severity(), Some(first.code.id()), &place, &message, words, console);
    }
}

/// Texts shown of those left undecided.
const MOST_TEXTS: usize = 10;

/// Prints the texts left undecided, the most frequent first, each with the line that would settle it in a plan.
pub(crate) fn undecided(tally: &Tally, words: &Words, console: &Console) {
    if console.quiet || tally.undecided.is_empty() {
        return;
    }
    let mut texts: Vec<_> = tally.undecided.iter().collect();
    texts.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    complain(words.get("undecided.head"));
    for (text, (households, nearest)) in texts.iter().take(MOST_TEXTS) {
        let quoted = plain_line(text).replace('\\', "\\\\").replace('"', "\\\"");
        let group = nearest.map_or(0, crate::group::Group::number).to_string();
        let values = [("n", households.to_string()), ("text", quoted), ("group", group)];
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        complain(&words.say("undecided.line", &values));
    }
    if texts.len() > MOST_TEXTS {
        complain(&words.say("undecided.more", &[("n", &(texts.len() - MOST_TEXTS).to_string())]));
    }
}

fn line(severity: Severity, code: Option<&str>, place: &str, message: &str, words: &Words, console: &Console) {
    let (key, colour) = match severity {
        Severity::Error => ("severity.error", AnsiColor::Red),
        Severity::Warning => ("severity.warning", AnsiColor::Yellow),
        Severity::Note => ("severity.note", AnsiColor::Cyan),
    };
    let style = if console.colour { Style::new().bold().fg_color(Some(colour.into())) } else { Style::new() };
    let code = code.map(|c| format!("[{c}]")).unwrap_or_default();
    let place = if place.is_empty() { String::new() } else { format!("{}: ", plain_line(place)) };
    complain_styled(&format!("{style}{}{code}{style:#}: {place}{}", words.get(key), plain_line(message)));
}

/// Whether a severity, by its name in JSON, is a warning or worse.
pub(crate) fn severe(name: &str) -> bool {
    [Severity::Error, Severity::Warning].iter().any(|s| s.id() == name)
}

/// Prints why no survey came of the files: all reasons.
pub(crate) fn refuse(refusals: &[Refusal], words: &Words, console: &Console) {
    for refusal in refusals {
        match refusal {
            Refusal::Unreadable(error) => line(Severity::Error, None, "", &words.read_error(error), words, console),
            Refusal::Folder(folder, detail) => {
                let place = folder.to_string_lossy();
                let message = words.say("refuse.folder", &[("place", &place), ("detail", detail)]);
                line(Severity::Error, None, "", &message, words, console);
            }
            Refusal::EmptyFolder(folder) => {
                let message = words.say("refuse.empty-folder", &[("place", &folder.to_string_lossy())]);
                line(Severity::Error, None, "", &message, words, console);
            }
            Refusal::Uncalculated(place) => {
                let place = words.place(&place.file, &place.sheet, place.cell);
                let message = words.say("refuse.uncalculated", &[("place", &place)]);
                line(Severity::Error, Some("GN109"), "", &message, words, console);
            }
            Refusal::Nothing => line(Severity::Error, None, "", words.get("refuse.nothing"), words, console),
            Refusal::NoList(place, sheets) => {
                let place = words.place(&place.file, "", None);
                line(Severity::Error, None, "", &words.say("refuse.no-list", &[("place", &place)]), words, console);
                for (sheet, reason) in sheets {
                    let sheet = if sheet.is_empty() { words.get("refuse.whole-file") } else { sheet };
                    let why = why(reason, words);
                    complain(&plain_line(&words.say("refuse.no-list-sheet", &[("sheet", sheet), ("why", &why)])));
                }
            }
        }
    }
}

/// What is wrong with a plan file, in one line.
pub(crate) fn plan_error(error: &PlanError, words: &Words) -> String {
    let (detail, sum, said) = match &error.wrong {
        Wrong::Unreadable(error) => (words.small_error(error), String::new(), String::new()),
        Wrong::Syntax(detail) => (detail.clone(), String::new(), String::new()),
        Wrong::Sum(sum, said) => (String::new(), sum.to_string(), said.to_string()),
        _ => Default::default(),
    };
    let values = [("detail", detail.as_str()), ("sum", &sum), ("said", &said)];
    let says = words.say(&format!("plan-error.{}", error.wrong.id()), &values);
    let line = error.line.to_string();
    let key = match (error.line, error.key.is_empty()) {
        (0, _) => "plan-error.place-file",
        (_, true) => "plan-error.place-line",
        _ => "plan-error.place",
    };
    words.say(key, &[("file", &error.file), ("line", &line), ("key", &error.key), ("says", &says)])
}

/// Why a file of targets cannot be used, in one line.
pub(crate) fn target_error(error: &TargetError, words: &Words) -> String {
    let place = |p: &crate::diag::Place| words.place(&p.file, &p.sheet, p.cell);
    match error {
        TargetError::Read(error) => words.read_error(error),
        TargetError::NoTable(file) => words.say("target-error.no-table", &[("place", file)]),
        TargetError::NotWhole(at, text) => {
            words.say("target-error.not-whole", &[("place", &place(at)), ("text", text)])
        }
        TargetError::Twice(ward, before, at) => {
            words.say("target-error.twice", &[("place", &place(at)), ("ward", ward), ("other", &place(before))])
        }
    }
}
