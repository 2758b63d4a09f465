//! `classify`: each household with its group, the words that decided it, and whether to look at it.

use anyhow::{Result, anyhow};

use super::args::Options;
use super::exit::Exit;
use super::figures::{Figures, lists_with};
use super::output::{Console, Out, deliver_with, fail};
use crate::report::classified::{CsvList, Line, XlsxList};
use crate::report::doubt;
use crate::survey::cause::{Source, Verdict};
use crate::survey::household::{Household, Registered};
use crate::survey::{Alike, Tallied, Visitor};
use crate::tally::{Movement, Whom, movement};
use crate::text::fold::one_line;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    let kind = options.output.as_ref().map(|p| p.extension().unwrap_or_default().to_ascii_lowercase());
    if kind.as_ref().is_some_and(|kind| kind != "xlsx" && kind != "csv") {
        return fail(words.get("fatal.classify-output"), words);
    }
    let figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    let workbook = kind.is_some_and(|kind| kind == "xlsx");
    let exit = deliver_with(options, words, |out| {
        if workbook { write_workbook(&figures, options, words, out) } else { write_csv(&figures, options, words, out) }
    });
    figures.close(exit, options, words, console)
}

fn write_csv(figures: &Figures, options: &Options, words: &Words, out: &mut dyn Out) -> Result<()> {
    let mut list = CsvList::new(out)?;
    each(figures, options, words, &mut |line| Ok(list.push(line)?), None)?;
    Ok(list.finish()?)
}

/// The rows to review first, each part in the order read.
fn write_workbook(figures: &Figures, options: &Options, words: &Words, out: &mut dyn Out) -> Result<()> {
    let mut list = XlsxList::new(words)?;
    for review in [true, false] {
        each(figures, options, words, &mut |line| Ok(list.push(line)?), Some(review))?;
    }
    Ok(list.finish(out)?)
}

/// Reads the lists once more and gives every household that is counted; `review`: only those to review, or only the
/// others.
fn each(
    figures: &Figures,
    options: &Options,
    words: &Words,
    push: &mut dyn FnMut(&Line) -> Result<()>,
    review: Option<bool>,
) -> Result<()> {
    let mut rows = Rows { figures, words, whom: options.whom, push, review, failed: None };
    // What there is to say of the files was said when they were read first.
    if lists_with(options, &mut rows).is_err() {
        return Err(anyhow!("{}", words.get("fatal.changed")));
    }
    rows.failed.map_or(Ok(()), Err)
}

struct Rows<'a> {
    figures: &'a Figures,
    words: &'a Words,
    whom: Whom,
    push: &'a mut dyn FnMut(&Line) -> Result<()>,
    review: Option<bool>,
    failed: Option<anyhow::Error>,
}

impl Visitor for Rows<'_> {
    fn household(&mut self, source: usize, household: &Household<'_>, alike: &Alike) {
        if self.failed.is_some() {
            return;
        }
        let Some(list) = self.figures.survey.lists.iter().find(|l| l.source == source) else { return };
        let Some(alike) = &self.figures.survey.counted(source, household.row, alike) else { return };
        let verdicts = self.figures.tally.verdicts.get(&source);
        let Some(verdict) = verdicts.and_then(|v| v.get(alike.cause.0 as usize)) else { return };
        let movement = movement(alike.standing, alike.outcome, list.tells_outcome);
        let counted = match self.whom {
            Whom::Poor => movement.is_poor(),
            Whom::NearPoor => movement.is_near_poor(),
            Whom::All => movement.is_poor() || movement.is_near_poor(),
        };
        if !counted || self.review.is_some_and(|r| r != verdict.doubt.is_some()) {
            return;
        }
        let line = self.line(list, household, alike, verdict, movement);
        if let Err(error) = (self.push)(&line) {
            self.failed = Some(error);
        }
    }
}

impl Rows<'_> {
    fn line(
        &self,
        list: &Tallied,
        household: &Household<'_>,
        alike: &Alike,
        verdict: &Verdict,
        movement: Movement,
    ) -> Line {
        let place = self.figures.survey.place_of(list.source);
        let name = |id| self.figures.survey.wards.get(id).map(|w| w.name.clone());
        let others: Vec<String> = verdict.others.iter().map(|g| g.number().to_string()).collect();
        Line {
            file: place.file.to_string(),
            sheet: place.sheet.to_string(),
            row: household.row,
            ward: alike.ward.and_then(name).unwrap_or_default(),
            hamlet: one_line(household.hamlet),
            head: one_line(household.head),
            standing: if movement.is_poor() { "poor" } else { "near_poor" }.to_owned(),
            cause: self.cause(list, alike, verdict),
            group: verdict.group.map_or(0, crate::group::Group::number),
            code: verdict.group.map_or("", crate::group::Group::code).to_owned(),
            group_name: verdict.group.map_or("", |g| self.figures.names.group_name(g)).to_owned(),
            evidence: verdict.evidence.clone(),
            rule: doubt::rule(verdict.source).to_owned(),
            other_groups: others.join(";"),
            review: verdict
                .doubt
                .as_ref()
                .map(|d| doubt::reason(d, &self.figures.classifier, self.words))
                .unwrap_or_default(),
            registered: match alike.registered {
                Registered::Yes => "x",
                Registered::No => "",
                Registered::Unknown if list.tells_registration => "",
                Registered::Unknown => "?",
            },
            outcome: alike.outcome.map_or("", |o| o.id()).to_owned(),
        }
    }

    /// The cause as written: the words, else the code, else the headings of the marked columns, the deciding ones first.
    fn cause(&self, list: &Tallied, alike: &Alike, verdict: &Verdict) -> String {
        let Some(cells) = list.causes.get(alike.cause) else { return String::new() };
        if !cells.text.trim().is_empty() {
            return cells.text.trim().to_owned();
        }
        if !cells.code.trim().is_empty() {
            return cells.code.trim().to_owned();
        }
        if matches!(verdict.source, Source::Marked | Source::Precedence) {
            let marked = list.marked.iter().enumerate().filter(|(at, _)| cells.marks & (1 << at) != 0);
            let mut headings: Vec<&str> = marked.map(|(_, h)| h.as_str()).collect();
            let group = |h: &str| self.figures.classifier.classify(h).group;
            headings.sort_by_key(|h| group(h) != verdict.group);
            return headings.join("; ");
        }
        String::new()
    }
}
