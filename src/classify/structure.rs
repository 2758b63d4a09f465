//! How the causes of a text are joined: which are denied, which concern the dead or absent, and what stands between
//! them.

use std::ops::Range;

use super::choose::Span;
use super::lexicon::{Kind, Lexicon, Link};
use super::matching::Match;
use super::net::{Key, Net};
use super::words::{Sep, Words};
use crate::group::Group;

/// Words of the longest joining word.
const LONGEST: usize = 5;

/// Words between what looks denied and the "then" of an alternative.
const EITHER: usize = 3;

/// The joining words of a text, at each word where one begins: its kind and how many words it takes.
pub(super) struct Links {
    at: Vec<Vec<(Link, usize)>>,
}

impl Links {
    pub(super) fn read(lexicon: &Lexicon, words: &Words) -> Links {
        let at = (0..words.list.len())
            .map(|start| {
                let mut hits = Vec::new();
                walk(lexicon, words, Net::ROOT, start, start, &mut hits);
                // Longest first: "không phải do" before "không".
                hits.sort_by_key(|(_, length)| std::cmp::Reverse(*length));
                hits
            })
            .collect();
        Links { at }
    }

    /// Forgets joining words that overlap the phrases found, save persons: "tai nạn" holds no "tại". A compound within
    /// a joining word ("chủ yếu" in "chủ yếu do") is that word's own.
    pub(super) fn leave_out(&mut self, spans: &[Span]) {
        let overlaps = |span: &Span, at: usize, length: usize| {
            let Match { start, end, .. } = span.found;
            let own = matches!(span.concept.kind, Kind::Filler | Kind::None)
                && at <= start
                && end <= at + length
                && (span.concept.kind == Kind::Filler || end - start < length);
            start < at + length && at < end && !own
        };
        for (at, hits) in self.at.iter_mut().enumerate() {
            hits.retain(|(kind, length)| *kind == Link::Person || !spans.iter().any(|s| overlaps(s, at, *length)));
        }
    }

    /// Whether a phrase without diacritics runs over what may be a "because": "ma do benh" is má đổ bệnh, or mà do bệnh.
    pub(super) fn lost_in(&self, spans: &[Span], words: &Words) -> bool {
        spans.iter().any(|span| {
            let Match { start, end, .. } = span.found;
            let plain = words.list.get(start).is_some_and(|word| word.plain);
            plain && (start + 1..end).any(|at| self.begins(at, Link::Because))
        })
    }

    /// Whether a joining word of one kind takes exactly these words.
    pub(super) fn is(&self, words: Range<usize>, kind: Link) -> bool {
        self.at.get(words.start).is_some_and(|hits| hits.contains(&(kind, words.len())))
    }

    /// How many words the longest joining word at this word takes that ends before `to`.
    pub(super) fn longest_at(&self, at: usize, to: usize) -> Option<usize> {
        self.at.get(at)?.iter().map(|(_, length)| *length).find(|length| at + length <= to)
    }

    /// Whether a joining word of this kind begins at this word.
    pub(super) fn begins(&self, at: usize, kind: Link) -> bool {
        self.at.get(at).is_some_and(|hits| hits.iter().any(|(here, _)| *here == kind))
    }

    /// Whether a span says nothing but part of a longer joining word: "nguyên nhân" in "nguyên nhân chính là".
    pub(super) fn swallow(&self, span: &Span) -> bool {
        let Match { start, end, .. } = span.found;
        let longer = |at: usize| {
            self.at.get(at).into_iter().flatten().any(|(_, length)| at + length >= end && *length > end - start)
        };
        span.concept.kind == Kind::None && (0..=start).rev().take(LONGEST).any(longer)
    }

    /// How many words an "and" at this word takes; 0 for none.
    pub(super) fn and_at(&self, at: usize) -> usize {
        let and = self.at.get(at).into_iter().flatten().find(|(kind, _)| *kind == Link::And);
        and.map_or(0, |(_, length)| *length)
    }

