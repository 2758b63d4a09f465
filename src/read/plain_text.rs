//! A short way through plain .csv: a thread splits large pieces at delimiters and line ends while the rows before are used.
//!
//! It knows fields without quotation marks and fields that stand in one pair of them. A piece that holds anything else is
//! given to the csv crate; a piece that the csv crate does not leave as it found it, between two records, and bytes
//! that are no UTF-8 end the short way: the csv crate then reads the file from its start. It refuses nothing.

use std::io::{Read, Seek, SeekFrom};

use super::ahead::{Ahead, Batch, Batches, Step, Unusual};
use super::book::Rows;
use super::delimited::Records;
use super::input::Input;
use super::pieces::{PIECE, Piece, Pieces};
use super::row::Item;
use super::{Reason, Row, limits};

/// Bytes in a piece. Tests must meet many.
const SIZE: usize = if cfg!(test) { 64 } else { PIECE };

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
        let reader = Reader { delimiter, separator_line, number: 0 };
        Ok(PlainText { ahead: Ahead::start(move |batches| reader.run(input, &batches))? })
    }

    /// Puts the next filled row into `row`.
    pub(super) fn next(&mut self, row: &mut Row) -> Step {
        self.ahead.next(row)
    }
}

struct Reader {
    delimiter: u8,
    separator_line: bool,
    /// The number of the row before.
    number: u32,
}

impl Reader {
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

    fn piece(&mut self, bytes: &[u8], batch: &mut Batch) -> Result<(), Unusual> {
        let text = std::str::from_utf8(bytes).map_err(|_| Unusual)?;
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
        let mut start = 0;
        while start < bytes.len() {
            let rest = bytes.get(start..)?;
            let end = memchr::memchr(b'\n', rest).map_or(bytes.len(), |at| start + at);
            self.number = self.number.saturating_add(1);
            let line = text.get(start..end)?;
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !(self.separator_line && self.number == 1) {
                let (mut plain, delimiter, number) = (true, self.delimiter, self.number);
                batch.push(|row| {
                    row.start(number);
                    plain = split(line, delimiter, row).is_some();
                    plain && !row.is_empty()
                });
                if !plain {
                    return None;
                }
            } else if memchr::memchr3(b'"', b'\r', self.delimiter, line.as_bytes()).is_some() {
                return None;
            }
            start = end + 1;
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

/// Puts the fields of a line into a row; `None` where it is not plain.
fn split(line: &str, delimiter: u8, row: &mut Row) -> Option<()> {
    let bytes = line.as_bytes();
    let mut column = 0;
    let mut start = 0;
    while start <= bytes.len() {
        let rest = bytes.get(start..)?;
        let (field, length) = match rest.first() {
            Some(b'"') => {
                let close = memchr::memchr2(b'"', b'\r', rest.get(1..)?)?;
                let after = rest.get(close + 2);
                if rest.get(close + 1) != Some(&b'"') || after.is_some_and(|b| *b != delimiter) {
                    return None;
                }
                (line.get(start + 1..start + 1 + close)?, close + 2)
            }
            _ => {
                let end = rest.iter().position(|b| *b == delimiter || matches!(b, b'"' | b'\r')).unwrap_or(rest.len());
                if rest.get(end).is_some_and(|b| *b != delimiter) {
                    return None;
                }
                (line.get(start..start + end)?, end)
            }
        };
        if column < limits::COLUMNS {
            row.push(column, Item::Text(field));
            column += 1;
        }
        start += length + 1;
    }
    Some(())
}

/// The rows of a text by the short way as far as it goes, then by the csv crate.
pub(super) struct PlainRows<'a, F> {
    rows: PlainText,
    given: u64,
    /// Opens the file for the csv crate.
    whole: Option<F>,
    long: Option<Box<dyn Rows + 'a>>,
}

impl<'a, F: FnOnce() -> Result<Box<dyn Rows + 'a>, Reason>> PlainRows<'a, F> {
    pub(super) fn new(rows: PlainText, whole: F) -> PlainRows<'a, F> {
        PlainRows { rows, given: 0, whole: Some(whole), long: None }
    }
}

impl<'a, F: FnOnce() -> Result<Box<dyn Rows + 'a>, Reason>> Rows for PlainRows<'a, F> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        while self.long.is_none() {
            match self.rows.next(row) {
                Step::Row => {
                    self.given += 1;
                    return Ok(true);
                }
                Step::End => return Ok(false),
                Step::Unusual => {
                    let Some(whole) = self.whole.take() else { return Ok(false) };
                    let mut long = whole()?;
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
