//! Cells in the spelling that nearly all have: `<c r="B12" s="3" t="s"><v>45</v></c>`, with place, style and kind in this
//! order and a whole number as value, or none.
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
}

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
        let mut key = [0; 8];
        let mut mask = [0; 8];
        let length = digits.len() + 1;
        for ((key, mask), byte) in key.iter_mut().zip(&mut mask).zip(digits.iter().chain(b"\"")) {
            (*key, *mask) = (*byte, 0xff);
        }
        let (key, mask) = (u64::from_le_bytes(key), u64::from_le_bytes(mask));
        RowName { key, mask, length: if length > 8 { usize::MAX } else { length } }
    }

    /// What stands behind it, where it stands at the start.
    #[inline(always)]
    fn pass<'t>(&self, bytes: &'t [u8]) -> Option<&'t [u8]> {
        let here = u64::from_le_bytes(*bytes.first_chunk()?) & self.mask;
        if here == self.key { bytes.get(self.length..) } else { None }
    }
}

/// The cell whose `<c` ends where `bytes` begin.
#[inline(always)]
pub(super) fn cell<'t>(bytes: &'t [u8], row: &RowName) -> Option<Usual<'t>> {
    let (column, rest) = match bytes.strip_prefix(b" r=\"")? {
        [a @ b'A'..=b'Z', rest @ ..] => match rest {
            [b @ b'A'..=b'Z', rest @ ..] => ((u32::from(a - b'A') + 1) * 26 + u32::from(b - b'A'), rest),
            _ => (u32::from(a - b'A'), rest),
        },
        _ => return None,
    };
    let mut rest = row.pass(rest)?;
    let mut style = None;
    if let Some(behind) = rest.strip_prefix(b" s=\"") {
        let (number, behind) = digits(behind, 6)?;
        style = Some(usize::try_from(number).ok()?);
        rest = behind.strip_prefix(b"\"")?;
    }
    if let Some(rest) = rest.strip_prefix(b"/>") {
        return Some(Usual { column, style, value: Value::Blank, rest });
    }
    let (shared, rest) = match rest.strip_prefix(b"><v>") {
        Some(rest) => (false, rest),
        None => (true, rest.strip_prefix(b" t=\"s\"><v>")?),
    };
    let (number, rest) = digits(rest, 15)?;
    let rest = rest.strip_prefix(b"</v></c>")?;
    let value = if shared { Value::Shared(number) } else { Value::Whole(number) };
    Some(Usual { column, style, value, rest })
}

/// A number of at most `most` digits, and what stands behind it.
#[inline(always)]
fn digits(bytes: &[u8], most: usize) -> Option<(u64, &[u8])> {
    let mut number = 0u64;
    let mut rest = bytes;
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        number = number * 10 + u64::from(digit - b'0');
        rest = behind;
        if bytes.len() - rest.len() > most {
            return None;
        }
    }
    (rest.len() < bytes.len()).then_some((number, rest))
}
