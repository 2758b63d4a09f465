//! Where in a sheet the table is, and what its columns are.
//!
//! Takes rows of cells and knows headings; it does not know what a value in a column means.

mod header;
mod headings;
mod title;

pub use header::{Column, Header, find, is_numbering, looks_like_header};
pub use headings::{Field, Headings};
pub use title::{Role, Titles};
