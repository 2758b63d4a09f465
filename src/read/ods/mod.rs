//! .ods, row by row.
//!
//! calamine reads these whole and writes repeated rows and cells out as often as the file says; a few bytes then fill any
//! memory. Here the content is inflated once, up to a limit, and its tables are walked; repeats are counted, not made.

mod cell;

use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::read::book::{Rows, Sheet};
use crate::read::input::Input;
use crate::read::workbook::zip_reason;
use crate::read::xml_watch::XmlWatch;
use crate::read::{Merge, Reason, Row, SheetFacts, limits};
use cell::{Held, attribute, count, skip, value, wrong};

pub(crate) use cell::day;

/// An opened .ods.
pub(crate) struct OdsBook {
    content: String,
    tables: Vec<Table>,
}

struct Table {
    sheet: Sheet,
    facts: SheetFacts,
    /// Where its rows begin and end in the content.
    start: usize,
    end: usize,
}

impl OdsBook {
    pub(crate) fn open(input: Input) -> Result<OdsBook, Reason> {
        let mut archive = ZipArchive::new(input).map_err(zip_reason)?;
        if inflate(&mut archive, "META-INF/manifest.xml").is_ok_and(|text| text.contains("encryption-data")) {
            return Err(Reason::Password);
        }
        let content = inflate(&mut archive, "content.xml")?;
        let tables = tables(&content)?;
        Ok(OdsBook { content, tables })
    }

    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        self.tables.iter().map(|t| t.sheet.clone()).collect()
    }

    pub(crate) fn facts(&self, sheet: usize) -> SheetFacts {
        self.tables.get(sheet).map(|t| t.facts.clone()).unwrap_or_default()
    }

    pub(crate) fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, Reason> {
        let table = self.tables.get(sheet).and_then(|t| self.content.get(t.start..t.end)).unwrap_or("");
        let mut reader = Reader::from_str(table);
        // What begins outside of the piece ends outside of it.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        Ok(Box::new(OdsRows { reader, number: 0, repeats: 0, made: 0, last: Row::default() }))
    }
}

fn inflate(archive: &mut ZipArchive<Input>, name: &str) -> Result<String, Reason> {
    let mut part = archive.by_name(name).map_err(zip_reason)?;
    let mut watch = XmlWatch::new(part.compressed_size());
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        let got = part.read(&mut buffer).map_err(wrong)?;
        let piece = buffer.get(..got).unwrap_or(&[]);
        if got == 0 {
            return String::from_utf8(bytes).map_err(wrong);
        }
        watch.see(piece)?;
        bytes.extend_from_slice(piece);
        if bytes.len() as u64 > limits::ODS_BYTES {
            return Err(Reason::TooLarge);
        }
    }
}

/// Finds the tables, their names and what is merged or hidden in them.
fn tables(content: &str) -> Result<Vec<Table>, Reason> {
    let mut reader = Reader::from_str(content);
    let mut tables: Vec<Table> = Vec::new();
    let mut hidden_styles: Vec<String> = Vec::new();
    let mut style = String::new();
    let mut depth = 0u32;
    let mut at = Place::default();
    loop {
        let event = reader.read_event().map_err(wrong)?;
        let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "style:style" => style = attribute(&tag, "style:name").unwrap_or_default(),
                "style:table-properties" if attribute(&tag, "table:display").is_some_and(|v| v == "false") => {
                    hidden_styles.push(style.clone());
                }
                "table:tracked-changes" | "office:annotation" | "table:shapes" if !empty => skip(&mut reader, &tag)?,
                "table:table" => {
                    depth += u32::from(!empty);
                    // A table inside a cell is part of the cell.
                    if depth == 1 {
                        let name = attribute(&tag, "table:name").unwrap_or_default();
                        let own_style = attribute(&tag, "table:style-name").unwrap_or_default();
                        let sheet = Sheet { name, hidden: hidden_styles.contains(&own_style) };
                        tables.push(Table { sheet, facts: SheetFacts::default(), start: position, end: position });
                        at = Place::default();
                    }
                }
                name => {
                    if let Some(table) = tables.last_mut().filter(|_| depth == 1) {
                        at.enter(name, &tag, &mut table.facts);
                        if empty {
                            at.leave(name);
                        }
                    }
                }
            },
            Event::End(tag) => match tag.name().as_ref() {
                "table:table" => {
                    if let Some(table) = tables.last_mut().filter(|_| depth == 1) {
                        table.end = position;
                        table.facts.merges.sort_unstable();
                    }
                    depth = depth.saturating_sub(1);
                }
                name if depth == 1 => at.leave(name),
                _ => {}
            },
            Event::Eof if depth > 0 => return Err(wrong("a table is cut short")),
            Event::Eof => return Ok(tables),
            _ => {}
        }
    }
}

/// Where in a table the first look is.
#[derive(Default)]
struct Place {
    row: u32,
    column: u32,
    row_repeats: u32,
}

impl Place {
    fn enter(&mut self, name: &str, tag: &BytesStart<'_>, facts: &mut SheetFacts) {
        match name {
            "table:table-row" => {
                self.column = 0;
                self.row_repeats = count(tag, "table:number-rows-repeated");
                let hidden = attribute(tag, "table:visibility").is_some_and(|v| v == "collapse" || v == "filter");
                // A million hidden rows below the list are nobody's.
                if hidden && self.row_repeats < 100_000 {
                    facts.hidden_rows = facts.hidden_rows.saturating_add(self.row_repeats);
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let (down, across) =
                    (count(tag, "table:number-rows-spanned"), count(tag, "table:number-columns-spanned"));
                if down > 1 || across > 1 {
                    let (top, left) = (self.row, self.column);
                    let (bottom, right) = (top.saturating_add(down - 1), left.saturating_add(across - 1));
                    facts.merge(Merge { top, left, bottom, right });
                }
                self.column = self.column.saturating_add(count(tag, "table:number-columns-repeated"));
            }
            _ => {}
        }
    }

    fn leave(&mut self, name: &str) {
        if name == "table:table-row" {
            self.row = self.row.saturating_add(self.row_repeats);
        }
    }
}

struct OdsRows<'a> {
    reader: Reader<&'a [u8]>,
    /// The number of the row before.
    number: u32,
    /// How often the last row is still to be given again.
    repeats: u32,
    /// Filled cells that repeats made so far.
    made: u64,
    last: Row,
}

