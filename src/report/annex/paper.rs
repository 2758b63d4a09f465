//! How the rows of a form fall on pages, so that no signature stands on a page alone.

use std::collections::BTreeMap;

use crate::report::measure::whole_pixels;

/// The room inside the margins of A4 on its side, in points.
pub(super) const WIDE: f64 = 252.0 / 25.4 * 72.0;
const HIGH: f64 = 170.0 / 25.4 * 72.0;
/// A form so little too high is made smaller instead of going on overleaf.
const SHRINK: f64 = 1.38;
/// Rows of the body that go with the signature to the last page at least.
const COMPANY: u32 = 3;
/// Programs differ a little in how much goes on a page: by these parts of it, of which as much as can be is allowed for.
const DIFFERENCES: [f64; 5] = [0.045, 0.035, 0.02, 0.01, 0.0];
/// Widths are kept in digits, which are 7 pixels wide in one program and 7⅓ in another: the middle of both.
const DIGITS: f64 = 1.024;

/// The rows of a form: heights in points by row, and which are which.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) heights: BTreeMap<u32, f64>,
    /// First and last row of the header, which is repeated.
    pub(super) head: (u32, u32),
    /// First row of the body, and the row of sums.
    pub(super) body: (u32, u32),
}

impl Rows {
    /// Whether the form goes on one page; where it does not, its body's rows are made higher until the last page has
    /// some of them beside the signature.
    pub(super) fn settle(&mut self, width: f64) -> bool {
        let scale = (WIDE / (width * DIGITS)).min(1.0);
        let all: f64 = self.heights.values().sum();
        if all * scale <= HIGH * SHRINK {
            return true;
        }
        let kept = |room: f64, factor: f64| {
            self.last_page(room * HIGH / scale, factor).is_none_or(|first| first + COMPANY <= self.body.1)
        };
        let factors = || (0..120u32).map(|percent| 1.0 + f64::from(percent) / 100.0);
        let factor = DIFFERENCES.iter().find_map(|part| {
            factors().find(|factor| {
                [1.0 - part, 1.0 - part / 2.0, 1.0, 1.0 + part / 2.0, 1.0 + part]
                    .iter()
                    .all(|room| kept(*room, *factor))
            })
        });
        for (_, height) in self.heights.range_mut(self.body.0..self.body.1) {
            *height = whole_pixels(*height * factor.unwrap_or(1.0));
        }
        false
    }

    /// The first row of the last page; none where there is but one.
    fn last_page(&self, room: f64, factor: f64) -> Option<u32> {
        let head: f64 = self.heights.range(self.head.0..=self.head.1).map(|(_, h)| h).sum();
        let (mut used, mut first) = (0.0, None);
        for (row, height) in &self.heights {
            let body = (self.body.0..self.body.1).contains(row);
            let height = if body { whole_pixels(height * factor) } else { *height };
            if used + height > room {
                first = Some(*row);
                used = head;
            }
            used += height;
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(wards: u32) -> Rows {
        let body = (8, 8 + wards);
        Rows { heights: (0..body.1 + 12).map(|row| (row, 18.0)).collect(), head: (5, 7), body }
    }

    #[test]
    fn a_short_form_is_one_page_and_no_signature_stands_alone() {
        assert!(rows(5).settle(700.0));
        for wards in 20..120 {
            let mut rows = rows(wards);
            if !rows.settle(700.0) {
                let last = rows.last_page(HIGH, 1.0).expect("more than one page");
                assert!(last + COMPANY <= rows.body.1, "{wards} wards: page begins at {last}");
            }
        }
    }
}
