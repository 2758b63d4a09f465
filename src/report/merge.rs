//! Adding up summaries: wards to a city, cities to a province, provinces to the nation, without a household in sight.
//!
//! The sum does not depend on the order or the grouping of the summaries, and it is what one run over all their files
//! gives. What one of them does not know, the sum does not know. Summaries of other years, of other standings or of the
//! same ward are not added up unless that is allowed.

use std::collections::{BTreeMap, BTreeSet};

use super::summary::{Figures, Finding, GroupFigures, PlanInUse, SCHEMA, Summary, Total, WardFigures, residents};
use crate::text::order;

/// What may be added up although it differs or overlaps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allow {
    /// Summaries of different years.
    pub years: bool,
    /// Summaries of different standings: poor and near-poor households together.
    pub standings: bool,
    /// Summaries that both count households of one ward.
    pub overlap: bool,
}

/// Why summaries cannot be added up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// It is of another version of the shape.
    #[error("schema {0}")]
    Schema(String),
    /// Its parts do not add up to its total: it was changed by hand, or cut off.
    #[error("parts do not add up")]
    Sums,
    /// It holds a number, or makes a sum, that no count of households or rows reaches.
    #[error("larger than {MOST}")]
    TooLarge,
    /// It is of another year.
    #[error("years {0} and {1}")]
    Years(u16, u16),
    /// It is of other households.
    #[error("standings {0} and {1}")]
    Standings(String, String),
    /// It counts the households of a ward that is counted already.
    #[error("ward {0} twice")]
    Overlap(String),
    /// It gives another target to a ward that has one.
    #[error("two targets of ward {0}")]
    Targets(String),
}

/// Above any number of households, residents or rows in the world. What is not above it can be added without a thought.
const MOST: u64 = 1_000_000_000_000;

/// What tells wards apart: the code, else unit and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum WardKey {
    Code(String),
    Name(Option<String>, String),
    Unknown,
}

/// The sum of summaries added so far.
#[derive(Debug, Clone, Default)]
pub struct Merger {
    allow: Allow,
    sum: Option<Summary>,
    wards: BTreeMap<WardKey, WardFigures>,
}

impl Merger {
    /// A sum of nothing.
    #[must_use]
    pub fn new(allow: Allow) -> Merger {
        Merger { allow, ..Merger::default() }
    }

    /// Adds a summary.
    ///
    /// # Errors
    ///
    /// Why it cannot be added; the sum is then of no further use.
    pub fn add(&mut self, mut more: Summary) -> Result<(), MergeError> {
        sound(&more)?;
        own_unit(&mut more);
        let Some(sum) = &mut self.sum else {
            for ward in std::mem::take(&mut more.wards) {
                self.add_ward(ward, more.target_from.as_deref())?;
            }
            self.sum = Some(more);
            return Ok(());
        };
        sum.plan = join_plans(sum.plan.take(), more.plan.take(), self.allow)?;
        if sum.standing != more.standing {
            if !self.allow.standings {
                return Err(MergeError::Standings(sum.standing.clone(), more.standing));
            }
            "all".clone_into(&mut sum.standing);
        }
        if sum.as_of != more.as_of {
            sum.as_of = None;
        }
        join_source(&mut sum.target_from, more.target_from.clone());
        join_source(&mut sum.actual_from, more.actual_from.take());
        sum.groups = add_groups(&sum.groups, &sum.total, &more.groups, &more.total);
        sum.total = add_totals(&sum.total, &more.total);
        sum.rows.add(&more.rows);
        within_reason(&sum.total, &sum.groups)?;
        if sum.rows.read > MOST {
            return Err(MergeError::TooLarge);
        }
        sum.sources.append(&mut more.sources);
        sum.diagnostics.append(&mut more.diagnostics);
        // Where one says nothing of targets, the other's way of giving them holds.
        let from = more.target_from.or_else(|| sum.target_from.clone());
        for ward in more.wards {
            self.add_ward(ward, from.as_deref())?;
        }
        Ok(())
    }

