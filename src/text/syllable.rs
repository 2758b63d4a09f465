//! Whether a word can be a Vietnamese syllable: a known onset, a known rime, and a tone the rime allows.
//!
//! Old charsets and broken conversions show in syllables that do not exist (`khơng`, `vèn` beside `thiÕu`).
//! This says only whether the *shape* exists, never whether the word does, and nothing about meaning.

use unicode_normalization::char::compose;

use super::fold::small_parts;

/// Onsets, longest first within each first letter; the empty onset comes last.
const ONSETS: [&str; 28] = [
    "ngh", "ng", "nh", "n", "ch", "c", "th", "tr", "t", "kh", "k", "gh", "gi", "g", "ph", "p", "qu", "b", "d", "đ",
    "h", "l", "m", "r", "s", "v", "x", "",
];

/// Every rime of the standard spelling, without tone, in code-point order for binary search.
const RIMES: [&str; 166] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "em", "en", "eng", "eo",
    "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm", "iên", "iêng", "iêp", "iêt",
    "iêu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat", "oay", "oc", "oe",
    "oem", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot", "oăc", "oăm", "oăn", "oăng", "oăt",
    "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", "uy", "uya", "uych", "uyn", "uynh", "uyp", "uyt", "uyu",
    "uyên", "uyêt", "uân", "uâng", "uât", "uây", "uê", "uêch", "uênh", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ",
    "y", "ych", "ym", "yn", "ynh", "yt", "yêm", "yên", "yêng", "yêt", "yêu", "âc", "âm", "ân", "âng", "âp", "ât", "âu",
    "ây", "ê", "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ăc", "ăm",
    "ăn", "ăng", "ăp", "ăt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "ư", "ưa", "ưc", "ưi", "ưm", "ưn", "ưng", "ưt", "ưu",
    "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu",
];

/// Letters of the longest syllable (`nghiêng`), with room for the tone.
const LONGEST: usize = 8;

/// Whether `word` is a well-formed Vietnamese syllable in any case and Unicode form.
#[must_use]
pub fn is_syllable(word: &str) -> bool {
    let mut letters = String::with_capacity(16);
    let mut tone = None;
    for c in word.chars() {
        let mut sound = true;
        small_parts(c, |part| match part {
            '\u{0300}' | '\u{0301}' | '\u{0303}' | '\u{0309}' | '\u{0323}' => sound &= tone.replace(part).is_none(),
            '\u{0302}' | '\u{0306}' | '\u{031B}' => {
                let whole = letters.pop().and_then(|base| compose(base, part));
                sound &= whole.is_some();
                letters.extend(whole);
            }
            _ => letters.push(part),
        });
        if !sound || letters.len() > LONGEST * 2 {
            return false;
        }
    }
    let may_begin = |onset: &&str| onset.bytes().next().is_none_or(|first| letters.bytes().next() == Some(first));
    ONSETS
        .iter()
        .copied()
        .filter(may_begin)
        .any(|onset| letters.strip_prefix(onset).is_some_and(|rime| fits(onset, rime, tone)))
}

fn fits(onset: &str, rime: &str, tone: Option<char>) -> bool {
    let front = rime.starts_with(['e', 'ê', 'i', 'y']);
    let spelling = match onset {
        "k" | "gh" | "ngh" => front,
        "c" | "ng" => !front,
        // gì, gìn, giếng: the i belongs to onset and rime at once.
        "g" => !front || rime.starts_with('i'),
        "gi" => !rime.starts_with('y'),
        "qu" => !rime.starts_with(['u', 'o', 'ư']),
        "" => true,
        _ => !rime.starts_with('y') || rime == "y",
    };
    let stop = rime.ends_with(['c', 'p', 't']) || rime.ends_with("ch");
    let tone_fits = !stop || matches!(tone, Some('\u{0301}' | '\u{0323}'));
    spelling && tone_fits && RIMES.binary_search(&rime).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rimes_are_in_order() {
        assert!(RIMES.is_sorted());
    }

    #[test]
    fn knows_ordinary_syllables() {
        let text = "Thiếu vốn phương tiện phát triển sản xuất có lao động nhưng thiếu việc làm không biết cách ăn tổ chức \
            cuộc sống nhiều người theo trong gia đình tàn tật già cả ốm đau thường xuyên mắc tệ nạn xã hội lười rủi ro nợ \
            kéo dài nghiêng khuỷu khoẻ khỏe hoà hòa gì gìn giếng quyết quả quên quốc thuở nguyệt rượu ỷ yêu yếu uống Quốc \
            loắt choắt ngoằn ngoèo khuya huỳnh Ỷ LA ĐỘI CẤN xoong bướu hươu quy kỹ mưu khuếch toàn quýt";
        for word in text.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn refuses_what_cannot_be_said() {
        for word in
            ["khơng", "cĩ", "cịn", "thiÕu", "vieäc", "đơng", "ựất", "nghốo", "đợc", "tật̀", "", "xyz", "lõu", "thuoc"]
        {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
