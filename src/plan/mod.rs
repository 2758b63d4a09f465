//! The plan: its unit and year, its wards, the six groups with their targets, and how marked causes are ranked.
//!
//! Plans are TOML files; the one that comes with the program is `plan-2020.toml`. Which plan a run uses is decided by
//! [`choose`].

use serde::Deserialize;

use crate::group::Group;
use crate::survey::Survey;
use crate::text::fold::fold;
use crate::ward::WardId;

/// A plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The unit whose plan it is.
    pub unit: String,
    /// The year.
    pub year: u16,
    /// The wards, in the order of the tables.
    pub wards: Vec<String>,
    /// Which of several marked groups is primary.
    #[serde(default = "default_precedence")]
    pub precedence: Vec<Group>,
    /// The groups, 3.1 to 3.6.
    #[serde(rename = "group")]
    pub groups: Vec<PlanGroup>,
    /// Where the plan comes from.
    #[serde(skip)]
    pub from: From,
}

/// A cause group in a plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanGroup {
    /// `3.1` to `3.6`.
    pub code: String,
    /// The group as the plan words it.
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
}

impl From {
    /// The name in JSON.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            From::Embedded => "embedded",
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
    pub fn embedded() -> Result<Plan, toml::de::Error> {
        toml::from_str(include_str!("plan-2020.toml"))
    }

    /// A group's name as the plan words it.
    #[must_use]
    pub fn group_name(&self, group: Group) -> &str {
        self.groups.iter().find(|g| g.code == group.code()).map_or("", |g| g.name.as_str())
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

    /// The plan's wards among those of a run.
    pub fn ward_ids(&self, survey: &mut Survey) -> Vec<WardId> {
        self.wards.iter().filter_map(|name| survey.wards.resolve(name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_plan_adds_up() {
        let plan = Plan::embedded().expect("plan-2020.toml");
        let sum = |f: fn(&PlanGroup) -> Option<u64>| plan.groups.iter().filter_map(f).sum::<u64>();
        assert_eq!((sum(|g| g.households), sum(|g| g.exits)), (368, 90));
        assert_eq!(plan.wards.len(), 15);
        assert_eq!(plan.precedence, default_precedence());
    }
}
