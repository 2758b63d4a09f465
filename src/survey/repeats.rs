//! Households that stand in the lists more than once.
//!
//! Two households are the same when their identity numbers are (whatever zeros were lost), or when name, hamlet, ward and
//! year of birth are and they do not both have a number of one kind. Namesakes with different numbers are not.
//!
//! While lists are read, twenty-two bytes of a household are put down, one behind the other; when all are read, those that are
//! equal are looked for, a part of them at a time, so that neither memory nor time grows faster than a nation's list.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use crate::diag::MOST_PER_CODE;
use crate::link::{self, hash_bytes};
use crate::survey::Columns;
use crate::survey::household::Household;
use crate::survey::wordings::Wordings;
use crate::text::fold::{accent, fold_seeing};
use crate::ward::WardId;

/// What a household is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Of the identity number; none when it is missing or too short. Odd where the number has twelve digits, not nine: one
    /// person may have one of each.
    pub identity: Option<u64>,
    /// Of name, hamlet, ward and year of birth; none without a name. Odd where more than the name and ward is known, so
    /// that two of a kind are likely one household.
    pub name: Option<u64>,
    /// Of the name's diacritics; 0 where it has none, as in lists that are typed without them.
    pub accents: u16,
}

impl Marks {
    /// The marks in a ward: namesakes in different ones are different.
    pub(super) fn in_ward(self, ward: Option<WardId>) -> Marks {
        // Both are spread over all bits, so that no two pairs of them come together but by chance; an even number leaves the last
        // bit as it is.
        let ward = ward.map_or(u64::MAX, WardId::number).wrapping_mul(0xD6E8_FEB8_6659_FD92);
        Marks { name: self.name.map(|name| name ^ ward), ..self }
    }
}

/// Makes the marks of households; keeps a buffer between calls.
#[derive(Debug, Default)]
pub(super) struct Marker {
    folded: String,
}

/// What a hamlet is recognised by; none where it has no name.
pub(super) fn hamlet_mark(written: &str) -> Option<u64> {
    let form = link::hamlet(written);
    (!form.is_empty()).then(|| hash_bytes([form.as_bytes()]))
}

impl Marker {
    /// The marks of a household, but for its ward.
    pub(super) fn marks(&mut self, household: &Household<'_>) -> Marks {
        let hamlet = household.hamlet_mark;
        let accents = name_form(household.head, 0, &mut self.folded);
        let telling = hamlet.is_some() || household.birth.is_some();
        let bare = Wordings::standard().bare_name(&self.folded);
        let name = (!bare.is_empty()).then(|| {
            let mut known = FixedState::default().build_hasher();
            known.write(bare.as_bytes());
            known.write_u64(hamlet.unwrap_or(0));
            known.write_u16(household.birth.unwrap_or(0));
            known.finish() & !1 | u64::from(telling)
        });
        let accents = match self.folded.len() - bare.len() {
            0 => accents,
            before => name_form(household.head, before, &mut self.folded),
        };
        Marks { identity: identity_mark(household.identity), name, accents: accents.mark() }
    }
}

/// The diacritics of a name: its tones in their order, as each may stand on any letter of its word, and the shapes of its
/// letters, each with its place.
#[derive(Debug, Clone, Copy, Default)]
struct Accents {
    tones: u32,
    shapes: u32,
}

impl Accents {
    fn see(&mut self, accent: u8, place: usize) {
        // Hỏi and ngã are typed one for the other in half of the country.
        let tone = if accent & 7 == 4 { 3 } else { u32::from(accent & 7) };
        let shape = u32::from(accent >> 3);
        if tone != 0 {
            self.tones = self.tones.wrapping_mul(7).wrapping_add(tone);
        }
        if shape != 0 {
            let place = (place as u32) << 3 | shape;
            self.shapes = self.shapes.wrapping_add(place.wrapping_mul(0x9E37_79B1));
        }
    }

