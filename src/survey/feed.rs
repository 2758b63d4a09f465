//! The rows of a sheet with a look ahead: a header in the middle of a sheet has several rows.

use std::collections::VecDeque;

use crate::read::{Merge, ReadError, Row, SheetRows};
use crate::survey::scan::{Mend, says_cause};
use crate::table::{self, Header, Headings};

/// Rows looked at behind the first row of a header.
const AHEAD: usize = 4;

pub(crate) struct Feed<'a> {
    rows: SheetRows<'a>,
    waiting: VecDeque<Row>,
    mend: Mend,
    /// Whether some row looked like a header.
    pub(crate) asked: bool,
}

impl<'a> Feed<'a> {
    pub(crate) fn new(rows: SheetRows<'a>, mend: Mend) -> Feed<'a> {
        Feed { rows, waiting: VecDeque::new(), mend, asked: false }
    }

    fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let more = self.rows.next(row)?;
        self.mend.apply(row);
        Ok(more)
    }

    pub(crate) fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        match self.waiting.pop_front() {
            Some(next) => {
                *row = next;
                Ok(true)
            }
            None => self.read(row),
        }
    }

    /// The header that begins with `row`, if one does, and its rows, which are then taken from the feed.
    pub(crate) fn header(&mut self, row: &Row, merges: &[Merge]) -> Result<Option<(Header, Vec<Row>)>, ReadError> {
        if !table::looks_like_header(row, Headings::standard()) {
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
