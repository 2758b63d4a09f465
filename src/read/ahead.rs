//! Rows that a thread of their own reads ahead of whoever uses them, in batches that go round.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::Row;

/// Pieces and batches on their way.
pub(super) const AHEAD: usize = 3;

/// Something that a short way does not know; a library takes over.
#[derive(Debug)]
pub(crate) struct Unusual;

/// How the reading of a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The row was read.
    Row,
    /// There are no more.
    End,
    /// What follows is for a library.
    Unusual,
}

/// Rows read at once.
#[derive(Default)]
pub(super) struct Batch {
    rows: Vec<Row>,
    filled: usize,
    /// What follows the last of them, when it is no other batch.
    pub(super) end: Option<Step>,
}

impl Batch {
    fn clear(&mut self) {
        self.filled = 0;
        self.end = None;
    }

    /// How many rows it holds.
    pub(super) fn len(&self) -> usize {
        self.filled
    }

    /// Forgets all rows but the first `filled`.
    pub(super) fn cut(&mut self, filled: usize) {
        self.filled = self.filled.min(filled);
    }

    /// The row behind the last, which still holds what it once held; [`Batch::keep`] adds it.
    pub(super) fn spare(&mut self) -> Option<&mut Row> {
        if self.rows.len() == self.filled {
            self.rows.push(self.rows.last().map_or_else(Row::default, Row::like));
        }
        self.rows.get_mut(self.filled)
    }

    /// Exchanges the row at a place for `row`; whether there is one.
    #[inline]
    pub(super) fn give(&mut self, at: usize, row: &mut Row) -> bool {
        let filled = self.rows.get_mut(..self.filled).unwrap_or_default();
        filled.get_mut(at).map(|ready| std::mem::swap(ready, row)).is_some()
    }

    /// Adds the row behind the last.
    pub(super) fn keep(&mut self) {
        self.filled += usize::from(self.filled < self.rows.len());
    }

    /// Adds what `read` makes of a row, which still holds what it once held, where `read` says that it is one.
    pub(super) fn push(&mut self, read: impl FnOnce(&mut Row) -> bool) {
        if self.spare().is_some_and(read) {
            self.keep();
        }
    }
}

/// Where a thread puts its batches.
pub(super) struct Batches {
    ready: SyncSender<Batch>,
    used: Receiver<Batch>,
}

impl Batches {
    /// An empty batch.
    pub(super) fn empty(&self) -> Batch {
        let mut batch = self.used.try_recv().unwrap_or_default();
        batch.clear();
        batch
    }

    /// Hands a batch over; whether another is wanted.
    pub(super) fn send(&self, batch: Batch) -> bool {
        let ended = batch.end.is_some();
        self.ready.send(batch).is_ok() && !ended
    }
}

/// The rows that a thread reads.
pub(super) struct Ahead {
    ready: Receiver<Batch>,
    used: SyncSender<Batch>,
    batch: Batch,
    next: usize,
}

impl Ahead {
    /// Starts the thread.
    pub(super) fn start(work: impl FnOnce(Batches) + Send + 'static) -> Result<Ahead, Unusual> {
        let (ready_to, ready) = sync_channel(AHEAD);
        let (used, used_from) = sync_channel(AHEAD + 1);
        spawn("rows", move || work(Batches { ready: ready_to, used: used_from }))?;
        Ok(Ahead { ready, used, batch: Batch::default(), next: 0 })
    }

    /// Puts the next row into `row`.
    pub(super) fn next(&mut self, row: &mut Row) -> Step {
        loop {
            if self.batch.give(self.next, row) {
                self.next += 1;
                return Step::Row;
            }
            if let Some(end) = self.batch.end {
                return end;
            }
            self.next = 0;
            let before = std::mem::take(&mut self.batch);
            // Where nobody waits for it, the buffer is dropped.
            let _ = self.used.try_send(before);
            match self.ready.recv() {
                Ok(ready) => self.batch = ready,
                // The thread has failed.
                Err(_) => self.batch.end = Some(Step::Unusual),
            }
        }
    }
}

/// Starts a thread.
pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Unusual> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map(drop).map_err(|_| Unusual)
}
