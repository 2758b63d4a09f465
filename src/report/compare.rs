//! Two lists held against each other: the movement of the year, every pair with why it was made, and what is left.
//!
//! As JSON it names places only; names and numbers of people stand in the workbook and the CSV, which are for the office
//! that has the lists anyway.

use std::collections::BTreeMap;

use serde::Serialize;

use super::paper::{self, Cell, Column, Look, Sheet};
use super::summary::{Figures, Finding, GroupFigures, PlanInUse, Summary, WardFigures};
use crate::link::{self, Pair, Record};
use crate::survey::wordings::Outcome;
use crate::survey::{Alike, Survey, YearEnd, pair_key};
use crate::words::Words;

/// The version of the shape.
pub const SCHEMA: &str = "giamngheo.compare/1";

/// Where a household stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Place {
    pub file: String,
    pub sheet: Option<String>,
    pub row: u32,
}

/// A pair, made or possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct PairFound {
    pub key: String,
    pub start: Place,
    pub end: Place,
    /// `exited`, `still_poor` and so on; none for a pair that is only possible.
    pub movement: Option<&'static str>,
    /// Hundredths of a bit above even odds.
    pub strength: i32,
    pub evidence: Vec<&'static str>,
}

/// Households of which some may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Doubt {
    pub pairs: Vec<PairFound>,
}

/// A household without a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Alone {
    #[serde(flatten)]
    pub place: Place,
    pub movement: Option<&'static str>,
}

/// The whole comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Comparison {
    pub schema: &'static str,
    pub plan: Option<PlanInUse>,
    pub as_of: Option<String>,
    pub total: Figures,
    pub groups: Vec<GroupFigures>,
    pub wards: Vec<WardFigures>,
    /// Exits that rest on absence alone.
    pub exited_by_absence: usize,
    pub pairs: Vec<PairFound>,
    pub doubts: Vec<Doubt>,
    pub only_start: Vec<Alone>,
    pub only_end: Vec<Alone>,
    pub diagnostics: Vec<Finding>,
}

impl Comparison {
    /// The figures of a summary alone, for the table of movement.
    #[must_use]
    pub fn of_figures(summary: &Summary) -> Comparison {
        Comparison {
            schema: SCHEMA,
            plan: summary.plan.clone(),
            as_of: summary.as_of.clone(),
            total: summary.total.figures,
            groups: summary.groups.clone(),
            wards: summary.wards.clone(),
            exited_by_absence: 0,
            pairs: Vec::new(),
            doubts: Vec::new(),
            only_start: Vec::new(),
            only_end: Vec::new(),
            diagnostics: summary.diagnostics.clone(),
        }
    }
}

/// The stable word for what became of a household.
#[must_use]
pub fn movement_id(alike: &Alike) -> Option<&'static str> {
    use crate::tally::Movement as M;
    Some(match crate::tally::movement(alike.standing, alike.outcome, true) {
        M::StillPoor { .. } => "still_poor",
        M::Exited => "exited",
        M::ExitedToNearPoor => "exited_to_near_poor",
        M::ExitedAbove => "exited_above",
        M::MovedOut => "moved_out",
        M::Ended => "ended",
        M::NearPoor => "near_poor",
        M::FromNearPoor => "from_near_poor",
        M::FellBack => "fell_back",
        M::NewlyPoor => "newly_poor",
        M::MovedIn => "moved_in",
        M::Neither => return None,
    })
}

fn entry_id(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::FellBack => "fell_back",
        Outcome::FromNearPoor => "from_near_poor",
        Outcome::MovedIn | Outcome::MovedInUnsaid => "moved_in",
        _ => "newly_poor",
    }
}

/// A comparison, and what is needed to show people and not only places.
pub struct Compared<'a> {
    /// Without names.
    pub comparison: Comparison,
    survey: &'a Survey,
    year: &'a YearEnd,
    keys: (Vec<u64>, Vec<u64>),
}

