//! Where the bytes of a file come from, in a form that can be opened a second time.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::fast::Masked;

/// Bytes up to which a file is read whole: opening a workbook goes back and forth, and each time fills a buffer anew.
const SMALL: u64 = 1 << 20;

/// Bytes of a larger file read at once.
const BUFFER: usize = 64 << 10;

/// Bytes that this process has taken from files so far: for whoever shows progress. One addition a buffer.
static TAKEN: AtomicU64 = AtomicU64::new(0);

/// The bytes that were taken from files so far.
#[must_use]
pub fn bytes_taken() -> u64 {
    TAKEN.load(Ordering::Relaxed)
}

/// A file whose bytes are counted as they are taken.
pub(crate) struct Counted(File);

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let got = self.0.read(buf)?;
        TAKEN.fetch_add(got as u64, Ordering::Relaxed);
        Ok(got)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// The bytes of a file, on disk or in memory.
pub(crate) enum Input {
    File(PathBuf, BufReader<Counted>),
    Memory(Cursor<Arc<[u8]>>),
    /// Either of them, a byte of it hidden.
    Masked(Box<Masked>),
}

impl Input {
    pub(crate) fn file(path: &Path) -> io::Result<Input> {
        let mut file = Counted(File::open(path)?);
        let known = file.0.metadata()?;
        if known.is_file() && known.len() <= SMALL {
            let mut bytes = Vec::with_capacity(usize::try_from(known.len()).unwrap_or(0) + 1);
            file.by_ref().take(SMALL + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 <= SMALL {
                return Ok(Input::memory(bytes));
            }
            // It has grown since.
            file.rewind()?;
        }
        Ok(Input::File(path.to_owned(), BufReader::with_capacity(BUFFER, file)))
    }

    /// The bytes that it holds in memory; none where it holds a file open.
    pub(crate) fn held(&self) -> Option<usize> {
        match self {
            Input::File(..) => None,
            Input::Memory(bytes) => Some(bytes.get_ref().len()),
            Input::Masked(masked) => masked.held(),
        }
    }

    pub(crate) fn memory(bytes: Vec<u8>) -> Input {
        Input::Memory(Cursor::new(bytes.into()))
    }

    /// The same bytes once more, from the start, with a position of their own.
    pub(crate) fn again(&self) -> io::Result<Input> {
        match self {
            Input::File(path, _) => Input::file(path),
            Input::Memory(bytes) => Ok(Input::Memory(Cursor::new(Arc::clone(bytes.get_ref())))),
            Input::Masked(masked) => masked.again().map(|again| Input::Masked(Box::new(again))),
        }
    }
}

impl Read for Input {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::File(_, file) => file.read(buf),
            Input::Memory(bytes) => bytes.read(buf),
            Input::Masked(masked) => masked.read(buf),
        }
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Input::File(_, file) => file.seek(to),
            Input::Memory(bytes) => bytes.seek(to),
            Input::Masked(masked) => masked.seek(to),
        }
    }
}
