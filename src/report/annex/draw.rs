//! How a form looks: A4 landscape, one page wide, the margins and letters of official documents.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::Annex;
use super::form::{Cell, Form, HEAD, Heading};
use super::paper::{Rows, WIDE};
use crate::report::cell_text;
use crate::report::measure::{height, lines, whole_pixels, widest_word, width};
pub(super) use crate::report::paper::FONT;
use crate::report::paper::{self, across};
use crate::text::number::grouped;

/// Sizes in points: titles, body and headings.
const TITLE: f64 = 14.0;
const NUMBER: f64 = 13.0;
const BODY: f64 = 11.0;
const HEADING: f64 = 10.0;
const SMALL: f64 = 9.0;
/// Points to the left and right of the text of a cell together.
const PADDING: f64 = 8.0;
/// Widths in points: the least of a column of numbers, the most of the column of wards, that of remarks.
const NARROWEST: f64 = 25.0;
const WARD: (f64, f64) = (84.0, 130.0);
const REMARKS: f64 = 78.0;
const ORDER: f64 = 26.0;

/// Letters of a size.
pub(super) fn letters(size: f64) -> Format {
    Format::new().set_font_name(FONT).set_font_size(size).set_align(FormatAlign::VerticalCenter)
}

fn bordered(size: f64) -> Format {
    letters(size).set_border(FormatBorder::Thin).set_text_wrap()
}

/// The page of every list, numbered from 1.
pub(super) fn page(sheet: &mut Worksheet) {
    paper::page(sheet);
    sheet.set_print_first_page_number(1);
}

/// Draws a form on a sheet of its own.
pub(super) fn form(workbook: &mut Workbook, form: &Form, annex: &Annex<'_>) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name(&form.sheet)?;
    page(sheet);
    let widths = widths(form);
    for (column, points) in (0u16..).zip(&widths) {
        sheet.set_column_width_pixels(column, (points * 96.0 / 72.0).round() as u32)?;
    }
    let mut rows =
        Rows { head: (HEAD, HEAD + form.head_rows), body: (form.body(), form.total_row()), ..Rows::default() };
    top(sheet, form, annex, &mut rows)?;
    head(sheet, form, &widths, &mut rows)?;
    body(sheet, form, &widths, &mut rows)?;
    let next = notes(sheet, form, &widths, &mut rows)?;
    let last = signatures(sheet, form, annex, next + 1, &mut rows)?;
    let one_page = rows.settle(widths.iter().sum());
    sheet.set_print_fit_to_pages(1, u16::from(one_page));
    for (row, points) in &rows.heights {
        sheet.set_row_height(*row, *points)?;
    }
    sheet.set_print_area(0, 0, last, form.last_column())?;
    sheet.set_repeat_rows(HEAD, HEAD + form.head_rows)?;
    sheet.set_freeze_panes(form.body(), 2)?;
    Ok(())
}

/// What stands above the table.
fn top(sheet: &mut Worksheet, form: &Form, annex: &Annex<'_>, rows: &mut Rows) -> Result<(), XlsxError> {
    let last = form.last_column();
    let right = last.saturating_sub(3);
    let centre = |size| letters(size).set_align(FormatAlign::Center);
    if let Some(authority) = annex.authority() {
        let left = right.saturating_sub(2);
        across(sheet, 0, (0, left), &authority.to_uppercase(), &letters(NUMBER).set_bold())?;
    }
    across(sheet, 0, (right, last), &form.number, &letters(NUMBER).set_bold().set_align(FormatAlign::Right))?;
    across(sheet, 1, (0, last), &form.title, &centre(TITLE).set_bold())?;
    across(sheet, 2, (0, last), &annex.attached(), &centre(NUMBER).set_italic())?;
    across(sheet, 3, (0, last), &annex.as_of_line(), &centre(NUMBER).set_italic())?;
    let unit = annex.words.get("annex.unit");
    across(sheet, 4, (right, last), unit, &letters(BODY).set_italic().set_align(FormatAlign::Right))?;
    for (row, size) in [(0, NUMBER), (1, TITLE), (2, NUMBER), (4, BODY)] {
        rows.heights.insert(row, height(1, size) + 1.5);
    }
    let line = if annex.as_of_line().is_empty() { 4.5 } else { height(1, NUMBER) };
    rows.heights.insert(3, line);
    Ok(())
}

