//! Standard output, standard error and files written whole or not at all.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::args::{Colour, Options};
use super::exit::Exit;
use crate::words::Words;

/// What may be said on standard error, and in what colours.
pub(crate) struct Console {
    /// Errors only.
    pub(crate) quiet: bool,
    /// Notes too.
    pub(crate) verbose: bool,
    /// Whether to colour.
    pub(crate) colour: bool,
    /// Whether somebody is looking.
    pub(crate) terminal: bool,
}

impl Console {
    pub(crate) fn new(options: &Options, terminal: bool) -> Console {
        let allowed = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let colour = match options.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && allowed,
        };
        Console { quiet: options.quiet, verbose: options.verbose, colour, terminal }
    }
}

/// Writes to standard output. A closed pipe is success: whoever read has read enough.
///
/// # Errors
///
/// What else keeps it from being written.
pub(crate) fn print(bytes: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes a line to standard error; where that cannot be, nothing is lost that could be said elsewhere.
pub(crate) fn complain(message: &str) {
    let _ = anstream::AutoStream::new(std::io::stderr().lock(), anstream::ColorChoice::AlwaysAnsi)
        .write_all(format!("{message}\n").as_bytes());
}

/// A value as JSON, a line feed at its end.
///
/// # Errors
///
/// What the library says, which it does for no value of ours.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, String> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| e.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Says that something went wrong that never should.
pub(crate) fn inside(detail: &str, words: &Words) -> Exit {
    fail(words.say("fatal.inside", &[("detail", detail)]), words)
}

/// Writes the answer: to the file asked for, else to standard output.
pub(crate) fn deliver(bytes: &[u8], options: &Options, words: &Words) -> Exit {
    let Some(path) = &options.output else {
        return match print(bytes) {
            Ok(()) => Exit::Done,
            Err(e) => fail(words.say("fatal.write", &[("place", "stdout"), ("detail", &e.to_string())]), words),
        };
    };
    match write_whole(path, bytes, options) {
        Ok(()) => Exit::Done,
        Err(Refused::Exists) => fail(words.say("fatal.exists", &[("place", &path.to_string_lossy())]), words),
        Err(Refused::Input) => fail(words.say("fatal.is-input", &[("place", &path.to_string_lossy())]), words),
        Err(Refused::Io(e)) => {
            fail(words.say("fatal.write", &[("place", &path.to_string_lossy()), ("detail", &e.to_string())]), words)
        }
    }
}

fn fail(message: String, words: &Words) -> Exit {
    complain(&format!("{}: {message}", words.get("severity.error")));
    Exit::Failed
}

enum Refused {
    Exists,
    Input,
    Io(std::io::Error),
}

/// Writes a file whole or not at all, never over an input, and over another only when told to.
fn write_whole(path: &Path, bytes: &[u8], options: &Options) -> Result<(), Refused> {
    let real = |p: &PathBuf| std::fs::canonicalize(p).ok();
    let own = real(&path.to_path_buf());
    if own.is_some() && options.inputs().any(|f| real(f) == own) {
        return Err(Refused::Input);
    }
    if path.exists() && !options.force {
        return Err(Refused::Exists);
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(Refused::Io)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(Refused::Io)?;
    file.persist(path).map_err(|e| Refused::Io(e.error))?;
    Ok(())
}
