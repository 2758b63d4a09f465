//! From files to households: which sheets hold lists, and what each row of them says.
//!
//! Everything that can be counted is kept as counts of equal households ([`Tallied`]), so that memory does not grow with
//! the rows; judging causes and outcomes waits until a list has been read to its end.

pub mod cause;
mod columns;
mod content;
mod feed;
pub mod household;
#[cfg(test)]
mod late_tests;
mod legend;
mod list;
mod memo;
pub mod movement;
mod repeats;
mod roles;
mod rows;
mod run;
mod scan;
mod sections;
mod settled;
mod source;
#[cfg(test)]
mod stretch_tests;
pub mod support;
pub mod wordings;
mod year_end;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::read::files::Named;
use crate::read::{ReadError, Row};
use crate::survey::cause::Causes;
use crate::survey::household::{CauseId, Household, Registered, Standing};
use crate::survey::legend::Legend;
use crate::survey::wordings::Outcome;
use crate::ward::{WardId, Wards};
use run::visit_once;
use support::Support;

pub use columns::Columns;
pub(crate) use list::birth_year;
pub use rows::RowCounts;
pub use settled::key as pair_key;
pub use source::{Source, Why};
pub use year_end::YearEnd;

/// What to read and how.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// Only the sheet of this name.
    pub sheet: Option<String>,
    /// The lists at the end of the year, which outrank what the main lists say of it.
    pub end: Vec<Named>,
    /// A file in which a person has settled doubtful pairs.
    pub settled: Option<std::path::PathBuf>,
    /// Rows read so far, for whoever shows progress.
    pub progress: Arc<AtomicU64>,
    /// How long text files are shared out among threads.
    pub(crate) split: Split,
}

/// How long text files are shared out among threads.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Split {
    /// How many threads; as many as there are processors where it does not say.
    pub(crate) threads: Option<usize>,
    /// About how many bytes one reads at a time; as the file's length suggests where it does not say.
    pub(crate) bytes: Option<u64>,
}

/// Why no survey came of the files.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// A file that could not be read.
    Unreadable(ReadError),
    /// A folder that could not be listed.
    Folder(std::path::PathBuf, String),
    /// A folder without a file in it.
    EmptyFolder(std::path::PathBuf),
    /// A file that holds no list of households, and why each of its sheets is none.
    NoList(Place, Vec<(String, Why)>),
    /// A formula without a stored result in a column that is needed.
    Uncalculated(Place),
    /// No households anywhere.
    Nothing,
}

/// Households of a list that are equal in all that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// Their ward.
    pub ward: Option<WardId>,
    /// Their hamlet's number in the list.
    pub hamlet: u32,
    /// Their way of giving a cause.
    pub cause: CauseId,
    /// Their standing as worded.
    pub standing: Standing,
    /// What became of them.
    pub outcome: Option<Outcome>,
    /// Whether they are registered.
    pub registered: Registered,
}

/// Every household is counted under its kind: three words tell one kind from the others faster than its parts one by one.
impl Hash for Alike {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Alike { ward, hamlet, cause, standing, outcome, registered } = *self;
        let Standing { word, at_start, of_result } = standing;
        let said = [word as u8, u8::from(at_start), u8::from(of_result), registered as u8];
        state.write_u64(ward.map_or(u64::MAX, WardId::number));
        state.write_u64(u64::from(hamlet) << 32 | u64::from(cause.0));
        state.write_u64(u64::from(u32::from_ne_bytes(said)) << 32 | outcome.map_or(u64::from(u32::MAX), |o| o as u64));
    }
}

/// One list, read to its end.
#[derive(Debug)]
pub struct Tallied {
    /// Its number among the sources.
    pub source: usize,
    /// How many households there are of each kind.
    pub alike: BTreeMap<Alike, u64>,
    /// The ways of giving a cause.
    pub causes: Causes,
    /// The headings of its marked columns.
    pub marked: Vec<String>,
    /// What its codes mean.
    pub legend: Legend,
    /// The hamlets, by number.
    pub hamlets: Vec<String>,
    /// Who has which support, of those who are to have it.
    pub support: Support,
    /// Whether it says who is registered.
    pub tells_registration: bool,
    /// Whether it says what became of households: a column is there and not wholly empty.
    pub tells_outcome: bool,
    /// Wards of which it does not say so all the same: no list at the end of the year names them.
    pub silent: std::collections::BTreeSet<Option<WardId>>,
}

