//! Figures as people and scripts read them: one shape of data, several ways to write it.

pub mod compare;
pub mod csv;
pub mod markdown;
pub mod merge;
pub mod notes;
mod paper;
pub mod summary;
pub mod table;
pub mod terminal;
