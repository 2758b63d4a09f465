//! Rows and cells in the one spelling that spreadsheet programs write.

use std::sync::Arc;

use calamine::CellErrorType;

use super::cursor::{Cursor, Tag};
use super::formats::Formats;
use super::strings::{plain, rich};
use super::text::readable;
use super::usual::{self, RowName, Value};
use super::{Step, Unusual};
use crate::read::cell_rows::{Formula, error_text, push_cell};
use crate::read::row::Item;
use crate::read::sheet_facts::Scan;
use crate::read::texts::Texts;
use crate::read::{Row, SheetFacts, limits};

/// Numbers of at most this many digits are whole numbers that a float holds exactly.
const EXACT_DIGITS: usize = 15;

/// Reads the rows of a sheet, piece by piece.
pub(super) struct Reader {
    strings: Arc<Texts>,
    formats: Formats,
    /// Whether the tag before the rows was passed.
    inside: bool,
    over: bool,
    /// The number, from 0, of the row to come when it does not tell its own.
    next_row: u32,
    /// The row before.
    last_row: Option<u32>,
    /// Whether some formula had a stored result so far.
    calculated: bool,
    /// What is found around the rows, where that is asked for.
    around: Option<Box<Scan>>,
}

impl Reader {
    pub(super) fn new(strings: Arc<Texts>, formats: Formats) -> Reader {
        Reader {
            strings,
            formats,
            inside: false,
            over: false,
            next_row: 0,
            last_row: None,
            calculated: false,
            around: None,
        }
    }

    /// The same, which also finds what the cells do not tell.
    pub(super) fn with_facts(self) -> Reader {
        // How much the part may grow is watched where it does.
        Reader { around: Some(Box::new(Scan::new(u64::MAX))), ..self }
    }

    /// Looks at what stands behind the rows.
    pub(super) fn see_behind(&mut self, bytes: &[u8]) -> Result<(), Unusual> {
        self.around.as_mut().map_or(Ok(()), |scan| scan.see(bytes)).map_err(|_| Unusual)
    }

    /// What the cells did not tell.
    pub(super) fn facts(&mut self) -> SheetFacts {
        self.around.as_mut().map(|scan| scan.finish()).unwrap_or_default()
    }

    /// Reads the next filled row of a piece, from `at` on, which is moved behind it. `None`: the piece is used up.
    pub(super) fn next(&mut self, text: &str, at: &mut usize, row: &mut Row) -> Option<Step> {
        let mut cursor = Cursor::new(text, *at);
        let step = self.step(&mut cursor, row).unwrap_or(Some(Step::Unusual));
        *at = cursor.at;
        step
    }

    /// Whether the last row was read.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// What it means that there are no more pieces.
    pub(super) fn finish(&self) -> Step {
        if self.over { Step::End } else { Step::Unusual }
    }

    fn step(&mut self, cursor: &mut Cursor<'_>, row: &mut Row) -> Result<Option<Step>, Unusual> {
        if !self.inside {
            cursor.prolog(b"sheetData")?;
            self.inside = true;
            self.over = cursor.tag(|_, _| Ok(()))? == Tag::Closed;
            self.see_behind(cursor.since(0).unwrap_or("").as_bytes())?;
        }
        while !self.over {
            cursor.space();
            if cursor.peek().is_none() {
                return Ok(None);
            }
            if cursor.eat(b"</sheetData>") {
                self.over = true;
                break;
            }
            self.row(cursor, row)?;
            if !row.is_empty() {
                return Ok(Some(Step::Row));
            }
        }
        Ok(Some(Step::End))
    }

