//! Text in the old Vietnamese charsets, and text that a conversion has broken.
//!
//! Two doors: [`repair`] for one cell whose characters are already Unicode but mean something else, and
//! [`guess`]/[`decode`] for the bytes of a whole file. Both go by one test: a reading is right when it turns
//! what cannot be Vietnamese into Vietnamese syllables. Text that is fine is never touched, whatever its language.

mod tables;
mod words;

use tables::composed;

/// A cell as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The text, in composed Unicode.
    pub text: String,
    /// What it was: `tcvn3`, `vni`, `utf8_as_cp1252`, `tcvn3_twice`, `vni_twice`, `lost_u`, `look_alike` or
    /// `half_capitals`.
    pub charset: &'static str,
}

/// How many words of a text carry letters beyond ASCII, and how many of those cannot be Vietnamese.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    words: usize,
    broken: usize,
}

fn shape(text: &str) -> Shape {
    let mut shape = Shape::default();
    if text.is_ascii() {
        return shape;
    }
    for word in words::split(text).filter(|w| !w.is_ascii()) {
        shape.words += 1;
        shape.broken += usize::from(!words::plausible(word));
    }
    shape
}

/// The text as it was meant, when it is in an old charset or was broken on the way; `None` when it is fine as it
/// is, or when no reading makes Vietnamese of it.
#[must_use]
pub fn repair(text: &str) -> Option<Repaired> {
    if text.is_ascii() {
        return None;
    }
    let before = shape(text);
    if before.broken == 0 {
        return words::lost_u(text, false)
            .map(|text| Repaired { text: words::capitals(&text).unwrap_or(text), charset: "lost_u" })
            .or_else(|| words::capitals(text).map(|text| Repaired { text, charset: "half_capitals" }));
    }
    let utf8 = tables::utf8_as_cp1252(text);
    let twice = utf8.as_deref().and_then(tables::utf8_as_cp1252);
    let readings = [
        (twice, "utf8_as_cp1252"),
        (utf8, "utf8_as_cp1252"),
        (tables::tcvn3(text), "tcvn3"),
        // An old charset has no letter beyond U+00FF: with one, the text is Unicode and damaged some other way.
        (text.chars().all(|c| c <= '\u{ff}').then(|| tables::vni(text)), "vni"),
        (words::look_alikes(text), "look_alike"),
        (words::tcvn3_twice(text), "tcvn3_twice"),
        (words::vni_twice(text), "vni_twice"),
        (words::lost_u(text, true), "lost_u"),
    ];
    readings.into_iter().find_map(|(reading, charset)| {
        let reading = reading.filter(|reading| reading != text)?;
        // A lost soft hyphen is the second half of a TCVN3 text, not another reading.
        let reading = words::lost_u(&reading, true).unwrap_or(reading);
        let after = shape(&reading);
        let fits = after.words > 0 && after.broken * 5 <= after.words && after.broken < before.broken;
        // One short word says too little: French "où" would be Vietnamese "ó" in VNI.
        let certain = before.broken > 1 || text.chars().filter(|c| c.is_alphabetic()).count() > 2;
        (fits && certain).then(|| Repaired { text: composed(words::capitals(&reading).unwrap_or(reading)), charset })
    })
}

/// The charset of a whole file that is neither UTF-8 nor UTF-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// TCVN 5712-1, also called ABC: the `.VnTime` fonts.
    Tcvn3,
    /// VNI for Windows: a letter and its mark in two bytes.
    Vni,
    /// Windows-1258: tone marks as combining characters behind the letter.
    Windows1258,
}

/// The charset in which a file's first bytes are Vietnamese; `None` for UTF-8 and for anything that fits none.
#[must_use]
pub fn guess(sample: &[u8]) -> Option<Charset> {
    let utf8 = match std::str::from_utf8(sample) {
        Ok(_) => true,
        // A sample may end within a character.
        Err(error) => error.error_len().is_none() && sample.len() > 3,
    };
    if utf8 {
        return None;
    }
    [Charset::Tcvn3, Charset::Vni, Charset::Windows1258]
        .into_iter()
        .map(|charset| {
            let (text, _) = decode(charset, sample);
            let all = shape(&text);
            let fixed = shape(&words::lost_u(&text, true).unwrap_or(text));
            (charset, all.words, fixed.broken)
        })
        .filter(|(_, words, broken)| *words > 0 && broken * 5 <= *words)
        .max_by_key(|(_, words, broken)| words - broken)
        .map(|(charset, ..)| charset)
}

/// Decodes the bytes of a file, and names the first byte that the charset does not define.
#[must_use]
pub fn decode(charset: Charset, bytes: &[u8]) -> (String, Option<usize>) {
    let undefined = bytes.iter().position(|b| matches!(b, 0x81 | 0x8D..=0x90 | 0x9D) && charset != Charset::Tcvn3);
    let text = match charset {
        Charset::Tcvn3 => composed(bytes.iter().map(|b| tables::tcvn3_char(*b)).collect()),
        Charset::Vni => tables::vni(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0),
        Charset::Windows1258 => composed(encoding_rs::WINDOWS_1258.decode_without_bom_handling(bytes).0.into_owned()),
    };
    (text, undefined)
}

impl Repaired {
    /// The old charset that the text as a whole was in, when its letters were taken for Latin-1 ones: `ThiÕu vèn` is TCVN3.
    #[must_use]
    pub fn old_charset(&self) -> Option<Charset> {
        match self.charset {
            "tcvn3" => Some(Charset::Tcvn3),
            "vni" => Some(Charset::Vni),
            _ => None,
        }
    }
}

/// A cell of a sheet whose UTF-8 was once read as Windows-1252, as it was meant.
#[must_use]
pub fn undouble(text: &str) -> Option<String> {
    (!text.is_ascii()).then(|| tables::utf8_as_cp1252(text))?.map(composed)
}

/// Whether a good part of a text's words cannot be Vietnamese as they stand: a conversion has broken it.
#[must_use]
pub fn is_broken(text: &str) -> bool {
    let shape = shape(text);
    shape.broken >= 5 && shape.broken * 4 > shape.words
}

/// A cell of a sheet that is known to be in an old charset, as it was meant; unchanged where it has letters that the
/// charset cannot have, or none to change.
#[must_use]
pub fn convert(charset: Charset, text: &str) -> Option<String> {
    if text.is_ascii() || text.chars().any(|c| c > '\u{ff}') && shape(text).broken == 0 {
        return None;
    }
    let meant = match charset {
        Charset::Tcvn3 => tables::tcvn3(text)?,
        Charset::Vni => tables::vni(text),
        Charset::Windows1258 => return None,
    };
    let meant = words::lost_u(&meant, true).unwrap_or(meant);
    Some(composed(words::capitals(&meant).unwrap_or(meant)))
}

impl Charset {
    /// The name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Charset::Tcvn3 => "TCVN3",
            Charset::Vni => "VNI",
            Charset::Windows1258 => "Windows-1258",
        }
    }
}

#[cfg(test)]
mod tests;
