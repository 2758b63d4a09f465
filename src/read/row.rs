//! One row of a sheet: the filled cells with their columns, in one reusable buffer.

use std::fmt::Write as _;
use std::sync::Arc;

use super::limits;
use super::texts::Texts;

/// Days between the epoch of 1900 and that of 1904, which Excel for the Mac used to take.
pub(super) const DAYS_TO_1904: f64 = 1462.0;

/// What a cell holds. Cells that hold nothing but white space do not exist.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Item<'r> {
    /// Nothing, or white space only.
    Blank,
    /// Text as written, not trimmed.
    Text(&'r str),
    /// A number.
    Number(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// A date or time: days since the epoch of 1900, as Excel counts them.
    Date(f64),
    /// An error value such as `#N/A`.
    Error(&'static str),
    /// A formula whose result the file does not hold.
    Uncalculated,
}

impl Item<'_> {
    /// Whether the cell is empty.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self, Item::Blank)
    }
}

/// What is kept of a cell: sixteen bytes with its column, since rows go from one thread to another and every byte is paid for.
#[derive(Debug, Clone, Copy)]
enum Stored {
    /// From and to where in the row's own text.
    Text(u32, u32),
    /// From and to where in the text that rows share.
    Shared(u32, u32),
    /// The bytes of the number, which itself would have to stand at a multiple of eight.
    Number([u8; 8]),
    Bool(bool),
    Date([u8; 8]),
    /// The place among [`ERRORS`].
    Error(u8),
    Uncalculated,
}

/// The error values there are, the one for others first.
pub(super) const ERRORS: [&str; 8] =
    ["#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"];

/// Columns whose cells are found at once; most lists have no more.
const PLACED: usize = 32;

/// One row. `number` counts from 1, as the spreadsheet shows it.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The row's number, from 1.
    pub number: u32,
    text: String,
    shared: Option<Arc<Texts>>,
    cells: Vec<(u32, Stored)>,
    /// Where the cells of the first columns stand among the filled ones, from 1; 0 for blank ones.
    places: [u8; PLACED],
    /// Bytes of text in all cells.
    bytes: usize,
    too_long: bool,
    /// How many texts are known to be numbers.
    numbers: usize,
    /// Whether a formula without a result was added.
    uncalculated: bool,
}

impl PartialEq for Row {
    fn eq(&self, other: &Row) -> bool {
        self.number == other.number && self.too_long == other.too_long && self.cells().eq(other.cells())
    }
}

impl Row {
    /// An empty row with room for what another holds.
    pub(super) fn like(other: &Row) -> Row {
        Row {
            text: String::with_capacity(other.text.len()),
            cells: Vec::with_capacity(other.cells.len()),
            ..Row::default()
        }
    }

