//! Lists that explain codes: `1- Thiếu vốn; 2- Ốm đau; …` in a note, or two columns on a sheet.

use std::collections::BTreeMap;

use crate::read::{Item, Row};
use crate::text::fold::{fold, one_line};

/// A line that explains one code is not longer, in bytes.
const LONGEST_LINE: usize = 200;

/// What each code means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Legend {
    entries: BTreeMap<String, String>,
}

impl Legend {
    /// Whether it explains anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What a code means.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&str> {
        self.entries.get(&normal(code)).map(String::as_str)
    }

    /// Adds another's entries behind its own.
    pub fn extend(&mut self, other: Legend) {
        for (code, text) in other.entries {
            self.entries.entry(code).or_insert(text);
        }
    }

    /// The legend in a note; empty unless at least two codes are explained, each by words.
    #[must_use]
    pub fn in_text(text: &str) -> Legend {
        let text = text.replace('\n', "; ");
        let marks = code_marks(&text);
        let mut legend = Legend::default();
        for (i, (start, end, code)) in marks.iter().enumerate() {
            let until = marks.get(i + 1).map_or(text.len(), |next| next.0);
            let words = one_line(text.get(*end..until).unwrap_or(""));
            let words = words.trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, ';' | ',' | '.' | ':' | '-' | '–' | '=' | '(' | ')')
            });
            if words.chars().filter(|c| c.is_alphabetic()).count() >= 3 && start < end {
                legend.entries.entry(code.clone()).or_insert_with(|| words.to_owned());
            }
        }
        if legend.entries.len() < 2 { Legend::default() } else { legend }
    }

    /// The legend in lines that explain a code each: `A: ốm đau`, `8 - Lười lao động`; `says_cause` tells whether words name
    /// a cause. Empty unless at least two codes are explained, and half of them by causes.
    #[must_use]
    pub fn in_lines<'t>(lines: impl Iterator<Item = &'t str>, says_cause: &dyn Fn(&str) -> bool) -> Legend {
        let mut legend = Legend::default();
        let mut causes = 0;
        for line in lines {
            if let Some((code, words)) = Legend::line(line) {
                causes += usize::from(says_cause(&words));
                legend.entries.entry(code).or_insert(words);
            }
        }
        if legend.entries.len() < 2 || causes * 2 < legend.entries.len() { Legend::default() } else { legend }
    }

    /// The code that a line explains, and its words; none unless it begins with the code and explains no other.
    #[must_use]
    pub fn line(text: &str) -> Option<(String, String)> {
        let line = one_line(text);
        if line.len() > LONGEST_LINE {
            return None;
        }
        let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
        let marks = code_marks(line);
        let (0, end, code) = marks.first()? else { return None };
        let words = line.get(*end..)?.trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
        let worded = words.chars().filter(|c| c.is_alphabetic()).count() >= 3;
        worded.then(|| (code.clone(), words.to_owned()))
    }

    /// The legend in two neighbouring columns of rows: a code, and words that name a cause.
    #[must_use]
    pub fn in_rows(rows: &[Row], says_cause: &dyn Fn(&str) -> bool) -> Legend {
        let mut best = Legend::default();
        let columns: Vec<u32> = {
            let mut all: Vec<u32> = rows.iter().flat_map(|r| r.cells().map(|(c, _)| c)).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        for pair in columns.windows(2) {
            let (Some(code), Some(words)) = (pair.first(), pair.get(1)) else { continue };
            let mut legend = Legend::default();
            let mut causes = 0;
            for row in rows {
                let Item::Text(text) = row.get(*words) else { continue };
                let key = row.text(*code);
                if is_code(&key) {
                    causes += usize::from(says_cause(text));
                    legend.entries.entry(normal(&key)).or_insert_with(|| one_line(text));
                }
            }
            if legend.entries.len() >= 2
                && causes * 2 >= legend.entries.len()
                && legend.entries.len() > best.entries.len()
            {
                best = legend;
            }
        }
        best
    }
}

/// Whether a text is a bare code: `5`, `05`, `IV`, `c`, `NN3`, `3.5`.
#[must_use]
pub(super) fn is_code(text: &str) -> bool {
    let folded = fold(text);
    let bare = folded.strip_prefix("nn").or_else(|| folded.strip_prefix("ma ")).map_or(folded.as_str(), str::trim);
    let digits = !bare.is_empty() && bare.len() <= 2 && bare.bytes().all(|b| b.is_ascii_digit());
    digits || roman(bare).is_some() || (bare.len() == 1 && matches!(bare.as_bytes().first(), Some(b'a'..=b'h')))
}

