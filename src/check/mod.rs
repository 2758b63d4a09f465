//! Targets held against what was reached: a line a check.
//!
//! It reads a summary and counts nothing itself. What is not known has not passed: such a check is neither passed nor
//! failed, and where no target at all could be held the whole could not be done.

mod coverage;
pub mod output;

use crate::plan::Plan;
use crate::report::summary::{Figures, Summary};
use crate::survey::support::{Cover, Support};

pub use coverage::coverage;

/// A kind of check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Exits of the whole against its target.
    TotalExits,
    /// Exits of a ward.
    WardExits,
    /// Exits of a cause group.
    GroupExits,
    /// Exits of a cause group in a ward.
    WardGroupExits,
    /// By how many percentage points the share of poor households fell.
    RateReduction,
    /// Households that fell back, at most.
    FellBack,
    /// Newly poor households, at most.
    NewlyPoor,
    /// Of those who need credit and qualify, how many got it.
    CreditCoverage,
    /// Of poor people, how many hold a health-insurance card.
    InsuranceCoverage,
    /// Of entitled pupils, for how many study is paid.
    TuitionCoverage,
}

impl Kind {
    /// Every kind, in the order of the answer.
    pub const ALL: [Kind; 10] = [
        Kind::TotalExits,
        Kind::WardExits,
        Kind::GroupExits,
        Kind::WardGroupExits,
        Kind::RateReduction,
        Kind::FellBack,
        Kind::NewlyPoor,
        Kind::CreditCoverage,
        Kind::InsuranceCoverage,
        Kind::TuitionCoverage,
    ];

    /// The name in JSON and on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Kind::TotalExits => "total-exits",
            Kind::WardExits => "ward-exits",
            Kind::GroupExits => "group-exits",
            Kind::WardGroupExits => "ward-group-exits",
            Kind::RateReduction => "rate-reduction",
            Kind::FellBack => "fell-back",
            Kind::NewlyPoor => "newly-poor",
            Kind::CreditCoverage => "credit-coverage",
            Kind::InsuranceCoverage => "insurance-coverage",
            Kind::TuitionCoverage => "tuition-coverage",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn of(id: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// Whether it holds exits against a target.
    fn is_exits(self) -> bool {
        matches!(self, Kind::TotalExits | Kind::WardExits | Kind::GroupExits | Kind::WardGroupExits)
    }
}

/// What is compared: households, or percent and percentage points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// Households.
    Whole(u64),
    /// Percent or percentage points.
    Share(f64),
}

/// One check.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Its kind.
    pub kind: Kind,
    /// The ward, of checks of a ward; none of them where the ward is not known.
    pub ward: Option<String>,
    /// The cause group, of checks of a group.
    pub group: Option<u8>,
    /// What is to be reached, or not to be passed.
    pub target: Amount,
    /// What was reached; none where it is not known.
    pub actual: Option<Amount>,
    /// Whether it passed; none where it is not known.
    pub passed: Option<bool>,
    /// How much is missing, or too much.
    pub shortfall: Option<Amount>,
    /// Served and entitled, of checks of coverage.
    pub cover: Option<Cover>,
}

/// What a check that was left out lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// A target.
    Target,
    /// Figures to hold against it.
    Data,
}

/// All checks, and those left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checks {
    /// The checks, by kind, then in the order of the summary.
    pub checks: Vec<Check>,
    /// The kinds that were left out, and why.
    pub left_out: Vec<(Kind, Lack)>,
}

/// What the checks come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All passed.
    Passed,
    /// One failed.
    Failed,
    /// None failed, but what was asked could not be held.
    Unknown,
}

impl Verdict {
    /// The key of its words.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::Unknown => "unknown",
        }
    }
}

