//! Text as it stands in XML, made readable: line ends, entities, and the `_x000D_` by which Excel keeps characters that XML
//! cannot hold.

use std::borrow::Cow;

use quick_xml::escape::unescape;

use super::Unusual;

/// The white space that is trimmed from texts that do not ask to keep it.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// The text that `raw`, the inside of an element without other elements in it, stands for.
pub(super) fn readable(raw: &str, keep_space: bool) -> Result<Cow<'_, str>, Unusual> {
    if memchr::memchr3(b'&', b'\r', b'_', raw.as_bytes()).is_none() {
        // Few begin or end with white space.
        let edges = [raw.as_bytes().first(), raw.as_bytes().last()];
        let spaced = !keep_space && edges.into_iter().flatten().any(|b| *b <= b' ');
        return Ok(Cow::Borrowed(if spaced { raw.trim_matches(SPACE) } else { raw }));
    }
    let lines =
        if raw.contains('\r') { Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(raw) };
    let text = unescape(&lines).map_err(|_| Unusual)?;
    let text = if keep_space { text.as_ref() } else { text.trim_matches(SPACE) };
    Ok(Cow::Owned(without_escapes(text)?))
}

/// Resolves `_xHHHH_`. Halves of a pair of surrogates are left to calamine.
fn without_escapes(text: &str) -> Result<String, Unusual> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('_') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match escape(from) {
            Some(unit) => {
                out.push(char::from_u32(unit).ok_or(Unusual)?);
                rest = from.get(7..).unwrap_or("");
            }
            None => {
                out.push('_');
                rest = from.get(1..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// The character that `_xHHHH_` at the start of `text` stands for.
fn escape(text: &str) -> Option<u32> {
    let digits = text.get(..7)?.strip_prefix("_x")?.strip_suffix('_')?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_readable() {
        let read = |raw, keep| readable(raw, keep).map(Cow::into_owned);
        assert_eq!(read(" Tổ 1 ", false).ok().as_deref(), Some("Tổ 1"));
        assert_eq!(read(" Tổ 1 ", true).ok().as_deref(), Some(" Tổ 1 "));
        assert_eq!(
            read("a\r\nb\rc &amp; d&#10;_x000D__x005F_x000D_ _xyz_", true).ok().as_deref(),
            Some("a\nb\nc & d\n\r_x000D_ _xyz_")
        );
        assert!(read("_xD83D_", true).is_err());
        assert!(read("&nbsp;", true).is_err());
    }
}
