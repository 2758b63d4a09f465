//! What is wrong with a list beyond what counting it needs: numbers, dates, sizes, scores and sums, household by household.
//!
//! Everything is held against the file's own words or against `rules.toml`. Nothing is mended here, and no value of a person
//! goes into a finding: a place is enough for whoever holds the file.

mod rules;
mod sums;

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::read::{Item, Row, civil};
use crate::survey::household::Household;
use crate::survey::wordings::{Mark, Outcome, StandingWord, Wordings};
use crate::survey::{Alike, Columns, OtherRow, Survey, Visitor};
use crate::tally::Tally;
use crate::text::fold::fold;
use crate::text::number;
use rules::Rules;
use sums::Sums;

/// Looks at every household of a survey that was read before.
pub struct Validator<'a> {
    survey: &'a Survey,
    tally: &'a Tally,
    /// The year that the lists speak of.
    year: Option<u16>,
    found: Diagnostics,
    lists: BTreeMap<usize, Count>,
}

/// What was met of a list so far.
#[derive(Default)]
struct Count {
    households: u64,
    since_sum: u64,
    persons: u64,
    /// Whether every household so far said how many persons it has.
    sizes_unknown: bool,
    /// The household read last: row, column and number of its size, and rows of its members.
    last: Option<(u32, Option<u32>, u64, u64)>,
    has_members: bool,
    sums: Sums,
    /// Sizes that do not fit the rows of members; reported where the list has any such rows.
    misfits: Vec<(u32, Option<u32>, u64, u64)>,
}

