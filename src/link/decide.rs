//! Which candidates become pairs, and which are doubts.
//!
//! A pair is made when each household is the other's likeliest, likely enough by itself, and clearly likelier than any
//! other that is still free. What remains above even odds is a doubt.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{Marks, candidates};
use super::score::Scale;
use super::{Doubt, Evidence, Matching, Pair, Person, Record, Settled, Strength, keys};

/// A pair must be this likely: 8 to 1 against chance before anything else is ruled out.
const ENOUGH: Strength = 300;
/// And this much likelier than the next.
const CLEARLY: Strength = 300;
/// Below this a candidate is none.
const POSSIBLE: Strength = 0;
/// Households gone from a hamlet of which one may go on under a new head.
const MOST_GONE: usize = 3;

/// Pairs the households of two lists.
#[must_use]
pub fn pair(start: &[Record], end: &[Record], settled: &Settled) -> Matching {
    let marks = |records: &[Record]| records.iter().map(Marks::of).collect::<Vec<_>>();
    let (start_marks, end_marks) = (marks(start), marks(end));
    let scale = Scale::of((start, &start_marks), (end, &end_marks));
    let mut live: Vec<Pair> = Vec::new();
    let found = candidates((start, &start_marks), (end, &end_marks));
    for (s, ends) in found.into_iter().enumerate() {
        let Some(own) = start.get(s).zip(start_marks.get(s)) else { continue };
        for e in ends {
            let Some(other) = end.get(e).zip(end_marks.get(e)) else { continue };
            let pair = scale.pair((s, e), own, other);
            if pair.strength >= POSSIBLE {
                live.push(pair);
            }
        }
    }
    let mut matching = Matching::default();
    let mut free = Free { start: vec![true; start.len()], end: vec![true; end.len()] };
    let different = apply_settled(start, end, settled, &mut live, &mut free, &mut matching);
    live.sort_by(|a, b| b.strength.cmp(&a.strength).then((a.start, a.end).cmp(&(b.start, b.end))));
    while decide(&mut live, &mut free, &mut matching.pairs) {}
    let mut heads = new_heads((start, &start_marks), (end, &end_marks), &live, &free);
    heads.retain(|p| !different.contains(&(p.start, p.end)));
    live.extend(heads);
    matching.doubts = doubts(live);
    let doubtful: BTreeSet<usize> = matching.doubts.iter().flat_map(|d| d.ends.iter().copied()).collect();
    let doubtful_start: BTreeSet<usize> = matching.doubts.iter().flat_map(|d| d.starts.iter().copied()).collect();
    let lone = |free: &[bool], doubtful: &BTreeSet<usize>| -> Vec<usize> {
        free.iter().enumerate().filter(|(at, free)| **free && !doubtful.contains(at)).map(|(at, _)| at).collect()
    };
    matching.split = heads_among_members(end, &lone(&free.end, &doubtful), start);
    matching.joined = heads_among_members(start, &lone(&free.start, &doubtful_start), end);
    matching.pairs.sort_by_key(|p| (p.start, p.end));
    matching
}

/// Which households are not in a pair yet.
struct Free {
    start: Vec<bool>,
    end: Vec<bool>,
}

impl Free {
    fn both(&self, pair: &Pair) -> bool {
        self.start.get(pair.start) == Some(&true) && self.end.get(pair.end) == Some(&true)
    }

    fn take(&mut self, pair: &Pair) {
        if let Some(slot) = self.start.get_mut(pair.start) {
            *slot = false;
        }
        if let Some(slot) = self.end.get_mut(pair.end) {
            *slot = false;
        }
    }
}

/// Does what a person has said: makes the pairs that are one, drops those that are not, and gives the latter.
fn apply_settled(
    start: &[Record],
    end: &[Record],
    settled: &Settled,
    live: &mut Vec<Pair>,
    free: &mut Free,
    matching: &mut Matching,
) -> BTreeSet<(usize, usize)> {
    let mut different = BTreeSet::new();
    if settled.same.is_empty() {
        return different;
    }
    let index = |records: &[Record]| -> BTreeMap<u64, usize> {
        keys(records).into_iter().enumerate().map(|(at, key)| (key, at)).collect()
    };
    let (starts, ends) = (index(start), index(end));
    for ((a, b), same) in &settled.same {
        let Some((s, e)) = starts.get(a).copied().zip(ends.get(b).copied()) else {
            matching.idle += 1;
            continue;
        };
        if !same {
            different.insert((s, e));
            continue;
        }
        let known = live.iter().find(|p| (p.start, p.end) == (s, e)).cloned();
        let mut pair = known.unwrap_or(Pair { start: s, end: e, strength: 0, evidence: Vec::new() });
        pair.evidence.insert(0, Evidence::Settled);
        if free.both(&pair) {
            free.take(&pair);
            matching.pairs.push(pair);
        } else {
            matching.idle += 1;
        }
    }
    live.retain(|p| free.both(p) && !different.contains(&(p.start, p.end)));
    different
}

