//! The summary: all figures of a survey in the shape of `giamngheo.summary/1`, from which every output is made.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use super::figures::Figures;
use crate::diag::Diagnostic;
use crate::group::Group;
use crate::plan::{Plan, order};
use crate::survey::{RowCounts, Survey, Why};
use crate::tally::{Tally, WardTally, Whom};
use crate::target::{Target, Targets};
use crate::ward::WardId;
use crate::words::Words;

/// The version of the shape.
pub const SCHEMA: &str = "giamngheo.summary/1";

/// The plan in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PlanInUse {
    pub unit: String,
    pub year: u16,
    pub from: String,
}

/// The figures of the whole survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Total {
    #[serde(flatten)]
    pub figures: Figures,
    pub near_poor: u64,
    pub residents: Option<u64>,
    pub residents_end: Option<u64>,
}

/// The figures of a cause group; group 0 (not yet grouped) has no code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct GroupFigures {
    pub group: u8,
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    #[serde(flatten)]
    pub figures: Figures,
}

/// The figures of a ward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct WardFigures {
    pub ward: Option<String>,
    pub unit: Option<String>,
    pub code: Option<String>,
    #[serde(flatten)]
    pub figures: Figures,
    /// `null` in a ward that no list names.
    pub near_poor: Option<u64>,
    pub residents: Option<u64>,
    pub residents_end: Option<u64>,
    pub groups: Vec<GroupFigures>,
}

/// A sheet or file, used or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct SourceUsed {
    pub file: String,
    pub sheet: Option<String>,
    pub used: bool,
    pub why: String,
    pub header_rows: Vec<u32>,
    pub encoding: Option<String>,
    pub households: u64,
}

/// A finding with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Finding {
    pub code: String,
    pub severity: String,
    pub file: Option<String>,
    pub sheet: Option<String>,
    pub cell: Option<String>,
    pub message: String,
}

impl Finding {
    /// A finding in the words of a language.
    #[must_use]
    pub fn of(diagnostic: &Diagnostic, words: &Words) -> Finding {
        let text = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        Finding {
            code: diagnostic.code.id().to_owned(),
            severity: diagnostic.code.severity().id().to_owned(),
            file: text(&diagnostic.place.file),
            sheet: text(&diagnostic.place.sheet),
            cell: diagnostic.place.cell.map(|c| c.to_string()),
            message: words.message(diagnostic),
        }
    }
}

/// The summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Summary {
    pub schema: String,
    pub plan: Option<PlanInUse>,
    pub standing: String,
    pub as_of: Option<String>,
    pub target_from: Option<String>,
    pub actual_from: Option<String>,
    pub total: Total,
    pub groups: Vec<GroupFigures>,
    pub wards: Vec<WardFigures>,
    pub rows: RowCounts,
    pub sources: Vec<SourceUsed>,
    pub diagnostics: Vec<Finding>,
}

/// What a summary is made from, beside the survey and its tally.
pub struct Frame<'a> {
    /// The plan in use, if one is.
    pub plan: Option<&'a Plan>,
    /// The plan whose group names and order of wards serve in any case.
    pub names: &'a Plan,
    /// The targets and residents.
    pub targets: &'a Targets,
    /// Whether every ward of the plan has a row, named by a list or not.
    pub every_ward: bool,
    /// Which households are counted.
    pub whom: Whom,
    /// The day the figures stand for.
    pub as_of: Option<String>,
    /// The language.
    pub words: &'a Words,
}

impl Summary {
    /// Puts the figures of a survey together.
    #[must_use]
    pub fn new(survey: &mut Survey, tally: &Tally, frame: &Frame<'_>) -> Summary {
        let total = tally.total();
        let poor = frame.whom == Whom::Poor;
        let none = Targets::default();
        let targets = if poor { frame.targets } else { &none };
        let year = frame.plan.map(|p| p.year).or_else(|| survey.years.iter().copied().max());
        let wards: Vec<WardFigures> = rows(survey, tally, frame, targets)
            .into_iter()
            .map(|id| {
                let named = id.and_then(|id| survey.wards.get(id));
                let period = named.and_then(|w| w.known).and_then(|k| k.in_year(year));
                let ward = tally.wards.get(&id);
                let residents = targets.residents(id);
                let target = targets.ward(id);
                WardFigures {
                    ward: named.map(|w| w.name.clone()),
                    unit: period.map(|p| p.unit.clone()),
                    code: period.map(|p| p.code.clone()),
                    figures: figures(ward, target.exits, frame),
                    near_poor: ward.map(|w| w.near_poor),
                    residents: residents.start,
                    residents_end: residents.end,
                    groups: groups(ward, &target, false, frame),
                }
            })
            .collect();
        let (residents, residents_end) = residents(&wards);
        Summary {
            schema: SCHEMA.to_owned(),
            plan: frame.plan.map(|p| PlanInUse { unit: p.unit.clone(), year: p.year, from: p.from.id().to_owned() }),
            standing: frame.whom.id().to_owned(),
            as_of: frame.as_of.clone(),
            target_from: targets.from.map(|from| from.id().to_owned()),
            actual_from: (total.known.outcome_told && poor)
                .then(|| if survey.actual_from_end { "end" } else { "outcome" }.to_owned()),
            total: Total {
                figures: figures(Some(&total), targets.total.exits, frame),
                near_poor: total.near_poor,
                residents,
                residents_end,
            },
            groups: groups(Some(&total), &targets.total, true, frame),
            wards,
            rows: survey.rows,
            sources: sources(survey, frame.words),
            diagnostics: survey.diagnostics.sorted().into_iter().map(|d| Finding::of(d, frame.words)).collect(),
        }
    }
}

