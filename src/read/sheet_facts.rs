//! What the cells of a sheet do not tell: merged areas and hidden rows.
//!
//! In an .xlsx the merged areas stand behind all the rows, where a reader of cells never comes in time. A quick scan of
//! the inflated bytes finds them first; it looks for two words and parses nothing else, and for
//! what no sheet should hold ([`XmlWatch`]).

use std::io::Read;

use memchr::memmem;

use super::xml_watch::XmlWatch;
use super::{Reason, limits};

/// A merged area; rows and columns count from 0, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// What else a sheet says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetFacts {
    /// Merged areas, by first row and column.
    pub merges: Vec<Merge>,
    /// How many rows are hidden (by a filter or by hand).
    pub hidden_rows: u32,
}

impl SheetFacts {
    /// Adds a merged area, unless it is none or there are too many.
    pub(super) fn merge(&mut self, area: Merge) {
        if area.top <= area.bottom && area.left <= area.right && self.merges.len() < limits::MERGES {
            self.merges.push(area);
        }
    }
}

/// The longest piece of a tag that is looked for.
const OVERLAP: usize = 256;

/// Bytes looked at in one go.
const PIECE: usize = 256 << 10;

/// What is looked for.
struct Words {
    merge: memmem::Finder<'static>,
    hidden: memmem::Finder<'static>,
}

impl Words {
    fn new() -> Words {
        Words { merge: memmem::Finder::new("mergeCell "), hidden: memmem::Finder::new("hidden=") }
    }

    /// Adds what begins in the bytes from `from` to before `end`.
    fn find(&self, bytes: &[u8], from: usize, end: usize, facts: &mut SheetFacts) {
        let part = bytes.get(from..).unwrap_or(&[]);
        for at in self.merge.find_iter(part).map(|at| at + from).take_while(|at| *at < end) {
            let tag = bytes.get(at..(at + OVERLAP).min(bytes.len())).unwrap_or(&[]);
            if facts.merges.len() < limits::MERGES {
                facts.merges.extend(merge_of(tag));
            }
        }
        for at in self.hidden.find_iter(part).map(|at| at + from).take_while(|at| *at < end) {
            facts.hidden_rows += u32::from(hides_row(bytes, at));
        }
    }
}

/// Scans the text of a worksheet part.
pub(crate) fn scan_text(text: &str) -> Result<SheetFacts, Reason> {
    let mut scan = Scan::new(text.len() as u64);
    text.as_bytes().chunks(PIECE).try_for_each(|piece| scan.see(piece))?;
    Ok(scan.finish())
}

/// Scans the bytes of a worksheet part, which has `packed` bytes in the archive.
pub(crate) fn scan(mut part: impl Read, packed: u64) -> Result<SheetFacts, Reason> {
    let mut scan = Scan::new(packed);
    let mut buffer = vec![0u8; PIECE];
    loop {
        match part.read(&mut buffer).map_err(|e| Reason::Damaged(e.to_string()))? {
            0 => return Ok(scan.finish()),
            got => scan.see(buffer.get(..got).unwrap_or(&[]))?,
        }
    }
}

/// A scan of a part that goes by piece by piece.
pub(crate) struct Scan {
    watch: XmlWatch,
    words: Words,
    facts: SheetFacts,
    /// The last bytes that went by; words that begin from `from` on were not looked at, since they may go on in the next piece.
    held: Vec<u8>,
    from: usize,
}

impl Scan {
    pub(crate) fn new(packed: u64) -> Scan {
        let (watch, words, facts) = (XmlWatch::new(packed), Words::new(), SheetFacts::default());
        Scan { watch, words, facts, held: Vec::new(), from: 0 }
    }

    /// Looks at the next piece.
    pub(crate) fn see(&mut self, piece: &[u8]) -> Result<(), Reason> {
        self.watch.see(piece)?;
        // The seam between two pieces is looked at by itself, with what words in it need before and behind them.
        let (head, body) = piece.split_at_checked(2 * OVERLAP).unwrap_or((piece, &[]));
        self.held.extend_from_slice(head);
        let end = self.held.len().saturating_sub(OVERLAP).max(self.from);
        self.words.find(&self.held, self.from, end, &mut self.facts);
        self.from = end;
        if !body.is_empty() {
            let end = piece.len() - OVERLAP;
            self.words.find(piece, OVERLAP, end, &mut self.facts);
            self.held.clear();
            self.held.extend_from_slice(piece.get(end - OVERLAP..).unwrap_or(&[]));
            self.from = OVERLAP;
        } else if let Some(before) = self.from.checked_sub(OVERLAP) {
            self.held.drain(..before);
            self.from = OVERLAP;
        }
        Ok(())
    }

