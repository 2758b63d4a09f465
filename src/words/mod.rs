//! Every word that people read, one file a language.
//!
//! A message is asked for by its key and filled with values; code holds no sentence. A language is a file beside
//! `vi.toml` with the same keys: a key that it lacks is shown in Vietnamese.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::read::ReadError;

/// The languages there are: code and text.
const LANGUAGES: &[(&str, &str)] = &[("vi", include_str!("vi.toml")), ("en", include_str!("en.toml"))];

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    language: String,
    own: BTreeMap<String, String>,
    fallback: BTreeMap<String, String>,
    broken: Option<String>,
}

impl Words {
    /// The words of a language; Vietnamese for a code that is not known.
    #[must_use]
    pub fn new(language: &str) -> Words {
        let text = |code: &str| LANGUAGES.iter().find(|(name, _)| *name == code).map(|(_, text)| *text);
        match text(language) {
            Some(own) if language != "vi" => Words::of(language, own, text("vi").unwrap_or_default()),
            _ => Words::of("vi", text("vi").unwrap_or_default(), ""),
        }
    }

    fn of(language: &str, own: &str, fallback: &str) -> Words {
        let mut broken = None;
        let mut read = |text: &str| {
            flatten(text).unwrap_or_else(|error| {
                // There are no words to say it in.
                broken = Some(format!("the program's words are damaged, it cannot run: {error}"));
                BTreeMap::new()
            })
        };
        let (own, fallback) = (read(own), read(fallback));
        Words { language: language.to_owned(), own, fallback, broken }
    }

    /// Why nothing can be said in these words: in English, and ruled out by a test.
    #[must_use]
    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// The code of the language.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The codes of the languages.
    #[must_use]
    pub fn languages() -> Vec<&'static str> {
        LANGUAGES.iter().map(|(code, _)| *code).collect()
    }

    /// The words under a key; the key itself when there are none, which a test rules out.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.own.get(key).or_else(|| self.fallback.get(key)).map_or(key, String::as_str)
    }

    /// Whether there are words under a key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.own.contains_key(key) || self.fallback.contains_key(key)
    }

    /// The words under a key with every `{name}` replaced by its value.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// The message of a finding, remedy included, in one line.
    #[must_use]
    pub fn message(&self, diagnostic: &Diagnostic) -> String {
        let (says, remedy) = self.message_parts(diagnostic);
        if remedy.is_empty() { says } else { format!("{says}; {remedy}") }
    }

    /// What a finding says, and what to do about it.
    #[must_use]
    pub fn message_parts(&self, diagnostic: &Diagnostic) -> (String, String) {
        let others: Vec<String> = diagnostic.others.iter().map(|p| self.place(&p.file, &p.sheet, p.cell)).collect();
        let others = others.join(", ");
        let mut values: Vec<(&str, &str)> = diagnostic.values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        values.push(("others", &others));
        let says = self.say(&format!("code.{}.says", diagnostic.code.id()), &values);
        let remedy = self.say(&format!("code.{}.do", diagnostic.code.id()), &values);
        (says, remedy)
    }

    /// A place as people read it: `a.xlsx › Sheet1 › F12`.
    #[must_use]
    pub fn place(&self, file: &str, sheet: &str, cell: Option<crate::diag::CellPlace>) -> String {
        let mut parts: Vec<String> = Vec::new();
        if !file.is_empty() {
            parts.push(file.to_owned());
        }
        if !sheet.is_empty() {
            parts.push(sheet.to_owned());
        }
        match cell {
            Some(cell) if cell.column.is_some() => parts.push(cell.to_string()),
            Some(cell) => parts.push(self.say("place.row", &[("n", &cell.row.to_string())])),
            None => {}
        }
        parts.join(" › ")
    }

    /// Why a file could not be read, in one line.
    #[must_use]
    pub fn read_error(&self, error: &ReadError) -> String {
        let detail = error.reason.detail();
        let says = self.say(&format!("read.{}", error.reason.id()), &[("detail", &detail)]);
        let place = self.place(&error.file.to_string_lossy(), error.sheet.as_deref().unwrap_or(""), None);
        format!("{place}: {says}")
    }
}

fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(rest.get(..open).unwrap_or(""));
        let after = rest.get(open + 1..).unwrap_or("");
        let Some(close) = after.find('}') else {
            out.push_str(rest.get(open..).unwrap_or(""));
            return out;
        };
        let name = after.get(..close).unwrap_or("");
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => out.push_str(value),
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = after.get(close + 1..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

fn flatten(text: &str) -> Result<BTreeMap<String, String>, toml::de::Error> {
    let mut out = BTreeMap::new();
    walk("", &text.parse()?, &mut out);
    Ok(out)
}

fn walk(prefix: &str, table: &toml::Table, out: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::Table(inner) => walk(&key, inner, out),
            toml::Value::String(text) => {
                out.insert(key, text.clone());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn every_code_and_reason_has_words_in_every_language() {
        for language in Words::languages() {
            let words = Words { fallback: BTreeMap::new(), ..Words::new(language) };
            for code in Code::ALL {
                for part in ["says", "do"] {
                    let key = format!("code.{}.{part}", code.id());
                    assert!(words.has(&key), "{language}: {key}");
                }
            }
        }
    }

    #[test]
    fn damaged_words_are_said_to_be_so() {
        for language in Words::languages() {
            assert_eq!(Words::new(language).broken(), None, "{language}");
        }
        for (own, fallback) in [("[a", ""), ("", "[a")] {
            let words = Words::of("en", own, fallback);
            assert!(words.broken().is_some_and(|b| b.contains("damaged")), "{own}{fallback}");
        }
    }

    #[test]
    fn fills_values_in() {
        assert_eq!(fill("{a} và {b} {c", &[("a", "1"), ("b", "2")]), "1 và 2 {c");
        assert_eq!(fill("{x}", &[]), "{x}");
    }
}
