//! The annex tables Biểu 01 and Biểu 02 as a workbook made to be signed.
//!
//! The forms are built as plain data ([`form01`], [`form02`]) and drawn by one hand ([`draw`]). Nothing here counts: all
//! figures are the summary's. No household stands in it, only sums.

mod charts;
mod draw;
mod form;
mod form01;
mod form02;
mod paging;
mod paper;
mod sources;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::plan::Plan;
use crate::report::summary::{Summary, WardFigures};
use crate::words::Words;

/// Why the workbook could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum AnnexError {
    /// The library that writes workbooks could not.
    #[error(transparent)]
    Workbook(#[from] XlsxError),
    /// What it wrote could not be finished.
    #[error(transparent)]
    Pages(#[from] zip::result::ZipError),
}

/// What the annex is made from.
#[derive(Debug, Clone, Copy)]
pub struct Annex<'a> {
    /// The figures, with a row for every ward of the plan.
    pub summary: &'a Summary,
    /// The plan in use.
    pub plan: Option<&'a Plan>,
    /// The year that the figures are of, where it is known.
    pub year: Option<u16>,
    /// Households with more than one cause group.
    pub several: u64,
    /// The language.
    pub words: &'a Words,
}

impl Annex<'_> {
    /// The workbook's bytes: the same for the same figures and day.
    ///
    /// # Errors
    ///
    /// When the workbook cannot be put together: a sheet with more rows than a workbook holds.
    pub fn write(&self) -> Result<Vec<u8>, AnnexError> {
        let mut workbook = Workbook::new();
        // Widths of columns are counted in digits of this font: 7 pixels each, as the default width of 64 says.
        workbook.set_default_format(&Format::new().set_font_name(draw::FONT).set_font_size(11), 20, 64)?;
        workbook.set_properties(&self.properties()?);
        let first = form01::form(self);
        let second = form02::form(self);
        draw::form(&mut workbook, &first, self)?;
        draw::form(&mut workbook, &second, self)?;
        charts::draw(&mut workbook, &first, &second, self)?;
        sources::draw(&mut workbook, self)?;
        Ok(paging::leave_first_page_unnumbered(workbook.save_to_buffer()?)?)
    }

    /// Title and day of making: the day of the figures, not today, so that the bytes are the same tomorrow.
    fn properties(&self) -> Result<DocProperties, XlsxError> {
        let year = self.year.unwrap_or(2000);
        let day = self.as_of().unwrap_or((year, 1, 1));
        let when = ExcelDateTime::from_ymd(day.0, day.1, day.2)?;
        let title = self.titled("annex.title-01");
        Ok(DocProperties::new().set_title(title).set_author("giamngheo").set_creation_datetime(&when))
    }

    /// Year, month and day of the figures.
    fn as_of(&self) -> Option<(u16, u8, u8)> {
        let mut parts = self.summary.as_of.as_deref()?.split('-');
        let year = parts.next()?.parse().ok()?;
        Some((year, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }

    /// The day of the figures as people write it.
    fn day(&self) -> Option<String> {
        self.as_of().map(|(year, month, day)| format!("{day}/{month}/{year}"))
    }

    /// Whether the figures stand for a day before 1 December: then the outcomes are not those of the year's end.
    fn is_provisional(&self) -> bool {
        self.as_of().is_some_and(|(year, month, _)| (year, month) < (self.year.unwrap_or(year), 12))
    }

    /// `cuối năm`, or before December the day of the figures.
    fn at_end(&self) -> String {
        match self.day().filter(|_| self.is_provisional()) {
            Some(day) => self.words.say("annex.to-day", &[("day", &day)]),
            None => self.words.get("annex.at-end").to_owned(),
        }
    }

    /// A title with the year, where it is known.
    fn titled(&self, key: &str) -> String {
        let year = self.year.map(|y| self.words.say("annex.of-year", &[("year", &y.to_string())])).unwrap_or_default();
        format!("{}{year}", self.words.get(key))
    }

    /// The line under the title that says which plan the form belongs to, with room for what the plan does not say.
    fn attached(&self) -> String {
        let document = self.plan.map(|p| p.document.clone()).unwrap_or_default();
        let number = document.number.unwrap_or_else(|| "        /KH-UBND".to_owned());
        let (day, month, year) = match document.date {
            Some((year, month, day)) => (day.to_string(), month.to_string(), year.to_string()),
            None => ("     ".to_owned(), "     ".to_owned(), "         ".to_owned()),
        };
        let by = self.authority().unwrap_or_else(|| "…………………………".to_owned());
        let values = [("number", number.as_str()), ("day", &day), ("month", &month), ("year", &year), ("by", &by)];
        self.words.say("annex.attached", &values)
    }

    /// The body that issues the plan.
    fn authority(&self) -> Option<String> {
        let plan = self.plan?;
        let unit = || self.words.say("annex.committee", &[("unit", &lower_first(&plan.unit))]);
        Some(plan.authority.clone().unwrap_or_else(unit))
    }

    /// The line on the day of the figures; empty without one.
    fn as_of_line(&self) -> String {
        match self.day() {
            Some(day) if self.is_provisional() => self.words.say("annex.provisional", &[("day", &day)]),
            Some(day) => self.words.say("annex.as-of", &[("day", &day)]),
            None => String::new(),
        }
    }

    /// The places, among the rows of a form, of the wards that have lists.
    fn listed(&self) -> Vec<usize> {
        let listed = self.summary.wards.iter().enumerate().filter(|(_, w)| has_list(w));
        listed.map(|(at, _)| at).collect()
    }

    /// The wards that no list names.
    fn without_list(&self) -> Vec<&str> {
        self.summary.wards.iter().filter(|w| !has_list(w)).filter_map(|w| w.ward.as_deref()).collect()
    }

    fn ward_name(&self, ward: &WardFigures) -> String {
        ward.ward.clone().unwrap_or_else(|| self.words.get("ward.unknown").to_owned())
    }

    /// The remarks on a ward that both forms make.
    fn remarks(&self, ward: &WardFigures) -> Vec<String> {
        let mut remarks = Vec::new();
        if !has_list(ward) {
            remarks.push(self.words.get("annex.no-list").to_owned());
        } else if ward.figures.exited.is_none() {
            remarks.push(self.words.get("annex.no-outcome").to_owned());
        }
        remarks
    }

    /// The notes on the wards that the totals leave out, and on where targets come from.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let without = self.without_list();
        if !without.is_empty() {
            let (of, all) = (self.listed().len().to_string(), self.summary.wards.len().to_string());
            let values = [("n", of.as_str()), ("all", &all), ("wards", &without.join(", "))];
            notes.push(self.words.say("annex.part-of-wards", &values));
        }
        if self.summary.total.figures.exited.is_none() {
            notes.push(self.words.get("annex.exits-unknown").to_owned());
        }
        let target = self.summary.target_from.as_deref().unwrap_or("none");
        notes.push(self.words.get(&format!("table.target-{target}")).to_owned());
        notes
    }
}

/// Whether some list names the ward.
fn has_list(ward: &WardFigures) -> bool {
    ward.figures.households.is_some()
}

/// `Thành phố Tuyên Quang` as it stands within a line.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