    /// Empties the row and gives it a number.
    pub fn start(&mut self, number: u32) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
        self.places = [0; PLACED];
        self.bytes = 0;
        self.too_long = false;
        self.uncalculated = false;
        self.numbers = 0;
    }

    /// Whether the row held more text than [`limits::ROW_BYTES`]: what is here is not all of it.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// Adds a cell; blank ones are passed over. Columns count from 0 and may come in any order.
    pub fn push(&mut self, column: u32, item: Item<'_>) {
        let stored = match item {
            Item::Blank => return,
            Item::Text(text) => {
                if is_blank(text) {
                    return;
                }
                let text = cut(text);
                if !self.has_room(text.len()) {
                    return;
                }
                let start = self.text.len() as u32;
                self.text.push_str(text);
                Stored::Text(start, self.text.len() as u32)
            }
            Item::Number(n) => Stored::Number(n.to_ne_bytes()),
            Item::Bool(b) => Stored::Bool(b),
            Item::Date(d) => Stored::Date(d.to_ne_bytes()),
            Item::Error(e) => Stored::Error(ERRORS.iter().position(|known| *known == e).unwrap_or(0) as u8),
            Item::Uncalculated => {
                self.uncalculated = true;
                Stored::Uncalculated
            }
        };
        self.store(column, stored);
    }

    /// Adds a cell that holds one of the texts that the rows of a sheet share; whether there is such a text.
    #[inline]
    pub(super) fn push_shared(&mut self, column: u32, texts: &Arc<Texts>, number: u32) -> bool {
        let Some((start, end, whole)) = texts.span(number) else { return false };
        if !whole {
            self.push(column, Item::Text(texts.text(start, end)));
            return true;
        }
        if !self.shared.as_ref().is_some_and(|known| Arc::ptr_eq(known, texts)) {
            self.shared = Some(Arc::clone(texts));
        }
        if self.has_room((end - start) as usize) {
            self.store(column, Stored::Shared(start, end));
        }
        true
    }

    /// Makes room for so many bytes more, or remembers that there is none.
    #[inline]
    fn has_room(&mut self, bytes: usize) -> bool {
        self.bytes += bytes;
        self.too_long |= self.bytes > limits::ROW_BYTES;
        !self.too_long
    }

    #[inline]
    fn store(&mut self, column: u32, stored: Stored) {
        match self.cells.last() {
            Some((last, _)) if *last >= column => {
                let at = self.cells.partition_point(|(c, _)| *c < column);
                match self.cells.get_mut(at) {
                    Some(cell) if cell.0 == column => cell.1 = stored,
                    _ => {
                        self.cells.insert(at, (column, stored));
                        for (place, (column, _)) in (1..).zip(&self.cells) {
                            if let Some(known) = self.places.get_mut(*column as usize) {
                                *known = place;
                            }
                        }
                    }
                }
            }
            _ => self.add(column, stored),
        }
    }

    /// Adds a cell to the right of all others.
    #[inline]
    fn add(&mut self, column: u32, stored: Stored) {
        self.cells.push((column, stored));
        if let Some(place) = self.places.get_mut(column as usize) {
            // No more cells stand to the left of it than there are columns.
            *place = self.cells.len() as u8;
        }
    }

    /// Adds the text that stands at these bytes of the line which [`Row::line`] will give; columns ascend, and a cell keeps
    /// the text whole.
    #[inline]
    pub(super) fn push_span(&mut self, column: u32, start: usize, end: usize) {
        self.add(column, Stored::Text(start as u32, end as u32));
    }

    /// Says that the text added last is digits and signs alone, beginning with a digit.
    #[inline]
    pub(super) fn last_is_number(&mut self) {
        self.numbers += 1;
    }

    /// How many texts are known to be digits and signs alone, beginning with a digit. There may be more: it is found out where
    /// that costs nothing.
    #[must_use]
    pub fn known_numbers(&self) -> usize {
        self.numbers
    }

    /// Gives a row that was just started the line in which its texts stand; none is longer than a row may be.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.bytes = line.len();
    }

    /// Changes the texts for which `change` gives another.
    pub fn change_texts(&mut self, change: impl Fn(&str) -> Option<String>) {
        self.numbers = 0;
        for (_, stored) in &mut self.cells {
            let text = match *stored {
                Stored::Text(start, end) => self.text.get(start as usize..end as usize),
                Stored::Shared(start, end) => self.shared.as_ref().map(|texts| texts.text(start, end)),
                _ => continue,
            };
            let Some(changed) = text.and_then(&change) else { continue };
            let start = self.text.len() as u32;
            self.text.push_str(&changed);
            *stored = Stored::Text(start, self.text.len() as u32);
        }
    }

    /// Whether no cell is filled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// How many cells are filled.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The cell in a column.
    #[must_use]
    #[inline]
    pub fn get(&self, column: u32) -> Item<'_> {
        self.find(column).map_or(Item::Blank, |stored| self.item(stored))
    }

    /// Whether the cell in a column is filled.
    #[must_use]
    #[inline]
    pub fn fills(&self, column: u32) -> bool {
        self.find(column).is_some()
    }

    /// Whether some cell is a formula whose result the file does not hold.
    #[must_use]
    pub fn has_uncalculated(&self) -> bool {
        self.uncalculated && self.cells.iter().any(|(_, stored)| matches!(stored, Stored::Uncalculated))
    }

    #[inline]
    fn find(&self, column: u32) -> Option<Stored> {
        if let Some(place) = self.places.get(column as usize) {
            return self.cells.get(usize::from(*place).checked_sub(1)?).map(|(_, stored)| *stored);
        }
        let at = self.cells.partition_point(|(c, _)| *c < column);
        self.cells.get(at).filter(|(c, _)| *c == column).map(|(_, stored)| *stored)
    }

    /// The filled cells from left to right.
    #[inline]
    pub fn cells(&self) -> impl Iterator<Item = (u32, Item<'_>)> {
        self.cells.iter().map(|(c, s)| (*c, self.item(*s)))
    }

    /// The text of a cell as the spreadsheet shows it, put into `out` (cleared first) unless it is text already.
    #[inline]
    pub fn shown<'a>(&'a self, column: u32, out: &'a mut String) -> &'a str {
        match self.get(column) {
            Item::Text(text) => text,
            other => {
                out.clear();
                show(other, out);
                out
            }
        }
    }

    /// The text of a cell as the spreadsheet shows it.
    #[must_use]
    pub fn text(&self, column: u32) -> String {
        let mut out = String::new();
        show(self.get(column), &mut out);
        out
    }

    #[inline]
    fn item(&self, stored: Stored) -> Item<'_> {
        match stored {
            Stored::Text(start, end) => Item::Text(self.text.get(start as usize..end as usize).unwrap_or("")),
            Stored::Shared(start, end) => Item::Text(self.shared.as_ref().map_or("", |texts| texts.text(start, end))),
            Stored::Number(n) => Item::Number(f64::from_ne_bytes(n)),
            Stored::Bool(b) => Item::Bool(b),
            Stored::Date(d) => Item::Date(f64::from_ne_bytes(d)),
            Stored::Error(e) => Item::Error(ERRORS.get(usize::from(e)).copied().unwrap_or("#N/A")),
            Stored::Uncalculated => Item::Uncalculated,
        }
    }
}

