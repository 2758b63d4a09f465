//! The integration tests, one crate: what the program promises to those who use it.
//!
//! Most cases are files: `tests/corpus/surveys` (a survey and its truth), `tests/corpus/bad` (a bad file and what must be said of it).

// A test stops at the first thing that is wrong.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
// Two tests take parts of the programs that make the examples.
#![allow(clippy::duplicate_mod, unreachable_pub)]

mod annex;
mod causes;
mod check;
mod classify;
mod cli;
mod errors;
mod hostile;
mod layers;
mod movement;
mod office;
mod plan;
mod readme;
mod repeats;
mod rows;
mod seed;
mod snapshots;
mod surveys;
mod tool;
mod words;
mod year;
