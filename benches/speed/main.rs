//! How fast `summarize` is beside bare loops over the libraries below it and beside other tools, as whole processes; and
//! how fast causes are read (`causes`).
//!
//! `cargo bench --bench speed` makes its own files and takes about a minute; name cases to choose (`368 30k 100k folder 1m
//! 1m-inline 1m-no-ids 10m-csv causes`, or `all`), `--rounds N` for more pairs. Each pair runs the two programs one after the
//! other, so that what else the machine does weighs on both; the ratio printed is the median over pairs.

// A benchmark prints, stops where its own files are wrong, and is nobody's library.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

mod cases;
mod causes;
mod generate;
mod peers;
mod run;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [hidden, kind, files @ ..] = arguments.as_slice()
        && hidden == peers::FLAG
    {
        println!("{}", peers::read(kind, files));
        return ExitCode::SUCCESS;
    }
    let mut rounds = None;
    let mut wanted = Vec::new();
    let mut left = arguments.into_iter();
    while let Some(argument) = left.next() {
        match argument.as_str() {
            "--rounds" => rounds = left.next().and_then(|n| n.parse().ok()),
            name => wanted.push(name.to_owned()),
        }
    }
    let known: Vec<&str> = cases::CASES.iter().map(|c| c.name).chain([causes::NAME]).collect();
    if let Some(unknown) = wanted.iter().find(|w| *w != "all" && !known.contains(&w.as_str())) {
        eprintln!("no case {unknown}; there are: {}", known.join(" "));
        return ExitCode::FAILURE;
    }
    let chosen = |name: &str, short: bool| {
        if wanted.is_empty() { short } else { wanted.iter().any(|w| w == name || w == "all") }
    };
    if cases::CASES.iter().any(|case| chosen(case.name, case.short)) {
        println!("{:<10} {:<38} {:>9} {:>9} {:>7} {:>8}", "case", "against", "we ms", "it ms", "ratio", "at most");
    }
    cases::CASES.iter().filter(|case| chosen(case.name, case.short)).for_each(|case| case.run(rounds));
    if chosen(causes::NAME, true) {
        causes::run(rounds);
    }
    ExitCode::SUCCESS
}