    fn row(&mut self, cursor: &mut Cursor<'_>, row: &mut Row) -> Result<(), Unusual> {
        cursor.expect(b"<row")?;
        let mut number = None;
        let mut name = RowName::UNKNOWN;
        let around = &mut self.around;
        let tag = cursor.tag(|attribute, value| {
            if let Some(scan) = around.as_mut().filter(|_| hides(attribute, value)) {
                scan.hide_row();
            }
            if attribute == b"r" {
                if number.is_some() {
                    return Err(Unusual);
                }
                number = Some(row_number(value)?);
                name = RowName::of(value);
            }
            Ok(())
        })?;
        let at = number.unwrap_or(self.next_row);
        // A row that stands twice is one row to calamine.
        if self.last_row.is_some_and(|last| last >= at) {
            return Err(Unusual);
        }
        self.last_row = Some(at);
        self.next_row = at.checked_add(1).ok_or(Unusual)?;
        row.start(self.next_row);
        if tag == Tag::Closed {
            return Ok(());
        }
        let mut column = 0;
        loop {
            let mut rest = cursor.rest();
            while let Some(cell) = usual::cell(rest, &name) {
                match cell.value {
                    Value::Blank => {}
                    Value::Shared(number) => self.shared(number, cell.column, row)?,
                    Value::Whole(number) => row.push(cell.column, self.formats.item(cell.style, number as f64)?),
                    Value::Inline(length) => {
                        let raw = cursor.before(cell.rest, usual::INLINE_END.len(), length).ok_or(Unusual)?;
                        row.push(cell.column, Item::Text(&readable(raw, false)?));
                    }
                }
                column = cell.column + 1;
                rest = cell.rest;
            }
            cursor.go_to(rest);
            if cursor.eat(b"<c") {
                self.cell(cursor, row, at, &mut column)?;
            } else if cursor.eat(b"</row>") {
                return Ok(());
            } else if cursor.peek().is_some_and(|b| b.is_ascii_whitespace()) {
                cursor.space();
            } else {
                return Err(Unusual);
            }
        }
    }

    /// A cell that holds a shared string.
    #[inline(always)]
    fn shared(&self, number: u64, column: u32, row: &mut Row) -> Result<(), Unusual> {
        let number = u32::try_from(number).map_err(|_| Unusual)?;
        if row.push_shared(column, &self.strings, number) { Ok(()) } else { Err(Unusual) }
    }

    /// A cell whose `<c` was passed; `column` is where it stands when it does not tell, and then where the next does.
    #[inline]
    fn cell(&mut self, cursor: &mut Cursor<'_>, row: &mut Row, at: u32, column: &mut u32) -> Result<(), Unusual> {
        if !cursor.peek().is_some_and(|b| matches!(b, b' ' | b'>' | b'/' | b'\n' | b'\t' | b'\r')) {
            return Err(Unusual);
        }
        let Opening { place, style, kind, tag } = opening(cursor)?;
        if let Some(place) = place {
            *column = column_in_row(place, at)?;
        }
        let here = *column;
        if here >= limits::COLUMNS {
            return Err(Unusual);
        }
        *column += 1;
        if tag == Tag::Closed {
            return Ok(());
        }
        let mut formula = Formula::None;
        if cursor.eat(b"<f") {
            formula = read_formula(cursor)?;
        }
        if cursor.eat(b"</c>") {
            push_cell(row, here, Item::Blank, formula, &mut self.calculated);
            return Ok(());
        }
        if cursor.eat(b"<v/></c>") || cursor.eat(b"<v></v></c>") {
            let item = match kind {
                None | Some(b"n" | b"s" | b"b" | b"e" | b"inlineStr") => Item::Blank,
                // An empty text is a result.
                Some(b"str") => Item::Text(""),
                Some(_) => return Err(Unusual),
            };
            push_cell(row, here, item, formula, &mut self.calculated);
            return Ok(());
        }
        if cursor.eat(b"<is>") {
            let start = cursor.at;
            let text = match plain(cursor, b"</is></c>") {
                Ok(text) => text,
                Err(Unusual) => {
                    cursor.at = start;
                    cursor.pass("</is>")?;
                    let whole = cursor.since(start - "<is>".len()).ok_or(Unusual)?;
                    cursor.expect(b"</c>")?;
                    rich(whole)?.into()
                }
            };
            push_cell(row, here, Item::Text(&text), formula, &mut self.calculated);
            return Ok(());
        }
        if cursor.eat(b"<v xml:space=\"preserve\">") {
            // Some programs write it; it changes nothing.
        } else {
            cursor.expect(b"<v>")?;
        }
        let raw = cursor.up_to_tag()?;
        cursor.expect(b"</v></c>")?;
        let text;
        let item = match kind {
            Some(b"s") => {
                self.shared(whole(raw.as_bytes()).ok_or(Unusual)?, here, row)?;
                self.calculated |= formula != Formula::None;
                return Ok(());
            }
            None | Some(b"n") => {
                let number = match whole(raw.as_bytes()) {
                    Some(number) => number as f64,
                    None => fast_float2::parse(raw.as_bytes()).map_err(|_| Unusual)?,
                };
                let style = match style {
                    None => None,
                    Some(digits) => Some(usize::try_from(whole(digits).ok_or(Unusual)?).map_err(|_| Unusual)?),
                };
                self.formats.item(style, number)?
            }
            Some(b"str") => {
                text = readable(raw, true)?;
                Item::Text(&text)
            }
            Some(b"b") => match raw {
                "0" => Item::Bool(false),
                "1" => Item::Bool(true),
                _ => return Err(Unusual),
            },
            Some(b"e") => Item::Error(error_text(&raw.parse::<CellErrorType>().map_err(|_| Unusual)?)),
            Some(_) => return Err(Unusual),
        };
        push_cell(row, here, item, formula, &mut self.calculated);
        Ok(())
    }
}