impl<'a> Validator<'a> {
    /// Looks with the figures of the same survey at hand; `year`: of the plan or the day asked for, where titles name none.
    #[must_use]
    pub fn new(survey: &'a Survey, tally: &'a Tally, year: Option<u16>) -> Validator<'a> {
        let year = survey.years.iter().max().copied().or(year);
        Validator { survey, tally, year, found: Diagnostics::default(), lists: BTreeMap::new() }
    }

    /// The findings.
    #[must_use]
    pub fn finish(mut self) -> Diagnostics {
        for (source, mut count) in std::mem::take(&mut self.lists) {
            let place = self.survey.place_of(source);
            count.close_household();
            self.stated(std::mem::take(&mut count.sums).finish(), &place);
            if count.has_members {
                for (row, column, said, found) in count.misfits {
                    let finding = Diagnostic::new(Code::MemberCount, place.at(row, column));
                    self.found.push(finding.with("said", said).with("found", found));
                }
            }
        }
        self.found
    }

    fn stated(&mut self, wrong: Vec<sums::Wrong>, place: &Place) {
        for wrong in wrong {
            let finding = Diagnostic::new(Code::StatedSum, place.at(wrong.row, wrong.column));
            self.found.push(finding.with("said", wrong.said).with("found", wrong.found));
        }
    }

    fn say(&mut self, code: Code, place: Place) {
        self.found.push(Diagnostic::new(code, place));
    }

    fn identity(&mut self, household: &Household<'_>, place: &Place) {
        let text = household.identity.trim();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        // "chưa có", "không", "-" say that there is none.
        if digits == 0 {
            return;
        }
        let place = place.at(household.row, household.columns.identity);
        let foreign = text.chars().any(|c| !c.is_ascii_digit() && !matches!(c, ' ' | '.' | '-' | '\'' | '\u{a0}'));
        match digits {
            _ if foreign => self.say(Code::IdentityNotDigits, place),
            9 | 12 => {}
            8 | 10 | 11 => self.say(Code::IdentityLostZero, place),
            _ => self.say(Code::IdentityLength, place),
        }
    }

    fn birth(&mut self, household: &Household<'_>, place: &Place) {
        let filled = household.columns.birth.iter().find(|c| !household.cells.get(**c).is_blank());
        let Some(column) = filled.copied() else { return };
        let place = place.at(household.row, Some(column));
        let Some(year) = household.birth.or_else(|| short_year(household.cells, column)) else {
            self.say(Code::BirthUnclear, place);
            return;
        };
        let rule = &Rules::standard().birth;
        let Some(now) = self.year else {
            if year < 1880 {
                self.say(Code::BirthImpossible, place);
            }
            return;
        };
        match now.checked_sub(year) {
            None => self.say(Code::BirthImpossible, place),
            Some(age) if age > rule.oldest => self.say(Code::BirthImpossible, place),
            Some(age) if age < rule.youngest => self.say(Code::YoungHead, place),
            _ => {}
        }
    }

    fn scores(&mut self, household: &Household<'_>, alike: &Alike, place: &Place) {
        let rules = Rules::standard();
        let columns = household.columns;
        let find = |names: &[String]| columns.others.iter().find(|(_, h)| names.contains(h)).map(|(c, _)| *c);
        let (b1_at, b2_at) = (find(&rules.headings.b1), find(&rules.headings.b2));
        let mut read = |at: Option<u32>| {
            let column = at.filter(|c| !household.cells.get(*c).is_blank())?;
            let value = score(household.cells.get(column));
            if value.is_none() {
                self.found.push(Diagnostic::new(Code::ScoreUnclear, place.at(household.row, Some(column))));
            }
            value
        };
        let (b1, b2) = (read(b1_at), read(b2_at));
        let Some(scores) = self.year.and_then(|year| rules.scores(year)) else { return };
        let Some(exact) = b2 else { return };
        let whole = (exact.fract() == 0.0 && (0.0..1e6).contains(&exact)).then_some(exact as u32);
        let Some(b2) = whole.filter(|b2| scores.is_sum(*b2)) else {
            self.say(Code::ScoreStep, place.at(household.row, b2_at));
            return;
        };
        if !columns.deprivation.is_empty() {
            let words = Wordings::standard();
            let mut text = String::new();
            let flagged = columns.deprivation.iter();
            let flagged =
                flagged.filter(|(c, _)| words.mark(household.cells.shown(*c, &mut text)) == Mark::Yes).count();
            let by_flags = scores.of_indicators(flagged);
            if by_flags != b2 {
                let finding = Diagnostic::new(Code::ScoreAgainstFlags, place.at(household.row, b2_at));
                self.found.push(finding.with("said", b2).with("found", by_flags));
            }
        }
        let list = self.survey.lists.iter().find(|l| l.source == place.source);
        let Some(tells_outcome) = list.map(|l| l.tells_outcome) else { return };
        let area = find(&rules.headings.area).map(|c| fold(&household.cells.text(c)));
        let urban = match area.as_deref() {
            Some(a) if a.contains("thanh thi") || a == "tt" => Some(true),
            Some(a) if a.contains("nong thon") || a == "nt" => Some(false),
            _ => None,
        };
        let expected = b1.and_then(|b1| scores.standing(b1, b2, urban));
        let said = alike.standing.word;
        // In a list with outcomes the scores may be those of the start or of the review: either may bear them out.
        let fits_outcome = |e| match alike.outcome {
            Some(outcome) => stands_as(outcome).is_none_or(|words| words.contains(&e)),
            None => tells_outcome,
        };
        if expected.is_some_and(|e| e != said && !fits_outcome(e))
            && matches!(said, StandingWord::Poor | StandingWord::NearPoor | StandingWord::Neither)
        {
            let column = match household.standing.from {
                crate::survey::household::Origin::Cell(column) => Some(column),
                _ => b1_at,
            };
            self.say(Code::StandingAgainstScores, place.at(household.row, column));
        }
    }

    fn cause(&mut self, household: &Household<'_>, alike: &Alike, place: &Place) {
        let verdicts = self.tally.verdicts.get(&place.source);
        let verdict = verdicts.and_then(|v| v.get(alike.cause.0 as usize));
        let Some(group) = verdict.and_then(|v| v.group).map(crate::group::Group::number) else { return };
        let rules = Rules::standard();
        let columns = household.columns;
        let at = columns.cause_text.first().or(columns.cause_group.as_ref()).copied();
        for rule in rules.size.iter().filter(|r| r.group == group) {
            if household.size.is_some_and(|size| size < rule.least) {
                self.say(Code::CauseAgainstSize, place.at(household.row, columns.members));
            }
        }
        for rule in rules.cause.iter().filter(|r| r.group == group) {
            let column = columns.deprivation.iter().find(|(_, h)| rule.indicators.contains(h));
            let mut text = String::new();
            let unmarked = |c: u32, text: &mut String| {
                Wordings::standard().mark(household.cells.shown(c, text)) == Mark::No
                    || household.cells.get(c).is_blank()
            };
            if column.is_some_and(|(c, _)| unmarked(*c, &mut text)) {
                self.say(Code::CauseAgainstFlags, place.at(household.row, at));
            }
        }
    }
}

