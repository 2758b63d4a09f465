//! What texts were found to mean, so that a wording that stands in every row is looked up once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::thread::LocalKey;

use foldhash::fast::FixedState;

/// How many texts are remembered before all are forgotten; a list has some hundred wordings.
const MOST: usize = 1024;

/// Longer texts are not remembered.
const LONGEST: usize = 256;

/// What texts mean that were met.
pub(crate) struct Memo<T> {
    known: HashMap<String, T, FixedState>,
}

impl<T> Memo<T> {
    pub(crate) const fn new() -> Memo<T> {
        Memo { known: HashMap::with_hasher(FixedState::with_seed(0)) }
    }
}

/// The meaning of a text: as remembered, or as `find` tells, which must depend on the text alone.
pub(crate) fn recall<T: Copy>(memo: &'static LocalKey<RefCell<Memo<T>>>, text: &str, find: impl FnOnce() -> T) -> T {
    memo.with_borrow_mut(|Memo { known }| {
        if let Some(meaning) = known.get(text) {
            return *meaning;
        }
        let meaning = find();
        if known.len() >= MOST {
            known.clear();
        }
        if text.len() <= LONGEST {
            known.insert(text.to_owned(), meaning);
        }
        meaning
    })
}

/// Whether two texts are the same, quick for empty ones: they need not lie anywhere, and processors take hundreds of cycles
/// over comparing no bytes at no place.
pub(crate) fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && (a.is_empty() || a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    thread_local! { static LENGTHS: RefCell<Memo<usize>> = const { RefCell::new(Memo::new()) } }

    #[test]
    fn a_text_keeps_its_meaning_whatever_came_between() {
        for round in 0..3 {
            for n in 0..2000usize {
                let text = "x".repeat(n % 300) + &n.to_string();
                assert_eq!(recall(&LENGTHS, &text, || text.len()), text.len(), "{round}");
            }
        }
    }
}
