//! .xlsx, .xlsm and .xlsb through calamine's streaming cells readers.
//!
//! Never `worksheet_range`: it allocates the rectangle that the file claims, and two far cells in a file of a kilobyte
//! end the process.

use std::io::{Seek as _, SeekFrom};
use std::sync::{Arc, OnceLock};

use calamine::{
    Cell, CellErrorType, DataRef, ExcelDateTime, ExcelDateTimeType, Reader as _, SheetType, SheetVisible, Xlsb,
    XlsbError, Xlsx, XlsxCellFormulaMetadataRecord, XlsxCellReader, XlsxError, XlsxFormulaMetadata,
};
use zip::ZipArchive;
use zip::result::ZipError;

use super::book::{Rows, Sheet};
use super::fast::{self, Shortcut, Shorter, Step};
use super::input::Input;
use super::part_text::PartText;
use super::row::{DAYS_TO_1904, Item};
use super::vet::vet;
use super::{Reason, Row, SheetFacts, limits, sheet_facts, xlsb, xlsx_parts};

enum Inner {
    Xlsx(Box<OneBook>),
    Xlsb(Box<Xlsb<Input>>),
}

/// An .xlsx, opened as far as it is needed.
struct OneBook {
    /// As calamine sees it; without shared strings where there is a short way.
    book: Xlsx<Input>,
    short: Option<Shortcut>,
    whole: WholeBook,
}

/// The workbook with its shared strings, opened where the short way ends.
struct WholeBook {
    input: Input,
    book: Option<Box<Xlsx<Input>>>,
}

impl WholeBook {
    /// Looks at a sheet as a whole, as must be done before its reader labours on it.
    fn look(&self, part: &str, facts: &OnceLock<SheetFacts>) -> Result<(), Reason> {
        let mut archive = ZipArchive::new(self.input.again()?).map_err(zip_reason)?;
        let _ = facts.set(facts_in(&mut archive, part)?);
        Ok(())
    }

    fn rows(&mut self, sheet: &str) -> Result<XlsxRows<'_>, Reason> {
        let book = match &mut self.book {
            Some(book) => book,
            none => none.insert(Box::new(Xlsx::new(self.input.again()?).map_err(xlsx_reason)?)),
        };
        book.worksheet_cells_reader(sheet).map(XlsxRows::new).map_err(xlsx_reason)
    }
}

impl OneBook {
    fn open(archive: &mut ZipArchive<Input>, input: Input) -> Result<OneBook, Reason> {
        let whole = WholeBook { input: input.again()?, book: None };
        if let Some((masked, strings)) = fast::without_strings(archive, &input)
            && let Ok(book) = Xlsx::new(masked)
            && let Ok(short) = Shortcut::new(archive, strings.as_deref(), book.has_1904_epoch())
        {
            return Ok(OneBook { book, short: Some(short), whole });
        }
        Ok(OneBook { book: Xlsx::new(input).map_err(xlsx_reason)?, short: None, whole })
    }
}

/// An opened zip workbook.
pub(crate) struct Workbook {
    inner: Inner,
    archive: ZipArchive<Input>,
    sheets: Vec<Sheet>,
    /// The zip part of each sheet, where it is known.
    parts: Vec<Option<String>>,
    text: PartText,
    /// What the short way saw of the sheet that it read last, once it was at its end.
    seen: (usize, Arc<OnceLock<SheetFacts>>),
}

/// Why a zip file was not opened as a workbook.
pub(crate) enum NotOpened {
    /// It is an OpenDocument spreadsheet; here are its bytes.
    Ods(Input),
    Failed(Reason),
}

impl From<Reason> for NotOpened {
    fn from(reason: Reason) -> NotOpened {
        NotOpened::Failed(reason)
    }
}

