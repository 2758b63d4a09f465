//! A workbook without its shared strings.
//!
//! calamine reads all of them into memory when it opens a workbook, one allocation each, and gives no way not to. It finds
//! them by their name in the directory of the zip file: seen through a mask that changes one byte of that name, they are not
//! there, and everything else is read by calamine as ever.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::super::input::Input;
use super::super::xlsx_parts::part_names;

/// Where calamine looks for shared strings, whatever the case.
const PART: &str = "xl/sharedstrings.xml";

/// Bytes of an entry of the directory before its name.
const ENTRY: u64 = 46;

/// The input with the shared strings hidden, and the name of their part; nothing to hide gives no name, and what cannot be
/// hidden gives nothing.
pub(crate) fn without_strings(archive: &mut ZipArchive<Input>, input: &Input) -> Option<(Input, Option<String>)> {
    let alike = |name: &String| name.replace('\\', "/").to_ascii_lowercase() == PART;
    let found: Vec<String> = part_names(archive).into_iter().filter(alike).collect();
    let again = input.again().ok()?;
    match found.as_slice() {
        [] => Some((again, None)),
        [one] => {
            let at = archive.by_name(one).ok()?.central_header_start() + ENTRY;
            Some((Input::Masked(Box::new(Masked { input: again, at, position: 0 })), Some(one.clone())))
        }
        _ => None,
    }
}

/// Bytes of which one reads otherwise than it is.
pub(crate) struct Masked {
    input: Input,
    at: u64,
    position: u64,
}

impl Masked {
    pub(crate) fn held(&self) -> Option<usize> {
        self.input.held()
    }

    pub(crate) fn again(&self) -> io::Result<Masked> {
        Ok(Masked { input: self.input.again()?, at: self.at, position: 0 })
    }
}

impl Read for Masked {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let got = self.input.read(buf)?;
        let inside = self.at.checked_sub(self.position).and_then(|at| usize::try_from(at).ok());
        if let Some(byte) = inside.filter(|at| *at < got).and_then(|at| buf.get_mut(at)) {
            *byte = b'-';
        }
        self.position += got as u64;
        Ok(got)
    }
}

impl Seek for Masked {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = self.input.seek(to)?;
        Ok(self.position)
    }
}
