//! One file, opened: its sheets, and the rows of each.

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::delimited::Delimited;
use super::input::Input;
use super::kind::{Kind, sniff};
use super::ods::OdsBook;
use super::workbook::Workbook;
use super::xls::XlsBook;
use super::{NextRow, ReadError, Reason, Row, SheetFacts, Stretch, limits};

/// One sheet of a file. A text file is one sheet without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The name on the tab; empty for text files.
    pub name: String,
    /// Whether the sheet is hidden.
    pub hidden: bool,
}

/// The rows of one sheet, from the top, blank ones left out.
pub trait Rows {
    /// Puts the next filled row into `row`; `false` after the last.
    ///
    /// # Errors
    ///
    /// Whatever keeps the rest of the sheet from being read.
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason>;
}

enum Inside {
    Workbook(Box<Workbook>),
    Xls(Box<XlsBook>),
    Ods(OdsBook),
    Text(Delimited),
}

/// An opened file.
pub struct Book {
    file: PathBuf,
    sheets: Vec<Sheet>,
    inside: Inside,
    /// What was found of sheets that were looked at.
    facts: BTreeMap<usize, SheetFacts>,
}

impl Book {
    /// Opens a file, whatever its kind; `-` is text on standard input.
    ///
    /// # Errors
    ///
    /// When there is no such file, or it is no spreadsheet, or it is damaged or locked.
    pub fn open(path: &Path) -> Result<Book, ReadError> {
        let fail = |reason| ReadError { file: path.to_owned(), sheet: None, reason };
        let inside = guard(|| open_inside(path)).map_err(fail)?;
        Ok(Book::of(path, inside))
    }

    /// Opens a file whose bytes are at hand; `path` serves to name it.
    ///
    /// # Errors
    ///
    /// As [`Book::open`].
    pub fn memory(path: &Path, bytes: Vec<u8>) -> Result<Book, ReadError> {
        let fail = |reason| ReadError { file: path.to_owned(), sheet: None, reason };
        let inside = guard(|| open_input(Input::memory(bytes))).map_err(fail)?;
        Ok(Book::of(path, inside))
    }

    fn of(path: &Path, inside: Inside) -> Book {
        let sheets = match &inside {
            Inside::Workbook(book) => book.sheets(),
            Inside::Xls(book) => book.sheets(),
            Inside::Ods(book) => book.sheets(),
            Inside::Text(_) => vec![Sheet { name: String::new(), hidden: false }],
        };
        Book { file: path.to_owned(), sheets, inside, facts: BTreeMap::new() }
    }

    /// The sheets, in the order of their tabs.
    #[must_use]
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The charset of a text file; `None` for workbooks.
    #[must_use]
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.inside {
            Inside::Text(text) => Some(text.encoding()),
            _ => None,
        }
    }

    /// About how many bytes a workbook takes in memory while it is open; none where that is not known, or a file
    /// stays open with it.
    #[must_use]
    pub fn held(&self) -> Option<usize> {
        match &self.inside {
            Inside::Workbook(book) => book.held(),
            _ => None,
        }
    }

    /// Forgets what takes much room and can be read again: for whoever keeps many open.
    pub fn make_room(&mut self) {
        if let Inside::Workbook(book) = &mut self.inside {
            book.make_room();
        }
    }

    /// Merged areas and hidden rows of a sheet.
    ///
    /// # Errors
    ///
    /// When the sheet cannot be read.
    pub fn facts(&mut self, sheet: usize) -> Result<SheetFacts, ReadError> {
        if let Some(known) = self.facts.get(&sheet) {
            return Ok(known.clone());
        }
        let name = self.sheets.get(sheet).map(|s| s.name.clone()).unwrap_or_default();
        let inside = &mut self.inside;
        let facts = guard(|| match inside {
            Inside::Workbook(book) => book.facts(sheet),
            Inside::Xls(book) => book.facts(sheet),
            Inside::Ods(book) => Ok(book.facts(sheet)),
            Inside::Text(_) => Ok(SheetFacts::default()),
        });
        let facts = facts.map_err(|reason| ReadError { file: self.file.clone(), sheet: Some(name), reason })?;
        self.facts.insert(sheet, facts.clone());
        Ok(facts)
    }

    /// Whether [`Book::facts`] costs a pass of its own before the rows are read, and none after it: the sheet is long.
    pub fn tells_facts_late(&mut self, sheet: usize) -> bool {
        match &mut self.inside {
            Inside::Workbook(book) => !self.facts.contains_key(&sheet) && book.tells_facts_late(sheet),
            _ => false,
        }
    }

    /// How long a text file is; none for workbooks.
    pub(crate) fn text_bytes(&self) -> Option<u64> {
        match &self.inside {
            Inside::Text(text) => Some(text.bytes()),
            _ => None,
        }
    }

    /// A long text file in stretches of about so many bytes; none where it cannot be read so.
    pub(crate) fn stretches(&self, each: u64) -> Vec<Stretch> {
        match &self.inside {
            Inside::Text(text) => text.stretches(each),
            _ => Vec::new(),
        }
    }

    /// The rows of a sheet.
    ///
    /// # Errors
    ///
    /// When the sheet cannot be read.
    pub fn rows(&mut self, sheet: usize) -> Result<SheetRows<'_>, ReadError> {
        self.rows_as(sheet, true)
    }

    /// The rows of a sheet for whoever wants only the first of them: nothing is read ahead of what is asked for, where that is
    /// possible.
    ///
    /// # Errors
    ///
    /// When the sheet cannot be read.
    pub fn first_rows(&mut self, sheet: usize) -> Result<SheetRows<'_>, ReadError> {
        self.rows_as(sheet, false)
    }

    fn rows_as(&mut self, sheet: usize, all: bool) -> Result<SheetRows<'_>, ReadError> {
        // The look at a sheet as a whole comes first: it refuses what its reader would labour on. A long sheet is looked at while it is
        // read, and at once when that ends early.
        if !self.tells_facts_late(sheet) {
            self.facts(sheet)?;
        }
        let name = self.sheets.get(sheet).map(|s| s.name.clone()).unwrap_or_default();
        let file = self.file.clone();
        let inside = &mut self.inside;
        let rows: Result<Box<dyn Rows + '_>, Reason> = guard(|| match inside {
            Inside::Workbook(book) => book.rows(sheet, all),
            Inside::Xls(book) => book.rows(sheet),
            Inside::Ods(book) => book.rows(sheet),
            Inside::Text(text) => text.rows(),
        });
        match rows {
            Ok(rows) => Ok(SheetRows { rows, file, name }),
            Err(reason) => Err(ReadError { file, sheet: Some(name), reason }),
        }
    }
}

