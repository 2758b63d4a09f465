//! The lists that an office hands in: a sheet a ward, numbered, totalled, to be signed.

use super::paper::{self, Cell, Column, Look, Sheet};
use crate::tally::Movement;
use crate::words::Words;

/// What a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// Households expected to leave poverty this year.
    Registered,
    /// Households that left poverty.
    Exited,
    /// Households that fell back.
    FellBack,
    /// Households that are newly poor, those that were near-poor included.
    NewlyPoor,
    /// Households whose cause a person should look at.
    Review,
}

impl ListKind {
    /// Every kind.
    pub const ALL: [ListKind; 5] =
        [ListKind::Registered, ListKind::Exited, ListKind::FellBack, ListKind::NewlyPoor, ListKind::Review];

    /// The name on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ListKind::Registered => "registered",
            ListKind::Exited => "exited",
            ListKind::FellBack => "fell-back",
            ListKind::NewlyPoor => "newly-poor",
            ListKind::Review => "review",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn of(id: &str) -> Option<ListKind> {
        ListKind::ALL.into_iter().find(|k| k.id() == id)
    }

    /// Whether a household belongs to the list. `counted`: it is of the standing asked for, at the start.
    #[must_use]
    pub fn holds(self, movement: Movement, counted: bool, registered: bool, review: bool) -> bool {
        match self {
            ListKind::Registered => counted && registered,
            ListKind::Exited => {
                matches!(movement, Movement::Exited | Movement::ExitedToNearPoor | Movement::ExitedAbove)
            }
            ListKind::FellBack => movement == Movement::FellBack,
            ListKind::NewlyPoor => matches!(movement, Movement::NewlyPoor | Movement::FromNearPoor),
            ListKind::Review => counted && review,
        }
    }
}

/// A household of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Entry {
    pub hamlet: String,
    pub head: String,
    pub identity: String,
    pub birth: Option<u16>,
    pub size: Option<u16>,
    pub group: String,
    pub cause: String,
    /// What became of it, or why it is to be reviewed.
    pub remark: String,
    pub place: String,
}

/// The list as a workbook. `wards` are in order; one without households has no sheet. `redact` leaves identity numbers
/// out.
///
/// # Errors
///
/// When the library refuses it.
pub fn workbook(
    kind: ListKind,
    wards: &[(String, Vec<Entry>)],
    year: Option<u16>,
    as_of: Option<&str>,
    redact: bool,
    words: &Words,
) -> Result<Vec<u8>, String> {
    let text = |key: &str| words.get(&format!("list.{key}")).to_owned();
    let title = words.get(&format!("list.title-{}", kind.id())).to_owned();
    let title =
        year.map_or(title.clone(), |y| words.say("list.of-year", &[("title", &title), ("year", &y.to_string())]));
    let build = || -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        let mut book = paper::workbook(&title);
        let look = Look::new();
        let mut used = Vec::new();
        for (ward, entries) in wards.iter().filter(|(_, entries)| !entries.is_empty()) {
            let mut columns = vec![
                Column::new(&text("order"), 6.0),
                Column::new(&text("head"), 24.0),
                Column::new(&text("birth"), 8.0),
                Column::new(&text("identity"), 15.0),
                Column::new(&text("hamlet"), 14.0),
                Column::new(&text("size"), 8.0),
                Column::new(&text("group"), 9.0),
                Column::new(&text("cause"), 34.0),
                Column::new(&text("remark"), 28.0),
            ];
            let mut rows: Vec<Vec<Cell>> = entries
                .iter()
                .zip(1u64..)
                .map(|(e, order)| {
                    vec![
                        Cell::Number(order),
                        Cell::text(&*e.head),
                        Cell::number(e.birth.map(u64::from)),
                        Cell::text(&*e.identity),
                        Cell::text(&*e.hamlet),
                        Cell::number(e.size.map(u64::from)),
                        Cell::text(&*e.group),
                        Cell::text(&*e.cause),
                        Cell::text(if kind == ListKind::Review {
                            format!("{} ({})", e.remark, e.place)
                        } else {
                            e.remark.clone()
                        }),
                    ]
                })
                .collect();
            // A sum over households some of which do not say is unknown.
            let people = entries.iter().map(|e| e.size.map(u64::from)).sum::<Option<u64>>();
            let households = words.say("list.total", &[("n", &entries.len().to_string())]);
            let mut total =
                vec![Cell::Blank, Cell::Text(households), Cell::Blank, Cell::Blank, Cell::Blank, Cell::number(people)];
            total.extend([Cell::Blank, Cell::Blank, Cell::Blank]);
            if redact {
                columns.remove(3);
                total.remove(3);
                rows.iter_mut().for_each(|r| _ = r.remove(3));
            }
            let below = as_of.map(|date| words.say("table.as-of", &[("date", date)]));
            let sheet = Sheet {
                name: paper::sheet_name(ward, &mut used),
                authority: words.say("list.authority", &[("ward", &ward.to_uppercase())]),
                title: title.clone(),
                below: below.into_iter().collect(),
                columns,
                rows,
                total,
                notes: Vec::new(),
                signatures: Some((text("day"), text("author"), text("head-of-office"))),
            };
            paper::draw(&mut book, &sheet, &look)?;
        }
        book.save_to_buffer()
    };
    build().map_err(|e| e.to_string())
}
