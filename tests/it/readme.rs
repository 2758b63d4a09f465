//! The commands of `README.md` are run, and give what it shows.
//!
//! In a `console` block a line with `$` is a command and what follows is its standard output (both streams with `2>&1`).
//! `UPDATE_README=1 cargo test readme` writes the output anew.

use crate::tool::{here, run};

/// What a command of the README prints; none for commands of other programs, which are not run.
fn output(command: &str) -> Option<String> {
    let (command, both) = match command.strip_suffix(" 2>&1") {
        Some(command) => (command, true),
        None => (command, false),
    };
    let inner = command.strip_prefix("cargo run --release -- ").or_else(|| command.strip_prefix("giamngheo "))?;
    let answer = run(&arguments(inner));
    Some(if both { answer.out + &answer.err } else { answer.out })
}

/// The arguments on a command line, those in quotation marks whole.
fn arguments(line: &str) -> Vec<&str> {
    let pieces = line.split('"').enumerate();
    pieces.flat_map(|(n, piece)| if n % 2 == 1 { vec![piece] } else { piece.split_whitespace().collect() }).collect()
}

#[test]
fn every_command_gives_what_the_readme_shows() {
    let path = here("README.md");
    let readme = std::fs::read_to_string(&path).expect("there is a README");
    let (mut fresh, mut commands, mut inside, mut shown) = (String::new(), Vec::new(), false, true);
    for line in readme.lines() {
        if let Some(language) = line.strip_prefix("```") {
            inside = !inside && language == "console";
            shown = true;
        }
        if inside && line.starts_with("$ ") {
            let command = line.trim_start_matches("$ ");
            let output = output(command);
            // The output shown for our own commands is replaced by the one they give.
            shown = output.is_none();
            fresh.push_str(line);
            fresh.push('\n');
            if let Some(output) = output {
                output.lines().for_each(|line| fresh.push_str(&format!("{}\n", line.trim_end())));
                commands.push(command);
            }
        } else if shown {
            fresh.push_str(line);
            fresh.push('\n');
        }
    }
    assert!(commands.contains(&"cargo run --release -- summarize examples/khao-sat-2020.xlsx"), "{commands:?}");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, &fresh).expect("the README can be written");
        return;
    }
    let differs = fresh.lines().zip(readme.lines()).find(|(fresh, shown)| fresh != shown);
    assert!(fresh == readme, "the README shows something else; first at {differs:?}; UPDATE_README=1 writes it anew");
}