    /// Whether a joining word of this kind stands within the words given; where joining words lie within each other
    /// the longest counts.
    pub(super) fn within(&self, words: Range<usize>, kind: Link) -> bool {
        let mut at = words.start;
        while at < words.end {
            let fitting = || self.at.get(at).into_iter().flatten().filter(|(_, length)| at + length <= words.end);
            let longest = fitting().map(|(_, length)| *length).next().unwrap_or(1);
            if fitting().any(|hit| *hit == (kind, longest)) {
                return true;
            }
            at += longest;
        }
        false
    }
}

fn walk(lexicon: &Lexicon, words: &Words, node: u32, start: usize, at: usize, out: &mut Vec<(Link, usize)>) {
    for value in lexicon.links.accepts(node) {
        out.extend(lexicon.link_kinds.get(value as usize).map(|kind| (*kind, at - start)));
    }
    let Some(word) = words.list.get(at).filter(|word| at == start || word.sep <= Sep::Soft) else { return };
    for (id, slips) in &word.candidates {
        if *slips == 0
            && let Some(next) = lexicon.links.next(node, Key::Word(*id))
        {
            walk(lexicon, words, next, start, at + 1, out);
        }
    }
}

/// What a span counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It counts.
    Live,
    /// The text denies or merely fears it.
    Denied,
    /// It concerns someone dead or gone.
    Background,
    /// An accident that killed, or a child in an elder's care: kept behind the causes of those who are left.
    Behind,
}

/// The standing of each span.
pub(super) fn standings(lexicon: &Lexicon, spans: &[Span], words: &Words, links: &Links) -> Vec<Standing> {
    let mut out: Vec<Standing> = Vec::with_capacity(spans.len());
    for (i, span) in spans.iter().enumerate() {
        let free_from = i.checked_sub(1).and_then(|p| spans.get(p)).map_or(0, |p| p.found.end);
        let denied = denied(span.found.start, free_from, words, links) && !either(span.found.end, words, links)
            // "không ốm đau, bệnh tật nhưng …": a denial runs on through its list.
            || out.last() == Some(&Standing::Denied)
                && (links.is(free_from..span.found.start, Link::Or)
                    // Any group: "không phải do lười hoặc không biết làm ăn mà …".
                    || spans.get(i - 1).is_some_and(|p| p.concept.group == span.concept.group)
                        && links_only_list(free_from..span.found.start, words, links));
        out.push(if denied { Standing::Denied } else { Standing::Live });
    }
    for (i, death) in spans.iter().enumerate() {
        if !matches!(death.concept.kind, Kind::Death | Kind::Gone | Kind::MainDeath) {
            continue;
        }
        for (j, other) in spans.iter().enumerate() {
            if out.get(j) == Some(&Standing::Live) && same_person(i, j, spans, words, links) {
                let standing = match other.concept.kind {
                    Kind::Accident if death.concept.kind != Kind::Gone => Standing::Behind,
                    Kind::Bodily | Kind::Incapacity | Kind::Accident => Standing::Background,
                    _ => continue,
                };
                if let Some(slot) = out.get_mut(j) {
                    *slot = standing;
                }
            }
        }
    }
    // "hai đứa con đều mắc chứng …": children who are ill are named for their illness.
    for (i, pair) in spans.windows(2).enumerate() {
        let [child, ill] = pair else { continue };
        let both = out.get(i..i + 2) == Some(&[Standing::Live; 2]);
        if both
            && of_the_child(lexicon, child, ill, words, links)
            && let Some(slot) = out.get_mut(i)
        {
            *slot = Standing::Behind;
        }
    }
    let yields = |span: &Span| matches!(span.concept.kind, Kind::MainDeath | Kind::Ward);
    let living = |(span, standing): (&Span, &Standing)| {
        *standing == Standing::Live
            && span.concept.group.is_some()
            && !matches!(span.concept.kind, Kind::MainDeath | Kind::Ward | Kind::Weak)
    };
    if spans.iter().zip(&out).any(living) {
        for (span, standing) in spans.iter().zip(&mut out) {
            if yields(span) && *standing == Standing::Live {
                *standing = Standing::Behind;
            }
        }
    }
    out
}

