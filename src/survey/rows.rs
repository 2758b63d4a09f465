//! Which rows of a list are persons, and which are headings, sums, sections, notes or nothing.

use serde::{Deserialize, Serialize};

use crate::read::{Item, Row};
use crate::survey::columns::Columns;
use crate::survey::sections;
use crate::survey::wordings::{Mark, Wordings};
use crate::table::is_numbering;
use crate::text::fold::{fold, has_diacritics, trim};
use crate::ward::{Gazetteer, Typed, WardId, Wards, wards_in_title};

/// How the rows of the sheets in use were taken: `read` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCounts {
    /// Rows up to the last filled one.
    pub read: u64,
    /// Rows of households, whatever their standing.
    pub households: u64,
    /// Rows of members under a head.
    pub members: u64,
    /// Rows of headings and column numbers.
    pub headings: u64,
    /// Rows of sums.
    pub subtotals: u64,
    /// Rows that open a section: wards, hamlets, standings.
    pub sections: u64,
    /// Empty rows, and rows with a running number only.
    pub blank: u64,
    /// Titles, notes, signatures, and tables of another kind.
    pub notes: u64,
    /// Rows that hold something but no name, number or cause.
    pub rejected: u64,
}

impl RowCounts {
    /// Adds another's counts.
    pub fn add(&mut self, other: &RowCounts) {
        self.read += other.read;
        self.households += other.households;
        self.members += other.members;
        self.headings += other.headings;
        self.subtotals += other.subtotals;
        self.sections += other.sections;
        self.blank += other.blank;
        self.notes += other.notes;
        self.rejected += other.rejected;
    }

    /// Whether `read` is the sum of the others, as in every count that was not changed by hand.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let RowCounts { read, households, members, headings, subtotals, sections, blank, notes, rejected } = *self;
        let parts = [households, members, headings, subtotals, sections, blank, notes, rejected];
        parts.into_iter().try_fold(0u64, u64::checked_add) == Some(read)
    }
}

/// What a row is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind<'r> {
    Heading,
    Subtotal,
    Section { label: &'r str, column: u32 },
    Note { signed: bool },
    Blank,
    Rejected,
    Person,
}

/// What a row holds.
struct Facts<'r> {
    /// The first text that is no running number, and its column.
    label: Option<(u32, &'r str)>,
    /// The name column holds a text with letters.
    named: bool,
    /// The running number is a whole number.
    numbered: bool,
    /// The running number is a Roman number or a letter.
    lettered: bool,
    identity: bool,
    cause: bool,
    birth: bool,
    /// Known cells other than the running number that are filled, counted up to [`MANY`].
    known: usize,
}

/// So many filled cells that more say no more.
const MANY: usize = 3;

impl<'r> Facts<'r> {
    fn of(row: &'r Row, columns: &Columns, words: &Wordings) -> Facts<'r> {
        let order = columns.order.or(columns.head_order);
        let order_item = order.map_or(Item::Blank, |c| row.get(c));
        let numbered = is_running_number(order_item);
        let lettered = matches!(order_item, Item::Text(t) if is_letter_number(t));
        let label = row.cells().find_map(|(c, item)| match item {
            Item::Text(t) if !(Some(c) == order && (numbered || lettered)) => Some((c, t)),
            _ => None,
        });
        let text_in = |column: Option<u32>| match column.map(|c| row.get(c)) {
            Some(Item::Text(t)) => Some(t),
            _ => None,
        };
        let named = text_in(columns.name).is_some_and(|t| t.chars().any(char::is_alphabetic));
        let identity = columns.identity.is_some_and(|c| match row.get(c) {
            Item::Number(n) => n >= 1e6,
            Item::Text(t) => t.bytes().filter(u8::is_ascii_digit).count() >= 6,
            _ => false,
        });
        let marked = |c: &u32| match row.get(*c) {
            Item::Bool(b) => b,
            Item::Text(t) => words.mark(t) != Mark::No,
            Item::Number(n) => n == 1.0,
            _ => false,
        };
        let worded = |c: &u32| match row.get(*c) {
            Item::Text(t) => words.mark(t) != Mark::No || t.trim() == "không",
            Item::Number(_) | Item::Error(_) => true,
            _ => false,
        };
        let cause = columns.cause_text.iter().any(worded)
            || columns.cause_code.iter().chain(&columns.cause_group).any(|c| row.fills(*c))
            || columns.cause_marks.iter().any(marked);
        let birth = columns.birth.iter().any(|c| match row.get(*c) {
            Item::Number(_) | Item::Date(_) => true,
            Item::Text(t) => t.bytes().any(|b| b.is_ascii_digit()),
            _ => false,
        });
        let known = known(row, columns, order);
        Facts { label, named, numbered, lettered, identity, cause, birth, known }
    }
}

/// Whether a running number is a whole number.
fn is_running_number(item: Item<'_>) -> bool {
    match item {
        Item::Number(n) => n.fract() == 0.0,
        Item::Text(t) if !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()) => true,
        Item::Text(t) => {
            let t = trim(t).trim_end_matches(['.', ')']);
            !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit())
        }
        Item::Uncalculated => true,
        _ => false,
    }
}

