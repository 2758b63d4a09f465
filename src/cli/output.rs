//! Standard output, standard error and files written whole or not at all.

use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::args::{Colour, Options};
use super::exit::Exit;
use super::unfinished;
use crate::embedded;
use crate::text::sanitize::{is_plain, plain};
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
    sound()?;
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Refuses to go on where a table of the program is damaged: what would be written rests on it. Whoever runs the command says
/// so.
fn sound() -> std::io::Result<()> {
    if embedded::damaged().is_some() { Err(std::io::Error::other(DAMAGED)) } else { Ok(()) }
}

const DAMAGED: &str = "damaged table";

/// Writes words to standard error, without control and direction characters, whatever they quote.
pub(crate) fn complain(message: &str) {
    complain_styled(&plain(message));
}

/// Writes a line that brings its own colours and quotes nothing raw; where that cannot be, nothing is lost that could be said
/// elsewhere.
pub(crate) fn complain_styled(message: &str) {
    let _ = anstream::AutoStream::new(std::io::stderr().lock(), anstream::ColorChoice::AlwaysAnsi)
        .write_all(format!("{message}\n").as_bytes());
}

/// A value as JSON, a line feed at its end. What a terminal would obey is escaped: names of files and sheets stay exact.
///
/// # Errors
///
/// What the library says, which it does for no value of ours.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, String> {
    let mut text = serde_json::to_string_pretty(value).map_err(|e| e.to_string())?;
    text.push('\n');
    // Between strings there is none of these, and line feeds inside are escaped already.
    let obeyed = |c: char| c != '\n' && !is_plain(c);
    if !text.contains(obeyed) {
        return Ok(text.into_bytes());
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if obeyed(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    Ok(out.into_bytes())
}

/// Says that something went wrong that never should.
pub(crate) fn inside(detail: &str, words: &Words) -> Exit {
    fail(words.say("fatal.inside", &[("detail", detail)]), words)
}

/// Writes the answer: to the file asked for, else to standard output.
pub(crate) fn deliver(bytes: &[u8], options: &Options, words: &Words) -> Exit {
    deliver_with(options, words, |out| Ok(out.write_all(bytes)?))
}

/// Writes an answer piece by piece: to the file asked for, which appears only when it is whole, else to standard output.
/// `write` gives the words of what went wrong; a closed pipe is success.
pub(crate) fn deliver_with(
    options: &Options,
    words: &Words,
    write: impl FnOnce(&mut dyn Out) -> anyhow::Result<()>,
) -> Exit {
    let broken = |e: anyhow::Error, place: &str| {
        if embedded::damaged().is_some() {
            return Exit::Failed;
        }
        fail(words.say("fatal.write", &[("place", place), ("detail", &format!("{e:#}"))]), words)
    };
    let Some(path) = &options.output else {
        let mut out = Forward { inner: std::io::BufWriter::new(std::io::stdout()), closed: false };
        let written = write(&mut out).and_then(|()| Ok(out.flush()?));
        return match written {
            Err(e) if !out.closed => broken(e, "stdout"),
            _ => Exit::Done,
        };
    };
    let place = path.to_string_lossy();
    match temporary(path, options).and_then(|mut file| {
        let mut out = std::io::BufWriter::new(file.as_file_mut());
        write(&mut out).and_then(|()| Ok(out.flush()?)).map_err(Refused::Failed)?;
        drop(out);
        settle(file, path)
    }) {
        Ok(()) => Exit::Done,
        Err(Refused::NoFolder) => fail(words.say("fatal.no-folder", &[("place", &place)]), words),
        Err(Refused::Folder) => fail(words.say("fatal.is-folder", &[("place", &place)]), words),
        Err(Refused::NoFile) => fail(words.say("fatal.no-file", &[("place", &place)]), words),
        Err(Refused::Exists) => fail(words.say("fatal.exists", &[("place", &place)]), words),
        Err(Refused::Input) => fail(words.say("fatal.is-input", &[("place", &place)]), words),
        Err(Refused::Failed(e)) => broken(e, &place),
    }
}

/// What can be written to and, where it is a file, moved about in.
pub(crate) trait Out: Write + Seek + Send {}
impl<T: Write + Seek + Send> Out for T {}

/// Standard output, where nothing can be moved about.
struct Forward<W> {
    inner: W,
    /// Whether whoever read it has read enough. Libraries wrap the error that says so until it is not to be known again.
    closed: bool,
}

impl<W> Forward<W> {
    fn watch<T>(&mut self, done: std::io::Result<T>) -> std::io::Result<T> {
        self.closed |= done.as_ref().is_err_and(|e| e.kind() == ErrorKind::BrokenPipe);
        done
    }
}

impl<W: Write> Write for Forward<W> {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        let done = sound().and_then(|()| self.inner.write(buf));
        self.watch(done)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let done = self.inner.flush();
        self.watch(done)
    }
}

impl<W> Seek for Forward<W> {
    fn seek(&mut self, _: SeekFrom) -> std::io::Result<u64> {
        Err(std::io::Error::from(ErrorKind::Unsupported))
    }
}

/// Says why it could not be done.
pub(crate) fn fail(message: impl std::fmt::Display, words: &Words) -> Exit {
    complain(&format!("{}: {message}", words.get("severity.error")));
    Exit::Failed
}

enum Refused {
    NoFolder,
    /// It is a folder itself.
    Folder,
    /// A pipe or device, which cannot be replaced by a file.
    NoFile,
    Exists,
    Input,
    Failed(anyhow::Error),
}

/// A file beside the one to write: never over an input, and over another only when told to.
fn temporary(path: &Path, options: &Options) -> Result<tempfile::NamedTempFile, Refused> {
    let there = std::fs::metadata(path);
    match &there {
        Ok(there) if there.is_dir() => return Err(Refused::Folder),
        Ok(there) if !there.is_file() => return Err(Refused::NoFile),
        _ => {}
    }
    let real = |p: &PathBuf| std::fs::canonicalize(p).ok();
    let own = real(&path.to_path_buf());
    // An existing file in a folder that is read is an input too.
    let is_input = |own: &PathBuf| options.inputs().filter_map(real).any(|f| own.starts_with(f));
    if own.is_some_and(|own| is_input(&own)) {
        return Err(Refused::Input);
    }
    if there.is_ok() && !options.force {
        return Err(Refused::Exists);
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Refused::NoFolder);
    }
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut how = tempfile::Builder::new();
    // Whoever may read the user's other files may read this one; a temporary file by itself is for its maker alone.
    #[cfg(unix)]
    how.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    unfinished::begin(|| how.tempfile_in(folder)).map_err(|e| Refused::Failed(e.into()))
}

/// Puts a file that is whole in its place.
fn settle(file: tempfile::NamedTempFile, path: &Path) -> Result<(), Refused> {
    sound().map_err(|e| Refused::Failed(e.into()))?;
    file.as_file().sync_all().map_err(|e| Refused::Failed(e.into()))?;
    unfinished::end(|| file.persist(path)).map_err(|e| Refused::Failed(e.error.into()))?;
    Ok(())
}
