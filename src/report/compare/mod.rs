//! Two lists held against each other: the movement of the year, every pair with why it was made, and what is left.
//!
//! As JSON it names places only; names and numbers of people stand in the workbook and the CSV, which are for the office
//! that has the lists anyway.

mod sheets;

use std::collections::BTreeMap;

use serde::Serialize;

use super::summary::{Figures, Finding, GroupFigures, PlanInUse, Summary, WardFigures};
use crate::link::{self, Pair, Record};
use crate::survey::wordings::Outcome;
use crate::survey::{Alike, Survey, YearEnd, pair_key};
use crate::words::Words;

/// The version of the shape.
pub const SCHEMA: &str = "giamngheo.compare/1";

/// Where a household stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Place {
    pub file: String,
    pub sheet: Option<String>,
    pub row: u32,
}

/// A pair, made or possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct PairFound {
    pub key: String,
    pub start: Place,
    pub end: Place,
    /// `exited`, `still_poor` and so on; none for a pair that is only possible.
    pub movement: Option<&'static str>,
    /// Hundredths of a bit above even odds.
    pub strength: i32,
    pub evidence: Vec<&'static str>,
}

/// Households of which some may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Doubt {
    pub pairs: Vec<PairFound>,
}

/// A household without a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Alone {
    #[serde(flatten)]
    pub place: Place,
    pub movement: Option<&'static str>,
}

/// The whole comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Comparison {
    pub schema: &'static str,
    pub plan: Option<PlanInUse>,
    pub as_of: Option<String>,
    pub total: Figures,
    pub groups: Vec<GroupFigures>,
    pub wards: Vec<WardFigures>,
    /// Exits that rest on absence alone.
    pub exited_by_absence: usize,
    pub pairs: Vec<PairFound>,
    pub doubts: Vec<Doubt>,
    pub only_start: Vec<Alone>,
    pub only_end: Vec<Alone>,
    pub diagnostics: Vec<Finding>,
}

impl Comparison {
    /// The figures of a summary alone, for the table of movement.
    #[must_use]
    pub fn of_figures(summary: &Summary) -> Comparison {
        Comparison {
            schema: SCHEMA,
            plan: summary.plan.clone(),
            as_of: summary.as_of.clone(),
            total: summary.total.figures,
            groups: summary.groups.clone(),
            wards: summary.wards.clone(),
            exited_by_absence: 0,
            pairs: Vec::new(),
            doubts: Vec::new(),
            only_start: Vec::new(),
            only_end: Vec::new(),
            diagnostics: summary.diagnostics.clone(),
        }
    }
}

/// The stable word for what became of a household.
#[must_use]
pub fn movement_id(alike: &Alike) -> Option<&'static str> {
    use crate::tally::Movement as M;
    Some(match crate::tally::movement(alike.standing, alike.outcome, true) {
        M::StillPoor { .. } => "still_poor",
        M::Exited => "exited",
        M::ExitedToNearPoor => "exited_to_near_poor",
        M::ExitedAbove => "exited_above",
        M::MovedOut => "moved_out",
        M::Ended => "ended",
        M::NearPoor => "near_poor",
        M::FromNearPoor => "from_near_poor",
        M::FellBack => "fell_back",
        M::NewlyPoor => "newly_poor",
        M::MovedIn => "moved_in",
        M::Neither => return None,
    })
}

fn entry_id(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::FellBack => "fell_back",
        Outcome::FromNearPoor => "from_near_poor",
        Outcome::MovedIn | Outcome::MovedInUnsaid => "moved_in",
        _ => "newly_poor",
    }
}

/// A comparison, and what is needed to show people and not only places.
pub struct Compared<'a> {
    /// Without names.
    pub comparison: Comparison,
    survey: &'a Survey,
    year: &'a YearEnd,
    keys: (Vec<u64>, Vec<u64>),
}

