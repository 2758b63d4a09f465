//! What a cell of an .ods holds, and how its elements are read.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::row::{ERRORS, Item, day_number};
use crate::read::{Reason, limits};

/// The paragraphs of a cell, up to its end.
pub(super) fn text(reader: &mut Reader<&[u8]>, out: &mut String) -> Result<(), Reason> {
    let mut depth = 0u32;
    let mut paragraphs = 0u32;
    let mut within = 0u32;
    loop {
        let event = reader.read_event().map_err(wrong)?;
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                match tag.name().as_ref() {
                    "office:annotation" | "table:table" if !empty => {
                        skip(reader, &tag)?;
                        continue;
                    }
                    name if name.starts_with("draw:") && !empty => {
                        skip(reader, &tag)?;
                        continue;
                    }
                    "text:p" | "text:h" => {
                        if paragraphs > 0 {
                            out.push('\n');
                        }
                        paragraphs += 1;
                        within += u32::from(!empty);
                    }
                    "text:s" => {
                        let spaces = count(&tag, "text:c").min(1000) as usize;
                        out.extend(std::iter::repeat_n(' ', spaces));
                    }
                    "text:tab" => out.push('\t'),
                    "text:line-break" => out.push('\n'),
                    _ => {}
                }
                depth += u32::from(!empty);
            }
            Event::End(tag) => {
                if depth == 0 {
                    return Ok(());
                }
                if matches!(tag.name().as_ref(), "text:p" | "text:h") {
                    within = within.saturating_sub(1);
                }
                depth -= 1;
            }
            Event::Text(piece) if within > 0 && out.len() < limits::CELL_BYTES => out.push_str(&piece),
            Event::CData(piece) if within > 0 && out.len() < limits::CELL_BYTES => out.push_str(&piece),
            Event::GeneralRef(name) if within > 0 => match (name.resolve_char_ref(), name.as_ref()) {
                (Ok(Some(c)), _) => out.push(c),
                (_, "amp") => out.push('&'),
                (_, "lt") => out.push('<'),
                (_, "gt") => out.push('>'),
                (_, "quot") => out.push('"'),
                (_, "apos") => out.push('\''),
                _ => {}
            },
            Event::Eof => return Err(wrong("a cell is cut short")),
            _ => {}
        }
    }
}

/// What a cell holds.
pub(super) enum Held {
    Text(String),
    Number(f64),
    Date(f64),
    Bool(bool),
    Error(&'static str),
    Uncalculated,
}

impl Held {
    pub(super) fn item(&self) -> Item<'_> {
        match self {
            Held::Text(t) => Item::Text(t),
            Held::Number(n) => Item::Number(*n),
            Held::Date(d) => Item::Date(*d),
            Held::Bool(b) => Item::Bool(*b),
            Held::Error(e) => Item::Error(e),
            Held::Uncalculated => Item::Uncalculated,
        }
    }
}

pub(super) fn value(tag: &BytesStart<'_>, text: &str) -> Held {
    let say = |name: &str| attribute(tag, name);
    let shown = || Held::Text(text.to_owned());
    if say("calcext:value-type").is_some_and(|kind| kind == "error") {
        return Held::Error(ERRORS.into_iter().find(|e| *e == text.trim()).unwrap_or("#N/A"));
    }
    let Some(kind) = say("office:value-type") else {
        return if text.is_empty() && say("table:formula").is_some() { Held::Uncalculated } else { shown() };
    };
    match kind.as_str() {
        "float" | "percentage" | "currency" => {
            say("office:value").and_then(|v| v.parse().ok()).map_or_else(shown, Held::Number)
        }
        "date" => say("office:date-value").and_then(|v| day(&v)).map_or_else(shown, Held::Date),
        "boolean" => say("office:boolean-value").map_or_else(shown, |v| Held::Bool(v == "true")),
        "string" if text.is_empty() => Held::Text(say("office:string-value").unwrap_or_default()),
        _ => shown(),
    }
}

/// The day number of `2020-11-25` or `2020-11-25T08:30:00`.
pub(crate) fn day(text: &str) -> Option<f64> {
    let mut parts = text.split('T').next()?.split('-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: u32 = parts.next()?.parse().ok()?;
    let day: u32 = parts.next()?.parse().ok()?;
    day_number(year, month, day)
}

pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::default()).ok().map(std::borrow::Cow::into_owned)
}

/// A number of repeats or cells: 1 where it is not said.
pub(super) fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    let found = tag.attributes().flatten().find(|a| a.key.as_ref() == name);
    found.and_then(|a| a.value.parse().ok()).unwrap_or(1).max(1)
}

pub(super) fn skip(reader: &mut Reader<&[u8]>, tag: &BytesStart<'_>) -> Result<(), Reason> {
    reader.read_to_end(tag.to_end().name()).map(drop).map_err(wrong)
}

pub(super) fn wrong(e: impl std::fmt::Display) -> Reason {
    Reason::Damaged(e.to_string())
}
