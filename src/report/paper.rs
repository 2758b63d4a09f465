//! Lists as sheets of a workbook: to print and sign, or to fill in and send back.
//!
//! A4 on its side, one page wide, the header repeated on every page. Nothing of the day or the machine is in the file:
//! the same list gives the same bytes.

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::measure::row_height;

/// The letters of official documents.
pub(super) const FONT: &str = "Times New Roman";
/// Points.
const SIZE: f64 = 11.0;
/// Names of sheets have at most so many letters.
const SHEET_NAME: usize = 31;

/// A cell of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Empty.
    Blank,
    /// Words.
    Text(String),
    /// A number.
    Number(u64),
}

impl Cell {
    /// Words; empty for none.
    pub(super) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
    }

    /// A number; empty where it is unknown.
    pub(super) fn number(number: Option<u64>) -> Cell {
        number.map_or(Cell::Blank, Cell::Number)
    }
}

/// A column: its heading, its width in letters, and what may be chosen in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    pub(super) heading: String,
    pub(super) width: f64,
    pub(super) choices: Vec<String>,
}

impl Column {
    pub(super) fn new(heading: &str, width: f64) -> Column {
        Column { heading: heading.to_owned(), width, choices: Vec::new() }
    }

    pub(super) fn choose(mut self, choices: &[&str]) -> Column {
        self.choices = choices.iter().map(|c| (*c).to_owned()).collect();
        self
    }
}

/// A list on a sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// Lines above the table: the first left and right, then the title, then what is below it.
    pub(super) authority: String,
    pub(super) title: String,
    pub(super) below: Vec<String>,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// The row of sums.
    pub(super) total: Vec<Cell>,
    pub(super) notes: Vec<String>,
    /// Place and day, and who signs: left and right.
    pub(super) signatures: Option<(String, String, String)>,
}

/// The formats in use.
pub(super) struct Look {
    plain: Format,
    title: Format,
    below: Format,
    head: Format,
    cell: Format,
    number: Format,
    choice: Format,
    sum: Format,
    sign: Format,
}

impl Look {
    pub(super) fn new() -> Look {
        let plain = Format::new().set_font_name(FONT).set_font_size(SIZE).set_align(FormatAlign::VerticalCenter);
        let boxed = plain.clone().set_border(FormatBorder::Thin).set_text_wrap();
        let centre = plain.clone().set_align(FormatAlign::Center);
        Look {
            title: centre.clone().set_font_size(14).set_bold(),
            below: centre.clone().set_italic(),
            head: boxed.clone().set_bold().set_align(FormatAlign::Center).set_background_color(0xE8EEF4),
            number: boxed.clone().set_align(FormatAlign::Center).set_num_format("#,##0"),
            choice: boxed.clone().set_unlocked().set_background_color(0xFFF8DC),
            sum: boxed.clone().set_bold(),
            cell: boxed,
            sign: centre.set_bold(),
            plain,
        }
    }
}

/// An empty workbook without a trace of when it was made.
pub(super) fn workbook(title: &str) -> Workbook {
    let mut book = Workbook::new();
    book.set_properties(&super::stamp().set_title(title).set_author("giamngheo"));
    book
}

/// The name of a sheet: without what spreadsheets forbid, short enough, and unlike any in use.
pub(super) fn sheet_name(wanted: &str, used: &mut Vec<String>) -> String {
    let plain: String = wanted.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).collect();
    let plain = plain.trim();
    let plain = if plain.is_empty() { "?" } else { plain };
    let mut name: String = plain.chars().take(SHEET_NAME).collect();
    let mut n = 2;
    while used.iter().any(|u| u.to_lowercase() == name.to_lowercase()) {
        let end = format!(" ({n})");
        name = plain.chars().take(SHEET_NAME - end.len()).chain(end.chars()).collect();
        n += 1;
    }
    used.push(name.clone());
    name
}

/// The page: A4 on its side, one page wide, the margins of official documents, the page's number above.
pub(super) fn page(sheet: &mut Worksheet) {
    // In inches: left 30 mm, right 15, top and bottom 20.
    sheet
        .set_paper_size(9)
        .set_landscape()
        .set_margins(1.181, 0.591, 0.787, 0.787, 0.394, 0.394)
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_header(format!("&C&\"{FONT},Regular\"&13&P"));
}

