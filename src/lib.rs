//! Reads lists of poor households as communes keep them and counts them by ward and cause group.

pub mod classify;
pub mod diag;
pub mod group;
pub mod read;
pub mod survey;
pub mod table;
pub mod text;
pub mod ward;
pub mod words;
