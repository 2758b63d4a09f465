//! A stream of bytes, cut between rows.

use std::io::Read;

use memchr::memmem::{self, FinderRev};

use super::ahead::Unusual;

/// Bytes in a piece, unless a row is longer.
pub(super) const PIECE: usize = 256 << 10;

/// The longest row that is read by the short way.
const LONGEST: usize = 16 << 20;

/// Bytes that hold whole rows; the buffer behind them is used again.
#[derive(Default)]
pub(super) struct Piece {
    buffer: Vec<u8>,
    filled: usize,
}

impl Piece {
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.filled).unwrap_or(&[])
    }
}

/// Cuts a stream behind the last `end` of each piece.
pub(super) struct Pieces<R> {
    part: R,
    end: FinderRev<'static>,
    /// What ends the rows: behind it, pieces are cut anywhere.
    last: Option<&'static str>,
    behind: bool,
    rest: Vec<u8>,
    over: bool,
    size: usize,
}

impl<R: Read> Pieces<R> {
    pub(super) fn new(part: R, end: &'static str, last: Option<&'static str>, size: usize) -> Pieces<R> {
        Pieces { size, part, end: FinderRev::new(end), last, behind: false, rest: Vec::new(), over: false }
    }

    /// Fills the next piece; `false` when there is none.
    pub(super) fn next(&mut self, piece: &mut Piece) -> Result<bool, Unusual> {
        piece.filled = 0;
        if self.over {
            return Ok(false);
        }
        let mut want = self.size.max(self.rest.len());
        loop {
            if piece.buffer.len() < want {
                piece.buffer.resize(want, 0);
            }
            if piece.filled == 0 {
                let start = piece.buffer.get_mut(..self.rest.len()).ok_or(Unusual)?;
                start.copy_from_slice(&self.rest);
                piece.filled = self.rest.len();
            }
            while let Some(free) = piece.buffer.get_mut(piece.filled..want).filter(|free| !free.is_empty()) {
                // A part that is damaged here is damaged for calamine too, which has the words for it.
                match self.part.read(free).map_err(|_| Unusual)? {
                    0 => {
                        self.over = true;
                        return Ok(true);
                    }
                    got => piece.filled += got,
                }
            }
            if self.behind {
                return Ok(true);
            }
            if let Some(at) = self.end.rfind(piece.bytes()) {
                let cut = at + self.end.needle().len();
                self.rest.clear();
                self.rest.extend_from_slice(piece.bytes().get(cut..).unwrap_or(&[]));
                piece.filled = cut;
                return Ok(true);
            }
            if self.last.is_some_and(|last| memmem::find(piece.bytes(), last.as_bytes()).is_some()) {
                self.behind = true;
                self.rest.clear();
                return Ok(true);
            }
            if want >= LONGEST {
                return Err(Unusual);
            }
            want *= 2;
        }
    }
}
