//! Reads the lexicon's file, checks it and gives everything in it a number.
//!
//! Errors name the place in the file, for the official who changed it. What the notation of phrases means is told in
//! `pattern`.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use serde::Deserialize;

use super::lexicon::{Concept, Kind, Lexicon, LexiconError, Link, index, toml_error};
use super::net::{Key, Net, NodeId};
use super::pattern::{self, Step, phrases};
use super::vocabulary::{bare, exact};
use crate::group::Group;
use crate::text::fold::fold;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    #[serde(borrow)]
    spellings: BTreeMap<&'a str, &'a str>,
    numbers: BTreeMap<&'a str, [u32; 2]>,
    links: Links<'a>,
    hints: BTreeMap<&'a str, &'a str>,
    headings: Headings<'a>,
    sets: BTreeMap<&'a str, &'a str>,
    words: Known<'a>,
    concept: Vec<RawConcept<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Links<'a> {
    because: &'a str,
    therefore: &'a str,
    purpose: &'a str,
    or: &'a str,
    but: &'a str,
    and: &'a str,
    main: &'a str,
    main_before: &'a str,
    not: &'a str,
    fear: &'a str,
    between: &'a str,
    person: &'a str,
    then: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Headings<'a> {
    other: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known<'a> {
    known: &'a str,
    lack: &'a str,
    stop_gap: &'a str,
    light: &'a str,
    befall: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConcept<'a> {
    id: &'a str,
    group: Option<Group>,
    or: Option<Group>,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    review: bool,
    clash: Option<&'a str>,
    #[serde(borrow)]
    note: Cow<'a, str>,
    #[serde(borrow)]
    note_en: Cow<'a, str>,
    phrases: &'a str,
}

impl Lexicon {
    /// The lexicon that the program carries.
    pub(super) fn embedded() -> Result<Lexicon, LexiconError> {
        Lexicon::compile(include_str!("lexicon.toml"))
    }

    fn compile(toml_text: &str) -> Result<Lexicon, LexiconError> {
        let file: File = toml::Deserializer::parse(toml_text)
            .and_then(File::deserialize)
            .map_err(|error| toml_error(toml_text, &error))?;
        let mut compiler = Compiler::default();
        // Sizes that the file comes to, so that nothing has to grow on the way.
        compiler.lexicon.net.reserve(toml_text.len() / 16);
        compiler.lexicon.sets.reserve(toml_text.len() / 32);
        compiler.lexicon.vocabulary.reserve(toml_text.len() / 96);
        compiler.written.reserve(toml_text.len() / 96);
        compiler.file(file)?;
        Ok(compiler.lexicon)
    }
}

/// Where the sequences of a phrase go.
#[derive(Clone, Copy)]
enum To {
    Net,
    Sets,
    Links,
}

/// The sequences of a phrase on their way into a net.
struct Way<'l> {
    net: &'l mut Net,
    /// Sets that may begin a sequence; all, where there are none.
    numbers: Option<&'l [(u32, u32, u32)]>,
    value: u32,
    /// Whether some sequence was added.
    any: bool,
}

/// A place of a net, and whether a word or set led there.
type Place = (NodeId, bool);

impl Way<'_> {
    fn take(&mut self, (at, worded): Place, key: Key) -> Option<Place> {
        // Sets are looked for from the last word to the first, so none may begin with another.
        if let (Net::ROOT, Key::Set(set), Some(numbers)) = (at, key, self.numbers)
            && !numbers.iter().any(|(number, ..)| *number == set)
        {
            return None;
        }
        Some((self.net.lay(at, key), worded || matches!(key, Key::Word(_) | Key::Set(_))))
    }

    /// A sequence without a word is none.
    fn end(&mut self, (at, worded): Place) {
        if worded {
            self.net.end_in(at, self.value);
            self.any = true;
        }
    }
}

/// A lexicon on its way, with what only its making needs.
#[derive(Default)]
struct Compiler<'a> {
    lexicon: Lexicon,
    sets: HashMap<&'a str, u32, FixedState>,
    /// Words as the file writes them, so that each is taken apart once.
    written: HashMap<&'a str, u32, FixedState>,
}

