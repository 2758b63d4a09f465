//! The stable names of what a decision rests on and of what makes it doubtful.
//!
//! Scripts and catalogues of messages are keyed by these ids: an id, once given out, keeps its meaning. The words for
//! people are not here.

use std::sync::Arc;

/// What made the primary cause primary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The text is blank or holds no word.
    NoText,
    /// Nothing in the text is a known cause.
    NoMatch,
    /// It is the only cause named.
    OnlyCause,
    /// Several causes are named, and it comes first.
    FirstNamed,
    /// The text calls it the main cause: "chủ yếu do", "nguyên nhân chính", "là chính".
    MainMarker,
    /// It explains the other: "nợ do chữa bệnh".
    Explanation,
    /// It is put in brackets to explain what stands before: "thiếu lao động (già yếu)".
    Bracket,
    /// The other follows from it: "ốm đau nên không có việc làm".
    Consequence,
    /// It is what the money was borrowed for: "nợ tiền chữa bệnh".
    DebtPurpose,
    /// An accident left a lasting incapacity, which weighs more: "liệt hai chân do tai nạn".
    DisabledByAccident,
    /// What the dead or absent suffered from is background; this concerns those who are left.
    LivingCount,
    /// A phrase that the plan or the user's own lexicon sets.
    OwnPhrase,
}

impl Rule {
    /// Every rule, for catalogues.
    pub const ALL: [Rule; 12] = [
        Rule::NoText,
        Rule::NoMatch,
        Rule::OnlyCause,
        Rule::FirstNamed,
        Rule::MainMarker,
        Rule::Explanation,
        Rule::Bracket,
        Rule::Consequence,
        Rule::DebtPurpose,
        Rule::DisabledByAccident,
        Rule::LivingCount,
        Rule::OwnPhrase,
    ];

    /// The stable name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Rule::NoText => "no_text",
            Rule::NoMatch => "no_match",
            Rule::OnlyCause => "only_cause",
            Rule::FirstNamed => "first_named",
            Rule::MainMarker => "main_marker",
            Rule::Explanation => "explanation",
            Rule::Bracket => "bracket",
            Rule::Consequence => "consequence",
            Rule::DebtPurpose => "debt_purpose",
            Rule::DisabledByAccident => "disabled_by_accident",
            Rule::LivingCount => "living_count",
            Rule::OwnPhrase => "own_phrase",
        }
    }
}

/// Why a person should look at a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Review {
    /// There is nothing to read.
    NoText,
    /// Nothing in the text is a known cause.
    NoMatch,
    /// What the text says is no cause of poverty; the concept's note says why.
    NotACause(Arc<str>),
    /// The text only denies causes.
    OnlyDenied,
    /// What is said concerns only someone who is dead or gone.
    OnlyGone,
    /// The words may mean another group as well; the concept's note says why.
    Ambiguous(Arc<str>),
    /// An accident is named first and a lasting incapacity after it.
    AccidentFirst,
    /// Four or more groups are named.
    ManyCauses,
    /// The same cause is both stated and denied.
    Contradiction,
    /// Without diacritics the words may be others.
    NoDiacritics,
    /// The words are spelled like known ones, but not the same.
    Spelling,
    /// Characters are lost for good.
    LostCharacters,
    /// Some of the text before the cause found is not understood and may name another.
    Unread,
}

impl Review {
    /// The ids of every reason, for catalogues.
    pub const IDS: [&str; 13] = [
        "no_text",
        "no_match",
        "not_a_cause",
        "only_denied",
        "only_gone",
        "ambiguous",
        "accident_first",
        "many_causes",
        "contradiction",
        "no_diacritics",
        "spelling",
        "lost_characters",
        "unread",
    ];

    /// The stable name.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Review::NoText => "no_text",
            Review::NoMatch => "no_match",
            Review::NotACause(_) => "not_a_cause",
            Review::OnlyDenied => "only_denied",
            Review::OnlyGone => "only_gone",
            Review::Ambiguous(_) => "ambiguous",
            Review::AccidentFirst => "accident_first",
            Review::ManyCauses => "many_causes",
            Review::Contradiction => "contradiction",
            Review::NoDiacritics => "no_diacritics",
            Review::Spelling => "spelling",
            Review::LostCharacters => "lost_characters",
            Review::Unread => "unread",
        }
    }

    /// The concept whose note explains the doubt, if one does.
    #[must_use]
    pub fn concept(&self) -> Option<&str> {
        match self {
            Review::NotACause(id) | Review::Ambiguous(id) => Some(id),
            _ => None,
        }
    }
}
