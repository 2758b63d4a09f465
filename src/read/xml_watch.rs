//! Looks at XML on its way past for what would make a parser eat the memory: text without end, comments without end,
//! entities, parts that inflate without end.
//!
//! It parses nothing. What it lets by may still be no XML; that is for the parser to say.

use memchr::memmem;

use super::{Reason, limits};

/// Watches one part, piece by piece.
pub(crate) struct XmlWatch {
    /// Bytes the part has in the archive.
    packed: u64,
    total: u64,
    /// Bytes since the last `<`.
    run: u64,
    /// Inside a comment or CDATA: what ends it, and the bytes gone by in it.
    inside: Option<(&'static [u8], u64)>,
    /// The last bytes of the piece before, in which a mark may have begun.
    tail: Vec<u8>,
    doctype: memmem::Finder<'static>,
}

const TAIL: usize = 8;

impl XmlWatch {
    pub(crate) fn new(packed: u64) -> XmlWatch {
        let doctype = memmem::Finder::new("<!");
        XmlWatch { packed, total: 0, run: 0, inside: None, tail: Vec::new(), doctype }
    }

    /// Looks at the next piece.
    pub(crate) fn see(&mut self, piece: &[u8]) -> Result<(), Reason> {
        self.see_size(piece)?;
        self.marks(piece)
    }

    /// Looks only at how much there is of it: enough where a reader comes behind that takes neither comments nor document types.
    pub(crate) fn see_size(&mut self, piece: &[u8]) -> Result<(), Reason> {
        self.total += piece.len() as u64;
        if self.total > limits::PART_BYTES
            || (self.total > limits::RATIO_FROM && self.total / limits::RATIO > self.packed)
        {
            return Err(Reason::TooLarge);
        }
        // A piece is no longer than a buffer, so a run is found when it is as long as allowed, give or take one.
        match memchr::memrchr(b'<', piece) {
            Some(last) => {
                let first = memchr::memchr(b'<', piece).unwrap_or(last) as u64;
                if self.run + first > limits::XML_RUN {
                    return Err(Reason::TooLarge);
                }
                self.run = (piece.len() - last) as u64;
            }
            None => self.run += piece.len() as u64,
        }
        if self.run > limits::XML_RUN {
            return Err(Reason::TooLarge);
        }
        Ok(())
    }

    /// Follows comments and CDATA, and refuses document types, in which entities are declared.
    fn marks(&mut self, piece: &[u8]) -> Result<(), Reason> {
        let mut joined = std::mem::take(&mut self.tail);
        let carried = joined.len();
        joined.extend_from_slice(piece.get(..TAIL.min(piece.len())).unwrap_or(&[]));
        // The seam first, then the piece itself; a mark wholly in the piece's head is met in both and changes nothing.
        if self.inside.is_none() && self.doctype.find(&joined).is_some_and(|at| at < carried) {
            let at = self.doctype.find(&joined).unwrap_or(0);
            self.open(joined.get(at..).unwrap_or(&[]))?;
        }
        let mut rest = piece;
        loop {
            if let Some((end, seen)) = self.inside {
                match memmem::find(rest, end) {
                    Some(at) => {
                        self.inside = None;
                        rest = rest.get(at + end.len()..).unwrap_or(&[]);
                    }
                    None => {
                        let seen = seen + rest.len() as u64;
                        if seen > limits::XML_RUN {
                            return Err(Reason::TooLarge);
                        }
                        self.inside = Some((end, seen));
                        break;
                    }
                }
            }
            let Some(at) = self.doctype.find(rest) else { break };
            let mark = rest.get(at..).unwrap_or(&[]);
            if mark.len() < TAIL {
                break;
            }
            self.open(mark)?;
            rest = mark.get(2..).unwrap_or(&[]);
        }
        self.tail = piece.get(piece.len().saturating_sub(TAIL - 1)..).unwrap_or(&[]).to_vec();
        Ok(())
    }

    fn open(&mut self, mark: &[u8]) -> Result<(), Reason> {
        if mark.starts_with(b"<!DOC") || mark.starts_with(b"<!ENT") {
            return Err(Reason::Damaged("document types are not taken".to_owned()));
        }
        if mark.starts_with(b"<!--") {
            self.inside = Some((b"-->", 0));
        } else if mark.starts_with(b"<![CDATA") || mark.starts_with(b"<![CDAT") {
            self.inside = Some((b"]]>", 0));
        }
        Ok(())
    }
}

/// How often a byte sequence stands in a piece.
pub(crate) fn count(piece: &[u8], what: &[u8]) -> u64 {
    memmem::find_iter(piece, what).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(xml: &[u8], piece: usize, packed: u64) -> Result<(), Reason> {
        let mut watch = XmlWatch::new(packed);
        xml.chunks(piece).try_for_each(|p| watch.see(p))
    }

    #[test]
    fn ordinary_xml_passes_and_bombs_do_not() {
        let sheet = format!("<a><!-- x < y --><![CDATA[ <![ ]]>{}</a>", "<c r='A1'><v>1</v></c>".repeat(50_000));
        let comment = format!("<a><!--{}", "<>".repeat(6 << 20));
        let text = format!("<a>{}</a>", "x".repeat(6 << 20));
        let entity = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>";
        let bomb = "<c/>".repeat(30 << 20);
        for piece in [7, 1000, 64 << 10] {
            assert!(watch(sheet.as_bytes(), piece, 1000).is_ok(), "{piece}");
            assert!(watch(entity.as_bytes(), piece, 1000).is_err(), "{piece}");
        }
        assert!(watch(comment.as_bytes(), 64 << 10, 1 << 20).is_err());
        assert!(watch(text.as_bytes(), 64 << 10, 1 << 20).is_err());
        assert!(watch(bomb.as_bytes(), 64 << 10, 1 << 20).is_err());
        assert!(watch(bomb.as_bytes(), 64 << 10, 10 << 20).is_ok());
    }
}
