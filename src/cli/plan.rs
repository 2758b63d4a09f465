//! `plan init`, `plan show`, `plan allocate`: a plan file to fill in, the plan in use, and targets shared out.

use super::args::{Format, Options};
use super::exit::Exit;
use super::figures::{Figures, named_plan};
use super::output::{self, Console, deliver};
use super::{finding, output::fail};
use crate::diag::{Code, Diagnostic, Place};
use crate::group::Group;
use crate::plan::write::{draft, values};
use crate::plan::{Plan, PlanWard, order};
use crate::report::csv::safe;
use crate::report::table::Table;
use crate::report::{markdown, terminal};
use crate::target::{Target, Targets, allocated};
use crate::text::number::grouped;
use crate::words::Words;

/// `plan init`: a plan file with what the survey and the plan in use say, the rest as comments.
pub(crate) fn init(options: &Options, words: &Words, console: &Console) -> Exit {
    let say = |key: &str| words.get(&format!("plan-init.{key}")).to_owned();
    if options.files.is_empty() {
        let plan = match plan_without_survey(options, words) {
            Ok(plan) => plan,
            Err(exit) => return exit,
        };
        // The plan that comes with the program is another unit's: only its groups' names serve.
        let plan = match plan.from {
            crate::plan::From::Embedded => blank(&plan, say("unit"), Vec::new()),
            crate::plan::From::File(_) => plan,
        };
        return deliver(draft(&plan, None, say).as_bytes(), options, words);
    }
    let mut figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    let summary = figures.summary(options, true, words);
    let year = figures.year();
    let mut plan = figures.plan.clone().unwrap_or_else(|| {
        let unit = summary.wards.iter().find_map(|w| w.unit.clone()).unwrap_or_else(|| say("unit"));
        blank(&figures.names, unit, Vec::new())
    });
    plan.year = year.unwrap_or(plan.year);
    for ward in summary.wards.iter().filter_map(|w| w.ward.as_ref()) {
        if figures.plan.is_none() {
            plan.wards.push(PlanWard { name: ward.clone(), ..PlanWard::default() });
        }
    }
    let total = figures.tally.total();
    let households = [1, 2, 3, 4, 5, 6].map(|group: usize| total.groups.get(group).map_or(0, |c| c.households));
    let exit = deliver(draft(&plan, Some(households), say).as_bytes(), options, words);
    figures.close(exit, options, words, console)
}

/// A plan of which only the names of the groups and their order are known.
fn blank(names: &Plan, unit: String, wards: Vec<PlanWard>) -> Plan {
    let groups = names.groups.iter().map(|g| crate::plan::PlanGroup { households: None, exits: None, ..g.clone() });
    Plan {
        unit,
        year: names.year,
        wards,
        precedence: names.precedence.clone(),
        groups: groups.collect(),
        ..Plan::default()
    }
}

fn plan_without_survey(options: &Options, words: &Words) -> Result<Plan, Exit> {
    let named = named_plan(options.plan.as_deref()).map_err(|e| fail(finding::plan_error(&e, words), words))?;
    match named {
        Some(plan) => Ok(plan),
        None => Plan::embedded().map_err(|e| fail(finding::plan_error(&e, words), words)),
    }
}

