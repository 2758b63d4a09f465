//! Counting: from the households of the lists to figures per ward and cause group.
//!
//! Figures are sums of whole numbers and add up in any order. What a list does not say is unknown, never zero, and an
//! unknown part makes the sum unknown.

mod counts;

use std::collections::BTreeMap;

use crate::classify::Classifier;
use crate::diag::{Code, Diagnostic};
use crate::group::Group;
use crate::survey::cause::{Doubt, Judge, Verdict};
use crate::survey::household::Registered;
use crate::survey::{Alike, Survey, Tallied};
use crate::ward::WardId;

pub use crate::survey::movement::{Movement, movement};
pub use counts::{Counts, Known};

/// Which households are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Poor at the start of the year.
    Poor,
    /// Near-poor at the start of the year.
    NearPoor,
    /// Both.
    All,
}

impl Whom {
    /// The name in JSON and on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Whom::Poor => "poor",
            Whom::NearPoor => "near-poor",
            Whom::All => "all",
        }
    }
}

/// The figures of one ward (or hamlet).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WardTally {
    /// What its lists say and do not say.
    pub known: Known,
    /// Near-poor households at the start of the year.
    pub near_poor: u64,
    /// The counts by group: 0 is not yet grouped.
    pub groups: [Counts; 7],
}

impl WardTally {
    /// Adds another's figures.
    pub fn add(&mut self, other: &WardTally) {
        self.known.add(&other.known);
        self.near_poor += other.near_poor;
        for (own, more) in self.groups.iter_mut().zip(&other.groups) {
            own.add(more);
        }
    }

    /// The counts over all groups.
    #[must_use]
    pub fn sum(&self) -> Counts {
        self.groups.iter().fold(Counts::default(), |mut sum, counts| {
            sum.add(counts);
            sum
        })
    }
}

/// All figures of a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// By ward; households without a known ward stand under `None`.
    pub wards: BTreeMap<Option<WardId>, WardTally>,
    /// By ward and hamlet, as written.
    pub hamlets: BTreeMap<(Option<WardId>, String), WardTally>,
    /// Texts that left households to review, with how many and the group nearest: for the person who settles them.
    pub undecided: BTreeMap<String, (u64, Option<Group>)>,
    /// Households whose group a person set to another than the tool would.
    pub corrected: u64,
    /// Households to review, by reason.
    pub doubts: BTreeMap<String, u64>,
    /// What was found while judging causes.
    pub findings: Vec<Diagnostic>,
    /// The verdicts on each list's ways of giving a cause, by source.
    pub verdicts: BTreeMap<usize, Vec<Verdict>>,
}

/// One finding for each code that no list explains, at the row where it stands first.
fn codes_without_list(survey: &Survey, list: &Tallied, verdicts: &[Verdict]) -> Vec<Diagnostic> {
    let doubtful = verdicts.iter().enumerate().filter(|(_, v)| v.doubt == Some(Doubt::CodeWithoutList));
    let finding = |at: usize| {
        let cells = list.causes.all().get(at)?;
        let text = if cells.code.trim().is_empty() { &cells.text } else { &cells.code };
        let place = survey.place_of(list.source).at(list.causes.first_row(at)?, None);
        Some(Diagnostic::new(Code::CodeWithoutList, place).with("text", crate::text::fold::one_line(text)))
    };
    doubtful.filter_map(|(at, _)| finding(at)).collect()
}

/// A finding where neither a cause nor a ward of a list is known: it only looks like a list of poor households.
fn nothing_known(survey: &Survey, list: &Tallied, verdicts: &[Verdict]) -> Option<Diagnostic> {
    let ward_known = |id: WardId| survey.wards.get(id).is_some_and(|ward| ward.known.is_some());
    let unread = |v: &Verdict| v.group.is_none() && matches!(v.doubt, Some(Doubt::Words(_) | Doubt::NoCause));
    let says_something = verdicts.iter().any(|v| matches!(v.doubt, Some(Doubt::Words(_))));
    let nothing =
        says_something && verdicts.iter().all(unread) && !list.alike.keys().filter_map(|a| a.ward).any(ward_known);
    let households: u64 = list.alike.values().sum();
    nothing.then(|| Diagnostic::new(Code::NothingKnown, survey.place_of(list.source)).with("n", households))
}

