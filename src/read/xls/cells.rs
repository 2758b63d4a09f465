//! The cells of one sheet of an .xls, put in order by row.

use super::strings::Text;
use super::{Record, Shared, cut_short, record, u16_at, u32_at};
use crate::read::book::Rows;
use crate::read::number_format::Shape;
use crate::read::row::{DAYS_TO_1904, Item};
use crate::read::{Reason, Row};

/// Shows every record of the sheet that begins at `start`; those of charts inside it are passed over.
pub(super) fn for_each(stream: &[u8], start: usize, see: &mut dyn FnMut(Record)) -> Result<(), Reason> {
    let mut at = start;
    let mut depth = 0u32;
    loop {
        let record = record(stream, at).ok_or_else(cut_short)?;
        at = record.end;
        match record.kind {
            0x0809 => depth += 1,
            // A sheet begins with its BOF; what else stands there is no sheet.
            _ if depth == 0 => return Err(Reason::Damaged("no sheet where one should begin".to_owned())),
            0x000A if depth <= 1 => return Ok(()),
            0x000A => depth -= 1,
            _ if depth == 1 => see(record),
            _ => {}
        }
    }
}

/// The rows of one sheet.
pub(super) struct SheetCells<'a> {
    shared: &'a Shared,
    /// Row and place in the stream of every record of cells, by row. Records are as good as always in that order already.
    order: Vec<(u16, u32)>,
    next: usize,
}

impl<'a> SheetCells<'a> {
    pub(super) fn new(shared: &'a Shared, start: usize) -> Result<SheetCells<'a>, Reason> {
        let stream = &shared.stream;
        let mut order = Vec::new();
        for_each(stream, start, &mut |record| {
            let holds_cells =
                matches!(record.kind, 0x00FD | 0x0204 | 0x00D6 | 0x0203 | 0x027E | 0x00BD | 0x0205 | 0x0006 | 0x0406);
            if let (true, Some(row), Ok(at)) =
                (holds_cells, u16_at(stream, record.start), u32::try_from(record.start - 4))
            {
                order.push((row, at));
            }
        })?;
        order.sort_by_key(|(row, _)| *row);
        Ok(SheetCells { shared, order, next: 0 })
    }
}

impl Rows for SheetCells<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        while let Some((number, _)) = self.order.get(self.next).copied() {
            row.start(u32::from(number) + 1);
            while let Some((_, at)) = self.order.get(self.next).filter(|(n, _)| *n == number) {
                self.next += 1;
                let record = record(&self.shared.stream, *at as usize).ok_or_else(cut_short)?;
                self.shared.cell(record, row)?;
            }
            if !row.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Shared {
    /// Puts the cells of a record into a row.
    pub(super) fn cell(&self, record: Record, row: &mut Row) -> Result<(), Reason> {
        let bytes = self.stream.get(record.start..record.end).unwrap_or(&[]);
        let column = u32::from(u16_at(bytes, 2).ok_or_else(cut_short)?);
        let format = u16_at(bytes, 4).unwrap_or(0);
        match record.kind {
            // LABELSST
            0x00FD => {
                let index = u32_at(bytes, 6).ok_or_else(cut_short)?;
                let text = self.strings.get(index);
                let missing = || Reason::Damaged(format!("there is no string {index}"));
                row.push(column, Item::Text(text.ok_or_else(missing)?));
            }
            // LABEL and RSTRING
            0x0204 | 0x00D6 => {
                let text = self.text_at(record, 6).ok_or_else(cut_short)?;
                row.push(column, Item::Text(&text));
            }
            0x0203 => row.push(column, self.number(f64_at(bytes, 6).ok_or_else(cut_short)?, format)),
            // RK
            0x027E => row.push(column, self.number(compact(u32_at(bytes, 6).ok_or_else(cut_short)?), format)),
            // MULRK: formats and numbers of neighbouring cells, the last column behind them.
            0x00BD => {
                let cells = bytes.get(4..bytes.len().saturating_sub(2)).unwrap_or(&[]);
                for (column, cell) in (column..).zip(cells.chunks_exact(6)) {
                    if let (Some(format), Some(number)) = (u16_at(cell, 0), u32_at(cell, 2)) {
                        row.push(column, self.number(compact(number), format));
                    }
                }
            }
            // BOOLERR
            0x0205 => match (bytes.get(6), bytes.get(7)) {
                (Some(value), Some(0)) => row.push(column, Item::Bool(*value != 0)),
                (Some(value), Some(_)) => row.push(column, Item::Error(error(*value))),
                _ => return Err(cut_short()),
            },
            // FORMULA: its stored result
            _ => {
                let result = bytes.get(6..14).ok_or_else(cut_short)?;
                match result {
                    [0, .., 0xFF, 0xFF] => {
                        if let Some(text) = self.result_behind(record) {
                            row.push(column, Item::Text(&text));
                        }
                    }
                    [1, _, value, .., 0xFF, 0xFF] => row.push(column, Item::Bool(*value != 0)),
                    [2, _, value, .., 0xFF, 0xFF] => row.push(column, Item::Error(error(*value))),
                    [.., 0xFF, 0xFF] => {}
                    _ => row.push(column, self.number(f64_at(bytes, 6).unwrap_or(0.0), format)),
                }
            }
        }
        Ok(())
    }

    fn number(&self, value: f64, format: u16) -> Item<'static> {
        let shape = self.shapes.get(usize::from(format)).copied().unwrap_or(Shape::Number);
        match shape {
            Shape::Date if self.from_1904 => Item::Date(value + DAYS_TO_1904),
            Shape::Date => Item::Date(value),
            Shape::Number => Item::Number(value),
        }
    }

    /// The text in a record from `offset` on, with what continues it.
    fn text_at(&self, first: Record, offset: usize) -> Option<String> {
        let mut segments = vec![(first.start + offset, first.end)];
        let mut at = first.end;
        while let Some(next) = record(&self.stream, at).filter(|r| r.kind == 0x003C) {
            segments.push((next.start, next.end));
            at = next.end;
        }
        Text { shared: self, segments: &segments, stream: &self.stream }.long()
    }

    /// The text that a formula gave: a STRING record behind it, after those of shared formulas.
    fn result_behind(&self, formula: Record) -> Option<String> {
        let mut at = formula.end;
        for _ in 0..8 {
            let next = record(&self.stream, at)?;
            match next.kind {
                0x0207 => return self.text_at(next, 0),
                // SHRFMLA, ARRAY, TABLE, CONTINUE
                0x04BC | 0x0221 | 0x0236 | 0x003C => at = next.end,
                _ => return None,
            }
        }
        None
    }
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// A number in four bytes: a whole one, or the upper half of a broken one, either perhaps times a hundred.
fn compact(raw: u32) -> f64 {
    let value = if raw & 2 != 0 { f64::from((raw as i32) >> 2) } else { f64::from_bits(u64::from(raw & !3) << 32) };
    if raw & 1 != 0 { value / 100.0 } else { value }
}

fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}
