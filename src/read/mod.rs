//! From the bytes of a file to rows of cells.
//!
//! Spreadsheets and text files of every kind become the same thing: sheets whose rows come one at a time, each cell
//! with its place. Nothing here knows what a household or a heading is, and nothing allocates by a size that a file
//! claims for itself.

mod book;
mod charset;
mod delimited;
mod error;
mod fast;
pub mod files;
mod input;
mod kind;
pub mod limits;
mod ods_facts;
mod row;
mod sheet_facts;
mod whole;
mod workbook;
mod xlsx_parts;

pub use book::{Book, Rows, Sheet, SheetRows};
pub use error::{ReadError, Reason};
pub use row::{Item, Row, civil};
pub use sheet_facts::{Merge, SheetFacts};