impl Workbook {
    pub(crate) fn open(input: Input) -> Result<Workbook, NotOpened> {
        let (mut archive, size) = archive(&input)?;
        let names: Vec<String> =
            xlsx_parts::part_names(&archive).iter().map(|n| n.to_lowercase().replace('\\', "/")).collect();
        vet(&mut archive, size)?;
        let has = |ending: &str| names.iter().any(|name| name.ends_with(ending));
        let (inner, sheets) = if has("xl/workbook.bin") {
            let book = Xlsb::new(input).map_err(xlsb_reason)?;
            let sheets = sheets_of(book.sheets_metadata());
            (Inner::Xlsb(Box::new(book)), sheets)
        } else if has("content.xml") && !has("workbook.xml") {
            return Err(NotOpened::Ods(input));
        } else if has("workbook.xml") {
            let book = OneBook::open(&mut archive, input)?;
            let sheets = sheets_of(book.book.sheets_metadata());
            (Inner::Xlsx(Box::new(book)), sheets)
        } else if has("word/document.xml") || has("ppt/presentation.xml") || !has(".xml") {
            return Err(Reason::NotSpreadsheet.into());
        } else {
            return Err(Reason::Damaged(String::new()).into());
        };
        let parts = match &inner {
            Inner::Xlsx(_) => xlsx_parts::sheet_parts(&mut archive, sheets.iter().map(|s| s.name.as_str())),
            Inner::Xlsb(_) => xlsb::sheet_parts(&mut archive),
        };
        // Each sheet has a part of its own: a part that is many sheets is read as often.
        let mut named: Vec<&String> = parts.iter().flatten().collect();
        named.sort_unstable();
        if named.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
            return Err(Reason::Damaged("two sheets share a part".to_owned()).into());
        }
        Ok(Workbook { inner, archive, sheets, parts, text: PartText::default(), seen: Default::default() })
    }

    /// The workbook without a short way.
    #[cfg(test)]
    pub(super) fn open_long(input: Input) -> Result<Workbook, Reason> {
        let (mut archive, size) = archive(&input)?;
        vet(&mut archive, size)?;
        let whole = WholeBook { input: input.again()?, book: None };
        let book = Xlsx::new(input).map_err(xlsx_reason)?;
        let sheets = sheets_of(book.sheets_metadata());
        let parts = xlsx_parts::sheet_parts(&mut archive, sheets.iter().map(|s| s.name.as_str()));
        let inner = Inner::Xlsx(Box::new(OneBook { book, short: None, whole }));
        Ok(Workbook { inner, archive, sheets, parts, text: PartText::default(), seen: Default::default() })
    }

    /// Whether nothing had to be read by calamine.
    #[cfg(test)]
    pub(super) fn went_short(&self) -> bool {
        matches!(&self.inner, Inner::Xlsx(book) if book.short.is_some() && book.whole.book.is_none())
    }

    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        self.sheets.clone()
    }

    /// About how many bytes it takes in memory; none where calamine holds them, or a file stays open.
    pub(crate) fn held(&self) -> Option<usize> {
        let Inner::Xlsx(book) = &self.inner else { return None };
        Some(book.whole.input.held()? + book.short.as_ref()?.held() + self.text.held())
    }

    /// Whether [`Workbook::facts`] goes through the whole sheet, and a reading of its rows would tell them too.
    pub(crate) fn tells_facts_late(&mut self, sheet: usize) -> bool {
        let Some(Some(part)) = self.parts.get(sheet) else { return false };
        let has_short_way = matches!(&self.inner, Inner::Xlsx(book) if book.short.is_some());
        has_short_way && self.archive.by_name(part).is_ok_and(|part| !PartText::keeps(part.size()))
    }

    pub(crate) fn facts(&mut self, sheet: usize) -> Result<SheetFacts, Reason> {
        let Some(Some(part)) = self.parts.get(sheet) else { return Ok(SheetFacts::default()) };
        if let Inner::Xlsb(_) = self.inner {
            return xlsb::facts(&mut self.archive, part);
        }
        if let (of, Some(facts)) = (self.seen.0, self.seen.1.get())
            && of == sheet
        {
            return Ok(facts.clone());
        }
        if let Some(text) = self.text.of(&mut self.archive, part) {
            return sheet_facts::scan_text(&text);
        }
        facts_in(&mut self.archive, part)
    }

    pub(crate) fn rows(&mut self, sheet: usize) -> Result<Box<dyn Rows + '_>, Reason> {
        let name = self.sheets.get(sheet).map(|s| s.name.clone()).unwrap_or_default();
        let late = self.tells_facts_late(sheet);
        match &mut self.inner {
            Inner::Xlsx(book) => {
                let cells = match book.book.worksheet_cells_reader(&name) {
                    Ok(cells) => cells,
                    // Chart sheets have no cells.
                    Err(XlsxError::NotAWorksheet(_)) => return Ok(Box::new(NoRows)),
                    Err(e) => return Err(xlsx_reason(e)),
                };
                let Some(short) = &book.short else { return Ok(Box::new(XlsxRows::new(cells))) };
                let part = self.parts.get(sheet).and_then(Option::as_deref);
                self.seen = (sheet, Arc::default());
                let facts = &self.seen.1;
                let text = part.and_then(|part| self.text.of(&mut self.archive, part));
                let unseen = part.filter(|_| late);
                let rows = part.and_then(|part| short.rows(&book.whole.input, part, text, cells.styles(), facts).ok());
                Ok(match rows {
                    Some(rows) => Box::new(ShortRows {
                        rows,
                        given: 0,
                        held: Row::default(),
                        holds: false,
                        sheet: name,
                        unseen: unseen.map(|part| (part.to_owned(), Arc::clone(facts))),
                        whole: Some(&mut book.whole),
                        long: None,
                    }),
                    None => {
                        unseen.map_or(Ok(()), |part| book.whole.look(part, facts))?;
                        Box::new(book.whole.rows(&name)?)
                    }
                })
            }
            Inner::Xlsb(book) => {
                // Charts and dialogs have no cells.
                if book.sheets_metadata().get(sheet).is_none_or(|s| s.typ != SheetType::WorkSheet) {
                    return Ok(Box::new(NoRows));
                }
                let mut cells = book.worksheet_cells_reader(&name).map_err(xlsb_reason)?;
                let next = move || cells.next_cell().map_err(xlsb_reason);
                Ok(Box::new(XlsbRows { next, waiting: None, done: false }))
            }
        }
    }
}

