//! The year's other half: what became of the households of the main lists, by the lists at the end of the year.
//!
//! While lists are read, what each household is recognised by is kept; when all are read, the two sides are paired
//! ([`crate::link`]) and every household of the start takes its outcome from its pair. A household that is not found has
//! left poverty, unless a mark says otherwise; one whose pair is in doubt counts as still poor until a person settles it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diag::{Code, Diagnostic, MOST_PER_CODE, Place};
use crate::link::{self, Matching, Person, Record, Settled};
use crate::survey::household::{Household, Registered, Standing};
use crate::survey::movement::{Movement, movement};
use crate::survey::repeats::identity_number;
use crate::survey::wordings::{Outcome, StandingWord};
use crate::survey::{Alike, Survey, Tallied};
use crate::text::fold::one_line;
use crate::ward::WardId;

/// Both sides and how they belong together.
#[derive(Debug, Default)]
pub struct YearEnd {
    /// The households of the start, with what was made of each.
    pub start: Vec<(Record, Alike)>,
    /// The households of the end, as their lists tell of them.
    pub end: Vec<(Record, Alike)>,
    /// How they belong together.
    pub matching: Matching,
    /// Exits that rest on absence alone, by place among the households of the start.
    pub absent: BTreeSet<usize>,
    /// Entries: what a household that is only in the end counts as.
    pub entries: BTreeMap<usize, Outcome>,
    /// Every household that is counted, by source and row, with the kind it is counted under.
    counted: BTreeMap<(usize, u32), Alike>,
}

impl YearEnd {
    /// The kind a household is counted under; none for one of the end that is counted at the start.
    #[must_use]
    pub fn counted(&self, source: usize, row: u32) -> Option<Alike> {
        self.counted.get(&(source, row)).copied()
    }
}

/// What a household is at the end of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtEnd {
    Poor,
    NearPoor,
    /// Neither; whether it is said to be above near-poor.
    Out(bool),
    /// Moved away, dead or joined.
    Gone(Outcome),
}

fn at_end(alike: &Alike) -> AtEnd {
    match alike.outcome {
        Some(gone @ (Outcome::MovedOut | Outcome::Ended | Outcome::EndedUnsaid)) => return AtEnd::Gone(gone),
        Some(Outcome::Exited | Outcome::NearPoorExit) => return AtEnd::Out(false),
        Some(Outcome::ExitedAbove) => return AtEnd::Out(true),
        Some(Outcome::ExitedToNearPoor | Outcome::NearPoor) => return AtEnd::NearPoor,
        Some(Outcome::StillPoor | Outcome::FellBack | Outcome::NewlyPoor | Outcome::FromNearPoor) => {
            return AtEnd::Poor;
        }
        Some(Outcome::MovedIn | Outcome::MovedInUnsaid) | None => {}
    }
    match alike.standing.word {
        StandingWord::NearPoor => AtEnd::NearPoor,
        StandingWord::Neither => AtEnd::Out(false),
        _ => AtEnd::Poor,
    }
}

/// Whether a list says that a household was not poor before, or not here.
fn is_new(alike: &Alike) -> bool {
    let by_outcome = matches!(
        alike.outcome,
        Some(Outcome::FellBack | Outcome::NewlyPoor | Outcome::MovedIn | Outcome::MovedInUnsaid)
    );
    by_outcome || matches!(alike.standing.word, StandingWord::FellBack | StandingWord::NewlyPoor)
}

/// What is gathered while lists are read.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// Whether there is a list of the end at all; else nothing is kept.
    pub(crate) active: bool,
    start: Vec<(Record, Alike)>,
    end: Vec<(Record, Alike)>,
    /// The lists of the end, for the causes of households that are only there.
    pub(crate) lists: Vec<Tallied>,
    /// Wards that a list of the end names, if only by a form on which no household is left.
    pub(crate) covered: BTreeSet<Option<WardId>>,
}

impl Gathered {
    /// How many households of the start there are.
    pub(crate) fn mark(&self) -> usize {
        self.start.len()
    }

    /// Takes back the households of a list that proves to repeat others; the last of such lists first.
    pub(crate) fn take_back(&mut self, list: Range<usize>) {
        let end = list.end.min(self.start.len());
        self.start.drain(list.start.min(end)..end);
    }

