//! Findings: what is wrong or doubtful in the data, where, and what to do.
//!
//! A [`Diagnostic`] holds a code, places and values, no words: the words stand in the catalogue of the language asked
//! for. A file that cannot be read at all is no finding but a [`crate::read::ReadError`].

mod code;
mod place;
mod sink;

pub use code::{Code, Severity};
pub use place::{CellPlace, Place, column_name};
pub use sink::{Diagnostics, MOST_PER_CODE};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub code: Code,
    /// Where it is.
    pub place: Place,
    /// Other places that belong to it (the other one of a pair).
    pub others: Vec<Place>,
    /// The values that the words of its message name.
    pub values: Vec<(&'static str, String)>,
}

impl Diagnostic {
    /// A finding at a place.
    #[must_use]
    pub fn new(code: Code, place: Place) -> Diagnostic {
        Diagnostic { code, place, others: Vec::new(), values: Vec::new() }
    }

    /// Adds a value that the message names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Diagnostic {
        self.values.push((name, value.to_string()));
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn and(mut self, other: Place) -> Diagnostic {
        self.others.push(other);
        self
    }
}
