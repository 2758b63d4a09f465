//! `template`: a blank survey to send out.

use super::args::Options;
use super::exit::Exit;
use super::figures::named_plan;
use super::finding;
use super::output::{deliver, fail, inside};
use crate::plan::Plan;
use crate::report::template::workbook;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words) -> Exit {
    let plan = match named_plan(options.plan.as_deref()).and_then(|own| own.map_or_else(Plan::embedded, Ok)) {
        Ok(plan) => plan,
        Err(error) => return fail(finding::plan_error(&error, words), words),
    };
    let form = Words::new("vi");
    if options.output.is_none() && options.per_ward.is_none() {
        return fail(words.get("template.no-output"), words);
    }
    if options.output.is_some() {
        match workbook(&plan, None, &form) {
            Ok(bytes) => match deliver(&bytes, options, words) {
                Exit::Done => {}
                other => return other,
            },
            Err(detail) => return inside(&detail, words),
        }
    }
    let Some(folder) = &options.per_ward else { return Exit::Done };
    if let Err(e) = std::fs::create_dir_all(folder) {
        let place = folder.to_string_lossy();
        return fail(words.say("fatal.write", &[("place", &place), ("detail", &e.to_string())]), words);
    }
    let path = |ward: &str| folder.join(format!("{}.xlsx", ward.replace(['/', '\\'], " ")));
    // All or none: nothing is written where one would stand in the way.
    if let Some(taken) = plan.wards.iter().map(|w| path(&w.name)).find(|p| p.exists() && !options.force) {
        return fail(words.say("fatal.exists", &[("place", &taken.to_string_lossy())]), words);
    }
    for ward in &plan.wards {
        let own = Options { output: Some(path(&ward.name)), ..options.clone() };
        match workbook(&plan, Some(&ward.name), &form) {
            Ok(bytes) => match deliver(&bytes, &own, words) {
                Exit::Done => {}
                other => return other,
            },
            Err(detail) => return inside(&detail, words),
        }
    }
    Exit::Done
}
