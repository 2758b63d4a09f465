//! How much of a text its causes leave unread: a cause found in passing must not settle a story that is not understood.

use std::ops::Range;

use super::choose::Span;
use super::lexicon::{Kind, Lexicon, Link};
use super::structure::{Links, Standing};
use super::words::{Sep, Words};
use crate::group::Group;

/// Words with a meaning of their own in a clause before the primary cause, from which on it may have named another; fewer
/// where one of them suggests another group.
const CLAUSE: usize = 4;
const HINTED_CLAUSE: usize = 2;

/// The same right before the primary cause, within its clause; and words of a clause in which it is named in passing.
const LATE: usize = 6;
const HINTED_LATE: usize = 3;
const STORY: usize = 7;

/// The same before "nên", or behind "do" and "chủ yếu do", which say that a cause stands there.
const ANNOUNCED: usize = 2;

/// Words from which on a text is a story.
const LONG: usize = 24;

/// A text with what was found in it.
pub(super) struct Unread<'a> {
    pub lexicon: &'a Lexicon,
    pub words: &'a Words,
    pub links: &'a Links,
    pub spans: &'a [Span<'a>],
    pub standings: &'a [Standing],
    /// For each word whether a phrase took it, a mere compound included.
    pub read: &'a [bool],
}

impl Unread<'_> {
    /// Whether the primary cause leaves words unread that may name another which counts before it.
    pub(super) fn leaves_doubt(&self, first: &Span, marked: bool) -> bool {
        let start = first.found.start;
        !marked && (self.before(first) || self.late(first) || self.follows(start))
            || self.explained(first)
            || self.mostly()
            || self.main_cause()
    }

    /// Whether a clause before the primary cause says nothing that is known and may have named another cause.
    fn before(&self, first: &Span) -> bool {
        self.clauses().take_while(|clause| clause.end <= first.found.start).any(|clause| {
            !self.known(&clause)
                && (self.content(clause.clone()) >= CLAUSE
                    || self.content(clause.clone()) >= HINTED_CLAUSE && self.speaks_of_another(clause.clone(), first)
                    || self.suffers(clause, 1))
        })
    }

    /// Whether the primary cause stands late in its clause, behind words that may speak of another. What stands before a
    /// "but" or a "because" was dealt with by the writer.
    fn late(&self, first: &Span) -> bool {
        let Some(clause) = self.clause_of(first.found.start) else { return false };
        let turn = |at: &usize| [Link::But, Link::Because].iter().any(|kind| self.links.begins(*at, *kind));
        let start = (clause.start..first.found.start).rev().find(turn).unwrap_or(clause.start);
        let from = self.spans.iter().map(|s| s.found.end).filter(|end| *end <= first.found.start).max().unwrap_or(0);
        let before = start.max(from)..first.found.start;
        let content = self.content(before.clone());
        content >= LATE
            || content >= HINTED_LATE
                && (self.speaks_of_another(before.clone(), first) || self.content(start..clause.end) >= STORY)
            || self.suffers(before, 2)
    }

    /// Whether the primary cause follows ("… nên", "vì … mà") from words that are not understood.
    fn follows(&self, start: usize) -> bool {
        let Some(clause) = self.clause_of(start) else { return false };
        let begins = |at: usize, kind| self.links.begins(at, kind);
        let opened = begins(clause.start, Link::Because);
        let joins = |at: &usize| begins(*at, Link::Therefore) || opened && begins(*at, Link::But);
        let Some(at) = (clause.start..start).rev().find(joins) else { return false };
        !self.known(&(clause.start..at)) && self.content(clause.start..at) >= ANNOUNCED
    }

    /// Whether the primary cause is explained ("do") by words that are not understood.
    fn explained(&self, first: &Span) -> bool {
        // Illness stays illness and misfortune misfortune, whatever they came from.
        let open = first.concept.kind == Kind::Debt || [1, 2].contains(&first.concept.group.map_or(0, Group::number));
        let end = first.found.end;
        if !open {
            return false;
        }
        let Some(clause) = self.clause_of(end.saturating_sub(1)) else { return false };
        let near = end..(end + 2).min(clause.end);
        let Some(at) = near.clone().find(|at| self.links.begins(*at, Link::Because)) else { return false };
        let after = at + self.links.longest_at(at, clause.end).unwrap_or(1);
        let silent = !self.spans.iter().any(|span| span.found.start >= at && span.found.start < clause.end);
        silent && self.content(after..clause.end) >= ANNOUNCED
    }

    /// Whether the last "because" of these words explains by words that name no cause and end before the next one:
    /// "vỡ nợ vì buôn gỗ, nay hết vốn".
    pub(super) fn because_ends(&self, between: Range<usize>) -> bool {
        let Some(at) = between.clone().rev().find(|at| self.links.begins(*at, Link::Because)) else { return false };
        let after = at + self.links.longest_at(at, between.end).unwrap_or(1);
        (after + 1..=between.end).any(|at| self.words.list.get(at).is_some_and(|word| word.sep >= Sep::Hard))
    }

    /// Whether the text is a story of which most is not understood: what was found in it says little of what it tells.
    fn mostly(&self) -> bool {
        let count = self.words.list.len();
        count >= LONG && self.content(0..count) * 2 > count
    }

    /// Whether the writer announces the main cause and what follows is not understood: "nợ nần, chủ yếu do …".
    fn main_cause(&self) -> bool {
        self.clauses().any(|clause| {
            let announced = clause.clone().find(|at| self.links.begins(*at, Link::Main));
            announced.is_some_and(|at| {
                let after = at + self.links.longest_at(at, clause.end).unwrap_or(1);
                let within = |span: &Span| clause.start < span.found.end && span.found.start < clause.end;
                !self.spans.iter().any(within) && self.content(after..clause.end) >= ANNOUNCED
            })
        })
    }

    /// Whether something is told here that counts, or concerns someone dead or gone.
    fn known(&self, clause: &Range<usize>) -> bool {
        self.spans.iter().zip(self.standings).any(|(span, standing)| {
            span.found.start < clause.end
                && clause.start < span.found.end
                && span.concept.kind != Kind::None
                && *standing != Standing::Denied
        })
    }

    /// How many of these words are not understood and carry a meaning of their own.
    fn content(&self, range: Range<usize>) -> usize {
        let mut left = 0;
        let mut at = range.start;
        while at < range.end {
            if self.is_read(at) {
                at += 1;
            } else if let Some(length) = self.links.longest_at(at, range.end) {
                at += length;
            } else {
                left += usize::from(!self.is_light(at));
                at += 1;
            }
        }
        left
    }

    /// Whether something befell the household ("bị", "mắc") that is not understood.
    fn suffers(&self, range: Range<usize>, least: usize) -> bool {
        let befalls = |at: usize| !self.is_read(at) && self.is_one_of(at, &self.lexicon.befall);
        range.clone().any(|at| befalls(at) && self.content(at + 1..range.end.min(at + 3)) >= least)
    }

    fn is_read(&self, at: usize) -> bool {
        self.read.get(at) == Some(&true)
    }

    fn is_light(&self, at: usize) -> bool {
        self.words.list.get(at).is_none_or(|word| word.number.is_some()) || self.is_one_of(at, &self.lexicon.light)
    }

    fn is_one_of(&self, at: usize, known: &[u32]) -> bool {
        let candidates = self.words.list.get(at).into_iter().flat_map(|word| &word.candidates);
        candidates.filter(|(_, slips)| *slips == 0).any(|(id, _)| known.binary_search(id).is_ok())
    }

    /// Whether a word that belongs to no phrase suggests another group than the primary cause's.
    fn speaks_of_another(&self, range: Range<usize>, first: &Span) -> bool {
        let free = range.filter(|at| !self.is_read(*at)).filter_map(|at| self.words.list.get(at));
        let hint = |id: u32| self.hint(id).is_some_and(|group| Some(group) != first.concept.group);
        free.flat_map(|word| &word.candidates).any(|(id, _)| hint(*id))
    }

    fn hint(&self, id: u32) -> Option<Group> {
        self.lexicon.hints.iter().find(|(word, _)| *word == id).map(|(_, group)| *group)
    }

    fn clause_of(&self, at: usize) -> Option<Range<usize>> {
        self.clauses().find(|clause| clause.contains(&at))
    }

    /// The parts of the text between its separators.
    fn clauses(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let count = self.words.list.len();
        let mut start = 0;
        std::iter::from_fn(move || {
            let hard = |at: &usize| self.words.list.get(*at).is_none_or(|word| word.sep >= Sep::Hard);
            let end = (start + 1..=count).find(hard)?;
            Some(std::mem::replace(&mut start, end)..end)
        })
    }
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
