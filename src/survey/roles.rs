//! Lists that stand beside a main list: of registered, exited, fallen-back, new or moved households, and the list at the
//! end of the year.
//!
//! They are read first; each household of the main list is then looked up in them, and takes its registration or outcome
//! from there. No household of such a list is used twice.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::diag::{Code, Diagnostic, Place};
use crate::survey::household::{Registered, Standing};
use crate::survey::repeats::Marks;
use crate::survey::wordings::{Outcome, StandingWord};
use crate::survey::{Alike, Survey, Tallied};

/// What became of a household of the main list that is found in the list at the end of the year.
fn outcome_at_end(alike: &Alike, entry: &mut Entry) -> Outcome {
    if alike.ward.zip(entry.alike.ward).is_some_and(|(start, end)| start != end) {
        // It moved within the lists: out here, in there.
        entry.alike.outcome = Some(Outcome::MovedIn);
        return Outcome::MovedOut;
    }
    entry.matched = true;
    if let Some(said @ (Outcome::MovedOut | Outcome::Ended | Outcome::EndedUnsaid)) = entry.alike.outcome {
        return said;
    }
    match entry.alike.standing.word {
        StandingWord::NearPoor if alike.standing.word == StandingWord::NearPoor => Outcome::NearPoor,
        StandingWord::NearPoor => Outcome::ExitedToNearPoor,
        StandingWord::Neither => Outcome::Exited,
        _ => Outcome::StillPoor,
    }
}

#[derive(Debug)]
struct Entry {
    source: usize,
    row: u32,
    alike: Alike,
    matched: bool,
    /// Whether its list is the one at the end of the year.
    end: bool,
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
    /// Whether a list at the end of the year is among them.
    has_end: bool,
    /// Exits that rest on absence from the list at the end of the year.
    absent: u64,
}

impl RoleLists {
    /// Adds a household of such a list.
    pub(crate) fn add(&mut self, source: usize, row: u32, marks: Marks, alike: Alike, end: bool) {
        let at = self.entries.len();
        self.has_end |= end;
        self.registers |= !end && alike.registered == Registered::Yes;
        self.tells_outcome |= end || alike.outcome.is_some();
        self.entries.push(Entry { source, row, alike, matched: false, end });
        if let Some(mark) = marks.identity {
            self.by_identity.entry(mark).or_default().push(at);
        }
        if let Some(mark) = marks.name {
            self.by_name.entry(mark).or_default().push(at);
        }
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
        let mut at_end = None;
        for at in found.into_iter().flatten() {
            let Some(entry) = self.entries.get_mut(*at).filter(|e| !e.matched) else { continue };
            if entry.end {
                if at_end.is_none() {
                    at_end = Some(outcome_at_end(alike, entry));
                }
                continue;
            }
            entry.matched = true;
            if entry.alike.registered == Registered::Yes {
                alike.registered = Registered::Yes;
            }
            alike.outcome = alike.outcome.or(entry.alike.outcome);
        }
        if self.has_end {
            let gone = matches!(alike.outcome, Some(Outcome::MovedOut | Outcome::Ended | Outcome::EndedUnsaid));
            match at_end {
                Some(outcome) => alike.outcome = Some(outcome),
                None if gone => {}
                None => {
                    self.absent += u64::from(alike.standing.word == StandingWord::Poor);
                    alike.outcome = Some(Outcome::Exited);
                }
            }
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
        survey.actual_from_end |= self.has_end;
        if self.absent > 0 {
            survey.diagnostics.push(Diagnostic::new(Code::ExitByAbsence, Place::run()).with("n", self.absent));
        }
        let mut lists = self.lists;
        for list in &mut lists {
            list.alike.clear();
        }
        for entry in self.entries.iter().filter(|e| !e.matched) {
            if entry.end {
                let word = entry.alike.standing.word;
                if matches!(word, StandingWord::NearPoor | StandingWord::Neither) {
                    continue;
                }
                let outcome = match entry.alike.outcome {
                    Some(Outcome::MovedIn) => Outcome::MovedIn,
                    Some(Outcome::FellBack) => Outcome::FellBack,
                    _ if word == StandingWord::FellBack => Outcome::FellBack,
                    _ => Outcome::NewlyPoor,
                };
                let alike =
                    Alike { outcome: Some(outcome), standing: Standing::plain(StandingWord::Poor), ..entry.alike };
                if let Some(list) = lists.iter_mut().find(|l| l.source == entry.source) {
                    *list.alike.entry(alike).or_default() += 1;
                }
                continue;
            }
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
