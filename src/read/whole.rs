//! .xls and .ods, which the library can only read whole, under limits of our own on the size of the file.

use zip::ZipArchive;

use calamine::{Data, Ods, OdsError, Reader, SheetVisible, Xls, XlsError};

use super::book::{Rows, Sheet};
use super::input::Input;
use super::row::Item;
use super::workbook::{date, error_text};
use super::{Merge, Reason, Row, SheetFacts, ods_facts};

/// A file read whole.
pub(crate) struct Whole {
    sheets: Vec<Sheet>,
    inner: Inner,
}

enum Inner {
    Xls(Box<Xls<Input>>),
    Ods(Box<Ods<Input>>, Vec<SheetFacts>),
}

impl Whole {
    pub(crate) fn xls(input: Input) -> Result<Whole, Reason> {
        let book = Xls::new(input).map_err(|e| match e {
            XlsError::Password => Reason::Password,
            e => Reason::Damaged(e.to_string()),
        })?;
        Ok(Whole { sheets: sheets_of(&book), inner: Inner::Xls(Box::new(book)) })
    }

    pub(crate) fn ods(input: Input) -> Result<Whole, Reason> {
        let facts = input.again().ok().and_then(|again| {
            let mut archive = ZipArchive::new(again).ok()?;
            let content = archive.by_name("content.xml").ok()?;
            Some(ods_facts::scan(content))
        });
        let book = Ods::new(input).map_err(|e| match e {
            OdsError::Password => Reason::Password,
            e => Reason::Damaged(e.to_string()),
        })?;
        Ok(Whole { sheets: sheets_of(&book), inner: Inner::Ods(Box::new(book), facts.unwrap_or_default()) })
    }

    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        self.sheets.clone()
    }

    pub(crate) fn facts(&self, sheet: usize) -> SheetFacts {
        let mut merges: Vec<Merge> = match &self.inner {
            Inner::Xls(book) => book.merge_cells_by_sheet_id(sheet).unwrap_or_default(),
            Inner::Ods(_, facts) => return facts.get(sheet).cloned().unwrap_or_default(),
        }
        .into_iter()
        .map(|d| Merge { top: d.start.0, left: d.start.1, bottom: d.end.0, right: d.end.1 })
        .collect();
        merges.sort_unstable();
        SheetFacts { merges, hidden_rows: 0 }
    }

    pub(crate) fn rows(&mut self, sheet: usize) -> Result<Box<dyn Rows + '_>, Reason> {
        let name = self.sheets.get(sheet).map(|s| s.name.clone()).unwrap_or_default();
        let range = match &mut self.inner {
            Inner::Xls(book) => book.worksheet_range(&name).map_err(|e| Reason::Damaged(e.to_string()))?,
            Inner::Ods(book, _) => book.worksheet_range(&name).map_err(|e| Reason::Damaged(e.to_string()))?,
        };
        Ok(Box::new(WholeRows { range, next: 0 }))
    }
}

fn sheets_of<R: Reader<Input>>(book: &R) -> Vec<Sheet> {
    let sheets = book.sheets_metadata().iter();
    sheets.map(|s| Sheet { name: s.name.clone(), hidden: s.visible != SheetVisible::Visible }).collect()
}

struct WholeRows {
    range: calamine::Range<Data>,
    next: usize,
}

impl Rows for WholeRows {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        let (top, left) = self.range.start().unwrap_or((0, 0));
        while self.next < self.range.height() {
            let number = u32::try_from(self.next).unwrap_or(u32::MAX).saturating_add(top).saturating_add(1);
            row.start(number);
            if let Some(cells) = self.range.rows().nth(self.next) {
                for (column, cell) in (left..).zip(cells) {
                    row.push(column, item(cell));
                }
            }
            self.next += 1;
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn item(value: &Data) -> Item<'_> {
    match value {
        Data::Empty => Item::Blank,
        Data::Int(n) => Item::Number(*n as f64),
        Data::Float(n) => Item::Number(*n),
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => Item::Text(s),
        Data::Bool(b) => Item::Bool(*b),
        Data::DateTime(d) => date(d),
        Data::Error(e) => Item::Error(error_text(e)),
    }
}