    /// A number for them; 0 for none.
    fn mark(self) -> u16 {
        let all = self.tones.wrapping_mul(0x85EB_CA6B) ^ self.shapes;
        let half = (all >> 16 ^ all) as u16;
        if self.tones == 0 && self.shapes == 0 { 0 } else { half.max(1) }
    }
}

/// Whether names that are the same but for diacritics may be one: where both carry them, they are evidence. Hoà is Hòa; Hoa is
/// not, but where all of it is typed without.
fn may_be_one(a: u16, b: u16) -> bool {
    a == b || a == 0 || b == 0
}

/// A name as it is compared: folded, without a remark of several words in brackets ("vợ Hoàng Thị Mỵ", not the "A" that
/// tells namesakes apart), and with one letter for the sound that is spelt i or y at a word's end. Gives the diacritics of what
/// comes after so many bytes of it.
fn name_form(written: &str, after: usize, out: &mut String) -> Accents {
    let mut accents = Accents::default();
    let see = |c, place: usize| {
        if place > after {
            accents.see(accent(c), place - after);
        }
    };
    let bracket = memchr::memchr(b'(', written.as_bytes()).and_then(|_| written.split_once('('));
    match bracket.map(|(name, rest)| (name, rest.split_once(')').unwrap_or((rest, "")))) {
        Some((name, (remark, rest))) if remark.trim().contains(' ') => {
            fold_seeing(&format!("{name} {rest}"), out, see);
        }
        _ => fold_seeing(written, out, see),
    }
    if let Some(first) = memchr::memchr(b'y', out.as_bytes()) {
        let mut bytes = std::mem::take(out).into_bytes();
        for at in first..bytes.len() {
            let (word, rest) = bytes.split_at_mut(at);
            let [byte @ b'y', after @ ..] = rest else { continue };
            let before = word.rsplit(|b| *b == b' ').next().unwrap_or(&[]);
            let ends = after.first().is_none_or(|b| *b == b' ');
            if ends && (before == b"qu" || !matches!(before.last(), Some(b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))) {
                *byte = b'i';
            }
        }
        // One ASCII letter became another.
        *out = String::from_utf8(bytes).unwrap_or_default();
    }
    accents
}

/// A number that stands for the digits of an identity number, odd where it is one of twelve digits: without its first zeros it
/// has ten at least.
fn identity_mark(text: &str) -> Option<u64> {
    let plain = text.len() <= 14 && text.bytes().all(|b| b.is_ascii_digit());
    let number = if plain {
        text.bytes().fold(0, |number, digit| number * 10 + u64::from(digit & 0xF))
    } else {
        identity_number(text)?.parse().ok()?
    };
    // Seven digits at least. No two numbers have one mark: each step can be undone.
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) & (u64::MAX >> 1);
    (number >= 1_000_000).then_some((mixed ^ mixed >> 32) << 1 | u64::from(number >= 1_000_000_000))
}

/// The digits of an identity number without the zeros at its start that spreadsheets lose; `None` when it is none.
pub(crate) fn identity_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let bare = digits.trim_start_matches('0');
    (bare.len() >= 7 && digits.len() <= 14).then(|| bare.to_owned())
}

/// Where a household was met: the number of the list and the row.
pub(super) type Seen = (u32, u32);

/// From which row on, and in which columns, names and numbers stand.
type Stand = (u32, Option<u32>, Option<u32>);

/// A household met before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeat {
    /// Its own row.
    pub row: u32,
    /// The column there of what the two share.
    pub column: Option<u32>,
    /// Where it stood.
    pub before: Seen,
    /// The column there.
    pub column_before: Option<u32>,
    /// Whether the identity numbers agree; else the names do.
    pub by_identity: bool,
    /// Whether the two are one household beyond doubt; else only a list repeated whole makes them so.
    pub likely: bool,
}

/// What of a list was met before.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Whether every household was, and in other lists.
    pub elsewhere: bool,
    /// The repeats, by row; capped like the findings they become.
    pub repeats: Vec<Repeat>,
}

/// Households looked at in one part: their table takes some megabytes.
const PART: usize = if cfg!(test) { 8 } else { 1 << 20 };

