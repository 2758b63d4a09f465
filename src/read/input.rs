//! Where the bytes of a file come from, in a form that can be opened a second time.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fast::Masked;

/// The bytes of a file, on disk or in memory.
pub(crate) enum Input {
    File(PathBuf, BufReader<File>),
    Memory(Cursor<Arc<[u8]>>),
    /// Either of them, a byte of it hidden.
    Masked(Box<Masked>),
}

/// Files up to this size are read at once: most lists are that short, and are then looked at again without the disk.
const SHORT: u64 = 1 << 20;

impl Input {
    pub(crate) fn file(path: &Path) -> io::Result<Input> {
        let mut file = File::open(path)?;
        if file.metadata()?.len() > SHORT {
            return Ok(Input::File(path.to_owned(), BufReader::with_capacity(64 << 10, file)));
        }
        let mut bytes = Vec::new();
        (&mut file).take(SHORT).read_to_end(&mut bytes)?;
        Ok(Input::memory(bytes))
    }

    /// The bytes that it holds in memory.
    pub(crate) fn held(&self) -> usize {
        match self {
            Input::File(..) => 0,
            Input::Memory(bytes) => bytes.get_ref().len(),
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
