//! The tables of the old Vietnamese charsets, and conversion of whole texts by them.
//!
//! Each function converts every character it knows, without judging the result: whether a reading is the right one is
//! for the module above to decide.

use unicode_normalization::UnicodeNormalization;

/// TCVN 5712-1 (TCVN3, the `.VnTime` fonts) from byte 0x80 on. B0 to B4 are tone marks for the letter before.
#[rustfmt::skip]
const TCVN3: [char; 128] = [
    'À', 'Ả', 'Ã', 'Á', 'Ạ', 'Ặ', 'Ậ', 'È', 'Ẻ', 'Ẽ', 'É', 'Ẹ', 'Ệ', 'Ì', 'Ỉ', 'Ĩ',
    'Í', 'Ị', 'Ò', 'Ỏ', 'Õ', 'Ó', 'Ọ', 'Ộ', 'Ờ', 'Ở', 'Ỡ', 'Ớ', 'Ợ', 'Ù', 'Ủ', 'Ũ',
    '\u{a0}', 'Ă', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư', 'Đ', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ', 'Ằ',
    '\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}', 'à', 'ả', 'ã', 'á', 'ạ', 'Ẳ', 'ằ', 'ẳ', 'ẵ', 'ắ', 'Ẵ',
    'Ắ', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ề', 'ặ', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ', 'è', 'Ể', 'ẻ', 'ẽ',
    'é', 'ẹ', 'ề', 'ể', 'ễ', 'ế', 'ệ', 'ì', 'ỉ', 'Ễ', 'Ế', 'Ồ', 'ĩ', 'í', 'ị', 'ò',
    'Ổ', 'ỏ', 'õ', 'ó', 'ọ', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ', 'ù',
    'Ỗ', 'ủ', 'ũ', 'ú', 'ụ', 'ừ', 'ử', 'ữ', 'ứ', 'ự', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ', 'Ố',
];

/// VNI letters that stand alone: as stored, as read.
const VNI_SINGLE: [(char, char); 8] =
    [('ô', 'ơ'), ('ö', 'ư'), ('ñ', 'đ'), ('í', 'í'), ('ì', 'ì'), ('æ', 'ỉ'), ('ó', 'ĩ'), ('ò', 'ị')];

/// VNI marks behind a letter: the mark as stored, and the combining marks it means.
const VNI_MARKS: [(char, &str); 17] = [
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{323}\u{302}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{323}\u{306}"),
];

/// The character a TCVN3 byte stands for.
pub(super) fn tcvn3_char(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        Some(high) => TCVN3.get(usize::from(high)).copied().unwrap_or(char::from(byte)),
        None => char::from(byte),
    }
}

/// The TCVN3 byte of a character, from E1 on: where the accented Latin letters of other charsets lie.
pub(super) fn tcvn3_byte(c: char) -> Option<u8> {
    TCVN3.iter().position(|&t| t == c).and_then(|at| u8::try_from(at + 0x80).ok()).filter(|b| *b > 0xE0)
}

/// Text whose characters are the bytes of TCVN3; `None` when it holds a character that is no byte.
pub(super) fn tcvn3(text: &str) -> Option<String> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok().map(tcvn3_char)).collect::<Option<String>>().map(composed)
}

/// Text whose characters are the bytes of VNI; letters that VNI does not know stay.
pub(super) fn vni(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut marked = true;
    for c in text.chars() {
        let small = c.to_lowercase().next().unwrap_or(c);
        let last = out.chars().next_back().filter(|_| !marked);
        if let Some(last) = last.filter(|last| "aeouyơưAEOUYƠƯ".contains(*last))
            && let Some(marks) = vni_marks(small, last)
        {
            out.push_str(marks);
            marked = true;
            continue;
        }
        marked = false;
        let letter = VNI_SINGLE.iter().find(|(stored, _)| *stored == small).map_or(small, |(_, read)| *read);
        match (letter, small) {
            (_, 'î') => out.push(if c == 'î' { 'ỵ' } else { 'Ỵ' }),
            _ if c == small => out.push(letter),
            _ => out.extend(letter.to_uppercase()),
        }
    }
    composed(out)
}

fn vni_marks(mark: char, letter: char) -> Option<&'static str> {
    let breve = matches!(mark, 'ê' | 'é' | 'è' | 'ú' | 'ü' | 'ë');
    let circumflex = matches!(mark, 'â' | 'á' | 'à' | 'å' | 'ã' | 'ä');
    let fits = match letter {
        'a' | 'A' => true,
        'e' | 'E' | 'o' | 'O' => !breve,
        _ => !breve && !circumflex,
    };
    if !fits {
        return None;
    }
    VNI_MARKS.iter().find(|(stored, _)| *stored == mark).map(|(_, marks)| *marks)
}

/// UTF-8 that was read as Windows-1252; `None` when the characters are not such bytes or the bytes not UTF-8.
pub(super) fn utf8_as_cp1252(text: &str) -> Option<String> {
    // A no-break space is half of "à" here, and spreadsheets turn it into a plain one.
    let text = text.replace("Ã ", "Ã\u{a0}");
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(u32::from(c)) {
            Ok(byte) => bytes.push(byte),
            Err(_) => {
                let mut buffer = [0; 4];
                let (encoded, _, lost) = encoding_rs::WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
                if lost {
                    return None;
                }
                bytes.extend_from_slice(&encoded);
            }
        }
    }
    String::from_utf8(bytes).ok().map(composed)
}

/// The composed form (NFC), which everything here returns.
pub(super) fn composed(text: String) -> String {
    text.nfc().collect()
}
