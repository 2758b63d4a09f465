//! The number of the first page is not shown on official documents. The library that writes workbooks has no word for it:
//! the finished sheets get the one attribute that says so.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The workbook with the number of each sheet's first page left out.
///
/// # Errors
///
/// When the workbook that was just written is none.
pub(super) fn leave_first_page_unnumbered(workbook: Vec<u8>) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut parts = ZipArchive::new(Cursor::new(workbook))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..parts.len() {
        let mut part = parts.by_index(at)?;
        let name = part.name()?.into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8_lossy(&bytes);
            bytes = text.replacen("<headerFooter", "<headerFooter differentFirst=\"1\"", 1).into_bytes();
        }
        // No time of writing: the same figures give the same bytes.
        out.start_file(name, SimpleFileOptions::default())?;
        out.write_all(&bytes)?;
    }
    Ok(out.finish()?.into_inner())
}
