//! One run over files: a first look at each, then the lists that are matched to others, then the others.

mod count;
mod read_list;
pub(super) mod stretches;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::link::Settled;
use crate::read::files::Named;
use crate::read::{Book, ReadError};
use crate::survey::legend::Legend;
use crate::survey::repeats::Repeats;
use crate::survey::roles::RoleLists;
use crate::survey::rows::RowCounts;
use crate::survey::scan::{self, Scan, Sheetkind};
use crate::survey::source::{self, Source, Why};
use crate::survey::year_end::Gathered;
use crate::survey::{Options, Refusal, Survey, Visitor, settled};
use crate::table::Role;
use crate::ward::Wards;
use read_list::ReadList;

/// Reads files, and tells whether that holds: with `late`, long sheets are read before it is known what is merged in them.
pub(super) fn visit_once(
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
            amended: BTreeMap::new(),
            first_seen: BTreeMap::new(),
        },
        refusals: Vec::new(),
        repeats: Repeats::default(),
        roles: RoleLists::default(),
        gathered: Gathered::default(),
        settled: Settled::default(),
        open: BTreeMap::new(),
        options,
        late,
        holds: true,
        visitor,
    };
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
const HELD: usize = 64 << 20;

/// A first look at each file, and the file itself where it stays open; in the order of the files, however many threads
/// look.
fn looks(files: &[Named], options: &Options, late: bool) -> Vec<Look> {
    let held = AtomicUsize::new(0);
    let look = |file: &Named| {
        let mut book = Book::open(&file.path)?;
        let scans = scan::book(&mut book, &file.path, options, late)?;
        if files.len() > 1 {
            book.make_room();
        }
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
        let mut scans = scans;
        set_aside_other_years(&mut scans);
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
                self.other_year(sheet, base);
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
                    if !self.holds {
                        // All is read again.
                        return;
                    }
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
        if why.iter().any(|(_, why)| matches!(why, Why::Used | Why::Repeated | Why::OtherYear)) {
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

    fn other_year(&mut self, scan: &Scan, base: usize) {
        if let (Sheetkind::OtherYear, Some(year)) = (scan.kind, scan.titles.year) {
            let place = Place { source: base + scan.order, ..scan.place.clone() };
            self.survey.diagnostics.push(Diagnostic::new(Code::OtherYear, place).with("year", year));
        }
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

/// Leaves out lists of movements of a year before those of all main lists: who left poverty in 2019 did not do so in 2020.
fn set_aside_other_years(scans: &mut [Vec<Scan>]) {
    let of_main = |s: &&Scan| s.kind == Sheetkind::List && s.titles.role.is_none();
    let Some(first) = scans.iter().flatten().filter(of_main).map(|s| s.titles.year).min().flatten() else { return };
    for scan in scans.iter_mut().flatten() {
        let of_movement = scan.titles.role.is_some_and(|role| role != Role::End);
        if of_movement && scan.titles.year.is_some_and(|year| year < first) && scan.header.is_some() {
            scan.kind = Sheetkind::OtherYear;
        }
    }
}
