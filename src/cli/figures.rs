//! What every command that counts has in common: the files read, the plan chosen, the targets found, the households
//! counted, and what is doubtful named.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::args::Options;
use super::exit::Exit;
use super::finding;
use super::output::{self, Console};
use super::progress::Progress;
use crate::classify::Classifier;
use crate::diag::{Code, Diagnostic, Place, Severity};
use crate::plan::{self, Plan, Unfit, default_precedence};
use crate::read::files;
use crate::report::summary::{Frame, Summary};
use crate::survey::{self, Refusal, Survey, Visitor};
use crate::tally::{Tally, Whom};
use crate::target::sheet::TargetSheet;
use crate::target::{TargetFrom, Targets};
use crate::words::Words;

/// The plan of a working folder, used where none is named.
const OWN_PLAN: &str = "giamngheo.toml";

/// Everything that was read and counted.
pub(crate) struct Figures {
    pub(crate) survey: Survey,
    /// The plan in use.
    pub(crate) plan: Option<Plan>,
    /// The plan that comes with the program, for the names of groups.
    pub(crate) names: Plan,
    pub(crate) targets: Targets,
    pub(crate) tally: Tally,
    /// The lexicon, with what the plan adds.
    pub(crate) classifier: Cow<'static, Classifier>,
}

impl Figures {
    /// Reads and counts what the command line names. What keeps it from being done has been said on the way out.
    pub(crate) fn read(options: &Options, words: &Words, console: &Console) -> Result<Figures, Exit> {
        let stop = |message: String| {
            output::complain(&format!("{}: {message}", words.get("severity.error")));
            Exit::Failed
        };
        let names = Plan::embedded().map_err(|e| stop(finding::plan_error(&e, words)))?;
        let own = named_plan(options.plan.as_deref()).map_err(|e| stop(finding::plan_error(&e, words)))?;
        let mut survey = lists(options, words, console).map_err(|refusals| {
            finding::refuse(&refusals, words, console);
            Exit::Failed
        })?;
        let plan = own.or_else(|| fitting(&names, &mut survey, words));
        let sheet = options.targets.as_ref().map(|path| TargetSheet::read(path, &mut survey.wards));
        let sheet = sheet.transpose().map_err(|e| stop(finding::target_error(&e, words)))?;
        let known = plan.as_ref().map(|p| p.ward_ids(&mut survey)).unwrap_or_default();
        survey.name_unknown_wards(&known);
        let precedence = plan.as_ref().map_or_else(default_precedence, |p| p.precedence.clone());
        let classifier = classifier(plan.as_ref());
        let tally = Tally::of(&survey, &classifier, &precedence, options.whom);
        tally.findings.iter().for_each(|f| survey.diagnostics.push(f.clone()));
        let targets = Targets::choose(sheet.as_ref(), plan.as_ref(), &mut survey, &tally, options.allocate);
        note_unknowns(&mut survey);
        for finding in sheet.iter().flat_map(|s| unknown_targets(s, &survey, &known)).collect::<Vec<_>>() {
            survey.diagnostics.push(finding);
        }
        if options.whom == Whom::Poor {
            note_targets(&mut survey, plan.as_ref(), &targets, &tally, options.command.shows_every_ward());
        }
        Ok(Figures { survey, plan, names, targets, tally, classifier })
    }

    /// The summary; `every_ward`: with a row for each ward of the plan, named by a list or not.
    pub(crate) fn summary(&mut self, options: &Options, every_ward: bool, words: &Words) -> Summary {
        let frame = Frame {
            plan: self.plan.as_ref(),
            names: &self.names,
            targets: &self.targets,
            every_ward,
            whom: options.whom,
            as_of: options.as_of.clone(),
            words,
        };
        Summary::new(&mut self.survey, &self.tally, &frame)
    }

    /// The year that the figures are of: the plan's, else the one that titles name.
    pub(crate) fn year(&self) -> Option<u16> {
        self.plan.as_ref().map(|p| p.year).or_else(|| self.survey.years.iter().copied().max())
    }

    /// Says what was found, and turns a warning into a no where that was asked for.
    pub(crate) fn close(&self, exit: Exit, options: &Options, words: &Words, console: &Console) -> Exit {
        finding::report(&self.survey.diagnostics, words, console);
        finding::undecided(&self.tally, words, console);
        let warned = options.strict && self.survey.diagnostics.any(Severity::Warning);
        if exit == Exit::Done && warned { Exit::No } else { exit }
    }
}

/// The lexicon with what a plan adds to it.
pub(crate) fn classifier(plan: Option<&Plan>) -> Cow<'static, Classifier> {
    match plan.filter(|p| !p.causes.is_empty()) {
        Some(plan) => Cow::Owned(Classifier::standard().extended(&plan.causes)),
        None => Cow::Borrowed(Classifier::standard()),
    }
}

/// The plan that is named, else the one of the working folder.
pub(crate) fn named_plan(path: Option<&Path>) -> Result<Option<Plan>, plan::PlanError> {
    match path {
        Some(path) => plan::read::file(path).map(Some),
        None => Some(Path::new(OWN_PLAN)).filter(|p| p.is_file()).map(plan::read::file).transpose(),
    }
}

fn lists(options: &Options, words: &Words, console: &Console) -> Result<Survey, Vec<Refusal>> {
    let (how, files) = (how(options)?, inputs(options)?);
    let _progress = Progress::start(&how.progress, files.iter().chain(&how.end), words, console);
    survey::read(&files, &how)
}

