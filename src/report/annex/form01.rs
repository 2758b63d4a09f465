//! Biểu 01: targets and results by ward.

use super::form::{Cell, Form, Heading, cell, sum_of};
use super::{Annex, has_list};
use crate::report::summary::{Figures, WardFigures};

// The columns; the numbers behind are those of the row that numbers them.
const RESIDENTS: u16 = 2; // 1
const START: u16 = 3; // 2
const START_RATE: u16 = 4; // 3
const TARGET: u16 = 5; // 4
const TO_NEAR_POOR: u16 = 6; // 5
const ABOVE: u16 = 7; // 6
const EXITS: u16 = 8; // 7
const REACHED: u16 = 9; // 8
const LESS: u16 = 10; // 9
const FROM_NEAR_POOR: u16 = 11; // 10
const FELL_BACK: u16 = 12; // 11
const NEWLY_POOR: u16 = 13; // 12
const MORE: u16 = 14; // 13
const END: u16 = 15; // 14
const END_RATE: u16 = 16; // 15
const FALL: u16 = 17; // 16

/// The columns of targets and of exits, for charts.
pub(super) const TARGET_AND_EXITS: (u16, u16) = (TARGET, EXITS);

/// The form.
pub(super) fn form(annex: &Annex<'_>) -> Form {
    let words = annex.words;
    let mut form = Form {
        sheet: words.get("annex.sheet-01").to_owned(),
        number: words.get("annex.number-01").to_owned(),
        title: annex.titled("annex.title-01"),
        headings: headings(annex),
        head_rows: 2,
        numbering: numbering(annex),
        ..Form::default()
    };
    let body = form.body();
    form.rows = (0u32..).zip(&annex.summary.wards).map(|(at, ward)| row(annex, ward, at, body + at)).collect();
    form.total = total(annex, body, form.total_row());
    form.notes = notes(annex);
    form
}

fn headings(annex: &Annex<'_>) -> Vec<Heading> {
    let end = annex.at_end();
    let text = |key: &str| annex.words.say(&format!("annex.01-{key}"), &[("end", &end)]);
    let heading = |rows, columns, key: &str| Heading { rows, columns, text: text(key), upright: false };
    let mut headings = vec![
        heading((0, 0), (START, START_RATE), "start"),
        heading((0, 0), (TO_NEAR_POOR, EXITS), "exits"),
        heading((0, 0), (END, END_RATE), "end"),
    ];
    let single = [
        (0, "order"),
        (1, "ward"),
        (RESIDENTS, "residents"),
        (TARGET, "target"),
        (REACHED, "reached"),
        (LESS, "less"),
        (FROM_NEAR_POOR, "from-near-poor"),
        (FELL_BACK, "fell-back"),
        (NEWLY_POOR, "newly-poor"),
        (MORE, "more"),
        (FALL, "fall"),
        (FALL + 1, "remarks"),
    ];
    headings.extend(single.map(|(column, key)| heading((0, 1), (column, column), key)));
    let below = [
        (START, "households"),
        (START_RATE, "rate"),
        (TO_NEAR_POOR, "to-near-poor"),
        (ABOVE, "above"),
        (EXITS, "sum"),
        (END, "households"),
        (END_RATE, "rate"),
    ];
    headings.extend(below.map(|(column, key)| heading((1, 1), (column, column), key)));
    headings
}

