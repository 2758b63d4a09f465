//! The hamlets of a list, numbered in the order of meeting, so that rows speak of them by number.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::survey::repeats::hamlet_mark;
use crate::survey::wordings::Wordings;

#[derive(Debug, Default)]
pub(crate) struct Hamlets {
    /// As written, and what each is recognised by.
    all: Vec<(String, Option<u64>)>,
    numbers: HashMap<String, u32, FixedState>,
    /// The numbers of those that cells name; none of them is a ditto.
    named: HashMap<String, u32, FixedState>,
}

impl Hamlets {
    /// The number of a hamlet.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.to_owned(), number);
        self.all.push((name.to_owned(), hamlet_mark(name)));
        number
    }

    /// The number of the hamlet that a cell names; none where it says "as above".
    pub(super) fn named(&mut self, cell: &str, words: &Wordings) -> Option<u32> {
        if let Some(number) = self.named.get(cell) {
            return Some(*number);
        }
        if words.ditto(cell) {
            return None;
        }
        let number = self.number(cell);
        self.named.insert(cell.to_owned(), number);
        Some(number)
    }

    /// A hamlet as written, and what it is recognised by.
    pub(super) fn get(&self, number: u32) -> (&str, Option<u64>) {
        self.all.get(number as usize).map_or(("", None), |(name, mark)| (name, *mark))
    }

    /// The names by number.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(name, _)| name.as_str())
    }

    /// All names, by number.
    pub(crate) fn into_names(self) -> Vec<String> {
        self.all.into_iter().map(|(name, _)| name).collect()
    }
}
