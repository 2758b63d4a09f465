//! `summarize`: the main table.

use super::args::{Format, Options};
use super::exit::Exit;
use super::figures::Figures;
use super::output::{self, Console, deliver};
use crate::report::{csv, markdown, notes, table, terminal};
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    let mut figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    let summary = figures.summary(options, false, words);
    let page = |draw: fn(&[table::Table], &[String]) -> Vec<u8>| {
        let ward_name = |id: &table::WardKey| id.and_then(|id| figures.survey.wards.get(id)).map(|w| w.name.clone());
        let hamlets = table::hamlets(&summary, &figures.tally, options.whom, ward_name);
        let tables = table::tables(&summary, &hamlets, options.whom, &options.levels, words);
        draw(&tables, &notes::lines(&summary, &figures.tally, options.whom, words))
    };
    let bytes = match options.format {
        Format::Json => output::json(&summary),
        Format::Csv => csv::write(&summary).map_err(|e| e.to_string()),
        Format::Table => Ok(page(terminal::page)),
        Format::Markdown => Ok(page(markdown::page)),
    };
    let exit = match bytes {
        Ok(bytes) => deliver(&bytes, options, words),
        Err(detail) => output::inside(&detail, words),
    };
    figures.close(exit, options, words, console)
}
