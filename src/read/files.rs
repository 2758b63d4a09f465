//! From what was named on the command line to the files to read.

use std::path::{Path, PathBuf};

use crate::text::order;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it was found in a folder, not named by itself: then it may turn out to hold no list.
    pub found: bool,
}

/// Files as named; a folder becomes the files in it and its subfolders, in name order. Hidden files and the lock files
/// that Excel leaves (`~$…`) are passed over.
///
/// # Errors
///
/// The folder that could not be listed.
pub fn expand(named: &[PathBuf]) -> Result<Vec<Named>, (PathBuf, std::io::Error)> {
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            walk(path, &mut files, 0)?;
        } else {
            files.push(Named { path: path.clone(), found: false });
        }
    }
    Ok(files)
}

/// Folders deeper than this are a loop of links.
const DEPTH: u32 = 32;

fn walk(folder: &Path, files: &mut Vec<Named>, depth: u32) -> Result<(), (PathBuf, std::io::Error)> {
    let fail = |e| (folder.to_owned(), e);
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with('.') && !name.starts_with("~$") {
            entries.push((name, path));
        }
    }
    entries.sort_by(|a, b| order::compare(&a.0, &b.0));
    for (_, path) in entries {
        if path.is_dir() {
            if depth < DEPTH {
                walk(&path, files, depth + 1)?;
            }
        } else {
            files.push(Named { path, found: true });
        }
    }
    Ok(())
}