impl<'a> Compared<'a> {
    /// Puts a comparison together.
    #[must_use]
    pub fn new(summary: &Summary, survey: &'a Survey, year: &'a YearEnd) -> Compared<'a> {
        let records = |side: &[(Record, Alike)]| side.iter().map(|(r, _)| r.clone()).collect::<Vec<_>>();
        let keys = (link::keys(&records(&year.start)), link::keys(&records(&year.end)));
        let mut compared = Compared {
            comparison: Comparison { exited_by_absence: year.absent.len(), ..Comparison::of_figures(summary) },
            survey,
            year,
            keys,
        };
        let made = &year.matching;
        compared.comparison.pairs = made.pairs.iter().filter_map(|p| compared.pair(p, true)).collect();
        let possible = |d: &link::Doubt| d.pairs.iter().filter_map(|p| compared.pair(p, false)).collect();
        compared.comparison.doubts = made.doubts.iter().map(|d| Doubt { pairs: possible(d) }).collect();
        compared.comparison.only_start = compared.lone_start().into_iter().map(|(alone, _)| alone).collect();
        compared.comparison.only_end = compared.lone_end().into_iter().map(|(alone, _)| alone).collect();
        compared
    }

    fn place(&self, record: &Record) -> Place {
        let source = self.survey.sources.get(record.source);
        Place {
            file: source.map(|s| s.file.to_string()).unwrap_or_default(),
            sheet: source.map(|s| s.sheet.to_string()).filter(|s| !s.is_empty()),
            row: record.row,
        }
    }

    fn pair(&self, pair: &Pair, made: bool) -> Option<PairFound> {
        let ((start, alike), (end, _)) = self.year.start.get(pair.start).zip(self.year.end.get(pair.end))?;
        Some(PairFound {
            key: pair_key(*self.keys.0.get(pair.start)?, *self.keys.1.get(pair.end)?),
            start: self.place(start),
            end: self.place(end),
            movement: movement_id(alike).filter(|_| made),
            strength: pair.strength,
            evidence: pair.evidence.iter().map(|e| e.id()).collect(),
        })
    }

    /// Households of the start that are in no pair and no doubt.
    fn lone_start(&self) -> Vec<(Alone, &'a Record)> {
        let made = &self.year.matching;
        let mut used: Vec<usize> = made.pairs.iter().map(|p| p.start).collect();
        used.extend(made.doubts.iter().flat_map(|d| d.starts.iter().copied()));
        let used: std::collections::BTreeSet<usize> = used.into_iter().collect();
        let free = self.year.start.iter().enumerate().filter(|(at, _)| !used.contains(at));
        free.map(|(_, (r, alike))| (Alone { place: self.place(r), movement: movement_id(alike) }, r)).collect()
    }

    /// Households of the end that are in no pair and no doubt.
    fn lone_end(&self) -> Vec<(Alone, &'a Record)> {
        let made = &self.year.matching;
        let mut used: Vec<usize> = made.pairs.iter().map(|p| p.end).collect();
        used.extend(made.doubts.iter().flat_map(|d| d.ends.iter().copied()));
        let used: std::collections::BTreeSet<usize> = used.into_iter().collect();
        let free = self.year.end.iter().enumerate().filter(|(at, _)| !used.contains(at));
        free.map(|(at, (r, _))| {
            let movement = self.year.entries.get(&at).map(|o| entry_id(*o));
            (Alone { place: self.place(r), movement }, r)
        })
        .collect()
    }

    /// Pairs by their strongest reason: how many.
    #[must_use]
    pub fn by_reason(&self) -> BTreeMap<&'static str, usize> {
        let mut reasons = BTreeMap::new();
        for pair in &self.comparison.pairs {
            let first = ["settled", "identity", "code", "member", "identity_near", "name"];
            let reason = first.into_iter().find(|r| pair.evidence.contains(r)).unwrap_or("name_near");
            *reasons.entry(reason).or_default() += 1;
        }
        reasons
    }

    /// The doubtful pairs, a row each: for people to see.
    #[must_use]
    pub fn doubtful(&self) -> Vec<(&'a Record, &'a Record, PairFound)> {
        let made = self.year.matching.doubts.iter().flat_map(|d| &d.pairs);
        made.filter_map(|p| {
            let ((start, _), (end, _)) = self.year.start.get(p.start).zip(self.year.end.get(p.end))?;
            Some((start, end, self.pair(p, false)?))
        })
        .collect()
    }

    fn ward(&self, record: &Record) -> String {
        record.ward.and_then(|id| self.survey.wards.get(id)).map(|w| w.name.clone()).unwrap_or_default()
    }

    fn person(&self, record: &Record) -> [Cell; 5] {
        let place = self.place(record);
        let at = match &place.sheet {
            Some(sheet) => format!("{} › {sheet} › {}", place.file, place.row),
            None => format!("{} › {}", place.file, place.row),
        };
        [
            Cell::text(self.ward(record)),
            Cell::text(&*record.hamlet),
            Cell::text(&*record.head.name),
            Cell::number(record.head.birth.map(u64::from)),
            Cell::text(at),
        ]
    }

    /// The pairs, possible and made, as CSV with a column for decisions, which is read back with `--pairs`.
    ///
    /// # Errors
    ///
    /// When the rows cannot be put together, which memory never refuses.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut out = csv::Writer::from_writer(Vec::new());
        let side = |name: &str| ["ward", "hamlet", "head", "birth", "place"].map(|c| format!("{name}_{c}"));
        let head = ["decision".to_owned(), "movement".to_owned()].into_iter().chain(side("start")).chain(side("end"));
        out.write_record(head.chain(["evidence", "strength", "key"].map(str::to_owned)))?;
        let text = |cell: Cell| match cell {
            Cell::Text(text) => super::csv::safe(&text),
            Cell::Number(n) => n.to_string(),
            Cell::Blank => String::new(),
        };
        let none = || [Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank];
        for row in self.rows() {
            let (start, end) =
                (row.start.map_or_else(none, |r| self.person(r)), row.end.map_or_else(none, |r| self.person(r)));
            let (evidence, strength, key) =
                row.pair.map_or_else(Default::default, |p| (p.evidence.join(" "), p.strength.to_string(), p.key));
            let cells = [String::new(), row.movement.unwrap_or("doubtful").to_owned()];
            let people = start.into_iter().chain(end).map(text);
            out.write_record(cells.into_iter().chain(people).chain([evidence, strength, key]))?;
        }
        out.into_inner().map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))
    }

    /// Everything as rows: the doubtful first, then the pairs, then what is only on one side.
    fn rows(&self) -> Vec<RowOf<'a>> {
        let mut rows: Vec<RowOf<'a>> = self
            .doubtful()
            .into_iter()
            .map(|(start, end, pair)| RowOf { start: Some(start), end: Some(end), movement: None, pair: Some(pair) })
            .collect();
        for made in &self.year.matching.pairs {
            let both = self.year.start.get(made.start).zip(self.year.end.get(made.end));
            if let (Some(((start, _), (end, _))), Some(pair)) = (both, self.pair(made, true)) {
                let movement = pair.movement.or(Some("none"));
                rows.push(RowOf { start: Some(start), end: Some(end), movement, pair: Some(pair) });
            }
        }
        let lone = |alone: &Alone| alone.movement.or(Some("none"));
        for (alone, record) in self.lone_start() {
            rows.push(RowOf { start: Some(record), end: None, movement: lone(&alone), pair: None });
        }
        for (alone, record) in self.lone_end() {
            rows.push(RowOf { start: None, end: Some(record), movement: lone(&alone), pair: None });
        }
        rows
    }

    /// The workbook: the movement, the doubtful pairs with a choice to settle each, the pairs made, and what is left.
    ///
    /// # Errors
    ///
    /// When the library refuses it.
    pub fn workbook(&self, words: &Words) -> Result<Vec<u8>, String> {
        let text = |key: &str| words.get(&format!("compare.{key}")).to_owned();
        let build = || -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
            let mut book = paper::workbook(&text("title"))?;
            let look = Look::new();
            let table = movement_table(&self.comparison, words);
            let columns = table.head.iter().enumerate();
            let movement = Sheet {
                name: text("sheet-movement"),
                title: text("title"),
                columns: columns
                    .map(|(at, h)| Column::new(&h.replace('\n', " "), if at == 0 { 24.0 } else { 10.0 }))
                    .collect(),
                rows: table.rows.iter().map(|r| r.iter().map(|c| cell_of(c)).collect()).collect(),
                total: table.total.iter().map(|c| cell_of(c)).collect(),
                ..Sheet::default()
            };
            paper::draw(&mut book, &movement, &look)?;
            let all = self.rows();
            let kinds: [(&str, bool, Belongs); 4] = [
                ("doubtful", true, |r| r.pair.is_some() && r.movement.is_none()),
                ("pairs", true, |r| r.pair.is_some() && r.movement.is_some()),
                ("only-start", false, |r| r.end.is_none()),
                ("only-end", false, |r| r.start.is_none()),
            ];
            for (kind, decide, of) in kinds {
                let rows = all.iter().filter(|r| of(r));
                let sheet = self.sheet(kind, decide, rows, words);
                paper::draw(&mut book, &sheet, &look)?;
            }
            book.save_to_buffer()
        };
        build().map_err(|e| e.to_string())
    }

    fn sheet<'r>(&self, kind: &str, decide: bool, rows: impl Iterator<Item = &'r RowOf<'a>>, words: &Words) -> Sheet
    where
        'a: 'r,
    {
        let text = |key: &str| words.get(&format!("compare.{key}")).to_owned();
        let mut columns = Vec::new();
        if decide {
            columns.push(Column::new(&text("decision"), 13.0).choose(&[&text("same"), &text("different")]));
        }
        columns.push(Column::new(&text("movement"), 18.0));
        let sides: &[&str] = match kind {
            "only-start" => &["start"],
            "only-end" => &["end"],
            _ => &["start", "end"],
        };
        for side in sides {
            for (name, width) in [("ward", 18.0), ("hamlet", 12.0), ("head", 22.0), ("birth", 8.0), ("place", 26.0)] {
                columns.push(Column::new(&format!("{} ({})", text(name), text(side)), width));
            }
        }
        if decide {
            columns.push(Column::new(&text("evidence"), 34.0));
            columns.push(Column::new(&text("key"), 36.0));
        }
        let rows = rows.map(|row| {
            let mut cells = if decide { vec![Cell::Blank] } else { Vec::new() };
            cells.push(Cell::text(words.get(&format!("movement.{}", row.movement.unwrap_or("doubtful")))));
            cells.extend(row.start.into_iter().chain(row.end).flat_map(|r| self.person(r)));
            if let Some(pair) = row.pair.as_ref().filter(|_| decide) {
                cells.push(Cell::text(reasons(&pair.evidence, words)));
                cells.push(Cell::text(pair.key.clone()));
            }
            cells
        });
        Sheet {
            name: words.get(&format!("compare.sheet-{kind}")).to_owned(),
            title: words.get(&format!("compare.title-{kind}")).to_owned(),
            rows: rows.collect(),
            columns,
            ..Sheet::default()
        }
    }
}

