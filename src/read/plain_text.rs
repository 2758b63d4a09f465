//! A short way through plain .csv: a thread splits large pieces at delimiters and line ends while the rows before are used.
//!
//! It knows fields without quotation marks and fields that stand in one pair of them. A piece that holds anything else is
//! given to the csv crate; a piece that the csv crate does not leave as it found it, between two records, and bytes
//! that are no UTF-8 end the short way: the csv crate then reads the file from its start. It refuses nothing.

use std::io::{Read, Seek, SeekFrom};

use super::ahead::{Ahead, Batch, Batches, Step, Unusual};
use super::book::Rows as _;
use super::delimited::Records;
use super::input::Input;
use super::pieces::{Piece, Pieces};
use super::row::{Item, is_blank};
use super::short_way::Steps;
use super::stops::Stops;
use super::{Row, limits};

/// Bytes in a piece: the rows of a few on their way still fit near the processor. Tests must meet many.
pub(super) const SIZE: usize = if cfg!(test) { 160 } else { 128 << 10 };

/// A record that the csv crate gives back by itself only where it stands between two records.
const BETWEEN: &[u8] = b"\x01\n";

/// The rows of a text file as far as the short way goes.
pub(super) struct PlainText {
    ahead: Ahead,
}

impl PlainText {
    /// Begins to read UTF-8 behind the first `skip` bytes.
    pub(super) fn start(
        mut input: Input,
        skip: u64,
        delimiter: u8,
        separator_line: bool,
    ) -> Result<PlainText, Unusual> {
        input.seek(SeekFrom::Start(skip)).map_err(|_| Unusual)?;
        let reader = Reader::new(delimiter, separator_line);
        Ok(PlainText { ahead: Ahead::start(move |batches| reader.run(input, &batches))? })
    }
}

impl Steps for PlainText {
    fn next(&mut self, row: &mut Row) -> Step {
        self.ahead.next(row)
    }
}

/// Reads pieces one behind the other.
#[derive(Clone)]
pub(super) struct Reader {
    delimiter: u8,
    separator_line: bool,
    /// The number of the row before.
    number: u32,
}

impl Reader {
    pub(super) fn new(delimiter: u8, separator_line: bool) -> Reader {
        Reader { delimiter, separator_line, number: 0 }
    }

    /// One for lines further down, which counts them anew.
    pub(super) fn below(&self) -> Reader {
        Reader::new(self.delimiter, false)
    }

    /// The number of the row before.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    fn run(mut self, input: Input, batches: &Batches) {
        let mut pieces = Pieces::new(input, "\n", None, SIZE);
        let mut piece = Piece::default();
        loop {
            let mut batch = batches.empty();
            match pieces.next(&mut piece) {
                Ok(true) => {
                    if self.piece(piece.bytes(), &mut batch).is_err() {
                        batch.end = Some(Step::Unusual);
                    }
                }
                Ok(false) => batch.end = Some(Step::End),
                Err(Unusual) => batch.end = Some(Step::Unusual),
            }
            if !batches.send(batch) {
                return;
            }
        }
    }

    /// Adds the rows of a piece to a batch.
    pub(super) fn piece(&mut self, bytes: &[u8], batch: &mut Batch) -> Result<(), Unusual> {
        let text = simdutf8::basic::from_utf8(bytes).map_err(|_| Unusual)?;
        let (number, rows) = (self.number, batch.len());
        if self.plain(text, batch).is_some() {
            return Ok(());
        }
        self.number = number;
        batch.cut(rows);
        self.by_library(bytes, batch).inspect_err(|_| batch.cut(rows))
    }

    /// Reads lines one by one; `None` where one is not plain.
    fn plain(&mut self, text: &str, batch: &mut Batch) -> Option<()> {
        let bytes = text.as_bytes();
        let delimiter = self.delimiter;
        let mut line = Line { text, start: 0, field: 0, column: 0, open: false, closed: None };
        let mut row = batch.spare()?;
        row.start(self.number.saturating_add(1));
        for at in Stops::new(bytes, delimiter) {
            let byte = bytes.get(at).copied().unwrap_or(b'\n');
            let ends_line = byte == b'\n';
            if byte == delimiter || ends_line {
                if line.open {
                    if ends_line {
                        return None;
                    }
                    continue;
                }
                line.end_field(if ends_line { line.without_return(at) } else { at }, row)?;
                line.field = at + 1;
                if ends_line {
                    self.number = self.number.saturating_add(1);
                    let names_delimiter = self.number == 1 && self.separator_line;
                    if !row.is_empty() && !names_delimiter {
                        row.line(line.whole(at)?);
                        batch.keep();
                    }
                    row = batch.spare()?;
                    row.start(self.number.saturating_add(1));
                    (line.start, line.column) = (line.field, 0);
                }
            } else if byte == b'"' {
                line.quote(at)?;
            } else if line.open || bytes.get(at + 1).is_some_and(|next| *next != b'\n') {
                return None;
            }
        }
        Some(())
    }

    /// Reads a piece as the csv crate reads it.
    fn by_library(&mut self, bytes: &[u8], batch: &mut Batch) -> Result<(), Unusual> {
        // An odd one may be open here, and is named when the file ends.
        if memchr::memchr_iter(b'"', bytes).count() % 2 == 1 {
            return Err(Unusual);
        }
        let ended = bytes.ends_with(b"\n");
        let whole = bytes.chain(if ended { BETWEEN } else { b"" });
        let mut records = Records::new(whole, self.delimiter, self.separator_line && self.number == 0, self.number);
        let (mut between, mut failed, mut more) = (!ended, false, true);
        while more {
            batch.push(|row| {
                match records.next(row) {
                    Ok(true) => between = !ended || (row.len() == 1 && row.get(0) == Item::Text("\x01")),
                    Ok(false) => more = false,
                    Err(_) => failed = true,
                }
                more && !failed
            });
            if failed {
                return Err(Unusual);
            }
        }
        if !between {
            return Err(Unusual);
        }
        // The last row is the one that was added.
        batch.cut(batch.len() - usize::from(ended));
        self.number = records.number() - u32::from(ended);
        Ok(())
    }
}