    /// Keeps a household.
    pub(crate) fn add(&mut self, source: usize, household: &Household<'_>, alike: Alike, end: bool) {
        let number = |text: &str| identity_number(text).and_then(|digits| digits.parse().ok());
        let head = Person {
            name: one_line(household.head).into(),
            identity: number(household.identity),
            birth: household.birth,
        };
        let record = Record {
            source,
            row: household.row,
            head,
            ward: alike.ward,
            hamlet: one_line(household.hamlet).into(),
            code: one_line(household.code).into(),
            size: household.size,
            members: Vec::new(),
            fresh: end && is_new(&alike),
        };
        if end {
            self.covered.insert(alike.ward);
            self.end.push((record, alike));
        } else {
            self.start.push((record, alike));
        }
    }

    /// Adds a member to the household kept last.
    pub(crate) fn member(&mut self, name: &str, identity: &str, birth: Option<u16>, end: bool) {
        let side = if end { &mut self.end } else { &mut self.start };
        if let Some((record, _)) = side.last_mut() {
            let identity = identity_number(identity).and_then(|digits| digits.parse().ok());
            record.members.push(Person { name: one_line(name).into(), identity, birth });
        }
    }

    /// Sets the outcomes of the main lists, and adds the households that are only in the end.
    pub(crate) fn finish(mut self, survey: &mut Survey, settled: &Settled) {
        if !self.active {
            return;
        }
        // A list that names its members but not their number tells the number all the same.
        for (record, _) in self.start.iter_mut().chain(&mut self.end) {
            if record.size.is_none() && !record.members.is_empty() {
                record.size = u16::try_from(record.members.len() + 1).ok();
            }
        }
        let records = |side: &[(Record, Alike)]| side.iter().map(|(r, _)| r.clone()).collect::<Vec<_>>();
        let matching = link::pair(&records(&self.start), &records(&self.end), settled);
        let mut year = YearEnd { start: self.start, end: self.end, matching, ..YearEnd::default() };
        survey.actual_from_end = true;
        let tells: BTreeMap<usize, bool> = survey.lists.iter().map(|l| (l.source, l.tells_outcome)).collect();
        let missing = uncovered(&year, &self.covered);
        say_uncovered(&year, &missing, survey);
        let moved = outcomes(&mut year, &tells, &missing, survey);
        entries(&mut year, &tells);
        recount(&year, &missing, survey);
        add_entries(&mut year, &moved, self.lists, survey);
        say_doubts(&year, survey);
        survey.year_end = Some(year);
    }
}

/// Wards with households at the start that no list of the end names: nothing is known of them.
fn uncovered(year: &YearEnd, covered: &BTreeSet<Option<WardId>>) -> BTreeSet<Option<WardId>> {
    // A list of the end that does not say its wards is of all.
    if covered.contains(&None) {
        return BTreeSet::new();
    }
    year.start.iter().map(|(r, _)| r.ward).filter(|w| w.is_some() && !covered.contains(w)).collect()
}

fn say_uncovered(year: &YearEnd, missing: &BTreeSet<Option<WardId>>, survey: &mut Survey) {
    for ward in missing {
        let n = year.start.iter().filter(|(r, _)| r.ward == *ward).count();
        let name = ward.and_then(|id| survey.wards.get(id)).map(|w| w.name.clone()).unwrap_or_default();
        let finding = Diagnostic::new(Code::WardNotInEnd, Place::run()).with("ward", name).with("n", n);
        survey.diagnostics.push(finding);
    }
}

/// What a household was at the start, as its own list counts it.
fn at_start(alike: &Alike, tells: &BTreeMap<usize, bool>, source: usize) -> Movement {
    movement(alike.standing, alike.outcome, tells.get(&source).copied().unwrap_or(false))
}

