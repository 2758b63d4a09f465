//! .csv, .tsv and .txt: charset, delimiter, records.

use std::io::{Cursor, ErrorKind, Read, Seek, SeekFrom};

use csv::{ByteRecord, ReaderBuilder, Terminator};
use encoding_rs::UTF_8;
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::book::Rows;
use super::charset::{Charset, detect};
use super::input::Input;
use super::plain_text::{PlainText, Reader};
use super::row::Item;
use super::short_way::ShortWay;
use super::stretch::Stretch;
use super::{Reason, Row, limits};
use crate::text::legacy;

/// Bytes up to which a file is not worth a thread. Tests must meet both ways.
const SMALL: u64 = if cfg!(test) { 16 } else { 1 << 20 };

/// A text file whose charset and delimiter are known.
pub(crate) struct Delimited {
    input: Input,
    size: u64,
    skip: u64,
    encoding: &'static encoding_rs::Encoding,
    /// The name of the charset for people.
    charset: &'static str,
    delimiter: u8,
    /// Whether the first line is `sep=…`, which is no record of the list.
    separator_line: bool,
}

impl Delimited {
    pub(crate) fn open(mut input: Input, size: u64) -> Result<Delimited, Reason> {
        let mut sample = Vec::new();
        input.by_ref().take(limits::SAMPLE_BYTES as u64).read_to_end(&mut sample)?;
        let (input, skip, encoding, charset): (Input, u64, _, &'static str) =
            match detect(&sample, sample.len() as u64 == size) {
                Charset::Unicode { encoding, skip } => (input, skip as u64, encoding, encoding.name()),
                Charset::Other => {
                    if size > limits::OLD_CHARSET_BYTES {
                        return Err(Reason::TooLarge);
                    }
                    let mut bytes = sample;
                    input.read_to_end(&mut bytes)?;
                    let unknown = || std::str::from_utf8(&bytes).map_or_else(|e| e.valid_up_to(), |_| 0);
                    let Some(old) = legacy::guess(&bytes) else { return Err(Reason::Undecodable(unknown())) };
                    let (decoded, undefined) = legacy::decode(old, &bytes);
                    if let Some(offset) = undefined {
                        return Err(Reason::Undecodable(offset));
                    }
                    (Input::memory(decoded.into_bytes()), 0, UTF_8, old.name())
                }
            };
        let mut text = Delimited { input, size, skip, encoding, charset, delimiter: b',', separator_line: false };
        let mut start = Vec::new();
        text.decoded()?.take(limits::SAMPLE_BYTES as u64).read_to_end(&mut start)?;
        let whole_lines = memchr::memrchr2(b'\n', b'\r', &start).map_or(start.len(), |at| at + 1);
        let start = start.get(..whole_lines).unwrap_or(&[]);
        match separator_of(start) {
            Some(delimiter) => {
                text.delimiter = delimiter;
                text.separator_line = true;
            }
            None => text.delimiter = guess_delimiter(start),
        }
        Ok(text)
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.charset
    }

    /// The text from its start, as UTF-8.
    fn decoded(&mut self) -> Result<Box<dyn Read + '_>, Reason> {
        self.input.seek(SeekFrom::Start(self.skip))?;
        if self.encoding == UTF_8 {
            return Ok(Box::new(&mut self.input));
        }
        Ok(Box::new(DecodeReaderBytesBuilder::new().encoding(Some(self.encoding)).build(&mut self.input)))
    }

    pub(crate) fn rows(&mut self) -> Result<Box<dyn Rows + '_>, Reason> {
        if self.encoding == UTF_8
            && self.size > SMALL
            && let Ok(again) = self.input.again()
            && let Ok(rows) = PlainText::start(again, self.skip, self.delimiter, self.separator_line)
        {
            return Ok(Box::new(ShortWay::new(rows, move || self.records())));
        }
        self.records()
    }

    /// Its length in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.size
    }

    /// The text in stretches of about so many bytes, where it can be read so.
    pub(crate) fn stretches(&self, each: u64) -> Vec<Stretch> {
        if self.encoding != UTF_8 || self.size <= SMALL {
            return Vec::new();
        }
        let reader = Reader::new(self.delimiter, self.separator_line);
        Stretch::all(&self.input, self.skip, each, reader).unwrap_or_default()
    }

    /// The rows as the csv crate reads them.
    fn records(&mut self) -> Result<Box<dyn Rows + '_>, Reason> {
        let (delimiter, separator_line) = (self.delimiter, self.separator_line);
        Ok(Box::new(Records::new(self.decoded()?, delimiter, separator_line, 0)))
    }
}

