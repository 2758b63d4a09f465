//! Findings for whoever has to mend a list: as text, JSON, CSV, a workbook to send back, and explained one by one.

use std::sync::OnceLock;

use serde::Serialize;

use super::csv::safe;
use super::paper::{Cell, Column, Look, Sheet, draw, workbook as paper};
use super::summary::Finding;
use crate::diag::{Code, Diagnostics, Severity};
use crate::text::sanitize::plain_line;
use crate::words::Words;

/// The answer of `validate`.
#[derive(Debug, Serialize)]
pub struct Findings {
    schema: &'static str,
    passed: bool,
    errors: usize,
    warnings: usize,
    notes: usize,
    diagnostics: Vec<Finding>,
}

impl Findings {
    /// The findings in the words of a language.
    #[must_use]
    pub fn of(all: &Diagnostics, passed: bool, words: &Words) -> Findings {
        let count = |severity| Code::ALL.iter().filter(|c| c.severity() == severity).map(|c| all.count(*c)).sum();
        Findings {
            schema: "giamngheo.validate/1",
            passed,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            diagnostics: all.sorted().into_iter().map(|d| Finding::of(d, words)).collect(),
        }
    }
}

/// A line a finding, and a line of sums.
#[must_use]
pub fn text(findings: &Findings, words: &Words) -> String {
    let mut out = String::new();
    for finding in &findings.diagnostics {
        let place = place(finding, words);
        let place = if place.is_empty() { place } else { format!("{place}: ") };
        let severity = words.get(&format!("severity.{}", finding.severity)).to_owned();
        let line = format!("{severity}[{}]: {place}{}", finding.code, finding.message);
        out.push_str(&plain_line(&line));
        out.push('\n');
    }
    let number = |n: usize| n.to_string();
    let (errors, warnings, notes) = (number(findings.errors), number(findings.warnings), number(findings.notes));
    out.push_str(&words.say("validate.sum", &[("errors", &errors), ("warnings", &warnings), ("notes", &notes)]));
    out.push('\n');
    out
}

fn place(finding: &Finding, words: &Words) -> String {
    let cell = finding.cell.as_ref().map(|c| {
        let row = c.bytes().all(|b| b.is_ascii_digit());
        if row { words.say("place.row", &[("n", c)]) } else { c.clone() }
    });
    let parts = [finding.file.clone(), finding.sheet.clone(), cell];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" › ")
}

/// A record a finding.
///
/// # Errors
///
/// When the records cannot be put together, which memory never refuses.
pub fn csv(findings: &Findings) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["file", "sheet", "cell", "code", "severity", "message"])?;
    for f in &findings.diagnostics {
        let or_empty = |t: &Option<String>| safe(t.as_deref().unwrap_or(""));
        let cells = [or_empty(&f.file), or_empty(&f.sheet), or_empty(&f.cell)];
        out.write_record(cells.into_iter().chain([f.code.clone(), f.severity.clone(), safe(&f.message)]))?;
    }
    out.into_inner().map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))
}

/// The list to send back: a row a finding, with what is there and what to do.
///
/// # Errors
///
/// What the library that writes workbooks says.
pub fn workbook(all: &Diagnostics, words: &Words) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let heading = |key: &str| words.get(&format!("validate.{key}")).to_owned();
    let columns = [("file", 24.0), ("tab", 16.0), ("cell", 10.0), ("code", 8.0), ("severity", 11.0), ("there", 48.0)];
    let columns = columns.into_iter().chain([("todo", 48.0)]).map(|(key, width)| Column::new(&heading(key), width));
    let rows = all.sorted().into_iter().map(|d| {
        let f = Finding::of(d, words);
        let (says, remedy) = words.message_parts(d);
        let severity = words.get(&format!("severity.{}", f.severity)).to_owned();
        let cells = [f.file.unwrap_or_default(), f.sheet.unwrap_or_default(), f.cell.unwrap_or_default()];
        cells.into_iter().chain([f.code, severity, says, remedy]).map(|t| Cell::text(plain_line(&t))).collect()
    });
    let list = Sheet {
        name: heading("sheet"),
        title: heading("title"),
        columns: columns.collect(),
        rows: rows.collect(),
        ..Sheet::default()
    };
    let mut book = paper(&heading("title"));
    draw(&mut book, &list, &Look::new())?;
    book.save_to_buffer()
}

/// What a code means, with a wrong and a right example.
#[must_use]
pub fn explanation(code: Code, words: &Words) -> String {
    let severity = words.get(&format!("severity.{}", code.severity().id())).to_owned();
    let say = |part: &str| words.get(&format!("code.{}.{part}", code.id())).replace(['{', '}'], "…");
    let (wrong, right) = example(code);
    let heading = |key: &str| words.get(&format!("code-page.{key}")).to_owned();
    format!(
        "{} ({severity})\n{}: {}\n{}: {}\n{}: {wrong}\n{}: {right}\n",
        code.id(),
        heading("means"),
        say("says"),
        heading("todo"),
        say("do"),
        heading("wrong"),
        heading("right"),
    )
}

/// A wrong and a right example of what a code is about.
fn example(code: Code) -> (&'static str, &'static str) {
    static EXAMPLES: OnceLock<toml::Table> = OnceLock::new();
    let all = EXAMPLES.get_or_init(|| crate::embedded::table("examples.toml", include_str!("examples.toml").parse()));
    let of = |part: &str| all.get(code.id()).and_then(|t| t.get(part)).and_then(toml::Value::as_str).unwrap_or("");
    (of("wrong"), of("right"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_wrong_and_a_right_example() {
        for code in Code::ALL {
            let (wrong, right) = example(*code);
            assert!(!wrong.is_empty() && !right.is_empty() && wrong != right, "{code}");
        }
    }
}
