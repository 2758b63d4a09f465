//! What `validate` holds lists against, as data: `rules.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::survey::wordings::StandingWord;

/// The rules.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Rules {
    pub(super) headings: Headings,
    scores: Vec<Scores>,
    pub(super) cause: Vec<CauseRule>,
    pub(super) size: Vec<SizeRule>,
    pub(super) birth: BirthRule,
}

/// Folded headings of columns that nothing else needs.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Headings {
    pub(super) b1: Vec<String>,
    pub(super) b2: Vec<String>,
    pub(super) area: Vec<String>,
}

/// The scores of a period.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Scores {
    from: u16,
    to: u16,
    rural: Limits,
    urban: Limits,
    need: u32,
    step: u32,
    most: u32,
}

#[derive(Debug, Clone, Deserialize)]
struct Limits {
    income: Option<u32>,
    band: u32,
}

/// A group whose households should have an indicator flagged, where the list has a column for it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct CauseRule {
    pub(super) group: u8,
    pub(super) indicators: Vec<String>,
}

/// A group whose households have at least so many persons.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct SizeRule {
    pub(super) group: u8,
    pub(super) least: u16,
}

/// The ages of heads that need no second look.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct BirthRule {
    pub(super) youngest: u16,
    pub(super) oldest: u16,
}

impl Rules {
    pub(super) fn standard() -> &'static Rules {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| crate::embedded::table("rules.toml", toml::from_str(include_str!("rules.toml"))))
    }

    /// The scores of a year.
    pub(super) fn scores(&self, year: u16) -> Option<&Scores> {
        self.scores.iter().find(|s| (s.from..=s.to).contains(&year))
    }
}

impl Scores {
    /// Whether B2 is a sum of whole indicators.
    pub(super) fn is_sum(&self, b2: u32) -> bool {
        b2 <= self.most && b2.is_multiple_of(self.step.max(1))
    }

    /// B2 of so many indicators.
    pub(super) fn of_indicators(&self, count: usize) -> u32 {
        u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(self.step)
    }

    /// What the scores make a household in a town (`urban`) or outside; `None` where they would differ and it is not known.
    pub(super) fn standing(&self, b1: f64, b2: u32, urban: Option<bool>) -> Option<StandingWord> {
        let of = |limits: &Limits| {
            if limits.income.is_some_and(|most| b1 <= f64::from(most)) {
                return StandingWord::Poor;
            }
            match b1 <= f64::from(limits.band) {
                true if b2 >= self.need => StandingWord::Poor,
                true => StandingWord::NearPoor,
                false => StandingWord::Neither,
            }
        };
        let (town, country) = (of(&self.urban), of(&self.rural));
        match urban {
            Some(true) => Some(town),
            Some(false) => Some(country),
            None => (town == country).then_some(town),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_follow_the_rules_of_their_year() {
        let rules = Rules::standard();
        let standing = |year, b1, b2, urban| rules.scores(year).and_then(|s| s.standing(b1, b2, urban));
        assert_eq!(standing(2020, 120.0, 0, Some(false)), Some(StandingWord::Poor));
        assert_eq!(standing(2020, 130.0, 20, Some(false)), Some(StandingWord::NearPoor));
        assert_eq!(standing(2020, 130.0, 20, Some(true)), Some(StandingWord::Poor));
        assert_eq!(standing(2020, 130.0, 20, None), None);
        assert_eq!(standing(2023, 130.0, 20, None), Some(StandingWord::NearPoor));
        assert_eq!(standing(2023, 160.0, 40, Some(false)), Some(StandingWord::Neither));
        assert!(rules.scores(2010).is_none());
        assert!(!rules.cause.is_empty() && !rules.size.is_empty() && rules.birth.oldest > 0);
    }
}
