//! The rows of a sheet with a look ahead: a header in the middle of a sheet has several rows.

use std::collections::VecDeque;

use crate::read::{Merge, NextRow, Row};
use crate::survey::scan::{Mend, says_cause};
use crate::table::{self, Header, Headings};

/// Rows looked at behind the first row of a header.
const AHEAD: usize = 4;

pub(crate) struct Feed<R> {
    rows: R,
    waiting: VecDeque<Row>,
    mend: Mend,
    /// Whether some row looked like a header.
    pub(crate) asked: bool,
}

impl<R: NextRow> Feed<R> {
    pub(crate) fn new(rows: R, mend: Mend) -> Feed<R> {
        Feed { rows, waiting: VecDeque::new(), mend, asked: false }
    }

    fn read(&mut self, row: &mut Row) -> Result<bool, R::Error> {
        let more = self.rows.next_row(row)?;
        self.mend.apply(row);
        Ok(more)
    }

    pub(crate) fn next(&mut self, row: &mut Row) -> Result<bool, R::Error> {
        match self.waiting.pop_front() {
            Some(next) => {
                *row = next;
                Ok(true)
            }
            None => self.read(row),
        }
    }

    /// What the rows come from.
    pub(crate) fn rows(&self) -> &R {
        &self.rows
    }

    /// Whether a row looks like a header.
    pub(crate) fn looks_like_header(row: &Row) -> bool {
        table::looks_like_header(row, Headings::standard())
    }

    /// The header that begins with `row`, if one does, and its rows, which are then taken from the feed.
    pub(crate) fn header(&mut self, row: &Row, merges: &[Merge]) -> Result<Option<(Header, Vec<Row>)>, R::Error> {
        if !Self::looks_like_header(row) {
            return Ok(None);
        }
        self.asked = true;
        while self.waiting.len() < AHEAD {
            let mut next = Row::default();
            if !self.read(&mut next)? {
                break;
            }
            self.waiting.push_back(next);
        }
        let rows: Vec<Row> = std::iter::once(row).chain(&self.waiting).cloned().collect();
        let Some(header) = table::find(&rows, 0, merges, Headings::standard(), &says_cause).filter(|h| h.first == 0)
        else {
            return Ok(None);
        };
        let taken = rows.get(..=header.last).unwrap_or(&[]).to_vec();
        self.waiting.drain(..header.last.min(self.waiting.len()));
        Ok(Some((header, taken)))
    }
}