    fn add_ward(&mut self, ward: WardFigures, target_from: Option<&str>) -> Result<(), MergeError> {
        let key = match (&ward.code, &ward.ward) {
            (Some(code), _) => WardKey::Code(code.clone()),
            (None, Some(name)) => WardKey::Name(ward.unit.clone(), name.clone()),
            (None, None) => WardKey::Unknown,
        };
        let Some(own) = self.wards.get_mut(&key) else {
            self.wards.insert(key, ward);
            return Ok(());
        };
        let name = || ward.ward.clone().unwrap_or_default();
        let registered = target_from == Some("registered");
        let listed = own.figures.households.is_some() && ward.figures.households.is_some();
        if listed && key != WardKey::Unknown && !self.allow.overlap {
            return Err(MergeError::Overlap(name()));
        }
        let one_target = |a: Option<u64>, b: Option<u64>| a.zip(b).is_none_or(|(a, b)| a == b);
        if !registered && !one_target(own.figures.target, ward.figures.target) {
            return Err(MergeError::Targets(name()));
        }
        let targets = |w: &WardFigures| -> Vec<(u8, Option<u64>)> {
            w.groups.iter().map(|g| (g.group, g.figures.target)).collect()
        };
        let given = [targets(own), targets(&ward)].concat();
        let target = own.figures.target.or(ward.figures.target);
        let (a, b) = (as_total(own), as_total(&ward));
        // A row without households is that of a ward that only the plan names: it adds no more than its target.
        if listed {
            own.groups = add_groups(&own.groups, &a, &ward.groups, &b);
        } else if own.figures.households.is_none() {
            own.groups = ward.groups;
        }
        let sum = match (own.figures.households, ward.figures.households) {
            (_, None) => a,
            (None, Some(_)) => Total { residents: a.residents.or(b.residents), ..b },
            _ => add_totals(&a, &b),
        };
        own.figures = sum.figures;
        own.near_poor =
            own.near_poor.zip(ward.near_poor).map_or(own.near_poor.or(ward.near_poor), |_| Some(sum.near_poor));
        own.residents = sum.residents;
        own.residents_end = sum.residents_end;
        if !registered || !listed {
            own.figures.target = target;
            for group in &mut own.groups {
                let of = |(number, target): &(u8, Option<u64>)| target.filter(|_| *number == group.group);
                group.figures.target = given.iter().find_map(of);
            }
        }
        within_reason(&as_total(own), &own.groups)
    }

    /// The sum; none of nothing. `order` gives the place of a ward where a plan knows it.
    #[must_use]
    pub fn finish(self, place: impl Fn(&WardFigures) -> Option<usize>) -> Option<Summary> {
        let mut sum = self.sum?;
        sum.wards = self.wards.into_values().collect();
        if sum.target_from.as_deref().is_some_and(|from| from != "registered") {
            targets_of_wards(&mut sum);
        }
        (sum.total.residents, sum.total.residents_end) = residents(&sum.wards);
        let kind = |w: &WardFigures| {
            let name = w.ward.as_deref().unwrap_or("");
            ["Phường ", "Thị trấn ", "Xã "].iter().position(|k| name.starts_with(k)).unwrap_or(3)
        };
        sum.wards.sort_by(|a, b| {
            let names = |w: &WardFigures| (w.unit.clone().unwrap_or_default(), w.ward.clone().unwrap_or_default());
            let ((unit_a, name_a), (unit_b, name_b)) = (names(a), names(b));
            let known = (place(a).unwrap_or(usize::MAX), place(b).unwrap_or(usize::MAX));
            a.ward
                .is_none()
                .cmp(&b.ward.is_none())
                .then(known.0.cmp(&known.1))
                .then_with(|| order::compare(&unit_a, &unit_b))
                .then(kind(a).cmp(&kind(b)))
                .then_with(|| order::compare(&name_a, &name_b))
        });
        sum.sources.sort_by(|a, b| (&a.file, &a.sheet, &a.why).cmp(&(&b.file, &b.sheet, &b.why)));
        let key = |f: &Finding| {
            (f.file.is_none(), f.file.clone(), f.sheet.clone(), f.code.clone(), f.cell.clone(), f.message.clone())
        };
        sum.diagnostics.sort_by_cached_key(key);
        Some(sum)
    }
}