/// The text of a cell of the body as it is shown.
fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(n) => grouped(*n),
        Cell::Formula { result, share: false, .. } => grouped(*result as u64),
        Cell::Formula { result, .. } => format!("{:.2}%", result * 100.0),
    }
}

/// The widths of the columns in points: wide enough for every number and for the longest word of its headings.
fn widths(form: &Form) -> Vec<f64> {
    let last = usize::from(form.last_column());
    let columns = 0..=last;
    let column = |at: usize| {
        let rows = form.rows.iter().chain([&form.total]);
        let bold = true;
        let widest = |texts: &mut dyn Iterator<Item = String>| texts.map(|t| width(&t, BODY, bold)).fold(0.0, f64::max);
        let body = widest(&mut rows.filter_map(|r| r.get(at)).map(shown)) + PADDING;
        let own = |h: &&Heading| usize::from(h.columns.0) == at && usize::from(h.columns.1) == at && !h.upright;
        let words = form.headings.iter().filter(own).map(|h| widest_word(&h.text, HEADING, bold)).fold(0.0, f64::max);
        let numbering = form.numbering.get(at).map_or(0.0, |text| widest_word(text, SMALL, false));
        let words = words.max(numbering);
        match at {
            0 => ORDER.max(words + PADDING),
            1 => body.clamp(WARD.0, WARD.1),
            at if at == last => REMARKS,
            _ => body.max(words + PADDING).max(NARROWEST),
        }
    };
    let widths: Vec<f64> = columns.map(column).collect();
    // What room the paper leaves goes to all columns.
    let spread = (WIDE / widths.iter().sum::<f64>()).max(1.0);
    widths.iter().map(|width| width * spread).collect()
}

fn room(widths: &[f64], columns: (u16, u16)) -> f64 {
    let own = widths.get(usize::from(columns.0)..=usize::from(columns.1)).unwrap_or(&[]);
    own.iter().sum::<f64>() - PADDING
}

/// The header and the row that numbers the columns.
fn head(sheet: &mut Worksheet, form: &Form, widths: &[f64], rows: &mut Rows) -> Result<(), XlsxError> {
    let plain = bordered(HEADING).set_bold().set_align(FormatAlign::Center);
    let mut heights = vec![height(1, HEADING); form.head_rows as usize];
    // Headings of one row first: what is merged over rows may then need more in the last of them.
    let mut by_depth: Vec<&Heading> = form.headings.iter().collect();
    by_depth.sort_by_key(|h| h.rows.1 - h.rows.0);
    for heading in by_depth {
        let format = if heading.upright { plain.clone().set_rotation(90) } else { plain.clone() };
        let (first, last) = (HEAD + heading.rows.0, HEAD + heading.rows.1);
        if heading.rows.0 == heading.rows.1 {
            across(sheet, first, heading.columns, &heading.text, &format)?;
        } else {
            sheet.merge_range(first, heading.columns.0, last, heading.columns.1, &heading.text, &format)?;
        }
        let need = if heading.upright {
            width(&heading.text, HEADING, true) + PADDING
        } else {
            height(lines(&heading.text, HEADING, true, room(widths, heading.columns)), HEADING)
        };
        let own = heading.rows.0 as usize..=heading.rows.1 as usize;
        let have: f64 = heights.get(own).unwrap_or(&[]).iter().sum();
        if let Some(own) = heights.get_mut(heading.rows.1 as usize) {
            *own += whole_pixels((need - have).max(0.0));
        }
    }
    rows.heights.extend((HEAD..).zip(heights));
    let row = HEAD + form.head_rows;
    let format = bordered(SMALL).set_italic().set_align(FormatAlign::Center);
    let mut most = 1;
    for (column, text) in (0u16..).zip(&form.numbering) {
        sheet.write_string_with_format(row, column, text, &format)?;
        most = most.max(lines(text, SMALL, false, room(widths, (column, column))));
    }
    rows.heights.insert(row, height(most, SMALL));
    Ok(())
}