impl Checks {
    /// Holds a summary against its targets and the plan's. A summary without exits planned or done gives no check.
    #[must_use]
    pub fn of(summary: &Summary, plan: Option<&Plan>, covers: &Support, required: &[Kind]) -> Checks {
        let moves = plan.is_some_and(|p| p.count_moves_as_exits);
        let mut all = Checks::default();
        for kind in Kind::ALL {
            if kind == Kind::WardGroupExits && !required.contains(&kind) {
                continue;
            }
            let made = match kind {
                Kind::TotalExits => total_exits(summary, moves),
                Kind::WardExits => ward_exits(summary, moves),
                Kind::GroupExits => group_exits(summary, moves),
                Kind::WardGroupExits => ward_group_exits(summary, moves),
                _ => of_the_whole(kind, summary, plan, covers),
            };
            match made {
                Ok(checks) => all.checks.extend(checks),
                Err(lack) => all.left_out.push((kind, lack)),
            }
        }
        all
    }

    /// What they come to, for the kinds that must be held.
    #[must_use]
    pub fn verdict(&self, required: &[Kind]) -> Verdict {
        let exits = || self.checks.iter().filter(|c| c.kind.is_exits());
        let held = exits().any(|c| c.passed.is_some());
        let ward_unknown = exits().any(|c| c.kind == Kind::WardExits && c.passed.is_none());
        let missing = required.iter().any(|kind| {
            let mut own = self.checks.iter().filter(|c| c.kind == *kind).peekable();
            own.peek().is_none() || own.any(|c| c.passed.is_none())
        });
        if self.checks.iter().any(|c| c.passed == Some(false)) {
            Verdict::Failed
        } else if !held || ward_unknown || missing {
            Verdict::Unknown
        } else {
            Verdict::Passed
        }
    }
}

/// Exits, and where the plan counts them so also those who moved away or ended.
fn exits(figures: &Figures, moves: bool) -> Option<u64> {
    let moved = if moves { figures.moved_out? + figures.ended? } else { 0 };
    Some(figures.exited? + moved)
}

fn at_least(kind: Kind, target: u64, actual: Option<u64>) -> Check {
    Check {
        kind,
        ward: None,
        group: None,
        target: Amount::Whole(target),
        actual: actual.map(Amount::Whole),
        passed: actual.map(|actual| actual >= target),
        shortfall: actual.map(|actual| Amount::Whole(target.saturating_sub(actual))),
        cover: None,
    }
}

fn at_most(kind: Kind, limit: u64, actual: u64) -> Check {
    Check {
        passed: Some(actual <= limit),
        shortfall: Some(Amount::Whole(actual.saturating_sub(limit))),
        ..at_least(kind, limit, Some(actual))
    }
}

/// A share of which the answer whether it passed is known without rounding.
fn share(kind: Kind, target: f64, actual: f64, passed: bool) -> Check {
    // Ten decimals: what stands behind them is not the data's.
    let round = |n: f64| (n * 1e10).round() / 1e10;
    Check {
        target: Amount::Share(target),
        actual: Some(Amount::Share(round(actual))),
        passed: Some(passed),
        shortfall: Some(Amount::Share(if passed { 0.0 } else { round(target - actual).max(0.0) })),
        ..at_least(kind, 0, None)
    }
}

/// The exits of the whole or of a group: unknown while a ward that has a target for them has none that are known.
fn sum(known: Option<u64>, mut wards: impl Iterator<Item = (Option<u64>, Option<u64>)>) -> Option<u64> {
    known.filter(|_| wards.all(|(target, actual)| target.is_none() || actual.is_some()))
}

fn total_exits(summary: &Summary, moves: bool) -> Result<Vec<Check>, Lack> {
    let target = summary.total.figures.target.ok_or(Lack::Target)?;
    let wards = summary.wards.iter().map(|w| (w.figures.target, exits(&w.figures, moves)));
    Ok(vec![at_least(Kind::TotalExits, target, sum(exits(&summary.total.figures, moves), wards))])
}

fn ward_exits(summary: &Summary, moves: bool) -> Result<Vec<Check>, Lack> {
    let check = |ward: &crate::report::summary::WardFigures| {
        let check = at_least(Kind::WardExits, ward.figures.target?, exits(&ward.figures, moves));
        Some(Check { ward: ward.ward.clone(), ..check })
    };
    some(summary.wards.iter().filter_map(check).collect())
}

