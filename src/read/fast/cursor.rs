//! A place in XML that is spelt the usual way.

use super::Unusual;

/// Reads a text from left to right.
pub(super) struct Cursor<'t> {
    text: &'t str,
    bytes: &'t [u8],
    pub(super) at: usize,
}

/// How a tag ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// `<a>`
    Open,
    /// `<a/>`
    Closed,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Cursor<'t> {
        Cursor { text, bytes: text.as_bytes(), at }
    }

    #[inline(always)]
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes over `word` if it stands here.
    #[inline(always)]
    pub(super) fn eat(&mut self, word: &[u8]) -> bool {
        let here = self.bytes.get(self.at..self.at + word.len()) == Some(word);
        if here {
            self.at += word.len();
        }
        here
    }

    #[inline(always)]
    pub(super) fn expect(&mut self, word: &[u8]) -> Result<(), Unusual> {
        if self.eat(word) { Ok(()) } else { Err(Unusual) }
    }

    #[inline]
    pub(super) fn space(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// The rest of a tag whose name was passed over: its attributes go to `visit`, name and value.
    #[inline]
    pub(super) fn tag(
        &mut self,
        mut visit: impl FnMut(&[u8], &'t [u8]) -> Result<(), Unusual>,
    ) -> Result<Tag, Unusual> {
        loop {
            match self.peek().ok_or(Unusual)? {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                b'>' => {
                    self.at += 1;
                    return Ok(Tag::Open);
                }
                b'/' => {
                    self.at += 1;
                    self.expect(b">")?;
                    return Ok(Tag::Closed);
                }
                _ => {
                    let start = self.at;
                    let before = start.checked_sub(1).and_then(|at| self.bytes.get(at));
                    // Else what stands here is more of the name before it, or no name.
                    if !before.is_some_and(u8::is_ascii_whitespace) || self.peek() == Some(b'=') {
                        return Err(Unusual);
                    }
                    loop {
                        match self.peek().ok_or(Unusual)? {
                            b'=' => break,
                            b if b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-' | b'.') => self.at += 1,
                            _ => return Err(Unusual),
                        }
                    }
                    let name = self.bytes.get(start..self.at).ok_or(Unusual)?;
                    self.at += 1;
                    let quote = self.peek().filter(|q| matches!(q, b'"' | b'\'')).ok_or(Unusual)?;
                    self.at += 1;
                    let start = self.at;
                    loop {
                        match self.peek().ok_or(Unusual)? {
                            b if b == quote => break,
                            b'<' | b'&' => return Err(Unusual),
                            _ => self.at += 1,
                        }
                    }
                    let value = self.bytes.get(start..self.at).ok_or(Unusual)?;
                    self.at += 1;
                    visit(name, value)?;
                }
            }
        }
    }

    /// The text up to the next `<`, which is left standing.
    #[inline]
    pub(super) fn up_to_tag(&mut self) -> Result<&'t str, Unusual> {
        let rest = self.bytes.get(self.at..).ok_or(Unusual)?;
        // Most are short: a number, or that of a string.
        let near = rest.iter().take(12).position(|b| *b == b'<');
        let length = near.or_else(|| memchr::memchr(b'<', rest)).ok_or(Unusual)?;
        let text = self.text.get(self.at..self.at + length).ok_or(Unusual)?;
        self.at += length;
        Ok(text)
    }

    /// All that is still to be read.
    #[inline(always)]
    pub(super) fn rest(&self) -> &'t [u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    /// Goes on where `rest`, the end of [`Self::rest`], begins.
    #[inline(always)]
    pub(super) fn go_to(&mut self, rest: &[u8]) {
        self.at = self.bytes.len() - rest.len();
    }

    /// The text of `length` bytes which stands, with `between` bytes more behind it, before `rest`, the end of [`Self::rest`].
    #[inline(always)]
    pub(super) fn before(&self, rest: &[u8], between: usize, length: usize) -> Option<&'t str> {
        let end = self.bytes.len().checked_sub(rest.len() + between)?;
        self.text.get(end.checked_sub(length)?..end)
    }

    /// The text from `start` to here.
    pub(super) fn since(&self, start: usize) -> Option<&'t str> {
        self.text.get(start..self.at)
    }

    /// Passes over everything up to and with `word`.
    pub(super) fn pass(&mut self, word: &str) -> Result<(), Unusual> {
        let rest = self.bytes.get(self.at..).ok_or(Unusual)?;
        self.at += memchr::memmem::find(rest, word.as_bytes()).ok_or(Unusual)? + word.len();
        Ok(())
    }

    /// Passes over the start of a document up to the tag `name`, whose name is passed over too. Whatever could hide another
    /// meaning is unusual: comments, other charsets, `<` and quotation marks in odd places.
    pub(super) fn prolog(&mut self, name: &[u8]) -> Result<(), Unusual> {
        if self.eat(b"<?xml") {
            let start = self.at;
            self.pass("?>")?;
            let declared = self.since(start).ok_or(Unusual)?.to_ascii_lowercase();
            if declared.contains("encoding") && !declared.contains("\"utf-8\"") && !declared.contains("'utf-8'") {
                return Err(Unusual);
            }
        }
        loop {
            self.space();
            self.expect(b"<")?;
            let ends = |b: Option<&u8>| matches!(b, Some(b' ' | b'>' | b'/' | b'\n' | b'\t' | b'\r'));
            if self.bytes.get(self.at..).is_some_and(|b| b.starts_with(name) && ends(b.get(name.len()))) {
                self.at += name.len();
                return Ok(());
            }
            let close = self.eat(b"/");
            let start = self.at;
            while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-' | b'.')) {
                self.at += 1;
            }
            // No name: a comment, an instruction, a declaration.
            if self.at == start || (self.tag(|_, _| Ok(()))? == Tag::Closed && close) {
                return Err(Unusual);
            }
            if self.peek() != Some(b'<') && !self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
                self.up_to_tag()?;
            }
        }
    }
}
