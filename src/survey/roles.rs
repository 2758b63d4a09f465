//! Lists that stand beside a main list: of registered, exited, fallen-back, new or moved households. The list at the end of
//! the year is matched by [`super::year_end`].
//!
//! They are read first; each household of the main list is then looked up in them, and takes its registration or outcome
//! from there. No household of such a list is used twice. What such a list makes known, it makes known of the wards that
//! it names, and of no others.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::diag::{Code, Diagnostic, Place};
use crate::survey::household::Registered;
use crate::survey::repeats::Marks;
use crate::survey::wordings::Outcome;
use crate::survey::{Alike, Survey, Tallied};
use crate::ward::WardId;

#[derive(Debug)]
struct Entry {
    source: usize,
    row: u32,
    alike: Alike,
    matched: bool,
}

/// The lists matched to a main list, and their households.
#[derive(Debug, Default)]
pub(crate) struct RoleLists {
    pub(crate) lists: Vec<Tallied>,
    entries: Vec<Entry>,
    by_identity: HashMap<u64, Vec<usize>, FixedState>,
    by_name: HashMap<u64, Vec<usize>, FixedState>,
    /// Wards of which it is known who is registered.
    registering: Covered,
    /// Wards of which it is known who left poverty.
    telling: Covered,
    /// Lists with outcomes of their own: they may be all that there is of a ward.
    whole: BTreeSet<usize>,
}

/// The wards that lists name; a list that names none is of all.
#[derive(Debug, Default)]
struct Covered(BTreeSet<Option<WardId>>);

impl Covered {
    fn covers(&self, ward: Option<WardId>) -> bool {
        self.0.contains(&ward) || self.0.contains(&None)
    }
}

impl RoleLists {
    /// Adds a household of such a list.
    pub(crate) fn add(&mut self, source: usize, row: u32, marks: Marks, alike: Alike) {
        let at = self.entries.len();
        if alike.registered == Registered::Yes {
            self.registering.0.insert(alike.ward);
        }
        // Who fell back or moved says nothing of who left poverty.
        if alike.outcome.is_some_and(|o| o.is_exit() || o == Outcome::StillPoor) {
            self.telling.0.insert(alike.ward);
        }
        self.entries.push(Entry { source, row, alike, matched: false });
        if let Some(mark) = marks.identity {
            self.by_identity.entry(mark).or_default().push(at);
        }
        if let Some(mark) = marks.name {
            self.by_name.entry(mark).or_default().push(at);
        }
    }

    /// A list tells outcomes in columns of its own.
    pub(crate) fn is_whole(&mut self, source: usize) {
        self.whole.insert(source);
    }

    /// Whether there are no such lists.
    pub(crate) fn are_none(&self) -> bool {
        self.entries.is_empty()
    }

    /// Sets registration and outcome of a household of the main list.
    pub(crate) fn apply(&mut self, marks: Marks, alike: &mut Alike) {
        if self.entries.is_empty() {
            return;
        }
        let by_identity = marks.identity.and_then(|m| self.by_identity.get(&m));
        let found = by_identity.or_else(|| marks.name.and_then(|m| self.by_name.get(&m)));
        if alike.registered == Registered::Unknown && self.registering.covers(alike.ward) {
            alike.registered = Registered::No;
        }
        for at in found.into_iter().flatten() {
            let Some(entry) = self.entries.get_mut(*at).filter(|e| !e.matched) else { continue };
            entry.matched = true;
            if entry.alike.registered == Registered::Yes {
                alike.registered = Registered::Yes;
            }
            alike.outcome = alike.outcome.or(entry.alike.outcome);
        }
    }

    /// Counts or reports what was not found in the main list.
    pub(crate) fn finish(mut self, survey: &mut Survey) {
        if self.entries.is_empty() {
            return;
        }
        for list in &mut survey.lists {
            self.make_known(list);
        }
        let registers = survey.lists.iter().any(|l| l.tells_registration);
        let mut lists = std::mem::take(&mut self.lists);
        for list in &mut lists {
            list.alike.clear();
        }
        // A ward whose households stand in no main list has its main list here, if that tells of all of them.
        let met: BTreeSet<(usize, Option<WardId>)> =
            self.entries.iter().filter(|e| e.matched).map(|e| (e.source, e.alike.ward)).collect();
        for entry in self.entries.iter().filter(|e| !e.matched) {
            let comes_in = matches!(
                entry.alike.outcome,
                Some(
                    Outcome::FellBack
                        | Outcome::NewlyPoor
                        | Outcome::FromNearPoor
                        | Outcome::MovedIn
                        | Outcome::MovedInUnsaid
                )
            );
            let whole = self.whole.contains(&entry.source) && !met.contains(&(entry.source, entry.alike.ward));
            if comes_in || whole {
                let mut alike = entry.alike;
                if comes_in && registers && alike.registered == Registered::Unknown {
                    // Who registered is asked at the start.
                    alike.registered = Registered::No;
                }
                let all = lists.iter_mut().chain(&mut survey.lists);
                if let Some(list) = all.into_iter().find(|l| l.source == entry.source) {
                    *list.alike.entry(alike).or_default() += 1;
                    list.tells_registration |= comes_in && registers;
                    list.tells_outcome |= comes_in;
                }
            } else if let Some(source) = survey.sources.get(entry.source) {
                let place =
                    Place { source: entry.source, file: source.file.clone(), sheet: source.sheet.clone(), cell: None };
                survey.diagnostics.push(Diagnostic::new(Code::NotInMainList, place.at(entry.row, None)));
            }
        }
        survey.lists.extend(lists.into_iter().filter(|l| !l.alike.is_empty()));
    }

    /// What a main list knows by these lists, in the wards that they name.
    fn make_known(&self, list: &mut Tallied) {
        let wards: BTreeSet<Option<WardId>> = list.alike.keys().map(|alike| alike.ward).collect();
        list.tells_registration |= wards.iter().any(|ward| self.registering.covers(*ward));
        if !list.tells_outcome && wards.iter().any(|ward| self.telling.covers(*ward)) {
            list.tells_outcome = true;
            list.silent = wards.into_iter().filter(|ward| !self.telling.covers(*ward)).collect();
        }
    }
}
