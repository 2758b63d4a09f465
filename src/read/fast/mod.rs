//! A short way through the body of regular .xlsx sheets.
//!
//! Reading XML event by event costs ten times what the bytes of a regular sheet take to go through. This folder knows one
//! strict spelling of rows and cells, the one that spreadsheet programs write, and gives up at the first byte that is
//! spelt otherwise: calamine then reads the sheet from its start, the rows already handed out are passed over, and no one
//! sees a difference. What calamine would refuse is therefore never accepted here, and nothing here refuses a file.
//!
//! One door: [`Shortcut`] belongs to a workbook, [`Shortcut::rows`] gives the rows of a sheet as far as the short way goes.

mod cursor;
mod formats;
mod mask;
mod pipe;
mod sheet;
mod strings;
#[cfg(test)]
mod tests;
mod text;
mod usual;

use std::sync::{Arc, OnceLock};

use calamine::Style;
use zip::ZipArchive;

use super::ahead::Unusual;
use super::input::Input;
use super::short_way::Steps;
use super::texts::Texts;
use super::{Row, SheetFacts};
use formats::Formats;
use pipe::Pipe;

pub(crate) use super::ahead::Step;
pub(crate) use mask::{Masked, without_strings};

/// What the short way needs to know of a workbook.
pub(crate) struct Shortcut {
    strings: Arc<Texts>,
    is_1904: bool,
}

impl Shortcut {
    /// Reads the shared strings of a workbook, where it has any (`part`).
    pub(crate) fn new(archive: &mut ZipArchive<Input>, part: Option<&str>, is_1904: bool) -> Result<Shortcut, Unusual> {
        let strings = match part {
            Some(part) => {
                let part = archive.by_name(part).map_err(|_| Unusual)?;
                let packed = part.compressed_size();
                strings::read(part, packed)?
            }
            None => Texts::default(),
        };
        Ok(Shortcut { strings: Arc::new(strings), is_1904 })
    }

    /// The bytes of its shared strings.
    pub(crate) fn held(&self) -> usize {
        self.strings.held()
    }

    /// The rows of the sheet in a zip part, of its text where that is at hand and it is known whether all
    /// of them are wanted. Else what the cells do not tell is put into `facts`
    /// before the rows end.
    pub(crate) fn rows(
        &self,
        input: &Input,
        part: &str,
        text: Option<(Arc<String>, bool)>,
        styles: &[Style],
        facts: &Arc<OnceLock<SheetFacts>>,
    ) -> Result<Shorter, Unusual> {
        let reader = sheet::Reader::new(Arc::clone(&self.strings), Formats::new(styles, self.is_1904));
        let pipe = match text {
            Some((text, all)) => Pipe::of_text(text, reader, all),
            None => Pipe::open(input, part, reader, Arc::clone(facts)),
        };
        pipe.map(|pipe| Shorter { pipe })
    }
}

/// The rows of a sheet by the short way.
pub(crate) struct Shorter {
    pipe: Pipe,
}

impl Steps for Shorter {
    fn next(&mut self, row: &mut Row) -> Step {
        self.pipe.next(row)
    }
}
