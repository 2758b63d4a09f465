//! How wards are written: prefixes, what stands around the name, and wards named inside a title.

use super::gazetteer::{Gazetteer, Kind};
use crate::text::fold::{fold, one_line, tones};

/// A ward's name as somebody typed it, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The kind that was stated, if one was.
    pub kind: Option<Kind>,
    /// The name without prefix and without what follows it, in the typed letters.
    pub name: String,
}

/// The form under which names of wards are looked up: folded, and `y` and `i` are one letter.
pub(super) fn key(name: &str) -> String {
    fold(name).replace('y', "i")
}

/// Prefixes of wards, folded, longest first.
const PREFIXES: [(&str, Kind); 11] = [
    ("thi tran", Kind::ThiTran),
    ("phuong", Kind::Phuong),
    ("xa", Kind::Xa),
    ("ph", Kind::Phuong),
    ("tt", Kind::ThiTran),
    ("p", Kind::Phuong),
    ("x", Kind::Xa),
    ("f", Kind::Phuong),
    ("commune", Kind::Xa),
    ("ward", Kind::Phuong),
    ("town", Kind::ThiTran),
];

/// Words before a ward's prefix that say nothing about which ward it is.
const BEFORE: [&str; 6] = ["ubnd", "uy ban nhan dan", "dia ban", "thuoc", "tai", "hdnd"];

impl Typed {
    /// Takes a typed name apart: `"UBND P. HƯNG THÀNH, TP Tuyên Quang"` is phường, `HƯNG THÀNH`.
    #[must_use]
    pub fn parse(text: &str) -> Typed {
        let line = one_line(text);
        let line = line.trim_matches(|c: char| !c.is_alphanumeric());
        // Of "Tổ 5, phường Tân Hà, TP Tuyên Quang" the part with a prefix counts, else the first.
        let parts = || {
            line.split([',', ';', '(', ')', '–']).flat_map(|p| p.split(" - ")).map(str::trim).filter(|p| !p.is_empty())
        };
        let chosen = parts().find(|p| prefix_of(p).is_some()).or_else(|| parts().next()).unwrap_or("");
        let (kind, name) = match prefix_of(chosen) {
            Some((kind, rest)) => (Some(kind), rest),
            None => (None, strip_before(chosen)),
        };
        Typed { kind, name: name.trim().to_owned() }
    }

    /// The full name for people: kind and name, capitals as in a title.
    #[must_use]
    pub fn title(&self) -> String {
        let shouted = self.name.chars().any(char::is_alphabetic) && self.name.to_uppercase() == self.name;
        let small = self.name.to_lowercase() == self.name;
        let name = if shouted || small { title_case(&self.name) } else { self.name.clone() };
        match self.kind {
            Some(kind) => format!("{} {name}", kind.word()),
            None => name,
        }
    }
}

/// The kind and the rest, when a text begins with a ward's prefix.
fn prefix_of(text: &str) -> Option<(Kind, &str)> {
    let text = strip_before(text);
    let folded = fold(text);
    for (prefix, kind) in PREFIXES {
        let Some(rest) = folded.strip_prefix(prefix) else { continue };
        if rest.is_empty() || !(rest.starts_with(' ') || text.contains('.')) {
            continue;
        }
        let words = prefix.split(' ').count();
        let rest = after_words(text, words);
        // "Xã hội" is no ward.
        if rest.is_empty() || (kind == Kind::Xa && key(rest).starts_with("hoi")) {
            return None;
        }
        return Some((kind, rest));
    }
    None
}

fn strip_before(text: &str) -> &str {
    let folded = fold(text);
    for before in BEFORE {
        if folded.strip_prefix(before).is_some_and(|rest| rest.starts_with(' ')) {
            return after_words(text, before.split(' ').count());
        }
    }
    text
}

/// What stands behind the first words of a text, where words are runs of letters and digits.
fn after_words(text: &str, words: usize) -> &str {
    let mut seen = 0;
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let letter = c.is_alphanumeric() || matches!(c, '\u{0300}'..='\u{036F}');
        if letter && !inside {
            if seen == words {
                return text.get(at..).unwrap_or("");
            }
            seen += 1;
        }
        inside = letter;
    }
    ""
}

/// Each word with a capital first letter and small ones behind.
fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut first = true;
    for c in text.chars() {
        if first {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        first = c.is_whitespace() || c == '-';
    }
    out
}