/// A line, as far as it was met.
struct Line<'a> {
    text: &'a str,
    start: usize,
    /// Where the text of the field begins that is met.
    field: usize,
    column: u32,
    /// Whether a quotation mark stands open.
    open: bool,
    /// Where one was closed in this field.
    closed: Option<usize>,
}

impl<'a> Line<'a> {
    /// Opens or closes a quotation mark; `None` where it does neither to a whole field.
    #[inline(always)]
    fn quote(&mut self, at: usize) -> Option<()> {
        if self.open {
            self.closed = Some(at);
        } else if at == self.field && self.closed.is_none() {
            self.field = at + 1;
        } else {
            return None;
        }
        self.open = !self.open;
        Some(())
    }

    /// Gives a field that ends here to the row. It is the inner loop of a nation's list.
    #[inline(always)]
    fn end_field(&mut self, at: usize, row: &mut Row) -> Option<()> {
        let mut end = at;
        if let Some(closed) = self.closed.take() {
            if closed + 1 != at {
                return None;
            }
            end = closed;
        }
        if let Some(field @ [first, ..]) = self.text.as_bytes().get(self.field..end)
            && (first.is_ascii_graphic() || !is_blank(self.text.get(self.field..end)?))
        {
            row.push_span(self.column, self.field - self.start, end - self.start);
            if first.is_ascii_digit() && is_digits_and_signs(field) {
                row.last_is_number();
            }
        }
        self.column += 1;
        Some(())
    }

    /// The end of the line without the CR before it.
    #[inline(always)]
    fn without_return(&self, at: usize) -> usize {
        let returned = at > self.start && self.text.as_bytes().get(at - 1) == Some(&b'\r');
        at - usize::from(returned)
    }

    /// The line that ends here; `None` where a cell of it may have to be cut or left out.
    #[inline(always)]
    fn whole(&self, at: usize) -> Option<&'a str> {
        let line = self.text.get(self.start..at)?;
        (line.len() <= limits::CELL_BYTES && self.column <= limits::COLUMNS).then_some(line)
    }
}

/// Whether a short text has no letter; all that are no ASCII letters stand below the first of them.
#[inline(always)]
fn is_digits_and_signs(field: &[u8]) -> bool {
    const LETTERS: u64 = 0xC0C0_C0C0_C0C0_C0C0;
    match (field.first_chunk(), field.last_chunk()) {
        (Some(head), Some(tail)) => {
            field.len() <= 16 && (u64::from_le_bytes(*head) | u64::from_le_bytes(*tail)) & LETTERS == 0
        }
        _ => field.iter().all(|byte| *byte < b'@'),
    }
}