/// Known cells other than the running number that are filled, counted up to [`MANY`].
fn known(row: &Row, columns: &Columns, order: Option<u32>) -> usize {
    columns.mapped.iter().filter(|c| Some(**c) != order && row.fills(**c)).take(MANY).count()
}

/// Whether a row is a person's whatever else it holds: a whole running number, a name with letters side by side, and known
/// cells enough. So are nearly all; [`kind`] says the same of them, after looking at every cell.
fn is_plainly_person(row: &Row, columns: &Columns) -> bool {
    let Some(name) = columns.name else { return false };
    let order = columns.order.or(columns.head_order).filter(|order| *order != name);
    order.is_some_and(|order| is_running_number(row.get(order)))
        && matches!(row.get(name), Item::Text(text) if has_word(text))
        && known(row, columns, order) >= MANY
}

/// Whether two letters stand side by side: then a text is neither a number nor the letter of a column.
fn has_word(text: &str) -> bool {
    let mut before = false;
    text.bytes().any(|byte| std::mem::replace(&mut before, byte.is_ascii_alphabetic()) && before)
}

/// What a row is; see [`kind`].
pub(crate) fn kind_of<'r>(row: &'r Row, covered: bool, signed: bool, columns: &Columns, words: &Wordings) -> Kind<'r> {
    if is_plainly_person(row, columns) {
        return Kind::Person;
    }
    kind(row, &Facts::of(row, columns, words), covered, signed, columns, words)
}

/// `1.2`, `3-1`: the second number counts members of the household that the first counts.
pub(crate) fn is_part_number(item: Item<'_>) -> bool {
    match item {
        Item::Number(n) => n.fract() != 0.0,
        Item::Text(t) if t.bytes().all(|b| b.is_ascii_digit()) => false,
        Item::Text(t) => t.trim().split_once(['.', '-', '/']).is_some_and(|(a, b)| {
            let digits = |s: &str| !s.is_empty() && s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit());
            digits(a) && digits(b)
        }),
        _ => false,
    }
}

/// `I`, `II.`, `A`, `b)`.
fn is_letter_number(text: &str) -> bool {
    let t = text.trim().trim_end_matches(['.', ')', '-', '/']).trim_start_matches('(');
    !t.is_empty()
        && ((t.len() <= 5 && t.bytes().all(|b| matches!(b.to_ascii_uppercase(), b'I' | b'V' | b'X')))
            || (t.len() == 1 && t.bytes().all(|b| b.is_ascii_alphabetic())))
}

