//! The summary as tables of text: wards by cause groups, and the groups by themselves.
//!
//! What stands in a table is decided here, how it is drawn by its readers ([`super::terminal`], [`super::markdown`]).

use super::summary::{Figures, Summary};
use crate::group::Group;
use crate::tally::{Tally, WardTally, Whom};
use crate::target::TargetFrom;
use crate::text::number::{grouped, percent};
use crate::words::Words;

/// A level of the summary table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A row a ward.
    Ward,
    /// A row a cause group.
    Group,
    /// A row a hamlet, under its ward.
    Hamlet,
}

/// A table of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Headings, which may have two lines.
    pub head: Vec<String>,
    /// How many columns at the left hold words; the others hold numbers.
    pub words: usize,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// The row of sums.
    pub total: Vec<String>,
}

/// The tables asked for.
#[must_use]
pub fn tables(summary: &Summary, hamlets: &[HamletRow], whom: Whom, levels: &[Level], words: &Words) -> Vec<Table> {
    let mut tables = Vec::new();
    for level in levels {
        tables.push(match level {
            Level::Ward => by_ward(summary, whom, words),
            Level::Group => by_group(summary, whom, words),
            Level::Hamlet => by_hamlet(summary, hamlets, whom, words),
        });
    }
    if let Some(first) = tables.first_mut() {
        first.title = title(whom, words);
    }
    tables
}

fn title(whom: Whom, words: &Words) -> String {
    words
        .get(match whom {
            Whom::Poor => "table.title",
            Whom::NearPoor => "table.title-near-poor",
            Whom::All => "table.title-all",
        })
        .to_owned()
}

/// The figures of a hamlet.
#[derive(Debug, Clone)]
pub struct HamletRow {
    /// Its ward.
    pub ward: Option<String>,
    /// Its name, as written.
    pub hamlet: String,
    /// Its figures.
    pub figures: Figures,
    /// Households by group, 0 first.
    pub groups: [u64; 7],
}

/// The hamlets of a tally, in the order of the summary's wards.
#[must_use]
pub fn hamlets(
    summary: &Summary,
    tally: &Tally,
    whom: Whom,
    ward_name: impl Fn(&WardKey) -> Option<String>,
) -> Vec<HamletRow> {
    let order = |name: &Option<String>| summary.wards.iter().position(|w| w.ward == *name).unwrap_or(usize::MAX);
    let mut rows: Vec<HamletRow> = tally
        .hamlets
        .iter()
        .map(|((ward, hamlet), figures)| HamletRow {
            ward: ward_name(ward),
            hamlet: crate::text::fold::one_line(hamlet),
            figures: {
                let mut own = Figures::of(&figures.sum(), figures.known, whom);
                own.target =
                    own.registered.filter(|_| summary.target_from.as_deref() == Some(TargetFrom::Registered.id()));
                own
            },
            groups: groups_of(figures),
        })
        .collect();
    rows.sort_by(|a, b| order(&a.ward).cmp(&order(&b.ward)).then_with(|| natural(&a.hamlet, &b.hamlet)));
    rows
}

/// The identity of a ward in a tally.
pub type WardKey = Option<crate::ward::WardId>;

fn groups_of(ward: &WardTally) -> [u64; 7] {
    let mut out = [0; 7];
    for (slot, counts) in out.iter_mut().zip(&ward.groups) {
        *slot = counts.households;
    }
    out
}

/// `Tổ 2` before `Tổ 10`.
fn natural(a: &str, b: &str) -> std::cmp::Ordering {
    let split = |s: &str| {
        let digits: String =
            s.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
        (s.get(..s.len() - digits.len()).unwrap_or(s).to_owned(), digits.parse::<u64>().unwrap_or(0))
    };
    let ((name_a, number_a), (name_b, number_b)) = (split(a), split(b));
    crate::text::order::compare(&name_a, &name_b).then(number_a.cmp(&number_b)).then_with(|| a.cmp(b))
}

fn number(value: Option<u64>, words: &Words) -> String {
    value.map_or_else(|| words.get("table.unknown").to_owned(), grouped)
}

/// Target, actual, share and shortfall.
fn against(figures: &Figures, whom: Whom, words: &Words) -> Vec<String> {
    if whom != Whom::Poor {
        return Vec::new();
    }
    let both = figures.target.zip(figures.exited);
    vec![
        number(figures.target, words),
        number(figures.exited, words),
        both.and_then(|(target, exited)| percent(exited, target, 1))
            .unwrap_or_else(|| words.get("table.unknown").to_owned()),
        number(both.map(|(target, exited)| target.saturating_sub(exited)), words),
    ]
}

fn against_head(whom: Whom, words: &Words) -> Vec<String> {
    if whom != Whom::Poor {
        return Vec::new();
    }
    ["target", "exited", "share", "short"].iter().map(|k| words.get(&format!("table.{k}")).to_owned()).collect()
}

