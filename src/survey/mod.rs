//! From files to households: which sheets hold lists, and what each row of them says.
//!
//! Everything that can be counted is kept as counts of equal households ([`Tallied`]), so that memory does not grow with
//! the rows; judging causes and outcomes waits until a list has been read to its end.

pub mod cause;
mod feed;
pub mod household;
#[cfg(test)]
mod late_tests;
mod legend;
mod list;
mod memo;
pub mod movement;
mod read_list;
mod repeats;
mod roles;
mod rows;
mod scan;
mod settled;
mod source;
pub mod support;
pub mod wordings;
mod year_end;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::classify::Classifier;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::link::Settled;
use crate::read::files::Named;
use crate::read::{Book, ReadError, Row};
use crate::survey::cause::Causes;
use crate::survey::household::{CauseId, Household, Origin, Registered, Standing};
use crate::survey::legend::Legend;
use crate::survey::wordings::{Outcome, StandingWord};
use crate::table::Role;
use crate::ward::{WardId, Wards};
use feed::Feed;
use list::{ListReader, Setting};
use read_list::ReadList;
use repeats::{Marker, Repeats};
use roles::RoleLists;
use scan::{Scan, Sheetkind};
use support::Support;
use year_end::Gathered;

pub use list::Columns;
pub(crate) use list::birth_year;
pub use rows::RowCounts;
pub use settled::key as pair_key;
pub use source::{Source, Why};
pub use year_end::YearEnd;

/// What to read and how.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// Only the sheet of this name.
    pub sheet: Option<String>,
    /// The lists at the end of the year, which outrank what the main lists say of it.
    pub end: Vec<Named>,
    /// A file in which a person has settled doubtful pairs.
    pub settled: Option<std::path::PathBuf>,
    /// Rows read so far, for whoever shows progress.
    pub progress: Arc<AtomicU64>,
}

/// Why no survey came of the files.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// A file that could not be read.
    Unreadable(ReadError),
    /// A folder that could not be listed.
    Folder(std::path::PathBuf, String),
    /// A folder without a file in it.
    EmptyFolder(std::path::PathBuf),
    /// A file that holds no list of households, and why each of its sheets is none.
    NoList(Place, Vec<(String, Why)>),
    /// A formula without a stored result in a column that is needed.
    Uncalculated(Place),
    /// No households anywhere.
    Nothing,
}

/// Households of a list that are equal in all that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alike {
    /// Their ward.
    pub ward: Option<WardId>,
    /// Their hamlet's number in the list.
    pub hamlet: u32,
    /// Their way of giving a cause.
    pub cause: CauseId,
    /// Their standing as worded.
    pub standing: Standing,
    /// What became of them.
    pub outcome: Option<Outcome>,
    /// Whether they are registered.
    pub registered: Registered,
}

/// One list, read to its end.
#[derive(Debug)]
pub struct Tallied {
    /// Its number among the sources.
    pub source: usize,
    /// How many households there are of each kind.
    pub alike: BTreeMap<Alike, u64>,
    /// The ways of giving a cause.
    pub causes: Causes,
    /// The headings of its marked columns.
    pub marked: Vec<String>,
    /// What its codes mean.
    pub legend: Legend,
    /// The hamlets, by number.
    pub hamlets: Vec<String>,
    /// Who has which support, of those who are to have it.
    pub support: Support,
    /// Whether it says who is registered.
    pub tells_registration: bool,
    /// Whether it says what became of households: a column is there and not wholly empty.
    pub tells_outcome: bool,
    /// Wards of which it does not say so all the same: no list at the end of the year names them.
    pub silent: std::collections::BTreeSet<Option<WardId>>,
}

/// All that the files say.
#[derive(Debug)]
pub struct Survey {
    /// Every sheet and file, used or not.
    pub sources: Vec<Source>,
    /// How the rows were taken.
    pub rows: RowCounts,
    /// The wards met.
    pub wards: Wards,
    /// The lists.
    pub lists: Vec<Tallied>,
    /// The findings.
    pub diagnostics: Diagnostics,
    /// The years that titles name.
    pub years: Vec<u16>,
    /// The districts, cities and provinces that titles name, folded.
    pub places: Vec<String>,
    /// Whether outcomes come from a list at the end of the year.
    pub actual_from_end: bool,
    /// How the lists of the end of the year were matched, where there are some.
    pub year_end: Option<YearEnd>,
    /// Where each ward was met first.
    pub first_seen: BTreeMap<WardId, Place>,
}

