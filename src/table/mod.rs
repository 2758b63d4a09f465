//! Where in a sheet the table is, and what its columns are.
//!
//! Takes rows of cells and knows headings; it does not know what a value in a column means.

mod header;
mod headings;
mod heads;
mod resembles;
mod title;

pub use header::{Column, Header, find};
pub use headings::{Field, Headings};
pub use resembles::{is_numbering, looks_like_header};
pub use title::{Role, Titles, role_of_label};
