//! The list of households with their groups that `classify` writes: CSV for scripts, .xlsx for the person who settles the
//! doubtful ones. Both are read back as surveys.

use std::io::Write;

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::csv::safe;
use super::measure::row_height;
use super::paper::FONT;
use crate::words::Words;

/// One household, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The file as it was named.
    pub file: String,
    /// The sheet.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// The ward.
    pub ward: String,
    /// The hamlet, as written.
    pub hamlet: String,
    /// The head, as written.
    pub head: String,
    /// The standing: the stable word of it.
    pub standing: String,
    /// The cause, as written.
    pub cause: String,
    /// The group, 0 to 6.
    pub group: u8,
    /// `3.1` to `3.6`, or empty.
    pub code: String,
    /// The group's name.
    pub group_name: String,
    /// The words that decided.
    pub evidence: String,
    /// The rule that made it primary: its stable word.
    pub rule: String,
    /// The other groups named, in order.
    pub other_groups: String,
    /// Why a person should look, in words; empty when nobody need.
    pub review: String,
    /// Whether it is registered: `x`, nothing, or `?` where its list does not say.
    pub registered: &'static str,
    /// The outcome: its stable word, or empty.
    pub outcome: String,
}

/// The columns, by their names in CSV.
pub const COLUMNS: [&str; 17] = [
    "file",
    "sheet",
    "row",
    "ward",
    "hamlet",
    "head",
    "standing",
    "cause",
    "group",
    "code",
    "group_name",
    "evidence",
    "rule",
    "other_groups",
    "review",
    "registered",
    "outcome",
];

impl Line {
    fn cells(&self) -> [String; 17] {
        [
            self.file.clone(),
            self.sheet.clone(),
            self.row.to_string(),
            self.ward.clone(),
            self.hamlet.clone(),
            self.head.clone(),
            self.standing.clone(),
            self.cause.clone(),
            self.group.to_string(),
            self.code.clone(),
            self.group_name.clone(),
            self.evidence.clone(),
            self.rule.clone(),
            self.other_groups.clone(),
            self.review.clone(),
            self.registered.to_owned(),
            self.outcome.clone(),
        ]
    }
}

/// Writes lines as CSV, one at a time.
pub struct CsvList<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> CsvList<W> {
    /// Begins with the headings.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub fn new(out: W) -> Result<CsvList<W>, csv::Error> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(COLUMNS)?;
        Ok(CsvList { out })
    }

    /// Writes a household; cells that a spreadsheet would run get an apostrophe before them.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn push(&mut self, line: &Line) -> Result<(), csv::Error> {
        self.out.write_record(line.cells().iter().map(|c| safe(c)))
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// The column of the group, the one to correct.
const GROUP: u16 = 8;
/// The column of the reason to review, cleared by whoever settled it.
const REVIEW: u16 = 14;
/// How many letters wide the columns are.
const WIDTHS: [f64; 17] =
    [16.0, 12.0, 7.0, 17.0, 13.0, 20.0, 10.0, 30.0, 7.0, 6.0, 24.0, 22.0, 15.0, 8.0, 24.0, 9.0, 13.0];
/// Points.
const SIZE: f64 = 11.0;
/// Points: three lines.
const HEAD_HEIGHT: f64 = 45.0;
/// Rows whose height is set for spreadsheets that fit none themselves: what is remembered of each must not grow with the
/// list.
const MEASURED: u32 = 20_000;
/// Rows of one sheet at most, the heading included.
const MOST_ROWS: u32 = 1_048_576;

/// Writes lines as a workbook, in memory that does not grow with them.
pub struct XlsxList<'a> {
    book: Workbook,
    words: &'a Words,
    row: u32,
    sheets: u16,
    body: Format,
    doubtful: Format,
    choice: Format,
}