/// All that the files say.
#[derive(Debug)]
pub struct Survey {
    /// Every sheet and file, used or not.
    pub sources: Vec<Source>,
    /// How the rows were taken.
    pub rows: RowCounts,
    /// The wards met.
    pub wards: Wards,
    /// The lists.
    pub lists: Vec<Tallied>,
    /// The findings.
    pub diagnostics: Diagnostics,
    /// The years that titles name.
    pub years: Vec<u16>,
    /// The districts, cities and provinces that titles name, folded.
    pub places: Vec<String>,
    /// Whether outcomes come from a list at the end of the year.
    pub actual_from_end: bool,
    /// Households that are counted under another kind than a visitor was shown, or not at all: lists below theirs on the same
    /// sheet tell what became of them, or they stand in such a list.
    pub amended: BTreeMap<(usize, u32), Option<Alike>>,
    /// How the lists of the end of the year were matched, where there are some.
    pub year_end: Option<YearEnd>,
    /// Where each ward was met first.
    pub first_seen: BTreeMap<WardId, Place>,
}

impl Survey {
    /// Names the wards of the lists that are not known: those that the plan in use does not have or, without one, those
    /// that no list of wards has.
    pub fn name_unknown_wards(&mut self, plan: &[WardId]) {
        for (id, place) in &self.first_seen {
            let Some(ward) = self.wards.get(*id) else { continue };
            let known = if plan.is_empty() { ward.known.is_some() } else { plan.contains(id) };
            if !known {
                let near = self.wards.nearest(*id, plan).join(", ");
                let diagnostic = Diagnostic::new(Code::UnknownWard, place.clone());
                self.diagnostics.push(diagnostic.with("ward", &ward.name).with("near", near));
            }
        }
    }

    /// The kind under which a household that a visitor was shown is counted in the end; none where it is not, because it
    /// is another's at the end of the year.
    #[must_use]
    pub fn counted(&self, source: usize, row: u32, shown: &Alike) -> Option<Alike> {
        match &self.year_end {
            Some(year) => year.counted(source, row),
            None => self.amended.get(&(source, row)).map_or(Some(*shown), |counted| *counted),
        }
    }

    /// The place of a source as a whole.
    #[must_use]
    pub fn place_of(&self, source: usize) -> Place {
        self.sources.get(source).map_or_else(Place::run, |s| Place {
            source,
            file: Arc::clone(&s.file),
            sheet: Arc::clone(&s.sheet),
            cell: None,
        })
    }

    /// The wards that households of the lists have, each once, in the order of meeting.
    #[must_use]
    pub fn wards_named(&self) -> Vec<WardId> {
        let named: std::collections::BTreeSet<WardId> =
            self.lists.iter().flat_map(|l| l.alike.keys()).filter_map(|a| a.ward).collect();
        named.into_iter().collect()
    }
}

/// Sees every household of the lists in use, in the order read.
pub trait Visitor {
    /// A household of a source, and the kind it is counted under, which also knows what other lists say of it. Its list
    /// may turn out to repeat another; then it is not in the survey.
    fn household(&mut self, source: usize, household: &Household<'_>, alike: &Alike);
    /// A row of a list that is no household of its own.
    fn other(&mut self, _source: usize, _kind: OtherRow, _row: &Row, _columns: &Columns) {}
    /// Whether it looks at nothing, so that nothing needs to be shown.
    fn is_blind(&self) -> bool {
        false
    }
}

/// A row that belongs to households without being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherRow {
    /// A member of the household above.
    Member,
    /// A row of sums.
    Subtotal,
    /// A row that opens a section.
    Section,
}

impl OtherRow {
    /// What the row was that made one count of rows the other.
    fn between(before: &RowCounts, after: &RowCounts) -> Option<OtherRow> {
        if after.members > before.members {
            Some(OtherRow::Member)
        } else if after.subtotals > before.subtotals {
            Some(OtherRow::Subtotal)
        } else {
            (after.sections > before.sections).then_some(OtherRow::Section)
        }
    }
}

/// For whoever only wants the survey.
impl Visitor for () {
    fn household(&mut self, _: usize, _: &Household<'_>, _: &Alike) {}
    fn is_blind(&self) -> bool {
        true
    }
}

/// Reads files into a survey.
///
/// # Errors
///
/// Everything that keeps the figures from being right: all of it, not the first.
pub fn read(files: &[Named], options: &Options) -> Result<Survey, Vec<Refusal>> {
    // What is merged stands at the end of a sheet. A long one is read as if nothing were, which is nearly always so where it matters,
    // and else everything is read once more: that is dearer than looking first, but seldom.
    let (survey, holds) = visit_once(files, options, &mut (), true);
    if holds {
        return survey;
    }
    options.progress.store(0, Ordering::Relaxed);
    visit_once(files, options, &mut (), false).0
}

/// Reads files into a survey, and shows every household on the way.
///
/// # Errors
///
/// As [`read`].
pub fn visit(files: &[Named], options: &Options, visitor: &mut dyn Visitor) -> Result<Survey, Vec<Refusal>> {
    visit_once(files, options, visitor, false).0
}
