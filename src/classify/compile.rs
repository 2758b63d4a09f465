//! Reads the lexicon's file, checks it and gives everything in it a number.
//!
//! Errors name the place in the file, for the official who changed it. What the notation of phrases means is told in
//! `pattern`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::lexicon::{Concept, Kind, Lexicon, LexiconError, Link, index, toml_error};
use super::net::Key;
use super::pattern::{Step, expand, phrases, sequence};
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
        let mut lexicon = Lexicon::default();
        // Sizes that the file comes to, so that nothing has to grow on the way.
        lexicon.net.reserve(toml_text.len() / 16);
        lexicon.sets.reserve(toml_text.len() / 32);
        lexicon.add_sets(&file)?;
        lexicon.add_links(&file.links)?;
        lexicon.add_spellings(&file.spellings);
        for word in file.words.known.split_whitespace() {
            lexicon.vocabulary.add(word);
        }
        lexicon.stops = file.words.stop_gap.split_whitespace().map(|word| lexicon.vocabulary.add(word)).collect();
        lexicon.lack = lexicon.set(file.words.lack, "words.lack", file.words.lack)?;
        for (number, words) in &file.hints {
            let Some(group) = number.parse().ok().and_then(Group::new) else { continue };
            for word in words.split_whitespace() {
                let id = lexicon.vocabulary.add(word);
                lexicon.hints.push((id, group));
            }
        }
        lexicon.other_headings = phrases(file.headings.other).map(fold).collect();
        for raw in file.concept {
            lexicon.add_concept(raw)?;
        }
        Ok(lexicon)
    }

    fn add_spellings(&mut self, spellings: &BTreeMap<&str, &str>) {
        for (standard, variants) in spellings {
            let words: Vec<u32> = standard.split(' ').map(|word| self.vocabulary.add(word)).collect();
            for variant in phrases(variants) {
                self.spellings.insert(exact(variant), words.clone());
                // Without a vowel, or with many letters, the bare letters can hardly be another word.
                let bare = bare(variant);
                if bare.len() >= 5 || !bare.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
                    self.spellings.insert(bare, words.clone());
                }
            }
        }
    }

    fn add_sets(&mut self, file: &File<'_>) -> Result<(), LexiconError> {
        for name in file.sets.keys().chain(file.numbers.keys()) {
            let next = index(self.set_ids.len());
            self.set_ids.entry((*name).to_owned()).or_insert(next);
        }
        for (name, [least, most]) in &file.numbers {
            let set = self.set(name, "numbers", name)?;
            self.numbers.push((set, *least, *most));
        }
        let mut keys = Vec::new();
        for (name, list) in &file.sets {
            let set = self.set(name, "sets", name)?;
            for phrase in phrases(list) {
                if self.sequence(phrase, name, &mut keys)? {
                    self.insert_set(&keys, set, name, phrase)?;
                    continue;
                }
                for keys in self.keys(phrase, name)? {
                    self.insert_set(&keys, set, name, phrase)?;
                }
            }
        }
        Ok(())
    }

    fn insert_set(&mut self, keys: &[Key], set: u32, name: &str, phrase: &str) -> Result<(), LexiconError> {
        // Sets are looked for from the last word to the first, so none may begin with another.
        if matches!(keys.first(), Some(Key::Set(first)) if !self.numbers.iter().any(|(n, ..)| n == first)) {
            return Err(wrong(name, phrase));
        }
        self.sets.insert(keys.iter().copied(), set);
        Ok(())
    }

    fn add_links(&mut self, links: &Links<'_>) -> Result<(), LexiconError> {
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
            let value = index(self.link_kinds.len());
            self.link_kinds.push(kind);
            for phrase in phrases(list) {
                for keys in self.keys(phrase, "links")? {
                    self.links.insert(keys, value);
                }
            }
        }
        Ok(())
    }

    fn add_concept(&mut self, raw: RawConcept<'_>) -> Result<(), LexiconError> {
        let value = index(self.concepts.len());
        let mut keys = Vec::new();
        for phrase in phrases(raw.phrases) {
            if self.sequence(phrase, raw.id, &mut keys)? {
                self.net.insert(keys.iter().copied(), value);
                continue;
            }
            for keys in self.keys(phrase, raw.id)? {
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

    /// Every sequence of keys that a phrase stands for.
    fn keys(&mut self, phrase: &str, place: &str) -> Result<Vec<Vec<Key>>, LexiconError> {
        let sequences = expand(phrase);
        if sequences.is_empty() {
            return Err(wrong(place, phrase));
        }
        sequences
            .into_iter()
            .map(|steps| steps.into_iter().map(|step| self.key(step).ok_or_else(|| wrong(place, phrase))).collect())
            .collect()
    }

    /// Puts the keys of a phrase that stands for one sequence into `keys`; false when it stands for several.
    fn sequence(&mut self, phrase: &str, place: &str, keys: &mut Vec<Key>) -> Result<bool, LexiconError> {
        keys.clear();
        let Some(steps) = sequence(phrase) else { return Ok(false) };
        for step in steps {
            keys.push(step.and_then(|step| self.key(step)).ok_or_else(|| wrong(place, phrase))?);
        }
        Ok(true)
    }

    /// The key of one step; `None` when it names an unknown set.
    fn key(&mut self, step: Step) -> Option<Key> {
        Some(match step {
            Step::Set(name) => Key::Set(self.set_ids.get(name).copied()?),
            Step::Gap => Key::Gap,
            Step::Comma => Key::Comma,
            Step::End => Key::End,
            Step::Word(word) => Key::Word(self.vocabulary.add(word)),
        })
    }

    fn set(&self, name: &str, place: &str, phrase: &str) -> Result<u32, LexiconError> {
        self.set_ids.get(name).copied().ok_or_else(|| wrong(place, phrase))
    }
}

fn wrong(place: &str, phrase: &str) -> LexiconError {
    LexiconError::Phrase { place: place.to_owned(), phrase: phrase.to_owned() }
}
