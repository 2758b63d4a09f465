//! Finds every phrase of the lexicon in a text: all readings at every word, longest or not.
//!
//! Which of them count is for `choose` to say.

use super::lexicon::Lexicon;
use super::net::{Key, Net, NodeId};
use super::words::{Sep, Words};

/// The most words that a gap (`…`) stands for.
const GAP: usize = 6;

/// A phrase found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    /// Its words: from the first up to, not including, the last.
    pub start: usize,
    pub end: usize,
    /// The number of its concept.
    pub concept: u32,
    /// How many of its words the phrase names.
    pub named: u16,
    /// How many of those took a slip.
    pub slips: u16,
    /// Whether it began with a word for "lack of".
    pub lack: bool,
}

/// A phrase of a set found: the set, where it ends, and what it took.
#[derive(Debug, Clone, Copy)]
struct SetHit {
    set: u32,
    end: usize,
    named: u16,
    slips: u16,
}

/// How a walk came to a place in the net.
#[derive(Debug, Clone, Copy, Default)]
struct Path {
    start: usize,
    named: u16,
    slips: u16,
    /// A separator may stand before the next word.
    crossing: bool,
    lack: bool,
}

/// A text with the sets found in it.
pub(super) struct Finder<'a> {
    lexicon: &'a Lexicon,
    words: &'a Words,
    sets: Vec<Vec<SetHit>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(lexicon: &'a Lexicon, words: &'a Words) -> Finder<'a> {
        let mut finder = Finder { lexicon, words, sets: vec![Vec::new(); words.list.len()] };
        // From the end, for a phrase of a set may hold another set.
        for (at, word) in words.list.iter().enumerate().rev() {
            let mut hits: Vec<SetHit> = Vec::new();
            if let Some(number) = word.number {
                let fits = lexicon.numbers.iter().filter(|(_, least, most)| (*least..=*most).contains(&number));
                hits.extend(fits.map(|(set, ..)| SetHit { set: *set, end: at + 1, named: 1, slips: 0 }));
            }
            finder.walk(&lexicon.sets, Net::ROOT, at, Path { start: at, ..Path::default() }, &mut |set, end, path| {
                if !hits.iter().any(|hit| hit.set == set && hit.end == end) {
                    hits.push(SetHit { set, end, named: path.named, slips: path.slips });
                }
            });
            if let Some(slot) = finder.sets.get_mut(at) {
                *slot = hits;
            }
        }
        finder
    }

    /// Every phrase at every word.
    pub(super) fn all(&self) -> Vec<Match> {
        (0..self.words.list.len()).flat_map(|start| self.at(Net::ROOT, start, false)).collect()
    }

    /// Every phrase at one word that would follow a word for "lack of", were it repeated.
    pub(super) fn lacking_at(&self, start: usize) -> Vec<Match> {
        let behind = self.lexicon.net.next(Net::ROOT, Key::Set(self.lexicon.lack));
        behind.map(|node| self.at(node, start, true)).unwrap_or_default()
    }

    fn at(&self, node: NodeId, start: usize, lack: bool) -> Vec<Match> {
        let mut out = Vec::new();
        self.walk(
            &self.lexicon.net,
            node,
            start,
            Path { start, lack, ..Path::default() },
            &mut |concept, end, path| {
                // A slip is only believed when words around it confirm it.
                if path.slips == 0 || path.named >= 2 && path.slips * 2 <= path.named {
                    let Path { start, named, slips, lack, .. } = path;
                    out.push(Match { start, end, concept, named, slips, lack });
                }
            },
        );
        out
    }

    fn walk(&self, net: &Net, node: NodeId, at: usize, path: Path, found: &mut impl FnMut(u32, usize, Path)) {
        if path.named > 0 {
            for value in net.accepts(node) {
                found(value, at, path);
            }
        }
        self.step(net, node, at, path, found);
        if let Some(behind) = net.comma(node) {
            self.step(net, behind, at, Path { crossing: true, ..path }, found);
        }
        if let Some(behind) = net.end(node).filter(|_| self.clause_ends(at)) {
            self.walk(net, behind, at, path, found);
        }
        if let Some(behind) = net.gap(node) {
            for to in at..=at + GAP {
                self.step(net, behind, to, path, found);
                if !self.gap_may_hold(to) {
                    break;
                }
            }
        }
    }

    /// Takes one word or set from here.
    fn step(&self, net: &Net, node: NodeId, at: usize, path: Path, found: &mut impl FnMut(u32, usize, Path)) {
        let Some(word) = self.words.list.get(at) else { return };
        if at != path.start && word.sep > Sep::Soft && !path.crossing {
            return;
        }
        let path = Path { crossing: false, ..path };
        for (id, slips) in &word.candidates {
            if let Some(next) = net.next(node, Key::Word(*id)) {
                let path = Path { named: path.named + 1, slips: path.slips + u16::from(*slips), ..path };
                self.walk(net, next, at + 1, path, found);
            }
        }
        for hit in self.sets.get(at).into_iter().flatten() {
            if let Some(next) = net.next(node, Key::Set(hit.set)) {
                let lack = path.lack || node == Net::ROOT && hit.set == self.lexicon.lack;
                let path = Path { named: path.named + hit.named, slips: path.slips + hit.slips, lack, ..path };
                self.walk(net, next, hit.end, path, found);
            }
        }
    }

    /// Whether a clause ends before this word: at a separator, a joining word or the end of the text.
    fn clause_ends(&self, at: usize) -> bool {
        self.words.list.get(at).is_none_or(|word| word.sep > Sep::Glued) || !self.gap_may_hold(at)
    }

    /// Whether a gap may swallow this word: it goes on from the one before, and joins no clauses.
    fn gap_may_hold(&self, at: usize) -> bool {
        self.words.list.get(at).is_some_and(|word| {
            word.sep == Sep::Glued && !word.candidates.iter().any(|(id, _)| self.lexicon.stops.contains(id))
        })
    }
}
