//! Every word that the lexicon knows, by its exact spelling and by its bare letters.
//!
//! A word that is known exactly is never taken for a slip of another: `lưới` is no misspelled `lười`. Only a spelling
//! that nobody knows may stand for a known word.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::text::fold::{fold, tones};

type Map<V> = HashMap<String, V, FixedState>;

/// Words by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    exact: Map<u32>,
    bare: Map<Vec<u32>>,
    /// Bare forms by length in bytes, for slips; in the order added.
    by_length: Vec<Vec<String>>,
}

impl Vocabulary {
    /// Makes room for as many words, so that adding them does not pause to grow.
    pub(super) fn reserve(&mut self, words: usize) {
        self.exact.reserve(words);
        // Every second one shares its bare letters with others.
        self.bare.reserve(words / 2);
    }

    /// The number of a word, which is new if the word is.
    pub(super) fn add(&mut self, word: &str) -> u32 {
        let exact = exact(word);
        let next = u32::try_from(self.exact.len()).unwrap_or(u32::MAX);
        let id = *self.exact.entry(exact).or_insert(next);
        if id == next {
            let bare = bare(word);
            let ids = self.bare.entry(bare.clone()).or_default();
            if ids.is_empty() {
                if self.by_length.len() <= bare.len() {
                    self.by_length.resize(bare.len() + 1, Vec::new());
                }
                if let Some(same) = self.by_length.get_mut(bare.len()) {
                    same.push(bare);
                }
            }
            ids.push(id);
        }
        id
    }

    /// The word of exactly this spelling ([`exact`]).
    pub(super) fn exact(&self, form: &str) -> Option<u32> {
        self.exact.get(form).copied()
    }

    /// The words of these bare letters ([`bare`]).
    pub(super) fn bare(&self, form: &str) -> &[u32] {
        self.bare.get(form).map_or(&[], Vec::as_slice)
    }

    /// The words whose bare letters are one slip away: a letter more, less or other, or two letters exchanged.
    pub(super) fn one_slip_from(&self, form: &str) -> Vec<u32> {
        let lengths = form.len().saturating_sub(1)..=form.len() + 1;
        lengths
            .filter_map(|length| self.by_length.get(length))
            .flat_map(|words| words.iter().filter(|w| one_slip(w, form)))
            .flat_map(|word| self.bare(word).iter().copied())
            .collect()
    }

    /// The words that fit a form in which `?` stands for one lost letter.
    pub(super) fn fitting(&self, form: &str) -> Vec<u32> {
        let fits = |word: &str| word.bytes().zip(form.bytes()).all(|(w, f)| f == b'?' || f == w);
        let words = self.by_length.get(form.len()).into_iter().flatten();
        words.filter(|word| fits(word)).flat_map(|word| self.bare(word).iter().copied()).collect()
    }
}

/// Whether two different ASCII words are one letter more, less or other, or one exchange of neighbours apart.
fn one_slip(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a.as_bytes(), b.as_bytes()) } else { (b.as_bytes(), a.as_bytes()) };
    let head = long.iter().zip(short).take_while(|(x, y)| x == y).count();
    let (long, short) = (long.get(head..).unwrap_or(&[]), short.get(head..).unwrap_or(&[]));
    match (long, short) {
        ([_, rest @ ..], _) if long.len() > short.len() => rest == short,
        ([x, y, rest @ ..], [v, w, tail @ ..]) if x == w && y == v && rest == tail => true,
        ([_, rest @ ..], [_, tail @ ..]) => rest == tail,
        _ => false,
    }
}

/// The exact spelling of one word: letters and tone, whatever the case, Unicode form or place of the tone mark.
pub(super) fn exact(word: &str) -> String {
    let mut word = one_i(tones(word));
    // Typed in haste, `ươ` often has one of its two horns; no word is spelled so.
    let half = |pair: &[u8]| matches!(pair, [b'u', 0xC6, 0xA1] | [0xC6, 0xB0, b'o']);
    while let Some(at) = word.as_bytes().windows(3).position(half) {
        word.replace_range(at..at + 3, "ươ");
    }
    word
}

/// The bare letters of one word.
pub(super) fn bare(word: &str) -> String {
    one_i(fold(word))
}

/// `kỹ` and `kĩ`, `lý` and `lí` are the same: a y that is the only vowel becomes i.
fn one_i(mut word: String) -> String {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let head = word.get(..letters).and_then(|w| w.strip_suffix('y'));
    if head.is_some_and(|h| h.ends_with(['h', 'k', 'l', 'm', 's', 't', 'v'])) {
        word.replace_range(letters - 1..letters, "i");
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_counts_but_habits_of_spelling_do_not() {
        let mut words = Vocabulary::default();
        let net = words.add("lưới");
        let lazy = words.add("lười");
        assert_ne!(net, lazy);
        assert_eq!(words.add("LƯỜI"), lazy);
        assert_eq!(words.bare("luoi"), [net, lazy]);
        assert_eq!(words.one_slip_from("loui"), [net, lazy]);
        assert_eq!(words.fitting("l??i"), [net, lazy]);
        assert_eq!(words.add("kỹ"), words.add("kĩ"));
        assert_ne!(words.add("tay"), words.add("tai"));
    }
}
