//! Texts that many cells share: one string, and where each of them ends.
//!
//! A workbook keeps a text once, however many cells hold it; so do its rows, which name it by its number.

use std::fmt;

use super::row::keeps_whole;

/// Marks, beside its end, a text that a cell does not hold as it is: white space only, or longer than a cell may be.
const ODD: u32 = 1 << 31;

#[derive(Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds a text; `false` where there is no room for more.
    pub(super) fn push(&mut self, text: &str) -> bool {
        self.text.push_str(text);
        let Some(end) = u32::try_from(self.text.len()).ok().filter(|end| *end < ODD) else { return false };
        self.ends.push(if keeps_whole(text) { end } else { end | ODD });
        true
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes that all take.
    pub(super) fn held(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<u32>()
    }

    /// Gives back the room that is not needed.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Where the text with a number, from 0, stands, and whether a cell holds it as it is.
    #[inline]
    pub(super) fn span(&self, number: u32) -> Option<(u32, u32, bool)> {
        let end = *self.ends.get(number as usize)?;
        let start = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before as usize).copied())?;
        Some((start & !ODD, end & !ODD, end & ODD == 0))
    }

    /// The text that stands there.
    #[inline]
    pub(super) fn text(&self, start: u32, end: u32) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The text with a number.
    #[cfg(test)]
    pub(super) fn get(&self, number: u32) -> Option<&str> {
        self.span(number).map(|(start, end, _)| self.text(start, end))
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} texts", self.ends.len())
    }
}
