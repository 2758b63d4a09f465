//! What is measured against what.

use std::path::Path;

use crate::generate::{self, Kind};
use crate::peers::{self, Peer};
use crate::run::{self, Program};

/// One size of input.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    kind: Kind,
    rows: u32,
    files: u32,
    /// Whether it runs when no case is named.
    pub(crate) short: bool,
    rounds: u32,
    /// The peers, with the ratio that is aimed at; 0 where none is.
    peers: &'static [(Peer, f64)],
}

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "368",
        kind: Kind::Shared,
        rows: 368,
        files: 1,
        short: true,
        rounds: 21,
        peers: &[(Peer::Cells, 0.0), (Peer::Range, 2.0), (Peer::OpenPyxl, 0.0)],
    },
    Case {
        name: "30k",
        kind: Kind::Shared,
        rows: 30_000,
        files: 1,
        short: true,
        rounds: 9,
        peers: &[(Peer::Cells, 0.0), (Peer::Range, 0.30)],
    },
    Case {
        name: "100k",
        kind: Kind::Inline,
        rows: 100_000,
        files: 1,
        short: true,
        rounds: 5,
        peers: &[(Peer::Cells, 1.3), (Peer::Range, 0.0)],
    },
    Case {
        name: "folder",
        kind: Kind::Shared,
        rows: 2_000,
        files: 138,
        short: true,
        rounds: 5,
        peers: &[(Peer::Cells, 0.30)],
    },
    Case {
        name: "1m",
        kind: Kind::Shared,
        rows: 1_000_000,
        files: 1,
        short: false,
        rounds: 3,
        peers: &[
            (Peer::Range, 0.12),
            (Peer::Cells, 0.0),
            (Peer::Polars, 0.1),
            (Peer::DuckDb, 0.1),
            (Peer::OpenPyxl, 0.01),
        ],
    },
    Case {
        name: "1m-inline",
        kind: Kind::Inline,
        rows: 1_000_000,
        files: 1,
        short: false,
        rounds: 3,
        peers: &[(Peer::Range, 0.12), (Peer::Cells, 0.0)],
    },
    Case {
        name: "1m-no-ids",
        kind: Kind::Unnumbered,
        rows: 1_000_000,
        files: 1,
        short: false,
        rounds: 3,
        peers: &[(Peer::Cells, 0.0)],
    },
    Case {
        name: "10m-csv",
        kind: Kind::Text,
        rows: 10_000_000,
        files: 1,
        short: false,
        rounds: 3,
        peers: &[(Peer::Csv, 0.5), (Peer::Polars, 0.25), (Peer::DuckDb, 0.25)],
    },
];

impl Case {
    /// Makes the files where they are missing, runs the pairs and prints a line for each peer.
    pub(crate) fn run(&self, rounds: Option<u32>) {
        let path = match generate::ensure(self.name, self.kind, self.rows, self.files) {
            Ok(path) => path,
            Err(error) => {
                println!("{:<10} cannot make its files: {error}", self.name);
                return;
            }
        };
        let own = Program::own(&path);
        let rounds = rounds.unwrap_or(self.rounds);
        let mut peak = run::Peak::default();
        for (peer, most) in self.peers {
            let program = match peers::program(*peer, &path) {
                Ok(program) => program,
                Err(why) => {
                    println!("{:<10} {:<38} {why}", self.name, peer.name());
                    continue;
                }
            };
            // The slow ones are not worth waiting for again and again.
            let rounds = if peer.is_foreign() { rounds.min(3) } else { rounds };
            match run::pairs(&own, &program, rounds) {
                Ok(pairs) => {
                    peak.add(&pairs);
                    let most = if *most > 0.0 { format!("{most}") } else { String::new() };
                    let (ours, its, ratio) = pairs.medians();
                    let line = format!("{ours:>9.1} {its:>9.1} {ratio:>7.3} {most:>8}");
                    println!("{:<10} {:<38} {line}   peak {:.1} MB", self.name, peer.name(), pairs.its_peak());
                }
                Err(error) => println!("{:<10} {:<38} {error}", self.name, peer.name()),
            }
        }
        println!("{:<10} own peak {:.1} MB, {}", self.name, peak.megabytes(), size_of(&path));
    }
}

fn size_of(path: &Path) -> String {
    let bytes: u64 = if path.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.filter_map(|e| e.metadata().ok()).map(|m| m.len()).sum()
    } else {
        std::fs::metadata(path).map_or(0, |m| m.len())
    };
    format!("input {:.1} MB", bytes as f64 / 1e6)
}