/// Households from which on a second thread is worth its while.
const MANY: usize = if cfg!(test) { 8 } else { 1 << 16 };

/// Names looked through that differ in diacritics alone: a list made to be slow has many.
const MOST_OTHERS: u32 = 8;

/// All households met so far, in the order of meeting.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// Marks of identity numbers, and of names; 0 for none.
    identities: Vec<u64>,
    names: Vec<u64>,
    /// The diacritics of the names.
    accents: Vec<u16>,
    rows: Vec<u32>,
    /// The lists, and where the households of each begin.
    lists: Vec<(u32, usize)>,
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
    fn column(&self, (list, row): Seen, by_identity: bool) -> Option<u32> {
        let all = self.columns.get(&list)?;
        let (_, name, identity) = all.iter().rev().find(|(from, ..)| *from <= row)?;
        if by_identity { *identity } else { *name }
    }

    /// What comes next is of a list.
    pub(super) fn begin(&mut self, list: u32) {
        self.lists.push((list, self.rows.len()));
    }

    /// Remembers a household of the list begun last.
    pub(super) fn meet(&mut self, marks: Marks, row: u32) {
        // No run has more, and none could report them.
        if self.rows.len() < u32::MAX as usize {
            self.identities.push(marks.identity.map_or(0, |mark| mark.max(2)));
            self.names.push(marks.name.map_or(0, |mark| mark.max(2)));
            self.accents.push(marks.accents);
            self.rows.push(row);
        }
    }

    /// How many households were met.
    pub(super) fn met(&self) -> usize {
        self.rows.len()
    }

    /// Forgets all but the first so many households.
    pub(super) fn forget(&mut self, but: usize) {
        self.identities.truncate(but);
        self.names.truncate(but);
        self.accents.truncate(but);
        self.rows.truncate(but);
    }

    /// What was met before, by list.
    pub(super) fn find(&self) -> BTreeMap<u32, Met> {
        let (ids, names) = (&self.identities, &self.names);
        let by_identity = || repeated(ids, &|_, _| true, &|_, _| true);
        let accents = |at: u32| self.accents.get(at as usize).copied().unwrap_or(0);
        let alike = |at, before| may_be_one(accents(at), accents(before));
        // Two different numbers of one kind are two people.
        let kind = |at: u32| ids.get(at as usize).filter(|id| **id != 0).map(|id| id & 1);
        let by_name = || repeated(names, &|at, before| kind(at).is_none_or(|own| kind(before) != Some(own)), &alike);
        let (same_number, same_name) = if self.rows.len() < MANY {
            (by_identity(), by_name())
        } else {
            std::thread::scope(|scope| {
                let other = scope.spawn(by_identity);
                let same_name = by_name();
                (other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), same_name)
            })
        };
        let tagged = |by_identity: bool| move |(at, before): (u32, u32)| (at, !by_identity, before);
        let mut all: Vec<(u32, bool, u32)> = same_number.into_iter().map(tagged(true)).collect();
        all.extend(same_name.into_iter().map(tagged(false)));
        all.sort_unstable();
        all.dedup_by_key(|(at, ..)| *at);
        let ends = self.lists.iter().skip(1).map(|(_, start)| *start).chain([self.rows.len()]);
        let mut all = all.as_slice();
        let mut met = BTreeMap::new();
        for ((list, start), end) in self.lists.iter().zip(ends) {
            let (own, others) = all.split_at(all.partition_point(|(at, ..)| (*at as usize) < end));
            all = others;
            let repeat = |(at, by_name, before): &(u32, bool, u32)| Repeat {
                row: self.row(*at),
                column: self.column((*list, self.row(*at)), !by_name),
                before: self.seen(*before),
                column_before: self.column(self.seen(*before), !by_name),
                by_identity: !by_name,
                likely: !by_name || names.get(*at as usize).is_some_and(|mark| mark & 1 == 1),
            };
            let elsewhere = own.len() == end - start && own.iter().all(|(_, _, before)| self.seen(*before).0 != *list);
            met.insert(*list, Met { elsewhere, repeats: own.iter().take(MOST_PER_CODE).map(repeat).collect() });
        }
        met
    }

    fn row(&self, at: u32) -> u32 {
        self.rows.get(at as usize).copied().unwrap_or(0)
    }

    fn seen(&self, at: u32) -> Seen {
        let upto = self.lists.partition_point(|(_, start)| *start <= at as usize);
        let list = upto.checked_sub(1).and_then(|last| self.lists.get(last)).map_or(0, |(list, _)| *list);
        (list, self.row(at))
    }
}

