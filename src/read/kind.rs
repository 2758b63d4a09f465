//! What kind of file it is, told by its first bytes and never by its name.

use super::error::Reason;

/// The kinds of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A zip archive: .xlsx, .xlsm, .xlsb or .ods.
    Zip,
    /// A compound file: .xls, or a workbook locked with a password.
    Compound,
    /// A bare .xls stream of the oldest kinds.
    Biff,
    /// Text: .csv, .tsv, .txt.
    Text,
}

/// Names what is known to be no spreadsheet, and the kind of everything else.
///
/// # Errors
///
/// [`Reason::Empty`], [`Reason::Html`], [`Reason::Xml`] or [`Reason::NotSpreadsheet`].
pub(super) fn sniff(head: &[u8]) -> Result<Kind, Reason> {
    if head.is_empty() {
        return Err(Reason::Empty);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Ok(Kind::Compound);
    }
    // The stream of each version begins with a record of its own; that of the oldest is four bytes long.
    let bare: [&[u8]; 4] = [&[0x09, 0x08], &[0x09, 0x04], &[0x09, 0x02], &[0x09, 0x00, 0x04, 0x00]];
    if bare.iter().any(|start| head.starts_with(start)) {
        return Ok(Kind::Biff);
    }
    let foreign: [&[u8]; 12] = [
        b"%PDF",
        b"{\\rtf",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"MZ",
        b"\x7FELF",
        b"Rar!",
        b"7z\xBC\xAF",
        b"BM6",
        b"\x1F\x8B",
        b"SQLite format 3",
    ];
    if foreign.iter().any(|magic| head.starts_with(magic)) {
        return Err(Reason::NotSpreadsheet);
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let text = text.trim_ascii_start();
    let starts = |word: &[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if starts(b"<!doctype html") || starts(b"<html") || starts(b"<table") || starts(b"<meta") || starts(b"<head") {
        return Err(Reason::Html);
    }
    if starts(b"<?xml") || starts(b"<workbook") {
        let html = text.windows(5).take(4096).any(|w| w.eq_ignore_ascii_case(b"<html"));
        return Err(if html { Reason::Html } else { Reason::Xml });
    }
    let utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let zeros = head.iter().filter(|b| **b == 0).count();
    let alternating = utf16 || zeros * 5 >= head.len() * 2;
    if zeros > 0 && !alternating {
        return Err(Reason::NotSpreadsheet);
    }
    Ok(Kind::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_kinds_by_content() {
        assert!(matches!(sniff(b"PK\x03\x04rest"), Ok(Kind::Zip)));
        assert!(matches!(sniff(b"\x09\x00\x04\x00\x07\x00\x10\x00"), Ok(Kind::Biff)));
        assert!(matches!(sniff(b"STT,Ho ten\n"), Ok(Kind::Text)));
        assert!(matches!(sniff(b"\xFF\xFES\0T\0T\0"), Ok(Kind::Text)));
        assert!(matches!(sniff(b"  <HTML><body>"), Err(Reason::Html)));
        assert!(matches!(sniff(b"<?xml version='1.0'?><Workbook/>"), Err(Reason::Xml)));
        assert!(matches!(sniff(b"%PDF-1.4"), Err(Reason::NotSpreadsheet)));
        assert!(matches!(sniff(b""), Err(Reason::Empty)));
    }
}