/// Passes text on with every row ended by LF, be it with a CR before, so that rows of one file that end in different ways
/// are counted alike; no byte moves. Remembers whether an odd number of quotation marks went by, and ends in an error where
/// one record asks for more than a row may hold.
struct Lines<R> {
    inner: R,
    /// Bytes since the last record began.
    given: usize,
    /// Whether a CR came last: what follows tells whether it ends a row by itself.
    held: bool,
    open: bool,
    /// Whether the end was met.
    over: bool,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        if self.given > limits::ROW_BYTES {
            return Err(ErrorKind::FileTooLarge.into());
        }
        loop {
            let from = usize::from(self.held);
            let Some(rest) = buf.get_mut(from..).filter(|r| !r.is_empty()) else { return Ok(0) };
            let got = self.inner.read(rest)?;
            if self.held
                && let Some(first) = buf.first_mut()
            {
                *first = b'\r';
            }
            let text = buf.get_mut(..from + got).unwrap_or_default();
            let ended = got == 0;
            self.held = !ended && text.last() == Some(&b'\r');
            let whole = text.len() - usize::from(self.held);
            let mut at = 0;
            while let Some(found) = text.get(at..whole).and_then(|t| memchr::memchr(b'\r', t)) {
                at += found + 1;
                if text.get(at) != Some(&b'\n')
                    && let Some(lone) = text.get_mut(at - 1)
                {
                    *lone = b'\n';
                }
            }
            self.open ^= memchr::memchr_iter(b'"', text.get(..whole).unwrap_or_default()).count() % 2 == 1;
            if whole > 0 || ended {
                self.over = whole == 0;
                self.given += whole;
                return Ok(whole);
            }
        }
    }
}

/// The records that the csv crate finds.
pub(super) struct Records<R> {
    records: csv::Reader<Lines<R>>,
    record: ByteRecord,
    number: u32,
    line: u64,
    separator_line: bool,
    /// The number of the first record that runs over several lines: where quotation marks do not come in pairs, that one
    /// has swallowed others.
    long_record: Option<u32>,
}

impl<R: Read> Records<R> {
    /// The records of a text whose rows before it are `number`.
    pub(super) fn new(text: R, delimiter: u8, separator_line: bool, number: u32) -> Records<R> {
        let records = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(Lines { inner: text, given: 0, held: false, open: false, over: false });
        Records { records, record: ByteRecord::new(), number, line: 1, separator_line, long_record: None }
    }

    /// The number of the row before.
    pub(super) fn number(&self) -> u32 {
        self.number
    }
}

impl<R: Read> Rows for Records<R> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        loop {
            self.records.get_mut().given = 0;
            let more = self.records.read_byte_record(&mut self.record).map_err(|e| match e.into_kind() {
                csv::ErrorKind::Io(e) if e.kind() == ErrorKind::FileTooLarge => match self.records.get_ref().open {
                    true => Reason::UnclosedQuote(self.long_record.unwrap_or(self.number.saturating_add(1))),
                    false => Reason::TooLarge,
                },
                csv::ErrorKind::Io(e) => Reason::from(e),
                kind => Reason::Damaged(format!("{kind:?}")),
            })?;
            if !more {
                return match self.long_record {
                    Some(number) if self.records.get_ref().open => Err(Reason::UnclosedQuote(number)),
                    _ => Ok(false),
                };
            }
            // The csv crate passes blank lines over; a spreadsheet shows them as rows.
            let breaks = self.record.iter().map(|f| memchr::memchr_iter(b'\n', f).count() as u64).sum::<u64>();
            let line = self.records.position().line();
            // A record that the end of the file ends has no line end of its own.
            let own = breaks + u64::from(!self.records.get_ref().over);
            let blank = (line - self.line.min(line)).saturating_sub(own);
            self.line = line;
            self.number = self.number.saturating_add(1).saturating_add(u32::try_from(blank).unwrap_or(u32::MAX));
            if breaks > 0 && self.long_record.is_none() {
                self.long_record = Some(self.number);
            }
            row.start(self.number);
            for (column, field) in (0..limits::COLUMNS).zip(&self.record) {
                let field = if column as usize + 1 == self.record.len() {
                    field.strip_suffix(b"\r").unwrap_or(field)
                } else {
                    field
                };
                match std::str::from_utf8(field) {
                    Ok(text) => row.push(column, Item::Text(text)),
                    Err(e) => {
                        let before = self.record.position().map_or(0, csv::Position::byte);
                        return Err(Reason::Undecodable(usize::try_from(before).unwrap_or(0) + e.valid_up_to()));
                    }
                }
            }
            if self.number == 1 && self.separator_line {
                continue;
            }
            if !row.is_empty() {
                return Ok(true);
            }
        }
    }
}

