//! Where the targets of a run come from, and what they are at each level.
//!
//! One source serves all levels: a file of targets, the plan's table of wards, the households registered in the survey,
//! or the plan's group totals shared out. A level that the source does not give stays empty; nothing is mixed or guessed.

pub mod allocate;
pub mod sheet;

use std::collections::BTreeMap;

use crate::group::Group;
use crate::plan::{Plan, order};
use crate::survey::Survey;
use crate::tally::Tally;
use crate::ward::WardId;
use allocate::share_out;
use sheet::TargetSheet;

/// Which source the targets are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetFrom {
    /// A file of targets.
    File,
    /// The plan's table of wards.
    Plan,
    /// The households registered in the survey.
    Registered,
    /// The plan's group totals, shared out.
    Allocated,
}

impl TargetFrom {
    /// The name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            TargetFrom::File => "targets",
            TargetFrom::Plan => "plan",
            TargetFrom::Registered => "registered",
            TargetFrom::Allocated => "allocated",
        }
    }
}

/// Exits planned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Target {
    /// Over all groups.
    pub exits: Option<u64>,
    /// By group: 0 is not yet grouped.
    pub groups: [Option<u64>; 7],
}

impl Target {
    /// The target of a group, 0 to 6.
    #[must_use]
    pub fn group(&self, group: u8) -> Option<u64> {
        self.groups.get(usize::from(group)).copied().flatten()
    }

    /// A target by the six groups, and by what is said over all; where that is not said, the sum of the groups.
    fn said(exits: Option<u64>, six: &[Option<u64>; 6]) -> Target {
        let mut groups = [None; 7];
        for (slot, value) in groups.iter_mut().skip(1).zip(six) {
            *slot = *value;
        }
        let sum = six.iter().any(Option::is_some).then(|| six.iter().flatten().sum());
        Target { exits: exits.or(sum), groups }
    }

    /// Whether any level is given.
    fn is_given(&self) -> bool {
        self.exits.is_some() || self.groups.iter().any(Option::is_some)
    }
}

/// All households of a ward, poor or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Residents {
    /// At the start of the year.
    pub start: Option<u64>,
    /// At the end of the year.
    pub end: Option<u64>,
}

/// The targets of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets {
    /// The source; none where there is none.
    pub from: Option<TargetFrom>,
    /// By ward.
    pub wards: BTreeMap<Option<WardId>, Target>,
    /// Over the source's own wards.
    pub total: Target,
    /// Resident households by ward.
    pub residents: BTreeMap<WardId, Residents>,
}

impl Targets {
    /// The target of a ward.
    #[must_use]
    pub fn ward(&self, ward: Option<WardId>) -> Target {
        self.wards.get(&ward).copied().unwrap_or_default()
    }

    /// The residents of a ward.
    #[must_use]
    pub fn residents(&self, ward: Option<WardId>) -> Residents {
        ward.and_then(|id| self.residents.get(&id)).copied().unwrap_or_default()
    }

    /// The targets of a run from the first source that gives any.
    #[must_use]
    pub fn choose(
        sheet: Option<&TargetSheet>,
        plan: Option<&Plan>,
        survey: &mut Survey,
        tally: &Tally,
        allocate: bool,
    ) -> Targets {
        let residents = residents(sheet, plan, survey);
        let chosen = sheet
            .map(|sheet| of_wards(TargetFrom::File, sheet.targets()))
            .or_else(|| plan.map(|plan| of_plan(plan, survey)))
            .filter(|targets| sheet.is_some() || targets.total.is_given())
            .or_else(|| registered(tally))
            .or_else(|| plan.filter(|_| allocate).and_then(|plan| allocated(plan, survey, tally)));
        Targets { residents, ..chosen.unwrap_or_default() }
    }
}

