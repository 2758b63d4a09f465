//! A trie of expanded phrases: the shape in which the lexicon is searched.
//!
//! It holds steps as numbers and says which step leads where. What the numbers mean (words, sets, counts) and how a
//! text is walked is the business of its callers.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU32;

use foldhash::fast::FixedState;

/// A place in the net.
pub(super) type NodeId = u32;

/// A step between two places: a word, a set, a class of numbers, a gap, a comma or the end of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Word(u32),
    Set(u32),
    Gap,
    Comma,
    End,
}

/// What one place says: what ends there, and which of the unworded steps lead on.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// The first of its values, counted from 1 in `Net::values`.
    first: Option<NonZeroU32>,
    /// Which of the unworded steps lead on ([`Key::mark`]); few do.
    leads: u8,
}

impl Key {
    /// The mark of an unworded step.
    fn mark(self) -> u8 {
        match self {
            Key::Word(_) | Key::Set(_) => 0,
            Key::Gap => 1,
            Key::Comma => 2,
            Key::End => 4,
        }
    }
}

/// The trie.
#[derive(Debug, Clone)]
pub(super) struct Net {
    steps: HashMap<Packed, NodeId, FixedState>,
    nodes: Vec<Node>,
    /// Values in the order added, each with the next of the same place.
    values: Vec<(u32, Option<NonZeroU32>)>,
}

impl Default for Net {
    fn default() -> Net {
        Net { steps: HashMap::with_hasher(FixedState::default()), nodes: vec![Node::default()], values: Vec::new() }
    }
}

impl Net {
    /// Where every phrase begins.
    pub(super) const ROOT: NodeId = 0;

    /// Makes room for as many steps, so that building does not pause to grow.
    pub(super) fn reserve(&mut self, steps: usize) {
        self.steps.reserve(steps);
        self.nodes.reserve(steps);
        self.values.reserve(steps);
    }

    /// Adds a sequence that ends in `value`.
    pub(super) fn insert(&mut self, keys: impl IntoIterator<Item = Key>, value: u32) {
        let at = keys.into_iter().fold(Net::ROOT, |at, key| self.lay(at, key));
        self.end_in(at, value);
    }

    /// The place that a step leads to, made where there is none yet.
    pub(super) fn lay(&mut self, at: NodeId, key: Key) -> NodeId {
        let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let to = *self.steps.entry(packed(at, key)).or_insert(next);
        if to == next {
            self.nodes.push(Node::default());
            if let Some(node) = self.nodes.get_mut(at as usize) {
                node.leads |= key.mark();
            }
        }
        to
    }

    /// Lets the sequences up to a place end in `value`.
    pub(super) fn end_in(&mut self, at: NodeId, value: u32) {
        if self.accepts(at).any(|v| v == value) {
            return;
        }
        let last = self.value_ids(at).last();
        self.values.push((value, None));
        let added = u32::try_from(self.values.len()).ok().and_then(NonZeroU32::new);
        if let Some((_, next)) = last.and_then(|last| self.values.get_mut(last)) {
            *next = added;
        } else if let Some(node) = self.nodes.get_mut(at as usize) {
            node.first = added;
        }
    }

    /// The place that a step leads to.
    pub(super) fn next(&self, at: NodeId, key: Key) -> Option<NodeId> {
        self.steps.get(&packed(at, key)).copied()
    }

    /// The values of the sequences that end here, in the order added.
    pub(super) fn accepts(&self, at: NodeId) -> impl Iterator<Item = u32> + '_ {
        self.value_ids(at).filter_map(|id| self.values.get(id)).map(|(value, _)| *value)
    }

    /// Where the values of a place stand in `Net::values`.
    fn value_ids(&self, at: NodeId) -> impl Iterator<Item = usize> + '_ {
        let first = self.nodes.get(at as usize).and_then(|node| node.first);
        let ids = std::iter::successors(first, |id| self.values.get(id.get() as usize - 1)?.1);
        ids.map(|id| id.get() as usize - 1)
    }

    /// The place behind a gap that may begin here.
    pub(super) fn gap(&self, at: NodeId) -> Option<NodeId> {
        self.unworded(at, Key::Gap)
    }

    /// The place behind a separator that may stand here.
    pub(super) fn comma(&self, at: NodeId) -> Option<NodeId> {
        self.unworded(at, Key::Comma)
    }

    /// The place behind the end of a clause, if one must stand here.
    pub(super) fn end(&self, at: NodeId) -> Option<NodeId> {
        self.unworded(at, Key::End)
    }

    fn unworded(&self, at: NodeId, key: Key) -> Option<NodeId> {
        self.nodes.get(at as usize).filter(|node| node.leads & key.mark() != 0).and_then(|_| self.next(at, key))
    }
}

/// A place and a step from it, in as few bytes as tell all apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Packed(NodeId, u32);

impl Hash for Packed {
    /// Both at once: one after the other is hashed twice as long.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.0) << 32 | u64::from(self.1));
    }
}

fn packed(at: NodeId, key: Key) -> Packed {
    let (class, id) = match key {
        Key::Word(id) => (0, id),
        Key::Set(id) => (1, id),
        Key::Gap => (2, 0),
        Key::Comma => (3, 0),
        Key::End => (4, 0),
    };
    Packed(at, id << 3 | class)
}
