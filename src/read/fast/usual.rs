//! Cells in the spelling that nearly all have: `<c r="B12" s="3" t="s"><v>45</v></c>`, with place, style and kind in this
//! order and a whole number as value, or a text, or none.
//!
//! It only saves time: what is not of this spelling is read by [`super::sheet`], which knows it too.

/// A cell that was read.
pub(super) struct Usual<'t> {
    /// Its column, from 0.
    pub(super) column: u32,
    /// Its style.
    pub(super) style: Option<usize>,
    pub(super) value: Value,
    /// The bytes behind it.
    pub(super) rest: &'t [u8],
}

pub(super) enum Value {
    Blank,
    /// The number of a shared string.
    Shared(u64),
    Whole(u64),
    /// A text in the cell, as it stands in XML, of so many bytes before [`INLINE_END`].
    Inline(usize),
}

/// What ends a cell with a text in it.
pub(super) const INLINE_END: &[u8; 13] = b"</t></is></c>";

/// The number of a row as its cells spell it, with the quotation mark behind it: `12"`.
pub(super) struct RowName {
    key: u64,
    mask: u64,
    length: usize,
}

impl RowName {
    /// Met by no cell.
    pub(super) const UNKNOWN: RowName = RowName { key: 0, mask: 0, length: usize::MAX };

    /// Of these digits; more than seven are met by no cell.
    pub(super) fn of(digits: &[u8]) -> RowName {
        if digits.len() > 7 {
            return RowName::UNKNOWN;
        }
        let key = digits.iter().rev().fold(u64::from(b'"'), |key, byte| key << 8 | u64::from(*byte));
        RowName { key, mask: u64::MAX >> (56 - 8 * digits.len()), length: digits.len() + 1 }
    }

    /// What stands behind it, where it stands at the start.
    #[inline(always)]
    fn pass<'t>(&self, bytes: &'t [u8]) -> Option<&'t [u8]> {
        let here = u64::from_le_bytes(*bytes.first_chunk()?) & self.mask;
        if here == self.key { bytes.get(self.length..) } else { None }
    }
}

/// What stands behind `word`, where it stands at the start.
#[inline(always)]
pub(super) fn behind<'t, const N: usize>(bytes: &'t [u8], word: &[u8; N]) -> Option<&'t [u8]> {
    // An array is compared as one number.
    bytes.split_first_chunk().filter(|(head, _)| *head == word).map(|(_, rest)| rest)
}

/// The cell that begins where `bytes` do.
#[inline(always)]
pub(super) fn cell<'t>(bytes: &'t [u8], row: &RowName) -> Option<Usual<'t>> {
    let (column, rest) = match behind(bytes, b"<c r=\"")? {
        [a @ b'A'..=b'Z', rest @ ..] => match rest {
            [b @ b'A'..=b'Z', rest @ ..] => ((u32::from(a - b'A') + 1) * 26 + u32::from(b - b'A'), rest),
            _ => (u32::from(a - b'A'), rest),
        },
        _ => return None,
    };
    let mut rest = row.pass(rest)?;
    let mut style = None;
    if let Some(told) = behind(rest, b" s=\"") {
        let (number, told) = digits(told, 6)?;
        style = Some(usize::try_from(number).ok()?);
        rest = behind(told, b"\"")?;
    }
    if let Some(rest) = behind(rest, b"/>") {
        return Some(Usual { column, style, value: Value::Blank, rest });
    }
    if let Some(text) = behind(rest, b" t=\"inlineStr\"><is><t>") {
        let length = memchr::memchr(b'<', text)?;
        let rest = behind(text.get(length..)?, INLINE_END)?;
        return Some(Usual { column, style, value: Value::Inline(length), rest });
    }
    let (shared, rest) = match behind(rest, b"><v>") {
        Some(rest) => (false, rest),
        None => (true, behind(rest, b" t=\"s\"><v>")?),
    };
    let (number, rest) = digits(rest, 15)?;
    let rest = behind(rest, b"</v></c>")?;
    let value = if shared { Value::Shared(number) } else { Value::Whole(number) };
    Some(Usual { column, style, value, rest })
}

/// A number of at most `most` digits, and what stands behind it.
#[inline(always)]
fn digits(bytes: &[u8], most: usize) -> Option<(u64, &[u8])> {
    let mut number = 0;
    let mut length = 0;
    while let Some(digit @ b'0'..=b'9') = bytes.get(length) {
        number = number * 10 + u64::from(digit - b'0');
        length += 1;
        if length > most {
            return None;
        }
    }
    if length > 0 { bytes.get(length..).map(|rest| (number, rest)) } else { None }
}