/// The figures of a ward over its groups; of one that no list names only the target is known.
fn figures(ward: Option<&WardTally>, target: Option<u64>, frame: &Frame<'_>) -> Figures {
    let known = ward.map(|ward| Figures::of(&ward.sum(), ward.known, frame.whom));
    Figures { target, ..known.unwrap_or_default() }
}

/// The figures of the groups 1 to 6, and of 0 where it is not empty.
fn groups(ward: Option<&WardTally>, target: &Target, named: bool, frame: &Frame<'_>) -> Vec<GroupFigures> {
    let filled = |at: u8| {
        let counts = ward.and_then(|w| w.groups.get(usize::from(at)));
        let empty = counts.is_none_or(|c| c.households + c.entries() == 0);
        if at == 0 && empty {
            return None;
        }
        let group = Group::new(at);
        let own = |g| frame.plan.map(|p| p.group_name(g)).filter(|name| !name.is_empty());
        let name = |g| own(g).unwrap_or_else(|| frame.names.group_name(g));
        let known = ward.zip(counts).map(|(ward, counts)| Figures::of(counts, ward.known, frame.whom));
        Some(GroupFigures {
            group: at,
            code: group.map(|g| g.code().to_owned()),
            name: named.then(|| group.map_or_else(|| frame.words.get("group.none"), name).to_owned()),
            figures: Figures { target: target.group(at), ..known.unwrap_or_default() },
        })
    };
    [1, 2, 3, 4, 5, 6, 0].into_iter().filter_map(filled).collect()
}

/// The residents over the wards that have lists, at the start and at the end of the year: unknown while a ward with
/// households lacks them.
pub(super) fn residents(wards: &[WardFigures]) -> (Option<u64>, Option<u64>) {
    let listed = || wards.iter().filter(|w| w.figures.households.is_some());
    let sum = |of: fn(&WardFigures) -> Option<u64>| {
        let whole = listed().all(|w| w.figures.households == Some(0) || of(w).is_some());
        (whole && listed().any(|w| of(w).is_some())).then(|| listed().filter_map(of).sum())
    };
    (sum(|w| w.residents), sum(|w| w.residents_end))
}

/// The wards that have a row: those of the survey and of the source of targets, and where asked for all of the plan.
fn rows(survey: &mut Survey, tally: &Tally, frame: &Frame<'_>, targets: &Targets) -> Vec<Option<WardId>> {
    let plan: Vec<WardId> = frame.plan.map(|p| p.ward_ids(survey)).unwrap_or_default();
    let all = tally.wards.keys().chain(targets.wards.keys()).copied();
    let planned = plan.iter().filter(|_| frame.every_ward).map(|id| Some(*id));
    let wards: BTreeSet<Option<WardId>> = all.chain(planned).collect();
    let mut wards: Vec<Option<WardId>> = wards.into_iter().collect();
    order::sort(&mut wards, &plan, &survey.wards);
    wards
}

fn sources(survey: &Survey, words: &Words) -> Vec<SourceUsed> {
    let one = |source: &crate::survey::Source| SourceUsed {
        file: source.file.to_string(),
        sheet: (!source.sheet.is_empty()).then(|| source.sheet.to_string()),
        used: source.why == Why::Used,
        why: why(&source.why, words),
        header_rows: source.header_rows.clone(),
        encoding: source.encoding.map(str::to_owned),
        households: if source.why == Why::Used { source.households } else { 0 },
    };
    survey.sources.iter().map(one).collect()
}

/// Why a sheet was not used, in words; empty when it was.
#[must_use]
pub fn why(why: &Why, words: &Words) -> String {
    match why {
        Why::Used => String::new(),
        Why::NoCause(columns) => {
            let list: Vec<String> =
                columns.iter().map(|(at, name)| format!("{} “{name}”", crate::diag::column_name(*at))).collect();
            words.say("why.no-cause", &[("columns", &list.join(", "))])
        }
        other => words.get(&format!("why.{}", other.id())).to_owned(),
    }
}
