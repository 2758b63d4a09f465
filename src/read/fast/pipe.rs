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
use crate::read::xml_watch::XmlWatch;
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
    /// The rows of a text; all of them, or only the first.
    pub(super) fn of_text(text: Arc<String>, reader: Reader, all: bool) -> Result<Pipe, Unusual> {
        if text.len() <= SMALL || !all {
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
        let reader = reader.with_facts();
        let (piece_to, pieces) = sync_channel(AHEAD);
        let (piece_back, spare_pieces) = sync_channel(AHEAD);
        let part = part.to_owned();
        spawn("inflate", move || inflate(again, &part, &piece_to, &spare_pieces))?;
        Ahead::start(move |batches| read(reader, &facts, &pieces, &piece_back, &batches)).map(Pipe::Large)
    }

    pub(super) fn next(&mut self, row: &mut Row) -> Step {
        match self {
            Pipe::Small { reader, text, at } => reader.next(text, at, row).unwrap_or_else(|| reader.finish()),
            Pipe::Large(ahead) => ahead.next(row),
        }
    }
}

/// A part that may not grow without end.
struct Watched<R> {
    part: R,
    watch: XmlWatch,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let got = self.part.read(buf)?;
        // What is refused here is read by nobody: whoever takes over looks first, and has the words for it.
        self.watch.see_size(buf.get(..got).unwrap_or(&[])).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(got)
    }
}

/// The first thread: ends when the part does, or when nobody takes the pieces.
fn inflate(input: Input, part: &str, pieces: &SyncSender<Result<Piece, Unusual>>, spare: &Receiver<Piece>) {
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
    let watch = XmlWatch::new(file.compressed_size());
    let mut stream = Pieces::new(Watched { part: file, watch }, "</row>", Some("</sheetData"), PIECE);
    loop {
        let mut piece = spare.try_recv().unwrap_or_default();
        let sent = match stream.next(&mut piece) {
            Ok(true) => pieces.send(Ok(piece)),
            Ok(false) => return,
            Err(e) => return drop(pieces.send(Err(e))),
        };
        if sent.is_err() {
            return;
        }
    }
}

/// The second thread: makes rows of pieces, and looks at what stands around them.
fn read(
    mut reader: Reader,
    facts: &OnceLock<SheetFacts>,
    pieces: &Receiver<Result<Piece, Unusual>>,
    used: &SyncSender<Piece>,
    batches: &Batches,
) {
    loop {
        let mut batch = batches.empty();
        match pieces.recv() {
            Ok(Ok(piece)) => {
                if read_piece(&mut reader, &piece, &mut batch).is_err() {
                    batch.end = Some(Step::Unusual);
                }
                let _ = used.try_send(piece);
            }
            Ok(Err(Unusual)) => batch.end = Some(Step::Unusual),
            // The checksum stands behind the last byte, and was right.
            Err(_) => {
                let _ = facts.set(reader.facts());
                batch.end = Some(reader.finish());
            }
        }
        if !batches.send(batch) {
            return;
        }
    }
}

/// Adds the rows of a piece to a batch, which ends early at something unusual.
fn read_piece(reader: &mut Reader, piece: &Piece, batch: &mut Batch) -> Result<(), Unusual> {
    let mut at = 0;
    if !reader.is_over() {
        let text = simdutf8::basic::from_utf8(piece.bytes()).map_err(|_| Unusual)?;
        fill(reader, text, &mut at, usize::MAX, batch);
        // Not yet: more of the sheet stands behind the rows.
        batch.end = batch.end.filter(|end| *end != Step::End);
    }
    if reader.is_over() { reader.see_behind(piece.bytes().get(at..).unwrap_or(&[])) } else { Ok(()) }
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
