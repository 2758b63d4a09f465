//! Repairs that go word by word: what a second conversion, a lost character or a look-alike has done.
//!
//! Every function returns `None` when it would change nothing. None of them touches a word that is a Vietnamese
//! syllable already, save where the damage itself proves that the word was another.

use super::tables::{tcvn3_byte, vni};
use crate::text::syllable::is_syllable;

/// Accented letters below U+0100: a second conversion hits these and no others.
const LATIN: &str = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ";

/// The words of a text: cut at blanks and at the punctuation that no old charset uses for a letter.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(separates).filter(|word| !word.is_empty())
}

fn separates(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_punctuation()
        || c.is_ascii_digit()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{FEFF}')
}

/// Whether a word can stand in Vietnamese text: a syllable, or an abbreviation (letters without a vowel).
pub(super) fn plausible(word: &str) -> bool {
    is_syllable(word)
        || word.chars().all(|c| c.is_ascii_alphabetic() && !is_vowel(c) || matches!(c, 'đ' | 'Đ'))
        || abbreviation(word)
}

/// Capitals that are not read as a word: `NHCSXHĐ`, `ĐBKK`.
fn abbreviation(word: &str) -> bool {
    word.chars().count() <= 8 && word.chars().all(|c| c.is_ascii_uppercase() || c == 'Đ')
}

fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Rewrites each word for which `change` gives another; `None` when none does.
fn rewrite(text: &str, mut change: impl FnMut(&str) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(separates).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        match change(word) {
            Some(new) => {
                changed = true;
                out.push_str(&new);
            }
            None => out.push_str(word),
        }
        let gap = tail.chars().next().map_or(0, char::len_utf8);
        out.push_str(tail.get(..gap).unwrap_or(""));
        rest = tail.get(gap..).unwrap_or("");
    }
    changed.then_some(out)
}

/// `ƣ` for ư, Icelandic `ð` for đ, and `ự` for đ at the head of a word.
pub(super) fn look_alikes(text: &str) -> Option<String> {
    rewrite(text, |word| {
        let mut new = word.replace('ƣ', "ư").replace('Ƣ', "Ư").replace('ð', "đ").replace('Ð', "Đ");
        if let Some(rest) = new.strip_prefix('ự').filter(|rest| is_syllable(&format!("đ{rest}"))) {
            new = format!("đ{rest}");
        } else if let Some(rest) = new.strip_prefix('Ự').filter(|rest| is_syllable(&format!("đ{rest}"))) {
            new = format!("Đ{rest}");
        }
        (new != word && is_syllable(&new)).then_some(new)
    })
}

/// Unicode that was run through a TCVN3 converter as if it were TCVN3: `nghốo` for nghèo, `cú` for có.
pub(super) fn tcvn3_twice(text: &str) -> Option<String> {
    let back = |c: char| tcvn3_byte(c).map(char::from).filter(|l| LATIN.contains(*l) && *l != c);
    // The damage has to show before a well-formed word may be doubted.
    split(text).find(|w| !plausible(w) && is_syllable(&w.chars().map(|c| back(c).unwrap_or(c)).collect::<String>()))?;
    rewrite(text, |word| {
        // A letter of the old range cannot have come through unchanged, so it is not what it says.
        let forced: String = word.chars().map(|c| if LATIN.contains(c) { back(c).unwrap_or(c) } else { c }).collect();
        let all: String = word.chars().map(|c| back(c).unwrap_or(c)).collect();
        [forced, all].into_iter().find(|new| is_syllable(new)).filter(|new| new != word)
    })
}

/// Unicode that was read as VNI once more, as PDFs do: `khơng cĩ` for không có, `gố` for goá.
pub(super) fn vni_twice(text: &str) -> Option<String> {
    const BACK: [(&str, &str); 10] = [
        ("ơ", "ô"),
        ("ĩ", "ó"),
        ("ị", "ò"),
        ("Ơ", "Ô"),
        ("Ĩ", "Ó"),
        ("Ị", "Ò"),
        ("ố", "oá"),
        ("ồ", "oà"),
        ("ỗ", "oã"),
        ("ẫ", "aã"),
    ];
    let undo = |word: &str| {
        BACK.iter()
            .map(|(read, stored)| word.replace(read, stored))
            .find(|new| new != word && is_syllable(new) && vni(new) == *word)
    };
    split(text).find(|word| !plausible(word) && undo(word).is_some())?;
    // These can be said, but as words they are rarer by far than what the damage makes of them.
    const DOUBTED: [&str; 4] = ["gố", "hố", "xố", "khố"];
    rewrite(text, |word| if plausible(word) && !DOUBTED.contains(&word) { None } else { undo(word) })
}

/// TCVN3 text whose ư (a soft hyphen there) was dropped: `đợc` for được, `nhng` for nhưng, `ngời` for người.
///
/// `broken`: whether the text is known to hold broken words. In sound text only "ngời", which stands alone nowhere
/// but after sáng, rạng, chói and tuyệt, is put right.
pub(super) fn lost_u(text: &str, broken: bool) -> Option<String> {
    if !broken && !text.contains("gời") {
        return None;
    }
    let mut before = String::new();
    let mended = rewrite(text, |word| {
        let bright = matches!(before.to_lowercase().as_str(), "sáng" | "rạng" | "chói" | "tuyệt");
        if !word.is_empty() {
            before = word.to_owned();
        }
        if matches!(word, "ngời" | "Ngời") && !bright {
            return Some(word.replace("gời", "gười"));
        }
        if word.is_empty() || word.is_ascii() && !matches!(word, "nhng" | "Nhng") || plausible(word) && !word.is_ascii()
        {
            return None;
        }
        let new = match word.find(['ơ', 'ờ', 'ớ', 'ở', 'ỡ', 'ợ']) {
            Some(at) => format!("{}ư{}", word.get(..at)?, word.get(at..)?),
            None => word.replace("hng", "hưng"),
        };
        is_syllable(&new).then_some(new)
    })?;
    // "cha" is a word as well (father), so it is "chưa" only before the words that follow that one.
    let not_yet = [("cha được", "chưa được"), ("cha có", "chưa có"), ("cha biết", "chưa biết"), ("cha đủ", "chưa đủ")];
    Some(not_yet.iter().fold(mended, |text, (lost, meant)| text.replace(lost, meant)))
}

/// Capitals of a `.VnTimeH` font, whose accented letters come out small: `THIếU VốN`.
pub(super) fn capitals(text: &str) -> Option<String> {
    let half = |word: &str| {
        let big = word.chars().filter(|c| c.is_uppercase()).count();
        big >= 2 && word.chars().any(|c| c.is_lowercase()) && word.chars().all(|c| c.is_uppercase() || !c.is_ascii())
    };
    if !split(text).any(half) {
        return None;
    }
    let small = text.chars().any(|c| c.is_ascii_lowercase());
    rewrite(text, |word| (half(word) || !small && word.chars().any(char::is_lowercase)).then(|| word.to_uppercase()))
}
