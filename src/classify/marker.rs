//! Which cause a text calls the main one: "chủ yếu do X", "nguyên nhân chính: X", "X là chính", "X (chính)".
//!
//! The words themselves are data (`links.main`, `links.main_before`); here is only which neighbour they speak of. Some
//! stand on either side ("chính", "chủ yếu", "nguyên nhân chính"): the clause decides.

use super::choose::Span;
use super::lexicon::Link;
use super::structure::Links;
use super::words::{Sep, Words};

/// For each span whether the text marks it as the main cause.
pub(super) fn marked(spans: &[Span], words: &Words, links: &Links) -> Vec<bool> {
    let mut out = vec![false; spans.len()];
    for next in 0..=spans.len() {
        let from = next.checked_sub(1).and_then(|p| spans.get(p)).map_or(0, |span| span.found.end);
        let to = spans.get(next).map_or(words.list.len(), |span| span.found.start);
        let mut at = from;
        while at < to {
            let Some((length, ahead, behind)) = links.marker_at(at, to) else {
                at += 1;
                continue;
            };
            let end = at + length;
            let same_clause = (from..=at).all(|w| separator(words, w).is_none_or(|sep| sep != Sep::Hard));
            let clause_ends = separator(words, end).is_none_or(|sep| sep >= Sep::Soft);
            let speaks_back = behind && same_clause && (clause_ends || !ahead) || behind && next == spans.len();
            let target = if speaks_back { next.checked_sub(1) } else { Some(next).filter(|_| ahead) };
            if let Some(slot) = target.and_then(|i| out.get_mut(i)) {
                *slot = true;
            }
            at = end;
        }
    }
    out
}

fn separator(words: &Words, at: usize) -> Option<Sep> {
    words.list.get(at).map(|word| word.sep)
}

impl Links {
    /// The longest marker at this word that ends before `to`: its words, and whether it speaks of what follows and of
    /// what stands before.
    fn marker_at(&self, at: usize, to: usize) -> Option<(usize, bool, bool)> {
        let length = self.longest_at(at, to)?;
        let is = |kind| self.is(at..at + length, kind);
        let (ahead, behind) = (is(Link::Main), is(Link::MainBefore));
        (ahead || behind).then_some((length, ahead, behind))
    }
}