/// White space, the byte-order mark and what Word leaves behind.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

/// Whether a text is white space only. Most begin with a letter: then there is nothing to look for.
#[inline]
pub(super) fn is_blank(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_graphic()) && text.chars().all(is_space)
}

/// Whether a cell holds a text as it is.
pub(super) fn keeps_whole(text: &str) -> bool {
    text.len() <= limits::CELL_BYTES && !is_blank(text)
}

fn cut(text: &str) -> &str {
    if text.len() <= limits::CELL_BYTES {
        return text;
    }
    let mut end = limits::CELL_BYTES;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// Appends an item as the spreadsheet shows it.
pub(super) fn show(item: Item<'_>, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = match item {
        Item::Blank | Item::Uncalculated => Ok(()),
        Item::Text(text) => {
            out.push_str(text);
            Ok(())
        }
        Item::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => write!(out, "{}", n as i64),
        Item::Number(n) => write!(out, "{n}"),
        Item::Bool(b) => write!(out, "{}", if b { "TRUE" } else { "FALSE" }),
        Item::Date(d) => {
            let (y, m, day) = crate::read::row::civil(d);
            write!(out, "{day:02}/{m:02}/{y}")
        }
        Item::Error(e) => {
            out.push_str(e);
            Ok(())
        }
    };
}

/// Year, month and day of an Excel day number (1900 epoch).
#[must_use]
pub fn civil(days: f64) -> (i64, u32, u32) {
    // Days since 1970-01-01; the usual civil-from-days arithmetic on eras of 400 years.
    let z = days.floor().clamp(-1e6, 4e6) as i64 - 25_569 + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

/// The Excel day number (1900 epoch) of a day; `None` for what is no day.
#[must_use]
pub(crate) fn day_number(year: i64, month: u32, day: u32) -> Option<f64> {
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // The inverse of the arithmetic above.
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = i64::from(if month > 2 { month - 3 } else { month + 9 });
    let doy = (153 * mp + 2) / 5 + i64::from(day) - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    let days = (era * 146_097 + doe - 719_468 + 25_569) as f64;
    (civil(days) == (year, month, day)).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_their_numbers() {
        for days in [1.0, 59.0, 61.0, 25_569.0, 43_831.0, 73_050.0] {
            let (y, m, d) = civil(days);
            assert_eq!(day_number(y, m, d), Some(days));
        }
        assert_eq!(day_number(2021, 2, 29), None);
    }

    #[test]
    fn keeps_cells_in_order_and_drops_blanks() {
        let mut row = Row::default();
        row.start(3);
        row.push(5, Item::Text("x"));
        row.push(1, Item::Number(49.0));
        row.push(2, Item::Text(" \u{a0}\n"));
        row.push(3, Item::Date(43_831.0));
        let cells: Vec<_> = row.cells().map(|(c, _)| c).collect();
        assert_eq!(cells, [1, 3, 5]);
        assert_eq!(row.text(1), "49");
        assert_eq!(row.text(3), "01/01/2020");
        assert_eq!(row.get(2), Item::Blank);
    }

    proptest::proptest! {
        #[test]
        fn cells_are_found_in_whatever_order_they_came(columns in proptest::collection::vec(0..45u32, 0..60)) {
            let mut row = Row::default();
            row.start(1);
            let mut all = std::collections::BTreeMap::new();
            for (number, column) in columns.into_iter().enumerate() {
                row.push(column, Item::Number(number as f64));
                all.insert(column, number as f64);
            }
            for column in 0..50 {
                let want = all.get(&column).map_or(Item::Blank, |number| Item::Number(*number));
                proptest::prop_assert_eq!(row.get(column), want);
                proptest::prop_assert_eq!(row.fills(column), all.contains_key(&column));
            }
        }
    }
}
