//! What a household was at the start of the year and what became of it, from the words of its list.

use crate::survey::household::Standing;
use crate::survey::wordings::{Outcome, StandingWord};

/// Start and end of the year for one household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Movement {
    /// Poor at the start, and at the end (or nothing is known of the end).
    StillPoor {
        /// Whether the list says so; else it says nothing.
        said: bool,
    },
    /// Poor at the start, not poor at the end; not said where to.
    Exited,
    /// Poor at the start, near-poor at the end.
    ExitedToNearPoor,
    /// Poor at the start, above near-poor at the end.
    ExitedAbove,
    /// Poor at the start, moved away.
    MovedOut,
    /// Poor at the start, dead or joined to another household.
    Ended,
    /// Near-poor at the start, not poor at the end (or nothing is known of the end).
    NearPoor,
    /// Near-poor at the start, poor at the end.
    FromNearPoor,
    /// Poor again at the end.
    FellBack,
    /// Newly poor at the end.
    NewlyPoor,
    /// Poor, moved here in the year.
    MovedIn,
    /// Neither poor nor near-poor, at the start or the end.
    Neither,
}

impl Movement {
    /// All of them.
    pub const ALL: [Movement; 13] = [
        Movement::StillPoor { said: true },
        Movement::StillPoor { said: false },
        Movement::Exited,
        Movement::ExitedToNearPoor,
        Movement::ExitedAbove,
        Movement::MovedOut,
        Movement::Ended,
        Movement::NearPoor,
        Movement::FromNearPoor,
        Movement::FellBack,
        Movement::NewlyPoor,
        Movement::MovedIn,
        Movement::Neither,
    ];

    /// The outcome that, with the standing at the start, says as much.
    #[must_use]
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Movement::StillPoor { said: true } => Some(Outcome::StillPoor),
            Movement::StillPoor { said: false } | Movement::NearPoor | Movement::Neither => None,
            Movement::Exited => Some(Outcome::Exited),
            Movement::ExitedToNearPoor => Some(Outcome::ExitedToNearPoor),
            Movement::ExitedAbove => Some(Outcome::ExitedAbove),
            Movement::MovedOut => Some(Outcome::MovedOut),
            Movement::Ended => Some(Outcome::Ended),
            Movement::FromNearPoor => Some(Outcome::FromNearPoor),
            Movement::FellBack => Some(Outcome::FellBack),
            Movement::NewlyPoor => Some(Outcome::NewlyPoor),
            Movement::MovedIn => Some(Outcome::MovedIn),
        }
    }

    /// Whether the household was poor at the start of the year.
    #[must_use]
    pub fn is_poor(self) -> bool {
        matches!(
            self,
            Movement::StillPoor { .. }
                | Movement::Exited
                | Movement::ExitedToNearPoor
                | Movement::ExitedAbove
                | Movement::MovedOut
                | Movement::Ended
        )
    }

    /// Whether the household was near-poor at the start of the year.
    #[must_use]
    pub fn is_near_poor(self) -> bool {
        matches!(self, Movement::NearPoor | Movement::FromNearPoor)
    }
}

/// What the words of a list mean. `tells_outcome`: the list has outcomes at all, so that words such as "tái nghèo" tell
/// of this year; else they tell how a household came onto the list, and it is poor.
#[must_use]
pub fn movement(standing: Standing, outcome: Option<Outcome>, tells_outcome: bool) -> Movement {
    let of_the_year = !standing.at_start && (standing.of_result || tells_outcome);
    match standing.word {
        StandingWord::FellBack if of_the_year => Movement::FellBack,
        StandingWord::NewlyPoor if of_the_year => Movement::NewlyPoor,
        StandingWord::FromNearPoor if of_the_year => Movement::FromNearPoor,
        StandingWord::Poor | StandingWord::FellBack | StandingWord::NewlyPoor | StandingWord::FromNearPoor => {
            of_poor(outcome, standing.at_start)
        }
        StandingWord::NearPoor => match outcome {
            Some(Outcome::StillPoor | Outcome::FromNearPoor | Outcome::FellBack | Outcome::NewlyPoor) => {
                Movement::FromNearPoor
            }
            _ => Movement::NearPoor,
        },
        StandingWord::Neither => match outcome {
            Some(Outcome::FellBack) => Movement::FellBack,
            Some(Outcome::NewlyPoor) => Movement::NewlyPoor,
            // Poor at the end without having been so: by what the list says, it is new.
            Some(Outcome::StillPoor) if standing.at_start => Movement::NewlyPoor,
            Some(Outcome::FromNearPoor) => Movement::FromNearPoor,
            Some(Outcome::MovedIn | Outcome::MovedInUnsaid) => Movement::MovedIn,
            _ => Movement::Neither,
        },
    }
}

fn of_poor(outcome: Option<Outcome>, at_start: bool) -> Movement {
    match outcome {
        None => Movement::StillPoor { said: false },
        Some(Outcome::StillPoor | Outcome::NearPoorExit | Outcome::NearPoor) => Movement::StillPoor { said: true },
        Some(Outcome::Exited) => Movement::Exited,
        Some(Outcome::ExitedToNearPoor) => Movement::ExitedToNearPoor,
        Some(Outcome::ExitedAbove) => Movement::ExitedAbove,
        Some(Outcome::MovedOut) => Movement::MovedOut,
        Some(Outcome::Ended | Outcome::EndedUnsaid) => Movement::Ended,
        // Said to have been poor at the start: it still is.
        Some(
            Outcome::FellBack | Outcome::NewlyPoor | Outcome::FromNearPoor | Outcome::MovedIn | Outcome::MovedInUnsaid,
        ) if at_start => Movement::StillPoor { said: true },
        Some(Outcome::FellBack) => Movement::FellBack,
        Some(Outcome::NewlyPoor) => Movement::NewlyPoor,
        Some(Outcome::FromNearPoor) => Movement::FromNearPoor,
        Some(Outcome::MovedIn | Outcome::MovedInUnsaid) => Movement::MovedIn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_year_and_words_of_origin() {
        let fell_back = Standing::plain(StandingWord::FellBack);
        assert_eq!(movement(fell_back, None, true), Movement::FellBack);
        assert_eq!(movement(fell_back, None, false), Movement::StillPoor { said: false });
        let result = Standing { of_result: true, ..fell_back };
        assert_eq!(movement(result, None, false), Movement::FellBack);
        let start = Standing { at_start: true, ..Standing::plain(StandingWord::Poor) };
        assert_eq!(movement(start, Some(Outcome::FellBack), true), Movement::StillPoor { said: true });
        let near = Standing::plain(StandingWord::NearPoor);
        assert_eq!(movement(near, Some(Outcome::NearPoorExit), true), Movement::NearPoor);
        assert_eq!(movement(near, Some(Outcome::StillPoor), true), Movement::FromNearPoor);
        let neither = Standing::plain(StandingWord::Neither);
        assert_eq!(movement(neither, Some(Outcome::NewlyPoor), true), Movement::NewlyPoor);
    }
}