fn group_exits(summary: &Summary, moves: bool) -> Result<Vec<Check>, Lack> {
    let check = |group: &crate::report::summary::GroupFigures| {
        let own = |w: &crate::report::summary::WardFigures| {
            let own = w.groups.iter().find(|g| g.group == group.group);
            own.map_or((None, None), |g| (g.figures.target, exits(&g.figures, moves)))
        };
        let actual = sum(exits(&group.figures, moves), summary.wards.iter().map(own));
        let check = at_least(Kind::GroupExits, group.figures.target?, actual);
        Some(Check { group: Some(group.group), ..check })
    };
    some(summary.groups.iter().filter_map(check).collect())
}

fn ward_group_exits(summary: &Summary, moves: bool) -> Result<Vec<Check>, Lack> {
    let of_ward = |ward: &crate::report::summary::WardFigures| {
        let check = |group: &crate::report::summary::GroupFigures| {
            let check = at_least(Kind::WardGroupExits, group.figures.target?, exits(&group.figures, moves));
            Some(Check { ward: ward.ward.clone(), group: Some(group.group), ..check })
        };
        ward.groups.iter().filter_map(check).collect::<Vec<_>>()
    };
    some(summary.wards.iter().flat_map(of_ward).collect())
}

fn some(checks: Vec<Check>) -> Result<Vec<Check>, Lack> {
    if checks.is_empty() { Err(Lack::Target) } else { Ok(checks) }
}

/// The checks of the whole unit other than exits.
fn of_the_whole(kind: Kind, summary: &Summary, plan: Option<&Plan>, covers: &Support) -> Result<Vec<Check>, Lack> {
    let goals = plan.map(|p| p.goals).unwrap_or_default();
    // What is known of some wards only is not known of the whole.
    let whole = || summary.wards.iter().all(|w| w.figures.households.is_some()).then_some(()).ok_or(Lack::Data);
    let total = &summary.total.figures;
    let check = match kind {
        Kind::RateReduction => {
            let target = goals.rate_reduction.ok_or(Lack::Target)?;
            let actual = rate_reduction(summary).ok_or(Lack::Data)?;
            // Differences of shares carry the errors of binary fractions.
            share(kind, target, actual, actual + 1e-9 >= target)
        }
        Kind::FellBack => at_most(kind, goals.fell_back.ok_or(Lack::Target)?, total.fell_back.ok_or(Lack::Data)?),
        Kind::NewlyPoor => at_most(kind, goals.newly_poor.ok_or(Lack::Target)?, total.newly_poor.ok_or(Lack::Data)?),
        Kind::CreditCoverage => cover(kind, goals.credit_coverage, covers.credit)?,
        Kind::InsuranceCoverage => cover(kind, goals.insurance_coverage, covers.insurance)?,
        Kind::TuitionCoverage => cover(kind, goals.tuition_coverage, covers.tuition)?,
        Kind::TotalExits | Kind::WardExits | Kind::GroupExits | Kind::WardGroupExits => return Err(Lack::Target),
    };
    whole()?;
    Ok(vec![check])
}

/// By how many percentage points the share of poor households fell, over the residents of the end of the year where
/// they are known.
#[must_use]
pub fn rate_reduction(summary: &Summary) -> Option<f64> {
    let total = &summary.total;
    let start = total.residents.filter(|n| *n > 0)?;
    let end = total.residents_end.filter(|n| *n > 0).unwrap_or(start);
    let rate = |households: u64, residents: u64| households as f64 / residents as f64 * 100.0;
    Some(rate(total.figures.households?, start) - rate(total.figures.end?, end))
}

fn cover(kind: Kind, target: Option<f64>, cover: Option<Cover>) -> Result<Check, Lack> {
    let target = target.ok_or(Lack::Target)?;
    let cover = cover.filter(|c| c.entitled > 0).ok_or(Lack::Data)?;
    let actual = cover.served as f64 / cover.entitled as f64 * 100.0;
    Ok(Check { cover: Some(cover), ..share(kind, target, actual, actual + 1e-9 >= target) })
}
