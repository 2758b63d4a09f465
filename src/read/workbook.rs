//! .xlsx, .xlsm and .xlsb through calamine's streaming cells readers.
//!
//! Never `worksheet_range`: it allocates the rectangle that the file claims, and two far cells in a file of a kilobyte
//! end the process.

use std::io::{Seek as _, SeekFrom};
use std::sync::{Arc, OnceLock};

use calamine::{Reader as _, SheetType, SheetVisible, Xlsb, XlsbError, Xlsx, XlsxError};
use zip::ZipArchive;
use zip::result::ZipError;

use super::book::{Rows, Sheet};
use super::cell_rows::{CellRows, XlsbCells, XlsxCells};
use super::fast::{self, Shortcut};
use super::input::Input;
use super::part_text::PartText;
use super::short_way::{HeldBack, ShortWay};
use super::vet::{vet, vet_strings};
use super::{Reason, Row, SheetFacts, sheet_facts, xlsb, xlsx_parts};

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

    fn rows(&mut self, sheet: &str) -> Result<CellRows<XlsxCells<'_>>, Reason> {
        let book = match &mut self.book {
            Some(book) => book,
            none => none.insert(Box::new(whole_book(&self.input)?)),
        };
        book.worksheet_cells_reader(sheet).map(|cells| CellRows::new(XlsxCells::new(cells))).map_err(xlsx_reason)
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
        Ok(OneBook { book: whole_book(&input)?, short: None, whole })
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
        let book = whole_book(&input)?;
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
        has_short_way && self.archive.by_name(part).is_ok_and(|part| !self.text.keeps(part.size()))
    }

    /// Forgets what takes much room and can be read again.
    pub(crate) fn make_room(&mut self) {
        self.text.make_room();
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

    /// The rows of a sheet; `all` of them are wanted, or only the first.
    pub(crate) fn rows(&mut self, sheet: usize, all: bool) -> Result<Box<dyn Rows + '_>, Reason> {
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
                let Some(short) = &book.short else { return Ok(Box::new(CellRows::new(XlsxCells::new(cells)))) };
                let part = self.parts.get(sheet).and_then(Option::as_deref);
                self.seen = (sheet, Arc::default());
                let facts = &self.seen.1;
                let text = part.and_then(|part| self.text.of(&mut self.archive, part)).map(|text| (text, all));
                let rows = part.and_then(|part| short.rows(&book.whole.input, part, text, cells.styles(), facts).ok());
                let unseen = part.filter(|_| late).map(|part| (part.to_owned(), Arc::clone(facts)));
                let whole = &mut book.whole;
                let long = move || -> Result<Box<dyn Rows + '_>, Reason> {
                    unseen.map_or(Ok(()), |(part, facts)| whole.look(&part, &facts))?;
                    Ok(Box::new(whole.rows(&name)?))
                };
                match rows {
                    Some(rows) => Ok(Box::new(ShortWay::new(HeldBack::new(rows), long))),
                    None => long(),
                }
            }
            Inner::Xlsb(book) => {
                // Charts and dialogs have no cells.
                if book.sheets_metadata().get(sheet).is_none_or(|s| s.typ != SheetType::WorkSheet) {
                    return Ok(Box::new(NoRows));
                }
                let mut cells = book.worksheet_cells_reader(&name).map_err(xlsb_reason)?;
                let next = move || cells.next_cell().map_err(xlsb_reason);
                Ok(Box::new(CellRows::new(XlsbCells(next))))
            }
        }
    }
}

/// The workbook with all that the library takes into memory.
fn whole_book(input: &Input) -> Result<Xlsx<Input>, Reason> {
    vet_strings(&mut ZipArchive::new(input.again()?).map_err(zip_reason)?)?;
    Xlsx::new(input.again()?).map_err(xlsx_reason)
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

pub(super) fn zip_reason(e: ZipError) -> Reason {
    match e {
        ZipError::Io(e) => Reason::Damaged(e.to_string()),
        e => Reason::Damaged(e.to_string()),
    }
}

pub(super) fn xlsx_reason(e: XlsxError) -> Reason {
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
