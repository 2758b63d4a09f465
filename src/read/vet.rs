//! Looks at the parts of a zip workbook before the library reads them whole.
//!
//! calamine streams the cells of sheets, but at opening takes strings, styles and names into memory, as much as they
//! inflate to and with room for as many as they claim. An allocation that fails ends a Rust program, whatever catches
//! panics; so what would need one is refused here, with a reason. A second process that may die in the first one's place
//! would do the same at the price of another start, of a way for the rows to come across, and of a limit on memory that not
//! every system has.
//!
//! No part is ever written to disk, so names such as `../../x` are but names.

use std::io::Read;

use zip::ZipArchive;

use super::input::Input;
use super::workbook::zip_reason;
use super::xlsb::{BUNDLE_SHEET, Records};
use super::xml_watch::{XmlWatch, count};
use super::{Reason, limits};

/// Looks at every part that is read whole, and at every part of an .xlsb; not at the shared strings of an .xlsx
/// ([`vet_strings`]), which a short way may read by itself.
///
/// `size` is that of the file, in bytes.
pub(crate) fn vet(archive: &mut ZipArchive<Input>, size: u64) -> Result<(), Reason> {
    if archive.len() > limits::PARTS {
        return Err(Reason::TooLarge);
    }
    let (mut all, mut sheets) = (0u64, 0u64);
    for index in 0..archive.len() {
        let (name, packed, encrypted) = {
            let part = archive.by_index_raw(index).map_err(zip_reason)?;
            let name = part.name().map(|n| n.to_lowercase()).unwrap_or_default();
            if name.contains("sheets") {
                sheets = sheets.saturating_add(part.size());
            }
            (name, part.compressed_size(), part.encrypted())
        };
        if encrypted {
            return Err(Reason::Password);
        }
        all = all.saturating_add(packed);
        if all > size {
            return Err(Reason::Damaged("parts of the archive overlap".to_owned()));
        }
        // Sheets, each of which may grow as far as one may, together grow no further.
        if sheets > limits::RATIO_FROM && sheets / limits::RATIO > size {
            return Err(Reason::TooLarge);
        }
        let is = |ending: &str| name.replace('\\', "/").ends_with(ending);
        let Ok(part) = archive.by_index(index) else { continue };
        if is("styles.xml") || is("workbook.xml") || is(".rels") || is("[content_types].xml") {
            small(part, packed)?;
        } else if is(".bin")
            && (is("workbook.bin") || is("styles.bin") || is("sharedstrings.bin") || name.contains("sheets"))
        {
            records(part, packed, is("sharedstrings.bin"))?;
        }
    }
    Ok(())
}

/// Looks at the shared strings of an .xlsx, as must be done before the library takes them into memory.
pub(crate) fn vet_strings(archive: &mut ZipArchive<Input>) -> Result<(), Reason> {
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else { continue };
        if part.name().is_ok_and(|name| name.to_lowercase().replace('\\', "/").ends_with("sharedstrings.xml")) {
            let mut watch = StringsWatch::new(part.compressed_size());
            let mut items = 0;
            pieces(part, &mut |piece| {
                items += count(piece, b"si>");
                watch.see(piece, items)
            })?;
            watch.finish(items)?;
        }
    }
    Ok(())
}

/// Reads a part to its end in pieces.
fn pieces(mut part: impl Read, see: &mut dyn FnMut(&[u8]) -> Result<(), Reason>) -> Result<(), Reason> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        // Where it breaks, the library's reading ends too, if it needs the part at all.
        let Ok(got @ 1..) = part.read(&mut buffer) else { return Ok(()) };
        see(buffer.get(..got).unwrap_or(&[]))?;
    }
}

fn small(part: impl Read, packed: u64) -> Result<(), Reason> {
    let mut watch = XmlWatch::new(packed);
    let (mut total, mut sheets) = (0u64, 0u64);
    pieces(part, &mut |piece| {
        total += piece.len() as u64;
        sheets += count(piece, b"sheetId=");
        if total > limits::SMALL_PART_BYTES || sheets > limits::SHEETS {
            Err(Reason::TooLarge)
        } else {
            watch.see(piece)
        }
    })
}

/// Watches the part that holds shared strings, piece by piece.
pub(crate) struct StringsWatch {
    watch: XmlWatch,
    total: u64,
    claimed: Option<Option<u64>>,
}

impl StringsWatch {
    pub(crate) fn new(packed: u64) -> StringsWatch {
        StringsWatch { watch: XmlWatch::new(packed), total: 0, claimed: None }
    }

    /// Looks at the next piece; `items`: how many tags opened or closed a string so far.
    pub(crate) fn see(&mut self, piece: &[u8], items: u64) -> Result<(), Reason> {
        self.claimed.get_or_insert_with(|| claim(piece));
        self.total += piece.len() as u64;
        // Each string is a pointer, a length, a capacity and a block of its own, in a list that doubles.
        if self.total + items * 40 > limits::STRINGS_BYTES { Err(Reason::TooLarge) } else { self.watch.see(piece) }
    }

    /// Looks at the whole, when the part is over.
    pub(crate) fn finish(&self, items: u64) -> Result<(), Reason> {
        // Room is made for as many as the part says it has.
        if self.claimed.flatten().is_some_and(|n| n > 4 << 20 && n / 2 > items) {
            return Err(Reason::Damaged("the number of strings is wrong".to_owned()));
        }
        Ok(())
    }
}

/// The number of strings that the head of the part claims.
fn claim(head: &[u8]) -> Option<u64> {
    let head = head.get(..head.len().min(4096)).unwrap_or(head);
    let at = memchr::memmem::find(head, b"uniqueCount=")? + 13;
    let digits: String = head.get(at..)?.iter().take_while(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
    Some(digits.parse().unwrap_or(u64::MAX))
}

/// Walks the records of a binary part: none may be longer than any that Excel writes, and none may be cut short.
fn records(part: impl Read, packed: u64, strings: bool) -> Result<(), Reason> {
    let mut walk = Records::new(part);
    let mut seen = 0;
    let mut sheets = 0;
    while let Some((kind, _)) = walk.next()? {
        seen += 1;
        sheets += u64::from(kind == BUNDLE_SHEET);
        let bomb = walk.total > limits::RATIO_FROM && walk.total / limits::RATIO > packed;
        if bomb
            || sheets > limits::SHEETS
            || walk.total > limits::PART_BYTES
            || (strings && walk.total + seen * 60 > limits::STRINGS_BYTES)
        {
            return Err(Reason::TooLarge);
        }
    }
    Ok(())
}
