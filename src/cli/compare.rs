//! `compare`: the list of the start of the year against that of its end.

use super::args::{Format, Options};
use super::exit::Exit;
use super::figures::Figures;
use super::output::{self, Console, complain, deliver};
use crate::report::compare::{Compared, movement_table, reasons};
use crate::report::{markdown, terminal};
use crate::tally::Whom;
use crate::text::number::grouped;
use crate::words::Words;

/// Doubtful pairs shown on a terminal; those beyond are in the file.
const MOST_SHOWN: usize = 20;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    let refuse = |key: &str| {
        complain(&format!("{}: {}", words.get("severity.error"), words.get(key)));
        Exit::Failed
    };
    if options.end.is_empty() {
        return refuse("compare.no-end");
    }
    if options.whom != Whom::Poor {
        return refuse("compare.standing");
    }
    let mut figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    let summary = figures.summary(options, false, words);
    let Some(year) = &figures.survey.year_end else { return refuse("compare.nothing") };
    let compared = Compared::new(&summary, &figures.survey, year);
    let book = options.output.as_ref().is_some_and(|o| o.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")));
    let bytes = match options.format {
        _ if book => compared.workbook(words),
        Format::Json => output::json(&compared.comparison),
        Format::Csv => compared.csv().map_err(|e| e.to_string()),
        Format::Table | Format::Markdown => {
            let tables = [movement_table(&compared.comparison, words)];
            let notes = notes(&compared, words);
            Ok(match options.format {
                Format::Markdown => markdown::page(&tables, &notes),
                _ => terminal::page(&tables, &notes),
            })
        }
    };
    let exit = match bytes {
        Ok(bytes) => deliver(&bytes, options, words),
        Err(detail) => output::inside(&detail, words),
    };
    figures.close(exit, options, words, console)
}

/// What the table does not show: how pairs were made, what rests on absence, what is doubtful.
fn notes(compared: &Compared<'_>, words: &Words) -> Vec<String> {
    let comparison = &compared.comparison;
    let count = |n: usize| grouped(n as u64);
    let made: Vec<String> = compared
        .by_reason()
        .into_iter()
        .map(|(reason, n)| format!("{} {}", count(n), words.get(&format!("evidence.{reason}"))))
        .collect();
    let mut lines = vec![
        words.say("compare.made", &[("n", &count(comparison.pairs.len())), ("reasons", &made.join("; "))]),
        words.say("compare.absent", &[("n", &count(comparison.exited_by_absence))]),
    ];
    let doubtful = compared.doubtful();
    if doubtful.is_empty() {
        lines.push(words.get("compare.no-doubt").to_owned());
        return lines;
    }
    lines.push(words.say("compare.doubts", &[("n", &count(comparison.doubts.len()))]));
    for (start, end, pair) in doubtful.iter().take(MOST_SHOWN) {
        let (a, b) = (&pair.start, &pair.end);
        let place = |p: &crate::report::compare::Place| {
            format!(
                "{} {}",
                words.place(&p.file, p.sheet.as_deref().unwrap_or(""), None),
                words.say("place.row", &[("n", &p.row.to_string())])
            )
        };
        lines.push(format!(
            "  {} ({}) – {} ({}): {}",
            start.head.name,
            place(a),
            end.head.name,
            place(b),
            reasons(&pair.evidence, words)
        ));
    }
    if doubtful.len() > MOST_SHOWN {
        lines.push(words.say("compare.more", &[("n", &count(doubtful.len() - MOST_SHOWN))]));
    }
    lines
}
