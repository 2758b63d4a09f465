//! Where in a text the bytes stand that end its fields and lines: found sixty-four bytes at a time.

/// Bytes looked at together: one bit of a word for each.
const BLOCK: usize = 64;

/// The places of delimiters, line ends and quotation marks, in order. Where the text does not end with a line end, its
/// length stands for one.
pub(super) struct Stops<'a> {
    blocks: std::slice::Iter<'a, [u8; BLOCK]>,
    /// The places found behind the blocks.
    tail: u64,
    delimiter: u8,
    /// The places found in the block that begins at `base`.
    found: u64,
    base: usize,
    /// Where the block behind it begins; behind the tail there is none.
    next: usize,
    length: usize,
}

impl<'a> Stops<'a> {
    pub(super) fn new(bytes: &'a [u8], delimiter: u8) -> Stops<'a> {
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        let mut tail = [0; BLOCK];
        tail.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        let open = bytes.last().is_some_and(|last| *last != b'\n');
        let tail = find(&tail, delimiter) | u64::from(open) << rest.len();
        Stops { blocks: blocks.iter(), tail, delimiter, found: 0, base: 0, next: 0, length: bytes.len() }
    }
}

impl Iterator for Stops<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            self.found = match self.blocks.next() {
                Some(block) => find(block, self.delimiter),
                None if self.next <= self.length => self.tail,
                None => return None,
            };
            self.base = self.next;
            self.next += BLOCK;
        }
        let at = self.base + self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        Some(at)
    }
}

/// A bit for each byte that is a stop, the first byte's lowest. Written so that the compiler makes it a handful of
/// instructions for each sixteen bytes.
#[inline]
fn find(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    let mut is = [0u8; BLOCK];
    for (is, byte) in is.iter_mut().zip(block) {
        *is = u8::from((*byte == delimiter) | (*byte == b'\n') | (*byte == b'"') | (*byte == b'\r'));
    }
    let (eights, _) = is.as_chunks::<8>();
    // The product brings the lowest bits of eight bytes together in the highest one.
    let bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().rev().fold(0, |all, eight| all << 8 | bits(eight))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn every_stop_is_found(text in "([ab,;\"\r\n]|hộ|, ){0,200}") {
            let bytes = text.as_bytes();
            let mut want: Vec<usize> = (0..bytes.len()).filter(|at| b",\n\r\"".contains(&bytes[*at])).collect();
            if !text.is_empty() && !text.ends_with('\n') {
                want.push(bytes.len());
            }
            proptest::prop_assert_eq!(Stops::new(bytes, b',').collect::<Vec<_>>(), want);
        }
    }
}