/// Whether two names can be the same: equal, or one is the other with marks left out. `Tan Ha` can be `Tân Hà`; `Tân Há`
/// cannot, nor can `Hùng` be `Hưng`.
#[must_use]
pub(super) fn compatible(a: &str, b: &str) -> bool {
    let (a, b) = (tones(a).replace('y', "i"), tones(b).replace('y', "i"));
    lacks_marks_of(&a, &b) || lacks_marks_of(&b, &a)
}

/// Whether the first name is the second with some marks left out, or equal.
fn lacks_marks_of(bare: &str, full: &str) -> bool {
    bare.split(' ').count() == full.split(' ').count()
        && bare.split(' ').zip(full.split(' ')).all(|(bare, full)| {
            let ((bare, bare_tone), (full, full_tone)) = (split_tone(bare), split_tone(full));
            (bare_tone.is_none() || bare_tone == full_tone)
                && bare.chars().count() == full.chars().count()
                && bare
                    .chars()
                    .zip(full.chars())
                    .all(|(b, f)| b == f || (b.is_ascii() && fold(&f.to_string()) == b.to_string()))
        })
}

fn split_tone(word: &str) -> (&str, Option<char>) {
    match word.chars().last() {
        Some(tone @ '1'..='5') if word.len() > 1 => (word.get(..word.len() - 1).unwrap_or(word), Some(tone)),
        _ => (word, None),
    }
}

/// The wards that the text of a title, a sheet name or a file name holds, as typed, first the ones with a prefix.
#[must_use]
pub fn wards_in_title(text: &str, gazetteer: &Gazetteer) -> Vec<Typed> {
    let words = words_of(text);
    let folded: Vec<String> = words.iter().map(|w| fold(w)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let prefix = PREFIXES.iter().find(|(prefix, _)| {
            prefix.split(' ').enumerate().all(|(i, part)| folded.get(at + i).is_some_and(|w| w == part))
        });
        if let Some((prefix, kind)) = prefix {
            let start = at + prefix.split(' ').count();
            let length = known_length(&folded, start, gazetteer).unwrap_or_else(|| {
                if prefix.len() > 2 || *prefix == "xa" { unknown_length(&words, &folded, start) } else { 0 }
            });
            if length > 0 {
                let name = words.get(start..start + length).unwrap_or(&[]).join(" ");
                found.push(Typed { kind: Some(*kind), name });
                at = start + length;
                continue;
            }
        }
        at += 1;
    }
    if found.is_empty() {
        for at in 0..words.len() {
            if let Some(length) = known_length(&folded, at, gazetteer) {
                found.push(Typed { kind: None, name: words.get(at..at + length).unwrap_or(&[]).join(" ") });
            }
        }
    }
    found
}

/// How many words from `at` on are the name of a known ward.
fn known_length(folded: &[String], at: usize, gazetteer: &Gazetteer) -> Option<usize> {
    (1..=4).rev().find(|length| {
        let name = folded.get(at..at + length).map(|w| w.join(" ").replace('y', "i"));
        name.is_some_and(|name| gazetteer.with_key(&name).next().is_some())
    })
}

/// How many words from `at` on look like the name of a ward that is not known: up to four words with capitals, ended by
/// a word that belongs to titles.
fn unknown_length(words: &[&str], folded: &[String], at: usize) -> usize {
    const ENDS: [&str; 30] = [
        "nam", "thanh", "tp", "huyen", "tinh", "thi", "quan", "ngay", "theo", "thang", "quy", "dau", "cuoi", "giai",
        "ubnd", "phong", "hoi", "phuong", "xa", "va", "cua", "kem", "so", "danh", "ho", "tong", "den", "dot", "lan",
        "cap",
    ];
    let mut length = 0;
    while length < 4 {
        let (Some(word), Some(plain)) = (words.get(at + length), folded.get(at + length)) else { break };
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        // "Thành" and the like may be part of a name ("Hưng Thành"), but no name begins with one.
        if !capital || plain.is_empty() || plain.bytes().all(|b| b.is_ascii_digit()) || ENDS.contains(&plain.as_str()) {
            break;
        }
        length += 1;
    }
    length
}

