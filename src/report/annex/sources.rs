//! The sheet that says what the forms are made from: files, rows, plan, version, and what was left out.

use rust_xlsxwriter::{FormatAlign, FormatBorder, Workbook, XlsxError};

use super::Annex;
use super::draw::{letters, page};
use crate::report::measure::{height, lines};
use crate::report::notes;
use crate::text::number::grouped;

/// Widths of the columns in points: file, sheet, used, why not, rows of the header, households.
const WIDTHS: [f64; 6] = [230.0, 120.0, 50.0, 190.0, 60.0, 60.0];
const BODY: f64 = 11.0;

/// Draws the sheet.
pub(super) fn draw(workbook: &mut Workbook, annex: &Annex<'_>) -> Result<(), XlsxError> {
    let words = annex.words;
    let sheet = workbook.add_worksheet().set_name(words.get("annex.sheet-sources"))?;
    page(sheet);
    for (column, points) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width_pixels(column, (points * 96.0 / 72.0).round() as u32)?;
    }
    let plain = letters(BODY).set_text_wrap();
    sheet.merge_range(
        0,
        0,
        0,
        5,
        words.get("annex.sources-title"),
        &letters(14.0).set_bold().set_align(FormatAlign::Center),
    )?;
    sheet.set_row_height(0, height(1, 14.0))?;
    let mut row = 1;
    for line in facts(annex) {
        sheet.merge_range(row, 0, row, 5, crate::report::cell_text(&line), &plain)?;
        sheet.set_row_height(row, height(lines(&line, BODY, false, WIDTHS.iter().sum::<f64>() - 7.0), BODY))?;
        row += 1;
    }
    row += 1;
    let boxed = plain.clone().set_border(FormatBorder::Thin);
    let bold = boxed.clone().set_bold().set_align(FormatAlign::Center);
    for (column, key) in (0u16..).zip(["file", "sheet", "used", "why", "header", "households"]) {
        sheet.write_string_with_format(row, column, words.get(&format!("annex.source-{key}")), &bold)?;
    }
    sheet.set_row_height(row, height(2, BODY))?;
    let head = row;
    for source in &annex.summary.sources {
        row += 1;
        let used = words.get(if source.used { "annex.yes" } else { "annex.no" });
        let header: Vec<String> = source.header_rows.iter().map(u32::to_string).collect();
        let texts = [&source.file, source.sheet.as_deref().unwrap_or(""), used, &source.why, &header.join(", ")];
        let mut most = 1;
        for ((column, text), points) in (0u16..).zip(texts).zip(WIDTHS) {
            sheet.write_string_with_format(row, column, crate::report::cell_text(text), &boxed)?;
            most = most.max(lines(text, BODY, false, points - 7.0));
        }
        let number = boxed.clone().set_num_format("#,##0");
        sheet.write_number_with_format(row, 5, source.households as f64, &number)?;
        sheet.set_row_height(row, height(most, BODY))?;
    }
    sheet.set_repeat_rows(head, head)?;
    sheet.set_print_area(0, 0, row, 5)?;
    Ok(())
}

/// What there is to say in lines: program, plan, day, targets, exits, wards left out, rows, findings.
fn facts(annex: &Annex<'_>) -> Vec<String> {
    let (words, summary) = (annex.words, annex.summary);
    let mut facts = vec![words.say("annex.version", &[("version", env!("CARGO_PKG_VERSION"))])];
    facts.extend(notes::sources_of_figures(summary, words));
    let without = annex.without_list();
    if !without.is_empty() {
        facts.push(words.say("annex.left-out-wards", &[("wards", &without.join(", "))]));
    }
    facts.push(notes::rows(summary, words));
    let review = grouped(summary.total.figures.review.unwrap_or(0));
    facts.push(words.say("annex.to-review", &[("n", &review)]));
    let of = |severity: &str| summary.diagnostics.iter().filter(|d| d.severity == severity).count().to_string();
    facts.push(words.say("annex.findings", &[("errors", &of("error")), ("warnings", &of("warning"))]));
    facts
}