/// The row that numbers the columns, with the formulas in words.
fn numbering(annex: &Annex<'_>) -> Vec<String> {
    let reached = if counts_moves(annex) { "8=(7+9)/4" } else { "8=7/4" };
    let rate = if uses_end(annex) { annex.words.get("annex.01-rate-end") } else { "15=14/1" };
    let sums = "14=2−7−9+10\n+11+12+13";
    [
        "A",
        "B",
        "1",
        "2",
        "3=2/1",
        "4",
        "5",
        "6",
        "7=5+6",
        reached,
        "9",
        "10",
        "11",
        "12",
        "13",
        sums,
        rate,
        "16=3−15",
        "",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn counts_moves(annex: &Annex<'_>) -> bool {
    annex.plan.is_some_and(|p| p.count_moves_as_exits)
}

/// Whether some rate of the end of the year is over the residents of the end of the year.
fn uses_end(annex: &Annex<'_>) -> bool {
    annex.summary.wards.iter().any(|w| has_list(w) && w.residents_end.is_some())
}

/// Households that left the list otherwise than by leaving poverty.
fn less(figures: &Figures) -> Option<u64> {
    Some(figures.moved_out? + figures.ended?)
}

/// Exits that say where to, where all of them do.
fn directions(figures: &Figures) -> Option<(u64, u64)> {
    let exited = figures.exited?;
    let (near, above) = (figures.exited_to_near_poor.unwrap_or(0), figures.exited_above.unwrap_or(0));
    (near + above == exited).then_some((near, above))
}

fn ratio(part: Option<u64>, whole: Option<u64>) -> Option<f64> {
    let whole = whole.filter(|n| *n > 0)?;
    Some(part? as f64 / whole as f64)
}

/// What the shares are over: at the start, and at the end with the words of the formula.
struct Over {
    start: Option<u64>,
    end: Option<u64>,
    /// The cell, or the number where no cell holds it.
    end_text: String,
}

fn row(annex: &Annex<'_>, ward: &WardFigures, at: u32, row: u32) -> Vec<Cell> {
    let f = &ward.figures;
    // A ward that no list names is blank but for its target.
    let residents = ward.residents.filter(|_| has_list(ward));
    let over = Over {
        start: residents,
        end: ward.residents_end.or(residents),
        end_text: ward.residents_end.map_or_else(|| cell(RESIDENTS, row), |n| n.to_string()),
    };
    let mut remarks = annex.remarks(ward);
    if let (Some(exited), None) = (f.exited, directions(f)) {
        let said = f.exited_to_near_poor.unwrap_or(0) + f.exited_above.unwrap_or(0);
        let n = exited.saturating_sub(said).to_string();
        remarks.push(annex.words.say("annex.01-unsaid", &[("n", &n)]));
    }
    let own = |column| move |_: Option<u64>| cell(column, row);
    let sum = Cell::sum(format!("={}+{}", own(TO_NEAR_POOR)(None), own(ABOVE)(None)), f.exited);
    let mut cells = vec![Cell::Count(u64::from(at) + 1), Cell::Text(annex.ward_name(ward)), Cell::count(residents)];
    let (near, above) = directions(f).map_or((None, None), |(near, above)| (Some(near), Some(above)));
    let exits = if near.is_some() { sum } else { Cell::count(f.exited) };
    let end = f.end.filter(|_| f.exited.is_some());
    let identity = format!(
        "={}-{}-{}+{}+{}+{}+{}",
        cell(START, row),
        cell(EXITS, row),
        cell(LESS, row),
        cell(FROM_NEAR_POOR, row),
        cell(FELL_BACK, row),
        cell(NEWLY_POOR, row),
        cell(MORE, row)
    );
    let shares = shares(annex, f, f.target, &over, row);
    cells.extend([
        Cell::count(f.households),
        shares.start,
        Cell::count(f.target),
        Cell::count(near),
        Cell::count(above),
        exits,
        shares.reached,
        Cell::count(less(f)),
        Cell::count(f.from_near_poor),
        Cell::count(f.fell_back),
        Cell::count(f.newly_poor),
        Cell::count(f.moved_in),
        Cell::sum(identity, end),
        shares.end,
        shares.fall,
        Cell::Text(remarks.join("; ")),
    ]);
    cells
}

struct Shares {
    start: Cell,
    reached: Cell,
    end: Cell,
    fall: Cell,
}

/// The rates of a row, from its own cells.
fn shares(annex: &Annex<'_>, f: &Figures, target: Option<u64>, over: &Over, row: u32) -> Shares {
    let start = ratio(f.households, over.start);
    let end = ratio(f.end, over.end);
    let (reached, formula) = if counts_moves(annex) {
        let both = f.exited.zip(less(f)).map(|(exited, less)| exited + less);
        (both, format!("=({}+{})/{}", cell(EXITS, row), cell(LESS, row), cell(TARGET, row)))
    } else {
        (f.exited, format!("={}/{}", cell(EXITS, row), cell(TARGET, row)))
    };
    Shares {
        start: Cell::share(format!("={}/{}", cell(START, row), cell(RESIDENTS, row)), start),
        reached: Cell::share(formula, ratio(reached, target)),
        end: Cell::share(format!("={}/{}", cell(END, row), over.end_text), end),
        fall: Cell::share(
            format!("={}-{}", cell(START_RATE, row), cell(END_RATE, row)),
            start.zip(end).map(|(start, end)| start - end),
        ),
    }
}

/// The row of sums over the wards that have lists; a sum with an unknown part is blank.
fn total(annex: &Annex<'_>, body: u32, row: u32) -> Vec<Cell> {
    let summary = annex.summary;
    let f = &summary.total.figures;
    let listed: Vec<&WardFigures> = summary.wards.iter().filter(|w| has_list(w)).collect();
    let rows: Vec<u32> =
        annex.listed().into_iter().filter_map(|at| u32::try_from(at).ok()).map(|at| body + at).collect();
    let sum = |column, result| Cell::sum(sum_of(column, &rows), result);
    let target = f.target.map(|_| listed.iter().filter_map(|w| w.figures.target).sum::<u64>());
    let (near, above) = directions(f).map_or((None, None), |(near, above)| (Some(near), Some(above)));
    // Over the residents that each ward's own rate is over; no cell holds those of the end of the year.
    let ends = listed.iter().filter(|w| w.figures.households != Some(0) || w.residents.is_some());
    let end: Option<u64> = ends.map(|w| w.residents_end.or(w.residents)).sum();
    let over = Over {
        start: summary.total.residents,
        end: end.filter(|_| summary.total.residents.is_some()),
        end_text: if uses_end(annex) { end.unwrap_or(0).to_string() } else { cell(RESIDENTS, row) },
    };
    let shares = shares(annex, f, target, &over, row);
    vec![
        Cell::Text(annex.words.get("table.total").to_owned()),
        Cell::Blank,
        sum(RESIDENTS, summary.total.residents),
        sum(START, f.households),
        shares.start,
        sum(TARGET, target),
        sum(TO_NEAR_POOR, near),
        sum(ABOVE, above),
        sum(EXITS, f.exited),
        shares.reached,
        sum(LESS, less(f)),
        sum(FROM_NEAR_POOR, f.from_near_poor),
        sum(FELL_BACK, f.fell_back),
        sum(NEWLY_POOR, f.newly_poor),
        sum(MORE, f.moved_in),
        sum(END, f.end),
        shares.end,
        shares.fall,
        Cell::Blank,
    ]
}

fn notes(annex: &Annex<'_>) -> Vec<String> {
    let words = annex.words;
    let mut notes = annex.notes();
    if counts_moves(annex) {
        notes.push(words.get("annex.01-moves-count").to_owned());
    }
    if uses_end(annex) {
        notes.push(words.get("annex.01-over-end").to_owned());
    }
    if annex.summary.total.residents.is_none() {
        notes.push(words.get("annex.01-no-residents").to_owned());
    }
    if let Some(n) = annex.summary.total.figures.no_outcome.filter(|n| *n > 0) {
        notes.push(words.say("annex.01-empty-outcomes", &[("n", &n.to_string())]));
    }
    notes
}