impl Survey {
    /// Names the wards of the lists that are not known: those that the plan in use does not have or, without one, those
    /// that no list of wards has.
    pub fn name_unknown_wards(&mut self, plan: &[WardId]) {
        for (id, place) in &self.first_seen {
            let Some(ward) = self.wards.get(*id) else { continue };
            let known = if plan.is_empty() { ward.known.is_some() } else { plan.contains(id) };
            if !known {
                let near = self.wards.nearest(*id, plan).join(", ");
                let diagnostic = Diagnostic::new(Code::UnknownWard, place.clone());
                self.diagnostics.push(diagnostic.with("ward", &ward.name).with("near", near));
            }
        }
    }

    /// The kind under which a household that a visitor was shown is counted in the end; none where it is not, because it
    /// is another's at the end of the year.
    #[must_use]
    pub fn counted(&self, source: usize, row: u32, shown: &Alike) -> Option<Alike> {
        self.year_end.as_ref().map_or(Some(*shown), |year| year.counted(source, row))
    }

    /// The place of a source as a whole.
    #[must_use]
    pub fn place_of(&self, source: usize) -> Place {
        self.sources.get(source).map_or_else(Place::run, |s| Place {
            source,
            file: Arc::clone(&s.file),
            sheet: Arc::clone(&s.sheet),
            cell: None,
        })
    }

    /// The wards that households of the lists have, each once, in the order of meeting.
    #[must_use]
    pub fn wards_named(&self) -> Vec<WardId> {
        let named: std::collections::BTreeSet<WardId> =
            self.lists.iter().flat_map(|l| l.alike.keys()).filter_map(|a| a.ward).collect();
        named.into_iter().collect()
    }
}

/// Sees every household of the lists in use, in the order read.
pub trait Visitor {
    /// A household of a source, and the kind it is counted under, which also knows what other lists say of it. Its list
    /// may turn out to repeat another; then it is not in the survey.
    fn household(&mut self, source: usize, household: &Household<'_>, alike: &Alike);
    /// A row of a list that is no household of its own.
    fn other(&mut self, _source: usize, _kind: OtherRow, _row: &Row, _columns: &Columns) {}
}

/// A row that belongs to households without being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherRow {
    /// A member of the household above.
    Member,
    /// A row of sums.
    Subtotal,
    /// A row that opens a section.
    Section,
}

impl OtherRow {
    /// What the row was that made one count of rows the other.
    fn between(before: &RowCounts, after: &RowCounts) -> Option<OtherRow> {
        if after.members > before.members {
            Some(OtherRow::Member)
        } else if after.subtotals > before.subtotals {
            Some(OtherRow::Subtotal)
        } else {
            (after.sections > before.sections).then_some(OtherRow::Section)
        }
    }
}

