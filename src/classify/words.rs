//! A cause text as a row of words: where each stands, what parts it from the one before, and which words of the
//! vocabulary it may be.
//!
//! Abbreviations and dialect spellings are written out here, so that the phrases of the lexicon need only the standard
//! words. Nothing is decided here.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::vocabulary::{bare, exact};

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sep {
    /// Blanks at most: the word goes on from the one before.
    Glued,
    /// A line break or a tight hyphen, which may be a mere wrap: a phrase may run over it, a clause may end there.
    Soft,
    /// A comma, slash, plus, full stop, dash, closing bracket …
    Hard,
    /// An opening bracket.
    Open,
}

/// A word of the text.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its bytes in the text; several words share them where an abbreviation was written out.
    pub range: Range<usize>,
    pub sep: Sep,
    /// The words of the vocabulary it may be, and how many slips that takes.
    pub candidates: Vec<(u32, u8)>,
    /// Its value, if it is written in digits.
    pub number: Option<u32>,
    /// Its bare letters, with `?` for a lost one.
    pub bare: String,
    /// It stands in a clause, or a text, that carries no diacritics: so they are no evidence.
    pub plain: bool,
    /// It has no diacritics among words that have, and is known only with them.
    pub hasty: bool,
}

/// The fewest words of a clause that show by their lack of diacritics that it was typed without.
const PLAIN_CLAUSE: usize = 3;

/// A text cut into words.
#[derive(Debug)]
pub(super) struct Words {
    pub list: Vec<Word>,
    /// Characters are lost: `?` within words.
    pub lossy: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Other,
}

struct Token {
    range: Range<usize>,
    sep: Sep,
    kind: Kind,
}

impl Words {
    /// Cuts `text` and looks every word up.
    pub(super) fn read(lexicon: &Lexicon, text: &str) -> Words {
        let lossy = lossy(text);
        let tokens = tokens(text, lossy);
        let slice = |token: &Token| text.get(token.range.clone()).unwrap_or("");
        let mut list = Vec::with_capacity(tokens.len() + 4);
        let marked = |token: &Token| !slice(token).is_ascii() && has_vowel(slice(token));
        let plain_text = !tokens.iter().any(marked);
        let mut plain = plain_text;
        for (at, token) in tokens.iter().enumerate() {
            if !plain_text && (at == 0 || token.sep >= Sep::Hard) {
                let rest = tokens.get(at..).unwrap_or(&[]);
                let length = 1 + rest.iter().skip(1).take_while(|token| token.sep < Sep::Hard).count();
                // Shorter clauses may well need no diacritics.
                plain = length >= PLAIN_CLAUSE && !rest.iter().take(length).any(marked);
            }
            let written = slice(token);
            let exact = exact(written);
            let bare = if lossy { lossy_bare(written) } else { bare(written) };
            let mut sep = token.sep;
            let spelled_out = lexicon.spelled_out(&exact, &bare, plain);
            for &id in spelled_out {
                list.push(Word {
                    range: token.range.clone(),
                    sep,
                    candidates: vec![(id, 0)],
                    number: None,
                    bare: String::new(),
                    plain,
                    hasty: false,
                });
                sep = Sep::Glued;
            }
            if spelled_out.is_empty() {
                let number = (token.kind == Kind::Digit).then(|| written.parse().unwrap_or(u32::MAX));
                let candidates = candidates(lexicon, &exact, &bare, plain);
                let hasty = !plain && exact == bare && lexicon.vocabulary.exact(&exact).is_none();
                list.push(Word { range: token.range.clone(), sep, candidates, number, bare, plain, hasty });
            }
        }
        Words { list, lossy }
    }

    /// Lets words stand for known ones within one slip: with other diacritics, or, where even the bare letters are
    /// unknown, with one letter amiss. Whether there was any.
    pub(super) fn allow_slips(&mut self, lexicon: &Lexicon, text: &str) -> bool {
        let mut any = self.part_glued(lexicon, text);
        // The commonest words are never slips of others.
        let common = |w: &Word| matches!(w.candidates.as_slice(), [(id, 0)] if lexicon.light.binary_search(id).is_ok());
        let typed = |w: &&mut Word| !w.plain && w.number.is_none() && !w.bare.is_empty() && !common(w);
        for word in self.list.iter_mut().filter(typed) {
            for &id in lexicon.vocabulary.bare(&word.bare) {
                if !word.candidates.iter().any(|(known, _)| *known == id) {
                    word.candidates.push((id, 1));
                    any = true;
                }
            }
        }
        for word in self.list.iter_mut().filter(|w| w.candidates.is_empty() && w.bare.len() >= 3 && w.number.is_none())
        {
            word.candidates = lexicon.vocabulary.one_slip_from(&word.bare).into_iter().map(|id| (id, 1)).collect();
            any |= !word.candidates.is_empty();
        }
        any
    }
}

