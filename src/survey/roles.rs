//! Lists that stand beside a main list: of registered, exited, fallen-back, new or moved households. The list at the end of
//! the year is matched by [`super::year_end`].
//!
//! They are read first; each household of the main list is then looked up in them, and takes its registration or outcome
//! from there. No household of such a list is used twice.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::diag::{Code, Diagnostic, Place};
use crate::survey::household::Registered;
use crate::survey::repeats::Marks;
use crate::survey::wordings::Outcome;
use crate::survey::{Alike, Survey, Tallied};

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
    registers: bool,
    tells_outcome: bool,
}

impl RoleLists {
    /// Adds a household of such a list.
    pub(crate) fn add(&mut self, source: usize, row: u32, marks: Marks, alike: Alike) {
        let at = self.entries.len();
        self.registers |= alike.registered == Registered::Yes;
        self.tells_outcome |= alike.outcome.is_some();
        self.entries.push(Entry { source, row, alike, matched: false });
        if let Some(mark) = marks.identity {
            self.by_identity.entry(mark).or_default().push(at);
        }
        if let Some(mark) = marks.name {
            self.by_name.entry(mark).or_default().push(at);
        }
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
        if self.registers && alike.registered == Registered::Unknown {
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
    pub(crate) fn finish(self, survey: &mut Survey) {
        if self.entries.is_empty() {
            return;
        }
        for list in &mut survey.lists {
            list.tells_registration |= self.registers;
            list.tells_outcome |= self.tells_outcome;
        }
        let mut lists = self.lists;
        for list in &mut lists {
            list.alike.clear();
        }
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
            if comes_in {
                if let Some(list) = lists.iter_mut().find(|l| l.source == entry.source) {
                    *list.alike.entry(entry.alike).or_default() += 1;
                }
            } else if let Some(source) = survey.sources.get(entry.source) {
                let place =
                    Place { source: entry.source, file: source.file.clone(), sheet: source.sheet.clone(), cell: None };
                survey.diagnostics.push(Diagnostic::new(Code::NotInMainList, place.at(entry.row, None)));
            }
        }
        for mut list in lists.into_iter().filter(|l| !l.alike.is_empty()) {
            list.tells_registration |= self.registers;
            list.tells_outcome = true;
            survey.lists.push(list);
        }
    }
}
