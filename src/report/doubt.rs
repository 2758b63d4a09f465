//! In words: how a group was found, and why a person should look at it.

use crate::classify::{Classifier, Review};
use crate::survey::cause::{Doubt, Source};
use crate::words::Words;

/// Why a person should look; the note of the lexicon behind it where one explains more.
#[must_use]
pub fn reason(doubt: &Doubt, classifier: &Classifier, words: &Words) -> String {
    let says = words.get(&doubt.id()).to_owned();
    let Doubt::Words(review) = doubt else { return says };
    match note(review, classifier, words) {
        Some(note) => format!("{says}: {note}"),
        None => says,
    }
}

/// The note of the lexicon that explains a doubt.
#[must_use]
pub fn note(review: &Review, classifier: &Classifier, words: &Words) -> Option<String> {
    let concept = classifier.concept(review.concept()?)?;
    let note = if words.language() == "en" { &concept.note_en } else { &concept.note };
    (!note.is_empty()).then(|| note.to_string())
}

/// The stable word of how a group was found.
#[must_use]
pub fn rule(source: Source) -> &'static str {
    match source {
        Source::Set => "set_by_person",
        Source::Marked => "marked",
        Source::Precedence => "precedence",
        Source::Code(_) => "code",
        Source::Words(rule) => rule.id(),
        Source::Nothing => "nothing",
    }
}
