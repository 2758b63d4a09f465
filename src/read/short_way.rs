//! Rows read by a short way as far as it goes, then by the long one, as if there had never been two.
//!
//! A short way knows one strict spelling of a file and gives up where it meets another: the long way then starts anew, and
//! the rows that were handed out are passed over. Which spellings a short way knows is not decided here.

use super::ahead::Step;
use super::book::Rows;
use super::{Reason, Row};

/// A short way through a file.
pub(super) trait Steps {
    /// Puts the next filled row into `row`.
    fn next(&mut self, row: &mut Row) -> Step;
}

/// The rows of both ways.
pub(super) struct ShortWay<'a, S, F> {
    short: S,
    /// How many rows were handed out.
    given: u64,
    /// Opens the long way.
    open: Option<F>,
    long: Option<Box<dyn Rows + 'a>>,
}

impl<'a, S: Steps, F: FnOnce() -> Result<Box<dyn Rows + 'a>, Reason>> ShortWay<'a, S, F> {
    pub(super) fn new(short: S, open: F) -> Self {
        ShortWay { short, given: 0, open: Some(open), long: None }
    }
}

impl<'a, S: Steps, F: FnOnce() -> Result<Box<dyn Rows + 'a>, Reason>> Rows for ShortWay<'a, S, F> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        while self.long.is_none() {
            match self.short.next(row) {
                Step::Row => {
                    self.given += 1;
                    return Ok(true);
                }
                Step::End => return Ok(false),
                Step::Unusual => {
                    let Some(open) = self.open.take() else { return Ok(false) };
                    let mut long = open()?;
                    for _ in 0..self.given {
                        long.next(row)?;
                    }
                    self.long = Some(long);
                }
            }
        }
        self.long.as_mut().map_or(Ok(false), |long| long.next(row))
    }
}

/// Steps of which each is held back until the one behind it is known, for a short way that gives up after a row that the long
/// way reads otherwise: calamine makes one of rows of one number.
pub(super) struct HeldBack<S> {
    steps: S,
    held: Row,
    holds: bool,
}

impl<S: Steps> HeldBack<S> {
    pub(super) fn new(steps: S) -> HeldBack<S> {
        HeldBack { steps, held: Row::default(), holds: false }
    }
}

impl<S: Steps> Steps for HeldBack<S> {
    fn next(&mut self, row: &mut Row) -> Step {
        loop {
            match self.steps.next(row) {
                Step::Row => {
                    std::mem::swap(row, &mut self.held);
                    if std::mem::replace(&mut self.holds, true) {
                        return Step::Row;
                    }
                }
                Step::End if std::mem::take(&mut self.holds) => {
                    std::mem::swap(row, &mut self.held);
                    return Step::Row;
                }
                end => return end,
            }
        }
    }
}
