//! The file that is being written: gone when somebody breaks the program off.
//!
//! A process that a signal ends cleans nothing up. Only while a file is being written is the signal caught; the file is
//! then removed, and the program ends as it would have.

use std::path::PathBuf;
use std::sync::{Mutex, Once, PoisonError};

use tempfile::NamedTempFile;

/// The code that shells give for a program that was broken off.
const BROKEN_OFF: i32 = 130;

static FILE: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Makes the file; between its making and [`end`] it goes when the program is broken off.
pub(super) fn begin(make: impl FnOnce() -> std::io::Result<NamedTempFile>) -> std::io::Result<NamedTempFile> {
    static ONCE: Once = Once::new();
    // Where signals cannot be caught, a file may stay behind; that is no reason not to write.
    ONCE.call_once(|| drop(ctrlc::set_handler(break_off)));
    let mut current = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    let file = make()?;
    *current = Some(file.path().to_owned());
    Ok(file)
}

/// Puts the file in its place; from then on it stays.
pub(super) fn end<T>(settle: impl FnOnce() -> T) -> T {
    let mut current = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    *current = None;
    settle()
}

#[allow(clippy::exit)]
fn break_off() {
    // Held to the end: nothing is put in its place any more.
    let current = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(path) = current.as_ref() {
        let _ = std::fs::remove_file(path);
    }
    std::process::exit(BROKEN_OFF);
}
