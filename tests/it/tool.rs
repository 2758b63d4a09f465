//! Runs the program as its users do, and finds the files that tests read.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What the program answered.
pub(crate) struct Answer {
    /// Its exit code; −1 where it was killed.
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Answer {
    /// The answer of a run that must succeed, as JSON.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).expect("standard output is JSON")
    }
}

/// The package's folder, or a place in it.
pub(crate) fn here(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(place)
}

/// Every file of Rust under `src`, in order of its name.
pub(crate) fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![here("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("it is a folder") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The program, to be run from the package's folder.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_giamngheo"));
    command.args(arguments).current_dir(here("")).env("NO_COLOR", "1").env_remove("COLUMNS");
    command
}

/// Runs the program with nothing on standard input.
pub(crate) fn run(arguments: &[&str]) -> Answer {
    run_with(arguments, b"")
}

/// Runs the program with these bytes on standard input.
pub(crate) fn run_with(arguments: &[&str], input: &[u8]) -> Answer {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input may close it early.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    let answer =
        Answer { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
    assert!(!answer.err.contains("panicked"), "{}", answer.err);
    answer
}

/// The summary of files as JSON.
pub(crate) fn summary(files: &[&str]) -> Value {
    run(&[&["summarize", "--format", "json"], files].concat()).json()
}

/// Writes a file into a folder and gives its path as text.
pub(crate) fn file(folder: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("the folder can be written");
    path.to_str().expect("its path is text").to_owned()
}

/// A folder that is gone after the test.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// The files of a folder in name order.
pub(crate) fn files_in(place: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(here(place)).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|e| e.expect("it can be listed").path()).collect();
    files.sort();
    files
}

/// `rows.read` is the sum of the other counts of rows.
pub(crate) fn assert_rows_add_up(summary: &Value) {
    let rows = summary["rows"].as_object().expect("rows are counted");
    let others: u64 = rows.iter().filter(|(name, _)| *name != "read").filter_map(|(_, n)| n.as_u64()).sum();
    assert_eq!(rows["read"].as_u64(), Some(others), "{rows:?}");
}

/// The identities between counts hold in total, per ward and per group.
pub(crate) fn assert_counts_add_up(summary: &Value) {
    let count = |node: &Value, name: &str| node[name].as_u64();
    let wards = summary["wards"].as_array().expect("there are wards");
    let groups = summary["groups"].as_array().expect("there are groups");
    for node in [&summary["total"]].into_iter().chain(wards).chain(groups) {
        let known = |names: &[&str]| names.iter().map(|name| count(node, name)).sum::<Option<u64>>();
        if let Some(sum) = known(&["exited", "still_poor", "moved_out", "ended"]) {
            assert_eq!(count(node, "households"), Some(sum), "{node}");
        }
        if let Some(sum) = known(&["still_poor", "from_near_poor", "fell_back", "newly_poor", "moved_in"]) {
            assert_eq!(count(node, "end"), Some(sum), "{node}");
        }
    }
    let sum = |nodes: &[Value]| nodes.iter().filter_map(|n| count(n, "households")).sum::<u64>();
    assert_eq!(count(&summary["total"], "households"), Some(sum(groups)));
    assert_eq!(count(&summary["total"], "households"), Some(sum(wards)));
    for ward in wards {
        assert_eq!(count(ward, "households"), Some(sum(ward["groups"].as_array().expect("groups"))), "{ward}");
    }
}
