//! How a cell of words is read: by a closed grammar, not by what the text happens to hold.
//!
//! A text says a value where it begins with a known phrase, but for words that change nothing ("hộ", "đã", "được công
//! nhận") and dates, and where nothing behind it turns or doubts it. "Không có khả năng thoát nghèo" holds "thoát nghèo" and
//! does not say it: it says nothing.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::text::fold::{fold, has_diacritics, tones};

/// The words of the grammar, folded.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grammar {
    /// Words that change nothing before a phrase or behind it.
    plain: Vec<String>,
    /// Words that turn a phrase or put it in doubt.
    turns: Vec<Turn>,
    /// Words behind which a reason follows.
    reasons: Vec<String>,
}

/// A word that turns a phrase, folded and with its tones: "còn" does, "con" does not.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
struct Turn(String, String);

impl From<String> for Turn {
    fn from(word: String) -> Turn {
        Turn(fold(&word), tones(&word))
    }
}

/// How the values of a text are taken.
pub(super) struct Rules<T> {
    /// How two of one text go together; none where they do not.
    pub(super) join: fn(T, T) -> Option<T>,
    /// Whether one holds whatever plans or doubts follow: a household that is still poor is, whatever it hopes for.
    pub(super) stands: fn(T) -> bool,
    /// Whether words that are not known may stand around the phrase, as in "hộ nghèo không có khả năng lao động".
    pub(super) lenient: bool,
}

/// Words of the longest phrase.
const LONGEST: usize = 12;

struct Word {
    text: String,
    /// The same with its tones; empty where the text has none.
    toned: String,
    /// Whether a comma, bracket or the like stands before it.
    begins: bool,
}

impl Grammar {
    pub(super) fn folded(self) -> Grammar {
        let folded = |words: Vec<String>| words.iter().map(|w| fold(w)).collect();
        Grammar { plain: folded(self.plain), turns: self.turns, reasons: folded(self.reasons) }
    }

    /// The value that a text says; none where it says none, or two that do not go together.
    pub(super) fn read<T: Copy>(&self, phrases: &BTreeMap<String, T>, text: &str, rules: &Rules<T>) -> Option<T> {
        if text.contains('?') {
            return None;
        }
        let whole = fold(text);
        if let Some(value) = phrases.get(&whole).or_else(|| phrases.get(&without_dates(&whole))) {
            return Some(*value);
        }
        let words = words_of(text);
        let mut said: Option<T> = None;
        let mut at = 0;
        let mut in_reason = false;
        while let Some(word) = words.get(at) {
            in_reason &= !word.begins;
            let settled = said.is_some_and(rules.stands);
            if let Some((value, length)) =
                phrase_at(phrases, &words, at).filter(|(_, n)| *n > 1 || self.alone(&words, at))
            {
                said = Some(match said {
                    // Why it is so is told in the words of another outcome: which of them counts is not clear.
                    Some(before) if settled && in_reason => before,
                    Some(before) => (rules.join)(before, value)?,
                    None => value,
                });
                at += length;
                continue;
            }
            if in_reason {
                if matches!(word.text.as_str(), "ngheo" | "thoat") && !settled {
                    return None;
                }
                at += 1;
            } else if self.turns_at(&words, at) {
                let of_poverty = matches!(word.text.as_str(), "ngheo" | "thoat");
                if !settled && (!rules.lenient || said.is_none() || of_poverty) {
                    return None;
                }
                at += 1;
            } else if said.is_some() && self.begins_with(&self.reasons, &words, at) > 0 {
                in_reason = true;
                at += 1;
            } else if said.is_none() && !rules.lenient {
                let known = self.begins_with(&self.plain, &words, at);
                if known == 0 && !is_number(&word.text) {
                    return None;
                }
                at += known.max(1);
            } else {
                at += 1;
            }
        }
        said
    }

    /// Whether the word is all that is said up to the next comma: "mất" says it, "mất sức" says something else.
    fn alone(&self, words: &[Word], at: usize) -> bool {
        let Some(next) = words.get(at + 1) else { return true };
        next.begins
            || is_number(&next.text)
            || self.begins_with(&self.plain, words, at + 1) > 0
            || self.begins_with(&self.reasons, words, at + 1) > 0
    }

    fn turns_at(&self, words: &[Word], at: usize) -> bool {
        let same = |phrase: &str, of: fn(&Word) -> &str| {
            phrase.split(' ').enumerate().all(|(n, part)| words.get(at + n).is_some_and(|w| of(w) == part))
        };
        let toned = words.get(at).is_some_and(|w| !w.toned.is_empty());
        self.turns.iter().any(|Turn(plain, tones)| same(plain, |w| &w.text) && (!toned || same(tones, |w| &w.toned)))
    }

    /// How many words of the text one of these words or phrases takes here; 0 where none begins.
    fn begins_with(&self, all: &[String], words: &[Word], at: usize) -> usize {
        let begins = |phrase: &&String| {
            phrase.split(' ').enumerate().all(|(n, part)| words.get(at + n).is_some_and(|w| w.text == part))
        };
        all.iter().filter(begins).map(|phrase| phrase.split(' ').count()).max().unwrap_or(0)
    }
}

/// The words of a text, folded, with where its parts begin.
fn words_of(text: &str) -> Vec<Word> {
    let text = text.replace(" - ", ", ").replace(". ", ", ");
    let parts = text.split([',', ';', ':', '(', ')', '[', ']', '\n', '–', '—', '›', '→', '>']);
    let marked = has_diacritics(&text);
    let mut words = Vec::new();
    for part in parts {
        let (folded, toned) = (fold(part), tones(part));
        let toned: Vec<&str> = toned.split(' ').filter(|w| !w.is_empty()).collect();
        let own: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        let marked = marked && toned.len() == own.len();
        words.extend(own.iter().enumerate().map(|(n, w)| Word {
            text: (*w).to_owned(),
            toned: toned.get(n).filter(|_| marked).map(|w| (*w).to_owned()).unwrap_or_default(),
            begins: n == 0,
        }));
    }
    words
}

/// The longest phrase that begins at a word, and how many words it has.
fn phrase_at<T: Copy>(phrases: &BTreeMap<String, T>, words: &[Word], at: usize) -> Option<(T, usize)> {
    let mut piece = String::new();
    let mut found = None;
    for (n, word) in words.iter().skip(at).take(LONGEST).enumerate() {
        if n > 0 {
            piece.push(' ');
        }
        piece.push_str(&word.text);
        if let Some(value) = phrases.get(&piece) {
            found = Some((*value, n + 1));
        }
    }
    found
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// A text without "năm 2020", "tháng 11", "(11/2020)" and bare numbers at its end.
pub(super) fn without_dates(folded: &str) -> String {
    let mut words: Vec<&str> = folded.split(' ').collect();
    while let Some(last) = words.last() {
        let number = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
        let unit = words.len() > 1 && matches!(*last, "nam" | "thang" | "ngay" | "t" | "quy");
        if number || unit {
            words.pop();
        } else {
            break;
        }
    }
    if words.is_empty() { folded.to_owned() } else { words.join(" ") }
}
