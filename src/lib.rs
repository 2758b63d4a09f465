//! Reads lists of poor households as communes keep them and counts them by ward and cause group.

pub mod classify;
pub mod cli;
pub mod diag;
pub mod group;
pub mod plan;
pub mod read;
pub mod report;
pub mod survey;
pub mod table;
pub mod tally;
pub mod text;
pub mod ward;
pub mod words;