/// One round: makes every pair that is clear, drops the candidates that it rules out. Whether anything was made.
fn decide(live: &mut Vec<Pair>, free: &mut Free, pairs: &mut Vec<Pair>) -> bool {
    let mut best: [BTreeMap<usize, (Strength, Strength)>; 2] = [BTreeMap::new(), BTreeMap::new()];
    for pair in live.iter() {
        for (side, at) in best.iter_mut().zip([pair.start, pair.end]) {
            // The list is sorted: the first is the best, the second the next.
            side.entry(at)
                .and_modify(|(_, next)| *next = (*next).max(pair.strength))
                .or_insert((pair.strength, Strength::MIN));
        }
    }
    let clear = |pair: &Pair| {
        pair.strength >= ENOUGH
            && best.iter().zip([pair.start, pair.end]).all(|(side, at)| {
                side.get(&at)
                    .is_some_and(|(first, next)| *first == pair.strength && first.saturating_sub(*next) >= CLEARLY)
            })
    };
    let made: Vec<Pair> = live.iter().filter(|p| clear(p)).cloned().collect();
    made.iter().for_each(|p| free.take(p));
    live.retain(|p| free.both(p));
    let any = !made.is_empty();
    pairs.extend(made);
    any
}

/// Households that may go on under a new head whom nothing names: one that is gone and one that has appeared in its hamlet, with as many people or one fewer. Never more than a doubt.
fn new_heads(start: (&[Record], &[Marks]), end: (&[Record], &[Marks]), live: &[Pair], free: &Free) -> Vec<Pair> {
    let busy = |of: fn(&Pair) -> usize| live.iter().map(of).collect::<BTreeSet<usize>>();
    let (busy_start, busy_end) = (busy(|p| p.start), busy(|p| p.end));
    let lone = |side: (&[Record], &[Marks]), free: &[bool], busy: &BTreeSet<usize>| {
        let mut by_place: BTreeMap<(u64, String), Vec<usize>> = BTreeMap::new();
        for (at, (record, marks)) in side.0.iter().zip(side.1).enumerate() {
            let alone = free.get(at) == Some(&true) && !busy.contains(&at) && !record.fresh;
            if let (true, Some(ward), Some(_), false) = (alone, record.ward, record.size, marks.hamlet.is_empty()) {
                by_place.entry((ward.number(), marks.hamlet.clone())).or_default().push(at);
            }
        }
        by_place
    };
    let gone = lone(start, &free.start, &busy_start);
    let new = lone(end, &free.end, &busy_end);
    let mut pairs = Vec::new();
    for (place, starts) in gone {
        let fits = |s: usize, e: usize| {
            let (before, after) = (start.0.get(s).and_then(|r| r.size), end.0.get(e).and_then(|r| r.size));
            before.zip(after).is_some_and(|(before, after)| before == after || before == after.saturating_add(1))
        };
        for e in new.get(&place).into_iter().flatten() {
            let fitting: Vec<usize> = starts.iter().copied().filter(|s| fits(*s, *e)).collect();
            // Where many have gone, that one of them fits tells nothing.
            for s in fitting.iter().filter(|_| fitting.len() <= MOST_GONE) {
                let evidence = vec![Evidence::NameDiffers, Evidence::Hamlet, Evidence::Size];
                pairs.push(Pair { start: *s, end: *e, strength: POSSIBLE, evidence });
            }
        }
    }
    pairs
}

/// What remains, in groups of households that hang together.
fn doubts(live: Vec<Pair>) -> Vec<Doubt> {
    // A household's name is that of the smallest it hangs together with.
    let mut name: BTreeMap<(bool, usize), (bool, usize)> = BTreeMap::new();
    fn root(name: &BTreeMap<(bool, usize), (bool, usize)>, mut at: (bool, usize)) -> (bool, usize) {
        while let Some(up) = name.get(&at).filter(|up| **up != at) {
            at = *up;
        }
        at
    }
    for pair in &live {
        let (a, b) = (root(&name, (false, pair.start)), root(&name, (true, pair.end)));
        name.insert(a.max(b), a.min(b));
        name.entry(a.min(b)).or_insert(a.min(b));
    }
    let mut groups: BTreeMap<(bool, usize), Doubt> = BTreeMap::new();
    for pair in live {
        let doubt = groups.entry(root(&name, (false, pair.start))).or_default();
        if !doubt.starts.contains(&pair.start) {
            doubt.starts.push(pair.start);
        }
        if !doubt.ends.contains(&pair.end) {
            doubt.ends.push(pair.end);
        }
        doubt.pairs.push(pair);
    }
    groups.into_values().collect()
}

/// Of these households, those whose head is named as a member of one in the other list.
fn heads_among_members(records: &[Record], lone: &[usize], others: &[Record]) -> BTreeMap<usize, usize> {
    let key = |person: &Person| -> Vec<(u64, String)> {
        let name = crate::text::fold::fold(&person.name);
        let by_number = person.identity.map(|n| (n, String::new()));
        let by_birth = person.birth.filter(|_| !name.is_empty()).map(|b| (u64::from(b), name));
        by_number.into_iter().chain(by_birth).collect()
    };
    let mut members: BTreeMap<(u64, String), (usize, bool)> = BTreeMap::new();
    for (at, other) in others.iter().enumerate() {
        for member in &other.members {
            for key in key(member) {
                // A member named in two households tells nothing.
                members.entry(key).and_modify(|(_, one)| *one = false).or_insert((at, true));
            }
        }
    }
    let mut found = BTreeMap::new();
    for at in lone {
        let Some(record) = records.get(*at) else { continue };
        let one = key(&record.head).into_iter().find_map(|k| members.get(&k).filter(|(_, one)| *one));
        if let Some((other, _)) = one {
            found.insert(*at, *other);
        }
    }
    found
}