impl Tally {
    /// Counts the households of a survey.
    #[must_use]
    pub fn of(survey: &Survey, classifier: &Classifier, precedence: &[Group], whom: Whom) -> Tally {
        let mut tally = Tally::default();
        for list in &survey.lists {
            let judge = Judge { classifier, marked: &list.marked, legend: &list.legend, precedence };
            let verdicts: Vec<Verdict> = list.causes.all().iter().map(|cells| judge.judge(cells)).collect();
            tally.findings.extend(codes_without_list(survey, list, &verdicts));
            tally.findings.extend(nothing_known(survey, list, &verdicts));
            // Equal households of a hamlet follow each other: each hamlet is looked for once.
            let mut hamlet: Option<((Option<WardId>, u32), WardTally)> = None;
            for (alike, number) in &list.alike {
                let tells_outcome = list.tells_outcome && !list.silent.contains(&alike.ward);
                let movement = movement(alike.standing, alike.outcome, tells_outcome);
                let Some(verdict) = verdicts.get(alike.cause.0 as usize) else { continue };
                let counts = Counts::of(movement, alike.registered == Registered::Yes, verdict, *number, whom);
                // A list of near-poor households only leaves nothing unknown of poor ones.
                let counted = counts.households + counts.entries() > 0;
                let told = list.tells_registration && alike.registered != Registered::Unknown;
                let here = (alike.ward, alike.hamlet);
                if let Some((place, sum)) = hamlet.take_if(|(place, _)| *place != here) {
                    tally.hamlet(list, place, &sum);
                }
                let (_, sum) = hamlet.get_or_insert_with(|| (here, WardTally::default()));
                sum.known.add(&Known {
                    registration_unknown: counted && !told,
                    outcome_unknown: counted && !tells_outcome,
                    registration_told: told,
                    outcome_told: tells_outcome,
                });
                sum.near_poor += if movement.is_near_poor() { *number } else { 0 };
                if let Some(slot) = sum.groups.get_mut(usize::from(verdict.group.map_or(0, Group::number))) {
                    slot.add(&counts);
                }
                if counts.review > 0 {
                    tally.doubt(list, alike, verdict, *number);
                }
                if counts.households > 0 && verdict.corrected {
                    tally.corrected += number;
                }
            }
            if let Some((place, sum)) = hamlet {
                tally.hamlet(list, place, &sum);
            }
            tally.verdicts.insert(list.source, verdicts);
        }
        tally
    }

    /// Adds the figures of a hamlet of a list.
    fn hamlet(&mut self, list: &Tallied, (ward, hamlet): (Option<WardId>, u32), sum: &WardTally) {
        self.wards.entry(ward).or_default().add(sum);
        let name = list.hamlets.get(hamlet as usize).cloned().unwrap_or_default();
        self.hamlets.entry((ward, name)).or_default().add(sum);
    }

    /// Remembers why households are to be looked at, and the words that are doubtful.
    fn doubt(&mut self, list: &Tallied, alike: &Alike, verdict: &Verdict, number: u64) {
        let Some(doubt) = &verdict.doubt else { return };
        *self.doubts.entry(doubt.id()).or_default() += number;
        let text = list.causes.get(alike.cause).map(|c| crate::text::fold::one_line(&c.text));
        if let (Doubt::Words(_), Some(text)) = (doubt, text.filter(|t| !t.is_empty())) {
            let entry = self.undecided.entry(text).or_insert((0, verdict.group.or(verdict.nearest)));
            entry.0 += number;
        }
    }

    /// The figures over all wards.
    #[must_use]
    pub fn total(&self) -> WardTally {
        self.wards.values().fold(WardTally::default(), |mut sum, ward| {
            sum.add(ward);
            sum
        })
    }
}
