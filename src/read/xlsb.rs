//! The records of an .xlsb, and what calamine does not tell of them: merged areas and hidden rows.
//!
//! A part is a run of records: a number for the kind, a number for the length, and as many bytes. They are walked one at a
//! time, whatever the part claims of itself.

use std::io::{BufRead as _, BufReader, Read};

use zip::ZipArchive;

use super::input::Input;
use super::workbook::zip_reason;
use super::{Merge, Reason, SheetFacts, limits, xlsx_parts};

/// The records of one part.
pub(super) struct Records<R> {
    part: BufReader<R>,
    /// Bytes gone by.
    pub(super) total: u64,
    body: Vec<u8>,
}

impl<R: Read> Records<R> {
    pub(super) fn new(part: R) -> Records<R> {
        Records { part: BufReader::with_capacity(64 << 10, part), total: 0, body: Vec::new() }
    }

    /// The kind and the bytes of the next record; nothing after the last.
    pub(super) fn next(&mut self) -> Result<Option<(u16, &[u8])>, Reason> {
        // Where inflating breaks, the library's reading ends too, if it needs the part at all.
        if !self.part.fill_buf().is_ok_and(|left| !left.is_empty()) {
            return Ok(None);
        }
        let mut kind = u16::from(self.byte()?);
        if kind & 0x80 != 0 {
            kind = kind & 0x7F | u16::from(self.byte()? & 0x7F) << 7;
        }
        let mut length = 0u64;
        for place in 0..4 {
            let byte = self.byte()?;
            length |= u64::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > limits::RECORD_BYTES {
            return Err(Reason::Damaged("a record is longer than any can be".to_owned()));
        }
        self.body.clear();
        let got = self.part.by_ref().take(length).read_to_end(&mut self.body);
        self.total += length;
        if !got.is_ok_and(|got| got as u64 == length) {
            return Err(cut_short());
        }
        Ok(Some((kind, &self.body)))
    }

    fn byte(&mut self) -> Result<u8, Reason> {
        let mut byte = [0];
        self.part.read_exact(&mut byte).map_err(|_| cut_short())?;
        self.total += 1;
        Ok(byte[0])
    }
}

fn cut_short() -> Reason {
    Reason::Damaged("a record is cut short".to_owned())
}

/// The record that names a sheet of the workbook.
pub(super) const BUNDLE_SHEET: u16 = 0x009C;

/// The part of each sheet, in the order in which the workbook names them.
pub(super) fn sheet_parts(archive: &mut ZipArchive<Input>) -> Vec<Option<String>> {
    let names = xlsx_parts::part_names(archive);
    let Some(book) = names.into_iter().find(|n| n.to_lowercase().replace('\\', "/").ends_with("xl/workbook.bin"))
    else {
        return Vec::new();
    };
    let targets = xlsx_parts::targets(archive, &book).unwrap_or_default();
    let mut parts = Vec::new();
    let Ok(part) = archive.by_name(&book) else { return parts };
    let mut records = Records::new(part);
    while let Ok(Some((kind, body))) = records.next() {
        // State, number, and the relation that leads to the part; none for what is no sheet.
        if kind == BUNDLE_SHEET
            && let Some(units) = u32_at(body, 8).filter(|units| *units != u32::MAX)
        {
            let bytes = body.get(12..).unwrap_or(&[]).chunks_exact(2).take(units as usize);
            let id: Vec<u16> = bytes.map(|p| p.try_into().map_or(0, u16::from_le_bytes)).collect();
            parts.push(String::from_utf16(&id).ok().and_then(|id| targets.get(&id).cloned()));
        }
    }
    parts
}

/// Merged areas and hidden rows of a sheet.
pub(super) fn facts(archive: &mut ZipArchive<Input>, part: &str) -> Result<SheetFacts, Reason> {
    let mut facts = SheetFacts::default();
    let mut records = Records::new(archive.by_name(part).map_err(zip_reason)?);
    while let Some((kind, body)) = records.next()? {
        match kind {
            // BrtRowHdr: a bit of the byte behind number, style and height hides the row.
            0x0000 => facts.hidden_rows += u32::from(body.get(11).is_some_and(|flags| flags & 0x10 != 0)),
            // BrtMergeCell
            0x00B0 => {
                let at = |place| u32_at(body, place);
                if let (Some(top), Some(bottom), Some(left), Some(right)) = (at(0), at(4), at(8), at(12)) {
                    facts.merge(Merge { top, left, bottom, right });
                }
            }
            _ => {}
        }
    }
    facts.merges.sort_unstable();
    Ok(facts)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::read::workbook::Workbook;

    /// A record; kinds and lengths here fit in seven bits a byte.
    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let low = (kind & 0x7F) as u8;
        let head = if kind < 0x80 { vec![low] } else { vec![low | 0x80, (kind >> 7) as u8] };
        [&head[..], &[u8::try_from(body.len()).expect("short")], body].concat()
    }