impl<'a> Compared<'a> {
    /// Puts a comparison together.
    #[must_use]
    pub fn new(summary: &Summary, survey: &'a Survey, year: &'a YearEnd) -> Compared<'a> {
        let records = |side: &[(Record, Alike)]| side.iter().map(|(r, _)| r.clone()).collect::<Vec<_>>();
        let keys = (link::keys(&records(&year.start)), link::keys(&records(&year.end)));
        let mut compared = Compared {
            comparison: Comparison { exited_by_absence: year.absent.len(), ..Comparison::of_figures(summary) },
            survey,
            year,
            keys,
        };
        let made = &year.matching;
        compared.comparison.pairs = made.pairs.iter().filter_map(|p| compared.pair(p, true)).collect();
        let possible = |d: &link::Doubt| d.pairs.iter().filter_map(|p| compared.pair(p, false)).collect();
        compared.comparison.doubts = made.doubts.iter().map(|d| Doubt { pairs: possible(d) }).collect();
        compared.comparison.only_start = compared.lone_start().into_iter().map(|(alone, _)| alone).collect();
        compared.comparison.only_end = compared.lone_end().into_iter().map(|(alone, _)| alone).collect();
        compared
    }

    fn place(&self, record: &Record) -> Place {
        let source = self.survey.sources.get(record.source);
        Place {
            file: source.map(|s| s.file.to_string()).unwrap_or_default(),
            sheet: source.map(|s| s.sheet.to_string()).filter(|s| !s.is_empty()),
            row: record.row,
        }
    }

    fn pair(&self, pair: &Pair, made: bool) -> Option<PairFound> {
        let ((start, alike), (end, _)) = self.year.start.get(pair.start).zip(self.year.end.get(pair.end))?;
        Some(PairFound {
            key: pair_key(*self.keys.0.get(pair.start)?, *self.keys.1.get(pair.end)?),
            start: self.place(start),
            end: self.place(end),
            movement: movement_id(alike).filter(|_| made),
            strength: pair.strength,
            evidence: pair.evidence.iter().map(|e| e.id()).collect(),
        })
    }

    /// Households of the start that are in no pair and no doubt.
    fn lone_start(&self) -> Vec<(Alone, &'a Record)> {
        let made = &self.year.matching;
        let mut used: Vec<usize> = made.pairs.iter().map(|p| p.start).collect();
        used.extend(made.doubts.iter().flat_map(|d| d.starts.iter().copied()));
        let used: std::collections::BTreeSet<usize> = used.into_iter().collect();
        let free = self.year.start.iter().enumerate().filter(|(at, _)| !used.contains(at));
        free.map(|(_, (r, alike))| (Alone { place: self.place(r), movement: movement_id(alike) }, r)).collect()
    }

    /// Households of the end that are in no pair and no doubt.
    fn lone_end(&self) -> Vec<(Alone, &'a Record)> {
        let made = &self.year.matching;
        let mut used: Vec<usize> = made.pairs.iter().map(|p| p.end).collect();
        used.extend(made.doubts.iter().flat_map(|d| d.ends.iter().copied()));
        let used: std::collections::BTreeSet<usize> = used.into_iter().collect();
        let free = self.year.end.iter().enumerate().filter(|(at, _)| !used.contains(at));
        free.map(|(at, (r, _))| {
            let movement = self.year.entries.get(&at).map(|o| entry_id(*o));
            (Alone { place: self.place(r), movement }, r)
        })
        .collect()
    }

    /// Pairs by their strongest reason: how many.
    #[must_use]
    pub fn by_reason(&self) -> BTreeMap<&'static str, usize> {
        let mut reasons = BTreeMap::new();
        for pair in &self.comparison.pairs {
            let first = ["settled", "identity", "code", "member", "identity_near", "name"];
            let reason = first.into_iter().find(|r| pair.evidence.contains(r)).unwrap_or("name_near");
            *reasons.entry(reason).or_default() += 1;
        }
        reasons
    }

    /// The doubtful pairs, a row each: for people to see.
    #[must_use]
    pub fn doubtful(&self) -> Vec<(&'a Record, &'a Record, PairFound)> {
        let made = self.year.matching.doubts.iter().flat_map(|d| &d.pairs);
        made.filter_map(|p| {
            let ((start, _), (end, _)) = self.year.start.get(p.start).zip(self.year.end.get(p.end))?;
            Some((start, end, self.pair(p, false)?))
        })
        .collect()
    }
}

/// Reasons in words.
#[must_use]
pub fn reasons(evidence: &[&str], words: &Words) -> String {
    evidence.iter().map(|e| words.get(&format!("evidence.{e}")).to_owned()).collect::<Vec<_>>().join(", ")
}

/// The movement of the year as a table, ward by ward.
#[must_use]
pub fn movement_table(comparison: &Comparison, words: &Words) -> crate::report::table::Table {
    let keys = [
        "households",
        "still_poor",
        "exited",
        "exited_to_near_poor",
        "moved_out",
        "ended",
        "from_near_poor",
        "fell_back",
        "newly_poor",
        "moved_in",
        "end",
    ];
    let cells = |name: String, f: &Figures| {
        let values = f.values();
        let of =
            |key: &str| Figures::NAMES.iter().position(|n| *n == key).and_then(|at| values.get(at).copied()).flatten();
        let shown = keys
            .iter()
            .map(|key| of(key).map_or_else(|| words.get("table.unknown").to_owned(), crate::text::number::grouped));
        std::iter::once(name).chain(shown).collect::<Vec<_>>()
    };
    let heading = |key: &str| words.get(&format!("compare.col-{key}")).to_owned();
    let name = |w: &WardFigures| w.ward.clone().unwrap_or_else(|| words.get("ward.unknown").to_owned());
    crate::report::table::Table {
        title: words.get("compare.title").to_owned(),
        head: std::iter::once(words.get("table.ward").to_owned()).chain(keys.iter().map(|k| heading(k))).collect(),
        words: 1,
        rows: comparison.wards.iter().map(|w| cells(name(w), &w.figures)).collect(),
        total: cells(words.get("table.total").to_owned(), &comparison.total),
    }
}