fn facts_in(archive: &mut ZipArchive<Input>, part: &str) -> Result<SheetFacts, Reason> {
    let part = archive.by_name(part).map_err(zip_reason)?;
    let packed = part.compressed_size();
    sheet_facts::scan(part, packed)
}

/// The archive that a file is, and the file's bytes.
fn archive(input: &Input) -> Result<(ZipArchive<Input>, u64), Reason> {
    let mut again = input.again()?;
    let size = again.seek(SeekFrom::End(0))?;
    again.rewind()?;
    Ok((ZipArchive::new(again).map_err(zip_reason)?, size))
}

fn sheets_of(sheets: &[calamine::Sheet]) -> Vec<Sheet> {
    sheets.iter().map(|s| Sheet { name: s.name.clone(), hidden: s.visible != SheetVisible::Visible }).collect()
}

struct NoRows;

impl Rows for NoRows {
    fn next(&mut self, _: &mut Row) -> Result<bool, Reason> {
        Ok(false)
    }
}

/// The rows of a sheet by the short way as far as it goes, then by the long one.
struct ShortRows<'a> {
    rows: Shorter,
    /// How many rows were handed out.
    given: u64,
    /// A row is handed out when the one behind it is known to be another: calamine makes one of rows of one number.
    held: Row,
    holds: bool,
    sheet: String,
    /// Its part, if it was not looked at as a whole.
    unseen: Option<(String, Arc<OnceLock<SheetFacts>>)>,
    whole: Option<&'a mut WholeBook>,
    long: Option<XlsxRows<'a>>,
}

impl Rows for ShortRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        while self.long.is_none() {
            match self.rows.next(row) {
                Step::Row => {
                    std::mem::swap(row, &mut self.held);
                    if std::mem::replace(&mut self.holds, true) {
                        self.given += 1;
                        return Ok(true);
                    }
                }
                Step::End => {
                    std::mem::swap(row, &mut self.held);
                    return Ok(std::mem::replace(&mut self.holds, false));
                }
                Step::Unusual => {
                    let Some(whole) = self.whole.take() else { return Ok(false) };
                    if let Some((part, facts)) = self.unseen.take() {
                        whole.look(&part, &facts)?;
                    }
                    let mut long = whole.rows(&self.sheet)?;
                    for _ in 0..self.given {
                        long.next(row)?;
                    }
                    self.long = Some(long);
                }
            }
        }
        self.long.as_mut().map_or(Ok(false), |long| long.next(row))
    }
}

struct XlsxRows<'a> {
    cells: XlsxCellReader<'a, Input>,
    /// The first cell of the row to come.
    waiting: Option<XlsxCellFormulaMetadataRecord<'a>>,
    done: bool,
    /// Whether some formula had a stored result so far.
    calculated: bool,
}

