//! One list: read to its end, and kept until it is known whether it repeats others; then it is taken into the survey, or left out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::Run;
use super::count::{Count, ListWatch};
use super::stretches::Ticks;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::read::{Book, ReadError, Row};
use crate::survey::cause::Causes;
use crate::survey::feed::Feed;
use crate::survey::household::Registered;
use crate::survey::legend::Legend;
use crate::survey::list::{ListReader, Setting};
use crate::survey::repeats::{Marks, Met};
use crate::survey::rows::RowCounts;
use crate::survey::scan::{self, Scan};
use crate::survey::source::Why;
use crate::survey::support::Support;
use crate::survey::{Alike, OtherRow, Refusal, Tallied};
use crate::table::Role;

/// A list, read to its end.
pub(super) struct ReadList<'s> {
    /// Its number among the sources.
    number: u32,
    scan: &'s Scan,
    place: Place,
    tallied: Tallied,
    rows: RowCounts,
    diagnostics: Diagnostics,
    watch: ListWatch,
    header_rows: Vec<u32>,
    hidden_rows: u32,
    /// Which of the households gathered for the end of the year are its.
    gathered: Range<usize>,
    /// Whether it is matched to others as a list of the end of the year.
    at_end: bool,
    /// Whether it is matched to others.
    matched: bool,
}