/// `plan show`: the values of the plan in use, with where each is from.
pub(crate) fn show(options: &Options, words: &Words, console: &Console) -> Exit {
    let plan = if options.files.is_empty() {
        plan_without_survey(options, words)
    } else {
        Figures::read(options, words, console).and_then(|figures| {
            let none = || figures.close(fail(words.get("table.no-plan"), words), options, words, console);
            figures.plan.clone().ok_or_else(none)
        })
    };
    let plan = match plan {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    let values = values(&plan);
    let from = match &plan.from {
        crate::plan::From::Embedded => words.get("plan.embedded").to_owned(),
        crate::plan::From::File(name) => name.clone(),
    };
    let place = |line: Option<usize>| match line {
        Some(line) => words.say("plan.at-line", &[("from", &from), ("line", &line.to_string())]),
        None => words.get("plan.default").to_owned(),
    };
    let table = || Table {
        title: words.get("plan.title").to_owned(),
        head: ["key", "value", "from"].map(|k| words.get(&format!("plan.head-{k}")).to_owned()).to_vec(),
        words: 3,
        rows: values.iter().map(|v| vec![v.key.clone(), v.value.clone(), place(v.line)]).collect(),
        total: Vec::new(),
    };
    let bytes = match options.format {
        Format::Json => output::json(&serde_json::json!({
            "schema": "giamngheo.plan/1",
            "unit": plan.unit,
            "year": plan.year,
            "from": plan.from.id(),
            "values": values,
        })),
        Format::Csv => rows_as_csv(&table()),
        Format::Table => Ok(terminal::page(&[table()], &[])),
        Format::Markdown => Ok(markdown::page(&[table()], &[])),
    };
    match bytes {
        Ok(bytes) => deliver(&bytes, options, words),
        Err(detail) => output::inside(&detail, words),
    }
}

/// `plan allocate`: the group totals shared out over the wards, in a form that `--targets` reads.
pub(crate) fn allocate(options: &Options, words: &Words, console: &Console) -> Exit {
    let mut figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    let Some(plan) = figures.plan.clone() else {
        return figures.close(fail(words.get("plan.nothing-to-share"), words), options, words, console);
    };
    let Some(targets) = allocated(&plan, &mut figures.survey, &figures.tally) else {
        return figures.close(fail(words.get("plan.nothing-to-share"), words), options, words, console);
    };
    for group in Group::ALL {
        let goal = plan.group(group).and_then(|g| g.exits);
        if let (Some(goal), Some(sum)) = (goal, targets.total.group(group.number()))
            && goal != sum
        {
            let finding = Diagnostic::new(Code::TargetTotal, Place::run());
            figures.survey.diagnostics.push(finding.with("sum", sum).with("plan", goal));
        }
    }
    let mut wards: Vec<_> = targets.wards.keys().copied().collect();
    order::sort(&mut wards, &plan.ward_ids(&mut figures.survey), &figures.survey.wards);
    let name = |id: &Option<crate::ward::WardId>| {
        let ward = id.and_then(|id| figures.survey.wards.get(id)).map(|w| w.name.clone());
        ward.unwrap_or_else(|| words.get("ward.unknown").to_owned())
    };
    let named: Vec<(String, Target)> = wards.iter().map(|id| (name(id), targets.ward(*id))).collect();
    let bytes = match options.format {
        Format::Json => output::json(&shares_as_json(&plan, &targets, &named)),
        Format::Csv => rows_as_csv(&shares(&targets, &named, words, |n| n.to_string())),
        Format::Table => Ok(terminal::page(&[shares(&targets, &named, words, grouped)], &[])),
        Format::Markdown => Ok(markdown::page(&[shares(&targets, &named, words, grouped)], &[])),
    };
    let exit = match bytes {
        Ok(bytes) => deliver(&bytes, options, words),
        Err(detail) => output::inside(&detail, words),
    };
    figures.close(exit, options, words, console)
}

fn shares(targets: &Targets, wards: &[(String, Target)], words: &Words, number: impl Fn(u64) -> String) -> Table {
    let cells = |name: &str, target: &Target| {
        let groups = Group::ALL.map(|g| target.group(g.number()).map(&number).unwrap_or_default());
        let sum = target.exits.map(&number).unwrap_or_default();
        std::iter::once(name.to_owned()).chain(groups).chain([sum]).collect::<Vec<String>>()
    };
    let head = std::iter::once(words.get("table.ward").to_owned());
    let head = head.chain(Group::ALL.map(|g| g.code().to_owned())).chain([words.get("plan.head-exits").to_owned()]);
    Table {
        title: words.get("plan.shares-title").to_owned(),
        head: head.collect(),
        words: 1,
        rows: wards.iter().map(|(name, target)| cells(name, target)).collect(),
        total: cells(words.get("table.total"), &targets.total),
    }
}

fn shares_as_json(plan: &Plan, targets: &Targets, wards: &[(String, Target)]) -> serde_json::Value {
    let groups = |target: &Target| {
        let group =
            |g: &Group| serde_json::json!({"group": g.number(), "code": g.code(), "target": target.group(g.number())});
        Group::ALL.iter().map(group).collect::<Vec<_>>()
    };
    let ward = |(name, target): &(String, Target)| serde_json::json!({"ward": name, "target": target.exits, "groups": groups(target)});
    serde_json::json!({
        "schema": "giamngheo.allocation/1",
        "plan": {"unit": plan.unit, "year": plan.year, "from": plan.from.id()},
        "target": targets.total.exits,
        "groups": groups(&targets.total),
        "wards": wards.iter().map(ward).collect::<Vec<_>>(),
    })
}

fn rows_as_csv(table: &Table) -> Result<Vec<u8>, String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(&table.head).chain(&table.rows).chain(std::iter::once(&table.total)) {
        if !row.is_empty() {
            out.write_record(row.iter().map(|cell| safe(cell))).map_err(|e| e.to_string())?;
        }
    }
    out.into_inner().map_err(|e| e.to_string())
}
