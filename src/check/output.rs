//! The checks in the shape of `giamngheo.check/1`, as a table with those behind first, and as CSV.

use serde::Serialize;

use super::{Amount, Check, Checks, Kind, Verdict};
use crate::report::csv::safe;
use crate::report::summary::{Finding, PlanInUse, Summary};
use crate::report::table::Table;
use crate::text::number::grouped;
use crate::words::Words;

/// The version of the shape.
pub const SCHEMA: &str = "giamngheo.check/1";

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Answer {
    pub schema: String,
    pub passed: bool,
    pub plan: Option<PlanInUse>,
    pub as_of: Option<String>,
    pub target_from: Option<String>,
    pub actual_from: Option<String>,
    pub checks: Vec<Line>,
    pub diagnostics: Vec<Finding>,
}

/// A number: whole for households, else with decimals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum Number {
    Whole(u64),
    Share(f64),
}

impl From<Amount> for Number {
    fn from(amount: Amount) -> Number {
        match amount {
            Amount::Whole(n) => Number::Whole(n),
            Amount::Share(n) => Number::Share(n),
        }
    }
}

/// A check; `null` where unknown. `served` and `entitled` stand at coverages only.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Line {
    pub id: &'static str,
    pub ward: Option<String>,
    pub group: Option<u8>,
    pub target: Number,
    pub actual: Option<Number>,
    pub passed: Option<bool>,
    pub shortfall: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitled: Option<u64>,
}

impl From<&Check> for Line {
    fn from(check: &Check) -> Line {
        Line {
            id: check.kind.id(),
            ward: check.ward.clone(),
            group: check.group,
            target: check.target.into(),
            actual: check.actual.map(Number::from),
            passed: check.passed,
            shortfall: check.shortfall.map(Number::from),
            served: check.cover.map(|c| c.served),
            entitled: check.cover.map(|c| c.entitled),
        }
    }
}

impl Answer {
    /// Puts the answer together; the findings are those of the summary.
    #[must_use]
    pub fn new(summary: Summary, checks: &Checks, verdict: Verdict) -> Answer {
        Answer {
            schema: SCHEMA.to_owned(),
            passed: verdict == Verdict::Passed,
            plan: summary.plan,
            as_of: summary.as_of,
            target_from: summary.target_from,
            actual_from: summary.actual_from,
            checks: checks.checks.iter().map(Line::from).collect(),
            diagnostics: summary.diagnostics,
        }
    }
}

/// The checks as CSV, a row each, unknown empty.
///
/// # Errors
///
/// When the rows cannot be put together, which memory never refuses.
pub fn csv(checks: &Checks) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["id", "ward", "group", "target", "actual", "passed", "shortfall"])?;
    for check in &checks.checks {
        let number = |amount: Option<Amount>| match amount {
            Some(Amount::Whole(n)) => n.to_string(),
            Some(Amount::Share(n)) => n.to_string(),
            None => String::new(),
        };
        out.write_record([
            check.kind.id().to_owned(),
            safe(check.ward.as_deref().unwrap_or("")),
            check.group.map(|g| g.to_string()).unwrap_or_default(),
            number(Some(check.target)),
            number(check.actual),
            check.passed.map(|p| p.to_string()).unwrap_or_default(),
            number(check.shortfall),
        ])?;
    }
    out.into_inner().map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))
}

/// The checks as a table: within a kind those furthest behind come first, then what is not known, then what passed.
#[must_use]
pub fn table(checks: &Checks, summary: &Summary, words: &Words) -> Table {
    let mut sorted: Vec<&Check> = checks.checks.iter().collect();
    let rank = |check: &Check| match (check.passed, check.shortfall) {
        (Some(false), Some(Amount::Whole(n))) => (0, std::cmp::Reverse(n)),
        (Some(false), _) => (0, std::cmp::Reverse(0)),
        (None, _) => (1, std::cmp::Reverse(0)),
        (Some(true), _) => (2, std::cmp::Reverse(0)),
    };
    sorted.sort_by_key(|check| (check.kind, rank(check)));
    let row = |check: &&Check| {
        let verdict = match check.passed {
            Some(true) => "check.passed",
            Some(false) => "check.failed",
            None => "check.unknown",
        };
        let is_share = matches!(check.target, Amount::Share(_));
        let number = |amount: Option<Amount>| amount.map_or_else(|| words.get("table.unknown").to_owned(), shown);
        let actual = match check.cover.filter(|_| is_share) {
            Some(cover) => format!("{}\n({}/{})", number(check.actual), grouped(cover.served), grouped(cover.entitled)),
            None => number(check.actual),
        };
        let target = number(Some(check.target));
        vec![what(check, summary, words), target, actual, number(check.shortfall), words.get(verdict).to_owned()]
    };
    let head =
        ["what", "target", "actual", "short", "verdict"].map(|k| words.get(&format!("check.head-{k}")).to_owned());
    Table {
        title: words.get("check.title").to_owned(),
        head: head.to_vec(),
        words: 1,
        rows: sorted.iter().map(row).collect(),
        total: Vec::new(),
    }
}

/// `0,25`: two decimals, the comma of Vietnamese numbers.
fn shown(amount: Amount) -> String {
    match amount {
        Amount::Whole(n) => grouped(n),
        Amount::Share(n) => format!("{n:.2}").replace('.', ","),
    }
}

fn what(check: &Check, summary: &Summary, words: &Words) -> String {
    let ward = check.ward.clone().unwrap_or_else(|| words.get("ward.unknown").to_owned());
    let group = check.group.and_then(|number| summary.groups.iter().find(|g| g.group == number)).map(|g| {
        let code = g.code.as_deref().map(|c| format!("{c} ")).unwrap_or_default();
        format!("{code}{}", g.name.as_deref().unwrap_or(""))
    });
    let group = group.unwrap_or_default();
    match check.kind {
        Kind::WardExits => ward,
        Kind::GroupExits => group,
        Kind::WardGroupExits => format!("{ward}: {group}"),
        kind => words.get(&format!("check.{}", kind.id())).to_owned(),
    }
}
