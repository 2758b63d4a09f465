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
        for (code, count) in other.counts {
            let kept = other.kept.iter().filter(|d| d.code == code).count();
            *self.counts.entry(code).or_default() += count - kept;
        }
        for diagnostic in other.kept {
            self.push(diagnostic);
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
