//! The lexicon as texts are searched by it: concepts, their phrases, and the words that join them.
//!
//! It comes from a file written for people (`compile`); here everything has a number. No phrase and no group stands in
//! this code.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use serde::Deserialize;

use super::extra::ExtraCause;
use super::net::{Key, Net};
use super::vocabulary::{Vocabulary, bare, exact};
use super::words::pieces;
use crate::group::Group;
use crate::text::fold::fold;

/// Why a lexicon or a table of causes cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)] // The fields are the values of the messages.
pub enum LexiconError {
    /// The text is not TOML, or holds a key or value that is not known.
    #[error("line {line}: {message}")]
    Toml { line: usize, message: String },
    /// A phrase leads to something that is not 0 to 6.
    #[error("line {line}: {phrase:?} = {value}: not a cause group (1 to 6, or 0 for none)")]
    Group { line: usize, phrase: String, value: String },
    /// A phrase holds no word.
    #[error("line {line}: {phrase:?} holds no word")]
    Empty { line: usize, phrase: String },
    /// A phrase of the lexicon is not well formed, or names a set that does not exist.
    #[error("{place}: {phrase:?} is not a phrase, or names an unknown set")]
    Phrase { place: String, phrase: String },
}

/// What a concept is to the rules of structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A cause of poverty.
    #[default]
    Cause,
    /// Something people write that is no cause.
    None,
    /// Words that mean nothing by themselves, listed so that no part of them is taken for a cause.
    Filler,
    /// An illness or vice: background once its bearer is dead or gone.
    Bodily,
    /// A lasting loss of strength to work.
    Incapacity,
    /// An accident.
    Accident,
    /// A debt: what follows at once is what it was made for.
    Debt,
    /// An event outside the household: no cause of its own behind one that it explains.
    Event,
    /// Casual work: background when something else is named.
    Work,
    /// Counts only where nothing else does.
    Weak,
    /// Someone young is in the care of an elder: a cause, but behind what is said of the elder.
    Ward,
    /// The one who fed the household died: a cause, but behind those of the living.
    MainDeath,
    /// Someone died.
    Death,
    /// Someone left.
    Gone,
}

/// A thing that texts say, with all its phrases.
#[derive(Debug, Clone)]
pub struct Concept {
    /// Its stable id.
    pub id: Arc<str>,
    /// The group it leads to; `None` when it is no cause.
    pub group: Option<Group>,
    /// The group that a person might choose instead.
    pub or: Option<Group>,
    /// What it is to the rules of structure.
    pub kind: Kind,
    /// Whether a person should look even when the text is plain.
    pub review: bool,
    /// The concept that contradicts it, if one does.
    pub clash: Option<Arc<str>>,
    /// Why it leads there, in Vietnamese.
    pub note: Arc<str>,
    /// The same in English.
    pub note_en: Arc<str>,
    /// Set by a plan or user, so that it wins over the lexicon's own.
    pub(super) own: bool,
}

/// How causes are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    Because,
    Therefore,
    Purpose,
    Or,
    But,
    And,
    Main,
    MainBefore,
    Not,
    Fear,
    Between,
    Person,
    Then,
}

/// The compiled lexicon.
#[derive(Debug, Clone, Default)]
pub(super) struct Lexicon {
    pub vocabulary: Vocabulary,
    pub concepts: Vec<Concept>,
    /// Phrases of concepts.
    pub net: Net,
    /// Phrases of sets.
    pub sets: Net,
    /// Words that join causes.
    pub links: Net,
    pub link_kinds: Vec<Link>,
    /// Sets that take numbers in digits: set, least, most.
    pub numbers: Vec<(u32, u32, u32)>,
    /// The set of words for "lack of", which may be left out in a list.
    pub lack: u32,
    /// Words over which a gap never reaches.
    pub stops: Vec<u32>,
    /// Words that say nothing by themselves, by number.
    pub light: Vec<u32>,
    /// Words behind which something that befell a household is told.
    pub befall: Vec<u32>,
    /// Words that suggest a group where nothing is recognised.
    pub hints: Vec<(u32, Group)>,
    pub spellings: HashMap<String, Vec<u32>, FixedState>,
    pub other_headings: Vec<String>,
}

impl Lexicon {
    /// The standard words of an abbreviation or a dialect spelling; none when the word is neither.
    pub(super) fn spelled_out(&self, exact: &str, bare: &str, plain: bool) -> &[u32] {
        self.spellings.get(exact).or_else(|| self.spellings.get(bare).filter(|_| plain)).map_or(&[], Vec::as_slice)
    }

    /// Whether a heading is one of those that look like a cause and are none.
    pub(super) fn is_other_heading(&self, heading: &str) -> bool {
        let heading = fold(heading);
        self.other_headings.contains(&heading)
    }

    /// Adds a phrase that a person has settled; one without words changes nothing.
    pub(super) fn add(&mut self, cause: &ExtraCause) {
        let mut keys = Vec::new();
        for word in pieces(&cause.phrase) {
            let mut ids = self.spelled_out(&exact(word), &bare(word), false).to_vec();
            if ids.is_empty() {
                ids.push(self.vocabulary.add(word));
            }
            for id in ids {
                keys.extend([Key::Word(id), Key::Comma]);
            }
        }
        keys.pop();
        if keys.is_empty() {
            return;
        }
        self.net.insert(keys, index(self.concepts.len()));
        self.concepts.push(Concept {
            id: cause.phrase.as_str().into(),
            group: cause.group,
            or: None,
            kind: if cause.group.is_some() { Kind::Cause } else { Kind::None },
            review: cause.review,
            clash: None,
            note: "".into(),
            note_en: "".into(),
            own: true,
        });
    }
}

/// The lexicon is small: its parts are counted in 32 bits.
pub(super) fn index(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// A TOML error by the line it stands on.
pub(super) fn toml_error(text: &str, error: &toml::de::Error) -> LexiconError {
    let line = line(text, error.span().map_or(0, |span| span.start));
    LexiconError::Toml { line, message: error.message().to_owned() }
}

/// The line, from 1, of a byte.
pub(super) fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}
