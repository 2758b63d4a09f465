//! Columns whose headings say nothing and whose cells do: standings and outcomes under a heading that nobody knows.
//!
//! Only columns that are of no use otherwise are looked at, and only where no heading names such a column.

use crate::read::{Item, Row};
use crate::survey::wordings::{Outcome, StandingWord, Wordings};
use crate::table::{Column, Field, Header, Headings};
use crate::text::fold::fold;

/// Of so many filled cells at least one less may say something else.
const OF: usize = 5;

/// Cells that must be filled for a column to be told by them.
const LEAST: usize = 2;

/// Gives columns that no heading explains the field that their cells tell. `below`: the first rows below the header.
pub(crate) fn settle(header: &mut Header, below: &[Row]) {
    if !header.lists_households() {
        return;
    }
    let words = Wordings::standard();
    if ![Field::Outcome, Field::OutcomeMark].into_iter().any(|f| header.has(f)) {
        give(header, Field::Outcome, |c| c.field == Field::Unknown && tells_outcome(&cells(c.at, below), words));
    }
    if ![Field::Standing, Field::StandingStart, Field::StandingMark].into_iter().any(|f| header.has(f)) {
        let persons = header.all(Field::Name).next().map_or(0, |name| cells(name.at, below).len());
        give(header, Field::Standing, |c| match c.field {
            Field::Unknown => tells_standing(&cells(c.at, below), words, OF),
            // Notes hold all sorts of things: here nothing else, in nearly every row.
            Field::Other if fold(c.leaf()) == "ghi chu" => {
                let cells = cells(c.at, below);
                cells.len() * OF >= persons * (OF - 1) && tells_standing(&cells, words, usize::MAX)
            }
            _ => false,
        });
    }
}

fn give(header: &mut Header, field: Field, is: impl Fn(&Column) -> bool) {
    if let Some(column) = header.columns.iter_mut().find(|c| is(c)) {
        column.field = field;
    }
}

fn cells(column: u32, rows: &[Row]) -> Vec<&str> {
    let text = |row| match Row::get(row, column) {
        Item::Text(text) if !text.trim().is_empty() => Some(text),
        _ => None,
    };
    rows.iter().filter_map(text).collect()
}

/// Whether nearly all cells are outcomes, and some of them nothing but outcomes.
fn tells_outcome(cells: &[&str], words: &Wordings) -> bool {
    let told: Vec<Outcome> = cells.iter().filter_map(|text| words.outcome_exactly(text)).collect();
    let plain = |o: &Outcome| {
        matches!(o, Outcome::StillPoor | Outcome::ExitedToNearPoor | Outcome::FellBack | Outcome::NewlyPoor)
    };
    let moved = told.iter().any(|o| !plain(o));
    // "Mới thoát nghèo" beside "Hộ nghèo" is a standing.
    let newly = cells.iter().any(|text| fold(text).contains("moi thoat"));
    cells.len() >= LEAST && moved && !newly && nearly_all(told.len(), cells.len(), OF)
}

/// Whether nearly all cells are standings, poor or near-poor among them; with notes both.
fn tells_standing(cells: &[&str], words: &Wordings, of: usize) -> bool {
    let told: Vec<StandingWord> = cells.iter().filter_map(|text| words.standing_exactly(text)).collect();
    let [poor, near] = [StandingWord::Poor, StandingWord::NearPoor].map(|word| told.contains(&word));
    let enough = if of == usize::MAX { poor && near } else { poor || near };
    cells.len() >= LEAST && enough && nearly_all(told.len(), cells.len(), of)
}

fn nearly_all(told: usize, cells: usize, of: usize) -> bool {
    told == cells || told * of >= cells.saturating_mul(of - 1)
}

/// The columns of a header that their cells explain and not their headings.
pub(crate) fn told(header: &Header) -> Vec<(Vec<String>, Field)> {
    let settled = header.columns.iter().filter(|c| matches!(c.field, Field::Standing | Field::Outcome));
    let by_heading = |c: &&Column| Headings::standard().column(&c.path, |_| false) == c.field;
    settled.filter(|c| !by_heading(c)).map(|c| (c.path.clone(), c.field)).collect()
}
