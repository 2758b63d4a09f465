//! The tests that see the program as its users do: one crate, so that it links once.

mod causes;
