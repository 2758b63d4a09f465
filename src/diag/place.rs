//! Where a finding is: file, sheet, cell.

use std::fmt;
use std::sync::Arc;

/// A cell, or a whole row of it when the column is not known. Rows count from 1, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellPlace {
    /// Row, from 1.
    pub row: u32,
    /// Column, from 0; `None` for the whole row.
    pub column: Option<u32>,
}

impl fmt::Display for CellPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "{}{}", column_name(column), self.row),
            None => write!(f, "{}", self.row),
        }
    }
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A place in the files read. Places sort by file in the order read, then sheet, then cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The number of the source in the order read; the last for findings on the whole run.
    pub source: usize,
    /// The file as it was named; empty for findings on the whole run.
    pub file: Arc<str>,
    /// The sheet; empty for text files and for findings on a whole file.
    pub sheet: Arc<str>,
    /// The cell or row.
    pub cell: Option<CellPlace>,
}

impl Place {
    /// The whole run: no file.
    #[must_use]
    pub fn run() -> Place {
        Place { source: usize::MAX, ..Place::default() }
    }

    /// The same file and sheet, at a cell.
    #[must_use]
    pub fn at(&self, row: u32, column: Option<u32>) -> Place {
        Place { cell: Some(CellPlace { row, column }), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_spelt_as_spreadsheets_do() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_name(column), name);
        }
    }
}
