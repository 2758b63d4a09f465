//! Every code has a minimal bad file and a snapshot of what is said of it: `tests/corpus/errors/GNnnn/`.
//!
//! `run` holds the arguments where they are not `validate ds.csv` or `validate ds.xlsx`; `says` the message. With `SAYS=new` in
//! the environment the messages are written anew.

use giamngheo::diag::Code;
use serde_json::Value;

use crate::tool::{command, folder, here, run};

/// What the program says of the file in a code's folder: the message of the first finding of that code.
fn said(code: &str) -> Option<String> {
    let place = here(&format!("tests/corpus/errors/{code}"));
    let typed = std::fs::read_to_string(place.join("run")).unwrap_or_else(|_| {
        let name = if place.join("ds.xlsx").exists() { "ds.xlsx" } else { "ds.csv" };
        format!("validate {name}")
    });
    let arguments: Vec<&str> = typed.split_whitespace().chain(["--format", "json"]).collect();
    let output = command(&arguments).current_dir(&place).output().expect("it runs");
    if output.status.code() == Some(2) {
        // A refusal: its line names the code.
        let err = String::from_utf8(output.stderr).expect("text");
        return err.lines().find(|line| line.contains(code)).map(str::to_owned);
    }
    let answer: Value = serde_json::from_slice(&output.stdout).expect("standard output is JSON");
    let findings = answer["diagnostics"].as_array().expect("findings");
    let errors = findings.iter().any(|f| f["severity"] == "error");
    assert_eq!(output.status.code(), Some(i32::from(errors)), "{code}");
    let finding = findings.iter().find(|f| f["code"] == code)?;
    let text = |name: &str| finding[name].as_str().unwrap_or("").to_owned();
    Some(format!("{} {} {} {}", text("file"), text("sheet"), text("cell"), text("message")))
}

#[test]
fn every_code_has_a_bad_file_and_says_what_is_wrong_with_it() {
    let new = std::env::var_os("SAYS").is_some();
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().map(|c| c.id()) {
        let snapshot = here(&format!("tests/corpus/errors/{code}/says"));
        let Some(said) = said(code) else {
            wrong.push(format!("{code}: not found in its bad file"));
            continue;
        };
        if new {
            std::fs::write(&snapshot, format!("{said}\n")).expect("it can be written");
        }
        let expected = std::fs::read_to_string(&snapshot).unwrap_or_default();
        if expected.trim_end() != said {
            wrong.push(format!("{code}: {said:?} is not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_is_explained_in_both_languages() {
    for code in Code::ALL {
        for (language, words) in [("vi", ["Nghĩa", "Sai", "Đúng"]), ("en", ["Meaning", "Wrong", "Right"])] {
            let answer = run(&["explain", code.id(), "--lang", language]);
            assert_eq!(answer.code, 0, "{}", answer.err);
            assert!(words.iter().all(|w| answer.out.contains(w)), "{}", answer.out);
        }
    }
    assert_eq!(run(&["explain", "GN999"]).code, 2);
}

#[test]
fn the_list_to_send_back_has_a_row_a_finding() {
    let made = folder();
    let out = made.path().join("can-sua.xlsx");
    let file = "tests/corpus/errors/GN503/ds.csv";
    let answer = run(&["validate", file, "-o", out.to_str().expect("text")]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    let mut book = giamngheo::read::Book::open(&out).expect("it opens");
    let mut rows = book.rows(0).expect("it has a sheet");
    let mut row = giamngheo::read::Row::default();
    let mut codes = Vec::new();
    while rows.next(&mut row).expect("it can be read") {
        codes.extend(row.cells().map(|(c, _)| row.text(c)).filter(|t| t.starts_with("GN")));
    }
    assert!(codes.iter().any(|c| c == "GN503"), "{codes:?}");
}

#[test]
fn a_sound_list_passes_and_strict_makes_a_warning_a_no() {
    let sound = "tests/corpus/errors/sound.csv";
    assert_eq!(run(&["validate", sound]).code, 0);
    let doubtful = "tests/corpus/errors/GN504/ds.csv";
    assert_eq!(run(&["validate", doubtful]).code, 0);
    assert_eq!(run(&["validate", doubtful, "--strict"]).code, 1);
}
