//! `list`: the lists that an office hands in.

use std::collections::BTreeMap;

use super::args::Options;
use super::exit::Exit;
use super::figures::{Figures, lists_with};
use super::output::{self, Console, deliver, fail};
use crate::plan::order;
use crate::report::compare::movement_id;
use crate::report::doubt;
use crate::report::lists::{Entry, ListKind, workbook};
use crate::survey::household::{Household, Registered};
use crate::survey::{Alike, Visitor};
use crate::tally::{Whom, movement};
use crate::text::fold::{fold, one_line};
use crate::ward::WardId;
use crate::words::Words;

pub(crate) fn run(options: &Options, words: &Words, console: &Console) -> Exit {
    let Some(kind) = options.kind else { return fail(words.get("list.no-kind"), words) };
    if options.output.is_none() {
        return fail(words.get("list.no-output"), words);
    }
    let mut figures = match Figures::read(options, words, console) {
        Ok(figures) => figures,
        Err(exit) => return exit,
    };
    let unknown = match kind {
        ListKind::Registered => !figures.tally.total().known.registration_told,
        ListKind::Exited | ListKind::FellBack | ListKind::NewlyPoor => !figures.tally.total().known.outcome_told,
        ListKind::Review => false,
    };
    if unknown {
        return fail(
            words.get(if kind == ListKind::Registered { "list.no-registration" } else { "list.no-outcome" }),
            words,
        );
    }
    let mut rows = Rows { figures: &figures, words, kind, whom: options.whom, wards: BTreeMap::new() };
    if lists_with(options, &mut rows).is_err() {
        return fail(words.get("fatal.changed"), words);
    }
    let found = rows.wards;
    let plan = figures.plan.as_ref().map(|p| p.ward_ids(&mut figures.survey)).unwrap_or_default();
    let mut ids: Vec<Option<WardId>> = found.keys().copied().collect();
    order::sort(&mut ids, &plan, &figures.survey.wards);
    let name = |id: &Option<WardId>| {
        id.and_then(|id| figures.survey.wards.get(id))
            .map_or_else(|| words.get("ward.unknown").to_owned(), |w| w.name.clone())
    };
    let wards: Vec<(String, Vec<Entry>)> =
        ids.iter().map(|id| (name(id), found.get(id).cloned().unwrap_or_default())).collect();
    if wards.iter().all(|(_, entries)| entries.is_empty()) {
        return figures.close(fail(words.get("list.empty"), words), options, words, console);
    }
    let year = figures.plan.as_ref().map(|p| p.year).or_else(|| figures.survey.years.iter().copied().max());
    let exit = match workbook(kind, &wards, year, options.as_of.as_deref(), options.redact, words) {
        Ok(bytes) => deliver(&bytes, options, words),
        Err(detail) => output::inside(&detail, words),
    };
    figures.close(exit, options, words, console)
}

struct Rows<'a> {
    figures: &'a Figures,
    words: &'a Words,
    kind: ListKind,
    whom: Whom,
    wards: BTreeMap<Option<WardId>, Vec<Entry>>,
}

impl Visitor for Rows<'_> {
    fn household(&mut self, source: usize, household: &Household<'_>, alike: &Alike) {
        let survey = &self.figures.survey;
        let Some(list) = survey.lists.iter().find(|l| l.source == source) else { return };
        let Some(alike) = survey.counted(source, household.row, alike) else { return };
        let verdicts = self.figures.tally.verdicts.get(&source);
        let Some(verdict) = verdicts.and_then(|v| v.get(alike.cause.0 as usize)) else { return };
        let tells_outcome = list.tells_outcome && !list.silent.contains(&alike.ward);
        let movement = movement(alike.standing, alike.outcome, tells_outcome);
        let counted = match self.whom {
            Whom::Poor => movement.is_poor(),
            Whom::NearPoor => movement.is_near_poor(),
            Whom::All => movement.is_poor() || movement.is_near_poor(),
        };
        if !self.kind.holds(movement, counted, alike.registered == Registered::Yes, verdict.doubt.is_some()) {
            return;
        }
        let head = one_line(household.head);
        let entries = self.wards.entry(alike.ward).or_default();
        // A list that stands beside a main list tells of the same households once more.
        let beside = list.alike.values().sum::<u64>() < survey.sources.get(source).map_or(0, |s| s.households);
        if beside && survey.year_end.is_none() && entries.iter().any(|e| fold(&e.head) == fold(&head)) {
            return;
        }
        let place = survey.place_of(source).at(household.row, None);
        let doubt = verdict.doubt.as_ref().map(|d| doubt::reason(d, &self.figures.classifier, self.words));
        let text = list.causes.get(alike.cause).map(|c| one_line(&c.text)).unwrap_or_default();
        entries.push(Entry {
            hamlet: one_line(household.hamlet),
            head,
            identity: one_line(household.identity),
            birth: household.birth,
            size: household.size,
            group: verdict.group.map_or("", crate::group::Group::code).to_owned(),
            cause: text,
            remark: match (self.kind, movement_id(&alike)) {
                (ListKind::Review, _) => doubt.unwrap_or_default(),
                (ListKind::Registered, _) | (_, None) => String::new(),
                (_, Some(id)) => self.words.get(&format!("movement.{id}")).to_owned(),
            },
            place: self.words.place(&place.file, &place.sheet, place.cell),
        });
    }
}