/// Reads the lists and shows every household to a visitor.
pub(crate) fn lists_with(options: &Options, visitor: &mut dyn Visitor) -> Result<Survey, Vec<Refusal>> {
    survey::visit(&inputs(options)?, &how(options)?, visitor)
}

fn how(options: &Options) -> Result<survey::Options, Vec<Refusal>> {
    Ok(survey::Options {
        sheet: options.sheet.clone(),
        end: expand(&options.end)?,
        settled: options.pairs.clone(),
        ..survey::Options::default()
    })
}

fn inputs(options: &Options) -> Result<Vec<files::Named>, Vec<Refusal>> {
    expand(&options.files)
}

fn expand(named: &[std::path::PathBuf]) -> Result<Vec<files::Named>, Vec<Refusal>> {
    let mut all = Vec::new();
    let mut refusals = Vec::new();
    for path in named {
        match files::expand(std::slice::from_ref(path)) {
            Ok(found) if found.is_empty() => refusals.push(Refusal::EmptyFolder(path.clone())),
            Ok(found) => all.extend(found),
            Err((folder, e)) => refusals.push(Refusal::Folder(folder, e.to_string())),
        }
    }
    if refusals.is_empty() { Ok(all) } else { Err(refusals) }
}

/// The embedded plan where it fits the survey; a note says why where it does not.
fn fitting(embedded: &Plan, survey: &mut Survey, words: &Words) -> Option<Plan> {
    let why = match embedded.fits(survey) {
        Ok(()) => return Some(embedded.clone()),
        Err(Unfit::Wards) => words.get("no-plan.wards").to_owned(),
        Err(Unfit::Place(place)) => words.say("no-plan.place", &[("place", &place)]),
        Err(Unfit::Year(year)) => words.say("no-plan.year", &[("year", &year.to_string())]),
    };
    survey.diagnostics.push(Diagnostic::new(Code::NoPlan, Place::run()).with("why", why));
    None
}

/// Names the lists that make a sum unknown, where others would make it known.
fn note_unknowns(survey: &mut Survey) {
    let outcomes = survey.lists.iter().any(|l| l.tells_outcome);
    let registrations = survey.lists.iter().any(|l| l.tells_registration);
    let mut notes = Vec::new();
    for list in &survey.lists {
        let place = survey.place_of(list.source);
        let silent = list.alike.keys().any(|alike| list.silent.contains(&alike.ward));
        if outcomes && (!list.tells_outcome || silent && !survey.actual_from_end) {
            notes.push(Diagnostic::new(Code::OutcomeUnknown, place.clone()));
        }
        if registrations && !list.tells_registration {
            notes.push(Diagnostic::new(Code::RegistrationUnknown, place));
        }
    }
    notes.into_iter().for_each(|n| survey.diagnostics.push(n));
}

/// What is doubtful in a file of targets, its unknown wards included.
fn unknown_targets(sheet: &TargetSheet, survey: &Survey, plan: &[crate::ward::WardId]) -> Vec<Diagnostic> {
    let mut findings = sheet.findings.clone();
    for row in &sheet.rows {
        let Some(ward) = survey.wards.get(row.ward) else { continue };
        let known = plan.contains(&row.ward) || (plan.is_empty() && ward.known.is_some());
        // One that a list names was named there.
        if !known && !survey.first_seen.contains_key(&row.ward) {
            let near = survey.wards.nearest(row.ward, plan).join(", ");
            findings.push(
                Diagnostic::new(Code::UnknownWard, row.place.clone()).with("ward", &ward.name).with("near", near),
            );
        }
    }
    findings
}

/// Names wards that have a target and no list, or a list and no target, and targets that do not add up to the plan's.
fn note_targets(survey: &mut Survey, plan: Option<&Plan>, targets: &Targets, tally: &Tally, every_ward: bool) {
    let name = |id: &Option<crate::ward::WardId>, survey: &Survey| {
        id.and_then(|id| survey.wards.get(id)).map(|w| w.name.clone()).unwrap_or_default()
    };
    let planned: Vec<_> = plan.filter(|_| every_ward).map(|p| p.ward_ids(survey)).unwrap_or_default();
    let expected: BTreeSet<_> = targets.wards.keys().copied().chain(planned.into_iter().map(Some)).collect();
    let without_list: Vec<_> = expected.into_iter().filter(|id| !tally.wards.contains_key(id)).collect();
    let without_target: Vec<_> = match targets.from {
        Some(TargetFrom::File | TargetFrom::Plan) => {
            tally.wards.keys().filter(|id| id.is_some() && targets.ward(**id).exits.is_none()).copied().collect()
        }
        _ => Vec::new(),
    };
    for (code, mut wards) in [(Code::WardWithoutList, without_list), (Code::WardWithoutTarget, without_target)] {
        if wards.is_empty() {
            continue;
        }
        let order = plan.map(|p| p.ward_ids(survey)).unwrap_or_default();
        plan::order::sort(&mut wards, &order, &survey.wards);
        let names: Vec<String> = wards.iter().map(|id| name(id, survey)).collect();
        survey.diagnostics.push(Diagnostic::new(code, Place::run()).with("wards", names.join(", ")));
    }
    let Some(plan) = plan else { return };
    let own = plan.ward_ids(survey);
    let whole = !own.is_empty() && own.iter().all(|id| tally.wards.contains_key(&Some(*id)));
    if let (true, Some(sum), Some(said)) = (whole, targets.total.exits, plan.exits())
        && sum != said
    {
        let finding = Diagnostic::new(Code::TargetTotal, Place::run());
        survey.diagnostics.push(finding.with("sum", sum).with("plan", said));
    }
}
