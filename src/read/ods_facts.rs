//! Merged areas and hidden rows of an .ods, which the library that reads its cells does not tell.

use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Merge, SheetFacts, limits};

/// The facts of every sheet, in the order of the tabs. What cannot be understood is left out: the cells tell the rest.
pub(crate) fn scan(content: impl Read) -> Vec<SheetFacts> {
    let mut reader = Reader::from_reader(BufReader::new(content.take(limits::PART_BYTES)));
    let mut sheets: Vec<SheetFacts> = Vec::new();
    let mut buffer = Vec::new();
    let mut place = Place::default();
    loop {
        buffer.clear();
        let Ok(event) = reader.read_event_into(&mut buffer) else { break };
        match event {
            Event::Start(tag) => place.enter(&tag, &mut sheets),
            Event::Empty(tag) => {
                place.enter(&tag, &mut sheets);
                place.leave(tag.name().as_ref());
            }
            Event::End(tag) => place.leave(tag.name().as_ref()),
            Event::Eof => break,
            _ => {}
        }
    }
    for sheet in &mut sheets {
        sheet.merges.sort_unstable();
    }
    sheets
}

/// Where in a sheet the reader is.
#[derive(Default)]
struct Place {
    row: u32,
    column: u32,
    row_repeats: u32,
}

impl Place {
    fn enter(&mut self, tag: &BytesStart<'_>, sheets: &mut Vec<SheetFacts>) {
        match tag.name().as_ref() {
            "table:table" => {
                sheets.push(SheetFacts::default());
                *self = Place::default();
            }
            "table:table-row" => {
                self.column = 0;
                self.row_repeats = count(tag, "table:number-rows-repeated");
                let hidden = attribute(tag, "table:visibility").is_some_and(|v| v == "collapse" || v == "filter");
                if let Some(sheet) = sheets.last_mut().filter(|_| hidden) {
                    sheet.hidden_rows = sheet.hidden_rows.saturating_add(self.row_repeats);
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let (down, across) =
                    (count(tag, "table:number-rows-spanned"), count(tag, "table:number-columns-spanned"));
                if let Some(sheet) =
                    sheets.last_mut().filter(|s| (down > 1 || across > 1) && s.merges.len() < limits::MERGES)
                {
                    let (top, left) = (self.row, self.column);
                    let (bottom, right) = (top.saturating_add(down - 1), left.saturating_add(across - 1));
                    sheet.merges.push(Merge { top, left, bottom, right });
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

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

/// A number of repeats or cells: 1 where it is not said.
fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|v| v.parse().ok()).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_merges() {
        let xml = r#"<office:body><table:table table:name="a"><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
            <table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell table:number-rows-spanned="3" table:number-columns-spanned="1"><text:p>x</text:p></table:table-cell></table:table-row>
            <table:table-row table:visibility="filter"><table:covered-table-cell/></table:table-row></table:table></office:body>"#;
        let sheets = scan(xml.as_bytes());
        assert_eq!(sheets.len(), 1);
        assert_eq!(sheets[0].merges, [Merge { top: 2, left: 2, bottom: 4, right: 2 }]);
        assert_eq!(sheets[0].hidden_rows, 1);
    }
}
