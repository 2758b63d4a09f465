//! What was read of one list, until it is known whether it repeats others: then it is taken into the survey, or left out.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::survey::repeats::Met;
use crate::survey::rows::RowCounts;
use crate::survey::scan::Scan;
use crate::survey::source::Why;
use crate::survey::{ListWatch, Run, Tallied};

/// A list, read to its end.
pub(super) struct ReadList<'s> {
    /// Its number among the sources.
    pub(super) number: u32,
    pub(super) scan: &'s Scan,
    pub(super) place: Place,
    pub(super) tallied: Tallied,
    pub(super) rows: RowCounts,
    pub(super) diagnostics: Diagnostics,
    pub(super) watch: ListWatch,
    pub(super) header_rows: Vec<u32>,
    pub(super) hidden_rows: u32,
    /// Which of the households gathered for the end of the year are its.
    pub(super) gathered: Range<usize>,
    /// Whether it is matched to others as a list of the end of the year.
    pub(super) at_end: bool,
    /// Whether it is matched to others.
    pub(super) matched: bool,
}

impl Run<'_> {
    /// Takes lists into the survey, in the order of reading; those all of whose households stand in lists before them are
    /// left out.
    pub(super) fn take(&mut self, lists: Vec<ReadList<'_>>) {
        let mut met = std::mem::take(&mut self.repeats).find();
        let lists: Vec<_> =
            lists.into_iter().map(|list| (met.remove(&list.number).unwrap_or_default(), list)).collect();
        for (_, list) in lists.iter().rev().filter(|(met, list)| met.elsewhere && !list.matched) {
            self.gathered.take_back(list.gathered.clone());
        }
        for (met, list) in lists {
            if met.elsewhere && !list.matched {
                let before = met.repeats.first().map_or(0, |r| r.before.0);
                let first = self.survey.place_of(before as usize);
                self.set_source(list.tallied.source, Why::Repeated, &list.header_rows, list.watch.households);
                self.survey.diagnostics.push(Diagnostic::new(Code::RepeatedList, list.place).and(first));
            } else {
                self.take_one(list, &met);
            }
        }
    }

    fn take_one(&mut self, list: ReadList<'_>, met: &Met) {
        let ReadList { scan, place, tallied, watch, .. } = list;
        self.set_source(tallied.source, Why::Used, &list.header_rows, watch.households);
        self.survey.rows.add(&list.rows);
        if !list.at_end {
            // A list of the end may name the year to come.
            self.survey.years.extend(scan.titles.year);
        }
        self.survey.places.extend(scan.titles.places.iter().cloned());
        for repeat in met.repeats.iter().filter(|r| r.likely) {
            let code = if repeat.by_identity { Code::SameIdentity } else { Code::SameName };
            let before = self.survey.place_of(repeat.before.0 as usize).at(repeat.before.1, repeat.column_before);
            let here = place.at(repeat.row, repeat.column);
            self.survey.diagnostics.push(Diagnostic::new(code, here).and(before));
        }
        watch.finish(&place, tallied.tells_outcome, scan, list.hidden_rows, self);
        self.survey.diagnostics.append(list.diagnostics);
        if list.at_end {
            self.gathered.lists.push(tallied);
        } else if list.matched {
            self.roles.lists.push(tallied);
        } else {
            self.survey.lists.push(tallied);
        }
    }
}