/// The delimiter that a first line `sep=;` names.
fn separator_of(text: &[u8]) -> Option<u8> {
    let line = text.split(|b| matches!(b, b'\n' | b'\r')).next()?;
    let line = line.trim_ascii().strip_prefix(b"\"").map_or(line.trim_ascii(), |l| l.strip_suffix(b"\"").unwrap_or(l));
    match line.strip_prefix(b"sep=").or_else(|| line.strip_prefix(b"SEP=")) {
        Some([delimiter]) => Some(*delimiter),
        _ if line == b"sep=" => Some(b'\t'),
        _ => None,
    }
}

/// The delimiter that cuts the records into the most fields of one number: a list has its columns in every row, while
/// commas inside texts come as they please.
fn guess_delimiter(text: &[u8]) -> u8 {
    let score = |delimiter: u8| {
        let mut records =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(Cursor::new(text));
        let mut widths: Vec<usize> = Vec::new();
        let mut record = ByteRecord::new();
        while widths.len() < 1000 && records.read_byte_record(&mut record).unwrap_or(false) {
            widths.push(record.len());
        }
        let most_common =
            widths.iter().filter(|w| **w > 1).map(|w| (widths.iter().filter(|v| *v == w).count(), *w)).max();
        let (rows, width) = most_common.unwrap_or((0, 1));
        let split = widths.iter().filter(|w| **w > 1).count();
        (rows * (width - 1).min(8) + split, width)
    };
    let mut best = (b',', (0, 0));
    for delimiter in [b',', b';', b'\t', b'|'] {
        let scored = score(delimiter);
        if scored > best.1 {
            best = (delimiter, scored);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows_of(bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>, Reason> {
        let mut text = Delimited::open(Input::memory(bytes.to_vec()), bytes.len() as u64)?;
        let mut rows = text.rows()?;
        let mut row = Row::default();
        let mut out = Vec::new();
        while rows.next(&mut row)? {
            out.push((row.number, row.cells().map(|(c, _)| row.text(c)).collect()));
        }
        Ok(out)
    }

    /// Rows with their numbers and columns, and whether it ended well.
    fn all(rows: Result<Box<dyn Rows + '_>, Reason>) -> (Vec<Row>, Option<String>) {
        let mut out = Vec::new();
        let mut rows = match rows {
            Ok(rows) => rows,
            Err(e) => return (out, Some(format!("{e:?}"))),
        };
        loop {
            let mut row = Row::default();
            match rows.next(&mut row) {
                Ok(true) => out.push(row),
                Ok(false) => return (out, None),
                Err(e) => return (out, Some(format!("{e:?}"))),
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_finds_what_the_csv_crate_finds(
            lines in proptest::collection::vec("(([ab\"é,; \u{1}\r]|\"[a,;]*\"[,;]?|hộ nghèo,|12,){0,12}(\n|\r\n|\r|\"\n))", 0..40),
            bad in proptest::option::weighted(0.1, 0..400usize),
            separator_line: bool,
        ) {
            let mut bytes = lines.concat().into_bytes();
            if let Some(byte) = bad.and_then(|at| bytes.get_mut(at)) {
                *byte = 0xFF;
            }
            let text = || Delimited {
                input: Input::memory(bytes.clone()),
                size: u64::MAX,
                skip: 0,
                encoding: UTF_8,
                charset: "UTF-8",
                delimiter: b',',
                separator_line,
            };
            proptest::prop_assert_eq!(all(text().rows()), all(text().records()));
        }
    }

    #[test]
    fn a_record_without_end_is_refused_before_it_fills_the_memory() {
        let list = |tail: &str| {
            let endless = std::io::repeat(b'a').take(1 << 40);
            let text = Cursor::new(format!("a,b\n{tail}").into_bytes()).chain(endless);
            let mut records = Records::new(text, b',', false, 0);
            let mut row = Row::default();
            assert!(records.next(&mut row).is_ok_and(|more| more));
            records.next(&mut row).err().map(|e| format!("{e:?}"))
        };
        assert_eq!(list(""), Some("TooLarge".to_owned()));
        assert_eq!(list("c,\"d"), Some("UnclosedQuote(2)".to_owned()));
    }

    #[test]
    fn numbers_rows_as_a_spreadsheet_shows_them() {
        let rows = rows_of(b"a,b\r\n\r\n,\r\n\"x\ny\",2\r\n3,4").expect("rows");
        let numbers: Vec<u32> = rows.iter().map(|r| r.0).collect();
        assert_eq!(numbers, [1, 4, 5]);
    }

    #[test]
    fn rows_that_end_in_different_ways_are_counted_alike() {
        let want = [(1, "a"), (2, "b"), (4, "c"), (5, "d")].map(|(n, t)| (n, vec![t.to_owned(), "\"\"".to_owned()]));
        for [a, b, c, d] in [
            ["\n"; 4],
            ["\r"; 4],
            ["\r\n"; 4],
            ["\r\n", "\n", "\r\n", "\r"],
            ["\n", "\r\n", "\n", "\r\n"],
            ["\r", "\r\n", "\n", "\r\n"],
        ] {
            let text = format!("a,{q}{a}b,{q}{b}{c}c,{q}{d}d,{q}{a}", q = "\"\"\"\"\"\"");
            assert_eq!(rows_of(text.as_bytes()).expect("rows"), want, "{text:?}");
        }
    }

    #[test]
    fn row_ends_are_the_same_however_the_bytes_come() {
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
                let one = buf.len().min(1);
                self.0.read(buf.get_mut(..one).unwrap_or_default())
            }
        }
        let text = b"a\r\nb\rc\n\r\r\n\"\r";
        let mut lines = Lines { inner: Slow(text), given: 0, held: false, open: false, over: false };
        let (mut out, mut buf) = (Vec::new(), [0; 16]);
        while let Ok(got @ 1..) = lines.read(&mut buf) {
            out.extend_from_slice(&buf[..got]);
        }
        assert_eq!(out, b"a\r\nb\nc\n\n\r\n\"\n");
        assert!(lines.open);
    }

    #[test]
    fn commas_in_texts_do_not_make_a_list_comma_separated() {
        let text = "STT;Ten;Nguyen nhan\n1;A;thieu von, dat, cong cu\n2;B;gia yeu, om dau, neo don, ngheo\n3;C;luoi\n";
        assert_eq!(guess_delimiter(text.as_bytes()), b';');
        assert_eq!(rows_of(b"sep=;\na;b,c\n").expect("rows"), [(2, vec!["a".to_owned(), "b,c".to_owned()])]);
    }

    #[test]
    fn utf16_with_and_without_its_mark() {
        let text: Vec<u16> = "STT\tHọ tên\r\n1\tÔng Tổ\r\n".encode_utf16().collect();
        let le: Vec<u8> = text.iter().flat_map(|u| u.to_le_bytes()).collect();
        let marked: Vec<u8> = [0xFE, 0xFF].into_iter().chain(text.iter().flat_map(|u| u.to_be_bytes())).collect();
        for bytes in [le, marked] {
            assert_eq!(rows_of(&bytes).expect("rows")[1].1, ["1", "Ông Tổ"]);
        }
    }

    #[test]
    fn a_quote_never_closed_is_named_with_its_row() {
        assert!(matches!(rows_of(b"a,b\n1,\"x\n2,y\n3,z\n"), Err(Reason::UnclosedQuote(2))));
    }
}
