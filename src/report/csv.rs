//! The summary as CSV in long form: ward, group, figures.

use super::summary::{Figures, Summary};

/// A row a ward and group, with an empty group for the ward's sum and an empty ward for the total. Unknown is empty.
///
/// Cells that a spreadsheet would run as a formula get an apostrophe before them.
///
/// # Errors
///
/// When the rows cannot be put together, which memory never refuses.
pub fn write(summary: &Summary) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["ward", "group"].into_iter().chain(Figures::NAMES))?;
    let mut line = |ward: &str, group: &str, figures: &Figures| {
        let values = figures.values();
        let cells = values.iter().map(|v| v.map(|n| n.to_string()).unwrap_or_default());
        out.write_record([safe(ward), group.to_owned()].into_iter().chain(cells))
    };
    for ward in &summary.wards {
        let name = ward.ward.as_deref().unwrap_or("?");
        for group in &ward.groups {
            line(name, &group.group.to_string(), &group.figures)?;
        }
        line(name, "", &ward.figures)?;
    }
    for group in &summary.groups {
        line("", &group.group.to_string(), &group.figures)?;
    }
    line("", "", &summary.total.figures)?;
    out.into_inner().map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))
}

/// A text that no spreadsheet takes for a formula.
#[must_use]
pub fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
