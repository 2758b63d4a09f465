//! The entry points that fuzzing and property tests share: any bytes, any text, and no answer but a value or a typed error.
//!
//! Not for other use.

use std::backtrace::Backtrace;
use std::panic::PanicHookInfo;
use std::path::Path;
use std::sync::{Mutex, Once, PoisonError};

use crate::classify::Classifier;
use crate::read::{Book, Item, Row, civil, day_number, day_of_ods};
use crate::survey::birth_year;
use crate::text::{date, legacy, number, sanitize};
use crate::validate::short_year;

/// Reads every row of every sheet of a file held in memory, however it is made.
///
/// Gives the number of filled rows; nothing when the file is refused.
///
/// # Panics
///
/// After a panic of this library's own code, which a reader of files would tell as a damaged file. Those of the libraries
/// below it pass.
pub fn read(bytes: &[u8]) -> Option<u64> {
    watch_panics();
    let filled = read_all(bytes);
    let own = OWN_PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    assert!(own.is_none(), "own code panicked: {}", own.unwrap_or_default());
    filled
}

fn read_all(bytes: &[u8]) -> Option<u64> {
    let mut book = Book::memory(Path::new("fuzz"), bytes.to_vec()).ok()?;
    let mut filled = 0;
    for sheet in 0..book.sheets().len() {
        let _ = book.facts(sheet);
        let Ok(mut rows) = book.rows(sheet) else { continue };
        let mut row = Row::default();
        while rows.next(&mut row).ok()? {
            filled += 1;
            for (column, _) in row.cells() {
                let _ = row.text(column);
            }
        }
    }
    Some(filled)
}

/// The last panic of own code, on whatever thread.
static OWN_PANIC: Mutex<Option<String>> = Mutex::new(None);

/// From now on remembers panics of own code, lets those of libraries pass in silence, and leaves all others to whom they
/// were left before.
fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| match origin(panic) {
            Origin::Own => *OWN_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic.to_string()),
            Origin::Library => {}
            Origin::Other => before(panic),
        }));
    });
}

enum Origin {
    Own,
    Library,
    Other,
}

/// Whose code panicked.
fn origin(panic: &PanicHookInfo<'_>) -> Origin {
    let file = panic.location().map_or("", |l| l.file());
    // Where this crate's sources stand, as the compiler writes it.
    let own = file!().strip_suffix("fuzz.rs").unwrap_or("src/");
    match file {
        // What this file asserts of its findings is no panic of reading.
        _ if file == file!() => Origin::Other,
        _ if file.starts_with(own) => Origin::Own,
        _ if file.contains("/registry/src/") => Origin::Library,
        // The standard library: whoever called it.
        _ if file.starts_with("/rustc/") => caller(&Backtrace::force_capture().to_string()),
        _ => Origin::Other,
    }
}

/// Whose code called the standard library, by the lines `  7: crate::module::function` of a backtrace; those before the
/// panic itself are of whoever looks at it.
fn caller(trace: &str) -> Origin {
    let functions = trace.lines().filter_map(|l| l.trim_start().split_once(": ")).map(|(_, function)| function);
    let mut below = functions.skip_while(|f| !f.contains("rust_begin_unwind") && !f.contains("panic_fmt"));
    let crate_of = |function: &str| {
        let name = function.trim_start_matches(['<', '&', '[', '(']);
        name.split("::").next().unwrap_or("").to_owned()
    };
    let standard = |name: &String| matches!(name.as_str(), "core" | "std" | "alloc" | "__rustc" | "rust_begin_unwind");
    match below.by_ref().map(crate_of).find(|name| !standard(name)).as_deref() {
        Some("giamngheo") => Origin::Own,
        Some(_) => Origin::Library,
        None => Origin::Other,
    }
}

/// Decodes bytes of an unknown charset.
pub fn decode(bytes: &[u8]) -> Option<String> {
    legacy::guess(bytes).map(|charset| legacy::decode(charset, bytes).0)
}

/// Groups a cause text.
pub fn classify(text: &str) {
    let decision = Classifier::standard().classify(text);
    for evidence in &decision.evidence {
        // What decided stands in the text.
        assert!(text.get(evidence.range.clone()).is_some(), "{text:?}");
    }
}

/// Reads numbers and years, and makes text fit for a terminal.
pub fn small(text: &str) {
    let _ = (number::whole(text), number::year(text));
    let line = sanitize::plain_line(text);
    assert!(!line.chars().any(char::is_control), "{text:?}");
}

/// Reads days and years of birth, out of a text and out of a number.
pub fn dates(text: &str, days: f64) {
    if let Some(day) = date::typed(text) {
        // A day is there in either spelling, and as the same one.
        let parts: Vec<&str> = day.split('-').rev().collect();
        assert_eq!(date::typed(&parts.join("/")), Some(day.clone()), "{text:?}");
        assert!(day_of_ods(&day).is_some(), "{text:?}");
    }
    for days in day_of_ods(text).into_iter().chain([days]) {
        let (year, month, day) = civil(days);
        assert!((1..=12).contains(&month) && (1..=31).contains(&day), "{days}");
        if (1..=9999).contains(&year) {
            let again = day_number(year, month, day);
            assert!(again.is_some_and(|again| civil(again) == (year, month, day)), "{days}");
        }
    }
    let mut row = Row::default();
    for item in [Item::Text(text), Item::Number(days), Item::Date(days)] {
        row.start(1);
        row.push(0, item);
        let (whole, short) = (birth_year(row.get(0)), short_year(&row, 0));
        if !matches!(item, Item::Date(_)) {
            assert!(whole.is_none_or(|y| (1900..=2100).contains(&y)), "{text:?} {days}");
            assert!(short.is_none_or(|y| (1920..2000).contains(&y)), "{text:?} {days}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caller_of_the_standard_library_answers_for_its_panic() {
        let trace = |last: &str| {
            format!(
                "   0: giamngheo::fuzz::origin\n             at src/fuzz.rs:70:9\n   1: std::panicking::panic_with_hook\n   2: __rustc::rust_begin_unwind\n   3: core::panicking::panic_fmt\n   4: <alloc::vec::Vec<T> as core::ops::Index<I>>::index\n   5: {last}\n   6: main"
            )
        };
        assert!(matches!(caller(&trace("<giamngheo::read::Row as core::fmt::Debug>::fmt")), Origin::Own));
        assert!(matches!(caller(&trace("calamine::xlsb::read")), Origin::Library));
    }
}
