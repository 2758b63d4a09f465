//! Households that stand in the lists more than once.
//!
//! A number of eight bytes stands for each household, so that a nation's list fits in memory. Two households are the
//! same when their identity numbers are (whatever zeros were lost), or when name, hamlet, ward and year of birth are and
//! one of them has no identity number. Namesakes with different numbers are not.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use crate::survey::household::Household;
use crate::text::fold::fold_into;

/// What a household is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Of the identity number; none when it is missing or too short.
    pub identity: Option<u64>,
    /// Of name, hamlet, ward and year of birth; none without a name.
    pub name: Option<u64>,
    /// Whether more than the name and ward is known, so that two of a kind are likely one household.
    pub telling: bool,
}

/// Makes the marks of households; keeps buffers between calls.
#[derive(Debug, Default)]
pub(super) struct Marker {
    folded: String,
}

impl Marker {
    /// The marks of a household.
    pub(super) fn marks(&mut self, household: &Household<'_>) -> Marks {
        let identity = identity_hash(household.identity);
        fold_into(household.head, &mut self.folded);
        let name = std::mem::take(&mut self.folded);
        fold_into(household.hamlet, &mut self.folded);
        let birth = household.birth.unwrap_or(0).to_le_bytes();
        let ward = household.ward.map_or(u64::MAX, |w| w.value.number()).to_le_bytes();
        let telling = !self.folded.is_empty() || household.birth.is_some();
        let mark = (!name.is_empty()).then(|| hash(&[name.as_bytes(), self.folded.as_bytes(), &birth, &ward]));
        self.folded = name;
        Marks { identity, name: mark, telling }
    }
}

/// A number that stands for the digits of an identity number.
fn identity_hash(text: &str) -> Option<u64> {
    let plain = text.trim_start_matches('0');
    if (7..=14).contains(&plain.len()) && text.len() <= 14 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Some(hash(&[plain.as_bytes()]));
    }
    identity_number(text).map(|digits| hash(&[digits.as_bytes()]))
}

/// The digits of an identity number without the zeros at its start that spreadsheets lose; `None` when it is none.
pub(crate) fn identity_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let bare = digits.trim_start_matches('0');
    (bare.len() >= 7 && digits.len() <= 14).then(|| bare.to_owned())
}

fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    for part in parts {
        hasher.write(part);
        hasher.write_u8(0xFF);
    }
    hasher.finish()
}

/// Where a household was met: the number of the list and the row.
pub(super) type Seen = (u32, u32);

/// A household met before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeat {
    /// Where it stood.
    pub before: Seen,
    /// Whether the identity numbers agree; else the names do.
    pub by_identity: bool,
    /// Whether the two are one household beyond doubt; else only a list repeated whole makes them so.
    pub likely: bool,
}

/// All households met so far.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    by_identity: HashMap<u64, Seen, FixedState>,
    /// The row's lowest bit says whether there was an identity number: sixteen bytes a household, not twenty-four.
    by_name: HashMap<u64, Seen, FixedState>,
}

impl Repeats {
    /// Remembers a household; what it repeats, if it does.
    pub(super) fn meet(&mut self, marks: Marks, at: Seen) -> Option<Repeat> {
        let by_identity = marks.identity.and_then(|m| self.by_identity.get(&m).copied());
        let by_name = marks.name.and_then(|m| self.by_name.get(&m).copied());
        if let Some(mark) = marks.identity {
            self.by_identity.entry(mark).or_insert(at);
        }
        if let Some(mark) = marks.name {
            let (list, row) = at;
            self.by_name.entry(mark).or_insert((list, row << 1 | u32::from(marks.identity.is_some())));
        }
        if let Some(before) = by_identity {
            return Some(Repeat { before, by_identity: true, likely: true });
        }
        let (list, row) = by_name?;
        let (before, had_identity) = ((list, row >> 1), row & 1 == 1);
        // Two different numbers are two people.
        let differ = marks.identity.is_some() && had_identity;
        (!differ).then_some(Repeat { before, by_identity: false, likely: marks.telling })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(identity: &str, name: &str) -> Marks {
        Marks { identity: identity_hash(identity), name: Some(hash(&[name.as_bytes()])), telling: true }
    }

    #[test]
    fn lost_zeros_are_found_and_namesakes_are_not_repeats() {
        let mut all = Repeats::default();
        assert_eq!(all.meet(marks("008074979823", "a"), (0, 1)), None);
        assert!(all.meet(marks("8074979823", "b"), (0, 2)).is_some_and(|r| r.by_identity && r.before == (0, 1)));
        assert_eq!(all.meet(marks("008074979824", "a"), (0, 3)), None);
        assert!(all.meet(marks("", "a"), (0, 4)).is_some_and(|r| !r.by_identity));
        assert_eq!(identity_number("0"), None);
        assert_eq!(identity_number("chưa có"), None);
    }
}
