//! `report`: the figures as one page.

use super::args::Options;
use super::exit::Exit;
use super::figures::Figures;
use super::output::{Console, deliver, fail};
use crate::report::{notes, page};
use crate::tally::Whom;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    if options.whom != Whom::Poor {
        return fail(words.get("page.standing"), words);
    }
    let mut figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    let summary = figures.summary(options, false, words);
    let notes = notes::lines(&summary, &figures.tally, options.whom, words);
    let page = page::write(&summary, &figures.tally, &notes, words);
    let exit = deliver(page.as_bytes(), options, words);
    figures.close(exit, options, words, console)
}