impl Run<'_> {
    #[allow(clippy::too_many_lines)]
    pub(super) fn read_list<'s>(
        &mut self,
        book: &mut Book,
        path: &Path,
        scan: &'s Scan,
        legend: &Legend,
        source: usize,
        matched: bool,
    ) -> Result<Option<ReadList<'s>>, ReadError> {
        let Some(header) = &scan.header else { return Ok(None) };
        let place = Place { source, ..scan.place.clone() };
        let ward = scan::setting_ward(scan, path, &mut self.survey.wards);
        let setting = Setting { place: place.clone(), titles: scan.titles.clone(), ward, merges: &scan.facts.merges };
        let mut reader = ListReader::new(setting, header);
        reader.legend.extend(legend.clone());
        let mut tallied = Tallied {
            source,
            alike: BTreeMap::new(),
            causes: Causes::default(),
            marked: header.all(crate::table::Field::CauseMark).map(|c| c.leaf().to_owned()).collect(),
            legend: Legend::default(),
            hamlets: Vec::new(),
            support: Support::none_yet(),
            tells_registration: reader.columns.tells_registration(),
            tells_outcome: false,
            silent: std::collections::BTreeSet::new(),
        };
        let at_end = scan.titles.role == Some(Role::End) && self.gathered.active;
        let mark = self.gathered.mark();
        let mut count = Count::new();
        let mut kept = Kept::default();
        let number = u32::try_from(source).unwrap_or(u32::MAX);
        self.repeats.stand(number, 0, &reader.columns);
        if !matched {
            self.repeats.begin(number);
        }
        let mut header_rows = header.numbers.clone();
        let shared_out = !matched
            && self.visitor.is_blind()
            && !self.gathered.active
            && self.roles.are_none()
            && self.read_stretches(book, scan, header, &place, &mut reader, &mut count);
        let mut asked = false;
        if !shared_out {
            let mut feed = Feed::new(book.rows(scan.sheet)?, scan.mend);
            let mut row = Row::default();
            let mut ticks = Ticks::new(&self.options.progress);
            while feed.next(&mut row)? {
                ticks.tick();
                if header_rows.last().is_some_and(|last| row.number <= *last) && count.watch.households == 0 {
                    reader.pass(&row, header.numbers.contains(&row.number));
                    continue;
                }
                if let Some((next, rows)) = feed.header(&row, &scan.facts.merges)? {
                    if next.lists_households() && count.watch.households == 0 {
                        header_rows.extend(&next.numbers);
                    }
                    reader.new_header(&next, &rows, &mut self.survey.wards);
                    self.repeats.stand(number, row.number, &reader.columns);
                    continue;
                }
                let before = reader.rows;
                let below = !at_end && !matched && scan.titles.role.is_none() && reader.is_of_movement();
                let Some(household) = reader.read(&mut row, &mut self.survey.wards) else {
                    if let Some(kind) = OtherRow::between(&before, &reader.rows) {
                        self.visitor.other(source, kind, &row, &reader.columns);
                    }
                    if self.gathered.active
                        && let Some((name, identity, birth)) = reader.member(&row)
                    {
                        self.gathered.member(&name, &identity, birth, at_end);
                    }
                    continue;
                };
                let (marks, mut alike) = count.see(&household, &place);
                let marks = marks.in_ward(alike.ward);
                if at_end {
                    self.gathered.add(source, &household, alike, true);
                } else if matched {
                    self.roles.add(source, household.row, marks, alike);
                } else if below {
                    kept.of_movements.push((household.row, marks, alike));
                } else {
                    self.roles.apply(marks, &mut alike);
                    if self.gathered.active {
                        self.gathered.add(source, &household, alike, false);
                    }
                    self.repeats.meet(marks, household.row);
                    if kept.main.len() < MOST_KEPT {
                        kept.main.push((household.row, marks, alike));
                    }
                }
                self.visitor.household(source, &household, &alike);
                if !below {
                    count.kinds.add(alike);
                }
            }
            asked = feed.asked;
        }
        let Count { support, kinds, watch, diagnostics, first_seen, .. } = count;
        self.survey.diagnostics.append(diagnostics);
        for (ward, row, column) in first_seen {
            self.survey.first_seen.entry(ward).or_insert_with(|| place.at(row, column));
        }
        let facts = book.facts(scan.sheet)?;
        if !scan.holds_with(&facts, asked) {
            self.holds = false;
            return Ok(None);
        }
        if let Some(place) = reader.uncalculated.take() {
            self.refusals.push(Refusal::Uncalculated(place));
            return Ok(None);
        }
        if watch.households == 0 {
            if at_end {
                // A form of a ward on which no household stands: there is none left.
                self.gathered.covered.extend(ward.map(|w| Some(w.value)));
            }
            self.set_source(source, Why::BlankForm, &header_rows, 0);
            return Ok(None);
        }
        tallied.tells_outcome = watch.outcomes > 0
            && (reader.columns.tells_outcome() || scan.titles.role.is_some() || reader.sections_tell_exits);
        tallied.causes = std::mem::take(&mut reader.causes);
        let foreign = Legend::in_rows(&reader.foreign, &|t| scan::says_cause(t));
        reader.legend.extend(foreign);
        let lines = Legend::in_lines(reader.legend_lines.iter().map(String::as_str), &|t| scan::says_cause(t));
        reader.legend.extend(lines);
        tallied.legend = std::mem::take(&mut reader.legend);
        if scan.titles.role == Some(Role::Registered) {
            tallied.tells_registration = true;
        }
        tallied.hamlets = std::mem::take(&mut reader.hamlets).into_names();
        tallied.alike = kinds.counts();
        self.settle_below(source, kept, &mut tallied.alike);
        if matched && reader.columns.tells_outcome() && watch.outcomes > 0 {
            self.roles.is_whole(source);
        }
        if reader.sections_register && reader.columns.registered.is_empty() {
            // Who stands in a section that does not say so is not registered.
            tallied.tells_registration = true;
            tallied.alike = not_registered(std::mem::take(&mut tallied.alike));
        }
        tallied.support = support;
        Ok(Some(ReadList {
            number,
            scan,
            place,
            tallied,
            rows: reader.rows,
            diagnostics: std::mem::take(&mut reader.diagnostics),
            watch,
            header_rows,
            hidden_rows: facts.hidden_rows,
            gathered: mark..self.gathered.mark(),
            at_end,
            matched,
        }))
    }

    /// What the lists of movements below a main list on its sheet say of its households.
    fn settle_below(&mut self, source: usize, kept: Kept, counts: &mut BTreeMap<Alike, u64>) {
        for (row, marks, alike) in &kept.of_movements {
            if kept.main.is_empty() {
                *counts.entry(*alike).or_default() += 1;
            } else {
                self.roles.add(source, *row, *marks, *alike);
                self.survey.amended.insert((source, *row), None);
            }
        }
        if kept.of_movements.is_empty() {
            return;
        }
        for (row, marks, before) in &kept.main {
            let mut alike = *before;
            self.roles.apply(*marks, &mut alike);
            if alike != *before {
                if let Some(number) = counts.get_mut(before) {
                    *number = number.saturating_sub(1);
                }
                *counts.entry(alike).or_default() += 1;
                self.survey.amended.insert((source, *row), Some(alike));
            }
        }
        counts.retain(|_, number| *number > 0);
    }

    /// Takes lists into the survey, in the order of reading; those all of whose households stand in lists before them are
    /// left out.
    pub(super) fn take(&mut self, lists: Vec<ReadList<'_>>) {
        let mut met = std::mem::take(&mut self.repeats).find();
        let lists: Vec<_> =
            lists.into_iter().map(|list| (met.remove(&list.number).unwrap_or_default(), list)).collect();
        for (_, list) in lists.iter().rev().filter(|(met, list)| met.elsewhere && !list.matched) {
            self.gathered.take_back(list.gathered.clone());
        }
        for (met, list) in lists {
            if met.elsewhere && !list.matched {
                let before = met.repeats.first().map_or(0, |r| r.before.0);
                let first = self.survey.place_of(before as usize);
                self.set_source(list.tallied.source, Why::Repeated, &list.header_rows, list.watch.households);
                self.survey.diagnostics.push(Diagnostic::new(Code::RepeatedList, list.place).and(first));
            } else {
                self.take_one(list, &met);
            }
        }
    }

    fn take_one(&mut self, list: ReadList<'_>, met: &Met) {
        let ReadList { scan, place, tallied, watch, .. } = list;
        self.set_source(tallied.source, Why::Used, &list.header_rows, watch.households);
        self.survey.rows.add(&list.rows);
        if !list.at_end {
            // A list of the end may name the year to come.
            self.survey.years.extend(scan.titles.year);
        }
        self.survey.places.extend(scan.titles.places.iter().cloned());
        for repeat in met.repeats.iter().filter(|r| r.likely) {
            let code = if repeat.by_identity { Code::SameIdentity } else { Code::SameName };
            let before = self.survey.place_of(repeat.before.0 as usize).at(repeat.before.1, repeat.column_before);
            let here = place.at(repeat.row, repeat.column);
            self.survey.diagnostics.push(Diagnostic::new(code, here).and(before));
        }
        self.tell(&watch, &place, tallied.tells_outcome, scan, list.hidden_rows);
        self.survey.diagnostics.append(list.diagnostics);
        if list.at_end {
            self.gathered.lists.push(tallied);
        } else if list.matched {
            self.roles.lists.push(tallied);
        } else {
            self.survey.lists.push(tallied);
        }
    }

    /// Adds the findings on a list as a whole.
    fn tell(&mut self, watch: &ListWatch, place: &Place, tells_outcome: bool, scan: &Scan, hidden_rows: u32) {
        if tells_outcome {
            for row in &watch.silent {
                self.survey.diagnostics.push(Diagnostic::new(Code::RegisteredWithoutOutcome, place.at(*row, None)));
            }
        }
        let mut note = |code, count: u64| {
            if count > 0 {
                self.survey.diagnostics.push(Diagnostic::new(code, place.clone()).with("n", count));
            }
        };
        note(Code::NoWard, watch.without_ward);
        note(Code::StandingAssumed, watch.assumed);
        let unlike = scan.is_of_others() || watch.assumed == watch.households && !scan.says_poor();
        note(Code::NotSaidPoor, if unlike { watch.households } else { 0 });
        note(Code::UnspecifiedChange, watch.unsaid);
        note(Code::HiddenRows, u64::from(hidden_rows));
        if let Some(row) = scan.titles.unclear.filter(|_| !tells_outcome) {
            self.survey.diagnostics.push(Diagnostic::new(Code::UnclearTitle, place.at(row, None)));
        }
        if let Some(column) = scan.header.as_ref().and_then(|h| h.beside) {
            self.survey.diagnostics.push(Diagnostic::new(Code::ListBeside, place.at(scan.header_row(), Some(column))));
        }
        if let Some(encoding) = scan.encoding.filter(|e| !e.starts_with("UTF")) {
            self.survey.diagnostics.push(Diagnostic::new(Code::OldCharset, place.clone()).with("charset", encoding));
        }
    }
}

/// Households of a main list that are remembered one by one: lists of movements stand below short ones.
const MOST_KEPT: usize = 1 << 14;

/// Households of one sheet on which lists of movements may stand below the main list: row, marks and kind.
#[derive(Default)]
struct Kept {
    main: Vec<(u32, Marks, Alike)>,
    of_movements: Vec<(u32, Marks, Alike)>,
}

/// Kinds of households of which nothing is said are not registered.
fn not_registered(kinds: BTreeMap<Alike, u64>) -> BTreeMap<Alike, u64> {
    kinds.into_iter().fold(BTreeMap::new(), |mut all, (mut alike, number)| {
        if alike.registered == Registered::Unknown {
            alike.registered = Registered::No;
        }
        *all.entry(alike).or_default() += number;
        all
    })
}
