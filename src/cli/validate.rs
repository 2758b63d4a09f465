//! `validate`: what is wrong with the lists, and what to do about it.

use std::path::Path;

use super::args::{Format, Options};
use super::exit::Exit;
use super::figures::{Figures, lists_with};
use super::output::{self, Console, deliver};
use crate::diag::Severity;
use crate::report::findings::{self, Findings};
use crate::validate::Validator;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    let figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    let asked = options.as_of.as_deref().and_then(|day| day.get(..4)).and_then(|year| year.parse().ok());
    let year = asked.or(figures.plan.as_ref().map(|p| p.year));
    let mut validator = Validator::new(&figures.survey, &figures.tally, year);
    if lists_with(options, &mut validator).is_err() {
        return output::inside(words.get("fatal.changed"), words);
    }
    let mut all = figures.survey.diagnostics.clone();
    all.append(validator.finish());
    let failed = all.any(Severity::Error) || (options.strict && all.any(Severity::Warning));
    let findings = Findings::of(&all, !failed, words);
    let workbook = options.output.as_deref().and_then(Path::extension).is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
    let bytes = match options.format {
        _ if workbook => findings::workbook(&all, words).map_err(|e| e.to_string()),
        Format::Json => output::json(&findings),
        Format::Csv => findings::csv(&findings).map_err(|e| e.to_string()),
        Format::Table | Format::Markdown => Ok(findings::text(&findings, words).into_bytes()),
    };
    let exit = match bytes {
        Ok(bytes) => deliver(&bytes, options, words),
        Err(detail) => output::inside(&detail, words),
    };
    if exit == Exit::Done && failed { Exit::No } else { exit }
}