impl<'a> XlsxRows<'a> {
    fn new(cells: XlsxCellReader<'a, Input>) -> XlsxRows<'a> {
        XlsxRows { cells, waiting: None, done: false, calculated: false }
    }
}

impl Rows for XlsxRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        while !self.done {
            let mut current = None;
            row.start(0);
            if let Some(first) = self.waiting.take() {
                current = Some(first.pos.0);
                row.start(row_number(first.pos)?);
                push_xlsx(row, &first, &mut self.calculated);
            }
            loop {
                let Some(cell) = self.cells.next_cell_with_formula_metadata().map_err(xlsx_reason)? else {
                    self.done = true;
                    break;
                };
                match current {
                    Some(number) if number != cell.pos.0 => {
                        self.waiting = Some(cell);
                        break;
                    }
                    None => {
                        current = Some(cell.pos.0);
                        row.start(row_number(cell.pos)?);
                    }
                    _ => {}
                }
                push_xlsx(row, &cell, &mut self.calculated);
            }
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The number of a cell's row, as shown; no spreadsheet has a cell beyond the last row and column.
fn row_number((row, column): (u32, u32)) -> Result<u32, Reason> {
    if row < limits::ROWS && column < limits::COLUMNS {
        return Ok(row + 1);
    }
    Err(Reason::Damaged("a cell stands outside of any sheet".to_owned()))
}

fn push_xlsx(row: &mut Row, cell: &XlsxCellFormulaMetadataRecord<'_>, calculated: &mut bool) {
    let formula = match &cell.formula {
        None => Formula::None,
        Some(formula) if may_be_empty(formula) => Formula::MayBeEmpty,
        Some(_) => Formula::Other,
    };
    push_cell(row, cell.pos.1, item(&cell.value), formula, calculated);
}

/// What is to be known of a cell's formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formula {
    /// There is none.
    None,
    /// Its result may be an empty text.
    MayBeEmpty,
    /// Any other.
    Other,
}

/// Adds a cell to a row; `calculated` says whether some formula of the sheet had a stored result so far.
pub(super) fn push_cell(row: &mut Row, column: u32, item: Item<'_>, formula: Formula, calculated: &mut bool) {
    let item = match (item, formula) {
        (Item::Blank, Formula::None) => return,
        (Item::Blank, Formula::MayBeEmpty) if *calculated => return,
        (Item::Blank, _) => Item::Uncalculated,
        (item, formula) => {
            *calculated |= formula != Formula::None;
            item
        }
    };
    row.push(column, item);
}

/// Whether a formula can give an empty text, as `IF(A1="","",…)` does: some programs store that as no result at all. Where
/// other formulas of the sheet have results, an empty one is then taken as calculated.
fn may_be_empty(formula: &XlsxFormulaMetadata) -> bool {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            formula.contains("\"\"")
        }
        _ => true,
    }
}

struct XlsbRows<'a, F> {
    next: F,
    waiting: Option<Cell<DataRef<'a>>>,
    done: bool,
}

impl<'a, F: FnMut() -> Result<Option<Cell<DataRef<'a>>>, Reason>> Rows for XlsbRows<'a, F> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        while !self.done {
            let mut current = None;
            row.start(0);
            if let Some(first) = self.waiting.take() {
                let (number, column) = first.get_position();
                current = Some(number);
                row.start(row_number((number, column))?);
                row.push(column, item(first.get_value()));
            }
            loop {
                let Some(cell) = (self.next)()? else {
                    self.done = true;
                    break;
                };
                let (number, column) = cell.get_position();
                match current {
                    Some(now) if now != number => {
                        self.waiting = Some(cell);
                        break;
                    }
                    None => {
                        current = Some(number);
                        row.start(row_number((number, column))?);
                    }
                    _ => {}
                }
                row.push(column, item(cell.get_value()));
            }
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn item<'a>(value: &'a DataRef<'_>) -> Item<'a> {
    match value {
        DataRef::Empty => Item::Blank,
        DataRef::Int(n) => Item::Number(*n as f64),
        DataRef::Float(n) => Item::Number(*n),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => Item::Text(s),
        DataRef::SharedString(s) => Item::Text(s),
        DataRef::Bool(b) => Item::Bool(*b),
        DataRef::DateTime(d) => date(d),
        DataRef::Error(e) => Item::Error(error_text(e)),
    }
}

/// A date as a day number of the 1900 epoch; a duration is a number.
pub(super) fn date(date: &ExcelDateTime) -> Item<'static> {
    let days = date.as_f64();
    if date.is_duration() {
        return Item::Number(days);
    }
    // calamine gives the number as stored, and the workbook's epoch in no other way.
    let from_1904 = *date == ExcelDateTime::new(days, ExcelDateTimeType::DateTime, true);
    Item::Date(if from_1904 { days + DAYS_TO_1904 } else { days })
}

/// An error value as a spreadsheet shows it.
pub(super) fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

pub(super) fn zip_reason(e: ZipError) -> Reason {
    match e {
        ZipError::Io(e) => Reason::Damaged(e.to_string()),
        e => Reason::Damaged(e.to_string()),
    }
}

fn xlsx_reason(e: XlsxError) -> Reason {
    match e {
        XlsxError::Password => Reason::Password,
        e => Reason::Damaged(e.to_string()),
    }
}

fn xlsb_reason(e: XlsbError) -> Reason {
    match e {
        XlsbError::Password => Reason::Password,
        e => Reason::Damaged(e.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1900_whatever_the_workbook_says() {
        let day = |days, from_1904| date(&ExcelDateTime::new(days, ExcelDateTimeType::DateTime, from_1904));
        assert_eq!(day(44_197.0, false), Item::Date(44_197.0));
        assert_eq!(day(42_735.0, true), Item::Date(44_197.0));
        let hours = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, true);
        assert_eq!(date(&hours), Item::Number(1.5));
    }
}
