//! Of all phrases found in a text, those that count: longest first, none over another.

use std::cmp::Reverse;

use super::lexicon::{Concept, Kind, Lexicon};
use super::matching::{Finder, Match};
use super::structure::Links;
use super::words::{Sep, Words};
use crate::group::Group;

/// A phrase that counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'a> {
    pub found: Match,
    pub concept: &'a Concept,
    /// Whether the same words would mean another group with other diacritics.
    pub rival: bool,
}

/// The phrases that count and the mere compounds, in the order of the text.
pub(super) fn choose<'a>(lexicon: &'a Lexicon, words: &Words, links: &Links) -> Vec<Span<'a>> {
    let finder = Finder::new(lexicon, words);
    let mut spans = Vec::new();
    take(lexicon, words, finder.all(), &mut spans);
    // "thiếu vốn, kiến thức và kinh nghiệm": what is lacking is said once for all that follow.
    let mut at = 0;
    while let Some(end) = spans.iter().filter(|s| s.found.lack && s.found.end > at).map(|s| s.found.end).min() {
        at = end;
        let mut next = end;
        let listed = words.list.get(next).is_some_and(|word| word.sep != Sep::Glued && word.sep != Sep::Open);
        let joined = links.and_at(next);
        next += joined;
        if listed || joined > 0 {
            let free = |m: &Match| !spans.iter().any(|s| overlap(&s.found, m));
            let found = finder.lacking_at(next).into_iter().filter(free).collect();
            take(lexicon, words, found, &mut spans);
        }
    }
    spans.sort_by_key(|span| span.found.start);
    // "nghiện | ma túy": what is said in one breath is said once.
    spans.dedup_by(|next, last| {
        let glued = words.list.get(next.found.start).is_some_and(|word| word.sep == Sep::Glued);
        let one = glued && next.found.start == last.found.end && next.found.concept == last.found.concept;
        if one {
            last.found = Match {
                end: next.found.end,
                named: last.found.named + next.found.named,
                slips: last.found.slips + next.found.slips,
                ..last.found
            };
            last.rival &= next.rival;
        }
        one
    });
    spans
}

fn take<'a>(lexicon: &'a Lexicon, words: &Words, mut found: Vec<Match>, spans: &mut Vec<Span<'a>>) {
    let concept = |m: &Match| lexicon.concepts.get(m.concept as usize);
    let weight = |m: &Match| {
        let gap = m.end - m.start - usize::from(m.named).min(m.end - m.start);
        let own = concept(m).is_some_and(|c| c.own);
        // What is no cause gives way to a cause that says as much; a mere compound to nothing.
        let kind = match concept(m) {
            Some(c) if c.kind == Kind::Filler => -1,
            Some(c) if c.kind == Kind::None => 5,
            _ => 0,
        };
        let cost = i64::try_from(gap).unwrap_or(0) * 2 + i64::from(m.slips) * 6 + kind;
        (own, i64::from(m.named) * 8 - cost)
    };
    // "lao động | không có việc làm": a word for "lack of" belongs to what follows it.
    found.sort_by_cached_key(|m| (Reverse(weight(m)), Reverse(m.lack), m.start, m.end, m.concept));
    for m in &found {
        let Some(concept_here) = concept(m) else { continue };
        if spans.iter().any(|span| overlap(&span.found, m)) {
            continue;
        }
        // Without diacritics, or with a slip, the same letters may be other words, which mean something else.
        let rival = (m.slips > 0 || words.list.get(m.start).is_some_and(|word| word.plain))
            && found.iter().any(|other| {
                (other.start, other.end, other.named) == (m.start, m.end, m.named)
                    && concept(other).is_some_and(|other| other.group != concept_here.group)
            });
        spans.push(Span { found: *m, concept: concept_here, rival });
    }
    // "ở với ông bà đã già": who cares for the child is told by the age of the elder, whose words that phrase took.
    for ward in &found {
        let Some(concept) = concept(ward).filter(|concept| concept.kind == Kind::Ward) else { continue };
        let mut taken = spans.iter().filter(|span| overlap(&span.found, ward));
        let elder = taken.next().filter(|span| span.concept.group == Group::new(5) && ward.start < span.found.start);
        if let (Some(elder), None) = (elder, taken.next()) {
            let found = Match { end: elder.found.start, ..*ward };
            spans.push(Span { found, concept, rival: false });
        }
    }
}

fn overlap(a: &Match, b: &Match) -> bool {
    a.start < b.end && b.start < a.end
}
