//! Vietnamese text as people type it: matching forms, order, old encodings, numbers and days.
//!
//! Nothing here knows about households, tables or files. The original text is never changed: these
//! functions give a second form of it, used only to compare.

pub mod date;
pub mod fold;
pub mod legacy;
pub mod number;
pub mod order;
pub mod sanitize;
pub mod syllable;