impl<'a> Compiler<'a> {
    fn file(&mut self, file: File<'a>) -> Result<(), LexiconError> {
        self.add_sets(&file)?;
        self.add_links(&file.links)?;
        self.add_spellings(&file.spellings);
        for word in file.words.known.split_whitespace() {
            self.word(word);
        }
        self.lexicon.stops = file.words.stop_gap.split_whitespace().map(|word| self.word(word)).collect();
        self.lexicon.light = file.words.light.split_whitespace().map(|word| self.word(word)).collect();
        self.lexicon.light.sort_unstable();
        self.lexicon.befall = file.words.befall.split_whitespace().map(|word| self.word(word)).collect();
        self.lexicon.befall.sort_unstable();
        self.lexicon.lack = self.set(file.words.lack, "words.lack", file.words.lack)?;
        for (number, words) in &file.hints {
            let Some(group) = number.parse().ok().and_then(Group::new) else { continue };
            for word in words.split_whitespace() {
                let id = self.word(word);
                self.lexicon.hints.push((id, group));
            }
        }
        self.lexicon.other_headings = phrases(file.headings.other).map(fold).collect();
        file.concept.into_iter().try_for_each(|raw| self.add_concept(raw))
    }

    fn add_spellings(&mut self, spellings: &BTreeMap<&'a str, &'a str>) {
        for (standard, variants) in spellings {
            let words: Vec<u32> = standard.split(' ').map(|word| self.word(word)).collect();
            for variant in phrases(variants) {
                self.lexicon.spellings.insert(exact(variant), words.clone());
                // Without a vowel, or with many letters, the bare letters can hardly be another word.
                let bare = bare(variant);
                if bare.len() >= 5 || !bare.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
                    self.lexicon.spellings.insert(bare, words.clone());
                }
            }
        }
    }

    fn add_sets(&mut self, file: &File<'a>) -> Result<(), LexiconError> {
        for name in file.sets.keys().chain(file.numbers.keys()) {
            let next = index(self.sets.len());
            self.sets.entry(name).or_insert(next);
        }
        for (name, [least, most]) in &file.numbers {
            let set = self.set(name, "numbers", name)?;
            self.lexicon.numbers.push((set, *least, *most));
        }
        for (name, list) in &file.sets {
            let set = self.set(name, "sets", name)?;
            self.add(list, name, To::Sets, set)?;
        }
        Ok(())
    }

    fn add_links(&mut self, links: &Links<'a>) -> Result<(), LexiconError> {
        for (list, kind) in [
            (links.because, Link::Because),
            (links.therefore, Link::Therefore),
            (links.purpose, Link::Purpose),
            (links.or, Link::Or),
            (links.but, Link::But),
            (links.and, Link::And),
            (links.main, Link::Main),
            (links.main_before, Link::MainBefore),
            (links.not, Link::Not),
            (links.fear, Link::Fear),
            (links.between, Link::Between),
            (links.person, Link::Person),
            (links.then, Link::Then),
        ] {
            let value = index(self.lexicon.link_kinds.len());
            self.lexicon.link_kinds.push(kind);
            self.add(list, "links", To::Links, value)?;
        }
        Ok(())
    }

    fn add_concept(&mut self, raw: RawConcept<'a>) -> Result<(), LexiconError> {
        self.add(raw.phrases, raw.id, To::Net, index(self.lexicon.concepts.len()))?;
        self.lexicon.concepts.push(Concept {
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

    /// Adds every sequence that the phrases of a list stand for.
    fn add(&mut self, list: &'a str, place: &str, to: To, value: u32) -> Result<(), LexiconError> {
        let mut parts = Vec::new();
        for phrase in phrases(list) {
            let known = pattern::read(phrase, &mut parts, |step| self.key(step));
            let Lexicon { net, sets, links, numbers, .. } = &mut self.lexicon;
            let (net, numbers) = match to {
                To::Net => (net, None),
                To::Sets => (sets, Some(numbers.as_slice())),
                To::Links => (links, None),
            };
            let mut way = Way { net, numbers, value, any: false };
            let well = known && pattern::walk(&parts, (Net::ROOT, false), &mut way, &Way::take, &Way::end);
            if !(well && way.any) {
                return Err(wrong(place, phrase));
            }
        }
        Ok(())
    }

    /// The key of one step; `None` when it names an unknown set.
    fn key(&mut self, step: Step<'a>) -> Option<Key> {
        Some(match step {
            Step::Set(name) => Key::Set(self.sets.get(name).copied()?),
            Step::Gap => Key::Gap,
            Step::Comma => Key::Comma,
            Step::End => Key::End,
            Step::Word(word) => Key::Word(self.word(word)),
        })
    }

    fn word(&mut self, word: &'a str) -> u32 {
        if let Some(id) = self.written.get(word) {
            return *id;
        }
        let id = self.lexicon.vocabulary.add(word);
        self.written.insert(word, id);
        id
    }

    fn set(&self, name: &str, place: &str, phrase: &str) -> Result<u32, LexiconError> {
        self.sets.get(name).copied().ok_or_else(|| wrong(place, phrase))
    }
}

fn wrong(place: &str, phrase: &str) -> LexiconError {
    LexiconError::Phrase { place: place.to_owned(), phrase: phrase.to_owned() }
}
