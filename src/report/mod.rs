//! Figures as people and scripts read them: one shape of data, several ways to write it.

pub mod annex;
pub mod classified;
pub mod compare;
pub mod csv;
pub mod doubt;
mod figures;
pub mod findings;
pub mod lists;
pub mod markdown;
mod measure;
pub mod merge;
pub mod notes;
pub mod page;
mod paper;
pub mod summary;
pub mod table;
pub mod template;
pub mod terminal;

/// As much of a text as a cell of a workbook may hold.
pub(crate) fn cell_text(text: &str) -> &str {
    const MOST: usize = 32_767;
    // No text has more units than bytes.
    if text.len() <= MOST {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MOST
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// The properties of every workbook that is written: a fixed day, so that the same input gives the same bytes.
#[must_use]
pub fn stamp() -> rust_xlsxwriter::DocProperties {
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2020, 1, 1).unwrap_or_default();
    rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day)
}
