//! `summarize`: the main table.

use super::args::{Format, Options};
use super::exit::Exit;
use super::output::{Console, deliver};
use super::progress::Progress;
use super::{finding, output};
use crate::classify::Classifier;
use crate::diag::{Code, Diagnostic, Place, Severity};
use crate::plan::{Plan, Unfit, default_precedence};
use crate::read::files;
use crate::report::summary::{Frame, Summary};
use crate::report::{csv, markdown, notes, table, terminal};
use crate::survey::{self, Refusal, Survey};
use crate::tally::Tally;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    let mut survey = match read(options, words, console) {
        Ok(survey) => survey,
        Err(refusals) => {
            finding::refuse(&refusals, words, console);
            return Exit::Failed;
        }
    };
    let names = match Plan::embedded() {
        Ok(plan) => plan,
        Err(error) => {
            output::complain(&words.say("fatal.inside", &[("detail", &error.to_string())]));
            return Exit::Failed;
        }
    };
    let plan = choose(&names, &mut survey, words);
    let precedence = plan.map_or_else(default_precedence, |p| p.precedence.clone());
    let tally = Tally::of(&survey, Classifier::standard(), &precedence, options.whom);
    tally.findings.iter().for_each(|f| survey.diagnostics.push(f.clone()));
    note_unknowns(&mut survey);
    let frame = Frame { plan, names: &names, whom: options.whom, as_of: options.as_of.clone(), words };
    let summary = Summary::new(&mut survey, &tally, &frame);
    let ward_name = |id: &table::WardKey| id.and_then(|id| survey.wards.get(id)).map(|w| w.name.clone());
    let hamlets = table::hamlets(&summary, &tally, options.whom, ward_name);
    let tables = table::tables(&summary, &hamlets, options.whom, &options.levels, words);
    let notes = notes::lines(&summary, &tally, options.whom, words);
    let bytes = match options.format {
        Format::Json => serde_json::to_vec_pretty(&summary).map(|mut json| {
            json.push(b'\n');
            json
        }),
        Format::Csv => csv::write(&summary).map_err(serde::ser::Error::custom),
        Format::Table => {
            let drawn: Vec<String> = tables.iter().map(terminal::draw).collect();
            Ok(format!("{}\n{}\n", drawn.join("\n"), notes.join("\n")).into_bytes())
        }
        Format::Markdown => {
            let drawn: Vec<String> = tables.iter().map(markdown::write).collect();
            let notes: Vec<String> = notes.iter().map(|n| format!("- {n}")).collect();
            Ok(format!("{}\n{}\n", drawn.join("\n"), notes.join("\n")).into_bytes())
        }
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            output::complain(&words.say("fatal.inside", &[("detail", &error.to_string())]));
            return Exit::Failed;
        }
    };
    let delivered = deliver(&bytes, options, words);
    finding::report(&survey.diagnostics, words, console);
    if delivered == Exit::Done && options.strict && survey.diagnostics.any(Severity::Warning) {
        return Exit::No;
    }
    delivered
}

fn read(options: &Options, words: &Words, console: &Console) -> Result<Survey, Vec<Refusal>> {
    let files = files::expand(&options.files).map_err(|(folder, e)| vec![Refusal::Folder(folder, e.to_string())])?;
    let how = survey::Options { sheet: options.sheet.clone(), ..survey::Options::default() };
    let _progress = Progress::start(&how.progress, words, console);
    survey::read(&files, &how)
}

/// The embedded plan where it fits the survey; a note says why where it does not.
fn choose<'p>(embedded: &'p Plan, survey: &mut Survey, words: &Words) -> Option<&'p Plan> {
    let why = match embedded.fits(survey) {
        Ok(()) => return Some(embedded),
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
        if outcomes && !list.tells_outcome {
            notes.push(Diagnostic::new(Code::OutcomeUnknown, place.clone()));
        }
        if registrations && !list.tells_registration {
            notes.push(Diagnostic::new(Code::RegistrationUnknown, place));
        }
    }
    notes.into_iter().for_each(|n| survey.diagnostics.push(n));
}
