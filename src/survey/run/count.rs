//! What is counted of a list's households while its rows are read.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use crate::diag::{Code, Diagnostic, Diagnostics, MOST_PER_CODE, Place};
use crate::survey::Alike;
use crate::survey::household::{Household, Origin, Registered};
use crate::survey::list::Moved;
use crate::survey::repeats::{Marker, Marks};
use crate::survey::support::Support;
use crate::survey::wordings::{Outcome, StandingWord};
use crate::ward::WardId;

/// Where a ward was met first: its row, and the column that names it.
pub(super) type FirstSeen = (WardId, u32, Option<u32>);

/// What is counted of a list's households.
pub(super) struct Count {
    pub(super) support: Support,
    pub(super) kinds: Kinds,
    pub(super) watch: ListWatch,
    pub(super) diagnostics: Diagnostics,
    /// Each ward once, in the order of meeting.
    pub(super) first_seen: Vec<FirstSeen>,
    wards_met: Vec<bool>,
    marker: Marker,
}

impl Count {
    pub(super) fn new() -> Count {
        Count {
            support: Support::none_yet(),
            kinds: Kinds::default(),
            watch: ListWatch::default(),
            diagnostics: Diagnostics::default(),
            first_seen: Vec::new(),
            wards_met: Vec::new(),
            marker: Marker::default(),
        }
    }

    /// Sees a household; its marks, but for its ward, and its kind, which is not counted yet.
    pub(super) fn see(&mut self, household: &Household<'_>, place: &Place) -> (Marks, Alike) {
        self.support.add(&household.support);
        if let Some(ward) = household.ward
            && is_first(&mut self.wards_met, ward.value)
        {
            let column = if let Origin::Cell(column) = ward.from { Some(column) } else { None };
            self.first_seen.push((ward.value, household.row, column));
        }
        self.watch.see(household, place, &mut self.diagnostics);
        let alike = Alike {
            ward: household.ward.map(|w| w.value),
            hamlet: household.hamlet_number,
            cause: household.cause,
            standing: household.standing.value,
            outcome: household.outcome.map(|o| o.value),
            registered: household.registered.value,
        };
        (self.marker.marks(household), alike)
    }

    /// Adds what was counted of the rows below; none where a number of theirs is not known.
    pub(super) fn append(&mut self, below: Count, moved: &Moved) -> Option<()> {
        self.support.add(&below.support);
        self.kinds.append(below.kinds, moved)?;
        self.watch.append(below.watch, moved.rows);
        let mut diagnostics = below.diagnostics;
        diagnostics.move_down(moved.rows);
        self.diagnostics.append(diagnostics);
        for (ward, row, column) in below.first_seen {
            let ward = moved.ward(ward)?;
            if is_first(&mut self.wards_met, ward) {
                self.first_seen.push((ward, row.saturating_add(moved.rows), column));
            }
        }
        Some(())
    }
}

/// Whether a ward was not met in this list before.
fn is_first(met: &mut Vec<bool>, ward: WardId) -> bool {
    let Ok(at) = usize::try_from(ward.number()) else { return true };
    if at >= met.len() {
        met.resize(at + 1, false);
    }
    met.get_mut(at).is_none_or(|met| !std::mem::replace(met, true))
}

/// Kinds counted at once: those that are looked up one behind the other wait for memory together.
const TOGETHER: usize = 128;

/// How many households there are of each kind.
#[derive(Default)]
pub(super) struct Kinds {
    counts: HashMap<Alike, u64, FixedState>,
    waiting: Vec<Alike>,
}

impl Kinds {
    pub(super) fn add(&mut self, alike: Alike) {
        self.waiting.push(alike);
        if self.waiting.len() == TOGETHER {
            self.count();
        }
    }

    fn count(&mut self) {
        for alike in self.waiting.drain(..) {
            *self.counts.entry(alike).or_default() += 1;
        }
    }

    fn append(&mut self, mut below: Kinds, moved: &Moved) -> Option<()> {
        below.count();
        below.counts.iter().try_for_each(|(alike, households)| {
            *self.counts.entry(moved.alike(alike)?).or_default() += households;
            Some(())
        })
    }

    pub(super) fn counts(mut self) -> BTreeMap<Alike, u64> {
        self.count();
        self.counts.into_iter().collect()
    }
}

/// What is watched for while a list is read.
#[derive(Default)]
pub(super) struct ListWatch {
    pub(super) households: u64,
    pub(super) outcomes: u64,
    pub(super) without_ward: u64,
    pub(super) assumed: u64,
    pub(super) unsaid: u64,
    /// Registered households without an outcome: row and column of the outcome.
    pub(super) silent: Vec<u32>,
}

impl ListWatch {
    fn see(&mut self, household: &Household<'_>, place: &Place, diagnostics: &mut Diagnostics) {
        self.households += 1;
        self.without_ward += u64::from(household.ward.is_none());
        self.assumed += u64::from(household.standing.from == Origin::Assumed);
        match household.outcome {
            Some(outcome) => {
                self.outcomes += 1;
                self.unsaid += u64::from(matches!(outcome.value, Outcome::EndedUnsaid | Outcome::MovedInUnsaid));
                let poor = household.standing.value.word == StandingWord::Poor;
                if poor && matches!(outcome.value, Outcome::NearPoorExit | Outcome::NearPoor) {
                    let column = if let Origin::Cell(c) = outcome.from { Some(c) } else { None };
                    diagnostics.push(Diagnostic::new(Code::ContradictingOutcome, place.at(household.row, column)));
                }
            }
            None if household.registered.value == Registered::Yes && self.silent.len() < MOST_PER_CODE => {
                self.silent.push(household.row);
            }
            None => {}
        }
    }

    fn append(&mut self, below: ListWatch, rows: u32) {
        self.households += below.households;
        self.outcomes += below.outcomes;
        self.without_ward += below.without_ward;
        self.assumed += below.assumed;
        self.unsaid += below.unsaid;
        let room = MOST_PER_CODE.saturating_sub(self.silent.len());
        self.silent.extend(below.silent.iter().take(room).map(|row| row.saturating_add(rows)));
    }
}