    fn numbers(all: &[u32]) -> Vec<u8> {
        all.iter().flat_map(|n| n.to_le_bytes()).collect()
    }

    fn wide(text: &str) -> Vec<u8> {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [numbers(&[u32::try_from(units.len() / 2).expect("short")]), units].concat()
    }

    /// A workbook of two sheets, whose parts stand in the other order.
    fn book(first: &[u8]) -> Workbook {
        let sheet = |id: &str, name: &str| record(0x9C, &[numbers(&[0, 1]), wide(id), wide(name)].concat());
        let whole =
            [record(0x83, &[]), record(0x8F, &[]), sheet("r2", "Một"), sheet("r1", "Hai"), record(0x90, &[])].concat();
        let rels = "<Relationships><Relationship Id='r1' Target='worksheets/a.bin'/><Relationship Id='r2' Target='worksheets/b.bin'/></Relationships>";
        let empty = [record(0x81, &[]), record(0x91, &[]), record(0x92, &[])].concat();
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in [
            ("xl/workbook.bin", [whole, record(0x84, &[])].concat()),
            ("xl/_rels/workbook.bin.rels", rels.into()),
            ("xl/worksheets/a.bin", empty),
            ("xl/worksheets/b.bin", first.to_vec()),
        ] {
            out.start_file(name, SimpleFileOptions::default()).expect("a part");
            out.write_all(&bytes).expect("its bytes");
        }
        let bytes = out.finish().expect("a zip").into_inner();
        Workbook::open(Input::memory(bytes)).ok().expect("a workbook")
    }

    #[test]
    fn merged_areas_and_hidden_rows_are_found_in_the_right_sheet() {
        let row = |number: u32, flags: u8| {
            record(0, &[numbers(&[number, 0]), vec![0x2C, 1, 0, flags, 0], numbers(&[0])].concat())
        };
        let area =
            |rows: [u32; 2], columns: [u32; 2]| record(0xB0, &numbers(&[rows[0], rows[1], columns[0], columns[1]]));
        let sheet =
            [record(0x91, &[]), row(0, 0), row(1, 0x10), row(2, 0x30), row(3, 0x20), record(0x92, &[])].concat();
        let sheet = [sheet, area([4, 6], [0, 0]), area([0, 0], [0, 3]), area([9, 8], [0, 3])].concat();
        let mut book = book(&sheet);
        let facts = book.facts(0).expect("facts");
        assert_eq!(facts.hidden_rows, 2);
        let merges = [Merge { top: 0, left: 0, bottom: 0, right: 3 }, Merge { top: 4, left: 0, bottom: 6, right: 0 }];
        assert_eq!(facts.merges, merges);
        assert_eq!(book.facts(1).expect("facts"), SheetFacts::default());
    }

    #[test]
    fn records_cut_short_are_told() {
        let whole = [record(0x9C, &[1, 2, 3]), record(0, &[4])].concat();
        let walk = |bytes: &[u8]| {
            let mut records = Records::new(bytes);
            let mut kinds = Vec::new();
            while let Some((kind, body)) = records.next()? {
                kinds.push((kind, body.to_vec()));
            }
            Ok::<_, Reason>(kinds)
        };
        assert_eq!(walk(&whole).expect("whole"), [(0x9C, vec![1, 2, 3]), (0, vec![4])]);
        for end in (1..whole.len()).filter(|end| *end != 6) {
            assert!(walk(&whole[..end]).is_err(), "{end}");
        }
        assert!(walk(&[1, 0xFF, 0xFF, 0xFF, 0x7F, 0]).is_err());
    }
}