/// The codes in a cell: `1,5`, `2 + 3`; none unless the cell holds nothing else.
#[must_use]
pub(super) fn codes_of(text: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = text
        .split([',', ';', '+', '/', '&', ' ', '-', '\n'])
        .map(str::trim)
        .filter(|p| !p.is_empty() && *p != "và")
        .collect();
    (!parts.is_empty() && parts.iter().all(|p| is_code(p.trim_end_matches(['.', ')']))))
        .then(|| parts.iter().map(|p| normal(p)).collect())
}

/// The form under which codes are looked up: `05` and `5` are one, `V` and `5` are two.
fn normal(code: &str) -> String {
    let folded = fold(code);
    let bare = folded.strip_prefix("nn").or_else(|| folded.strip_prefix("ma ")).map_or(folded.as_str(), str::trim);
    let trimmed = bare.trim_start_matches('0');
    if trimmed.is_empty() { bare.to_owned() } else { trimmed.to_owned() }
}

fn roman(folded: &str) -> Option<u32> {
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
        .iter()
        .position(|r| *r == folded)
        .and_then(|at| u32::try_from(at + 1).ok())
}

/// Where codes stand in a text, each before `-`, `.`, `:`, `=` or `)`: start, end of the mark, and the code.
fn code_marks(text: &str) -> Vec<(usize, usize, String)> {
    let mut marks = Vec::new();
    let mut fresh = true;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if fresh && c.is_ascii_alphanumeric() {
            let mut end = at + c.len_utf8();
            while let Some((next, d)) = chars.peek().copied() {
                if !d.is_ascii_alphanumeric() {
                    break;
                }
                end = next + d.len_utf8();
                chars.next();
            }
            let word = text.get(at..end).unwrap_or("");
            let rest = text.get(end..).unwrap_or("");
            let gap = rest.len() - rest.trim_start().len();
            let sign = rest.trim_start().chars().next();
            if is_code(word) && sign.is_some_and(|s| matches!(s, '-' | '–' | '.' | ':' | '=' | ')')) {
                marks.push((at, end + gap + sign.map_or(0, char::len_utf8), normal(word)));
            }
            fresh = false;
        } else {
            fresh = !c.is_alphanumeric();
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footnote_explains_codes() {
        let legend = Legend::in_text(
            "(*) Nguyên nhân nghèo: 1- Thiếu vốn sản xuất; 2- Thiếu phương tiện sản xuất; 3- Đông người ăn theo; 7- Lười lao động",
        );
        assert_eq!(legend.get("3"), Some("Đông người ăn theo"));
        assert_eq!(legend.get("01"), Some("Thiếu vốn sản xuất"));
        assert_eq!(legend.get("7"), Some("Lười lao động"));
        assert_eq!(legend.get("5"), None);
        assert!(Legend::in_text("(Ký, ghi rõ họ tên)").is_empty());
        assert!(Legend::in_text("Tuyên Quang, ngày 10 tháng 3 năm 2020").is_empty());
    }

    #[test]
    fn lines_explain_a_code_each() {
        let says_cause =
            |text: &str| ["ốm đau", "Thiếu vốn", "Lười lao động", "thiếu vốn"].iter().any(|c| text.starts_with(c));
        let of = |lines: &[&str]| Legend::in_lines(lines.iter().copied(), &says_cause);
        let legend =
            of(&["Ghi chú: ghi theo ký hiệu:", "A: ốm đau, bệnh tật", "B: thiếu vốn", "C. đông người (trên 3)"]);
        assert_eq!([legend.get("a"), legend.get("B")], [Some("ốm đau, bệnh tật"), Some("thiếu vốn")]);
        let legend = of(&["Mã", "8 - Lười lao động", "V. Thiếu vốn"]);
        assert_eq!([legend.get("08"), legend.get("v")], [Some("Lười lao động"), Some("Thiếu vốn")]);
        assert!(of(&["1. Đọc kỹ hướng dẫn", "2. Điền đủ các cột"]).is_empty());
        assert!(of(&["A: ốm đau"]).is_empty());
    }

    #[test]
    fn bare_codes_and_lists_of_them() {
        assert_eq!(codes_of("1,5"), Some(vec!["1".into(), "5".into()]));
        assert_eq!(codes_of("05"), Some(vec!["5".into()]));
        assert_eq!(codes_of("IV"), Some(vec!["iv".into()]));
        assert_eq!(codes_of("ốm đau"), None);
        assert_eq!(codes_of("2020"), None);
    }
}
