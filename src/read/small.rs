//! Small files that are no spreadsheets, read whole: plans and summaries.
//!
//! It must not know what is in them.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Why a small file could not be read. The words for people stand in the catalogue, under [`SmallError::id`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.id(), self.detail())]
pub enum SmallError {
    /// No such file.
    NotFound,
    /// A folder.
    Folder,
    /// A pipe, device or the like, which may never end.
    NoFile,
    /// Larger than any such file.
    TooLarge,
    /// No UTF-8.
    NotText,
    /// What else the system says.
    System(String),
}

impl SmallError {
    /// The key of its words.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            SmallError::NotFound => "not-found",
            SmallError::Folder => "folder",
            SmallError::NoFile => "no-file",
            SmallError::TooLarge => "too-large",
            SmallError::NotText => "not-text",
            SmallError::System(_) => "system",
        }
    }

    /// The system's words.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            SmallError::System(words) => words,
            _ => "",
        }
    }
}

impl From<std::io::Error> for SmallError {
    fn from(error: std::io::Error) -> SmallError {
        match error.kind() {
            ErrorKind::NotFound => SmallError::NotFound,
            _ => SmallError::System(error.to_string()),
        }
    }
}

/// The text of a file of at most so many bytes, without a byte order mark; `-` is standard input.
///
/// # Errors
///
/// Why it could not be read.
pub fn text(path: &Path, most: u64) -> Result<String, SmallError> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)?;
    } else {
        let kind = std::fs::metadata(path)?.file_type();
        if kind.is_dir() {
            return Err(SmallError::Folder);
        }
        if !kind.is_file() {
            return Err(SmallError::NoFile);
        }
        File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > most {
        return Err(SmallError::TooLarge);
    }
    let text = String::from_utf8(bytes).map_err(|_| SmallError::NotText)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