impl Visitor for Validator<'_> {
    fn household(&mut self, source: usize, household: &Household<'_>, alike: &Alike) {
        if !self.survey.sources.get(source).is_some_and(|s| s.why == crate::survey::Why::Used) {
            return;
        }
        let place = self.survey.place_of(source);
        let columns: &Columns = household.columns;
        if household.head.trim().is_empty() && columns.name.is_some() {
            self.say(Code::NameMissing, place.at(household.row, columns.name));
        }
        self.identity(household, &place);
        self.birth(household, &place);
        let size_at = columns.members.filter(|c| !household.cells.get(*c).is_blank());
        if size_at.is_some() && household.size.is_none_or(|n| n == 0) {
            self.say(Code::SizeUnclear, place.at(household.row, size_at));
        }
        self.scores(household, alike, &place);
        self.cause(household, alike, &place);
        let count = self.lists.entry(source).or_default();
        count.close_household();
        count.households += 1;
        count.since_sum += 1;
        count.persons += household.size.map_or(0, u64::from);
        count.sizes_unknown |= household.size.is_none();
        let lists = &self.survey.lists;
        let list = lists.binary_search_by_key(&source, |l| l.source).ok().and_then(|at| lists.get(at));
        count.sums.household(list.and_then(|l| l.causes.get(alike.cause)), columns);
        count.last = Some((household.row, size_at, household.size.map_or(0, u64::from), 0));
    }

    fn other(&mut self, source: usize, kind: OtherRow, row: &Row, columns: &Columns) {
        let place = self.survey.place_of(source);
        let mut count = self.lists.remove(&source).unwrap_or_default();
        match kind {
            OtherRow::Member => {
                count.has_members = true;
                count.sums.member(row, columns);
                if let Some(last) = &mut count.last {
                    last.3 += 1;
                }
            }
            OtherRow::Section => {
                self.stated(count.sums.section(row), &place);
            }
            OtherRow::Subtotal => {
                self.stated(count.sums.sum(row, columns), &place);
                // Only the sum of all is held against the persons counted: a partial one may cover anything.
                let persons = columns.members.and_then(|c| number::whole(&row.text(c)).map(|n| (c, n)));
                if let Some((column, said)) = persons
                    && !count.sizes_unknown
                    && count.since_sum == count.households
                    && count.households > 0
                    && said != count.persons
                {
                    let finding = Diagnostic::new(Code::StatedPersons, place.at(row.number, Some(column)));
                    self.found.push(finding.with("said", said).with("found", count.persons));
                }
                if count.households > 0 {
                    count.since_sum = 0;
                }
            }
        }
        self.lists.insert(source, count);
    }
}

impl Count {
    /// Compares what a household says of its size with the rows of its members.
    fn close_household(&mut self) {
        let Some((row, column, said, members)) = self.last.take() else { return };
        if column.is_some() && said > 0 && said != members + 1 && self.misfits.len() < crate::diag::MOST_PER_CODE {
            self.misfits.push((row, column, said, members + 1));
        }
    }
}

/// What a household may be after an outcome; nothing where that does not tell.
fn stands_as(outcome: Outcome) -> Option<&'static [StandingWord]> {
    match outcome {
        Outcome::StillPoor | Outcome::FellBack | Outcome::NewlyPoor | Outcome::FromNearPoor => {
            Some(&[StandingWord::Poor])
        }
        Outcome::Exited => Some(&[StandingWord::NearPoor, StandingWord::Neither]),
        Outcome::ExitedToNearPoor | Outcome::NearPoor => Some(&[StandingWord::NearPoor]),
        Outcome::ExitedAbove | Outcome::NearPoorExit => Some(&[StandingWord::Neither]),
        Outcome::MovedOut | Outcome::Ended | Outcome::EndedUnsaid | Outcome::MovedIn | Outcome::MovedInUnsaid => None,
    }
}

/// The year of `12/3/58` or `58`, which a list of this century's heads can only mean as 1958.
pub(crate) fn short_year(cells: &Row, column: u32) -> Option<u16> {
    let Item::Text(text) = cells.get(column) else {
        return match cells.get(column) {
            Item::Date(days) => u16::try_from(civil(days).0).ok(),
            Item::Number(n) if (20.0..100.0).contains(&n) => Some(1900 + n as u16),
            _ => None,
        };
    };
    let last = text.trim().rsplit(['/', '-', '.']).next()?;
    let year: u16 = last.parse().ok()?;
    (last.len() == 2 && (20..100).contains(&year)).then(|| 1900 + year)
}

fn score(item: Item<'_>) -> Option<f64> {
    match item {
        Item::Number(n) => Some(n),
        Item::Text(text) => text.trim().replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite()),
        _ => None,
    }
}
