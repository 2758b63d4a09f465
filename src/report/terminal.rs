//! Tables for a terminal, readable at 80 columns.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Width};

use super::table::Table;
use crate::text::sanitize::plain;

/// The width that tables are made for.
const COLUMNS: u16 = 80;

/// Draws a table.
#[must_use]
pub fn draw(table: &Table) -> String {
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_width(COLUMNS);
    let aligned = |cells: &[String]| -> Vec<Cell> {
        cells
            .iter()
            .enumerate()
            .map(|(at, text)| {
                let side = if at < table.words { CellAlignment::Left } else { CellAlignment::Right };
                Cell::new(plain(text)).set_alignment(side)
            })
            .collect()
    };
    drawn.set_header(aligned(&table.head));
    for row in &table.rows {
        drawn.add_row(aligned(row));
    }
    if !table.total.is_empty() {
        drawn.add_row(aligned(&table.total));
    }
    let rows = table.rows.len();
    for (at, column) in drawn.column_iter_mut().enumerate() {
        column.set_padding((0, 0));
        // Numbers are never broken; names are, where a table is too wide.
        let widest = std::iter::once(&table.head)
            .chain(&table.rows)
            .chain(std::iter::once(&table.total))
            .filter_map(|r| r.get(at));
        let widest = widest.flat_map(|t| t.lines()).map(|l| l.chars().count()).max().unwrap_or(1);
        if at >= table.words {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(u16::try_from(widest).unwrap_or(u16::MAX))));
        }
    }
    let mut lines: Vec<String> = drawn.lines().map(|l| l.trim_end().to_owned()).collect();
    // Lines between the rows of a body are noise; the one above the total stays.
    let is_rule = |line: &String| !line.is_empty() && line.chars().all(|c| matches!(c, '─' | '═' | '╌' | '┄' | ' '));
    let rules: Vec<usize> = lines.iter().enumerate().filter(|(_, l)| is_rule(l)).map(|(at, _)| at).collect();
    let above_total = rules.len().checked_sub(2).filter(|_| !table.total.is_empty()).and_then(|at| rules.get(at));
    let keep = [rules.first(), rules.get(1), above_total, rules.last()];
    let keep: Vec<usize> = keep.into_iter().flatten().copied().collect();
    if rows > 0 {
        let mut at = 0;
        lines.retain(|line| {
            let kept = !is_rule(line) || keep.contains(&at);
            at += 1;
            kept
        });
    }
    let mut out = String::new();
    if !table.title.is_empty() {
        out.push_str(&table.title);
        out.push('\n');
    }
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// Tables and the lines under them.
#[must_use]
pub fn page(tables: &[Table], notes: &[String]) -> Vec<u8> {
    let drawn: Vec<String> = tables.iter().map(draw).collect();
    let notes: Vec<String> = notes.iter().map(|n| plain(n)).collect();
    format!("{}\n{}\n", drawn.join("\n"), notes.join("\n")).into_bytes()
}
