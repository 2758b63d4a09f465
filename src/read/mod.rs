//! From the bytes of a file to rows of cells.
//!
//! Spreadsheets and text files of every kind become the same thing: sheets whose rows come one at a time, each cell
//! with its place. Nothing here knows what a household or a heading is, and nothing allocates by a size that a file
//! claims for itself.
//!
//! # When a file breaks the library that reads it
//!
//! A file may be made to crash whoever opens it, and the answer must still be a sentence that names it. Three things see
//! to that, in one process: parts that a library would take into memory are looked at first ([`limits`], `vet.rs`,
//! `xml_watch.rs`), since an allocation that fails cannot be caught; .xls and .ods, whose library reads them whole and
//! follows their loops, are read here, by streaming; and a panic in a library is caught at [`Book`] and becomes
//! [`Reason::Damaged`], its own message kept off the screen by the command line. A guarded child process would need a
//! limit on memory that not every system has, and would cost each run a second start.

mod ahead;
mod book;
mod cell_rows;
mod charset;
mod delimited;
mod error;
mod fast;
pub mod files;
mod input;
mod kind;
pub mod limits;
mod number_format;
mod ods;
mod part_text;
mod pieces;
mod plain_text;
mod row;
mod sheet_facts;
mod short_way;
pub mod small;
mod stops;
mod stretch;
mod texts;
mod vet;
mod workbook;
mod xls;
mod xlsb;
mod xlsx_parts;
mod xml_watch;

pub use book::{Book, Rows, Sheet, SheetRows};
pub use error::{ReadError, Reason};
pub use input::bytes_taken;
pub(crate) use ods::day as day_of_ods;
pub(crate) use row::day_number;
pub use row::{Item, Row, civil};
pub use sheet_facts::{Merge, SheetFacts};
pub(crate) use stretch::Stretch;

/// Whatever gives rows one by one.
pub(crate) trait NextRow {
    /// What ends the reading early.
    type Error;

    /// Puts the next filled row into `row`; `false` after the last.
    fn next_row(&mut self, row: &mut Row) -> Result<bool, Self::Error>;
}
