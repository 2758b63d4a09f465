//! `giamngheo`: see the library for how it is made and `README.md` for what it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    giamngheo::cli::run(std::env::args_os().collect())
}
