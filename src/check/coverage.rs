//! The coverages of a survey, from all its lists.

use crate::survey::Survey;
use crate::survey::support::Support;

/// The supports over all lists: unknown where one of them does not tell.
#[must_use]
pub fn coverage(survey: &Survey) -> Support {
    survey.lists.iter().fold(Support::none_yet(), |mut sum, list| {
        sum.add(&list.support);
        sum
    })
}