/// Totals of targets over the wards that have one, as their source gives them; of several sources only where every ward
/// with households has one.
fn targets_of_wards(sum: &mut Summary) {
    let mixed = sum.target_from.as_deref() == Some("mixed");
    let total = |of: &dyn Fn(&WardFigures) -> Option<u64>| {
        let missing = sum.wards.iter().any(|w| w.figures.households.unwrap_or(0) > 0 && of(w).is_none());
        let given: Vec<u64> = sum.wards.iter().filter_map(of).collect();
        (!(given.is_empty() || mixed && missing)).then(|| given.iter().sum())
    };
    let exits = total(&|w| w.figures.target);
    let of_group =
        |number: u8| move |w: &WardFigures| w.groups.iter().find(|g| g.group == number).and_then(|g| g.figures.target);
    let groups: Vec<Option<u64>> = sum.groups.iter().map(|g| total(&of_group(g.group))).collect();
    sum.total.figures.target = exits;
    for (group, target) in sum.groups.iter_mut().zip(groups) {
        group.figures.target = target;
    }
}

/// Whether a summary has the shape that is known and its parts add up.
fn sound(summary: &Summary) -> Result<(), MergeError> {
    if summary.schema != SCHEMA {
        return Err(MergeError::Schema(summary.schema.clone()));
    }
    within_reason(&summary.total, &summary.groups)?;
    summary.wards.iter().try_for_each(|w| within_reason(&as_total(w), &w.groups))?;
    if summary.rows.read > MOST {
        return Err(MergeError::TooLarge);
    }
    let sum = |parts: &mut dyn Iterator<Item = Option<u64>>| parts.flatten().fold(0u64, u64::saturating_add);
    let households = summary.total.figures.households.unwrap_or(0);
    let by_ward = sum(&mut summary.wards.iter().map(|w| w.figures.households));
    let by_group = sum(&mut summary.groups.iter().map(|g| g.figures.households));
    let within = summary
        .wards
        .iter()
        .all(|w| sum(&mut w.groups.iter().map(|g| g.figures.households)) == w.figures.households.unwrap_or(0));
    let rows = summary.rows.adds_up();
    if by_ward == households && by_group == households && within && rows { Ok(()) } else { Err(MergeError::Sums) }
}

/// Whether no number is above [`MOST`].
fn within_reason(total: &Total, groups: &[GroupFigures]) -> Result<(), MergeError> {
    let others = [Some(total.near_poor), total.residents, total.residents_end];
    let figures = std::iter::once(&total.figures).chain(groups.iter().map(|g| &g.figures));
    let mut numbers = figures.flat_map(Figures::values).chain(others).flatten();
    if numbers.all(|n| n <= MOST) { Ok(()) } else { Err(MergeError::TooLarge) }
}

/// A ward that no list of known wards places is one of the plan's unit: wards of one name in two provinces stay two.
fn own_unit(summary: &mut Summary) {
    let Some(plan) = summary.plan.as_ref().filter(|p| p.from != "merged") else { return };
    for ward in summary.wards.iter_mut().filter(|w| w.ward.is_some() && w.unit.is_none()) {
        ward.unit = Some(plan.unit.clone());
    }
}

/// Units named in a sum; those beyond are "…".
const MOST_UNITS: usize = 3;
const MORE: &str = "…";

fn join_plans(a: Option<PlanInUse>, b: Option<PlanInUse>, allow: Allow) -> Result<Option<PlanInUse>, MergeError> {
    let (a, b) = match (a, b) {
        (None, None) => return Ok(None),
        (Some(a), Some(b)) if a == b => return Ok(Some(a)),
        // A part without a plan: the plan is not that of the whole.
        (Some(p), None) | (None, Some(p)) => (p.clone(), PlanInUse { unit: MORE.to_owned(), ..p }),
        (Some(a), Some(b)) => (a, b),
    };
    if a.year != b.year && !allow.years {
        return Err(MergeError::Years(a.year, b.year));
    }
    let mut units: BTreeSet<&str> = a.unit.split("; ").chain(b.unit.split("; ")).collect();
    let more = units.remove(MORE) || units.len() > MOST_UNITS;
    let mut unit: Vec<&str> = units.into_iter().take(MOST_UNITS).collect();
    if more {
        unit.push(MORE);
    }
    Ok(Some(PlanInUse { unit: unit.join("; "), year: a.year.max(b.year), from: "merged".to_owned() }))
}

