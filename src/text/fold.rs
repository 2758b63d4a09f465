//! The forms in which two Vietnamese texts are compared.
//!
//! Two forms, from loose to strict:
//!
//! - [`fold`]: small ASCII letters and digits, words parted by one space. Case, diacritics, đ/ð, Unicode
//!   form, punctuation and line breaks do not count: `"Phường  Ỷ La"` and `"phuong y la"` are equal.
//! - [`tones`]: the same, but diacritics count, wherever the tone mark was typed: `"Hoà"`, `"hòa"` and
//!   their decomposed spellings are equal, `"hoa"` is not.

use std::sync::OnceLock;

use unicode_normalization::char::{compose, decompose_canonical};

/// Letters above this are not Latin letters of Vietnamese (the last is ỹ, U+1EF9).
const TABLE: usize = 0x1F00;

/// Letters between these two lie over no ASCII letter.
const OTHER_SCRIPTS: std::ops::Range<usize> = 0x250..0x1E00;

/// For every character below [`TABLE`], its small ASCII letter or digit, or 0 for none.
fn table() -> &'static [u8; TABLE] {
    static CELLS: OnceLock<[u8; TABLE]> = OnceLock::new();
    CELLS.get_or_init(|| {
        let mut cells = [0u8; TABLE];
        for (code, cell) in cells.iter_mut().enumerate().filter(|(code, _)| !OTHER_SCRIPTS.contains(code)) {
            let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) else { continue };
            *cell = ascii_base(c);
        }
        cells
    })
}

/// The ASCII letter or digit under a character, small; 0 when there is none.
fn ascii_base(c: char) -> u8 {
    let base = match c {
        'Đ' | 'đ' | 'Ð' | 'ð' => 'd',
        // ƣ (gha) stands for ư in texts that went through a PDF.
        'ƣ' | 'Ƣ' => 'u',
        _ => {
            let mut first = None;
            decompose_canonical(c, |d| {
                first.get_or_insert(d);
            });
            first.unwrap_or(c)
        }
    };
    if base.is_ascii_alphanumeric() { base.to_ascii_lowercase() as u8 } else { 0 }
}

