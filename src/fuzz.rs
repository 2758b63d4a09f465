//! The entry points that fuzzing and property tests share: any bytes, any text, and no answer but a value or a typed error.
//!
//! Not for other use.

use std::path::Path;

use crate::classify::Classifier;
use crate::read::{Book, Row};
use crate::text::{legacy, number, sanitize};

/// Reads every row of every sheet of a file held in memory, however it is made.
///
/// Gives the number of filled rows; nothing when the file is refused.
pub fn read(bytes: &[u8]) -> Option<u64> {
    let mut book = Book::memory(Path::new("fuzz"), bytes.to_vec()).ok()?;
    let mut filled = 0;
    for sheet in 0..book.sheets().len() {
        let _ = book.facts(sheet);
        let Ok(mut rows) = book.rows(sheet) else { continue };
        let mut row = Row::default();
        while rows.next(&mut row).ok()? {
            filled += 1;
            for (column, _) in row.cells() {
                let _ = row.text(column);
            }
        }
    }
    Some(filled)
}

/// Decodes bytes of an unknown charset.
pub fn decode(bytes: &[u8]) -> Option<String> {
    legacy::guess(bytes).map(|charset| legacy::decode(charset, bytes).0)
}

/// Groups a cause text.
pub fn classify(text: &str) {
    let decision = Classifier::standard().classify(text);
    for evidence in &decision.evidence {
        // What decided stands in the text.
        assert!(text.get(evidence.range.clone()).is_some(), "{text:?}");
    }
}

/// Reads numbers and years, and makes text fit for a terminal.
pub fn small(text: &str) {
    let _ = (number::whole(text), number::year(text));
    let line = sanitize::plain_line(text);
    assert!(!line.chars().any(char::is_control), "{text:?}");
}