/// A whole number of plain digits, exact as a float.
#[inline]
fn whole(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > EXACT_DIGITS {
        return None;
    }
    digits.iter().try_fold(0u64, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u64::from(b - b'0')))
}

/// Whether an attribute hides the row that has it.
fn hides(attribute: &[u8], value: &[u8]) -> bool {
    attribute.ends_with(b"hidden") && matches!(value, [b'1' | b't', ..])
}

/// The number, from 0, that a row tells.
fn row_number(digits: &[u8]) -> Result<u32, Unusual> {
    let number = whole(digits).ok_or(Unusual)?;
    u32::try_from(number).ok().and_then(|n| n.checked_sub(1)).filter(|n| *n < u32::MAX - 1).ok_or(Unusual)
}

/// The column of `AB12` in the row before, counted from 0.
#[inline]
fn column_in_row(place: &[u8], row: u32) -> Result<u32, Unusual> {
    let letters = place.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let (name, digits) = place.split_at_checked(letters).ok_or(Unusual)?;
    if !(1..=3).contains(&letters) || row_number(digits)? != row {
        return Err(Unusual);
    }
    Ok(name.iter().fold(0u32, |sum, b| sum * 26 + u32::from(b - b'A') + 1).saturating_sub(1))
}

/// What the tag that opens a cell says.
struct Opening<'t> {
    place: Option<&'t [u8]>,
    style: Option<&'t [u8]>,
    kind: Option<&'t [u8]>,
    tag: Tag,
}

/// The opening of a cell in any spelling that is regular.
fn opening<'t>(cursor: &mut Cursor<'t>) -> Result<Opening<'t>, Unusual> {
    let (mut place, mut style, mut kind) = (None, None, None);
    let tag = cursor.tag(|name, value| {
        let slot = match name {
            b"r" => &mut place,
            b"s" => &mut style,
            b"t" => &mut kind,
            _ => return Ok(()),
        };
        if slot.is_some() {
            return Err(Unusual);
        }
        *slot = Some(value);
        Ok(())
    })?;
    Ok(Opening { place, style, kind, tag })
}

/// A formula whose `<f` was passed.
fn read_formula(cursor: &mut Cursor<'_>) -> Result<Formula, Unusual> {
    let (mut shared, mut index, mut area) = (false, false, false);
    let tag = cursor.tag(|name, value| {
        match name {
            b"t" => shared |= value == b"shared",
            b"si" => index = whole(value).is_some(),
            b"ref" => area = true,
            _ => {}
        }
        Ok(())
    })?;
    let raw = match tag {
        Tag::Closed => "",
        Tag::Open => {
            let raw = cursor.up_to_tag()?;
            cursor.expect(b"</f>")?;
            raw
        }
    };
    // The areas that shared formulas begin are read by calamine, which checks their spelling.
    if shared && (area || !index) {
        return Err(Unusual);
    }
    let text = quick_xml::escape::unescape(raw).map_err(|_| Unusual)?;
    Ok(if shared || text.contains("\"\"") { Formula::MayBeEmpty } else { Formula::Other })
}