/// The rows of one sheet, with the name of the file for errors.
pub struct SheetRows<'a> {
    rows: Box<dyn Rows + 'a>,
    file: PathBuf,
    name: String,
}

impl SheetRows<'_> {
    /// Puts the next filled row into `row`; `false` after the last.
    ///
    /// # Errors
    ///
    /// Whatever keeps the rest of the sheet from being read.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let rows = &mut self.rows;
        let next = guard(|| match rows.next(row) {
            Ok(true) if row.is_too_long() => Err(Reason::TooLarge),
            other => other,
        });
        next.map_err(|reason| ReadError {
            file: self.file.clone(),
            sheet: (!self.name.is_empty()).then(|| self.name.clone()),
            reason,
        })
    }
}

impl NextRow for SheetRows<'_> {
    type Error = ReadError;

    fn next_row(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        self.next(row)
    }
}

/// Runs a call into a library; a panic in it is a damaged file, not the end of the program.
pub(super) fn guard<T>(call: impl FnOnce() -> Result<T, Reason>) -> Result<T, Reason> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| Err(Reason::Damaged(String::new())))
}

fn open_inside(path: &Path) -> Result<Inside, Reason> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(limits::STDIN_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limits::STDIN_BYTES {
            return Err(Reason::TooLarge);
        }
        return open_input(Input::memory(bytes));
    }
    let kind = std::fs::metadata(path)?.file_type();
    if kind.is_dir() {
        return Err(Reason::Folder);
    }
    // A pipe or device cannot be read twice, and may never end.
    if !kind.is_file() {
        return Err(Reason::NoFile);
    }
    open_input(Input::file(path)?)
}

fn open_input(mut input: Input) -> Result<Inside, Reason> {
    let mut head = vec![0; 8 << 10];
    let mut filled = 0;
    while let Some(rest) = head.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest)? {
            0 => break,
            n => filled += n,
        }
    }
    head.truncate(filled);
    let size = input.seek(std::io::SeekFrom::End(0))?;
    input.rewind()?;
    match sniff(&head)? {
        Kind::Zip => match Workbook::open(input) {
            Ok(book) => Ok(Inside::Workbook(Box::new(book))),
            Err(super::workbook::NotOpened::Ods(input)) => OdsBook::open(input).map(Inside::Ods),
            Err(super::workbook::NotOpened::Failed(reason)) => Err(reason),
        },
        Kind::Compound | Kind::Biff if size > limits::XLS_BYTES => Err(Reason::TooLarge),
        Kind::Compound => XlsBook::compound(input).map(|book| Inside::Xls(Box::new(book))),
        Kind::Biff => XlsBook::bare(input).map(|book| Inside::Xls(Box::new(book))),
        Kind::Text => Delimited::open(input, size).map(Inside::Text),
    }
}
