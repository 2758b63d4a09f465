//! Wards (xã, phường, thị trấn): which one a text means.
//!
//! Known wards stand in `wards.toml` with their codes and the time each holds. A name that is not known stays a ward of
//! its own: nothing is dropped or merged by guess.

mod gazetteer;
mod names;
mod resolve;

pub use gazetteer::{Gazetteer, Kind, KnownWard, Period};
pub use names::{Typed, places_in_title, wards_in_title};
pub use resolve::{Ward, WardId, Wards};
