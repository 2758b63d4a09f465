//! Rows below a header that are headers too: one that repeats it, one that numbers its columns.

use super::headings::{Field, Headings};
use crate::read::{Item, Row};

/// Whether a row repeats a header: a name or number heading and at least two more.
#[must_use]
pub fn looks_like_header(row: &Row, headings: &Headings) -> bool {
    // Looking a heading up takes long, and every row of a list is looked at: in a text file, where numbers are texts, most
    // rows are told from headers by their numbers, dates and marks alone.
    let cells = row.len();
    if row.known_numbers() * 2 > cells {
        return false;
    }
    // Headings that nobody knows may be more where the first is that of the running numbers.
    let most = if opens_with_order(row, headings) { 2 } else { 3 };
    if row.known_numbers() * most > cells {
        return false;
    }
    let mut unknown = 0;
    for (_, item) in row.cells() {
        let Item::Text(text) = item else { return false };
        unknown += usize::from(says_nothing(text));
        if unknown * most > cells {
            return false;
        }
    }
    let texts = row.cells().filter_map(|(_, item)| if let Item::Text(text) = item { Some(text) } else { None });
    let mut known = 0;
    let mut key = false;
    for text in texts.filter(|text| !says_nothing(text)) {
        if unknown * most > cells {
            return false;
        }
        match headings.field(text) {
            Some(field) => {
                known += 1;
                key |= matches!(field, Field::Order | Field::Name | Field::HeadOrder | Field::Identity | Field::Ward);
            }
            None => unknown += 1,
        }
    }
    key && known >= 2 && known * most >= cells * (most - 1)
}

/// Whether the first cell of a row is the heading of running numbers: `STT`.
fn opens_with_order(row: &Row, headings: &Headings) -> bool {
    let first = row.cells().next().map(|(_, item)| item);
    matches!(first, Some(Item::Text(text)) if text.len() <= 16
        && matches!(text.trim_start().as_bytes().first(), Some(b'S' | b's' | b'T' | b't'))
        && headings.field(text) == Some(Field::Order))
}

/// Whether a text is a number, a date or a mark, and no heading.
fn says_nothing(text: &str) -> bool {
    // Digits and signs alone, as in most cells of most rows.
    if text.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && text.bytes().fold(true, |all, b| all & b.is_ascii() & !b.is_ascii_alphabetic())
    {
        return true;
    }
    let mut digits = false;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits = true,
            b'a'..=b'z' | b'A'..=b'Z' => return matches!(text, "x" | "X"),
            0x80.. => return !text.chars().any(char::is_alphabetic) && text.bytes().any(|b| b.is_ascii_digit()),
            _ => {}
        }
    }
    digits
}

/// Whether a row numbers the columns: `A B 1 2 3`, `(1) (2) (3)`, `4=3/1*100`.
#[must_use]
pub fn is_numbering(row: &Row) -> bool {
    let mut last: Option<f64> = None;
    let mut cells = 0;
    let mut rising = 0;
    for (_, item) in row.cells() {
        cells += 1;
        let number = match item {
            Item::Number(n) => Some(n),
            Item::Text(text) => {
                let inner = text.trim().trim_matches(|c| matches!(c, '(' | ')' | '[' | ']' | '.')).trim();
                if inner.contains('=')
                    && inner.chars().any(|c| c.is_ascii_digit())
                    && !inner.chars().any(char::is_alphabetic)
                {
                    rising += 1;
                    continue;
                }
                if inner.chars().count() == 1 && inner.chars().all(|c| c.is_ascii_uppercase()) {
                    rising += 1;
                    continue;
                }
                match inner.parse::<f64>() {
                    Ok(n) => Some(n),
                    Err(_) => return false,
                }
            }
            _ => return false,
        };
        if let Some(n) = number {
            if n.fract() != 0.0 || !(0.0..=200.0).contains(&n) {
                return false;
            }
            if last.is_none_or(|l| n > l && n - l <= 3.0) {
                rising += 1;
            }
            last = Some(n);
        }
    }
    cells >= 3 && rising == cells
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::read::Book;

    proptest::proptest! {
        /// What the reader of text files knows of numbers changes no answer.
        #[test]
        fn known_numbers_change_nothing(
            lines in proptest::collection::vec("((STT|Họ và tên|Xã|Thôn|Số CCCD|1|12/3/2020|008101000007|3 khẩu|4@|x|Hà Văn Tổ|),){2,9}", 3..9),
        ) {
            let bytes = format!("{}\n", lines.join("\n")).into_bytes();
            let mut book = Book::memory(Path::new("a.csv"), bytes).expect("a text");
            let mut rows = book.rows(0).expect("rows");
            let mut row = Row::default();
            while rows.next(&mut row).expect("a row") {
                let mut plain = Row::default();
                plain.start(row.number);
                row.cells().for_each(|(column, item)| plain.push(column, item));
                proptest::prop_assert_eq!(plain.known_numbers(), 0);
                let headings = Headings::standard();
                proptest::prop_assert_eq!(looks_like_header(&row, headings), looks_like_header(&plain, headings));
            }
        }
    }
}
