//! Reads lists of poor households as communes keep them and counts them by ward and cause group.

pub mod classify;
pub mod group;
pub mod text;