/// Draws a list on a sheet of its own; the row of its header.
pub(super) fn draw(book: &mut Workbook, list: &Sheet, look: &Look) -> Result<u32, XlsxError> {
    let sheet = book.add_worksheet().set_name(&list.name)?;
    page(sheet);
    let last = u16::try_from(list.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    for (at, column) in (0u16..).zip(&list.columns) {
        sheet.set_column_width(at, column.width)?;
    }
    let whole = list.columns.iter().map(|c| c.width).sum();
    let mut row = 0;
    if !list.authority.is_empty() {
        sheet.write_string_with_format(row, 0, &list.authority, &look.plain.clone().set_bold())?;
        row += 1;
    }
    across(sheet, row, (0, last), &list.title, &look.title)?;
    row += 1;
    for line in &list.below {
        across(sheet, row, (0, last), line, &look.below)?;
        row += 1;
    }
    let head = row + 1;
    for (at, column) in (0u16..).zip(&list.columns) {
        sheet.write_string_with_format(head, at, &column.heading, &look.head)?;
    }
    sheet.set_repeat_rows(head, head)?.set_freeze_panes(head + 1, 0)?;
    row = head + 1;
    for cells in &list.rows {
        line(sheet, row, cells, &list.columns, look)?;
        let texts = cells.iter().zip(&list.columns).filter_map(|(cell, column)| match cell {
            Cell::Text(text) => Some((text.as_str(), column.width)),
            _ => None,
        });
        if let Some(points) = row_height(texts, SIZE) {
            sheet.set_row_height(row, points)?;
        }
        row += 1;
    }
    choices(sheet, head, row, &list.columns)?;
    if !list.total.is_empty() {
        for (at, cell) in (0u16..).zip(&list.total) {
            write(sheet, row, at, cell, &look.sum)?;
        }
        row += 1;
    }
    for note in &list.notes {
        across(sheet, row, (0, last), note, &look.plain.clone().set_italic().set_text_wrap())?;
        if let Some(points) = row_height(std::iter::once((note.as_str(), whole)), SIZE) {
            sheet.set_row_height(row, points)?;
        }
        row += 1;
    }
    if let Some((day, left, right)) = &list.signatures {
        let middle = last / 2;
        across(sheet, row + 1, (middle + 1, last), day, &look.below)?;
        across(sheet, row + 2, (0, middle), left, &look.sign)?;
        across(sheet, row + 2, (middle + 1, last), right, &look.sign)?;
        row += 7;
    }
    sheet.set_print_area(0, 0, row, last)?;
    Ok(head)
}

/// A text across columns, merged where there are several.
pub(super) fn across(
    sheet: &mut Worksheet,
    row: u32,
    columns: (u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = super::cell_text(text);
    if columns.0 >= columns.1 {
        sheet.write_string_with_format(row, columns.0, text, format)?;
    } else {
        sheet.merge_range(row, columns.0, row, columns.1, text, format)?;
    }
    Ok(())
}

fn line(sheet: &mut Worksheet, row: u32, cells: &[Cell], columns: &[Column], look: &Look) -> Result<(), XlsxError> {
    for ((at, cell), column) in (0u16..).zip(cells).zip(columns) {
        let format = match cell {
            _ if !column.choices.is_empty() => &look.choice,
            Cell::Number(_) => &look.number,
            _ => &look.cell,
        };
        write(sheet, row, at, cell, format)?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => sheet.write_blank(row, column, format)?,
        Cell::Text(text) => sheet.write_string_with_format(row, column, super::cell_text(text), format)?,
        Cell::Number(n) => sheet.write_number_with_format(row, column, *n as f64, format)?,
    };
    Ok(())
}

fn choices(sheet: &mut Worksheet, head: u32, end: u32, columns: &[Column]) -> Result<(), XlsxError> {
    for (at, column) in (0u16..).zip(columns).filter(|(_, c)| !c.choices.is_empty() && end > head + 1) {
        let rule = DataValidation::new().allow_list_strings(&column.choices)?;
        sheet.add_data_validation(head + 1, at, end - 1, at, &rule)?;
    }
    Ok(())
}