/// For whoever only wants the survey.
impl Visitor for () {
    fn household(&mut self, _: usize, _: &Household<'_>, _: &Alike) {}
}

/// Reads files into a survey.
///
/// # Errors
///
/// Everything that keeps the figures from being right: all of it, not the first.
pub fn read(files: &[Named], options: &Options) -> Result<Survey, Vec<Refusal>> {
    // What is merged stands at the end of a sheet. A long one is read as if nothing were, which is nearly always so where it matters,
    // and else everything is read once more: that is dearer than looking first, but seldom.
    let (survey, holds) = visit_once(files, options, &mut (), true);
    if holds {
        return survey;
    }
    options.progress.store(0, Ordering::Relaxed);
    visit_once(files, options, &mut (), false).0
}

/// Reads files into a survey, and shows every household on the way.
///
/// # Errors
///
/// As [`read`].
pub fn visit(files: &[Named], options: &Options, visitor: &mut dyn Visitor) -> Result<Survey, Vec<Refusal>> {
    visit_once(files, options, visitor, false).0
}

/// Reads files, and tells whether that holds: with `late`, long sheets are read before it is known what is merged in them.
fn visit_once(
    files: &[Named],
    options: &Options,
    visitor: &mut dyn Visitor,
    late: bool,
) -> (Result<Survey, Vec<Refusal>>, bool) {
    let mut run = Run {
        survey: Survey {
            sources: Vec::new(),
            rows: RowCounts::default(),
            wards: Wards::default(),
            lists: Vec::new(),
            diagnostics: Diagnostics::default(),
            years: Vec::new(),
            places: Vec::new(),
            actual_from_end: false,
            year_end: None,
            first_seen: BTreeMap::new(),
        },
        refusals: Vec::new(),
        repeats: Repeats::default(),
        marker: Marker::default(),
        roles: RoleLists::default(),
        gathered: Gathered::default(),
        settled: Settled::default(),
        open: BTreeMap::new(),
        options,
        late,
        holds: true,
        visitor,
    };
    // Making the lexicon takes as long as opening a small file: both at once. Whoever needs it first waits.
    let _ = std::thread::Builder::new().name("lexicon".to_owned()).spawn(Classifier::standard);
    run.read_settled();
    let all: Vec<Named> = files.iter().chain(&options.end).cloned().collect();
    let mut scans = run.scan(&all);
    for (at, sheet) in scans.iter_mut().enumerate().flat_map(|(at, sheets)| sheets.iter_mut().map(move |s| (at, s))) {
        let role = &mut sheet.titles.role;
        match (at >= files.len(), &role) {
            (true, None) => *role = Some(Role::End),
            // Last year's end is this year's start.
            (false, Some(Role::End)) if !options.end.is_empty() => *role = None,
            _ => {}
        }
    }
    run.lists(&all, scans);
    let holds = run.holds;
    (run.finish(), holds)
}

/// What a first look at a file gives: the book if it can be looked at again, and what each sheet holds.
type Look = Result<(Option<Book>, Vec<Scan>), ReadError>;

/// Bytes of files that stay open between the first look and the reading: those of a province's communes.
const HELD: usize = 256 << 20;

/// A first look at each file, and the file itself where it stays open; in the order of the files, however many threads
/// look.
fn looks(files: &[Named], options: &Options, late: bool) -> Vec<Look> {
    let held = AtomicUsize::new(0);
    let look = |file: &Named| {
        let mut book = Book::open(&file.path)?;
        let scans = scan::book(&mut book, &file.path, options, late)?;
        // Standard input cannot be opened twice, one file need not be, and of others as many as there is room for.
        let stays = files.len() == 1
            || file.path == Path::new("-")
            || book.held().is_some_and(|bytes| held.fetch_add(bytes, Ordering::Relaxed) + bytes <= HELD);
        Ok((stays.then_some(book), scans))
    };
    if files.len() < 2 {
        return files.iter().map(look).collect();
    }
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(files.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((at, file)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            files.get(at).map(|file| (at, file))
        } {
            done.push((at, look(file)));
        }
        done
    };
    let mut all: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for worker in workers {
            match worker.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, found)| found).collect()
}

struct Run<'a> {
    survey: Survey,
    refusals: Vec<Refusal>,
    repeats: Repeats,
    marker: Marker,
    roles: RoleLists,
    gathered: Gathered,
    settled: Settled,
    /// Files that stay open between the first look and the reading.
    open: BTreeMap<std::path::PathBuf, Book>,
    options: &'a Options,
    /// Whether long sheets are read before it is known what is merged in them.
    late: bool,
    /// Whether what was read of them holds.
    holds: bool,
    visitor: &'a mut dyn Visitor,
}