impl Words {
    /// Parts unknown words with diacritics that are two known ones without their blank: "đôngcon". Whether there was any.
    fn part_glued(&mut self, lexicon: &Lexicon, text: &str) -> bool {
        let mut any = false;
        let mut at = 0;
        while let Some(word) = self.list.get(at) {
            let unknown = word.candidates.is_empty() && !word.plain && word.number.is_none() && !word.bare.is_empty();
            if unknown && let Some((first, second)) = parted(lexicon, word, text) {
                any = true;
                self.list.splice(at..=at, [first, second]);
                at += 1;
            }
            at += 1;
        }
        any
    }
}

/// The two known words that an unknown one is made of, if it can be parted in one way only.
fn parted(lexicon: &Lexicon, word: &Word, text: &str) -> Option<(Word, Word)> {
    let written = text.get(word.range.clone()).filter(|written| !written.is_ascii())?;
    let known = |part: &str| Some((lexicon.vocabulary.exact(&exact(part))?, bare(part))).filter(|(_, b)| b.len() > 1);
    let mut ways = written.char_indices().skip(1).filter_map(|(at, _)| {
        let (head, tail) = written.split_at_checked(at)?;
        Some((at, known(head)?, known(tail)?))
    });
    let (at, (first, head), (second, tail)) = ways.next()?;
    if ways.next().is_some() {
        return None;
    }
    let (start, middle, end) = (word.range.start, word.range.start + at, word.range.end);
    let part = |range, sep, id, bare| Word {
        range,
        sep,
        candidates: vec![(id, 0)],
        number: None,
        bare,
        plain: false,
        hasty: false,
    };
    Some((part(start..middle, word.sep, first, head), part(middle..end, Sep::Glued, second, tail)))
}

/// The words of a text as they are written, without what parts them.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    tokens(text, false).iter().filter_map(|token| text.get(token.range.clone())).collect()
}

fn candidates(lexicon: &Lexicon, exact: &str, bare: &str, plain: bool) -> Vec<(u32, u8)> {
    let words = &lexicon.vocabulary;
    if bare.contains('?') {
        return words.fitting(bare).into_iter().map(|id| (id, 0)).collect();
    }
    let same = |cost| words.bare(bare).iter().map(|id| (*id, cost)).collect();
    if plain {
        return same(0);
    }
    match words.exact(exact) {
        Some(id) => vec![(id, 0)],
        // Among words with diacritics one without any was typed in haste; one with others is a slip.
        None => same(u8::from(exact != bare)),
    }
}

/// Whether a `?` or U+FFFD stands between letters, where no question mark can.
fn lossy(text: &str) -> bool {
    let mut before = [' '; 2];
    text.chars().any(|c| {
        let found = c.is_alphabetic() && lost(before[1]) && (before[0].is_alphabetic() || lost(before[0]));
        before = [before[1], c];
        found
    })
}

fn lost(c: char) -> bool {
    matches!(c, '?' | '\u{FFFD}')
}

fn lossy_bare(written: &str) -> String {
    written.split(lost).map(bare).collect::<Vec<_>>().join("?")
}

fn has_vowel(word: &str) -> bool {
    bare(word).contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

fn tokens(text: &str, lossy: bool) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(text.len() / 5 + 1);
    let mut sep = Sep::Glued;
    let mut chars = text.char_indices().peekable();
    let mut blank = true;
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let kind = kind(c, lossy);
        if kind == Kind::Other {
            let next = chars.peek().map_or(' ', |(_, c)| *c);
            let here = separator(c, blank || next.is_whitespace(), || abbreviated(text, out.last(), next));
            sep = sep.max(here);
            blank = c.is_whitespace();
            continue;
        }
        blank = false;
        match out.last_mut() {
            Some(last) if last.range.end == at && (last.kind == kind || joins(c)) => last.range.end = end,
            _ => {
                out.push(Token { range: at..end, sep, kind });
                sep = Sep::Glued;
            }
        }
    }
    out
}

fn kind(c: char, lossy: bool) -> Kind {
    if c.is_alphabetic() || joins(c) || lossy && lost(c) {
        Kind::Letter
    } else if c.is_ascii_digit() {
        Kind::Digit
    } else {
        Kind::Other
    }
}

fn joins(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{FEFF}')
}

fn separator(c: char, blank_beside: bool, abbreviated: impl Fn() -> bool) -> Sep {
    match c {
        '(' | '[' | '{' => Sep::Open,
        '\n' | '\r' => Sep::Soft,
        '-' | '‐' | '‑' | '–' | '—' | '_' if !blank_beside => Sep::Soft,
        '.' | '/' if abbreviated() => Sep::Glued,
        ',' | ';' | '/' | '\\' | '|' | '+' | '&' | '.' | '…' | ':' | ')' | ']' | '}' | '-' | '–' | '—' | '‐' | '‑'
        | '_' | '•' | '*' | '→' | '=' | '>' | '?' | '!' => Sep::Hard,
        _ => Sep::Glued,
    }
}

/// Whether a dot or slash belongs to an abbreviation: `ng. ăn theo`, `p.tiện`, `k/có`.
fn abbreviated(text: &str, last: Option<&Token>, next: char) -> bool {
    let Some(last) = last.filter(|last| last.kind == Kind::Letter) else { return false };
    let word = text.get(last.range.clone()).unwrap_or("");
    let short = bare(word).len() <= 2 && !has_vowel(word);
    short && (next.is_alphabetic() || next == ' ')
}
