//! Why a household is poor: from the words a clerk wrote to one of the plan's six cause groups.
//!
//! What phrase leads to which group is data (`lexicon.toml`), and so are the official code lists (`codes.toml`). The
//! code knows only how causes are joined: lists, explanations, markers, negation, people who are dead or gone. It reads
//! one text at a time and nothing else: no files, no wards, no messages for people. When it is unsure it says so
//! ([`Decision::review`]); it never settles on a group in silence that it only guessed.

mod choose;
mod codes;
mod compile;
mod decide;
mod extra;
mod lexicon;
mod marker;
mod matching;
mod net;
mod pattern;
mod rule;
mod structure;
mod unread;
mod vocabulary;
mod words;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub use codes::{Code, CodeList, code_lists};
pub use extra::{ExtraCause, read_causes};
pub use lexicon::{Concept, LexiconError};
pub use rule::{Review, Rule};

use crate::embedded;
use crate::group::Group;
use crate::text::legacy;
use lexicon::Lexicon;

/// Reads cause texts by one lexicon. Cheap to share; costly enough to build that a run builds it once.
#[derive(Debug, Clone)]
pub struct Classifier {
    lexicon: Lexicon,
}

/// What a cause text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The group of the primary cause; `None` is group 0, not yet grouped.
    pub group: Option<Group>,
    /// The groups of the other causes named, in order, each once and none equal to `group`.
    pub others: Vec<Group>,
    /// Why a person should look; `None` when the text is settled.
    pub review: Option<Review>,
    /// The words that decided, the primary cause's first.
    pub evidence: Vec<Evidence>,
    /// Which rule made the primary cause primary.
    pub rule: Rule,
    /// The group that a person would most likely choose instead: a suggestion when undecided, else the runner-up.
    pub nearest: Option<Group>,
}

/// Words of a text that name a cause, or that say that something is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Where they stand in the text as given, in bytes.
    pub range: Range<usize>,
    /// The concept of the lexicon that they name.
    pub concept: Arc<str>,
    /// The concept's group; `None` for what is no cause.
    pub group: Option<Group>,
}

impl Classifier {
    /// The embedded lexicon, built once a process.
    #[must_use]
    pub fn standard() -> &'static Classifier {
        static STANDARD: OnceLock<Classifier> = OnceLock::new();
        STANDARD.get_or_init(|| Classifier { lexicon: embedded::table("lexicon.toml", Lexicon::embedded()) })
    }

    /// Begins to build the embedded lexicon on a thread of its own; whoever needs it first waits. It takes as long as reading a
    /// small file.
    pub fn prepare() {
        // Where there is no thread to be had, it is built when it is needed.
        let _ = std::thread::Builder::new().name("lexicon".to_owned()).spawn(Classifier::standard);
    }

    /// This lexicon with the phrases of a plan or a user's own file, which win over its own.
    #[must_use]
    pub fn extended(&self, extra: &[ExtraCause]) -> Classifier {
        let mut lexicon = self.lexicon.clone();
        for cause in extra {
            lexicon.add(cause);
        }
        Classifier { lexicon }
    }

    /// The concept with this id, for its note on why it leads where it does.
    #[must_use]
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.lexicon.concepts.iter().find(|concept| &*concept.id == id)
    }

    /// Reads one cause text. The same text always gives the same decision.
    #[must_use]
    pub fn classify(&self, text: &str) -> Decision {
        let Some(repaired) = legacy::repair(text) else { return self.read(text) };
        let mut decision = self.read(&repaired.text);
        let chunks = Chunks::new(text, &repaired.text);
        for evidence in &mut decision.evidence {
            evidence.range = chunks.back(&evidence.range);
        }
        decision
    }

    /// Whether a column's heading names a cause of poverty by itself, as against a deprivation, a kind of household
    /// or anything else that a list marks.
    #[must_use]
    pub fn says_cause(&self, heading: &str) -> bool {
        !self.lexicon.is_other_heading(heading) && self.classify(heading).group.is_some()
    }

    fn read(&self, text: &str) -> Decision {
        decide::decide(&self.lexicon, text)
    }
}

/// Finds the words of a repaired text again in the text as given: repairs change letters, never blanks.
struct Chunks {
    given: Vec<Range<usize>>,
    repaired: Vec<Range<usize>>,
    whole: Range<usize>,
}

impl Chunks {
    fn new(given: &str, repaired: &str) -> Chunks {
        Chunks { given: chunks(given), repaired: chunks(repaired), whole: 0..given.len() }
    }

    fn back(&self, range: &Range<usize>) -> Range<usize> {
        if self.given.len() != self.repaired.len() {
            return self.whole.clone();
        }
        let touched =
            || self.repaired.iter().zip(&self.given).filter(|(new, _)| new.start < range.end && range.start < new.end);
        match (touched().next(), touched().next_back()) {
            (Some((_, first)), Some((_, last))) => first.start..last.end,
            _ => self.whole.clone(),
        }
    }
}

/// The byte ranges of the parts between plain blanks.
fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut out = Vec::new();
    for part in text.split([' ', '\n', '\t', '\r']) {
        if !part.is_empty() {
            out.push(start..start + part.len());
        }
        start += part.len() + 1;
    }
    out
}

#[cfg(test)]
mod tests;
