//! Rows made of the cells that calamine streams, and what its cells are to us.

use calamine::{
    Cell, CellErrorType, DataRef, ExcelDateTime, ExcelDateTimeType, XlsxCellFormulaMetadataRecord, XlsxCellReader,
    XlsxFormulaMetadata,
};

use super::book::Rows;
use super::input::Input;
use super::row::{DAYS_TO_1904, Item};
use super::workbook::xlsx_reason;
use super::{Reason, Row, limits};

/// The rows of a sheet of an .xlsx.
pub(super) struct XlsxRows<'a> {
    cells: XlsxCellReader<'a, Input>,
    /// The first cell of the row to come.
    waiting: Option<XlsxCellFormulaMetadataRecord<'a>>,
    done: bool,
    /// Whether some formula had a stored result so far.
    calculated: bool,
}

impl<'a> XlsxRows<'a> {
    pub(super) fn new(cells: XlsxCellReader<'a, Input>) -> XlsxRows<'a> {
        XlsxRows { cells, waiting: None, done: false, calculated: false }
    }
}

impl Rows for XlsxRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        while !self.done {
            let mut current = None;
            row.start(0);
            if let Some(first) = self.waiting.take() {
                current = Some(first.pos.0);
                row.start(row_number(first.pos)?);
                push_xlsx(row, &first, &mut self.calculated);
            }
            loop {
                let Some(cell) = self.cells.next_cell_with_formula_metadata().map_err(xlsx_reason)? else {
                    self.done = true;
                    break;
                };
                match current {
                    Some(number) if number != cell.pos.0 => {
                        self.waiting = Some(cell);
                        break;
                    }
                    None => {
                        current = Some(cell.pos.0);
                        row.start(row_number(cell.pos)?);
                    }
                    _ => {}
                }
                push_xlsx(row, &cell, &mut self.calculated);
            }
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The number of a cell's row, as shown; no spreadsheet has a cell beyond the last row and column.
fn row_number((row, column): (u32, u32)) -> Result<u32, Reason> {
    if row < limits::ROWS && column < limits::COLUMNS {
        return Ok(row + 1);
    }
    Err(Reason::Damaged("a cell stands outside of any sheet".to_owned()))
}

fn push_xlsx(row: &mut Row, cell: &XlsxCellFormulaMetadataRecord<'_>, calculated: &mut bool) {
    let formula = match &cell.formula {
        None => Formula::None,
        Some(formula) if may_be_empty(formula) => Formula::MayBeEmpty,
        Some(_) => Formula::Other,
    };
    push_cell(row, cell.pos.1, item(&cell.value), formula, calculated);
}

/// What is to be known of a cell's formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formula {
    /// There is none.
    None,
    /// Its result may be an empty text.
    MayBeEmpty,
    /// Any other.
    Other,
}

/// Adds a cell to a row; `calculated` says whether some formula of the sheet had a stored result so far.
pub(super) fn push_cell(row: &mut Row, column: u32, item: Item<'_>, formula: Formula, calculated: &mut bool) {
    let item = match (item, formula) {
        (Item::Blank, Formula::None) => return,
        (Item::Blank, Formula::MayBeEmpty) if *calculated => return,
        (Item::Blank, _) => Item::Uncalculated,
        (item, formula) => {
            *calculated |= formula != Formula::None;
            item
        }
    };
    row.push(column, item);
}

/// Whether a formula can give an empty text, as `IF(A1="","",…)` does: some programs store that as no result at all. Where
/// other formulas of the sheet have results, an empty one is then taken as calculated.
fn may_be_empty(formula: &XlsxFormulaMetadata) -> bool {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            formula.contains("\"\"")
        }
        _ => true,
    }
}

/// The rows of a sheet of an .xlsb, of the cells that a function gives.
pub(super) struct XlsbRows<'a, F> {
    next: F,
    waiting: Option<Cell<DataRef<'a>>>,
    done: bool,
}

impl<F> XlsbRows<'_, F> {
    pub(super) fn new(next: F) -> Self {
        XlsbRows { next, waiting: None, done: false }
    }
}

impl<'a, F: FnMut() -> Result<Option<Cell<DataRef<'a>>>, Reason>> Rows for XlsbRows<'a, F> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        while !self.done {
            let mut current = None;
            row.start(0);
            if let Some(first) = self.waiting.take() {
                let (number, column) = first.get_position();
                current = Some(number);
                row.start(row_number((number, column))?);
                row.push(column, item(first.get_value()));
            }
            loop {
                let Some(cell) = (self.next)()? else {
                    self.done = true;
                    break;
                };
                let (number, column) = cell.get_position();
                match current {
                    Some(now) if now != number => {
                        self.waiting = Some(cell);
                        break;
                    }
                    None => {
                        current = Some(number);
                        row.start(row_number((number, column))?);
                    }
                    _ => {}
                }
                row.push(column, item(cell.get_value()));
            }
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn item<'a>(value: &'a DataRef<'_>) -> Item<'a> {
    match value {
        DataRef::Empty => Item::Blank,
        DataRef::Int(n) => Item::Number(*n as f64),
        DataRef::Float(n) => Item::Number(*n),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => Item::Text(s),
        DataRef::SharedString(s) => Item::Text(s),
        DataRef::Bool(b) => Item::Bool(*b),
        DataRef::DateTime(d) => date(d),
        DataRef::Error(e) => Item::Error(error_text(e)),
    }
}

/// A date as a day number of the 1900 epoch; a duration is a number.
pub(super) fn date(date: &ExcelDateTime) -> Item<'static> {
    let days = date.as_f64();
    if date.is_duration() {
        return Item::Number(days);
    }
    // calamine gives the number as stored, and the workbook's epoch in no other way.
    let from_1904 = *date == ExcelDateTime::new(days, ExcelDateTimeType::DateTime, true);
    Item::Date(if from_1904 { days + DAYS_TO_1904 } else { days })
}

/// An error value as a spreadsheet shows it.
pub(super) fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1900_whatever_the_workbook_says() {
        let day = |days, from_1904| date(&ExcelDateTime::new(days, ExcelDateTimeType::DateTime, from_1904));
        assert_eq!(day(44_197.0, false), Item::Date(44_197.0));
        assert_eq!(day(42_735.0, true), Item::Date(44_197.0));
        let hours = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, true);
        assert_eq!(date(&hours), Item::Number(1.5));
    }
}