/// Whether an illness is said of the dependants named right before it, with none but small words between.
fn of_the_child(lexicon: &Lexicon, child: &Span, ill: &Span, words: &Words, links: &Links) -> bool {
    let mut first = words.list.get(ill.found.start).into_iter().flat_map(|word| &word.candidates);
    let befalls = first.any(|(id, _)| lexicon.befall.binary_search(id).is_ok());
    let between = child.found.end..ill.found.start;
    let glued = (between.start..=between.end).all(|at| words.list.get(at).is_some_and(|word| word.sep == Sep::Glued));
    child.concept.group == Group::new(4)
        && child.concept.kind == Kind::Cause
        && matches!(ill.concept.kind, Kind::Bodily | Kind::Incapacity)
        && glued
        && (!between.is_empty() || befalls)
        && between.clone().all(|at| links.is(at..at + 1, Link::Between) || links.is(at..at + 1, Link::And))
        && !links.within(ill.found.start..ill.found.end, Link::Person)
}

/// Whether a denial or fear stands right before a word, with none but small words between.
fn denied(start: usize, free_from: usize, words: &Words, links: &Links) -> bool {
    let mut at = start;
    loop {
        // A separator ends the reach of a denial.
        if words.list.get(at).is_none_or(|word| word.sep >= Sep::Hard) {
            return false;
        }
        // "trước hết là do lười" denies nothing, whatever "hết" means elsewhere.
        if (free_from..at).any(|from| links.is(from..at, Link::Main)) {
            return false;
        }
        let before = (free_from..at).rev().find_map(|from| {
            let is = |kind| links.is(from..at, kind);
            if is(Link::Not) || is(Link::Fear) {
                Some((from, true))
            } else if is(Link::Between) {
                Some((from, false))
            } else {
                None
            }
        });
        match before {
            Some((_, true)) => return true,
            Some((from, false)) => at = from,
            None => return false,
        }
    }
}

/// Whether a "then" follows in the clause: "không nợ ngân hàng thì nợ đại lý" names both and denies neither.
fn either(end: usize, words: &Words, links: &Links) -> bool {
    let goes_on = |at: &usize| words.list.get(*at).is_some_and(|word| word.sep < Sep::Hard);
    (end..end + EITHER).take_while(goes_on).any(|at| links.begins(at, Link::Then))
}

fn links_only_list(gap: Range<usize>, words: &Words, links: &Links) -> bool {
    gap.is_empty() && words.list.get(gap.end).is_some_and(|w| w.sep != Sep::Glued)
        || gap.len() == links.and_at(gap.start) && !gap.is_empty()
}

/// Whether what span `j` says is said of the person whose death or leaving is span `i`.
fn same_person(i: usize, j: usize, spans: &[Span], words: &Words, links: &Links) -> bool {
    let (Some(death), Some(other)) = (spans.get(i), spans.get(j)) else { return false };
    if i == j {
        return false;
    }
    let between = if j < i { other.found.end..death.found.start } else { death.found.end..other.found.start };
    let hard =
        (between.start..=between.end).filter(|at| words.list.get(*at).is_some_and(|w| w.sep >= Sep::Soft)).count();
    // A death's phrase may begin with the person: "mẹ ung thư, chồng mất" is about two.
    let named_anew = links.within(between.clone(), Link::Person)
        || j < i && hard > 0 && links.within(death.found.start..death.found.end, Link::Person);
    if named_anew || links.within(between.clone(), Link::But) {
        return false;
    }
    if j < i { hard <= 1 } else { hard == 0 && (between.is_empty() || links.within(between, Link::Because)) }
}
