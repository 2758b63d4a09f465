//! Figures as people and scripts read them: one shape of data, several ways to write it.

pub mod annex;
pub mod csv;
pub mod markdown;
pub mod notes;
pub mod summary;
pub mod table;
pub mod terminal;
