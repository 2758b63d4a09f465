//! How wide a text is in Times New Roman and how many lines it takes, so that rows are high enough for every word.
//!
//! A spreadsheet does not fit rows to merged cells by itself, and some fit none. The widths are those of the font's letters; marks above and
//! below Vietnamese letters add nothing to them.

use unicode_normalization::UnicodeNormalization;

/// Points that a row is high at most, as spreadsheets have it.
const MOST_HEIGHT: f64 = 409.0;

/// Thousandths of the font size that a letter takes.
fn letter(c: char) -> u32 {
    match c {
        '\u{0300}'..='\u{031A}' | '\u{0323}' => 0,
        // The horn of ơ and ư.
        '\u{031B}' => 70,
        'i' | 'j' | 'l' | 't' | '/' | ':' | ';' | '\\' => 278,
        ' ' | '.' | ',' | '\u{a0}' => 250,
        'f' | 'r' | 'I' | '(' | ')' | '-' | '[' | ']' => 333,
        's' | 'J' => 389,
        'a' | 'c' | 'e' | 'z' | '“' | '”' | '"' => 444,
        'F' | 'P' | 'S' => 556,
        'E' | 'L' | 'T' | 'Z' | '+' | '=' | '−' | '<' | '>' => 611,
        'B' | 'C' | 'R' => 667,
        'm' => 778,
        '%' => 833,
        'M' | 'W' | '…' => 1000,
        'w' => 722,
        c if c.is_uppercase() || c == 'đ'.to_ascii_uppercase() => 722,
        c if c.is_ascii_digit() || c.is_lowercase() => 500,
        _ => 600,
    }
}

/// The width of a line in points.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let thousandths: u32 = text.nfd().map(letter).sum();
    // Bold letters are wider; a little is added for those who have another font.
    f64::from(thousandths) / 1000.0 * size * if bold { 1.1 } else { 1.04 }
}

/// How many lines a text takes in a cell so many points wide.
pub(super) fn lines(text: &str, size: f64, bold: bool, room: f64) -> u32 {
    let room = room.max(size);
    let space = width(" ", size, bold);
    let mut lines = 0;
    for paragraph in text.split('\n') {
        let mut used = 0.0;
        lines += 1;
        for word in paragraph.split(' ').filter(|w| !w.is_empty()) {
            let own = width(word, size, bold);
            if used > 0.0 && used + space + own > room {
                lines += 1;
                used = 0.0;
            }
            let mut own = own;
            // A word longer than the line is broken.
            while own > room {
                lines += 1;
                own -= room;
            }
            used += if used > 0.0 { space + own } else { own };
        }
    }
    lines
}

/// The widest word of a text in points.
pub(super) fn widest_word(text: &str, size: f64, bold: bool) -> f64 {
    text.split([' ', '\n']).map(|word| width(word, size, bold)).fold(0.0, f64::max)
}

/// The points in which text stands in a column so many letters wide, as `set_column_width` counts them.
pub(super) fn room(letters: f64) -> f64 {
    letters * 5.25 - 3.25
}

/// The height of a row whose texts stand in columns so many letters wide; `None` where one line holds each.
pub(super) fn row_height<'t>(cells: impl Iterator<Item = (&'t str, f64)>, size: f64) -> Option<f64> {
    // Most texts are short: no letter is wider than its size.
    let long = |text: &str, letters: f64| text.len() as f64 * size > room(letters) || text.contains('\n');
    let long = cells.filter(|(text, letters)| long(text, *letters));
    let most = long.map(|(text, letters)| lines(text, size, false, room(letters))).max()?;
    (most > 1).then(|| height(most, size).min(MOST_HEIGHT))
}

/// The height of so many lines in points.
pub(super) fn height(lines: u32, size: f64) -> f64 {
    whole_pixels(f64::from(lines) * size * 1.2 + 1.5)
}

/// Points rounded up to whole pixels, as spreadsheets keep heights.
pub(super) fn whole_pixels(points: f64) -> f64 {
    (points / 0.75).ceil() * 0.75
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_take_no_room_and_words_wrap() {
        assert!((width("Hưng Thành", 10.0, false) - width("Hung Thanh", 10.0, false)).abs() < 1.0);
        assert_eq!(lines("Chỉ tiêu thoát nghèo", 11.0, true, 400.0), 1);
        assert_eq!(lines("Chỉ tiêu thoát nghèo", 11.0, true, 45.0), 3);
        assert_eq!(lines("a\nb", 11.0, false, 400.0), 2);
        assert!(widest_word("một nguyên nhân", 11.0, false) > widest_word("một nhân", 11.0, false));
    }
}
