//! Tables as Markdown.

use super::table::Table;
use crate::text::sanitize::plain_line;

/// A table and its title.
#[must_use]
pub fn write(table: &Table) -> String {
    let mut out = String::new();
    if !table.title.is_empty() {
        out.push_str("## ");
        out.push_str(&table.title);
        out.push_str("\n\n");
    }
    let mut line = |cells: &[String]| {
        out.push('|');
        for cell in cells {
            out.push(' ');
            out.push_str(&plain_line(cell).replace('|', "\\|"));
            out.push_str(" |");
        }
        out.push('\n');
    };
    line(&table.head);
    let rules: Vec<String> =
        (0..table.head.len()).map(|at| if at < table.words { "---" } else { "---:" }.to_owned()).collect();
    line(&rules);
    table.rows.iter().for_each(|row| line(row));
    let bold: Vec<String> =
        table.total.iter().map(|c| if c.is_empty() { String::new() } else { format!("**{c}**") }).collect();
    if !bold.is_empty() {
        line(&bold);
    }
    out
}

/// Tables and the lines under them, as a list.
#[must_use]
pub fn page(tables: &[Table], notes: &[String]) -> Vec<u8> {
    let drawn: Vec<String> = tables.iter().map(write).collect();
    let notes: Vec<String> = notes.iter().map(|n| format!("- {}", plain_line(n))).collect();
    format!("{}\n{}\n", drawn.join("\n"), notes.join("\n")).into_bytes()
}
