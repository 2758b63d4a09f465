//! A long text file, read by several threads, each a stretch of it, as if one had read it from its first row to its last.
//!
//! A row tells of itself, with few exceptions: a section says where the households below it live, a ditto looks at the row above,
//! a header or signatures change what rows below them are. Each stretch is read as if nothing of the kind stood above it; where
//! that turns out not to hold, and where something is odd, all is forgotten and one thread reads the file. What was read is
//! joined in the order of the stretches, so that numbers, findings and counts are those of one thread.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use super::Run;
use super::count::Count;
use crate::diag::Place;
use crate::read::{Book, Row, Stretch};
use crate::survey::feed::Feed;
use crate::survey::legend::Legend;
use crate::survey::list::{ListReader, Setting};
use crate::survey::repeats::Marks;
use crate::survey::scan::{Mend, Scan};
use crate::table::Header;
use crate::ward::{WardId, Wards};

/// Bytes of a stretch, at least and at most.
const LEAST: u64 = 4 << 20;
const MOST: u64 = 32 << 20;

/// Stretches of one file, each of which keeps it open.
const FILES: u64 = 64;

#[cfg(test)]
thread_local! {
    /// How many lists were read by several threads, for tests that must know.
    pub(in crate::survey) static SHARED_OUT: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// Says now and then how many rows were read.
pub(super) struct Ticks<'a> {
    rows: &'a AtomicU64,
    unsaid: u64,
}

impl<'a> Ticks<'a> {
    pub(super) fn new(rows: &'a AtomicU64) -> Ticks<'a> {
        Ticks { rows, unsaid: 0 }
    }

    /// Counts a row; whether it was time to say so.
    pub(super) fn tick(&mut self) -> bool {
        self.unsaid += 1;
        let due = self.unsaid == 256;
        if due {
            self.rows.fetch_add(std::mem::take(&mut self.unsaid), Ordering::Relaxed);
        }
        due
    }
}

impl Drop for Ticks<'_> {
    fn drop(&mut self) {
        self.rows.fetch_add(self.unsaid, Ordering::Relaxed);
    }
}

/// What all threads know.
struct Common<'a> {
    header: &'a Header,
    mend: Mend,
    place: &'a Place,
    wards: &'a Wards,
    progress: &'a AtomicU64,
    /// Whether one of them has given up.
    stop: AtomicBool,
}

/// A household by which repeats are found; its marks are those of no ward.
struct Met {
    marks: Marks,
    ward: Option<WardId>,
    row: u32,
}

/// A stretch, read to its end.
struct Part<'a> {
    reader: ListReader<'a>,
    count: Count,
    /// The wards of the run as this part's rows know them.
    wards: Wards,
    met: Vec<Met>,
    lines: u32,
}

impl Run<'_> {
    /// Reads a list with several threads; `false` where that cannot be, and then nothing has changed.
    pub(super) fn read_stretches<'s>(
        &mut self,
        book: &Book,
        scan: &'s Scan,
        header: &Header,
        place: &Place,
        reader: &mut ListReader<'s>,
        count: &mut Count,
    ) -> bool {
        let split = self.options.split;
        let threads = split.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, NonZero::get));
        let stretches = match book.text_bytes() {
            Some(bytes) if threads > 1 && reader.is_plain() => {
                let each = (bytes / (4 * threads as u64)).clamp(LEAST, MOST).max(bytes / FILES);
                book.stretches(split.bytes.unwrap_or(each))
            }
            _ => return false,
        };
        if stretches.len() < 2 {
            return false;
        }
        let said = self.options.progress.load(Ordering::Relaxed);
        let (wards, met) = (self.survey.wards.clone(), self.repeats.met());
        let common = Common {
            header,
            mend: scan.mend,
            place,
            wards: &wards,
            progress: &self.options.progress,
            stop: AtomicBool::new(false),
        };
        let (ward, legend) = (reader.setting_ward(), reader.legend.clone());
        let fresh = |legend: &Legend| {
            let setting = Setting { place: place.clone(), titles: scan.titles.clone(), ward, merges: &[] };
            let mut fresh = ListReader::new(setting, header);
            fresh.legend.extend(legend.clone());
            fresh
        };
        let parts: Vec<_> = stretches
            .into_iter()
            .enumerate()
            .map(|(at, stretch)| {
                Mutex::new(Some((
                    stretch,
                    if at == 0 { fresh(&legend) } else { fresh(&Legend::default()).below_others() },
                )))
            })
            .collect();
        let mut whole = Whole { reader, count, lines: 0 };
        if in_order(&parts, threads, &common, |at, part| whole.take(at, part, self, header).is_some()) {
            #[cfg(test)]
            SHARED_OUT.set(SHARED_OUT.get() + 1);
            return true;
        }
        *whole.reader = fresh(&legend);
        *whole.count = Count::new();
        self.survey.wards = wards;
        self.repeats.forget(met);
        self.options.progress.store(said, Ordering::Relaxed);
        false
    }
}

