//! What texts were found to mean, so that a wording that stands in every row is looked up once.

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::thread::LocalKey;

use foldhash::fast::FixedState;

/// How many texts are remembered; a list has a handful of wordings.
const SLOTS: usize = 128;

/// Longer texts are not remembered.
const LONGEST: usize = 256;

/// The meanings of the texts met last.
pub(crate) struct Memo<T> {
    slots: Vec<Option<(String, T)>>,
}

impl<T> Memo<T> {
    pub(crate) const fn new() -> Memo<T> {
        Memo { slots: Vec::new() }
    }
}

/// The meaning of a text: as remembered, or as `find` tells, which must depend on the text alone.
pub(crate) fn recall<T: Copy>(memo: &'static LocalKey<RefCell<Memo<T>>>, text: &str, find: impl FnOnce() -> T) -> T {
    if text.len() > LONGEST {
        return find();
    }
    memo.with_borrow_mut(|memo| {
        if memo.slots.is_empty() {
            memo.slots.resize_with(SLOTS, || None);
        }
        let at = FixedState::default().hash_one(text) as usize;
        let slot = memo.slots.get_mut(at % SLOTS);
        match slot {
            Some(Some((known, meaning))) if is_same(known, text) => *meaning,
            Some(slot) => {
                let meaning = find();
                *slot = Some((text.to_owned(), meaning));
                meaning
            }
            None => find(),
        }
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
            for n in 0..1000usize {
                let text = "x".repeat(n % 300) + &n.to_string();
                assert_eq!(recall(&LENGTHS, &text, || text.len()), text.len(), "{round}");
            }
        }
    }
}