/// Where a sum's numbers come from: the one source that its parts name, else `mixed`.
fn join_source(own: &mut Option<String>, more: Option<String>) {
    *own = match (own.take(), more) {
        (Some(a), Some(b)) if a != b => Some("mixed".to_owned()),
        (a, b) => a.or(b),
    };
}

fn as_total(ward: &WardFigures) -> Total {
    Total {
        figures: ward.figures,
        near_poor: ward.near_poor.unwrap_or(0),
        residents: ward.residents,
        residents_end: ward.residents_end,
    }
}

/// Whether figures tell nothing of poor households because there are none: only near-poor ones were listed.
fn says_nothing(total: &Total) -> bool {
    let f = &total.figures;
    let entries = [f.from_near_poor, f.fell_back, f.newly_poor, f.moved_in];
    f.households == Some(0) && total.near_poor > 0 && entries.iter().all(|n| n.unwrap_or(0) == 0)
}

fn add_totals(a: &Total, b: &Total) -> Total {
    Total {
        figures: add_figures(&a.figures, says_nothing(a), &b.figures, says_nothing(b)),
        near_poor: a.near_poor + b.near_poor,
        residents: plus(a.residents, b.residents),
        residents_end: plus(a.residents_end, b.residents_end),
    }
}

fn plus(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    Some(a? + b?)
}

/// Adds figures; what a part that says nothing leaves out does not make the sum unknown.
fn add_figures(a: &Figures, a_says_nothing: bool, b: &Figures, b_says_nothing: bool) -> Figures {
    let (left, right) = (a.values(), b.values());
    let mut sum = [None; 17];
    for ((slot, a), b) in sum.iter_mut().zip(left).zip(right) {
        *slot = match (a, b) {
            (None, b) if a_says_nothing => b,
            (a, None) if b_says_nothing => a,
            (a, b) => plus(a, b),
        };
    }
    let mut sum = Figures::from_values(sum);
    // Where the exits went is known where some exit says so.
    let part =
        |a: Option<u64>, b: Option<u64>| a.zip(b).map(|(a, b)| a + b).or(a).or(b).filter(|_| sum.exited.is_some());
    let near = part(a.exited_to_near_poor, b.exited_to_near_poor);
    let above = part(a.exited_above, b.exited_above);
    sum.registered_exited = sum.registered.and(sum.exited).and(sum.registered_exited.or(Some(0)));
    sum.exited_to_near_poor = near;
    sum.exited_above = above;
    sum
}

fn add_groups(a: &[GroupFigures], of_a: &Total, b: &[GroupFigures], of_b: &Total) -> Vec<GroupFigures> {
    let find = |all: &[GroupFigures], group: u8| all.iter().find(|g| g.group == group).cloned();
    // A group that a summary leaves out is empty there, as far as the summary knows.
    let empty = |total: &Total| {
        let mut zeros = total.figures.values().map(|v| v.map(|_| 0));
        if total.figures.exited_to_near_poor.is_some() {
            zeros[5] = None;
            zeros[6] = None;
        }
        Figures::from_values(zeros)
    };
    [1, 2, 3, 4, 5, 6, 0]
        .into_iter()
        .filter_map(|group| {
            let (left, right) = (find(a, group), find(b, group));
            let first = left.clone().or_else(|| right.clone())?;
            let name = match (left.as_ref().and_then(|g| g.name.clone()), right.as_ref().and_then(|g| g.name.clone())) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            let figures = |g: Option<GroupFigures>, total: &Total| g.map_or_else(|| empty(total), |g| g.figures);
            let (left, right) = (figures(left, of_a), figures(right, of_b));
            let figures = add_figures(&left, says_nothing(of_a), &right, says_nothing(of_b));
            Some(GroupFigures { name, figures, ..first })
        })
        .collect()
}

#[cfg(test)]
mod tests;
