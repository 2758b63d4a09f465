//! All findings of a run, collected and sorted.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Severity};

/// Findings of one code that are remembered one by one; those beyond are only counted, so that a list of a million rows
/// with the same slip in each does not fill the memory.
pub const MOST_PER_CODE: usize = 10_000;

/// Findings, collected.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    counts: BTreeMap<Code, usize>,
}

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= MOST_PER_CODE {
            self.kept.push(diagnostic);
        }
    }

    /// Adds all of another's.
    pub fn append(&mut self, other: Diagnostics) {
        let mut unkept = other.counts;
        for diagnostic in other.kept {
            if let Some(count) = unkept.get_mut(&diagnostic.code) {
                *count = count.saturating_sub(1);
            }
            self.push(diagnostic);
        }
        for (code, count) in unkept {
            *self.counts.entry(code).or_default() += count;
        }
    }

    /// The same findings, so many rows further down.
    pub(crate) fn move_down(&mut self, rows: u32) {
        for cell in self.kept.iter_mut().filter_map(|diagnostic| diagnostic.place.cell.as_mut()) {
            cell.row = cell.row.saturating_add(rows);
        }
    }

    /// How many findings there are of a code, kept or not.
    #[must_use]
    pub fn count(&self, code: Code) -> usize {
        self.counts.get(&code).copied().unwrap_or(0)
    }

    /// Whether anything is as bad as `severity`, or worse.
    #[must_use]
    pub fn any(&self, severity: Severity) -> bool {
        self.counts.keys().any(|c| c.severity() <= severity)
    }

    /// The findings by place, then by code; those of the whole run last.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.kept.iter().collect();
        all.sort_by(|a, b| (&a.place, a.code, &a.values).cmp(&(&b.place, b.code, &b.values)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;

    #[test]
    fn what_is_appended_is_kept_as_if_it_had_been_pushed() {
        let many = |rows: std::ops::Range<u32>| {
            let mut all = Diagnostics::default();
            rows.for_each(|row| all.push(Diagnostic::new(Code::RejectedRow, Place::run().at(row, None))));
            all
        };
        let limit = u32::try_from(MOST_PER_CODE).expect("a small number");
        for (first, second) in [(10, 20), (10, limit + 50), (limit + 5, 30), (limit - 3, limit + 9)] {
            let mut both = many(0..first);
            let mut below = many(0..second);
            below.move_down(first);
            both.append(below);
            let whole = many(0..first + second);
            assert_eq!((both.kept, both.counts), (whole.kept, whole.counts));
        }
    }
}