/// Districts, cities and provinces named in a title: `"UBND THÀNH PHỐ TUYÊN QUANG"` gives `tuyen quang`, folded.
#[must_use]
pub fn places_in_title(text: &str) -> Vec<String> {
    const ABOVE: [&[&str]; 7] = [&["thanh", "pho"], &["tp"], &["huyen"], &["thi", "xa"], &["quan"], &["tinh"], &["tx"]];
    const ENDS: [&str; 14] =
        ["nam", "ngay", "theo", "thang", "giai", "tinh", "phong", "so", "ve", "den", "quy", "dau", "cuoi", "cap"];
    let words = words_of(text);
    let folded: Vec<String> = words.iter().map(|w| fold(w)).collect();
    let mut places = Vec::new();
    for at in 0..words.len() {
        let Some(prefix) =
            ABOVE.iter().find(|p| p.iter().enumerate().all(|(i, w)| folded.get(at + i).is_some_and(|f| f == w)))
        else {
            continue;
        };
        let start = at + prefix.len();
        let name: Vec<&str> = words
            .iter()
            .zip(&folded)
            .skip(start)
            .take(3)
            .take_while(|(word, plain)| {
                word.chars().next().is_some_and(char::is_uppercase) && !ENDS.contains(&plain.as_str())
            })
            .map(|(_, plain)| plain.as_str())
            .collect();
        if name.len() >= 2 {
            places.push(name.join(" "));
        }
    }
    places
}

/// The words of a title; a comma, bracket or line break between two words keeps them apart as an empty word.
fn words_of(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for piece in text.split([',', ';', '(', ')', ':', '\n', '\r', '–', '/']) {
        words.extend(
            piece
                .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\u{0300}'..='\u{036F}')))
                .filter(|w| !w.is_empty()),
        );
        words.push("");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_typed_names_apart() {
        for (typed, kind, name) in [
            ("P.Tân Hà", Some(Kind::Phuong), "Tân Hà"),
            ("P An Tường", Some(Kind::Phuong), "An Tường"),
            ("p.hung thanh", Some(Kind::Phuong), "hung thanh"),
            ("X.Lưỡng Vượng, TP Tuyên Quang", Some(Kind::Xa), "Lưỡng Vượng"),
            ("UBND xã Lưỡng Vượng", Some(Kind::Xa), "Lưỡng Vượng"),
            ("Tổ 5, phường Tân Hà", Some(Kind::Phuong), "Tân Hà"),
            ("Phan Thiết", None, "Phan Thiết"),
            ("Phường", None, "Phường"),
            ("TT Tân Bình", Some(Kind::ThiTran), "Tân Bình"),
            ("", None, ""),
        ] {
            assert_eq!(Typed::parse(typed), Typed { kind, name: name.to_owned() }, "{typed:?}");
        }
    }

    #[test]
    fn finds_wards_in_titles() {
        let list = Gazetteer::standard();
        for (title, wards) in [
            ("UBND PHƯỜNG HƯNG THÀNH", vec!["Phường Hưng Thành"]),
            ("DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO XÃ LƯỠNG VƯỢNG NĂM 2020", vec!["Xã Lưỡng Vượng"]),
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", vec![]),
            ("PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", vec![]),
            ("ho-ngheo_xa_trang_da_2020", vec!["Xã Trang Da"]),
            ("DS hộ nghèo P. Nông Tiến năm 2020", vec!["Phường Nông Tiến"]),
            ("P. An Tường", vec!["Phường An Tường"]),
            ("Danh sách hộ nghèo xã Tân Lập huyện Yên Sơn", vec!["Xã Tân Lập"]),
            ("Xã, phường", vec![]),
            ("UBND THÀNH PHỐ TUYÊN QUANG", vec![]),
        ] {
            let found: Vec<String> = wards_in_title(title, list).iter().map(Typed::title).collect();
            assert_eq!(found, wards, "{title:?}");
        }
        assert_eq!(places_in_title("UBND THÀNH PHỐ TUYÊN QUANG"), ["tuyen quang"]);
        assert_eq!(places_in_title("Huyện Yên Sơn, tỉnh Tuyên Quang năm 2020"), ["yen son", "tuyen quang"]);
        assert!(places_in_title("Tỉnh đoàn").is_empty());
    }

    #[test]
    fn names_with_other_marks_are_other_names() {
        assert!(compatible("Tan Ha", "Tân Hà"));
        assert!(compatible("Y La", "Ỷ La"));
        assert!(compatible("Hưng thành", "HƯNG THÀNH"));
        assert!(!compatible("Tân Há", "Tân Hà"));
        assert!(!compatible("Hùng Lợi", "Hưng Lợi"));
        assert!(!compatible("Tân Hà", "Tân Hà A"));
    }
}
