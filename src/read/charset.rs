//! Which charset a text file is in, told by its bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// What the bytes are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Charset {
    /// A charset that can be decoded as it flows; `skip` bytes of mark stand before the text.
    Unicode { encoding: &'static Encoding, skip: usize },
    /// None of those: an old charset, or no text at all.
    Other,
}

/// Tells the charset from the first bytes; `whole` when these are all.
pub(crate) fn detect(sample: &[u8], whole: bool) -> Charset {
    if let Some((encoding, skip)) = Encoding::for_bom(sample) {
        return Charset::Unicode { encoding, skip };
    }
    // Text in a Latin script as UTF-16 without its mark has a zero in every second byte.
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if even + odd > sample.len() / 5 {
        let encoding = if odd > even { UTF_16LE } else { UTF_16BE };
        return Charset::Unicode { encoding, skip: 0 };
    }
    match std::str::from_utf8(sample) {
        Ok(_) => Charset::Unicode { encoding: UTF_8, skip: 0 },
        // A sample may end inside a character.
        Err(e) if !whole && e.error_len().is_none() => Charset::Unicode { encoding: UTF_8, skip: 0 },
        Err(_) => Charset::Other,
    }
}
