//! Programs run in turn, A B A B, with their time and peak memory.

use std::ffi::OsString;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4;

/// A program with its arguments.
pub(crate) struct Program {
    pub(crate) name: OsString,
    pub(crate) arguments: Vec<OsString>,
}

impl Program {
    /// The program measured.
    pub(crate) fn own(path: &Path) -> Program {
        let arguments = ["summarize".into(), path.into(), "--format".into(), "json".into(), "--quiet".into()];
        // Another build can be measured on the same files.
        let name = std::env::var_os("SPEED_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_giamngheo").into());
        Program { name, arguments: arguments.to_vec() }
    }

    /// Runs it to its end: milliseconds, and megabytes at the peak.
    fn run(&self) -> Result<(f64, f64), String> {
        let say = |e: std::io::Error| format!("{}: {e}", self.name.to_string_lossy());
        let start = Instant::now();
        let mut child = Command::new(&self.name)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(say)?;
        let end = child.wait4().map_err(say)?;
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        if !end.status.success() {
            let mut said = String::new();
            let _ = child.stderr.take().map(|mut stderr| stderr.read_to_string(&mut said));
            let last = said.lines().rfind(|line| !line.is_empty()).unwrap_or("without a word").to_owned();
            return Err(format!("{} failed: {last}", self.name.to_string_lossy()));
        }
        Ok((milliseconds, end.rusage.maxrss as f64 / 1e6))
    }
}

/// The measures of pairs of runs.
pub(crate) struct Pairs {
    ours: Vec<(f64, f64)>,
    its: Vec<(f64, f64)>,
}

impl Pairs {
    /// The median times, and the median of the ratios of the pairs.
    pub(crate) fn medians(&self) -> (f64, f64, f64) {
        let ratios = self.ours.iter().zip(&self.its).map(|(a, b)| a.0 / b.0);
        (median(self.ours.iter().map(|r| r.0)), median(self.its.iter().map(|r| r.0)), median(ratios))
    }

    /// The peer's peak memory, in megabytes.
    pub(crate) fn its_peak(&self) -> f64 {
        self.its.iter().map(|r| r.1).fold(0.0, f64::max)
    }
}

/// Our own peak memory over all pairs.
#[derive(Default)]
pub(crate) struct Peak(f64);

impl Peak {
    pub(crate) fn add(&mut self, pairs: &Pairs) {
        self.0 = pairs.ours.iter().map(|r| r.1).fold(self.0, f64::max);
    }

    pub(crate) fn megabytes(&self) -> f64 {
        self.0
    }
}

/// Runs both in turn, once unmeasured and then `rounds` times.
pub(crate) fn pairs(own: &Program, peer: &Program, rounds: u32) -> Result<Pairs, String> {
    let mut pairs = Pairs { ours: Vec::new(), its: Vec::new() };
    own.run()?;
    for _ in 0..rounds.max(1) {
        pairs.ours.push(own.run()?);
        pairs.its.push(peer.run()?);
    }
    Ok(pairs)
}

/// The middle value, or the mean of the two in the middle.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (Some(high), 0) => (values.get(middle - 1).unwrap_or(high) + high) / 2.0,
        (Some(value), _) => *value,
        (None, _) => f64::NAN,
    }
}
