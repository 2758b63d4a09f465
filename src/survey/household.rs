//! One household as a list tells of it, with where each value comes from.

use crate::read::Row;
use crate::survey::Columns;
use crate::survey::support::Support;
use crate::survey::wordings::{Outcome, StandingWord};
use crate::ward::WardId;

/// Where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// In the household's own row, in this column.
    Cell(u32),
    /// In a section row above (row, column).
    Section(u32, u32),
    /// In a line of the title (row).
    Title(u32),
    /// In the name of the sheet.
    SheetName,
    /// In the name of the file.
    FileName,
    /// In the name of the folder.
    FolderName,
    /// Nowhere: it was assumed.
    Assumed,
}

/// A value and where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub from: Origin,
}

/// A household's standing as a list words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Standing {
    /// The word.
    pub word: StandingWord,
    /// Whether it stands under a heading of the start of the year, which outranks what else is said.
    pub at_start: bool,
    /// Whether it stands under a heading of result, change or review.
    pub of_result: bool,
}

impl Standing {
    /// A standing said without any of that.
    #[must_use]
    pub fn plain(word: StandingWord) -> Standing {
        Standing { word, at_start: false, of_result: false }
    }
}

/// Whether a household is registered to leave poverty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Registered {
    /// The list does not say.
    Unknown,
    /// It is not.
    No,
    /// It is.
    Yes,
}

/// Which of a list's distinct ways of giving a cause a household has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CauseId(pub u32);

/// One household of a list.
#[derive(Debug)]
pub struct Household<'r> {
    /// Its row in the sheet (of its head, where members follow).
    pub row: u32,
    /// Its ward; none when nothing tells.
    pub ward: Option<Found<WardId>>,
    /// Its hamlet, as written; empty when nothing tells.
    pub hamlet: &'r str,
    /// The hamlet's number in its list.
    pub(crate) hamlet_number: u32,
    /// What the hamlet is recognised by.
    pub(crate) hamlet_mark: Option<u64>,
    /// Its head, as written.
    pub head: &'r str,
    /// The head's identity number, as written.
    pub identity: &'r str,
    /// The head's year of birth.
    pub birth: Option<u16>,
    /// The number that the office gave the household, as written.
    pub code: &'r str,
    /// How many people it has, where a column says so.
    pub size: Option<u16>,
    /// Its standing.
    pub standing: Found<Standing>,
    /// Why it is poor.
    pub cause: CauseId,
    /// Whether it is registered, and the column that says so.
    pub registered: Found<Registered>,
    /// Which supports it has, of those it is to have.
    pub support: Support,
    /// What became of it, and the column that says so; none when nothing is said.
    pub outcome: Option<Found<Outcome>>,
    /// Its row, merged areas filled.
    pub(crate) cells: &'r Row,
    /// What the columns of its list hold.
    pub(crate) columns: &'r Columns,
}
