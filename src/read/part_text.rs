//! The inflated text of one sheet's part, kept between the looks that are taken at it.
//!
//! A sheet is gone through three times: its head, its merged areas, its rows. Most sheets are short enough to be inflated
//! once. What is longer, or is no clean text, is not kept: whoever asked reads it from the archive, and says what is wrong.

use std::io::Read;
use std::sync::Arc;

use zip::ZipArchive;

use super::input::Input;

/// Bytes up to which a text is kept: some five thousand households. Room for more costs longer than inflating again. Tests must meet
/// longer ones.
const LONGEST: u64 = if cfg!(test) { 256 << 10 } else { 4 << 20 };

/// Bytes inflated at once where a part holds more than it says.
const STEP: usize = 256 << 10;

/// The same where many files stay open at once.
const LONGEST_OF_MANY: u64 = if cfg!(test) { 32 << 10 } else { 512 << 10 };

/// The text that was asked for last, with its part.
pub(super) struct PartText {
    last: Option<(String, Arc<String>)>,
    longest: u64,
}

impl Default for PartText {
    fn default() -> PartText {
        PartText { last: None, longest: LONGEST }
    }
}

impl PartText {
    /// Whether a part of this size is for keeping.
    pub(super) fn keeps(&self, size: u64) -> bool {
        size <= self.longest
    }

    /// Forgets a long text, and keeps no other.
    pub(super) fn make_room(&mut self) {
        self.longest = self.longest.min(LONGEST_OF_MANY);
        self.last = self.last.take().filter(|(_, text)| text.len() as u64 <= LONGEST_OF_MANY);
    }

    /// The bytes that are kept.
    pub(super) fn held(&self) -> usize {
        self.last.as_ref().map_or(0, |(_, text)| text.len())
    }

    /// The text of a part, unless it is not for keeping.
    pub(super) fn of(&mut self, archive: &mut ZipArchive<Input>, part: &str) -> Option<Arc<String>> {
        if let Some((_, text)) = self.last.as_ref().filter(|(known, _)| known == part) {
            return Some(Arc::clone(text));
        }
        let mut file = archive.by_name(part).ok()?;
        if !self.keeps(file.size()) {
            return None;
        }
        self.last = None;
        // Room for what the part says it is, which is not much, and for one byte more to see that it ends there.
        let mut bytes = vec![0; usize::try_from(file.size()).ok()? + 1];
        let mut filled = 0;
        loop {
            if filled == bytes.len() {
                bytes.resize(filled + STEP, 0);
            }
            match file.read(bytes.get_mut(filled..)?).ok()? {
                0 => break,
                got => filled += got,
            }
            // What the file claims is not what it holds.
            if filled as u64 > self.longest {
                return None;
            }
        }
        bytes.truncate(filled);
        let text = Arc::new(String::from_utf8(bytes).ok()?);
        self.last = Some((part.to_owned(), Arc::clone(&text)));
        Some(text)
    }
}
