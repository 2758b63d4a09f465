//! Texts of an .xls: with one or two bytes a character, cut into pieces by CONTINUE records.

use super::Shared;

/// A text, or many, in pieces of the stream.
pub(super) struct Text<'a> {
    pub(super) shared: &'a Shared,
    pub(super) stream: &'a [u8],
    /// Where the pieces begin and end.
    pub(super) segments: &'a [(usize, usize)],
}

/// Where in the pieces a reader is.
#[derive(Clone, Copy, Default)]
struct Cursor {
    segment: usize,
    at: usize,
}

impl Text<'_> {
    /// A text with its length in two bytes.
    pub(super) fn long(&self) -> Option<String> {
        let mut cursor = Cursor::default();
        let length = u16::from_le_bytes([self.byte(&mut cursor)?, self.byte(&mut cursor)?]);
        self.after_length(&mut cursor, usize::from(length))
    }

    /// A text with its length in one byte.
    pub(super) fn short(&self) -> Option<String> {
        let mut cursor = Cursor::default();
        let length = self.byte(&mut cursor)?;
        self.after_length(&mut cursor, usize::from(length))
    }

    fn after_length(&self, cursor: &mut Cursor, length: usize) -> Option<String> {
        let mut out = String::new();
        if self.shared.unicode {
            self.unicode(cursor, length, &mut out)?;
        } else {
            let bytes: Vec<u8> = (0..length).map_while(|_| self.byte(cursor)).collect();
            out.push_str(&self.shared.charset.decode_without_bom_handling(&bytes).0);
        }
        Some(out)
    }

    /// The next byte, in whatever piece.
    fn byte(&self, cursor: &mut Cursor) -> Option<u8> {
        loop {
            let (start, end) = *self.segments.get(cursor.segment)?;
            if start + cursor.at < end {
                cursor.at += 1;
                return self.stream.get(start + cursor.at - 1).copied();
            }
            *cursor = Cursor { segment: cursor.segment + 1, at: 0 };
        }
    }

    fn skip(&self, cursor: &mut Cursor, mut count: usize) -> Option<()> {
        while count > 0 {
            let (start, end) = *self.segments.get(cursor.segment)?;
            let here = (end - start.min(end)).saturating_sub(cursor.at).min(count);
            cursor.at += here;
            count -= here;
            if count > 0 {
                *cursor = Cursor { segment: cursor.segment + 1, at: 0 };
            }
        }
        Some(())
    }

    /// A text of `length` characters, its flags first. Where it goes on in another piece, that begins with flags again.
    fn unicode(&self, cursor: &mut Cursor, length: usize, out: &mut String) -> Option<()> {
        let flags = self.byte(cursor)?;
        let mut wide = flags & 1 != 0;
        let number = |cursor: &mut Cursor, bytes: u32| {
            (0..bytes).try_fold(0usize, |sum, i| Some(sum | usize::from(self.byte(cursor)?) << (8 * i)))
        };
        let runs = if flags & 8 != 0 { number(cursor, 2)? } else { 0 };
        let extra = if flags & 4 != 0 { number(cursor, 4)? } else { 0 };
        let mut left = length;
        let mut units: Vec<u16> = Vec::new();
        while left > 0 {
            let (start, end) = *self.segments.get(cursor.segment)?;
            let bytes = self.stream.get(start + cursor.at..end).unwrap_or(&[]);
            if bytes.is_empty() {
                *cursor = Cursor { segment: cursor.segment + 1, at: 0 };
                wide = self.byte(cursor)? & 1 != 0;
                continue;
            }
            let size = if wide { 2 } else { 1 };
            let here = (bytes.len() / size).min(left);
            let taken = bytes.get(..here * size).unwrap_or(&[]);
            if wide {
                units.extend(taken.chunks_exact(2).map(|p| p.try_into().map_or(0, u16::from_le_bytes)));
            } else {
                units.extend(taken.iter().copied().map(u16::from));
            }
            // An odd byte at the end of a piece belongs to no character.
            cursor.at = if here == 0 { end - start } else { cursor.at + here * size };
            left -= here;
        }
        out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        // Formats and phonetics behind the text; cut short, the text stands all the same.
        let _ = self.skip(cursor, runs * 4).and_then(|()| self.skip(cursor, extra));
        Some(())
    }
}

/// The texts that all sheets share, in one buffer.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads as many as there are, whatever number the file claims.
    pub(super) fn read(table: &Text<'_>) -> Strings {
        let mut strings = Strings::default();
        let mut cursor = Cursor::default();
        while let (Some(low), Some(high)) = (table.byte(&mut cursor), table.byte(&mut cursor)) {
            let length = usize::from(u16::from_le_bytes([low, high]));
            let before = strings.text.len();
            let whole = table.unicode(&mut cursor, length, &mut strings.text).is_some();
            let end = u32::try_from(strings.text.len()).ok();
            match end.filter(|_| whole) {
                Some(end) => strings.ends.push(end),
                None => {
                    strings.text.truncate(before);
                    break;
                }
            }
        }
        strings
    }

    pub(super) fn get(&self, index: u32) -> Option<&str> {
        let index = usize::try_from(index).ok()?;
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start as usize..*self.ends.get(index)? as usize)
    }
}
