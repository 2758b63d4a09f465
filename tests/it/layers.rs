//! The architecture, held by reading the source: only the command line speaks or exits, and data flows one way.

use std::collections::BTreeMap;
use std::path::Path;

use crate::tool::{here, sources};

/// What each part of the library may use, by name. A new part needs a line here: say where in the flow it stands.
const MAY_USE: &[(&str, &[&str])] = &[
    ("embedded", &[]),
    ("text", &[]),
    ("group", &[]),
    ("read", &["text"]),
    ("diag", &["read"]),
    ("words", &["diag", "read"]),
    ("ward", &["embedded", "text"]),
    ("classify", &["embedded", "group", "text"]),
    ("table", &["embedded", "read", "text", "ward"]),
    ("link", &["text", "ward"]),
    ("survey", &["classify", "diag", "embedded", "group", "link", "read", "table", "text", "ward"]),
    ("plan", &["classify", "group", "read", "survey", "text", "ward"]),
    ("tally", &["classify", "diag", "group", "plan", "survey", "text", "ward"]),
    ("target", &["classify", "diag", "embedded", "group", "plan", "read", "survey", "table", "tally", "text", "ward"]),
    ("validate", &["diag", "embedded", "group", "read", "survey", "tally", "text"]),
    ("fuzz", &["classify", "read", "survey", "text", "validate"]),
    (
        "report",
        &[
            "classify", "diag", "embedded", "group", "link", "plan", "survey", "tally", "target", "text", "ward",
            "words",
        ],
    ),
    ("check", &["diag", "plan", "report", "survey", "text", "words"]),
];

/// Words that speak or end the program.
const LOUD: &[&str] = &[
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
    "process::exit",
    "process::abort",
    "io::stdout",
    "io::stderr",
];

/// The part of the library that a file belongs to: the first name under `src`.
fn part(path: &Path) -> String {
    let inner = path.strip_prefix(here("src")).expect("it is a source");
    let first = inner.components().next().expect("it has a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file, without comments.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("it can be read");
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn only_the_command_line_speaks_or_exits() {
    // Tests beside the code may print their figures.
    for path in sources().iter().filter(|p| part(p) != "cli" && !p.ends_with("tests.rs")) {
        let code = code(path);
        for word in LOUD {
            // `eprint!` is no `print!`.
            let found = code.match_indices(word).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric()));
            assert!(!found, "{}: {word}", path.display());
        }
    }
}

#[test]
fn parts_use_only_what_comes_before_them() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    for path in sources() {
        let own = part(&path);
        if ["cli", "lib", "main"].contains(&own.as_str()) {
            continue;
        }
        let may = allowed.get(own.as_str()).unwrap_or_else(|| panic!("{own} has no line in MAY_USE"));
        let code = code(&path);
        for (at, _) in code.match_indices("crate::") {
            let used: String = code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            assert!(used == own || may.contains(&used.as_str()), "{}: {own} may not use {used}", path.display());
        }
    }
}

#[test]
fn the_flow_has_no_circle() {
    for (at, (part, uses)) in MAY_USE.iter().enumerate() {
        for used in *uses {
            assert!(MAY_USE[..at].iter().any(|(before, _)| before == used), "{part} uses {used}, which comes after it");
        }
    }
}

#[test]
fn every_file_says_why_it_exists() {
    for path in sources() {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let tests = path.file_name().is_some_and(|n| n == "tests.rs");
        assert!(tests || text.starts_with("//! "), "{} has no `//!`", path.display());
    }
}
