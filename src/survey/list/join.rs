//! A list of which a part was read by itself: whether it was read as it would have been behind the rows above it, and the two
//! made one.

use super::{ListReader, MOST_LINES};
use crate::diag::Diagnostics;
use crate::survey::Alike;
use crate::survey::household::{CauseId, Found};
use crate::ward::{WardId, Wards};

/// What a part's own numbers are in the whole list.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    /// The rows above the part.
    pub(crate) rows: u32,
    wards: Vec<Option<WardId>>,
    hamlets: Vec<u32>,
    causes: Vec<CauseId>,
}

impl Moved {
    /// A ward as the whole list knows it.
    pub(crate) fn ward(&self, own: WardId) -> Option<WardId> {
        self.wards.get(usize::try_from(own.number()).ok()?).copied().flatten()
    }

    /// A kind of household in the numbers of the whole list.
    pub(crate) fn alike(&self, own: &Alike) -> Option<Alike> {
        Some(Alike {
            ward: match own.ward {
                Some(ward) => Some(self.ward(ward)?),
                None => None,
            },
            hamlet: self.hamlets.get(own.hamlet as usize).copied()?,
            cause: self.causes.get(own.cause.0 as usize).copied()?,
            ..*own
        })
    }

    /// Remembers what a part's ward is in the whole list; whether it can only be that one.
    fn learn(&mut self, own: WardId, whole: WardId) -> bool {
        let Ok(at) = usize::try_from(own.number()) else { return false };
        if at >= self.wards.len() {
            self.wards.resize(at + 1, None);
        }
        self.wards.get_mut(at).is_some_and(|known| *known.get_or_insert(whole) == whole)
    }
}

impl<'a> ListReader<'a> {
    /// Reads on below rows that another reader has read; a household was among them.
    pub(crate) fn below_others(mut self) -> ListReader<'a> {
        self.seen_household = true;
        // What is odd about the header is said once.
        self.diagnostics = Diagnostics::default();
        self
    }

    /// Whether wards are told by a column of their own, so that each text of it is looked up once.
    pub(crate) fn is_plain(&self) -> bool {
        self.setting.merges.is_empty() && (self.columns.ward.is_some() || self.columns.hamlet.is_none())
    }

    /// Whether the rows read so far say something of rows further down, but for the household before them.
    pub(crate) fn tells_of_below(&self) -> bool {
        self.signed || self.is_foreign || self.rows.sections > 0
    }

    /// The ward of title, sheet, file or folder.
    pub(crate) fn setting_ward(&self) -> Option<Found<WardId>> {
        self.setting.ward
    }

    /// Adds what was read of the rows below, the first of which stands under `lines` others; none where they would have been
    /// read otherwise behind those.
    pub(crate) fn append(&mut self, below: ListReader<'_>, lines: u32, wards: &mut Wards) -> Option<Moved> {
        let shares_code = below.first_code.is_some() && self.code_before == below.first_code;
        let apart = self.seen_household && !below.leans_on_above && !shares_code;
        if !apart || self.tells_of_below() || below.is_foreign || below.rows.sections > 0 {
            return None;
        }
        let mut moved = Moved { rows: lines, ..Moved::default() };
        self.learn_wards(&below, wards, &mut moved)?;
        moved.hamlets = below.hamlets.names().map(|name| self.hamlets.number(name)).collect();
        let causes = below.causes.all().iter().enumerate();
        moved.causes = causes
            .map(|(at, cells)| self.causes.id(cells, below.causes.first_row(at).unwrap_or(0).saturating_add(lines)))
            .collect();
        if below.last_row > 0 {
            // Blank lines between the two, which nothing counted yet: they stood behind the last row.
            let gap = u64::from(lines.saturating_sub(self.last_row));
            self.rows.blank += gap;
            self.rows.read += gap;
            self.last_row = lines.saturating_add(below.last_row);
        }
        self.rows.add(&below.rows);
        self.legend.extend(below.legend);
        let room = MOST_LINES.saturating_sub(self.legend_lines.len());
        self.legend_lines.extend(below.legend_lines.into_iter().take(room));
        self.numbered_before |= below.numbered_before;
        let mut diagnostics = below.diagnostics;
        diagnostics.move_down(lines);
        self.diagnostics.append(diagnostics);
        self.signed |= below.signed;
        if below.code_before.is_some() {
            self.code_before = below.code_before;
        }
        Some(moved)
    }

    /// Looks the part's texts up among the wards of the run, in the order of meeting, as if they were met now.
    fn learn_wards(&self, below: &ListReader<'_>, wards: &mut Wards, moved: &mut Moved) -> Option<()> {
        if let Some(ward) = self.setting.ward
            && !moved.learn(ward.value, ward.value)
        {
            return None;
        }
        let mut texts: Vec<_> = below.ward_memo.iter().map(|(text, (order, ward))| (*order, text, *ward)).collect();
        texts.sort_unstable_by_key(|(order, ..)| *order);
        for (_, text, own) in texts {
            match (own, wards.resolve(text)) {
                (Some(own), Some(whole)) if moved.learn(own, whole) => {}
                (None, None) => {}
                _ => return None,
            }
        }
        Some(())
    }
}
