//! The counts of equal households, as a sum that can be added to.

use super::{Movement, Whom};
use crate::survey::cause::Verdict;

/// What the lists of a ward say and do not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// Some list does not say who is registered.
    pub registration_unknown: bool,
    /// Some list does not say what became of households.
    pub outcome_unknown: bool,
    /// Some list says who is registered.
    pub registration_told: bool,
    /// Some list says what became of households.
    pub outcome_told: bool,
}

impl Known {
    /// Adds another's gaps.
    pub fn add(&mut self, other: &Known) {
        self.registration_unknown |= other.registration_unknown;
        self.outcome_unknown |= other.outcome_unknown;
        self.registration_told |= other.registration_told;
        self.outcome_told |= other.outcome_told;
    }

    /// Whether it is known of every household whether it is registered.
    #[must_use]
    pub fn registration(&self) -> bool {
        self.registration_told && !self.registration_unknown
    }

    /// Whether it is known of every household what became of it.
    #[must_use]
    pub fn outcome(&self) -> bool {
        self.outcome_told && !self.outcome_unknown
    }
}

/// Counts of households; the terms are those of the contract with its users.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// On the list at the start of the year.
    pub households: u64,
    /// Of these, to be looked at by a person for their cause.
    pub review: u64,
    /// Of these, with more than one cause group.
    pub several: u64,
    /// Of these, registered to leave poverty.
    pub registered: u64,
    /// Poor at the start, not poor at the end.
    pub exited: u64,
    /// Of these, said to be near-poor now.
    pub exited_to_near_poor: u64,
    /// Of these, said to be above near-poor now.
    pub exited_above: u64,
    /// Both registered and exited.
    pub registered_exited: u64,
    /// Poor at the start and at the end.
    pub still_poor: u64,
    /// Of these, without an outcome in the list.
    pub no_outcome: u64,
    /// Moved away.
    pub moved_out: u64,
    /// No longer there.
    pub ended: u64,
    /// Near-poor at the start, poor at the end.
    pub from_near_poor: u64,
    /// Poor again.
    pub fell_back: u64,
    /// Newly poor.
    pub newly_poor: u64,
    /// Moved here.
    pub moved_in: u64,
}

impl Counts {
    /// The counts of `number` equal households.
    #[must_use]
    pub fn of(movement: Movement, registered: bool, verdict: &Verdict, number: u64, whom: Whom) -> Counts {
        let counted = match whom {
            Whom::Poor => movement.is_poor(),
            Whom::NearPoor => movement.is_near_poor(),
            Whom::All => movement.is_poor() || movement.is_near_poor(),
        };
        let when = |yes: bool| if yes { number } else { 0 };
        let exited = matches!(movement, Movement::Exited | Movement::ExitedToNearPoor | Movement::ExitedAbove);
        Counts {
            households: when(counted),
            review: when(counted && verdict.doubt.is_some()),
            several: when(counted && !verdict.others.is_empty()),
            registered: when(counted && registered),
            exited: when(exited),
            exited_to_near_poor: when(movement == Movement::ExitedToNearPoor),
            exited_above: when(movement == Movement::ExitedAbove),
            registered_exited: when(exited && registered),
            still_poor: when(matches!(movement, Movement::StillPoor { .. })),
            no_outcome: when(movement == Movement::StillPoor { said: false }),
            moved_out: when(movement == Movement::MovedOut),
            ended: when(movement == Movement::Ended),
            from_near_poor: when(movement == Movement::FromNearPoor),
            fell_back: when(movement == Movement::FellBack),
            newly_poor: when(movement == Movement::NewlyPoor),
            moved_in: when(movement == Movement::MovedIn),
        }
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: &Counts) {
        self.households += other.households;
        self.review += other.review;
        self.several += other.several;
        self.registered += other.registered;
        self.exited += other.exited;
        self.exited_to_near_poor += other.exited_to_near_poor;
        self.exited_above += other.exited_above;
        self.registered_exited += other.registered_exited;
        self.still_poor += other.still_poor;
        self.no_outcome += other.no_outcome;
        self.moved_out += other.moved_out;
        self.ended += other.ended;
        self.from_near_poor += other.from_near_poor;
        self.fell_back += other.fell_back;
        self.newly_poor += other.newly_poor;
        self.moved_in += other.moved_in;
    }

    /// Households that came onto the list in the year.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.from_near_poor + self.fell_back + self.newly_poor + self.moved_in
    }

    /// Poor households at the end of the year.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.still_poor + self.entries()
    }
}