/// The places of marks that stood before, each with the first place that is `alike`, as far as `counts` takes such a pair; 0 is
/// no mark.
fn repeated(marks: &[u64], counts: &dyn Fn(u32, u32) -> bool, alike: &dyn Fn(u32, u32) -> bool) -> Vec<(u32, u32)> {
    let parts = marks.len().div_ceil(PART) as u64;
    let part_of = |mark: u64| ((mark >> 32) * parts) >> 32;
    let mut sizes = vec![0usize; marks.len().div_ceil(PART)];
    for mark in marks.iter().filter(|mark| **mark != 0) {
        if let Some(size) = sizes.get_mut(part_of(*mark) as usize) {
            *size += 1;
        }
    }
    let mut found = Vec::new();
    let mut table: Vec<u64> = Vec::new();
    for (part, size) in (0..).zip(sizes) {
        table.clear();
        table.resize((size + size / 2 + 1).next_power_of_two(), 0);
        for (at, mark) in (0u32..).zip(marks).filter(|(_, mark)| **mark != 0 && part_of(**mark) == part) {
            if let Some(before) = first(&mut table, marks, *mark, at, alike)
                && counts(at, before)
            {
                found.push((at, before));
            }
        }
    }
    found
}

/// The place at which a mark was met first; where that is here, it is put into the table. A slot holds half of a mark, by
/// which most others are told from it, and its place, counted from 1. A mark that is the same and not `alike` is another, up to
/// a few.
#[inline]
fn first(table: &mut [u64], marks: &[u64], mark: u64, at: u32, alike: &dyn Fn(u32, u32) -> bool) -> Option<u32> {
    let mut others = 0;
    let half = mark << 16 & !u64::from(u32::MAX);
    let start = (mark >> 4) as usize;
    for step in 0..table.len() {
        let slot_at = start.wrapping_add(step) & (table.len() - 1);
        let slot = table.get_mut(slot_at)?;
        if *slot == 0 {
            *slot = half | (u64::from(at) + 1);
            return None;
        }
        let before = (*slot as u32).wrapping_sub(1);
        if *slot & !u64::from(u32::MAX) == half && marks.get(before as usize) == Some(&mark) {
            if alike(at, before) {
                return Some(before);
            }
            others += 1;
            if others == MOST_OTHERS {
                return None;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn marks(identity: &str, name: &str) -> Marks {
        let name = (!name.is_empty()).then(|| hash_bytes([name.as_bytes()]) | 1);
        Marks { identity: identity_mark(identity), name, accents: 0 }
    }

    #[test]
    fn lost_zeros_are_found_and_namesakes_are_not_repeats() {
        let mut all = Repeats::default();
        all.begin(7);
        all.meet(marks("008074979823", "a"), 1);
        all.meet(marks("8074979823", "b"), 2);
        all.meet(marks("008074979824", "a"), 3);
        all.meet(marks("", "a"), 4);
        let repeat = |row, by_identity| Repeat {
            row,
            column: None,
            before: (7, 1),
            column_before: None,
            by_identity,
            likely: true,
        };
        assert_eq!(all.find()[&7].repeats, [repeat(2, true), repeat(4, false)]);
        assert_eq!(identity_number("0"), None);
        for (text, bare) in
            [("008074979823", "8074979823"), ("CMND 071 234 567", "071234567"), ("0000001234567", "1234567")]
        {
            assert_eq!(identity_mark(text), identity_mark(bare));
        }
        for none in ["000123456", "123456789012345", "", "chưa có"] {
            assert_eq!(identity_mark(none), None);
        }
        assert_eq!(identity_number("chưa có"), None);
    }

    fn accents(name: &str) -> u16 {
        name_form(name, 0, &mut String::new()).mark()
    }

    #[test]
    fn names_that_differ_in_diacritics_are_two_people_where_both_carry_them() {
        for (a, b, one) in [
            ("Nguyễn Thị Hòa", "NGUYỄN THỊ HOÀ", true),
            ("Nguyễn Thị Hòa", "Nguye\u{302}\u{303}n Thi\u{323} Hoa\u{300}", true),
            ("Nguyễn Thị Hòa", "Nguyen Thi Hoa", true),
            ("Nguyễn Thị Hòa", "Nguyễn Thị Hoa", false),
            ("Nguyễn Thị Hòa", "Nguyễn Thị Hóa", false),
            ("Lò Văn Tân", "Lò Văn Tấn", false),
            ("Đinh Văn Tư", "Đinh Văn Tú", false),
            ("Đinh Văn Tư", "Ðinh Văn Tƣ", true),
        ] {
            assert_eq!(may_be_one(accents(a), accents(b)), one, "{a}, {b}");
        }
        let mut all = Repeats::default();
        all.begin(1);
        for (row, name) in (1..).zip(["Lò Văn Tân", "Lò Văn Tấn", "Lò Văn Tấn", "Lo Van Tan", "Lò Văn Tần"])
        {
            all.meet(Marks { accents: accents(name), ..marks("", "lo van tan") }, row);
        }
        let pairs: Vec<_> = all.find()[&1].repeats.iter().map(|r| (r.row, r.before.1)).collect();
        assert_eq!(pairs, [(3, 2), (4, 1)]);
    }

    proptest::proptest! {
        /// What is found is what remembering every household in the order of meeting finds.
        #[test]
        fn every_repeat_is_found(lists in proptest::collection::vec(proptest::collection::vec((0..40u64, 0..40u64), 0..40), 0..6)) {
            let mut all = Repeats::default();
            let (mut by_identity, mut by_name) = (HashMap::new(), HashMap::new());
            let mut want = Vec::new();
            for (list, households) in (0..).zip(&lists) {
                all.begin(list);
                let (mut repeats, mut elsewhere) = (Vec::new(), true);
                for (row, (identity, name)) in (5..).zip(households) {
                    // Few have numbers, few have no names; all marks fall together in all ways.
                    let identity = (*identity < 15).then_some((identity << 60) | (identity % 4));
                    let name = (*name < 30).then_some((name << 59) | (name % 3));
                    all.meet(Marks { identity, name, accents: 0 }, row);
                    let kind = identity.map(|mark| mark.max(2) & 1);
                    let known = identity.and_then(|mark| by_identity.get(&mark.max(2)).copied());
                    let named: Option<((u32, u32), Option<u64>)> = name.and_then(|mark| by_name.get(&mark.max(2)).copied());
                    if let Some(mark) = identity {
                        by_identity.entry(mark.max(2)).or_insert((list, row));
                    }
                    if let Some(mark) = name {
                        by_name.entry(mark.max(2)).or_insert(((list, row), kind));
                    }
                    let named = named.filter(|(_, before)| kind.is_none() || *before != kind);
                    let likely = name.is_some_and(|mark| mark.max(2) & 1 == 1);
                    let repeat = match (known, named) {
                        (Some(before), _) => Some((row, before, true, true)),
                        (None, Some((before, _))) => Some((row, before, false, likely)),
                        (None, None) => None,
                    };
                    elsewhere &= repeat.is_some_and(|r: (u32, Seen, bool, bool)| r.1.0 != list);
                    repeats.extend(repeat);
                }
                want.push((elsewhere, repeats));
            }
            let plain = |r: &Repeat| (r.row, r.before, r.by_identity, r.likely);
            let found: Vec<(bool, Vec<_>)> =
                all.find().into_values().map(|met| (met.elsewhere, met.repeats.iter().map(plain).collect())).collect();
            proptest::prop_assert_eq!(found, want);
        }
    }
}
