//! The lexicon: read from TOML, checked, and compiled into the form in which texts are searched.
//!
//! The file is written for people, one concept after another; here it only gets numbers. No phrase and no group stands
//! in this code.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::fast::FixedState;
use serde::Deserialize;

use super::extra::ExtraCause;
use super::net::{Key, Net};
use super::pattern::{Step, expand, phrases};
use super::vocabulary::{Vocabulary, bare, exact};
use crate::group::Group;
use crate::text::fold::fold;

/// Why a lexicon or a table of causes cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)] // Each message says what its fields are.
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
    But,
    And,
    Main,
    MainBefore,
    Minor,
    Not,
    Fear,
    Between,
    Person,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    spellings: BTreeMap<String, String>,
    numbers: BTreeMap<String, [u32; 2]>,
    links: Links,
    hints: BTreeMap<String, String>,
    headings: Headings,
    sets: BTreeMap<String, String>,
    words: Known,
    concept: Vec<RawConcept>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Links {
    because: String,
    therefore: String,
    purpose: String,
    but: String,
    and: String,
    main: String,
    main_before: String,
    minor: String,
    not: String,
    fear: String,
    between: String,
    person: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Headings {
    other: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    known: String,
    lack: String,
    stop_gap: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConcept {
    id: String,
    group: Option<Group>,
    or: Option<Group>,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    review: bool,
    clash: Option<String>,
    note: String,
    note_en: String,
    phrases: String,
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
    /// Words that suggest a group when nothing is recognised.
    pub hints: Vec<(u32, Group)>,
    spellings: HashMap<String, Vec<u32>, FixedState>,
    other_headings: Vec<String>,
    set_ids: BTreeMap<String, u32>,
}

impl Lexicon {
    /// The lexicon that the program carries.
    pub(super) fn embedded() -> Result<Lexicon, LexiconError> {
        Lexicon::compile(include_str!("lexicon.toml"))
    }

    fn compile(toml_text: &str) -> Result<Lexicon, LexiconError> {
        let file: File = toml::from_str(toml_text).map_err(|error| toml_error(toml_text, &error))?;
        let mut lexicon = Lexicon::default();
        lexicon.net.reserve(toml_text.len() / 16);
        lexicon.sets.reserve(toml_text.len() / 32);
        lexicon.add_sets(&file)?;
        lexicon.add_links(&file.links)?;
        for (standard, variants) in &file.spellings {
            let words: Vec<u32> = standard.split(' ').map(|word| lexicon.vocabulary.add(word)).collect();
            for variant in phrases(variants) {
                lexicon.spellings.insert(exact(variant), words.clone());
                // Without a vowel, or with many letters, the bare letters can hardly be another word.
                let bare = bare(variant);
                if bare.len() >= 5 || !bare.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
                    lexicon.spellings.insert(bare, words.clone());
                }
            }
        }
        for word in file.words.known.split_whitespace() {
            lexicon.vocabulary.add(word);
        }
        lexicon.stops = file.words.stop_gap.split_whitespace().map(|word| lexicon.vocabulary.add(word)).collect();
        lexicon.lack = lexicon.set(&file.words.lack, "words.lack", &file.words.lack)?;
        for (number, words) in &file.hints {
            let Some(group) = number.parse().ok().and_then(Group::new) else { continue };
            for word in words.split_whitespace() {
                let id = lexicon.vocabulary.add(word);
                lexicon.hints.push((id, group));
            }
        }
        lexicon.other_headings = phrases(&file.headings.other).map(fold).collect();
        for raw in file.concept {
            lexicon.add_concept(raw)?;
        }
        Ok(lexicon)
    }

    /// The standard words of an abbreviation or a dialect spelling; none when the word is neither.
    pub(super) fn spelled_out(&self, exact: &str, bare: &str, plain: bool) -> &[u32] {
        self.spellings.get(exact).or_else(|| self.spellings.get(bare).filter(|_| plain)).map_or(&[], Vec::as_slice)
    }

    /// Whether a heading is one of those that look like a cause and are none.
    pub(super) fn is_other_heading(&self, heading: &str) -> bool {
        let heading = fold(heading);
        self.other_headings.contains(&heading)
    }

    /// Adds a phrase that a person has settled.
    pub(super) fn add(&mut self, cause: &ExtraCause) {
        let value = index(self.concepts.len());
        let mut keys = Vec::new();
        for word in cause.phrase.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            keys.push(Key::Word(self.vocabulary.add(word)));
            keys.push(Key::Comma);
        }
        keys.pop();
        if keys.is_empty() {
            return;
        }
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
        self.net.insert(keys, value);
    }

    fn add_sets(&mut self, file: &File) -> Result<(), LexiconError> {
        for name in file.sets.keys().chain(file.numbers.keys()) {
            let next = index(self.set_ids.len());
            self.set_ids.entry(name.clone()).or_insert(next);
        }
        for (name, [least, most]) in &file.numbers {
            let set = self.set(name, "numbers", name)?;
            self.numbers.push((set, *least, *most));
        }
        for (name, list) in &file.sets {
            let set = self.set(name, "sets", name)?;
            self.add_set(&file.sets, set, list, name, 0)?;
        }
        Ok(())
    }

    /// Adds a list to a set, and the lists of the sets it names.
    fn add_set(
        &mut self,
        all: &BTreeMap<String, String>,
        set: u32,
        list: &str,
        name: &str,
        depth: u8,
    ) -> Result<(), LexiconError> {
        for phrase in phrases(list) {
            let wrong = || LexiconError::Phrase { place: format!("sets.{name}"), phrase: phrase.to_owned() };
            let expanded = expand(phrase);
            if expanded.is_empty() {
                return Err(wrong());
            }
            for steps in expanded {
                if let [Step::Set(other)] = steps.as_slice() {
                    // Sets may hold sets, but not themselves.
                    let list = all.get(*other).filter(|_| depth < 8).ok_or_else(wrong)?;
                    self.add_set(all, set, list, name, depth + 1)?;
                    continue;
                }
                let keys = self.keys(&steps, name, phrase)?;
                self.sets.insert(keys, set);
            }
        }
        Ok(())
    }

    fn add_links(&mut self, links: &Links) -> Result<(), LexiconError> {
        for (list, kind) in [
            (&links.because, Link::Because),
            (&links.therefore, Link::Therefore),
            (&links.purpose, Link::Purpose),
            (&links.but, Link::But),
            (&links.and, Link::And),
            (&links.main, Link::Main),
            (&links.main_before, Link::MainBefore),
            (&links.minor, Link::Minor),
            (&links.not, Link::Not),
            (&links.fear, Link::Fear),
            (&links.between, Link::Between),
            (&links.person, Link::Person),
        ] {
            let value = index(self.link_kinds.len());
            self.link_kinds.push(kind);
            for phrase in phrases(list) {
                for steps in expand(phrase) {
                    let keys = self.keys(&steps, "links", phrase)?;
                    self.links.insert(keys, value);
                }
            }
        }
        Ok(())
    }

    fn add_concept(&mut self, raw: RawConcept) -> Result<(), LexiconError> {
        let value = index(self.concepts.len());
        for phrase in phrases(&raw.phrases) {
            let expanded = expand(phrase);
            if expanded.is_empty() {
                return Err(LexiconError::Phrase { place: raw.id, phrase: phrase.to_owned() });
            }
            for steps in expanded {
                let keys = self.keys(&steps, &raw.id, phrase)?;
                self.net.insert(keys, value);
            }
        }
        self.concepts.push(Concept {
            id: raw.id.into(),
            group: raw.group,
            or: raw.or,
            kind: raw.kind,
            review: raw.review,
            clash: raw.clash.map(Into::into),
            note: raw.note.into(),
            note_en: raw.note_en.into(),
            own: false,
        });
        Ok(())
    }

    fn keys(&mut self, steps: &[Step], place: &str, phrase: &str) -> Result<Vec<Key>, LexiconError> {
        let key = |step: &Step| match step {
            Step::Set(name) => self.set(name, place, phrase).map(Key::Set),
            Step::Gap => Ok(Key::Gap),
            Step::Comma => Ok(Key::Comma),
            Step::End => Ok(Key::End),
            Step::Word(word) => Ok(Key::Word(self.vocabulary.add(word))),
        };
        steps.iter().map(key).collect()
    }

    fn set(&self, name: &str, place: &str, phrase: &str) -> Result<u32, LexiconError> {
        self.set_ids
            .get(name)
            .copied()
            .ok_or_else(|| LexiconError::Phrase { place: place.to_owned(), phrase: phrase.to_owned() })
    }
}

/// The lexicon is small: its parts are counted in 32 bits.
fn index(len: usize) -> u32 {
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
