//! Causes that a plan or a user's own file settles: a table `[causes]` of phrase and group.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::lexicon::{LexiconError, line, toml_error};
use crate::group::Group;
use crate::text::fold::fold;

/// A phrase that a person has settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraCause {
    /// The words, as they are written in lists.
    pub phrase: String,
    /// Their group; `None` for group 0: no cause, or one that fits no group.
    pub group: Option<Group>,
    /// Whether a person should still look at each household.
    pub review: bool,
}

#[derive(Deserialize)]
struct Table {
    #[serde(default)]
    causes: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
}

/// Reads the table `[causes]`, in the order of the phrases; other tables are not looked at.
///
/// A value is a group (1 to 6), or 0 for a phrase that is no cause: such a household stays in group 0 and in review.
///
/// # Errors
/// When the text is not TOML, a value is no group, or a phrase holds no word; each with its line.
pub fn read_causes(toml_text: &str) -> Result<Vec<ExtraCause>, LexiconError> {
    let table: Table = toml::from_str(toml_text).map_err(|error| toml_error(toml_text, &error))?;
    let read = |(key, value): (Spanned<String>, Spanned<toml::Value>)| {
        let line = line(toml_text, key.span().start);
        let phrase = key.into_inner();
        let number = value.get_ref().as_integer().and_then(|number| u8::try_from(number).ok());
        let group = number.and_then(Group::new);
        if group.is_none() && number != Some(0) {
            return Err(LexiconError::Group { line, phrase, value: value.get_ref().to_string() });
        }
        if fold(&phrase).is_empty() {
            return Err(LexiconError::Empty { line, phrase });
        }
        Ok(ExtraCause { phrase, group, review: group.is_none() })
    };
    table.causes.into_iter().map(read).collect()
}
