//! The words of both languages hold what the source asks for, the same keys and the same values to fill in.

use std::collections::{BTreeMap, BTreeSet};

use crate::tool::{here, sources};

/// Keys and words of a language.
fn words(language: &str) -> BTreeMap<String, String> {
    fn walk(prefix: &str, table: &toml::Table, out: &mut BTreeMap<String, String>) {
        for (name, value) in table {
            let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            match value {
                toml::Value::Table(inner) => walk(&key, inner, out),
                value => _ = out.insert(key, value.as_str().expect("words are text").to_owned()),
            }
        }
    }
    let text = std::fs::read_to_string(here(&format!("src/words/{language}.toml"))).expect("it can be read");
    let mut out = BTreeMap::new();
    walk("", &text.parse().expect("it is TOML"), &mut out);
    out
}

/// The `{names}` in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// Every text literal in the source, and every data file's too, which may name keys.
fn literals() -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for path in sources() {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        // Literals that matter hold no quotation mark; where one does, the pieces are literals too few to mislead.
        out.extend(text.lines().flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::to_owned));
    }
    out
}

/// Whether a piece of a key stands in the source: as it is, as the bare number of a finding's code, as the words of a
/// command (`plan init`), or put together itself (`sheet-{kind}`).
fn stands(piece: &str, literals: &BTreeSet<String>) -> bool {
    literals.contains(piece)
        || piece.strip_prefix("GN").is_some_and(|number| literals.contains(number))
        || literals.contains(&piece.replace('-', " "))
        || literals.iter().filter(|l| l.ends_with('}')).any(|l| {
            let inner = l.split_once("-{").and_then(|(before, _)| piece.strip_prefix(before)?.strip_prefix('-'));
            inner.is_some_and(|k| literals.contains(k))
        })
}

/// Whether a key fits a template like `code.{}.says`, where each gap is filled by something that stands in the source.
fn made_by(key: &str, template: &str, literals: &BTreeSet<String>) -> bool {
    let (keys, parts): (Vec<&str>, Vec<&str>) = (key.split('.').collect(), template.split('.').collect());
    keys.len() == parts.len()
        && keys.iter().zip(&parts).all(|(key, part)| match part.split_once('{').map(|(a, b)| (a, b.split_once('}'))) {
            Some((before, Some((_, after)))) => {
                let inner = key.strip_prefix(before).and_then(|k| k.strip_suffix(after));
                inner.is_some_and(|k| stands(k, literals))
            }
            _ => key == part,
        })
}

/// The literals that are keys or templates of keys: dotted, under a section that the words have.
fn asked<'l>(literals: &'l BTreeSet<String>, words: &BTreeMap<String, String>) -> Vec<&'l str> {
    let sections: BTreeSet<&str> = words.keys().filter_map(|k| k.split('.').next()).collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-{}()".contains(c);
    let dotted = literals
        .iter()
        .filter(|l| l.split_once('.').is_some_and(|(first, rest)| sections.contains(first) && !rest.is_empty()));
    dotted
        .map(String::as_str)
        .filter(|l| l.chars().all(plain) && !l.ends_with(".toml") && !l.ends_with(".rs"))
        .collect()
}

#[test]
fn every_key_that_the_source_names_has_words() {
    let literals = literals();
    let vi = words("vi");
    let asked = asked(&literals, &vi);
    assert!(asked.len() > 50, "{asked:?}");
    for key in asked {
        let there =
            if key.contains('{') { vi.keys().any(|k| made_by(k, key, &literals)) } else { vi.contains_key(key) };
        assert!(there, "no words for {key}");
    }
}

#[test]
fn every_key_is_asked_for() {
    let literals = literals();
    let vi = words("vi");
    let templates: Vec<&str> = asked(&literals, &vi).into_iter().filter(|l| l.contains('{')).collect();
    let unused: Vec<&String> =
        vi.keys().filter(|k| !literals.contains(*k) && !templates.iter().any(|t| made_by(k, t, &literals))).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn both_languages_have_the_same_keys_and_values() {
    let (vi, en) = (words("vi"), words("en"));
    let missing: Vec<_> = vi.keys().filter(|k| !en.contains_key(*k)).collect();
    let extra: Vec<_> = en.keys().filter(|k| !vi.contains_key(*k)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing in English: {missing:?}; only in English: {extra:?}");
    for (key, text) in &vi {
        assert_eq!(placeholders(text), placeholders(&en[key]), "{key}");
    }
}
