//! The plan: its unit and year, its wards with their residents and targets, the six groups, the other targets, and how
//! marked causes are ranked.
//!
//! Plans are TOML files ([`read`]); the one that comes with the program is `plan-2020.toml`. Nothing here counts
//! households, and where the targets of a run come from is decided elsewhere.

pub mod order;
pub mod read;
pub mod write;

use std::collections::BTreeMap;

use crate::classify::ExtraCause;
use crate::group::Group;
use crate::survey::Survey;
use crate::text::fold::fold;
use crate::ward::WardId;

pub use read::PlanError;

/// A plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The unit whose plan it is.
    pub unit: String,
    /// The body that issues it, as it signs.
    pub authority: Option<String>,
    /// The year.
    pub year: u16,
    /// The document: its number and day.
    pub document: Document,
    /// The lines of capacity above the signature.
    pub signature: Vec<String>,
    /// The wards, in the order of the tables.
    pub wards: Vec<PlanWard>,
    /// Which of several marked groups is primary.
    pub precedence: Vec<Group>,
    /// The groups that it names, 3.1 to 3.6.
    pub groups: Vec<PlanGroup>,
    /// Phrases of causes that it settles.
    pub causes: Vec<ExtraCause>,
    /// Whether households that moved away or ended count towards the target.
    pub count_moves_as_exits: bool,
    /// The targets of the whole unit.
    pub goals: Goals,
    /// Where the plan comes from.
    pub from: From,
    /// The line of each value in its file, by key.
    pub lines: BTreeMap<String, usize>,
}

/// The number and day of the plan as a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// `15/KH-UBND`.
    pub number: Option<String>,
    /// Year, month, day.
    pub date: Option<(u16, u8, u8)>,
}

/// The targets of the whole unit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Goals {
    /// Exits planned, where the plan says so itself.
    pub exits: Option<u64>,
    /// By how many percentage points the share of poor households is to fall.
    pub rate_reduction: Option<f64>,
    /// Households that fall back at most.
    pub fell_back: Option<u64>,
    /// Newly poor households at most.
    pub newly_poor: Option<u64>,
    /// Percent of those who need credit and qualify that get it.
    pub credit_coverage: Option<f64>,
    /// Percent of poor people with a health-insurance card.
    pub insurance_coverage: Option<f64>,
    /// Percent of entitled pupils whose study is paid for.
    pub tuition_coverage: Option<f64>,
}

/// A ward in a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanWard {
    /// Its name.
    pub name: String,
    /// All its households at the start of the year.
    pub residents: Option<u64>,
    /// All its households at the end of the year.
    pub residents_end: Option<u64>,
    /// Exits planned.
    pub exits: Option<u64>,
    /// Exits planned by group, 3.1 first.
    pub group_exits: [Option<u64>; 6],
}

/// A cause group in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanGroup {
    /// Which group.
    pub group: Group,
    /// The group as the plan words it; empty where it does not.
    pub name: String,
    /// Poor households at the start of the year.
    pub households: Option<u64>,
    /// Exits planned.
    pub exits: Option<u64>,
}

/// Where a plan comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum From {
    /// It comes with the program.
    #[default]
    Embedded,
    /// A file, as it was named.
    File(String),
}

impl From {
    /// The name in JSON.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            From::Embedded => "embedded",
            From::File(name) => name,
        }
    }
}

/// The order in which marked groups yield where no plan says otherwise: the rare before the common.
#[must_use]
pub fn default_precedence() -> Vec<Group> {
    [5, 6, 4, 2, 3, 1].into_iter().filter_map(Group::new).collect()
}

/// Why the embedded plan does not fit a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It knows less than half of the wards.
    Wards,
    /// A title names another unit.
    Place(String),
    /// A title names another year.
    Year(u16),
}

impl Plan {
    /// The plan that comes with the program.
    ///
    /// # Errors
    ///
    /// Never for the file in the tree, which a test reads.
    pub fn embedded() -> Result<Plan, PlanError> {
        read::parse(include_str!("plan-2020.toml"), From::Embedded)
    }

    /// A group as the plan tells of it.
    #[must_use]
    pub fn group(&self, group: Group) -> Option<&PlanGroup> {
        self.groups.iter().find(|g| g.group == group)
    }

    /// A group's name as the plan words it.
    #[must_use]
    pub fn group_name(&self, group: Group) -> &str {
        self.group(group).map_or("", |g| g.name.as_str())
    }

    /// The exits that the plan sets its unit: said, or the sum of the groups where each has a target.
    #[must_use]
    pub fn exits(&self) -> Option<u64> {
        let groups: Option<u64> = Group::ALL.iter().map(|g| self.group(*g).and_then(|g| g.exits)).sum();
        self.goals.exits.or(groups)
    }

    /// Whether this plan fits a survey that did not name it.
    ///
    /// # Errors
    ///
    /// Why it does not.
    pub fn fits(&self, survey: &mut Survey) -> Result<(), Unfit> {
        if let Some(year) = survey.years.iter().find(|y| **y != self.year) {
            return Err(Unfit::Year(*year));
        }
        let unit = fold(&self.unit);
        if let Some(place) = survey.places.iter().find(|p| !unit.ends_with(p.as_str())) {
            return Err(Unfit::Place(place.clone()));
        }
        let named: Vec<WardId> = survey.wards_named();
        let own = self.ward_ids(survey);
        let known = named.iter().filter(|id| own.contains(id)).count();
        if known >= 1 && known * 2 >= named.len() { Ok(()) } else { Err(Unfit::Wards) }
    }

    /// The plan's wards among those of a run, in the plan's order.
    pub fn ward_ids(&self, survey: &mut Survey) -> Vec<WardId> {
        self.wards.iter().filter_map(|ward| survey.wards.resolve(&ward.name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_plan_adds_up() {
        let plan = Plan::embedded().expect("plan-2020.toml");
        let sum = |f: fn(&PlanGroup) -> Option<u64>| plan.groups.iter().filter_map(f).sum::<u64>();
        assert_eq!((sum(|g| g.households), sum(|g| g.exits), plan.exits()), (368, 90, Some(90)));
        assert_eq!(plan.wards.len(), 15);
        assert_eq!(plan.precedence, default_precedence());
        assert!(plan.wards.iter().all(|w| w.exits.is_none() && w.residents.is_none()));
    }
}