/// What a row is. `covered`: a merged area reaches into its name or number from above. `signed`: the signatures below
/// the table were met.
fn kind<'r>(
    row: &'r Row,
    facts: &Facts<'r>,
    covered: bool,
    signed: bool,
    columns: &Columns,
    words: &Wordings,
) -> Kind<'r> {
    if is_numbering(row) {
        return Kind::Heading;
    }
    // Dotted lines to be filled in by hand.
    if row.cells().all(|(_, item)| matches!(item, Item::Text(t) if !t.chars().any(char::is_alphanumeric))) {
        return Kind::Blank;
    }
    let evidence = facts.identity || facts.cause || facts.birth;
    if covered && (facts.named || facts.known > 0) {
        return Kind::Person;
    }
    let Some((column, label)) = facts.label else {
        // Numbers only: a line of sums, or a pre-numbered empty line.
        return match (facts.numbered, facts.known) {
            (_, 0) if facts.numbered || facts.lettered => Kind::Blank,
            (_, 0) => Kind::Note { signed: false },
            _ if facts.identity || (facts.cause && facts.numbered) => Kind::Person,
            (false, _) => Kind::Subtotal,
            _ => Kind::Rejected,
        };
    };
    let person = facts.named && facts.numbered && (evidence || facts.known >= MANY);
    if !person && words.is_subtotal(label) && !(facts.numbered && evidence) {
        let sums_up = !facts.identity && (!facts.cause || sums_only(row, columns));
        if sums_up {
            return Kind::Subtotal;
        }
    }
    if !person && !facts.numbered && words.is_signature(label) && Typed::parse(label).kind.is_none() {
        return Kind::Note { signed: true };
    }
    if !facts.numbered && !facts.identity && is_printed_section(row, facts, column, label, columns, words) {
        return Kind::Section { label, column };
    }
    if !facts.numbered && !facts.birth && words.is_breakdown(label) && sums_only(row, columns) {
        return Kind::Note { signed: false };
    }
    if !evidence && !person {
        if words.is_note(label) {
            return Kind::Note { signed: false };
        }
        if is_section(row, facts, column, label, columns, words) {
            return Kind::Section { label, column };
        }
    }
    if signed && !(facts.numbered && facts.named && facts.known >= 2) {
        return Kind::Note { signed: false };
    }
    if facts.named || facts.identity || facts.cause {
        // A long sentence across an empty row is a note, not a name.
        let sentence = facts.known <= 1 && !facts.numbered && (label.len() > 80 || label.contains(':'));
        return if sentence { Kind::Note { signed: false } } else { Kind::Person };
    }
    if facts.known == 0 { Kind::Note { signed: false } } else { Kind::Rejected }
}

/// Whether the cause cells of a row hold counts, as a line of sums does.
fn sums_only(row: &Row, columns: &Columns) -> bool {
    let mut cells =
        columns.cause_text.iter().chain(&columns.cause_marks).chain(&columns.cause_code).map(|c| row.get(*c));
    cells.all(|item| match item {
        Item::Blank | Item::Number(_) => true,
        Item::Text(t) => crate::text::number::whole(t).is_some(),
        _ => false,
    })
}

/// Whether a row opens a section though it fills columns of causes or births: its label is exactly that of a ward, a hamlet,
/// an area or a standing, and whatever stands beside it counts what follows.
fn is_printed_section(
    row: &Row,
    facts: &Facts<'_>,
    column: u32,
    label: &str,
    columns: &Columns,
    words: &Wordings,
) -> bool {
    let years = || columns.birth.iter().any(|c| is_year(row.get(*c)));
    if words.is_note(label) || !holds_counts(row, column, label, columns) || years() {
        return false;
    }
    let plain = without_number(label);
    if words.is_hamlet(&plain) {
        // "Ban Van Khu", written without marks, is nobody's hamlet.
        return has_diacritics(&plain) || plain.bytes().any(|b| b.is_ascii_digit());
    }
    let folded = fold(&plain);
    let of_standing = ["ho ", "hn", "hcn", "ngheo", "can ngheo", "danh sach ho "].iter().any(|w| folded.starts_with(w));
    if of_standing && sections::says(&plain, false, words).is_some() || folded.starts_with("khu vuc") {
        return true;
    }
    let typed = Typed::parse(&plain);
    let known = wards_in_title(&typed.name, Gazetteer::standard());
    let known = known.first().is_some_and(|ward| fold(&ward.name) == fold(&typed.name));
    // A bare name may be a person's, and so may "Phương Văn Hải".
    let counted = row.cells().filter(|(c, _)| *c != column).count();
    match typed.kind {
        Some(_) => known || facts.lettered,
        None => known && (facts.lettered || counted > 1),
    }
}

fn is_year(item: Item<'_>) -> bool {
    match item {
        Item::Number(n) => (1900.0..=2100.0).contains(&n),
        Item::Text(text) => crate::text::number::year(text).is_some(),
        Item::Date(_) => true,
        _ => false,
    }
}

/// Whether a row holds at most counts beside its label and running number.
fn holds_counts(row: &Row, column: u32, label: &str, columns: &Columns) -> bool {
    row.cells().all(|(c, item)| {
        c == column
            || Some(c) == columns.order
            || Some(c) == columns.head_order
            || match item {
                Item::Number(_) => true,
                Item::Text(t) => crate::text::number::whole(t).is_some() || t == label || trim(t) == "-",
                _ => false,
            }
    })
}

fn is_section(row: &Row, facts: &Facts<'_>, column: u32, label: &str, columns: &Columns, words: &Wordings) -> bool {
    if !holds_counts(row, column, label, columns) {
        return false;
    }
    let plain = without_number(label);
    if words.is_hamlet(&plain) || sections::says(&plain, false, words).is_some() || facts.lettered {
        return true;
    }
    let folded = fold(&plain);
    if folded.starts_with("khu vuc") {
        return true;
    }
    let typed = Typed::parse(&plain);
    if typed.kind.is_some() {
        return true;
    }
    !facts.numbered && !wards_in_title(&plain, Gazetteer::standard()).is_empty() && folded.split(' ').count() <= 4
}

