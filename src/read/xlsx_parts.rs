//! Which zip part of a workbook holds which sheet.
//!
//! calamine knows but does not tell. Only names are taken from here: a sheet whose part is not found is still read,
//! without its merged areas.

use std::collections::BTreeMap;
use std::io::Read;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::input::Input;

/// Bytes of workbook.xml and its relations that are looked at.
const MOST: u64 = 16 << 20;

/// The part of each sheet named, in the same order.
pub(crate) fn sheet_parts<'n>(
    archive: &mut ZipArchive<Input>,
    names: impl Iterator<Item = &'n str>,
) -> Vec<Option<String>> {
    let by_name = parts_by_name(archive).unwrap_or_default();
    names.map(|name| by_name.get(name).cloned()).collect()
}

fn parts_by_name(archive: &mut ZipArchive<Input>) -> Option<BTreeMap<String, String>> {
    let book = part_names(archive).into_iter().find(|n| n.to_lowercase().ends_with("workbook.xml"))?;
    let targets = targets(archive, &book)?;
    let mut parts = BTreeMap::new();
    for_each_tag(&text_of(archive, &book)?, "sheet", |tag| {
        let target = attribute(tag, "id").and_then(|id| targets.get(&id));
        if let (Some(name), Some(part)) = (attribute(tag, "name"), target) {
            parts.insert(name, part.clone());
        }
    });
    Some(parts)
}

/// The parts that a workbook's relations lead to, by the relations' names.
pub(crate) fn targets(archive: &mut ZipArchive<Input>, book: &str) -> Option<BTreeMap<String, String>> {
    let exact = part_names(archive);
    let (folder, file) = book.rsplit_once('/').unwrap_or(("", book));
    let rels = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let mut targets = BTreeMap::new();
    for_each_tag(&text_of(archive, &rels)?, "Relationship", |tag| {
        if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
            let part = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None if folder.is_empty() => target,
                None => format!("{folder}/{target}"),
            };
            let same = exact.iter().find(|n| n.replace('\\', "/").eq_ignore_ascii_case(&part));
            targets.insert(id, same.unwrap_or(&part).clone());
        }
    });
    Some(targets)
}

/// The names of all parts, as the archive spells them; names in no known charset are left out.
pub(crate) fn part_names(archive: &ZipArchive<Input>) -> Vec<String> {
    archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
}

fn text_of(archive: &mut ZipArchive<Input>, name: &str) -> Option<String> {
    let mut bytes = Vec::new();
    archive.by_name(name).ok()?.take(MOST).read_to_end(&mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

fn for_each_tag(xml: &str, name: &str, mut visit: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == name => visit(&tag),
            Event::Eof => break,
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    attribute.normalized_value(XmlVersion::default()).ok().map(std::borrow::Cow::into_owned)
}
