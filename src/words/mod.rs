//! Every word that people read, one file a language.
//!
//! A message is asked for by its key and filled with values; code holds no sentence. A language is a file beside
//! `vi.toml` with the same keys: a key that it lacks is shown in Vietnamese.

use toml::de::{DeTable, DeValue};

use crate::diag::Diagnostic;
use crate::read::ReadError;
use crate::read::small::SmallError;

/// The languages there are: code and text.
const LANGUAGES: &[(&str, &str)] = &[("vi", include_str!("vi.toml")), ("en", include_str!("en.toml"))];

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    language: String,
    own: DeTable<'static>,
    fallback: DeTable<'static>,
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

    fn of(language: &str, own: &'static str, fallback: &'static str) -> Words {
        let mut broken = None;
        let mut read = |text: &'static str| {
            DeTable::parse(text).map(|table| table.into_inner()).unwrap_or_else(|error| {
                // There are no words to say it in.
                broken = Some(format!("the program's words are damaged, it cannot run: {error}"));
                DeTable::new()
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
        find(&self.own, key).or_else(|| find(&self.fallback, key)).unwrap_or(key)
    }

    /// Whether there are words under a key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        find(&self.own, key).or_else(|| find(&self.fallback, key)).is_some()
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
        let says = self.say(&format!("code.{}.says", diagnostic.code.id()), &values).trim_end().to_owned();
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

    /// Why a small file could not be read, without its name.
    #[must_use]
    pub fn small_error(&self, error: &SmallError) -> String {
        self.say(&format!("small.{}", error.id()), &[("detail", error.detail())])
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

/// The words under a key: the names of the tables and of the entry, parted by dots.
fn find<'a>(table: &'a DeTable<'static>, key: &str) -> Option<&'a str> {
    let mut parts = key.split('.');
    let first = table.get(parts.next()?)?.get_ref();
    let found = parts.try_fold(first, |value, part| Some(value.as_table()?.get(part)?.get_ref()));
    found.and_then(DeValue::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn every_code_and_reason_has_words_in_every_language() {
        for language in Words::languages() {
            let words = Words { fallback: DeTable::new(), ..Words::new(language) };
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
