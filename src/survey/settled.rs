//! What a person has said of pairs: the workbook or CSV that `compare` wrote, read back.

use std::path::Path;

use crate::link::Settled;
use crate::read::{Book, ReadError, Row};
use crate::text::fold::fold;

/// The words of a file of settled pairs.
const KEY: [&str; 2] = ["khoa", "key"];
const DECISION: [&str; 2] = ["ket luan", "decision"];
const SAME: [&str; 4] = ["mot ho", "cung mot ho", "same", "la mot ho"];
const DIFFERENT: [&str; 4] = ["hai ho", "hai ho khac nhau", "different", "khac ho"];

/// What the file says, and the rows whose decision is not understood: sheet and row.
pub(crate) type Read = (Settled, Vec<(String, u32)>);

/// Reads a file of settled pairs: every sheet that has a column of keys and one of decisions. An empty decision is none.
///
/// # Errors
///
/// When the file cannot be read.
pub(crate) fn read(path: &Path) -> Result<Read, ReadError> {
    let mut book = Book::open(path)?;
    let mut settled = Settled::default();
    let mut unclear = Vec::new();
    let names: Vec<String> = book.sheets().iter().map(|s| s.name.clone()).collect();
    for (at, name) in names.into_iter().enumerate() {
        let mut rows = book.rows(at)?;
        let mut row = Row::default();
        let mut columns: Option<(u32, u32)> = None;
        while rows.next(&mut row)? {
            let Some((key, decision)) = columns else {
                let find = |words: &[&str]| {
                    row.cells().map(|(c, _)| c).find(|c| words.contains(&fold(&row.text(*c)).as_str()))
                };
                columns = find(&KEY).zip(find(&DECISION));
                continue;
            };
            let Some(pair) = pair_of(&row.text(key)) else { continue };
            match fold(&row.text(decision)).as_str() {
                "" => {}
                said if SAME.contains(&said) => {
                    settled.same.insert(pair, true);
                }
                said if DIFFERENT.contains(&said) => {
                    settled.same.insert(pair, false);
                }
                _ => unclear.push((name.clone(), row.number)),
            }
        }
    }
    Ok((settled, unclear))
}

/// The two households of a key: `0123456789abcdef-fedcba9876543210`.
fn pair_of(key: &str) -> Option<(u64, u64)> {
    let (a, b) = key.trim().split_once('-')?;
    u64::from_str_radix(a, 16).ok().zip(u64::from_str_radix(b, 16).ok())
}

/// The key of a pair, as it is written.
#[must_use]
pub fn key(start: u64, end: u64) -> String {
    format!("{start:016x}-{end:016x}")
}
