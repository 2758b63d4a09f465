//! A trie of expanded phrases: the shape in which the lexicon is searched.
//!
//! It holds steps as numbers and says which step leads where. What the numbers mean (words, sets, counts) and how a
//! text is walked is the business of its callers.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// A place in the net.
pub(super) type NodeId = u32;

/// A step between two places: a word, a set, a class of numbers, a gap or a comma.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Word(u32),
    Set(u32),
    Gap,
    Comma,
}

/// What one place says: what ends there, and which of the two unworded steps lead on.
#[derive(Debug, Clone, Default)]
struct Node {
    accepts: Vec<u32>,
    gap: Option<NodeId>,
    comma: Option<NodeId>,
}

/// The trie.
#[derive(Debug, Clone)]
pub(super) struct Net {
    steps: HashMap<(NodeId, Key), NodeId, FixedState>,
    nodes: Vec<Node>,
}

impl Default for Net {
    fn default() -> Net {
        Net { steps: HashMap::with_hasher(FixedState::default()), nodes: vec![Node::default()] }
    }
}

impl Net {
    /// Where every phrase begins.
    pub const ROOT: NodeId = 0;

    /// Adds a sequence that ends in `value`.
    pub fn insert(&mut self, keys: impl IntoIterator<Item = Key>, value: u32) {
        let mut at = Net::ROOT;
        for key in keys {
            let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            let to = *self.steps.entry((at, key)).or_insert(next);
            if to == next {
                self.nodes.push(Node::default());
            }
            if let Some(node) = self.nodes.get_mut(at as usize) {
                match key {
                    Key::Gap => node.gap = Some(to),
                    Key::Comma => node.comma = Some(to),
                    Key::Word(_) | Key::Set(_) => {}
                }
            }
            at = to;
        }
        if let Some(node) = self.nodes.get_mut(at as usize)
            && !node.accepts.contains(&value)
        {
            node.accepts.push(value);
        }
    }

    /// The place that a step leads to.
    pub fn next(&self, at: NodeId, key: Key) -> Option<NodeId> {
        self.steps.get(&(at, key)).copied()
    }

    /// The values of the sequences that end here, in the order added.
    pub fn accepts(&self, at: NodeId) -> &[u32] {
        self.nodes.get(at as usize).map_or(&[], |node| &node.accepts)
    }

    /// The place behind a gap that may begin here.
    pub fn gap(&self, at: NodeId) -> Option<NodeId> {
        self.nodes.get(at as usize)?.gap
    }

    /// The place behind a separator that may stand here.
    pub fn comma(&self, at: NodeId) -> Option<NodeId> {
        self.nodes.get(at as usize)?.comma
    }
}