fn households_head(whom: Whom, words: &Words) -> String {
    words
        .get(match whom {
            Whom::Poor => "table.households",
            Whom::NearPoor => "table.households-near-poor",
            Whom::All => "table.households-all",
        })
        .to_owned()
}

/// Headings and cells of the groups: 3.1 to 3.6, and "not yet grouped" where it is not empty.
fn group_head(summary: &Summary, words: &Words) -> Vec<String> {
    let mut head: Vec<String> = Group::ALL.iter().map(|g| g.code().to_owned()).collect();
    if summary.groups.iter().any(|g| g.group == 0) {
        head.push(words.get("table.none").to_owned());
    }
    head
}

fn group_cells(summary: &Summary, groups: &[Option<u64>; 7], words: &Words) -> Vec<String> {
    let mut cells: Vec<String> = groups.iter().skip(1).map(|n| number(*n, words)).collect();
    if summary.groups.iter().any(|g| g.group == 0) {
        cells.push(number(groups.first().copied().flatten(), words));
    }
    cells
}

fn households_by_group<'a>(groups: impl Iterator<Item = (u8, &'a Figures)>) -> [Option<u64>; 7] {
    let mut out = [None; 7];
    for (group, figures) in groups {
        if let Some(slot) = out.get_mut(usize::from(group)) {
            *slot = figures.households;
        }
    }
    // A group without an entry is empty where the others are known.
    if out.iter().any(Option::is_some) { out.map(|n| n.or(Some(0))) } else { out }
}

fn row(names: Vec<String>, figures: &Figures, groups: Option<Vec<String>>, whom: Whom, words: &Words) -> Vec<String> {
    let mut cells = names;
    cells.push(number(figures.households, words));
    cells.extend(groups.unwrap_or_default());
    cells.extend(against(figures, whom, words));
    cells
}

fn by_ward(summary: &Summary, whom: Whom, words: &Words) -> Table {
    let mut head = vec![words.get("table.ward").to_owned(), households_head(whom, words)];
    head.extend(group_head(summary, words));
    head.extend(against_head(whom, words));
    let rows = summary.wards.iter().map(|ward| {
        let name = ward.ward.clone().unwrap_or_else(|| words.get("ward.unknown").to_owned());
        let groups = households_by_group(ward.groups.iter().map(|g| (g.group, &g.figures)));
        row(vec![name], &ward.figures, Some(group_cells(summary, &groups, words)), whom, words)
    });
    let rows = rows.collect();
    let groups = households_by_group(summary.groups.iter().map(|g| (g.group, &g.figures)));
    let total = vec![words.get("table.total").to_owned()];
    let total = row(total, &summary.total.figures, Some(group_cells(summary, &groups, words)), whom, words);
    Table { title: String::new(), head, words: 1, rows, total }
}

fn by_group(summary: &Summary, whom: Whom, words: &Words) -> Table {
    let mut head = vec![words.get("table.group").to_owned(), households_head(whom, words)];
    head.extend(against_head(whom, words));
    let name = |code: Option<&str>, name: &str| match code {
        Some(code) => format!("{code} {name}"),
        None => name.to_owned(),
    };
    let rows = summary.groups.iter().map(|g| {
        let name = name(g.code.as_deref(), g.name.as_deref().unwrap_or(""));
        row(vec![name], &g.figures, None, whom, words)
    });
    let total = row(vec![words.get("table.total").to_owned()], &summary.total.figures, None, whom, words);
    Table { title: String::new(), head, words: 1, rows: rows.collect(), total }
}

fn by_hamlet(summary: &Summary, hamlets: &[HamletRow], whom: Whom, words: &Words) -> Table {
    let mut head = vec![words.get("table.hamlet").to_owned(), households_head(whom, words)];
    head.extend(group_head(summary, words));
    head.extend(against_head(whom, words));
    let mut rows = Vec::new();
    for ward in &summary.wards {
        let own = hamlets.iter().filter(|h| h.ward == ward.ward && h.figures.households != Some(0));
        let name = ward.ward.clone().unwrap_or_else(|| words.get("ward.unknown").to_owned());
        let groups = households_by_group(ward.groups.iter().map(|g| (g.group, &g.figures)));
        rows.push(row(vec![name], &ward.figures, Some(group_cells(summary, &groups, words)), whom, words));
        for hamlet in own {
            let name = if hamlet.hamlet.is_empty() { words.get("hamlet.unknown") } else { &hamlet.hamlet };
            let cells = Some(group_cells(summary, &hamlet.groups.map(Some), words));
            rows.push(row(vec![format!("  {name}")], &hamlet.figures, cells, whom, words));
        }
    }
    let groups = households_by_group(summary.groups.iter().map(|g| (g.group, &g.figures)));
    let total = vec![words.get("table.total").to_owned()];
    let total = row(total, &summary.total.figures, Some(group_cells(summary, &groups, words)), whom, words);
    Table { title: String::new(), head, words: 1, rows, total }
}