impl Run<'_> {
    /// Reads what a person has settled.
    fn read_settled(&mut self) {
        let Some(path) = &self.options.settled else { return };
        match settled::read(path) {
            Ok((settled, unclear)) => {
                self.settled = settled;
                for (sheet, row) in unclear {
                    let place = Place { source: usize::MAX, ..source::place_of(path, &sheet, 0) };
                    self.survey.diagnostics.push(Diagnostic::new(Code::UnclearDecision, place.at(row, None)));
                }
            }
            Err(error) => self.refusals.push(Refusal::Unreadable(error)),
        }
    }

    /// Looks at the head of every sheet of every file.
    fn scan(&mut self, files: &[Named]) -> Vec<Vec<Scan>> {
        let mut all = Vec::new();
        let looked = looks(files, self.options, self.late);
        for (file, found) in files.iter().zip(looked) {
            match found {
                Ok((book, scans)) => {
                    // Standard input cannot be opened twice, and one file need not be.
                    if let Some(book) = book {
                        self.open.insert(file.path.clone(), book);
                    }
                    if scans.is_empty() {
                        self.without_sheets(file);
                    }
                    all.push(scans);
                }
                Err(error) => {
                    if file.found && !source::is_spreadsheet(&file.path, &error) {
                        let place = source::place_of(&file.path, "", self.survey.sources.len());
                        self.leave_out(&place, Why::NotSpreadsheet, None);
                        self.survey.diagnostics.push(Diagnostic::new(Code::FileWithoutList, place));
                    } else {
                        self.refusals.push(Refusal::Unreadable(error));
                    }
                    all.push(Vec::new());
                }
            }
        }
        all
    }

    /// A workbook without a sheet: a refusal when it was named, a warning when it was found in a folder.
    fn without_sheets(&mut self, file: &Named) {
        let place = source::place_of(&file.path, "", self.survey.sources.len());
        if file.found {
            self.leave_out(&place, Why::NoTable, None);
            self.survey.diagnostics.push(Diagnostic::new(Code::FileWithoutList, place));
        } else {
            self.refusals.push(Refusal::NoList(place, Vec::new()));
        }
    }

    fn leave_out(&mut self, place: &Place, why: Why, encoding: Option<&'static str>) {
        self.survey.sources.push(Source {
            file: Arc::clone(&place.file),
            sheet: Arc::clone(&place.sheet),
            why,
            header_rows: Vec::new(),
            encoding,
            households: 0,
        });
    }

    /// Reads the lists: first those that are matched to others, then the others.
    fn lists(&mut self, files: &[Named], scans: Vec<Vec<Scan>>) {
        let is_main = |s: &Scan| s.kind == Sheetkind::List && s.titles.role.is_none();
        let has_main = scans.iter().flatten().any(is_main);
        self.gathered.active = has_main && scans.iter().flatten().any(|s| s.titles.role == Some(Role::End));
        let mut order = 0;
        let mut jobs = Vec::new();
        for (file, mut sheets) in files.iter().zip(scans) {
            if sheets.is_empty() {
                continue;
            }
            for sheet in &mut sheets {
                // A list of exits or registrations beside a main list needs no causes, nor does one of near-poor households:
                // only poor ones are grouped.
                let needs_none = sheet.titles.role.is_some() || sheet.titles.poor == Some(false);
                if sheet.kind == Sheetkind::NoCause && has_main && needs_none {
                    sheet.kind = Sheetkind::List;
                }
                sheet.order = order;
                order += 1;
            }
            let legend = sheets.iter().fold(Legend::default(), |mut sum, s| {
                sum.extend(s.legend.clone());
                sum
            });
            jobs.push((file, sheets, legend));
        }
        // Places sort by source: the sources stand in the order of the files, whatever the order of reading.
        let base = self.survey.sources.len();
        for (_, sheets, _) in &jobs {
            for sheet in sheets {
                let mut place = sheet.place.clone();
                place.source = base + sheet.order;
                self.leave_out(&place, sheet.why(), sheet.encoding);
                if sheet.kind == Sheetkind::Hidden {
                    self.survey.diagnostics.push(Diagnostic::new(Code::HiddenSheet, place));
                }
            }
        }
        let mut failed = std::collections::BTreeSet::new();
        let mut read = Vec::new();
        for matched in [true, false] {
            for (at, (file, sheets, legend)) in jobs.iter().enumerate() {
                let wanted = |s: &&Scan| s.kind == Sheetkind::List && (has_main && s.titles.role.is_some()) == matched;
                if sheets.iter().any(|s| wanted(&s)) {
                    let refused = self.refusals.len();
                    read.extend(self.read_file(file, sheets.iter().filter(wanted), legend, base, matched));
                    if self.refusals.len() > refused {
                        failed.insert(at);
                    }
                }
            }
        }
        self.take(read);
        for (_, (file, sheets, _)) in jobs.iter().enumerate().filter(|(at, _)| !failed.contains(at)) {
            self.without_list(file, base, sheets);
        }
    }

    /// A file none of whose sheets was used: a refusal when it was named, a warning when it was found in a folder.
    fn without_list(&mut self, file: &Named, base: usize, sheets: &[Scan]) {
        let sources = sheets.iter().filter_map(|s| self.survey.sources.get(base + s.order));
        let why: Vec<(String, Why)> = sources.map(|s| (s.sheet.to_string(), s.why.clone())).collect();
        if why.iter().any(|(_, why)| matches!(why, Why::Used | Why::Repeated)) {
            for scan in sheets.iter().filter(|s| s.kind == Sheetkind::NoCause) {
                let place = Place { source: base + scan.order, ..scan.place.clone() };
                self.survey.diagnostics.push(Diagnostic::new(Code::NoCauseColumn, place));
            }
            return;
        }
        let place = source::place_of(&file.path, "", base + sheets.first().map_or(0, |s| s.order));
        if file.found && !why.iter().any(|(_, why)| matches!(why, Why::NoCause(_))) {
            self.survey.diagnostics.push(Diagnostic::new(Code::FileWithoutList, place));
        } else {
            self.refusals.push(Refusal::NoList(place, why));
        }
    }

    /// Reads the lists of a file; what was read of each.
    fn read_file<'s>(
        &mut self,
        file: &Named,
        sheets: impl Iterator<Item = &'s Scan>,
        legend: &Legend,
        base: usize,
        matched: bool,
    ) -> Vec<ReadList<'s>> {
        let mut read = Vec::new();
        let opened = self.open.remove(&file.path).map_or_else(|| Book::open(&file.path), Ok);
        let mut book = match opened {
            Ok(book) => book,
            Err(error) => {
                self.refusals.push(Refusal::Unreadable(error));
                return read;
            }
        };
        for sheet in sheets {
            if !self.holds {
                return read;
            }
            match self.read_list(&mut book, &file.path, sheet, legend, base + sheet.order, matched) {
                Ok(list) => read.extend(list),
                Err(error) => self.refusals.push(Refusal::Unreadable(error)),
            }
        }
        if file.path == Path::new("-") {
            self.open.insert(file.path.clone(), book);
        }
        read
    }

    #[allow(clippy::too_many_lines)]
    fn read_list<'s>(
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
        let mut hamlets: std::collections::HashMap<String, u32, foldhash::fast::FixedState> =
            std::collections::HashMap::default();
        let mut counts: std::collections::HashMap<Alike, u64, foldhash::fast::FixedState> =
            std::collections::HashMap::default();
        let mut watch = ListWatch::default();
        let number = u32::try_from(source).unwrap_or(u32::MAX);
        self.repeats.stand(number, 0, &reader.columns);
        if !matched {
            self.repeats.begin(number);
        }
        let mut header_rows = header.numbers.clone();
        let mut feed = Feed::new(book.rows(scan.sheet)?, scan.mend);
        let mut row = Row::default();
        while feed.next(&mut row)? {
            self.options.progress.fetch_add(1, Ordering::Relaxed);
            if header_rows.last().is_some_and(|last| row.number <= *last) && watch.households == 0 {
                reader.pass(&row, header.numbers.contains(&row.number));
                continue;
            }
            if let Some((next, rows)) = feed.header(&row, &scan.facts.merges)? {
                if next.lists_households() && watch.households == 0 {
                    header_rows.extend(&next.numbers);
                }
                reader.new_header(&next, &rows, &mut self.survey.wards);
                self.repeats.stand(number, row.number, &reader.columns);
                continue;
            }
            let before = reader.rows;
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
            watch.households += 1;
            tallied.support.add(&household.support);
            let marks = self.marker.marks(&household);
            let mut alike = Alike {
                ward: household.ward.map(|w| w.value),
                hamlet: match hamlets.get(household.hamlet) {
                    Some(number) => *number,
                    None => {
                        let number = u32::try_from(tallied.hamlets.len()).unwrap_or(u32::MAX);
                        hamlets.insert(household.hamlet.to_owned(), number);
                        tallied.hamlets.push(household.hamlet.to_owned());
                        number
                    }
                },
                cause: household.cause,
                standing: household.standing.value,
                outcome: household.outcome.map(|o| o.value),
                registered: household.registered.value,
            };
            if let Some(ward) = alike.ward {
                self.survey.first_seen.entry(ward).or_insert_with(|| {
                    let column = match household.ward.map(|w| w.from) {
                        Some(Origin::Cell(column)) => Some(column),
                        _ => None,
                    };
                    place.at(household.row, column)
                });
            }
            watch.see(&household, &place, &mut self.survey.diagnostics);
            if at_end {
                self.gathered.add(source, &household, alike, true);
            } else if matched {
                self.roles.add(source, household.row, marks, alike);
            } else {
                self.roles.apply(marks, &mut alike);
                if self.gathered.active {
                    self.gathered.add(source, &household, alike, false);
                }
                self.repeats.meet(marks, household.row);
            }
            self.visitor.household(source, &household, &alike);
            *counts.entry(alike).or_default() += 1;
        }
        let asked = feed.asked;
        drop(feed);
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
        tallied.tells_outcome = watch.outcomes > 0 && (reader.columns.tells_outcome() || scan.titles.role.is_some());
        tallied.causes = std::mem::take(&mut reader.causes);
        let foreign = Legend::in_rows(&reader.foreign, &|t| scan::says_cause(t));
        reader.legend.extend(foreign);
        tallied.legend = std::mem::take(&mut reader.legend);
        if scan.titles.role == Some(Role::Registered) {
            tallied.tells_registration = true;
        }
        tallied.alike = counts.into_iter().collect();
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

    fn set_source(&mut self, source: usize, why: Why, header_rows: &[u32], households: u64) {
        if let Some(source) = self.survey.sources.get_mut(source) {
            source.why = why;
            source.header_rows = header_rows.to_vec();
            source.households = households;
        }
    }

    fn finish(mut self) -> Result<Survey, Vec<Refusal>> {
        let roles = std::mem::take(&mut self.roles);
        roles.finish(&mut self.survey);
        std::mem::take(&mut self.gathered).finish(&mut self.survey, &self.settled);
        if self.refusals.is_empty() && self.survey.lists.is_empty() {
            self.refusals.push(Refusal::Nothing);
        }
        if !self.refusals.is_empty() {
            return Err(self.refusals);
        }
        self.survey.lists.sort_by_key(|l| l.source);
        Ok(self.survey)
    }
}

