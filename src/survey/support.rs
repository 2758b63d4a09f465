//! Who has a support and who is to have it, from the columns of a list that count them: credit, health insurance, tuition.
//!
//! Persons or households, as the columns say. A deprivation mark says nothing of this. What a cell leaves unclear makes
//! the list's answer unknown.

use crate::read::{Item, Row};
use crate::survey::wordings::{Mark, StandingWord, Wordings};
use crate::table::{Field, Header};
use crate::text::number;

/// Served of entitled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cover {
    /// Who has it.
    pub served: u64,
    /// Who is to have it.
    pub entitled: u64,
}

/// The supports of a household, a list or a survey; none where it does not tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Support {
    /// Credit: households that need it and qualify.
    pub credit: Option<Cover>,
    /// Health insurance: persons in poor households.
    pub insurance: Option<Cover>,
    /// Tuition: pupils and students entitled.
    pub tuition: Option<Cover>,
}

impl Support {
    /// A sum to add to: of nothing yet.
    #[must_use]
    pub fn none_yet() -> Support {
        let none = Some(Cover::default());
        Support { credit: none, insurance: none, tuition: none }
    }

    /// Adds another's; an unknown part makes the sum unknown.
    pub fn add(&mut self, other: &Support) {
        let plus = |a: Option<Cover>, b: Option<Cover>| {
            let (a, b) = (a?, b?);
            Some(Cover { served: a.served + b.served, entitled: a.entitled + b.entitled })
        };
        self.credit = plus(self.credit, other.credit);
        self.insurance = plus(self.insurance, other.insurance);
        self.tuition = plus(self.tuition, other.tuition);
    }
}

/// The columns that tell.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SupportColumns {
    credit: Option<(u32, u32)>,
    insurance: Option<(u32, u32)>,
    tuition: Option<(u32, u32)>,
    /// Whether the persons entitled to insurance are all of the household.
    all_persons: bool,
}

impl SupportColumns {
    pub(crate) fn of(header: &Header) -> SupportColumns {
        let first = |field| header.all(field).next().map(|c| c.at);
        let both = |served, entitled| first(served).zip(first(entitled));
        let insurance = both(Field::InsuranceServed, Field::InsuranceEntitled);
        SupportColumns {
            credit: both(Field::CreditServed, Field::CreditEntitled),
            insurance: insurance.or_else(|| both(Field::InsuranceServed, Field::Members)),
            tuition: both(Field::TuitionServed, Field::TuitionEntitled),
            all_persons: insurance.is_none(),
        }
    }

    /// What a household's row says. Persons of households that are not poor are no part of the poor who are insured.
    pub(crate) fn read(&self, row: &Row, standing: StandingWord, words: &Wordings) -> Support {
        let cover = |columns: Option<(u32, u32)>, persons: bool| {
            let (served, entitled) = columns?;
            // A mark against a number of persons does not say how many of them.
            let served = amount(row.get(served), words, !persons)?;
            let entitled = if persons && row.get(entitled).is_blank() {
                None
            } else {
                amount(row.get(entitled), words, !persons)
            }?;
            (served <= entitled).then_some(Cover { served, entitled })
        };
        let poor = !matches!(standing, StandingWord::NearPoor | StandingWord::Neither);
        let insurance =
            if poor { cover(self.insurance, self.all_persons) } else { self.insurance.map(|_| Cover::default()) };
        Support { credit: cover(self.credit, false), insurance, tuition: cover(self.tuition, false) }
    }
}

/// How many a cell says; a mark is one, a blank none. `None` where it is unclear.
fn amount(item: Item<'_>, words: &Wordings, marks: bool) -> Option<u64> {
    match item {
        Item::Blank => Some(0),
        Item::Bool(yes) => marks.then_some(u64::from(yes)),
        Item::Number(n) if n >= 0.0 && n.fract() == 0.0 && n < 1e9 => Some(n as u64),
        Item::Text(text) => number::whole(text).or_else(|| match words.mark(text) {
            Mark::Yes => marks.then_some(1),
            Mark::No => Some(0),
            Mark::Unclear => None,
        }),
        _ => None,
    }
}
