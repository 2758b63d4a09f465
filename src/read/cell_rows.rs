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

/// A sheet's cells as a library gives them, row by row.
pub(super) trait Cells {
    /// One cell.
    type Cell;

    /// The next cell; nothing after the last.
    fn next(&mut self) -> Result<Option<Self::Cell>, Reason>;

    /// Its row and column, counted from 0.
    fn place(cell: &Self::Cell) -> (u32, u32);

    /// Adds it to its row.
    fn push(&mut self, row: &mut Row, cell: &Self::Cell);
}

/// The rows that cells make.
pub(super) struct CellRows<C: Cells> {
    cells: C,
    /// The first cell of the row to come.
    waiting: Option<C::Cell>,
    done: bool,
}

impl<C: Cells> CellRows<C> {
    pub(super) fn new(cells: C) -> CellRows<C> {
        CellRows { cells, waiting: None, done: false }
    }
}

impl<C: Cells> Rows for CellRows<C> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        while !self.done {
            let mut current = None;
            row.start(0);
            loop {
                let next = match self.waiting.take() {
                    Some(cell) => Some(cell),
                    None => self.cells.next()?,
                };
                let Some(cell) = next else {
                    self.done = true;
                    break;
                };
                let place = C::place(&cell);
                match current {
                    Some(number) if number != place.0 => {
                        self.waiting = Some(cell);
                        break;
                    }
                    None => {
                        current = Some(place.0);
                        row.start(row_number(place)?);
                    }
                    _ => {}
                }
                self.cells.push(row, &cell);
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

/// The cells of a sheet of an .xlsx.
pub(super) struct XlsxCells<'a> {
    reader: XlsxCellReader<'a, Input>,
    /// Whether some formula had a stored result so far.
    calculated: bool,
}

impl<'a> XlsxCells<'a> {
    pub(super) fn new(reader: XlsxCellReader<'a, Input>) -> XlsxCells<'a> {
        XlsxCells { reader, calculated: false }
    }
}

impl<'a> Cells for XlsxCells<'a> {
    type Cell = XlsxCellFormulaMetadataRecord<'a>;

    fn next(&mut self) -> Result<Option<Self::Cell>, Reason> {
        self.reader.next_cell_with_formula_metadata().map_err(xlsx_reason)
    }

    fn place(cell: &Self::Cell) -> (u32, u32) {
        cell.pos
    }

    fn push(&mut self, row: &mut Row, cell: &Self::Cell) {
        let formula = match &cell.formula {
            None => Formula::None,
            Some(formula) if may_be_empty(formula) => Formula::MayBeEmpty,
            Some(_) => Formula::Other,
        };
        push_cell(row, cell.pos.1, item(&cell.value), formula, &mut self.calculated);
    }
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

/// The cells of a sheet of an .xlsb, as a function gives them.
pub(super) struct XlsbCells<F>(pub(super) F);

impl<'a, F: FnMut() -> Result<Option<Cell<DataRef<'a>>>, Reason>> Cells for XlsbCells<F> {
    type Cell = Cell<DataRef<'a>>;

    fn next(&mut self) -> Result<Option<Self::Cell>, Reason> {
        (self.0)()
    }

    fn place(cell: &Self::Cell) -> (u32, u32) {
        cell.get_position()
    }

    fn push(&mut self, row: &mut Row, cell: &Self::Cell) {
        row.push(cell.get_position().1, item(cell.get_value()));
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
