//! Numbers of households that a list states of itself, held against the households and marks in it.
//!
//! A sum may be of a hamlet, of several or of the whole list, and does not say which: it is right if it is that of any
//! stretch that ends here, and a section's label if it is that of any stretch that begins there. Of marks nothing is said
//! where the sums stand above what they add up, or where some mark is unclear.

use std::collections::VecDeque;

use crate::read::{Item, Row};
use crate::survey::Columns;
use crate::survey::cause::CauseCells;
use crate::survey::wordings::Wordings;
use crate::text::fold::{fold, holds};
use crate::text::number;

/// Stretches kept; beyond, the oldest become one with what is before them.
const MOST: usize = 128;

/// A stated number that no stretch bears out.
pub(super) struct Wrong {
    pub(super) row: u32,
    pub(super) column: Option<u32>,
    pub(super) said: u64,
    pub(super) found: u64,
}

/// Running sums of households and of the marks of each column, in that order.
type Running = Vec<u64>;

/// A section whose label says how many households it has.
struct Promise {
    row: u32,
    said: u64,
    /// Households before it.
    start: u64,
    /// Whether sections stand inside it: it ends no one knows where.
    nested: bool,
    /// What was counted where it may end, next to what it says.
    nearest: u64,
}

/// The sums of one list.
#[derive(Default)]
pub(super) struct Sums {
    now: Running,
    /// The running sums where a stretch began.
    starts: VecDeque<Running>,
    promises: Vec<Promise>,
    /// Whether nothing can be said of the marks.
    silent: bool,
}

impl Sums {
    /// Counts a household and its marks.
    pub(super) fn household(&mut self, cells: Option<&CauseCells>, columns: &Columns) {
        self.silent |= cells.is_none_or(|c| c.unclear_mark || c.error);
        self.now.resize(self.now.len().max(columns.cause_marks.len() + 1), 0);
        let marks = cells.map_or(0, |c| c.marks);
        let bits = (0..).map(|bit| marks.checked_shr(bit).unwrap_or(0) & 1);
        for (sum, bit) in self.now.iter_mut().zip(std::iter::once(1).chain(bits)) {
            *sum += bit;
        }
    }

    /// A member's row: where it is marked too, sums may be of persons.
    pub(super) fn member(&mut self, row: &Row, columns: &Columns) {
        self.silent |= columns.cause_marks.iter().any(|c| !row.get(*c).is_blank());
    }

    /// A section begins. Gives the one before if its label does not hold.
    pub(super) fn section(&mut self, row: &Row) -> Vec<Wrong> {
        let now = self.households();
        self.count_promises();
        let mut over = Vec::new();
        self.promises.retain_mut(|p| {
            p.nested |= p.start == now;
            if !p.nested {
                over.extend(p.wrong());
            }
            p.nested
        });
        self.open();
        if let Some(said) = said_households(row)
            && self.promises.len() < MOST
        {
            self.promises.push(Promise { row: row.number, said, start: now, nested: false, nearest: 0 });
        }
        over
    }

    /// The list ends: the labels of sections that do not hold.
    pub(super) fn finish(mut self) -> Vec<Wrong> {
        self.count_promises();
        self.promises.iter().filter_map(Promise::wrong).collect()
    }

    /// What a row of sums says that is not so.
    pub(super) fn sum(&mut self, row: &Row, columns: &Columns) -> Vec<Wrong> {
        self.count_promises();
        let mut wrong = Vec::new();
        if let Some(said) = said_households(row) {
            wrong.extend(self.wrong(row, &[(None, 0, said)]));
        }
        if !self.silent && sums_households(row) {
            let said = columns.cause_marks.iter().enumerate();
            let said = said.filter_map(|(n, c)| Some((Some(*c), n + 1, number::whole(&row.text(*c))?)));
            let said: Vec<(Option<u32>, usize, u64)> = said.collect();
            self.silent = !said.is_empty() && self.households() == 0;
            wrong.extend(self.wrong(row, &said));
        }
        self.open();
        wrong
    }

    /// What is not so of numbers said in columns, each with its place among the running sums.
    fn wrong(&self, row: &Row, said: &[(Option<u32>, usize, u64)]) -> Vec<Wrong> {
        if self.households() == 0 {
            return Vec::new();
        }
        let nothing = Running::new();
        let mut starts: Vec<&Running> = self.starts.iter().rev().chain([&nothing]).collect();
        // Right below another sum it is one of several stretches, first of all of the whole.
        if self.starts.back().is_some_and(|start| at(start, 0) == self.households()) {
            starts.reverse();
        }
        let found = |start: &Running, n: usize| at(&self.now, n) - at(start, n);
        let faults = |start: &Running| said.iter().filter(|(_, n, said)| found(start, *n) != *said).count();
        // Of those with the fewest faults the first.
        let Some(start) = starts.into_iter().min_by_key(|start| faults(start)) else { return Vec::new() };
        let wrong = said.iter().map(|(column, n, said)| Wrong {
            row: row.number,
            column: *column,
            said: *said,
            found: found(start, *n),
        });
        wrong.filter(|w| w.said != w.found).collect()
    }

    /// A new stretch begins.
    fn open(&mut self) {
        if self.households() == self.starts.back().map_or(0, |start| at(start, 0)) {
            return;
        }
        if self.starts.len() == MOST {
            self.starts.pop_front();
        }
        self.starts.push_back(self.now.clone());
    }

    fn count_promises(&mut self) {
        let now = self.households();
        for promise in &mut self.promises {
            let counted = now - promise.start;
            if counted.abs_diff(promise.said) < promise.nearest.abs_diff(promise.said) {
                promise.nearest = counted;
            }
        }
    }

    fn households(&self) -> u64 {
        at(&self.now, 0)
    }
}

impl Promise {
    fn wrong(&self) -> Option<Wrong> {
        let wrong = Wrong { row: self.row, column: None, said: self.said, found: self.nearest };
        (self.said != self.nearest).then_some(wrong)
    }
}

fn at(sums: &Running, n: usize) -> u64 {
    sums.get(n).copied().unwrap_or(0)
}

/// Whether a row says that it adds up, and that not persons or shares.
fn sums_households(row: &Row) -> bool {
    let mut adds = false;
    for (_, item) in row.cells() {
        let Item::Text(text) = item else { continue };
        let folded = fold(text);
        if text.contains('%') || ["khau", "nguoi", "ty le"].iter().any(|w| holds(&folded, w)) {
            return false;
        }
        adds |= Wordings::standard().is_subtotal(text);
    }
    adds
}

/// How many households a label says there are: "Cộng: 15 hộ", "HỘ NGHÈO (15 hộ)".
fn said_households(row: &Row) -> Option<u64> {
    for (_, item) in row.cells() {
        let Item::Text(text) = item else { continue };
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').collect();
        for pair in words.windows(2) {
            if let [number, "ho"] = pair
                && !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
            {
                return number.parse().ok();
            }
        }
    }
    None
}
