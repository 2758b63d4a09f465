//! From the text of a sheet to rows: at once for a short one; for a longer one reading and using the rows go on two
//! threads, and inflating on a third where the text is not at hand, with buffers that go round.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};

use zip::ZipArchive;

use super::sheet::Reader;
use super::{Step, Unusual};
use crate::read::ahead::{AHEAD, Ahead, Batch, Batches, spawn};
use crate::read::input::Input;
use crate::read::pieces::{PIECE, Piece, Pieces};
use crate::read::sheet_facts::Scan;
use crate::read::{Row, SheetFacts};

/// Texts up to this size are read where they are used: a thread would cost more than it saves. Tests must meet both ways.
const SMALL: usize = if cfg!(test) { 64 << 10 } else { 512 << 10 };

/// Rows in a batch.
const BATCH: usize = 256;

pub(super) enum Pipe {
    Small { reader: Reader, text: Arc<String>, at: usize },
    Large(Ahead),
}

impl Pipe {
    /// The rows of a text.
    pub(super) fn of_text(text: Arc<String>, reader: Reader) -> Result<Pipe, Unusual> {
        if text.len() <= SMALL {
            return Ok(Pipe::Small { reader, text, at: 0 });
        }
        Ahead::start(move |batches| read_text(reader, &text, &batches)).map(Pipe::Large)
    }

    /// The rows of a zip part; what else the sheet says is put into `facts` before the last of them is there.
    pub(super) fn open(
        input: &Input,
        part: &str,
        reader: Reader,
        facts: Arc<OnceLock<SheetFacts>>,
    ) -> Result<Pipe, Unusual> {
        let again = input.again().map_err(|_| Unusual)?;
        let (piece_to, pieces) = sync_channel(AHEAD);
        let (piece_back, spare_pieces) = sync_channel(AHEAD);
        let part = part.to_owned();
        spawn("inflate", move || inflate(again, &part, &facts, &piece_to, &spare_pieces))?;
        Ahead::start(move |batches| read(reader, &pieces, &piece_back, &batches)).map(Pipe::Large)
    }

    pub(super) fn next(&mut self, row: &mut Row) -> Step {
        match self {
            Pipe::Small { reader, text, at } => reader.next(text, at, row).unwrap_or_else(|| reader.finish()),
            Pipe::Large(ahead) => ahead.next(row),
        }
    }
}

/// A part whose bytes are looked at on their way.
struct Scanned<R> {
    part: R,
    scan: Scan,
}

impl<R: Read> Read for Scanned<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let got = self.part.read(buf)?;
        // What is refused here is read by nobody: whoever takes over looks first, and has the words for it.
        self.scan.see(buf.get(..got).unwrap_or(&[])).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(got)
    }
}

/// The first thread: ends when the part does, or when nobody takes the pieces.
fn inflate(
    input: Input,
    part: &str,
    facts: &OnceLock<SheetFacts>,
    pieces: &SyncSender<Result<Piece, Unusual>>,
    spare: &Receiver<Piece>,
) {
    let failed = |_| Unusual;
    let opened = ZipArchive::new(input).map_err(|_| Unusual);
    let mut archive = match opened {
        Ok(archive) => archive,
        Err(e) => return drop(pieces.send(Err(e))),
    };
    let file = match archive.by_name(part).map_err(failed) {
        Ok(file) => file,
        Err(e) => return drop(pieces.send(Err(e))),
    };
    let scan = Scan::new(file.compressed_size());
    let mut stream = Pieces::new(Scanned { part: file, scan }, "</row>", Some("</sheetData"), PIECE);
    loop {
        let mut piece = spare.try_recv().unwrap_or_default();
        let sent = match stream.next(&mut piece) {
            Ok(true) => {
                if stream.is_over() {
                    let _ = facts.set(stream.part().scan.finish());
                }
                pieces.send(Ok(piece))
            }
            Ok(false) => return,
            Err(e) => return drop(pieces.send(Err(e))),
        };
        if sent.is_err() {
            return;
        }
    }
}

/// The second thread: makes rows of pieces.
fn read(mut reader: Reader, pieces: &Receiver<Result<Piece, Unusual>>, used: &SyncSender<Piece>, batches: &Batches) {
    loop {
        let mut batch = batches.empty();
        match pieces.recv() {
            Ok(Ok(piece)) => {
                match std::str::from_utf8(piece.bytes()) {
                    Ok(text) => fill(&mut reader, text, &mut 0, usize::MAX, &mut batch),
                    Err(_) => batch.end = Some(Step::Unusual),
                }
                let _ = used.try_send(piece);
            }
            Ok(Err(Unusual)) => batch.end = Some(Step::Unusual),
            Err(_) => batch.end = Some(reader.finish()),
        }
        if !batches.send(batch) {
            return;
        }
    }
}

/// The second thread where the whole text is at hand.
fn read_text(mut reader: Reader, text: &str, batches: &Batches) {
    let mut at = 0;
    loop {
        let mut batch = batches.empty();
        fill(&mut reader, text, &mut at, BATCH, &mut batch);
        if batch.end.is_none() && batch.len() < BATCH {
            batch.end = Some(reader.finish());
        }
        if !batches.send(batch) {
            return;
        }
    }
}

/// Reads rows from `at` on into a batch, until it holds `most` or the text is used up.
fn fill(reader: &mut Reader, text: &str, at: &mut usize, most: usize, batch: &mut Batch) {
    let mut more = true;
    while more && batch.len() < most {
        let mut end = None;
        batch.push(|row| {
            let step = reader.next(text, at, row);
            more = step == Some(Step::Row);
            end = step.filter(|_| !more);
            more
        });
        batch.end = end;
    }
}
