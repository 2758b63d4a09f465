//! A long text file in stretches, each from the start of a line, so that several threads can read it.
//!
//! Rows are numbered from 1 in each. A stretch begins between two records if the one before it ends so, and whether that does
//! is known when it has been read: it then ended without being [`Unusual`]. Nothing here joins what was read.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take};

use super::ahead::{Batch, Unusual};
use super::input::Input;
use super::pieces::{Piece, Pieces};
use super::plain_text::{Reader, SIZE};
use super::{NextRow, Row};

/// The longest line that is looked through for the end of a stretch.
const LONGEST_LINE: u64 = 1 << 20;

/// The rows of a stretch.
pub(crate) struct Stretch {
    pieces: Pieces<Take<Input>>,
    piece: Piece,
    reader: Reader,
    batch: Batch,
    given: usize,
}

impl Stretch {
    /// The stretches of UTF-8 behind the first `skip` bytes, of about so many bytes each.
    pub(super) fn all(input: &Input, skip: u64, each: u64, reader: Reader) -> io::Result<Vec<Stretch>> {
        let cuts = cuts(input.again()?, skip, each)?;
        let mut all = Vec::new();
        for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
            let mut part = input.again()?;
            part.seek(SeekFrom::Start(*from))?;
            let reader = if all.is_empty() { reader.clone() } else { reader.below() };
            let pieces = Pieces::new(part.take(to - from), "\n", None, SIZE);
            all.push(Stretch { pieces, piece: Piece::default(), reader, batch: Batch::default(), given: 0 });
        }
        Ok(all)
    }

    /// How many lines were read, blank ones too: all of them, once there are no more rows.
    pub(crate) fn lines(&self) -> u32 {
        self.reader.number()
    }
}

impl NextRow for Stretch {
    type Error = Unusual;

    fn next_row(&mut self, row: &mut Row) -> Result<bool, Unusual> {
        while !self.batch.give(self.given, row) {
            self.batch.cut(0);
            self.given = 0;
            if !self.pieces.next(&mut self.piece)? {
                return Ok(false);
            }
            self.reader.piece(self.piece.bytes(), &mut self.batch)?;
        }
        self.given += 1;
        if row.is_too_long() { Err(Unusual) } else { Ok(true) }
    }
}

/// Where the stretches begin, and where the last one ends.
fn cuts(mut input: Input, skip: u64, each: u64) -> io::Result<Vec<u64>> {
    let end = input.seek(SeekFrom::End(0))?;
    let mut cuts = vec![skip];
    let mut at = skip + each;
    let mut line = Vec::new();
    while at < end {
        line.clear();
        input.seek(SeekFrom::Start(at))?;
        BufReader::new(input.by_ref().take(LONGEST_LINE)).read_until(b'\n', &mut line)?;
        let cut = at + line.len() as u64;
        // Behind a line that has no end in sight, one stretch holds the rest.
        if !line.ends_with(b"\n") || cut >= end {
            break;
        }
        cuts.push(cut);
        at = cut + each;
    }
    cuts.push(end);
    Ok(cuts)
}
