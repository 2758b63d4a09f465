//! `annex`: Biểu 01 and Biểu 02 as a workbook to be signed.

use super::args::Options;
use super::exit::Exit;
use super::figures::Figures;
use super::output::{self, Console, deliver};
use crate::report::annex::Annex;
use crate::tally::Whom;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    if options.whom != Whom::Poor {
        return output::fail(words.get("fatal.poor-only"), words);
    }
    if options.output.is_none() {
        return output::fail(words.get("fatal.needs-output"), words);
    }
    let mut figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    let summary = figures.summary(options, true, words);
    let annex = Annex {
        summary: &summary,
        plan: figures.plan.as_ref(),
        year: figures.year(),
        several: figures.tally.total().sum().several,
        words,
    };
    let exit = match annex.write() {
        Ok(bytes) => deliver(&bytes, options, words),
        Err(error) => output::inside(&error.to_string(), words),
    };
    figures.close(exit, options, words, console)
}
