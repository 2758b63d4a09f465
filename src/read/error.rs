//! Why a file could not be read.

use std::path::PathBuf;

/// A file (or one sheet of it) that could not be read, and why.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason:?}", file.display())]
pub struct ReadError {
    /// The file as it was named.
    pub file: PathBuf,
    /// The sheet, when only that one is at fault.
    pub sheet: Option<String>,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with a file. The words for people stand in the catalogue, under [`Reason::id`].
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// No such file.
    NotFound,
    /// The system would not let it be read.
    Denied(String),
    /// A folder where a file is needed.
    Folder,
    /// A pipe, device or the like, not a file.
    NoFile,
    /// It holds nothing.
    Empty,
    /// It is protected by a password.
    Password,
    /// A web page under a spreadsheet's name.
    Html,
    /// An XML file (a spreadsheet of 2003, or something else).
    Xml,
    /// A file of a kind that is no spreadsheet (pdf, doc, picture, program …).
    NotSpreadsheet,
    /// A workbook cut short or damaged; the library's own words.
    Damaged(String),
    /// Larger than the limits allow.
    TooLarge,
    /// Bytes that are no text in any charset known, with the offset of the first.
    Undecodable(usize),
    /// A quotation mark in a text file that is never closed, with its row.
    UnclosedQuote(u32),
    /// A workbook older than Excel 5.
    TooOld,
    /// A workbook of the strict OOXML kind.
    Strict,
    /// A sheet named on the command line that is not there; the names that are.
    NoSuchSheet(Vec<String>),
}

impl Reason {
    /// The key of the reason's words.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Reason::NotFound => "not-found",
            Reason::Denied(_) => "denied",
            Reason::Folder => "folder",
            Reason::NoFile => "no-file",
            Reason::Empty => "empty",
            Reason::Password => "password",
            Reason::Html => "html",
            Reason::Xml => "xml",
            Reason::NotSpreadsheet => "not-spreadsheet",
            Reason::Damaged(_) => "damaged",
            Reason::TooLarge => "too-large",
            Reason::Undecodable(_) => "undecodable",
            Reason::UnclosedQuote(_) => "unclosed-quote",
            Reason::TooOld => "too-old",
            Reason::Strict => "strict",
            Reason::NoSuchSheet(_) => "no-such-sheet",
        }
    }

    /// What the system or library said, for the end of the message.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Reason::Denied(words) | Reason::Damaged(words) => words.clone(),
            Reason::Undecodable(offset) => offset.to_string(),
            Reason::UnclosedQuote(row) => row.to_string(),
            Reason::NoSuchSheet(names) => names.join(", "),
            _ => String::new(),
        }
    }
}

impl From<std::io::Error> for Reason {
    fn from(e: std::io::Error) -> Reason {
        match e.kind() {
            std::io::ErrorKind::NotFound => Reason::NotFound,
            std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidData => Reason::Damaged(e.to_string()),
            _ => Reason::Denied(e.to_string()),
        }
    }
}
