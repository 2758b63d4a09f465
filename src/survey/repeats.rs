//! Households that stand in the lists more than once.
//!
//! A number of eight bytes stands for each household, so that a nation's list fits in memory. Two households are the
//! same when their identity numbers are (whatever zeros were lost), or when name, hamlet, ward and year of birth are and
//! they do not both have a number of one kind. Namesakes with different numbers are not.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use crate::link;
use crate::survey::Columns;
use crate::survey::household::Household;
use crate::survey::wordings::Wordings;
use crate::text::fold::fold_into;

/// What a household is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Of the identity number; none when it is missing or too short.
    pub identity: Option<u64>,
    /// Of which kind that number is.
    pub kind: NumberKind,
    /// Of name, hamlet, ward and year of birth; none without a name.
    pub name: Option<u64>,
    /// Whether more than the name and ward is known, so that two of a kind are likely one household.
    pub telling: bool,
}

/// The kinds of identity number: one person may have one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberKind {
    /// There is none.
    None,
    /// Of nine digits.
    Old,
    /// Of twelve.
    New,
}

/// Makes the marks of households; keeps buffers between calls.
#[derive(Debug, Default)]
pub(super) struct Marker {
    name: String,
    /// The hamlets met, and their forms.
    hamlets: HashMap<String, String, FixedState>,
}

/// Hamlets whose forms are remembered; those of a province.
const HAMLETS: usize = 4_096;

impl Marker {
    /// The marks of a household.
    pub(super) fn marks(&mut self, household: &Household<'_>) -> Marks {
        let (identity, kind) = identity_hash(household.identity);
        name_form(household.head, &mut self.name);
        if !self.hamlets.contains_key(household.hamlet) {
            if self.hamlets.len() >= HAMLETS {
                self.hamlets.clear();
            }
            self.hamlets.insert(household.hamlet.to_owned(), link::hamlet(household.hamlet));
        }
        let hamlet = self.hamlets.get(household.hamlet).map_or("", String::as_str);
        let birth = household.birth.unwrap_or(0).to_le_bytes();
        let ward = household.ward.map_or(u64::MAX, |w| w.value.number()).to_le_bytes();
        let telling = !hamlet.is_empty() || household.birth.is_some();
        let name = Wordings::standard().bare_name(&self.name);
        let mark = (!name.is_empty()).then(|| hash(&[name.as_bytes(), hamlet.as_bytes(), &birth, &ward]));
        Marks { identity, kind, name: mark, telling }
    }
}

/// A name as it is compared: folded, without a remark of several words in brackets ("vợ Hoàng Thị Mỵ", not the "A" that
/// tells namesakes apart), and with one letter for the sound that is spelt i or y at a word's end.
fn name_form(written: &str, out: &mut String) {
    match written.split_once('(').map(|(name, rest)| (name, rest.split_once(')').unwrap_or((rest, "")))) {
        Some((name, (remark, rest))) if remark.trim().contains(' ') => fold_into(&format!("{name} {rest}"), out),
        _ => fold_into(written, out),
    }
    if out.contains('y') {
        let words = out.split(' ').map(|word| match word.strip_suffix('y') {
            Some(before) if !before.ends_with(['a', 'e', 'i', 'o', 'u', 'y']) || before == "qu" => format!("{before}i"),
            _ => word.to_owned(),
        });
        *out = words.collect::<Vec<_>>().join(" ");
    }
}

/// A number that stands for the digits of an identity number, and its kind.
fn identity_hash(text: &str) -> (Option<u64>, NumberKind) {
    let plain = text.trim_start_matches('0');
    if (7..=14).contains(&plain.len()) && text.len() <= 14 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return (Some(hash(&[plain.as_bytes()])), kind(plain));
    }
    match identity_number(text) {
        Some(digits) => (Some(hash(&[digits.as_bytes()])), kind(&digits)),
        None => (None, NumberKind::None),
    }
}

/// The kind of a number without its first zeros; one of twelve digits has two of them at most.
fn kind(bare: &str) -> NumberKind {
    if bare.len() < 10 { NumberKind::Old } else { NumberKind::New }
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

/// From which row on, and in which columns, names and numbers stand.
type Stand = (u32, Option<u32>, Option<u32>);

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
    /// The row's two lowest bits say of which kind the identity number was: sixteen bytes a household, not twenty-four.
    by_name: HashMap<u64, Seen, FixedState>,
    /// By list: from which row on names and numbers stand in which columns.
    columns: BTreeMap<u32, Vec<Stand>>,
}

impl Repeats {
    /// Remembers where names and numbers stand in a list from a row on.
    pub(super) fn stand(&mut self, list: u32, from: u32, columns: &Columns) {
        let all = self.columns.entry(list).or_default();
        if all.last().is_none_or(|(_, name, identity)| (*name, *identity) != (columns.name, columns.identity)) {
            all.push((from, columns.name, columns.identity));
        }
    }

    /// The column of what two households share, in the row of one.
    pub(super) fn column(&self, (list, row): Seen, by_identity: bool) -> Option<u32> {
        let all = self.columns.get(&list)?;
        let (_, name, identity) = all.iter().rev().find(|(from, ..)| *from <= row)?;
        if by_identity { *identity } else { *name }
    }

    /// Remembers a household; what it repeats, if it does.
    pub(super) fn meet(&mut self, marks: Marks, at: Seen) -> Option<Repeat> {
        let by_identity = marks.identity.and_then(|m| self.by_identity.get(&m).copied());
        let by_name = marks.name.and_then(|m| self.by_name.get(&m).copied());
        if let Some(mark) = marks.identity {
            self.by_identity.entry(mark).or_insert(at);
        }
        if let Some(mark) = marks.name {
            let (list, row) = at;
            self.by_name.entry(mark).or_insert((list, row << 2 | marks.kind as u32));
        }
        if let Some(before) = by_identity {
            return Some(Repeat { before, by_identity: true, likely: true });
        }
        let (list, row) = by_name?;
        let before = (list, row >> 2);
        // Two different numbers of one kind are two people.
        let differ = marks.kind != NumberKind::None && row & 3 == marks.kind as u32;
        (!differ).then_some(Repeat { before, by_identity: false, likely: marks.telling })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(identity: &str, name: &str) -> Marks {
        let (identity, kind) = identity_hash(identity);
        Marks { identity, kind, name: Some(hash(&[name.as_bytes()])), telling: true }
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