/// The wards and the row of sums.
fn body(sheet: &mut Worksheet, form: &Form, widths: &[f64], rows: &mut Rows) -> Result<(), XlsxError> {
    let last = form.last_column();
    for (row, cells) in (form.body()..).zip(&form.rows) {
        let mut most = height(1, BODY);
        for (column, cell) in (0u16..).zip(cells) {
            let size = if column == last { SMALL } else { BODY };
            write(sheet, row, column, cell, &bordered(size))?;
            if let Cell::Text(text) = cell {
                most = most.max(height(lines(text, size, false, room(widths, (column, column))), size));
            }
        }
        rows.heights.insert(row, most);
    }
    let row = form.total_row();
    let bold = bordered(BODY).set_bold();
    for (column, cell) in (0u16..).zip(&form.total) {
        match (column, cell) {
            (0, Cell::Text(text)) => {
                sheet.merge_range(row, 0, row, 1, text, &bold.clone().set_align(FormatAlign::Center))?;
            }
            (1, _) => {}
            _ => write(sheet, row, column, cell, &bold)?,
        }
    }
    rows.heights.insert(row, height(1, BODY) + 3.0);
    Ok(())
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
    let format = format.clone();
    let number = |share: bool| {
        // The office that opens it has its own decimal sign: the comma in Vietnam.
        let code = if share { "0.00%" } else { "#,##0" };
        let side = if column == 0 { FormatAlign::Center } else { FormatAlign::Right };
        format.clone().set_num_format(code).set_align(side)
    };
    match cell {
        Cell::Blank => sheet.write_blank(row, column, &format)?,
        Cell::Text(text) => sheet.write_string_with_format(row, column, cell_text(text), &format)?,
        Cell::Count(n) => sheet.write_number_with_format(row, column, *n as f64, &number(false))?,
        Cell::Formula { formula, result, share } => {
            let formula = Formula::new(formula).set_result(result.to_string());
            sheet.write_formula_with_format(row, column, formula, &number(*share))?
        }
    };
    Ok(())
}

/// The notes under the table; the row after them.
fn notes(sheet: &mut Worksheet, form: &Form, widths: &[f64], rows: &mut Rows) -> Result<u32, XlsxError> {
    let format = letters(BODY).set_italic().set_text_wrap();
    let all = (0, form.last_column());
    let mut row = form.total_row() + 1;
    for note in &form.notes {
        across(sheet, row, all, note, &format)?;
        rows.heights.insert(row, height(lines(note, BODY, false, room(widths, all)), BODY));
        row += 1;
    }
    Ok(row)
}

/// Place and day, capacity, and room for name and seal; the last row of it.
fn signatures(
    sheet: &mut Worksheet,
    form: &Form,
    annex: &Annex<'_>,
    first: u32,
    rows: &mut Rows,
) -> Result<u32, XlsxError> {
    let last = form.last_column();
    let (left, right) = ((0, last / 2 - 1), (last / 2 + 1, last));
    let centre = |size| letters(size).set_align(FormatAlign::Center);
    let words = annex.words;
    let own: &[String] = annex.plan.map_or(&[], |p| &p.signature);
    let capacity: Vec<String> = match own {
        [] => ["annex.capacity", "annex.capacity-2"].map(|key| words.get(key).to_owned()).to_vec(),
        own => own.to_vec(),
    };
    across(sheet, first, right, words.get("annex.place-and-day"), &centre(NUMBER).set_italic())?;
    across(sheet, first + 1, left, words.get("annex.made-by"), &centre(NUMBER).set_bold())?;
    let mut row = first + 1;
    for line in &capacity {
        across(sheet, row, right, line, &centre(NUMBER).set_bold())?;
        row += 1;
    }
    across(sheet, first + 2, left, words.get("annex.sign-made-by"), &centre(BODY).set_italic())?;
    across(sheet, row, right, words.get("annex.sign"), &centre(BODY).set_italic())?;
    // Room above, and below for the hand and the seal.
    let end = row + 3;
    rows.heights.insert(first - 1, 6.0);
    rows.heights.extend((first..=end).map(|row| (row, height(1, NUMBER))));
    Ok(end)
}