/// What is watched for while a list is read.
#[derive(Default)]
struct ListWatch {
    households: u64,
    outcomes: u64,
    without_ward: u64,
    assumed: u64,
    unsaid: u64,
    /// Registered households without an outcome: row and column of the outcome.
    silent: Vec<u32>,
}

impl ListWatch {
    fn see(&mut self, household: &Household<'_>, place: &Place, diagnostics: &mut Diagnostics) {
        self.without_ward += u64::from(household.ward.is_none());
        self.assumed += u64::from(household.standing.from == Origin::Assumed);
        match household.outcome {
            Some(outcome) => {
                self.outcomes += 1;
                self.unsaid += u64::from(matches!(outcome.value, Outcome::EndedUnsaid | Outcome::MovedInUnsaid));
                let poor = household.standing.value.word == StandingWord::Poor;
                if poor && matches!(outcome.value, Outcome::NearPoorExit | Outcome::NearPoor) {
                    let column = if let Origin::Cell(c) = outcome.from { Some(c) } else { None };
                    diagnostics.push(Diagnostic::new(Code::ContradictingOutcome, place.at(household.row, column)));
                }
            }
            None if household.registered.value == Registered::Yes && self.silent.len() < crate::diag::MOST_PER_CODE => {
                self.silent.push(household.row);
            }
            None => {}
        }
    }

    fn finish(&self, place: &Place, tells_outcome: bool, scan: &Scan, hidden_rows: u32, run: &mut Run<'_>) {
        if tells_outcome {
            for row in &self.silent {
                run.survey.diagnostics.push(Diagnostic::new(Code::RegisteredWithoutOutcome, place.at(*row, None)));
            }
        }
        let mut note = |code, count: u64| {
            if count > 0 {
                run.survey.diagnostics.push(Diagnostic::new(code, place.clone()).with("n", count));
            }
        };
        note(Code::NoWard, self.without_ward);
        note(Code::StandingAssumed, self.assumed);
        note(Code::UnspecifiedChange, self.unsaid);
        note(Code::HiddenRows, u64::from(hidden_rows));
        if let Some(column) = scan.header.as_ref().and_then(|h| h.beside) {
            run.survey.diagnostics.push(Diagnostic::new(Code::ListBeside, place.at(scan.header_row(), Some(column))));
        }
        if let Some(encoding) = scan.encoding.filter(|e| !e.starts_with("UTF")) {
            run.survey.diagnostics.push(Diagnostic::new(Code::OldCharset, place.clone()).with("charset", encoding));
        }
    }
}
