//! What the label of a section says of the households below it: their standing, what became of them, or that they are
//! registered.

use crate::survey::household::Registered;
use crate::survey::wordings::{Outcome, StandingWord, Wordings};
use crate::table::{Role, role_of_label};
use crate::text::fold::{fold, has_diacritics, holds, tones};

/// What a section says of its households.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Says {
    /// Their standing.
    pub(crate) standing: Option<StandingWord>,
    /// What became of them.
    pub(crate) outcome: Option<Outcome>,
    /// Whether they are registered.
    pub(crate) registered: Option<Registered>,
}

impl Says {
    /// Whether a list with such a section tells who left poverty and who did not.
    pub(crate) fn tells_exits(&self) -> bool {
        self.outcome.is_some_and(|o| o.is_exit() || o == Outcome::StillPoor)
    }
}

/// Words of a label at most: longer ones are sentences.
const MOST_WORDS: usize = 9;

/// What a label says; none where it says nothing of households. `of_result`: the title is of results, changes or a review.
pub(crate) fn says(label: &str, of_result: bool, words: &Wordings) -> Option<Says> {
    // "HỘ NGHÈO (15 hộ)", "Hộ nghèo: 15", "Hộ thoát nghèo năm 2020".
    let bare = label.split(|c: char| c.is_ascii_digit() || c == '(' || c == ':').next().unwrap_or("").trim();
    let folded = fold(bare);
    let folded = folded.strip_prefix("danh sach ").unwrap_or(&folded);
    let folded = folded.strip_suffix(" nam").unwrap_or(folded);
    let count = folded.split(' ').count();
    if folded.is_empty() || count > MOST_WORDS {
        return None;
    }
    let of_poverty = holds(folded, "ngheo") || matches!(folded, "hn" | "hcn");
    // "Hồ Mới" is a person.
    if !of_poverty && (count < 2 || !folded.starts_with("ho ") || has_diacritics(bare) && !is_household(bare)) {
        return None;
    }
    if of_poverty && holds(folded, "thoat") && (holds(folded, "dang ky") || holds(folded, "dang ki")) {
        let not = ["chua dang k", "khong dang k", "chua co dang k"].iter().any(|w| folded.contains(w));
        let registered = if not {
            Registered::No
        } else if role_of_label(bare) == Some(Role::Registered) {
            Registered::Yes
        } else {
            return None;
        };
        return Some(Says { registered: Some(registered), standing: poor(folded), outcome: None });
    }
    if of_poverty && role_of_label(bare) == Some(Role::Registered) {
        return Some(Says { registered: Some(Registered::Yes), standing: poor(folded), outcome: None });
    }
    let standing = words.standing(folded).filter(|_| of_poverty);
    let goes_on = ["con", "van", "tiep tuc", "giu nguyen", "o lai"].iter().any(|w| holds(folded, w))
        || holds(folded, "thoat") && (holds(folded, "chua") || holds(folded, "khong"));
    let only_standing = |word| Some(Says { standing: Some(word), ..Says::default() });
    match words.outcome(folded) {
        Some(Outcome::StillPoor) if standing == Some(StandingWord::Poor) && !goes_on => {
            only_standing(StandingWord::Poor)
        }
        Some(Outcome::FellBack) => only_standing(StandingWord::FellBack),
        Some(Outcome::NewlyPoor) => only_standing(StandingWord::NewlyPoor),
        Some(Outcome::FromNearPoor) => only_standing(StandingWord::FromNearPoor),
        Some(Outcome::ExitedToNearPoor) if standing == Some(StandingWord::NearPoor) => {
            only_standing(StandingWord::NearPoor)
        }
        // Who left poverty of late is neither; where results are told, it is this year's exits.
        Some(outcome) if outcome.is_exit() && holds(folded, "moi thoat") && !of_result => {
            only_standing(StandingWord::Neither)
        }
        Some(outcome) if outcome.is_exit() && folded.starts_with("khong") => only_standing(StandingWord::Neither),
        Some(outcome @ (Outcome::NearPoorExit | Outcome::NearPoor)) => {
            Some(Says { standing: Some(StandingWord::NearPoor), outcome: Some(outcome), registered: None })
        }
        Some(outcome) if outcome.is_exit() || outcome == Outcome::StillPoor => {
            Some(Says { standing: Some(StandingWord::Poor), outcome: Some(outcome), registered: None })
        }
        Some(outcome) => Some(Says { standing: poor(folded), outcome: Some(outcome), registered: None }),
        None => standing.and_then(only_standing),
    }
}

/// The standing that the words of a label name beside what they say of it.
fn poor(folded: &str) -> Option<StandingWord> {
    let near = holds(folded, "can ngheo");
    let poor = holds(&folded.replace("can ngheo", ""), "ngheo");
    match (poor, near) {
        (true, false) => Some(StandingWord::Poor),
        (false, true) => Some(StandingWord::NearPoor),
        _ => None,
    }
}

/// Whether a label begins with the word for household, and not with a name that differs from it in its tone.
fn is_household(label: &str) -> bool {
    tones(label).split(' ').next() == Some(tones("hộ").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_say_standings_outcomes_and_registrations() {
        let words = Wordings::standard();
        let standing = |word| Some(Says { standing: Some(word), ..Says::default() });
        let outcome =
            |outcome| Some(Says { standing: Some(StandingWord::Poor), outcome: Some(outcome), registered: None });
        let registered = |is| Some(Says { standing: Some(StandingWord::Poor), outcome: None, registered: Some(is) });
        let gone = |outcome| Some(Says { outcome: Some(outcome), ..Says::default() });
        for (label, of_result, said) in [
            ("HỘ NGHÈO (15 hộ)", false, standing(StandingWord::Poor)),
            ("Hộ nghèo: 15", false, standing(StandingWord::Poor)),
            ("Danh sách hộ cận nghèo", false, standing(StandingWord::NearPoor)),
            ("Hộ nghèo cũ", false, standing(StandingWord::Poor)),
            ("Hộ nghèo phát sinh", true, standing(StandingWord::NewlyPoor)),
            ("Hộ tái nghèo", true, standing(StandingWord::FellBack)),
            ("Hộ mới thoát nghèo", false, standing(StandingWord::Neither)),
            ("Hộ mới thoát nghèo", true, outcome(Outcome::Exited)),
            ("Hộ thoát nghèo năm 2020", false, outcome(Outcome::Exited)),
            ("Hộ còn nghèo", true, outcome(Outcome::StillPoor)),
            ("Hộ nghèo cũ còn lại", true, outcome(Outcome::StillPoor)),
            ("Hộ nghèo chưa thoát nghèo", true, outcome(Outcome::StillPoor)),
            ("Hộ nghèo trở thành hộ cận nghèo", true, outcome(Outcome::ExitedToNearPoor)),
            ("Hộ chuyển đi", true, gone(Outcome::MovedOut)),
            ("Hộ chết", true, gone(Outcome::Ended)),
            ("Hộ nghèo đăng ký thoát nghèo", false, registered(Registered::Yes)),
            ("Hộ nghèo chưa đăng ký thoát nghèo", false, registered(Registered::No)),
            ("Hộ dự kiến thoát nghèo", false, registered(Registered::Yes)),
            ("Hộ nghèo không có khả năng lao động", false, standing(StandingWord::Poor)),
            ("Hồ Mới", false, None),
            ("Hồ Thị Chết", false, None),
            ("Mất", false, None),
            ("Thôn 5", false, None),
            ("Tổ 3", false, None),
        ] {
            assert_eq!(says(label, of_result, words), said, "{label}");
        }
    }
}