    /// Counts a hidden row, of those that were passed over.
    pub(crate) fn hide_row(&mut self) {
        self.facts.hidden_rows += 1;
    }

    /// What was found, when the part is over.
    pub(crate) fn finish(&mut self) -> SheetFacts {
        self.words.find(&self.held, self.from, self.held.len(), &mut self.facts);
        self.from = self.held.len();
        self.facts.merges.sort_unstable();
        std::mem::take(&mut self.facts)
    }
}

/// Whether the attribute at `at` is a true one and belongs to a `row` tag.
fn hides_row(bytes: &[u8], at: usize) -> bool {
    let value = bytes.get(at + 8).copied();
    let before = bytes.get(at.saturating_sub(OVERLAP)..at).unwrap_or(&[]);
    let tag = memchr::memrchr(b'<', before).and_then(|open| before.get(open + 1..)).unwrap_or(&[]);
    let name = tag.split(|b| b.is_ascii_whitespace()).next().unwrap_or(&[]);
    let name = name.rsplit(|b| *b == b':').next().unwrap_or(&[]);
    matches!(value, Some(b'1' | b't')) && name == b"row"
}

/// The area in a tag that begins `mergeCell ref="A1:B2"`.
fn merge_of(tag: &[u8]) -> Option<Merge> {
    let tag = tag.get(..memchr::memchr(b'>', tag)?)?;
    let at = memmem::find(tag, b"ref=")?;
    let quote = *tag.get(at + 4)?;
    let rest = tag.get(at + 5..)?;
    let text = std::str::from_utf8(rest.get(..memchr::memchr(quote, rest)?)?).ok()?;
    let (from, to) = text.split_once(':')?;
    let ((top, left), (bottom, right)) = (cell_of(from)?, cell_of(to)?);
    (top <= bottom && left <= right).then_some(Merge { top, left, bottom, right })
}

/// Row and column, from 0, of a cell spelt `B12` or `$B$12`.
fn cell_of(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let column = text.get(..digits)?.bytes().try_fold(0u32, |sum, b| {
        b.is_ascii_alphabetic()
            .then(|| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1)
            .filter(|c| *c <= limits::COLUMNS)
    })?;
    let row: u32 = text.get(digits..)?.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_merges_and_hidden_rows_wherever_the_buffer_ends() {
        let row = "<row r=\"5\" spans=\"1:9\" hidden=\"1\"><c r=\"A5\"><v>1</v></c></row><col min=\"1\" hidden=\"1\"/>";
        for padding in [0, 262_000, 262_100, 262_143, 262_200, 600_000] {
            let xml = format!(
                "<worksheet><sheetData>{}{row}</sheetData><mergeCells count='2'><mergeCell ref=\"B2:C4\"/><x:mergeCell ref='A1:A3' /></mergeCells></worksheet>",
                " ".repeat(padding)
            );
            let facts = scan(xml.as_bytes(), 1 << 20).expect("scan");
            assert_eq!(scan_text(&xml).expect("scan"), facts, "{padding}");
            let sizes: &[usize] = if padding == 0 { &[1, 7, 255, 256, 257, 512, 513] } else { &[511, 4_096] };
            for size in sizes.iter().copied() {
                let mut scan = Scan::new(1 << 20);
                xml.as_bytes().chunks(size).try_for_each(|piece| scan.see(piece)).expect("pieces");
                assert_eq!(scan.finish(), facts, "{padding} {size}");
            }
            assert_eq!(facts.hidden_rows, 1, "{padding}");
            assert_eq!(
                facts.merges,
                [Merge { top: 0, left: 0, bottom: 2, right: 0 }, Merge { top: 1, left: 1, bottom: 3, right: 2 }],
                "{padding}"
            );
        }
    }
}