/// Targets that are given ward by ward.
fn of_wards(from: TargetFrom, wards: impl IntoIterator<Item = (WardId, Option<u64>, [Option<u64>; 6])>) -> Targets {
    let mut targets = Targets { from: Some(from), ..Targets::default() };
    for (id, exits, groups) in wards {
        let target = Target::said(exits, &groups);
        if target.is_given() {
            add(&mut targets.total, &target);
            targets.wards.insert(Some(id), target);
        }
    }
    targets
}

fn add(sum: &mut Target, more: &Target) {
    let plus = |a: Option<u64>, b: Option<u64>| match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (a, b) => a.or(b),
    };
    sum.exits = plus(sum.exits, more.exits);
    for (own, more) in sum.groups.iter_mut().zip(&more.groups) {
        *own = plus(*own, *more);
    }
}

fn of_plan(plan: &Plan, survey: &mut Survey) -> Targets {
    let wards = plan.wards.iter().filter_map(|w| Some((survey.wards.resolve(&w.name)?, w.exits, w.group_exits)));
    of_wards(TargetFrom::Plan, wards.collect::<Vec<_>>())
}

/// The households registered in the survey, where some list says who is. What a list does not say stays unknown.
fn registered(tally: &Tally) -> Option<Targets> {
    let total = tally.total();
    total.known.registration_told.then(|| {
        let of = |ward: &crate::tally::WardTally| {
            if !ward.known.registration() {
                return Target::default();
            }
            let mut groups = [None; 7];
            for (slot, counts) in groups.iter_mut().zip(&ward.groups) {
                *slot = Some(counts.registered);
            }
            Target { exits: Some(ward.sum().registered), groups }
        };
        let wards = tally.wards.iter().map(|(id, ward)| (*id, of(ward))).collect();
        Targets { from: Some(TargetFrom::Registered), wards, total: of(&total), residents: BTreeMap::new() }
    })
}

/// The plan's group totals shared out over the wards of the survey; none when the plan has none.
#[must_use]
pub fn allocated(plan: &Plan, survey: &mut Survey, tally: &Tally) -> Option<Targets> {
    let goals: Vec<(Group, u64)> = Group::ALL.iter().filter_map(|g| Some((*g, plan.group(*g)?.exits?))).collect();
    if goals.is_empty() {
        return None;
    }
    let mut wards: Vec<Option<WardId>> = tally.wards.keys().copied().collect();
    order::sort(&mut wards, &plan.ward_ids(survey), &survey.wards);
    let mut shares: BTreeMap<Option<WardId>, [Option<u64>; 6]> = wards.iter().map(|id| (*id, [None; 6])).collect();
    for (group, goal) in goals {
        let number = usize::from(group.number());
        let of =
            |id: &Option<WardId>| tally.wards.get(id).and_then(|w| w.groups.get(number)).map_or(0, |c| c.households);
        let households: Vec<u64> = wards.iter().map(of).collect();
        for (id, share) in wards.iter().zip(share_out(goal, &households)) {
            if let Some(slot) = shares.get_mut(id).and_then(|ward| ward.get_mut(number - 1)) {
                *slot = Some(share);
            }
        }
    }
    let mut targets = Targets { from: Some(TargetFrom::Allocated), ..Targets::default() };
    for (id, groups) in shares {
        let target = Target::said(None, &groups);
        add(&mut targets.total, &target);
        targets.wards.insert(id, target);
    }
    Some(targets)
}

/// The residents of the wards: of the file of targets, else of the plan.
fn residents(sheet: Option<&TargetSheet>, plan: Option<&Plan>, survey: &mut Survey) -> BTreeMap<WardId, Residents> {
    let mut all = BTreeMap::new();
    for ward in plan.iter().flat_map(|p| &p.wards) {
        if let Some(id) = survey.wards.resolve(&ward.name) {
            all.insert(id, Residents { start: ward.residents, end: ward.residents_end });
        }
    }
    for row in sheet.iter().flat_map(|s| &s.rows) {
        let own: &mut Residents = all.entry(row.ward).or_default();
        own.start = row.residents.or(own.start);
        own.end = row.residents_end.or(own.end);
    }
    all
}