/// A label without the number before it: `I. HỘ NGHÈO`, `1) Xã An Khang`.
pub(crate) fn without_number(label: &str) -> String {
    let label = label.trim();
    let Some((first, rest)) = label.split_once(|c: char| c.is_whitespace() || matches!(c, '.' | ')' | '-' | '/' | ':'))
    else {
        return label.to_owned();
    };
    let digits = !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit());
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ')' | '-' | '/' | ':' | '*'));
    // "I Khu vực", "A. Hộ nghèo", but neither "X. Lưỡng Vượng" nor "P. Tân Hà".
    let letters = is_letter_number(first) && !matches!(first, "X" | "x" | "V" | "P" | "p" | "T");
    if (digits || letters) && !rest.is_empty() { rest.to_owned() } else { label.to_owned() }
}

/// The ward that a section's label names.
pub(crate) fn section_ward(label: &str, wards: &mut Wards) -> Option<WardId> {
    let found = wards_in_title(label, Gazetteer::standard());
    match found.first() {
        Some(typed) => wards.resolve_typed(typed),
        None => {
            let typed = Typed::parse(label);
            typed.kind?;
            wards.resolve_typed(&typed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_before_labels_are_dropped() {
        for (label, plain) in [
            ("I. HỘ NGHÈO", "HỘ NGHÈO"),
            ("I Khu vực thành thị", "Khu vực thành thị"),
            ("1) Xã An Khang", "Xã An Khang"),
            ("X. Lưỡng Vượng", "X. Lưỡng Vượng"),
            ("Thôn 5", "Thôn 5"),
            ("Hưng Thành", "Hưng Thành"),
        ] {
            assert_eq!(without_number(label), plain);
        }
    }

    /// What cells of lists hold, and what looks like it and is something else.
    const CELLS: &[&str] = &[
        "",
        "",
        "",
        "1",
        "12.",
        " 7)",
        "1.2",
        "I",
        "A",
        "(3)",
        "4=3/1",
        "x",
        "không",
        "-",
        "...",
        "inf",
        "NaN",
        "1e5",
        "Hà Văn Tổ",
        "Cộng",
        "Tổng cộng",
        "Tổng số hộ: 5",
        "Ghi chú: ai đó",
        "NGƯỜI LẬP BIỂU",
        "Thôn 5",
        "Xã An Khang",
        "I. HỘ NGHÈO",
        "Đỗ Á",
        "Ỷ",
        "1960",
        "008101000007",
        "Ốm đau",
        "Ngày 5 tháng 3 năm 2020",
        "*",
    ];

    fn list_columns() -> Columns {
        Columns {
            order: Some(0),
            name: Some(1),
            birth: vec![2],
            identity: Some(3),
            hamlet: Some(4),
            cause_text: vec![5],
            cause_marks: vec![6],
            mapped: (0..7).collect(),
            ..Columns::default()
        }
    }

    proptest::proptest! {
        /// The short way says of a row what the long one says.
        #[test]
        fn a_plain_person_is_a_person(
            cells in proptest::collection::vec(0..CELLS.len() + 3, 9),
            likely in proptest::bool::ANY,
            covered in proptest::bool::ANY,
            signed in proptest::bool::ANY,
            order in 0..3u32,
        ) {
            let mut row = Row::default();
            row.start(9);
            for (column, cell) in (0u32..).zip(cells) {
                match CELLS.get(cell) {
                    // Half of the rows are numbered and named, as rows of persons are.
                    Some(_) if likely && column == 0 => row.push(column, Item::Number(3.0)),
                    Some(text) => row.push(column, Item::Text(text)),
                    None => row.push(column, [Item::Number(2.0), Item::Number(1.5), Item::Uncalculated][cell - CELLS.len()]),
                }
            }
            let (order, head_order) = [(Some(0), None), (None, Some(0)), (Some(1), Some(0))][order as usize];
            let columns = Columns { order, head_order, ..list_columns() };
            let words = Wordings::standard();
            let whole = kind(&row, &Facts::of(&row, &columns, words), covered, signed, &columns, words);
            proptest::prop_assert_eq!(kind_of(&row, covered, signed, &columns, words), whole);
        }
    }
}