/// Sets what became of every household of the start; gives the pairs that moved from one ward to another.
fn outcomes(
    year: &mut YearEnd,
    tells: &BTreeMap<usize, bool>,
    missing: &BTreeSet<Option<WardId>>,
    survey: &mut Survey,
) -> Vec<(usize, usize)> {
    let pairs: BTreeMap<usize, usize> = year.matching.pairs.iter().map(|p| (p.start, p.end)).collect();
    let doubtful: BTreeSet<usize> = year.matching.doubts.iter().flat_map(|d| d.starts.iter().copied()).collect();
    let mut moved = Vec::new();
    let mut differ = 0usize;
    for at in 0..year.start.len() {
        let Some((record, alike)) = year.start.get(at) else { continue };
        if missing.contains(&record.ward) {
            if let Some(end) = pairs.get(&at) {
                moved.push((at, *end));
            }
            continue;
        }
        let own = at_start(alike, tells, record.source);
        let said = alike.outcome.filter(|_| tells.get(&record.source) == Some(&true));
        let pair = pairs.get(&at).and_then(|e| year.end.get(*e).map(|end| (*e, end)));
        let mut new = Alike { standing: Standing::plain(StandingWord::Poor), ..*alike };
        let other_ward = pair.is_some_and(|(_, (end, _))| end.ward.zip(record.ward).is_some_and(|(a, b)| a != b));
        let mut absent = false;
        if own.is_poor() {
            new.outcome = Some(match pair {
                Some((end, (_, found))) => match at_end(found) {
                    AtEnd::Poor if other_ward => {
                        moved.push((at, end));
                        Outcome::MovedOut
                    }
                    AtEnd::Poor => Outcome::StillPoor,
                    AtEnd::NearPoor => Outcome::ExitedToNearPoor,
                    AtEnd::Out(true) => Outcome::ExitedAbove,
                    AtEnd::Out(false) => Outcome::Exited,
                    AtEnd::Gone(gone) => gone,
                },
                None if doubtful.contains(&at) => Outcome::StillPoor,
                None => match alike.outcome {
                    Some(gone @ (Outcome::MovedOut | Outcome::Ended | Outcome::EndedUnsaid)) => gone,
                    _ if year.matching.joined.contains_key(&at) => Outcome::Ended,
                    _ => {
                        absent = true;
                        Outcome::Exited
                    }
                },
            });
        } else if own.is_near_poor() {
            new.standing = Standing::plain(StandingWord::NearPoor);
            let poor = pair.filter(|(_, (_, found))| at_end(found) == AtEnd::Poor);
            new.outcome = match poor {
                Some((end, _)) if other_ward => {
                    moved.push((at, end));
                    Some(Outcome::NearPoor)
                }
                Some(_) => Some(Outcome::FromNearPoor),
                None => Some(Outcome::NearPoor),
            };
        } else {
            // Neither poor nor near-poor at the start: poor at the end only where it is found so.
            new.standing = Standing::plain(StandingWord::Neither);
            let poor = pair.filter(|(_, (_, found))| at_end(found) == AtEnd::Poor);
            new.outcome = poor.map(|(end, (_, found))| {
                if other_ward {
                    moved.push((at, end));
                    return Outcome::Exited;
                }
                match own {
                    Movement::FellBack => Outcome::FellBack,
                    Movement::MovedIn => Outcome::MovedIn,
                    _ => entry_of(found),
                }
            });
        }
        let contradicts = said.is_some_and(|said| {
            let then = movement(alike.standing, Some(said), true);
            let now = movement(new.standing, new.outcome, true);
            at_the_end_poor(then) != at_the_end_poor(now)
        });
        if contradicts && !doubtful.contains(&at) {
            differ += 1;
            if differ <= MOST_PER_CODE {
                let place = survey.place_of(record.source).at(record.row, None);
                let mut finding = Diagnostic::new(Code::OutcomeDiffers, place);
                if let Some((_, (end, _))) = pair {
                    finding = finding.and(survey.place_of(end.source).at(end.row, None));
                }
                survey.diagnostics.push(finding);
            }
        }
        if absent {
            year.absent.insert(at);
        }
        if let Some((_, slot)) = year.start.get_mut(at) {
            *slot = new;
        }
    }
    if !year.absent.is_empty() {
        let finding = Diagnostic::new(Code::ExitByAbsence, Place::run()).with("n", year.absent.len());
        survey.diagnostics.push(finding);
    }
    moved
}

fn at_the_end_poor(movement: Movement) -> bool {
    matches!(
        movement,
        Movement::StillPoor { .. }
            | Movement::FromNearPoor
            | Movement::FellBack
            | Movement::NewlyPoor
            | Movement::MovedIn
    )
}

