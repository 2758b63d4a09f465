//! .xls files of Excel 5 to 2003, cell by cell.
//!
//! calamine reads these too, but follows loops of sectors until the memory is full, and builds the rectangle between the
//! outermost cells of a sheet: a blank in the last corner costs half a gigabyte. Here the container is the `cfb` crate's,
//! which checks its chains, and nothing is made larger than the stream in the file.

mod cells;
mod strings;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::Read;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::book::{Rows, Sheet};
use super::input::Input;
use super::number_format::{Shape, built_in, custom};
use super::{Merge, Reason, SheetFacts, limits};
use cells::SheetCells;
use strings::{Strings, Text};

/// One record of the stream: its type and where its bytes are.
#[derive(Debug, Clone, Copy)]
struct Record {
    kind: u16,
    start: usize,
    end: usize,
}

/// The record that begins at `at`.
fn record(stream: &[u8], at: usize) -> Option<Record> {
    let head = stream.get(at..at + 4)?;
    let length = usize::from(u16_at(head, 2)?);
    let (start, end) = (at + 4, at + 4 + length);
    (end <= stream.len()).then_some(Record { kind: u16_at(head, 0)?, start, end })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn cut_short() -> Reason {
    Reason::Damaged("the stream ends too early".to_owned())
}

/// The charset that Windows knows by a number.
fn charset(page: u16) -> &'static Encoding {
    let label = match page {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10_000 | 0x8000 => "macintosh".to_owned(),
        page => format!("windows-{page}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

/// What the cells of all sheets share.
struct Shared {
    stream: Vec<u8>,
    /// Excel 97 and later, whose texts are Unicode.
    unicode: bool,
    charset: &'static Encoding,
    strings: Strings,
    /// What each cell format shows numbers as.
    shapes: Vec<Shape>,
    from_1904: bool,
}

/// An opened .xls.
pub(crate) struct XlsBook {
    shared: Shared,
    sheets: Vec<(Sheet, usize)>,
}

impl XlsBook {
    /// Opens a compound file.
    pub(crate) fn compound(input: Input) -> Result<XlsBook, Reason> {
        let mut file = cfb::CompoundFile::open(input).map_err(|e| Reason::Damaged(e.to_string()))?;
        if file.exists("/EncryptedPackage") {
            return Err(Reason::Password);
        }
        let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
        let Some(name) = name else { return Err(Reason::NotSpreadsheet) };
        let mut stream = Vec::new();
        let source = file.open_stream(name).map_err(|e| Reason::Damaged(e.to_string()))?;
        source.take(limits::XLS_BYTES).read_to_end(&mut stream).map_err(|e| Reason::Damaged(e.to_string()))?;
        XlsBook::of(stream)
    }

    /// Opens a stream that stands bare in its file.
    pub(crate) fn bare(input: Input) -> Result<XlsBook, Reason> {
        let mut stream = Vec::new();
        input.take(limits::XLS_BYTES).read_to_end(&mut stream)?;
        XlsBook::of(stream)
    }

    fn of(stream: Vec<u8>) -> Result<XlsBook, Reason> {
        let first = record(&stream, 0).ok_or_else(cut_short)?;
        let version = u16_at(stream.get(first.start..first.end).unwrap_or(&[]), 0);
        let unicode = match (first.kind, version) {
            (0x0809, Some(0x0600)) => true,
            (0x0809, Some(0x0500)) => false,
            (0x0009 | 0x0209 | 0x0409 | 0x0809, _) => return Err(Reason::TooOld),
            _ => return Err(Reason::Damaged("no workbook at the start of the stream".to_owned())),
        };
        let mut shared = Shared {
            stream,
            unicode,
            charset: WINDOWS_1252,
            strings: Strings::default(),
            shapes: Vec::new(),
            from_1904: false,
        };
        let sheets = shared.read_globals(first.end)?;
        Ok(XlsBook { shared, sheets })
    }

    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        self.sheets.iter().map(|(sheet, _)| sheet.clone()).collect()
    }

    pub(crate) fn facts(&self, sheet: usize) -> Result<SheetFacts, Reason> {
        let mut facts = SheetFacts::default();
        let Some((_, start)) = self.sheets.get(sheet) else { return Ok(facts) };
        let stream = &self.shared.stream;
        cells::for_each(stream, *start, &mut |record| {
            let bytes = stream.get(record.start..record.end).unwrap_or(&[]);
            match record.kind {
                // ROW: the fifth bit of its options hides it.
                0x0208 => facts.hidden_rows += u32::from(u16_at(bytes, 12).is_some_and(|o| o & 0x20 != 0)),
                // MERGEDCELLS
                0x00E5 => {
                    for area in bytes.get(2..).unwrap_or(&[]).chunks_exact(8) {
                        let at = |i| u16_at(area, i).map(u32::from);
                        if let (Some(top), Some(bottom), Some(left), Some(right)) = (at(0), at(2), at(4), at(6)) {
                            facts.merge(Merge { top, left, bottom, right });
                        }
                    }
                }
                _ => {}
            }
        })?;
        facts.merges.sort_unstable();
        Ok(facts)
    }

    pub(crate) fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, Reason> {
        let start = self.sheets.get(sheet).map(|s| s.1).ok_or_else(cut_short)?;
        Ok(Box::new(SheetCells::new(&self.shared, start)?))
    }
}

impl Shared {
    /// Reads what stands before the sheets; the sheets with where they begin.
    fn read_globals(&mut self, from: usize) -> Result<Vec<(Sheet, usize)>, Reason> {
        let stream = std::mem::take(&mut self.stream);
        let mut at = from;
        let mut sheets = Vec::new();
        let mut formats: HashMap<u16, Shape> = HashMap::new();
        loop {
            let record = record(&stream, at).ok_or_else(cut_short)?;
            let bytes = stream.get(record.start..record.end).unwrap_or(&[]);
            at = record.end;
            match record.kind {
                0x000A => break,
                // FILEPASS
                0x002F => return Err(Reason::Password),
                // CODEPAGE
                0x0042 => {
                    self.charset = charset(u16_at(bytes, 0).unwrap_or(1252));
                }
                // DATEMODE
                0x0022 => self.from_1904 = u16_at(bytes, 0) == Some(1),
                // FORMAT
                0x041E => {
                    let text = Text { shared: self, segments: &[(record.start + 2, record.end)], stream: &stream };
                    let code = if self.unicode { text.long() } else { text.short() };
                    if let (Some(id), Some(code)) = (u16_at(bytes, 0), code) {
                        formats.insert(id, custom(&code));
                    }
                }
                // XF
                0x00E0 => {
                    let id = u16_at(bytes, 2).unwrap_or(0);
                    self.shapes.push(formats.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                // BOUNDSHEET
                0x0085 => {
                    let text = Text { shared: self, segments: &[(record.start + 6, record.end)], stream: &stream };
                    let start = u32_at(bytes, 0).and_then(|p| usize::try_from(p).ok()).ok_or_else(cut_short)?;
                    let hidden = bytes.get(4).is_some_and(|v| v & 3 != 0);
                    let is_sheet = bytes.get(5).copied() == Some(0);
                    if is_sheet {
                        sheets.push((Sheet { name: text.short().unwrap_or_default(), hidden }, start));
                    }
                }
                // SST
                0x00FC => {
                    let mut segments = vec![(record.start + 8, record.end)];
                    while let Some(next) = super::xls::record(&stream, at).filter(|r| r.kind == 0x003C) {
                        segments.push((next.start, next.end));
                        at = next.end;
                    }
                    self.strings = Strings::read(&Text { shared: self, segments: &segments, stream: &stream });
                }
                _ => {}
            }
        }
        self.stream = stream;
        Ok(sheets)
    }
}
