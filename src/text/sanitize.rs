//! Text from files as it may go to a terminal or into a line of text: without control, escape and direction characters.

/// The text without control characters (line breaks become spaces) and without characters that turn the direction of
/// writing or have no width.
#[must_use]
pub fn plain(text: &str) -> String {
    let keep_lines = text.contains('\n');
    text.chars()
        .filter_map(|c| match c {
            '\n' if keep_lines => Some('\n'),
            '\t' | '\r' => Some(' '),
            c => is_plain(c).then_some(c),
        })
        .collect()
}

/// Whether a character only shows itself: no control, nothing that turns the direction of writing or has no width.
#[must_use]
pub fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The same on one line.
#[must_use]
pub fn plain_line(text: &str) -> String {
    plain(text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_never_reach_a_terminal() {
        assert_eq!(plain_line("a\u{1b}[31mb\u{202e}c\nd\u{7}"), "a[31mbc d");
        assert_eq!(plain("Đã\nthoát"), "Đã\nthoát");
    }
}
