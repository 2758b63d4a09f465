//! Biểu 02: poor households by cause group and ward.

use super::form::{Cell, Form, Heading, cell, sum_of};
use super::{Annex, has_list};
use crate::report::summary::{Figures, WardFigures};
use crate::target::TargetFrom;

/// The first of three columns of a group, by its place among the groups shown; before them stand the three of the sums.
pub(super) fn group_column(place: u16) -> u16 {
    5 + place * 3
}

/// The groups that have columns: 1 to 6, and "not yet grouped" where it is not empty.
fn groups(annex: &Annex<'_>) -> Vec<u8> {
    annex.summary.groups.iter().map(|g| g.group).collect()
}

/// The form.
pub(super) fn form(annex: &Annex<'_>) -> Form {
    let words = annex.words;
    let groups = groups(annex);
    let triples = u16::try_from(groups.len() + 1).unwrap_or(8);
    let numbers = (1..=triples * 3).map(|n| n.to_string());
    let letters = ["A", "B"].map(str::to_owned).into_iter();
    let mut form = Form {
        sheet: words.get("annex.sheet-02").to_owned(),
        number: words.get("annex.number-02").to_owned(),
        title: annex.titled("annex.title-02"),
        headings: headings(annex, triples),
        head_rows: 2,
        numbering: letters.chain(numbers).chain([String::new()]).collect(),
        ..Form::default()
    };
    let body = form.body();
    form.rows = (0u32..).zip(&annex.summary.wards).map(|(at, ward)| row(annex, ward, &groups, at, body + at)).collect();
    form.total = total(annex, &groups, body);
    form.notes = notes(annex);
    form
}

fn headings(annex: &Annex<'_>, triples: u16) -> Vec<Heading> {
    let words = annex.words;
    let over = |rows, columns, text: String, upright| Heading { rows, columns, text, upright };
    let last = 2 + triples * 3;
    let mut headings = vec![
        over((0, 1), (0, 0), words.get("annex.01-order").to_owned(), false),
        over((0, 1), (1, 1), words.get("annex.01-ward").to_owned(), false),
        over((0, 1), (last, last), words.get("annex.01-remarks").to_owned(), false),
        over((0, 0), (2, 4), words.get("annex.02-sum").to_owned(), false),
    ];
    for (place, group) in (0u16..).zip(&annex.summary.groups) {
        let name = group.name.as_deref().unwrap_or("");
        let text = group.code.as_deref().map_or_else(|| name.to_owned(), |code| format!("{code} {name}"));
        let first = group_column(place);
        headings.push(over((0, 0), (first, first + 2), text, false));
    }
    for triple in 0..triples {
        let first = 2 + triple * 3;
        for (column, key) in (first..).zip(["households", "target", "exits"]) {
            headings.push(over((1, 1), (column, column), words.get(&format!("annex.02-{key}")).to_owned(), true));
        }
    }
    headings
}

/// Households, target and exits of a group in a ward; a group without an entry is empty where the ward has a list.
fn of_group(annex: &Annex<'_>, ward: &WardFigures, group: u8) -> [Option<u64>; 3] {
    match ward.groups.iter().find(|g| g.group == group) {
        Some(own) => three(&own.figures),
        None if has_list(ward) => {
            // Only registrations say of every group, the one not yet known included, how many are to leave.
            let registered = annex.summary.target_from.as_deref() == Some(TargetFrom::Registered.id());
            let target = ward.figures.target.filter(|_| registered).map(|_| 0);
            [Some(0), target, ward.figures.exited.map(|_| 0)]
        }
        None => [None; 3],
    }
}

fn three(figures: &Figures) -> [Option<u64>; 3] {
    [figures.households, figures.target, figures.exited]
}

fn row(annex: &Annex<'_>, ward: &WardFigures, groups: &[u8], at: u32, row: u32) -> Vec<Cell> {
    let mut cells = vec![Cell::Count(u64::from(at) + 1), Cell::Text(annex.ward_name(ward))];
    let parts: Vec<[Option<u64>; 3]> = groups.iter().map(|g| of_group(annex, ward, *g)).collect();
    for (kind, number) in (0u16..).zip(three(&ward.figures)) {
        let own = |place: usize| parts.get(place).and_then(|p| p.get(usize::from(kind)).copied().flatten());
        let known: Option<u64> = (0..parts.len()).map(own).sum();
        let columns = (0u16..).zip(groups).map(|(place, _)| cell(group_column(place) + kind, row));
        let formula = format!("={}", columns.collect::<Vec<_>>().join("+"));
        // Targets may be given over all groups only: then the sum is the number itself.
        cells.push(if known.is_some() && known == number { Cell::sum(formula, number) } else { Cell::count(number) });
    }
    for part in &parts {
        cells.extend(part.map(Cell::count));
    }
    cells.push(Cell::Text(annex.remarks(ward).join("; ")));
    cells
}

/// The row of sums over the wards that have lists.
fn total(annex: &Annex<'_>, groups: &[u8], body: u32) -> Vec<Cell> {
    let summary = annex.summary;
    let rows: Vec<u32> =
        annex.listed().into_iter().filter_map(|at| u32::try_from(at).ok()).map(|at| body + at).collect();
    let listed = || summary.wards.iter().filter(|w| has_list(w));
    let mut cells = vec![Cell::Text(annex.words.get("table.total").to_owned()), Cell::Blank];
    let mut push = |first: u16, known: [Option<u64>; 3], target: Option<u64>| {
        let sums = [known[0], known[1].and(target), known[2]];
        cells.extend((first..).zip(sums).map(|(column, sum)| Cell::sum(sum_of(column, &rows), sum)));
    };
    push(2, three(&summary.total.figures), Some(listed().filter_map(|w| w.figures.target).sum()));
    for (place, group) in (0u16..).zip(groups) {
        let known = summary.groups.iter().find(|g| g.group == *group).map_or([None; 3], |g| three(&g.figures));
        let target = listed().filter_map(|w| of_group(annex, w, *group)[1]).sum();
        push(group_column(place), known, Some(target));
    }
    cells.push(Cell::Blank);
    cells
}

fn notes(annex: &Annex<'_>) -> Vec<String> {
    let mut notes = vec![annex.words.say("annex.02-one-cause", &[("n", &annex.several.to_string())])];
    if let Some(n) = annex.summary.total.figures.review.filter(|n| *n > 0) {
        notes.push(annex.words.say("annex.02-review", &[("n", &n.to_string())]));
    }
    notes.extend(annex.notes());
    notes
}