/// What was joined so far.
struct Whole<'w, 'a> {
    reader: &'w mut ListReader<'a>,
    count: &'w mut Count,
    lines: u32,
}

impl<'a> Whole<'_, 'a> {
    /// Takes the next part; none where it would have been read otherwise behind those before it.
    fn take(&mut self, at: usize, part: Part<'a>, run: &mut Run<'_>, header: &Header) -> Option<()> {
        let lines = self.lines;
        self.lines = lines.checked_add(part.lines)?;
        let moved = if at == 0 {
            // The rows of the header are no others.
            if header.numbers.last().is_some_and(|last| *last > part.lines) || part.reader.tells_of_below() {
                return None;
            }
            *self.reader = part.reader;
            *self.count = part.count;
            run.survey.wards = part.wards;
            None
        } else {
            let moved = self.reader.append(part.reader, lines, &mut run.survey.wards)?;
            self.count.append(part.count, &moved)?;
            Some(moved)
        };
        for Met { marks, ward, row } in part.met {
            let ward = match (ward, &moved) {
                (Some(own), Some(moved)) => Some(moved.ward(own)?),
                _ => ward,
            };
            run.repeats.meet(marks.in_ward(ward), row.saturating_add(lines));
        }
        Some(())
    }
}

type Waiting<'a> = Mutex<Option<(Stretch, ListReader<'a>)>>;

/// Reads parts with several threads and gives them to `take` in their order; whether all were read and taken.
fn in_order<'a>(
    parts: &[Waiting<'a>],
    threads: usize,
    common: &Common<'_>,
    mut take: impl FnMut(usize, Part<'a>) -> bool,
) -> bool {
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads.min(parts.len()) {
            let (send, next) = (send.clone(), &next);
            let work = move || loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(part) = parts.get(at) else { return };
                let Some((stretch, reader)) = part.lock().unwrap_or_else(PoisonError::into_inner).take() else {
                    return;
                };
                // Whatever broke here breaks again where it can be told.
                let read =
                    catch_unwind(AssertUnwindSafe(|| read(stretch, reader, at == 0, at + 1 == parts.len(), common)));
                let read = read.ok().flatten();
                let failed = read.is_none();
                common.stop.fetch_or(failed, Ordering::Relaxed);
                if send.send((at, read)).is_err() || failed {
                    return;
                }
            };
            if std::thread::Builder::new().name("stretch".to_owned()).spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        drop(send);
        let (mut waiting, mut due) = (BTreeMap::new(), 0);
        for (at, part) in receive {
            waiting.insert(at, part);
            while let Some(part) = waiting.remove(&due) {
                if !part.is_some_and(|part| take(due, part)) {
                    common.stop.store(true, Ordering::Relaxed);
                    return false;
                }
                due += 1;
            }
        }
        due == parts.len()
    })
}

/// Reads a stretch; none where something in it is odd, or tells of other stretches.
fn read<'a>(
    stretch: Stretch,
    mut reader: ListReader<'a>,
    first: bool,
    last: bool,
    common: &Common<'_>,
) -> Option<Part<'a>> {
    let mut wards = common.wards.clone();
    let mut count = Count::new();
    let mut met = Vec::new();
    let mut feed = Feed::new(stretch, common.mend);
    let mut row = Row::default();
    let mut ticks = Ticks::new(common.progress);
    let numbers = &common.header.numbers;
    while feed.next(&mut row).ok()? {
        if ticks.tick() && common.stop.load(Ordering::Relaxed) {
            return None;
        }
        if first && count.watch.households == 0 && numbers.last().is_some_and(|last| row.number <= *last) {
            reader.pass(&row, numbers.contains(&row.number));
        } else if Feed::<Stretch>::looks_like_header(&row) {
            return None;
        } else if let Some(household) = reader.read(&mut row, &mut wards) {
            let (marks, alike) = count.see(&household, common.place);
            met.push(Met { marks, ward: alike.ward, row: household.row });
            count.kinds.add(alike);
        } else if !last && reader.tells_of_below() {
            return None;
        }
    }
    let lines = feed.rows().lines();
    Some(Part { reader, count, wards, met, lines })
}