/// What a poor household counts as that is only in the end.
fn entry_of(alike: &Alike) -> Outcome {
    match (alike.outcome, alike.standing.word) {
        (Some(Outcome::MovedIn | Outcome::MovedInUnsaid), _) => Outcome::MovedIn,
        (Some(Outcome::FellBack), _) | (_, StandingWord::FellBack) => Outcome::FellBack,
        (Some(Outcome::FromNearPoor), _) | (_, StandingWord::FromNearPoor) => Outcome::FromNearPoor,
        _ => Outcome::NewlyPoor,
    }
}

/// What the households count as that are only in the end: in no pair, and more than a doubt can hold.
fn entries(year: &mut YearEnd, tells: &BTreeMap<usize, bool>) {
    let mut used: BTreeSet<usize> = year.matching.pairs.iter().map(|p| p.end).collect();
    for doubt in &year.matching.doubts {
        let poor_start = doubt
            .starts
            .iter()
            .filter(|s| year.start.get(**s).is_some_and(|(r, a)| at_start(a, tells, r.source).is_poor()));
        let poor = doubt.ends.iter().filter(|e| year.end.get(**e).is_some_and(|(_, a)| at_end(a) == AtEnd::Poor));
        // As many as there are poor households at the start are taken for them, the likeliest first.
        used.extend(poor.take(poor_start.count()));
    }
    for (at, (_, alike)) in year.end.iter().enumerate() {
        if used.contains(&at) || at_end(alike) != AtEnd::Poor {
            continue;
        }
        let split = year.matching.split.contains_key(&at) && alike.outcome.is_none();
        year.entries.insert(at, if split { Outcome::MovedIn } else { entry_of(alike) });
    }
}

/// Counts the households of the main lists again, now that their outcomes are known.
fn recount(year: &YearEnd, missing: &BTreeSet<Option<WardId>>, survey: &mut Survey) {
    for list in &mut survey.lists {
        list.alike.clear();
        if !list.tells_outcome || !list.silent.is_empty() {
            list.silent.clone_from(missing);
        }
        list.tells_outcome = true;
    }
    for (record, alike) in &year.start {
        if let Some(list) = survey.lists.iter_mut().find(|l| l.source == record.source) {
            *list.alike.entry(*alike).or_default() += 1;
        }
    }
}

/// Adds the households that are only in the end, and those that moved, to the lists in which they stand.
fn add_entries(year: &mut YearEnd, moved: &[(usize, usize)], lists: Vec<Tallied>, survey: &mut Survey) {
    let mut lists = lists;
    for list in &mut lists {
        list.alike.clear();
        list.tells_outcome = true;
        // Who registered is asked at the start.
        list.tells_registration = survey.lists.iter().any(|l| l.tells_registration);
    }
    let mut counted: BTreeMap<(usize, u32), Alike> =
        year.start.iter().map(|(r, alike)| ((r.source, r.row), *alike)).collect();
    let moved_in = moved.iter().map(|(_, end)| (*end, Outcome::MovedIn));
    for (at, outcome) in year.entries.iter().map(|(at, o)| (*at, *o)).chain(moved_in) {
        let Some((record, alike)) = year.end.get(at) else { continue };
        if at_end(alike) != AtEnd::Poor {
            continue;
        }
        let standing = Standing::plain(StandingWord::Poor);
        let alike = Alike { outcome: Some(outcome), standing, registered: Registered::No, ..*alike };
        if let Some(list) = lists.iter_mut().find(|l| l.source == record.source) {
            *list.alike.entry(alike).or_default() += 1;
            counted.insert((record.source, record.row), alike);
        }
    }
    year.counted = counted;
    survey.lists.extend(lists.into_iter().filter(|l| !l.alike.is_empty()));
}

fn say_doubts(year: &YearEnd, survey: &mut Survey) {
    for doubt in &year.matching.doubts {
        for start in doubt.starts.iter().filter_map(|s| year.start.get(*s).map(|(r, _)| r)) {
            let mut finding = Diagnostic::new(Code::DoubtfulPair, survey.place_of(start.source).at(start.row, None));
            for end in doubt.ends.iter().take(5).filter_map(|e| year.end.get(*e).map(|(r, _)| r)) {
                finding = finding.and(survey.place_of(end.source).at(end.row, None));
            }
            survey.diagnostics.push(finding);
        }
    }
    if year.matching.idle > 0 {
        survey.diagnostics.push(Diagnostic::new(Code::SettledIdle, Place::run()).with("n", year.matching.idle));
    }
}
