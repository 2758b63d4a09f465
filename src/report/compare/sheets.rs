//! A comparison written for the office that has the lists: every pair with the people it is about, to settle and give back.
//!
//! Unlike the JSON it holds names; nothing is matched or counted here.

use super::{Alone, Compared, PairFound, movement_table, reasons};
use crate::link::Record;
use crate::report::paper::{self, Cell, Column, Look, Sheet};
use crate::words::Words;

/// Whether a row belongs on a sheet.
type Belongs = fn(&RowOf<'_>) -> bool;

/// A household or a pair, as a row.
struct RowOf<'a> {
    start: Option<&'a Record>,
    end: Option<&'a Record>,
    movement: Option<&'static str>,
    pair: Option<PairFound>,
}

impl<'a> Compared<'a> {
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
            Cell::Text(text) => crate::report::csv::safe(&text),
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
            let mut book = paper::workbook(&text("title"));
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

fn cell_of(shown: &str) -> Cell {
    match shown.replace('.', "").parse() {
        Ok(number) => Cell::Number(number),
        Err(_) => Cell::text(shown),
    }
}
