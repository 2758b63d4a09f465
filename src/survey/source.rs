//! Which sheets and files were used, and why the others were not.

use std::path::Path;
use std::sync::Arc;

use crate::diag::Place;
use crate::read::{ReadError, Reason};
use crate::text::fold::one_line;

/// A sheet or file, used or not.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file as it was named.
    pub file: Arc<str>,
    /// The sheet; empty for text files.
    pub sheet: Arc<str>,
    /// Whether it was used, and if not why.
    pub why: Why,
    /// The rows of its header.
    pub header_rows: Vec<u32>,
    /// The charset of a text file.
    pub encoding: Option<&'static str>,
    /// How many households it lists, whatever their standing.
    pub households: u64,
}

/// Why a sheet was used or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It was used.
    Used,
    /// It is hidden.
    Hidden,
    /// Another sheet was asked for.
    NotChosen,
    /// No table of households in it.
    NoTable,
    /// A table of counts.
    Summary,
    /// A list of households without any column of causes; the columns found.
    NoCause(Vec<(u32, String)>),
    /// A form that nobody filled in.
    BlankForm,
    /// All its households stand in a list read before.
    Repeated,
    /// A list of movements of an earlier year than the others.
    OtherYear,
    /// No spreadsheet at all.
    NotSpreadsheet,
}

impl Why {
    /// The key of its words.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Why::Used => "used",
            Why::Hidden => "hidden",
            Why::NotChosen => "not-chosen",
            Why::NoTable => "no-table",
            Why::Summary => "summary",
            Why::NoCause(_) => "no-cause",
            Why::BlankForm => "blank-form",
            Why::Repeated => "repeated",
            Why::OtherYear => "other-year",
            Why::NotSpreadsheet => "not-spreadsheet",
        }
    }
}

/// The place of a whole sheet.
pub(crate) fn place_of(path: &Path, sheet: &str, source: usize) -> Place {
    Place { source, file: one_line(&path.to_string_lossy()).into(), sheet: sheet.into(), cell: None }
}

/// Whether a file that cannot be read is a spreadsheet all the same: then it must not be left out in silence.
pub(crate) fn is_spreadsheet(path: &Path, error: &ReadError) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let by_name = matches!(ending.as_str(), "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" | "csv" | "tsv" | "txt");
    by_name && !matches!(error.reason, Reason::NotSpreadsheet if ending == "txt")
}
