//! How much of a text its causes leave unread: a cause found in passing must not settle a story that is not understood.

use std::ops::Range;

use super::choose::Span;
use super::lexicon::{Kind, Lexicon, Link};
use super::structure::Links;
use super::words::{Sep, Words};

/// Words of a clause from which on it may have named a cause that is not known.
const CLAUSE: usize = 4;

/// Words that are not understood before a cause, from which on it comes late in its clause.
const LATE: usize = 3;

/// Words that are not understood around a cause, from which on it may have been named in passing.
const STORY: usize = 6;

/// Words that are not understood from which on a clause may have named a cause, whatever they speak of.
const MUCH: usize = 10;

/// Words from which on a text is a story.
const LONG: usize = 24;

/// Words behind "chủ yếu do" from which on they name a cause, known or not.
const ANNOUNCED: usize = 2;

/// Whether a clause of some length stands before the primary cause, says nothing that is known, and may have named
/// another cause first.
pub(super) fn before(lexicon: &Lexicon, first: &Span, spans: &[Span], words: &Words, links: &Links) -> bool {
    clauses(words).take_while(|clause| clause.start < first.found.start).any(|clause| {
        let within = |span: &&Span| span.found.start < clause.end && clause.start < span.found.end;
        // What is no cause in passing does not make a clause understood.
        let known = spans.iter().filter(within).any(|span| span.concept.kind != Kind::None);
        let length =
            if spans.iter().any(|span| within(&span)) { left_over(clause.clone(), spans, links) } else { clause.len() };
        !known && length >= CLAUSE && (length >= MUCH || speaks_of_another(lexicon, clause, first, spans, words))
    })
}

/// Whether the primary cause is a few words late in a long clause that is not understood otherwise and may speak of
/// another. What stands before a "but" or a "because" was dealt with by the writer.
pub(super) fn around(lexicon: &Lexicon, first: &Span, spans: &[Span], words: &Words, links: &Links) -> bool {
    let Some(clause) = clauses(words).find(|clause| clause.contains(&first.found.start)) else { return false };
    let turn = |at: &usize| [Link::But, Link::Because].iter().any(|kind| links.begins(*at, *kind));
    let start = (clause.start..first.found.start).rev().find(turn).unwrap_or(clause.start);
    let left = left_over(start..clause.end, spans, links);
    left_over(start..first.found.start, spans, links) >= LATE
        && left >= STORY
        && (left >= MUCH || speaks_of_another(lexicon, start..first.found.start, first, spans, words))
}

/// Whether a word that belongs to no phrase suggests another group than the primary cause's.
fn speaks_of_another(lexicon: &Lexicon, range: Range<usize>, first: &Span, spans: &[Span], words: &Words) -> bool {
    let free = |at: &usize| !spans.iter().any(|span| (span.found.start..span.found.end).contains(at));
    let free = range.filter(free).filter_map(|at| words.list.get(at));
    let hint = |id: u32| lexicon.hints.iter().any(|(word, group)| *word == id && Some(*group) != first.concept.group);
    free.flat_map(|word| &word.candidates).any(|(id, _)| hint(*id))
}

/// Whether the text is a story of which most is not understood: what was found in it says little of what it tells.
pub(super) fn mostly(spans: &[Span], words: &Words, links: &Links) -> bool {
    let count = words.list.len();
    count >= LONG && left_over(0..count, spans, links) * 2 > count
}

/// Whether the writer announces the main cause and what follows is not understood: "nợ nần, chủ yếu do …".
pub(super) fn main_cause(spans: &[Span], words: &Words, links: &Links) -> bool {
    clauses(words).any(|clause| {
        let announced = clause.clone().find(|at| links.begins(*at, Link::Main));
        announced.is_some_and(|at| {
            let after = at + links.longest_at(at, clause.end).unwrap_or(1);
            let silent = !spans.iter().any(|span| clause.start < span.found.end && span.found.start < clause.end);
            silent && left_over(after..clause.end, spans, links) >= ANNOUNCED
        })
    })
}

/// How many of these words belong to no phrase and join nothing.
pub(super) fn left_over(words: Range<usize>, spans: &[Span], links: &Links) -> usize {
    let mut left = 0;
    let mut at = words.start;
    while at < words.end {
        if let Some(span) = spans.iter().find(|span| (span.found.start..span.found.end).contains(&at)) {
            at = span.found.end;
        } else if let Some(length) = links.longest_at(at, words.end) {
            at += length;
        } else {
            left += 1;
            at += 1;
        }
    }
    left
}

/// The parts of a text between its separators.
fn clauses(words: &Words) -> impl Iterator<Item = Range<usize>> + '_ {
    let count = words.list.len();
    let mut start = 0;
    std::iter::from_fn(move || {
        let hard = |at: &usize| words.list.get(*at).is_none_or(|word| word.sep >= Sep::Hard);
        let end = (start + 1..=count).find(hard)?;
        Some(std::mem::replace(&mut start, end)..end)
    })
}