/// Whether a row belongs on a sheet.
type Belongs = fn(&RowOf<'_>) -> bool;

/// A household or a pair, as a row.
struct RowOf<'a> {
    start: Option<&'a Record>,
    end: Option<&'a Record>,
    movement: Option<&'static str>,
    pair: Option<PairFound>,
}

/// Reasons in words.
#[must_use]
pub fn reasons(evidence: &[&str], words: &Words) -> String {
    evidence.iter().map(|e| words.get(&format!("evidence.{e}")).to_owned()).collect::<Vec<_>>().join(", ")
}

fn cell_of(shown: &str) -> Cell {
    match shown.replace('.', "").parse() {
        Ok(number) => Cell::Number(number),
        Err(_) => Cell::text(shown),
    }
}

/// The movement of the year as a table, ward by ward.
#[must_use]
pub fn movement_table(comparison: &Comparison, words: &Words) -> super::table::Table {
    let keys = [
        "households",
        "still_poor",
        "exited",
        "exited_to_near_poor",
        "moved_out",
        "ended",
        "from_near_poor",
        "fell_back",
        "newly_poor",
        "moved_in",
        "end",
    ];
    let cells = |name: String, f: &Figures| {
        let values = f.values();
        let of =
            |key: &str| Figures::NAMES.iter().position(|n| *n == key).and_then(|at| values.get(at).copied()).flatten();
        let shown = keys
            .iter()
            .map(|key| of(key).map_or_else(|| words.get("table.unknown").to_owned(), crate::text::number::grouped));
        std::iter::once(name).chain(shown).collect::<Vec<_>>()
    };
    let heading = |key: &str| words.get(&format!("compare.col-{key}")).to_owned();
    let name = |w: &WardFigures| w.ward.clone().unwrap_or_else(|| words.get("ward.unknown").to_owned());
    super::table::Table {
        title: words.get("compare.title").to_owned(),
        head: std::iter::once(words.get("table.ward").to_owned()).chain(keys.iter().map(|k| heading(k))).collect(),
        words: 1,
        rows: comparison.wards.iter().map(|w| cells(name(w), &w.figures)).collect(),
        total: cells(words.get("table.total").to_owned(), &comparison.total),
    }
}