impl<'a> XlsxList<'a> {
    /// An empty list with its headings.
    ///
    /// # Errors
    ///
    /// When the workbook refuses, which it has no reason to.
    pub fn new(words: &'a Words) -> Result<XlsxList<'a>, XlsxError> {
        let body = Format::new().set_font_name(FONT).set_font_size(SIZE).set_align(FormatAlign::Top);
        let body = body.set_border(FormatBorder::Thin).set_text_wrap();
        let mut list = XlsxList {
            book: Workbook::new(),
            words,
            row: 0,
            sheets: 0,
            doubtful: body.clone().set_background_color(0x00FF_F2CC),
            choice: body.clone().set_bold().set_align(FormatAlign::Center).set_unlocked(),
            body,
        };
        list.book.set_properties(&super::stamp());
        list.next_sheet()?;
        Ok(list)
    }

    fn next_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let name = self.words.get("classified.sheet");
        let name = if self.sheets == 1 { name.to_owned() } else { format!("{name} {}", self.sheets) };
        let head = Format::new()
            .set_font_name(FONT)
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_border(FormatBorder::Thin);
        let sheet = self.book.add_worksheet_with_low_memory()?;
        sheet.set_name(&name)?;
        sheet.set_freeze_panes(1, 6)?;
        super::paper::page(sheet);
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_row_height(0, HEAD_HEIGHT)?;
        for ((column, name), width) in (0u16..).zip(COLUMNS).zip(WIDTHS) {
            sheet.set_column_width(column, width)?;
            sheet.write_with_format(0, column, self.words.get(&format!("classified.{name}")), &head)?;
        }
        let groups = ["0", "1", "2", "3", "4", "5", "6"];
        let choice = DataValidation::new()
            .allow_list_strings(&groups)?
            .set_input_message(self.words.get("classified.choose"))?
            .set_error_message(self.words.get("classified.wrong"))?;
        sheet.add_data_validation(1, GROUP, MOST_ROWS - 1, GROUP, &choice)?;
        self.row = 1;
        Ok(())
    }

    /// Writes a household. Those to review are best given first.
    ///
    /// # Errors
    ///
    /// When the workbook refuses.
    pub fn push(&mut self, line: &Line) -> Result<(), XlsxError> {
        if self.row >= MOST_ROWS {
            self.next_sheet()?;
        }
        let row = self.row;
        self.row += 1;
        let words = self.words;
        let (body, doubtful, choice) = (self.body.clone(), self.doubtful.clone(), self.choice.clone());
        let index = usize::from(self.sheets - 1);
        let sheet: &mut Worksheet = self.book.worksheet_from_index(index)?;
        let review = !line.review.is_empty();
        let mut cells = line.cells();
        for (text, name) in cells.iter_mut().zip(COLUMNS) {
            let key = match name {
                _ if text.is_empty() => continue,
                "standing" => format!("standing.{text}"),
                "outcome" => format!("outcome.{text}"),
                "rule" => format!("rule.{text}"),
                _ => continue,
            };
            *text = words.get(&key).to_owned();
        }
        if row < MEASURED
            && let Some(points) = row_height(cells.iter().map(String::as_str).zip(WIDTHS), SIZE)
        {
            sheet.set_row_height(row, points)?;
        }
        for ((column, text), name) in (0u16..).zip(cells).zip(COLUMNS) {
            let format = match column {
                GROUP => &choice,
                REVIEW if review => &doubtful,
                _ if review && name == "cause" => &doubtful,
                _ => &body,
            };
            match name {
                "row" => sheet.write_with_format(row, column, line.row, format)?,
                "group" => sheet.write_with_format(row, column, line.group, format)?,
                _ => sheet.write_string_with_format(row, column, super::cell_text(&text), format)?,
            };
        }
        Ok(())
    }

    /// Writes the workbook out.
    ///
    /// # Errors
    ///
    /// When the workbook refuses or the bytes cannot be written.
    pub fn finish<W: Write + std::io::Seek + Send>(mut self, out: W) -> Result<(), XlsxError> {
        self.book.save_to_writer(out)
    }
}