impl Rows for OdsRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Reason> {
        if self.repeats > 0 {
            self.repeats -= 1;
            self.number += 1;
            row.clone_from(&self.last);
            row.number = self.number;
            return Ok(true);
        }
        loop {
            match self.reader.read_event().map_err(wrong)? {
                Event::Start(tag) => match tag.name().as_ref() {
                    "table:table-row" => {
                        let repeats = count(&tag, "table:number-rows-repeated");
                        row.start(self.number.saturating_add(1));
                        self.cells(row)?;
                        self.number = self.number.saturating_add(if row.is_empty() { repeats } else { 1 });
                        if !row.is_empty() {
                            self.repeats = repeats - 1;
                            self.repeat(u64::from(self.repeats) * row.len() as u64)?;
                            if row.number.saturating_add(self.repeats) > limits::ROWS {
                                return Err(Reason::TooLarge);
                            }
                            self.last.clone_from(row);
                            return Ok(true);
                        }
                    }
                    "table:shapes" | "office:annotation" | "table:tracked-changes" => skip(&mut self.reader, &tag)?,
                    _ => {}
                },
                Event::Empty(tag) if tag.name().as_ref() == "table:table-row" => {
                    self.number = self.number.saturating_add(count(&tag, "table:number-rows-repeated"));
                }
                Event::Eof => return Ok(false),
                _ => {}
            }
        }
    }
}

impl OdsRows<'_> {
    fn repeat(&mut self, cells: u64) -> Result<(), Reason> {
        self.made += cells;
        if self.made > limits::REPEATED_CELLS { Err(Reason::TooLarge) } else { Ok(()) }
    }

    /// Reads the cells of a row to its end.
    fn cells(&mut self, row: &mut Row) -> Result<(), Reason> {
        let mut column = 0u32;
        let mut text = String::new();
        loop {
            let event = self.reader.read_event().map_err(wrong)?;
            let empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(tag) | Event::Empty(tag)
                    if matches!(tag.name().as_ref(), "table:table-cell" | "table:covered-table-cell") =>
                {
                    let covered = tag.name().as_ref() == "table:covered-table-cell";
                    let repeats = count(&tag, "table:number-columns-repeated");
                    text.clear();
                    if !empty {
                        cell::text(&mut self.reader, &mut text)?;
                    }
                    // What lies under a merged area is not to be seen.
                    if !covered {
                        let item = value(&tag, &text);
                        let shown = !matches!(item, Held::Text(ref t) if t.trim().is_empty());
                        let last = column.saturating_add(if shown { repeats } else { 0 }).min(limits::COLUMNS);
                        if last > column {
                            self.repeat(u64::from(last - column - 1))?;
                        }
                        for at in column..last {
                            row.push(at, item.item());
                        }
                    }
                    column = column.saturating_add(repeats);
                }
                Event::End(tag) if tag.name().as_ref() == "table:table-row" => return Ok(()),
                Event::Eof => return Err(wrong("a row is cut short")),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(table: &str) -> OdsBook {
        let content = format!("<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>");
        let tables = tables(&content).expect("tables");
        OdsBook { content, tables }
    }

    fn rows(book: &OdsBook) -> Result<Vec<(u32, Vec<String>)>, Reason> {
        let mut rows = book.rows(0)?;
        let (mut row, mut out) = (Row::default(), Vec::new());
        while rows.next(&mut row)? {
            out.push((row.number, row.cells().map(|(c, _)| format!("{c}:{}", row.text(c))).collect()));
        }
        Ok(out)
    }

    #[test]
    fn spans_are_merges() {
        let book = book(
            r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
            <table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell table:number-rows-spanned="3" table:number-columns-spanned="1"><text:p>x</text:p></table:table-cell></table:table-row>
            <table:table-row table:visibility="filter"><table:covered-table-cell/></table:table-row></table:table>"#,
        );
        assert_eq!(book.tables[0].facts.merges, [Merge { top: 2, left: 2, bottom: 4, right: 2 }]);
        assert_eq!(book.tables[0].facts.hidden_rows, 1);
    }

    #[test]
    fn cells_are_read_as_shown() {
        let book = book(
            r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000"/>
            <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="49"><text:p>49,0</text:p></table:table-cell>
            <table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p></office:annotation><text:p>A &amp; <text:span>B</text:span><text:s text:c="2"/>c</text:p><text:p>d</text:p></table:table-cell>
            <table:table-cell office:value-type="date" office:date-value="2020-01-01"/><table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table>"#,
        );
        let cells = ["0:49", "1:A & B  c\nd", "2:01/01/2020"].map(str::to_owned).to_vec();
        assert_eq!(rows(&book).expect("rows"), [(1_000_001, cells.clone()), (1_000_002, cells)]);
    }

    #[test]
    fn absurd_repeats_are_refused() {
        let cell = r#"<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>"#;
        let book = book(&format!(
            r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>"#
        ));
        assert!(matches!(rows(&book), Err(Reason::TooLarge)));
    }
}
