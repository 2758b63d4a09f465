//! From a zip part to rows: at once for a small one; for a large one inflating, reading and using the rows go on three
//! threads, with buffers that go round.

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use zip::ZipArchive;

use super::pieces::{Piece, Pieces};
use super::sheet::Reader;
use super::{Step, Unusual};
use crate::read::Row;
use crate::read::input::Input;

/// Parts up to this size are inflated whole: threads would cost more than they save. Tests must meet both ways.
const SMALL: u64 = if cfg!(test) { 64 << 10 } else { 4 << 20 };

/// Pieces and batches on their way.
const AHEAD: usize = 3;

/// Rows of one piece.
#[derive(Default)]
pub(super) struct Batch {
    rows: Vec<Row>,
    filled: usize,
    end: Option<Step>,
}

pub(super) enum Pipe {
    Small { reader: Reader, text: String, at: usize },
    Large { batches: Receiver<Batch>, used: SyncSender<Batch>, batch: Batch, next: usize },
}

impl Pipe {
    pub(super) fn open(
        archive: &mut ZipArchive<Input>,
        input: &Input,
        part: &str,
        reader: Reader,
    ) -> Result<Pipe, Unusual> {
        let file = archive.by_name(part).map_err(|_| Unusual)?;
        if file.size() <= SMALL {
            let mut text = String::new();
            file.take(SMALL + 1).read_to_string(&mut text).map_err(|_| Unusual)?;
            return if text.len() as u64 > SMALL { Err(Unusual) } else { Ok(Pipe::Small { reader, text, at: 0 }) };
        }
        drop(file);
        let again = input.again().map_err(|_| Unusual)?;
        let (piece_to, pieces) = sync_channel(AHEAD);
        let (piece_back, spare_pieces) = sync_channel(AHEAD);
        let part = part.to_owned();
        let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|_| Unusual)
        };
        spawn("inflate", Box::new(move || inflate(again, &part, &piece_to, &spare_pieces)))?;
        let (batch_to, batches) = sync_channel(AHEAD);
        let (used, spare_batches) = sync_channel(AHEAD + 1);
        spawn("rows", Box::new(move || read(reader, &pieces, &piece_back, &batch_to, &spare_batches)))?;
        Ok(Pipe::Large { batches, used, batch: Batch::default(), next: 0 })
    }

    pub(super) fn next(&mut self, row: &mut Row) -> Step {
        match self {
            Pipe::Small { reader, text, at } => reader.next(text, at, row).unwrap_or_else(|| reader.finish()),
            Pipe::Large { batches, used, batch, next } => loop {
                if *next < batch.filled {
                    if let Some(ready) = batch.rows.get_mut(*next) {
                        std::mem::swap(ready, row);
                    }
                    *next += 1;
                    return Step::Row;
                }
                if let Some(end) = batch.end {
                    return end;
                }
                *next = 0;
                let before = std::mem::take(batch);
                // Where nobody waits for it, the buffer is dropped.
                let _ = used.try_send(before);
                match batches.recv() {
                    Ok(ready) => *batch = ready,
                    // The thread has failed.
                    Err(_) => batch.end = Some(Step::Unusual),
                }
            },
        }
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
    let mut stream = Pieces::new(file, "</row>", "</sheetData");
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

/// The second thread: makes rows of pieces.
fn read(
    mut reader: Reader,
    pieces: &Receiver<Result<Piece, Unusual>>,
    used: &SyncSender<Piece>,
    batches: &SyncSender<Batch>,
    spare: &Receiver<Batch>,
) {
    loop {
        let mut batch = spare.try_recv().unwrap_or_default();
        batch.filled = 0;
        batch.end = None;
        match pieces.recv() {
            Ok(Ok(piece)) => {
                match std::str::from_utf8(piece.bytes()) {
                    Ok(text) => fill(&mut reader, text, &mut batch),
                    Err(_) => batch.end = Some(Step::Unusual),
                }
                let _ = used.try_send(piece);
            }
            Ok(Err(Unusual)) => batch.end = Some(Step::Unusual),
            Err(_) => batch.end = Some(reader.finish()),
        }
        let ended = batch.end.is_some();
        if batches.send(batch).is_err() || ended {
            return;
        }
    }
}

fn fill(reader: &mut Reader, text: &str, batch: &mut Batch) {
    let mut at = 0;
    loop {
        if batch.rows.len() == batch.filled {
            batch.rows.push(Row::default());
        }
        let Some(row) = batch.rows.get_mut(batch.filled) else { return };
        match reader.next(text, &mut at, row) {
            Some(Step::Row) => batch.filled += 1,
            Some(end) => return batch.end = Some(end),
            None => return,
        }
    }
}
