//! A form of the annex as plain data: what stands in which cell. How it looks is decided where it is drawn.

/// The row of a sheet in which the header begins, from 0: above it stand the form's number, its title, the document it
/// belongs to, the day of the figures and the unit.
pub(super) const HEAD: u32 = 5;

/// What a cell of the body holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Cell {
    /// Nothing: not known, or not asked for.
    #[default]
    Blank,
    /// Words.
    Text(String),
    /// A number of households.
    Count(u64),
    /// A formula with its result: a number of households, or a share.
    Formula { formula: String, result: f64, share: bool },
}

impl Cell {
    /// A count, blank where it is not known.
    pub(super) fn count(number: Option<u64>) -> Cell {
        number.map_or(Cell::Blank, Cell::Count)
    }

    /// A formula that gives a number of households, blank where that is not known.
    pub(super) fn sum(formula: String, result: Option<u64>) -> Cell {
        result.map_or(Cell::Blank, |n| Cell::Formula { formula, result: n as f64, share: false })
    }

    /// A formula that gives a share, blank where that is not known.
    pub(super) fn share(formula: String, result: Option<f64>) -> Cell {
        result.map_or(Cell::Blank, |result| Cell::Formula { formula, result, share: true })
    }
}

/// A heading over some columns and rows of the header; rows count from its first one, ends included.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heading {
    pub(super) rows: (u32, u32),
    pub(super) columns: (u16, u16),
    pub(super) text: String,
    /// Whether it is written upwards.
    pub(super) upright: bool,
}

/// A form.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Form {
    /// The name of its sheet.
    pub(super) sheet: String,
    /// `Biểu số 01`.
    pub(super) number: String,
    pub(super) title: String,
    pub(super) headings: Vec<Heading>,
    /// How many rows the headings take.
    pub(super) head_rows: u32,
    /// The row that numbers the columns.
    pub(super) numbering: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) total: Vec<Cell>,
    /// The lines under the table.
    pub(super) notes: Vec<String>,
}

impl Form {
    /// The row of the sheet, from 0, in which the body begins.
    pub(super) fn body(&self) -> u32 {
        HEAD + self.head_rows + 1
    }

    /// The row of sums, from 0.
    pub(super) fn total_row(&self) -> u32 {
        self.body() + u32::try_from(self.rows.len()).unwrap_or(u32::MAX / 2)
    }

    /// The last column.
    pub(super) fn last_column(&self) -> u16 {
        u16::try_from(self.numbering.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }
}

/// The name of a cell, `C10`; the row counts from 0.
pub(super) fn cell(column: u16, row: u32) -> String {
    format!("{}{}", crate::diag::column_name(u32::from(column)), row + 1)
}

/// The sum of a column over these rows, told as ranges: `SUM(C10:C12,C14)`.
pub(super) fn sum_of(column: u16, rows: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => ranges.push((*row, *row)),
        }
    }
    let ranges: Vec<String> = ranges
        .iter()
        .map(|(first, last)| match first == last {
            true => cell(column, *first),
            false => format!("{}:{}", cell(column, *first), cell(column, *last)),
        })
        .collect();
    format!("=SUM({})", ranges.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_name_their_rows() {
        assert_eq!(sum_of(2, &[9, 10, 11, 13]), "=SUM(C10:C12,C14)");
        assert_eq!(sum_of(27, &[9]), "=SUM(AB10)");
    }
}