/// Whether a character joins the letter before it: combining marks and characters that have no width.
fn joins(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

/// Puts the loose matching form of `text` into `out`, which is cleared first.
pub fn fold_into(text: &str, out: &mut String) {
    fold_seeing(text, out, |_, _| {});
}

/// The same; every character that is not ASCII is shown, with the length of what is folded by then.
#[inline]
pub(crate) fn fold_seeing(text: &str, out: &mut String, mut see: impl FnMut(char, usize)) {
    let mut folded = std::mem::take(out).into_bytes();
    folded.clear();
    folded.reserve(text.len());
    let cells = table();
    let mut gap = false;
    for c in text.chars() {
        let base = cells.get(c as usize).copied().unwrap_or(0);
        if base != 0 {
            if gap && !folded.is_empty() {
                folded.push(b' ');
            }
            gap = false;
            folded.push(base);
        } else if c.is_alphanumeric() && c as usize >= TABLE {
            if gap && !folded.is_empty() {
                folded.push(b' ');
            }
            gap = false;
            c.to_lowercase().for_each(|c| folded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
        } else if !joins(c) {
            gap = true;
        }
        if !c.is_ascii() {
            see(c, folded.len());
        }
    }
    // ASCII and whole characters are always text.
    *out = String::from_utf8(folded).unwrap_or_default();
}

/// The diacritics of a character: its tone in the three lowest bits, then its shape; 0 for none.
pub(crate) fn accent(c: char) -> u8 {
    static CELLS: OnceLock<[u8; TABLE]> = OnceLock::new();
    let cells = CELLS.get_or_init(|| {
        let mut cells = [0u8; TABLE];
        for (code, cell) in cells.iter_mut().enumerate() {
            let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) else { continue };
            small_parts(c, |part| {
                *cell |= match part {
                    '\u{0302}' => 1 << 3,
                    '\u{0306}' => 2 << 3,
                    '\u{031B}' | 'ƣ' => 3 << 3,
                    'đ' | 'ð' => 4 << 3,
                    mark => tone_of(mark).and_then(|tone| tone.to_digit(8)).map_or(0, |tone| tone as u8),
                };
            });
        }
        cells
    });
    cells.get(c as usize).copied().unwrap_or(0)
}

/// The loose matching form of `text`: see the module.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Whether `text` holds `phrase` on word boundaries; both folded.
pub(crate) fn holds(text: &str, phrase: &str) -> bool {
    if phrase.is_empty() {
        return false;
    }
    // Texts are short: to go from word to word takes less than to make ready for a search.
    let mut rest = text.as_bytes();
    while rest.len() >= phrase.len() {
        if rest.strip_prefix(phrase.as_bytes()).is_some_and(|behind| matches!(behind, [] | [b' ', ..])) {
            return true;
        }
        let Some(blank) = rest.iter().position(|b| *b == b' ') else { return false };
        rest = rest.get(blank + 1..).unwrap_or(&[]);
    }
    false
}

/// Shows the small letter and the marks that a character is made of.
pub(super) fn small_parts(c: char, mut see: impl FnMut(char)) {
    // Most need no table.
    if c.is_ascii() {
        see(c.to_ascii_lowercase());
    } else {
        c.to_lowercase().for_each(|c| decompose_canonical(c, &mut see));
    }
}

/// The strict matching form: small letters with their shape (ă, â, ê, ô, ơ, ư, đ), each word's tone
/// as a digit behind the word (1 huyền, 2 sắc, 3 hỏi, 4 ngã, 5 nặng), words parted by one space.
#[must_use]
pub fn tones(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut tone = None;
    let mut gap = false;
    let mut add = |d| {
        if let Some(mark) = tone_of(d) {
            tone = Some(mark);
        } else if matches!(d, '\u{0302}' | '\u{0306}' | '\u{031B}') {
            if let Some(whole) = out.pop().and_then(|base| compose(base, d).or(Some(base))) {
                out.push(whole);
            }
        } else if !joins(d) {
            let d = match d {
                'ð' => 'đ',
                'ƣ' => 'ư',
                _ => d,
            };
            if d.is_alphanumeric() {
                if gap {
                    out.extend(tone.take());
                    if !out.is_empty() {
                        out.push(' ');
                    }
                    gap = false;
                }
                out.push(d);
            } else {
                gap = true;
            }
        }
    };
    for c in text.chars() {
        small_parts(c, &mut add);
    }
    out.extend(tone.take());
    out
}

fn tone_of(mark: char) -> Option<char> {
    Some(match mark {
        '\u{0300}' => '1',
        '\u{0301}' => '2',
        '\u{0309}' => '3',
        '\u{0303}' => '4',
        '\u{0323}' => '5',
        _ => return None,
    })
}

/// Whether a text carries any Vietnamese diacritic or đ: where it does, diacritics are evidence.
#[must_use]
pub fn has_diacritics(text: &str) -> bool {
    text.chars().any(|c| {
        !c.is_ascii()
            && (matches!(c, '\u{0300}'..='\u{0323}') || table().get(c as usize).is_some_and(|base| *base != 0))
    })
}

/// A text without the white space around it. Most have none, and begin and end so that nothing needs to be looked up.
#[must_use]
#[inline]
pub(crate) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [one] if one.is_ascii_graphic() => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// Text for people, on one line: trimmed, every run of white space and line breaks one space.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{FEFF}').filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_scripts_have_no_ascii_letters() {
        let base = |code: usize| u32::try_from(code).ok().and_then(char::from_u32).map(ascii_base);
        assert!(OTHER_SCRIPTS.clone().all(|code| base(code) == Some(0)));
        assert_eq!([OTHER_SCRIPTS.start - 2, 0x233, 0x1E01].map(|code| table()[code]), [0, b'y', b'a']);
    }

    #[test]
    fn folds_what_clerks_type() {
        for (typed, folded) in [
            ("Phường  Ỷ\u{a0}La", "phuong y la"),
            ("Ðội Cấn", "doi can"),
            ("  P.HƯNG THÀNH\n", "p hung thanh"),
            ("Ho\u{0323} va\u{0300} te\u{0302}n", "ho va ten"),
            ("nhiều ngƣời ăn theo", "nhieu nguoi an theo"),
            ("", ""),
            ("(*)", ""),
            ("4=3/1*100", "4 3 1 100"),
        ] {
            assert_eq!(fold(typed), folded, "{typed:?}");
        }
    }

    #[test]
    fn phrases_stand_on_word_boundaries() {
        for (text, phrase, is_held) in [
            ("ho ngheo", "ho ngheo", true),
            ("ho can ngheo", "ngheo", true),
            ("ho ngheo nam 2020", "ngheo nam", true),
            ("ho ngheo", "ho ng", false),
            ("cho ngheo", "ho ngheo", false),
            ("ho ngheo", "", false),
            ("", "ho", false),
        ] {
            assert_eq!(holds(text, phrase), is_held, "{text}: {phrase}");
        }
    }

    #[test]
    fn tone_placement_does_not_count_but_tones_do() {
        assert_eq!(tones("Hoà"), tones("hòa"));
        assert_eq!(tones("thuỷ"), tones("THỦY"));
        assert_eq!(tones("Tân Quang"), "tân quang");
        assert_ne!(tones("già"), tones("gia"));
        assert_ne!(tones("đông"), tones("động"));
        assert_eq!(tones("Đội Cấn"), tones("Ðội Cấn"));
        assert_eq!(tones("nợ nần"), "nơ5 nân1");
    }
}
