//! The shared strings of a workbook.

use std::io::Read;

use quick_xml::events::Event;

use super::Unusual;
use super::cursor::{Cursor, Tag};
use super::text::readable;
use crate::read::pieces::{PIECE, Piece, Pieces};
use crate::read::texts::Texts;
use crate::read::vet::StringsWatch;

/// Reads the part that holds them, of so many bytes in the archive. What is too much of them for the library is unusual here.
pub(super) fn read(part: impl Read, packed: u64) -> Result<Texts, Unusual> {
    let mut watch = StringsWatch::new(packed);
    let mut texts = Texts::default();
    let mut pieces = Pieces::new(part, "</si>", Some("</sst"), PIECE);
    let mut piece = Piece::default();
    let mut inside = false;
    let mut over = false;
    while pieces.next(&mut piece)? {
        watch.see(piece.bytes(), tags_of(&texts)).map_err(|_| Unusual)?;
        if over {
            continue;
        }
        let text = simdutf8::basic::from_utf8(piece.bytes()).map_err(|_| Unusual)?;
        let mut cursor = Cursor::new(text, 0);
        if !inside {
            cursor.prolog(b"sst")?;
            over = cursor.tag(|_, _| Ok(()))? == Tag::Closed;
            inside = true;
        }
        over = over || read_piece(&mut cursor, &mut texts)?;
    }
    if !over || watch.finish(tags_of(&texts)).is_err() {
        return Err(Unusual);
    }
    texts.shrink();
    Ok(texts)
}

/// How many tags opened or closed texts.
fn tags_of(texts: &Texts) -> u64 {
    2 * texts.len() as u64
}

/// Reads the strings of a piece; whether the last was met.
fn read_piece(cursor: &mut Cursor<'_>, texts: &mut Texts) -> Result<bool, Unusual> {
    let mut add = |text: &str| if texts.push(text) { Ok(()) } else { Err(Unusual) };
    loop {
        cursor.space();
        if cursor.peek().is_none() {
            return Ok(false);
        }
        if cursor.eat(b"</sst>") {
            return Ok(true);
        }
        let start = cursor.at;
        cursor.expect(b"<si")?;
        match cursor.tag(|_, _| Ok(()))? {
            Tag::Closed => add("")?,
            Tag::Open => {
                let body = cursor.at;
                match plain(cursor, b"</si>") {
                    Ok(text) => add(&text)?,
                    Err(Unusual) => {
                        cursor.at = body;
                        cursor.pass("</si>")?;
                        add(&rich(cursor.since(start).ok_or(Unusual)?)?)?;
                    }
                }
            }
        }
    }
}

/// `<t>…</t>` and then `close`; the tag around it is open.
pub(super) fn plain<'t>(cursor: &mut Cursor<'t>, close: &[u8]) -> Result<std::borrow::Cow<'t, str>, Unusual> {
    for (open, keep_space) in [(&b"<t>"[..], false), (b"<t xml:space=\"preserve\">", true)] {
        if cursor.eat(open) {
            let raw = cursor.up_to_tag()?;
            cursor.expect(b"</t>")?;
            cursor.expect(close)?;
            return readable(raw, keep_space);
        }
    }
    cursor.expect(b"<t")?;
    let mut keep_space = false;
    let mut seen = 0;
    let tag = cursor.tag(|name, value| {
        if name == b"xml:space" {
            keep_space = value == b"preserve";
            seen += 1;
        }
        Ok(())
    })?;
    if seen > 1 {
        return Err(Unusual);
    }
    let raw = match tag {
        Tag::Open => {
            let raw = cursor.up_to_tag()?;
            cursor.expect(b"</t>")?;
            raw
        }
        Tag::Closed => "",
    };
    cursor.expect(close)?;
    readable(raw, keep_space)
}

/// A text in several runs, read as calamine reads it: the runs joined, phonetic ones left out. `xml` is the whole element.
pub(super) fn rich(xml: &str) -> Result<String, Unusual> {
    // CDATA and comments could hide the end of the element.
    if xml.contains("<!") || xml.contains("<?") {
        return Err(Unusual);
    }
    let mut reader = quick_xml::Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let Ok(Event::Start(outer)) = reader.read_event() else { return Err(Unusual) };
    let closing = outer.name();
    let mut whole: Option<String> = None;
    let mut phonetic = false;
    loop {
        match reader.read_event().map_err(|_| Unusual)? {
            Event::Start(e) if e.local_name().as_ref() == "r" && whole.is_none() => whole = Some(String::new()),
            Event::Start(e) if e.local_name().as_ref() == "rPh" => phonetic = true,
            Event::End(e) if e.name() == closing => return Ok(whole.unwrap_or_default()),
            Event::End(e) if e.local_name().as_ref() == "rPh" => phonetic = false,
            Event::Start(e) if e.local_name().as_ref() == "t" && !phonetic => {
                let mut keep_space = false;
                for attribute in e.attributes() {
                    let attribute = attribute.map_err(|_| Unusual)?;
                    if attribute.key.as_ref() != "xml:space" {
                        return Err(Unusual);
                    }
                    keep_space |= attribute.value.as_ref() == "preserve";
                }
                let mut raw = String::new();
                loop {
                    match reader.read_event().map_err(|_| Unusual)? {
                        Event::Text(text) => raw.push_str(text.as_ref()),
                        Event::GeneralRef(name) => {
                            raw.push('&');
                            raw.push_str(name.as_ref());
                            raw.push(';');
                        }
                        Event::End(end) if end.name() == e.name() => break,
                        _ => return Err(Unusual),
                    }
                }
                let text = readable(&raw, keep_space)?;
                match &mut whole {
                    Some(whole) => whole.push_str(&text),
                    None => whole = Some(text.into_owned()),
                }
            }
            Event::Eof => return Err(Unusual),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_plain_and_rich_are_read() {
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sst xmlns=\"x\" count=\"3\"><si><t>Tổ 1</t></si><si/><si><t xml:space=\"preserve\"> a&amp;b </t></si><si><r><rPr><b/></rPr><t>Hộ </t></r><r><t xml:space=\"preserve\">nghèo </t></r><rPh sb=\"0\"><t>x</t></rPh></si></sst>";
        let strings = read(xml.as_bytes(), 99).expect("strings");
        let all: Vec<&str> = (0..4).filter_map(|i| strings.get(i)).collect();
        assert_eq!(all, ["Tổ 1", "", " a&b ", "Hộnghèo "]);
        assert_eq!(strings.get(4), None);
        assert!(read(&b"<sst><si><t>a</t></si>"[..], 99).is_err());
    }
}
