//! How values are worded in lists: marks, outcomes, standings, and rows that are no households. The words stand in
//! `wordings.toml`.

mod clauses;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::embedded;
use crate::survey::memo::{Memo, recall};
use crate::text::fold::{fold, has_diacritics, tones};
use clauses::{Grammar, Rules, without_dates};

/// What became of a household, as a list says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Still poor.
    StillPoor,
    /// Left poverty; not said where to.
    Exited,
    /// Left poverty, now near-poor.
    ExitedToNearPoor,
    /// Left poverty, above near-poor.
    ExitedAbove,
    /// A near-poor household that left near-poverty: no exit from poverty.
    NearPoorExit,
    /// A near-poor household that stayed so, or became so.
    NearPoor,
    /// Poor again.
    FellBack,
    /// Newly poor.
    NewlyPoor,
    /// Near-poor before, poor now.
    FromNearPoor,
    /// Moved away.
    MovedOut,
    /// Dead, or joined to another household.
    Ended,
    /// A decrease that does not say which.
    EndedUnsaid,
    /// Moved here, or split off.
    MovedIn,
    /// An increase that does not say which.
    MovedInUnsaid,
}

impl Outcome {
    /// The stable word, which is also read back.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Outcome::StillPoor => "still_poor",
            Outcome::Exited => "exited",
            Outcome::ExitedToNearPoor => "exited_to_near_poor",
            Outcome::ExitedAbove => "exited_above",
            Outcome::NearPoorExit => "near_poor_exit",
            Outcome::NearPoor => "near_poor",
            Outcome::FellBack => "fell_back",
            Outcome::NewlyPoor => "newly_poor",
            Outcome::FromNearPoor => "from_near_poor",
            Outcome::MovedOut => "moved_out",
            Outcome::Ended | Outcome::EndedUnsaid => "ended",
            Outcome::MovedIn | Outcome::MovedInUnsaid => "moved_in",
        }
    }

    /// Whether a poor household left poverty.
    #[must_use]
    pub fn is_exit(self) -> bool {
        matches!(self, Outcome::Exited | Outcome::ExitedToNearPoor | Outcome::ExitedAbove)
    }

    /// What two outcomes of one text come to: "thoát nghèo (vẫn cận nghèo)". None where they contradict each other.
    fn join(self, other: Outcome) -> Option<Outcome> {
        use Outcome::{
            Ended, EndedUnsaid, Exited, ExitedAbove, ExitedToNearPoor, FellBack, FromNearPoor, MovedIn, MovedInUnsaid,
            MovedOut, NearPoor, NearPoorExit, NewlyPoor, StillPoor,
        };
        match (self.min(other), self.max(other)) {
            (a, b) if a == b => Some(a),
            (Exited | ExitedToNearPoor, NearPoor) | (Exited, ExitedToNearPoor) => Some(ExitedToNearPoor),
            (Exited | ExitedAbove, NearPoorExit) | (Exited, ExitedAbove) => Some(ExitedAbove),
            (StillPoor, new @ (FellBack | NewlyPoor | FromNearPoor)) | (NewlyPoor, new @ FromNearPoor) => Some(new),
            (Ended, MovedOut) | (MovedOut, Ended) => Some(EndedUnsaid),
            (said @ (Ended | MovedOut), EndedUnsaid) => Some(said),
            (MovedIn, MovedInUnsaid) => Some(MovedIn),
            _ => None,
        }
    }
}

/// What a list says of a household's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingWord {
    /// Poor.
    Poor,
    /// Near-poor.
    NearPoor,
    /// Neither.
    Neither,
    /// Poor again: of the year or of how it came onto the list.
    FellBack,
    /// Newly poor: the same.
    NewlyPoor,
    /// Near-poor before: the same.
    FromNearPoor,
}

impl StandingWord {
    /// What two words of one text come to: "hộ nghèo (tái nghèo)". None where they contradict each other.
    fn join(self, other: StandingWord) -> Option<StandingWord> {
        use StandingWord::{FellBack, FromNearPoor, NewlyPoor, Poor};
        match (self.min(other), self.max(other)) {
            (a, b) if a == b => Some(a),
            (Poor, new @ (FellBack | NewlyPoor | FromNearPoor)) | (NewlyPoor, new @ FromNearPoor) => Some(new),
            _ => None,
        }
    }
}

/// A cell that is marked or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Marked.
    Yes,
    /// Not marked.
    No,
    /// Neither; it holds other words.
    Unclear,
}

const OF_OUTCOMES: Rules<Outcome> =
    Rules { join: Outcome::join, stands: |outcome| outcome == Outcome::StillPoor, lenient: false };
const OF_STANDINGS: Rules<StandingWord> = Rules { join: StandingWord::join, stands: |_| false, lenient: true };

// There is one set of wordings: what a text means depends on the text alone.
thread_local! {
    static MARKS: RefCell<Memo<Mark>> = const { RefCell::new(Memo::new()) };
    static DITTOS: RefCell<Memo<bool>> = const { RefCell::new(Memo::new()) };
    static HEADS: RefCell<Memo<bool>> = const { RefCell::new(Memo::new()) };
    static OUTCOMES: RefCell<Memo<Option<Outcome>>> = const { RefCell::new(Memo::new()) };
    static STANDINGS: RefCell<Memo<Option<StandingWord>>> = const { RefCell::new(Memo::new()) };
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    yes: Vec<String>,
    yes_signs: Vec<String>,
    no: Vec<String>,
    no_signs: Vec<String>,
    ditto: Vec<String>,
    ditto_signs: Vec<String>,
    before_name: Vec<String>,
    head: Vec<String>,
    outcome: Vec<Entry<Outcome>>,
    standing: Vec<Entry<StandingWord>>,
    reading: Grammar,
    rows: RowWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<T> {
    is: T,
    phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowWords {
    subtotal: Vec<String>,
    subtotal_after: Vec<String>,
    hamlet: Vec<String>,
    note: Vec<String>,
    breakdown: Vec<String>,
    signature: Vec<String>,
}

/// The wordings that are known.
#[derive(Debug, Default)]
pub struct Wordings {
    yes: Vec<String>,
    yes_signs: Vec<String>,
    no: Vec<String>,
    no_signs: Vec<String>,
    ditto: Vec<String>,
    ditto_signs: Vec<String>,
    /// The ASCII characters that they begin with, a bit each.
    ditto_starts: u128,
    before_name: Vec<String>,
    /// The characters that they begin with, a bit each.
    before_name_starts: u128,
    head: Vec<String>,
    outcomes: BTreeMap<String, Outcome>,
    standings: BTreeMap<String, StandingWord>,
    grammar: Grammar,
    /// Folded, with the form that keeps tones.
    subtotal: Vec<(String, String)>,
    subtotal_after: Vec<String>,
    hamlet: Vec<(String, String)>,
    note: Vec<String>,
    /// In the form that keeps tones.
    breakdown: Vec<String>,
    signature: Vec<String>,
}

impl Wordings {
    /// The wordings that come with the program.
    #[must_use]
    pub fn standard() -> &'static Wordings {
        static STANDARD: OnceLock<Wordings> = OnceLock::new();
        STANDARD.get_or_init(|| embedded::table("wordings.toml", Wordings::parse(include_str!("wordings.toml"))))
    }

    /// A folded name without what is said before it: `ong ma van son` is `ma van son`.
    pub(crate) fn bare_name<'a>(&self, folded: &'a str) -> &'a str {
        if folded.bytes().next().is_none_or(|first| self.before_name_starts & start_of(first) == 0) {
            return folded;
        }
        let mut name = folded;
        // A name of one word is not said to be a form of address.
        while let Some(rest) = self.before_name.iter().find_map(|w| name.strip_prefix(w.as_str())?.strip_prefix(' '))
            && rest.contains(' ')
        {
            name = rest;
        }
        name
    }

    fn parse(text: &str) -> Result<Wordings, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let folded = |words: &[String]| -> Vec<String> { words.iter().map(|w| fold(w)).collect() };
        let both = |words: &[String]| {
            let mut pairs: Vec<(String, String)> = words.iter().map(|w| (fold(w), tones(w))).collect();
            pairs.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));
            pairs
        };
        let mut outcomes = BTreeMap::new();
        for entry in &file.outcome {
            let id = fold(entry.is.id());
            for phrase in entry.phrases.iter().map(|p| fold(p)).chain([id]) {
                outcomes.entry(phrase).or_insert(entry.is);
            }
        }
        let mut standings = BTreeMap::new();
        for entry in &file.standing {
            for phrase in &entry.phrases {
                standings.entry(fold(phrase)).or_insert(entry.is);
            }
        }
        let before_name = folded(&file.before_name);
        Ok(Wordings {
            before_name_starts: before_name.iter().fold(0, |all, w| all | w.bytes().next().map_or(0, start_of)),
            yes: folded(&file.yes),
            yes_signs: file.yes_signs,
            no: folded(&file.no),
            no_signs: file.no_signs,
            ditto_starts: file
                .ditto
                .iter()
                .chain(&file.ditto_signs)
                .fold(0, |all, word| all | word.bytes().next().map_or(0, start_of)),
            ditto: folded(&file.ditto),
            ditto_signs: file.ditto_signs,
            before_name,
            head: folded(&file.head),
            outcomes,
            standings,
            grammar: file.reading.folded(),
            subtotal: both(&file.rows.subtotal),
            subtotal_after: folded(&file.rows.subtotal_after),
            hamlet: both(&file.rows.hamlet),
            note: folded(&file.rows.note),
            breakdown: file.rows.breakdown.iter().map(|w| tones(w)).collect(),
            signature: folded(&file.rows.signature),
        })
    }

    /// Whether a cell of words is a mark.
    #[must_use]
    pub fn mark(&self, text: &str) -> Mark {
        recall(&MARKS, text, || self.mark_of(text))
    }

    fn mark_of(&self, text: &str) -> Mark {
        let trimmed = within_brackets(text.trim());
        if trimmed.chars().all(|c| matches!(c, '-' | '–' | '—' | '.' | '…' | '_' | '/'))
            || self.no_signs.iter().any(|s| s == trimmed)
        {
            return Mark::No;
        }
        if self.yes_signs.iter().any(|s| s == trimmed.trim_end_matches(['.', ','])) {
            return Mark::Yes;
        }
        let folded = fold(trimmed);
        if self.yes.contains(&folded) {
            Mark::Yes
        } else if self.no.contains(&folded) {
            Mark::No
        } else {
            Mark::Unclear
        }
    }

    /// Whether a cell says "as above".
    #[must_use]
    pub fn ditto(&self, text: &str) -> bool {
        // Nearly every text begins with a letter or digit that no ditto begins with: nothing is folded or looked for.
        let first = text.as_bytes().first().filter(|b| b.is_ascii_alphanumeric());
        if first.is_some_and(|b| self.ditto_starts & start_of(*b) == 0) {
            return false;
        }
        recall(&DITTOS, text, || self.ditto_of(text))
    }

    fn ditto_of(&self, text: &str) -> bool {
        let trimmed = text.trim();
        self.ditto_signs.iter().any(|s| s == trimmed) || self.ditto.contains(&fold(trimmed))
    }

    /// Whether a relation is that of the head of household.
    #[must_use]
    pub fn is_head(&self, relation: &str) -> bool {
        recall(&HEADS, relation, || {
            let folded = fold(relation);
            self.head.contains(&folded) || folded.starts_with("chu ho")
        })
    }

    /// The outcome that a text tells; `None` when it is not understood.
    #[must_use]
    pub fn outcome(&self, text: &str) -> Option<Outcome> {
        recall(&OUTCOMES, text, || self.grammar.read(&self.outcomes, text, &OF_OUTCOMES))
    }

    /// The standing that a text tells; `None` when it is not understood.
    #[must_use]
    pub fn standing(&self, text: &str) -> Option<StandingWord> {
        recall(&STANDINGS, text, || self.grammar.read(&self.standings, text, &OF_STANDINGS))
    }

    /// The outcome that a text tells if it says nothing else.
    pub(crate) fn outcome_exactly(&self, text: &str) -> Option<Outcome> {
        self.outcomes.get(&without_dates(&fold(text))).copied()
    }

    /// The standing that a text tells if it says nothing else.
    pub(crate) fn standing_exactly(&self, text: &str) -> Option<StandingWord> {
        self.standings.get(&without_dates(&fold(text))).copied()
    }

    /// Whether a label is that of a subtotal, and not the name of a person called Cộng or Tổng.
    #[must_use]
    pub fn is_subtotal(&self, label: &str) -> bool {
        let (folded, strict) = (fold(label), tones(label));
        let marked = has_diacritics(label);
        self.subtotal.iter().any(|(word, toned)| {
            let Some(rest) = folded.strip_prefix(word.as_str()) else { return false };
            if marked && !strict.starts_with(toned.as_str()) {
                return false;
            }
            let next = rest.trim_start();
            (rest.is_empty() || rest.starts_with(' '))
                && (next.is_empty()
                    || next.starts_with(|c: char| c.is_ascii_digit())
                    || self.subtotal_after.iter().any(|w| starts_with_word(next, w)))
        })
    }

    /// Whether a label names a hamlet: `Thôn 5`, `Tổ dân phố số 12`.
    #[must_use]
    pub fn is_hamlet(&self, label: &str) -> bool {
        let (folded, strict) = (fold(label), tones(label));
        let marked = has_diacritics(label);
        self.hamlet.iter().any(|(word, toned)| {
            folded.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with(' '))
                && (!marked || strict.starts_with(toned.as_str()))
        })
    }

    /// Whether a label begins a note.
    #[must_use]
    pub fn is_note(&self, label: &str) -> bool {
        let label = label.trim();
        if label.starts_with('*') || label.starts_with("(*") || label.starts_with('(') {
            return true;
        }
        let folded = fold(label);
        self.note.iter().any(|w| starts_with_word(&folded, w) && (w != "so" || label.contains('/')))
    }

    /// Whether a label breaks a number of households down, in a line that begins with a dash: `- Hộ do ốm đau`.
    #[must_use]
    pub fn is_breakdown(&self, label: &str) -> bool {
        let label = label.trim();
        let rest = label.trim_start_matches(['-', '–', '+', '•', '*', ' ']);
        // "Hồ Văn Sơn" is a person.
        rest.len() < label.len() && self.breakdown.iter().any(|toned| starts_with_word(&tones(rest), toned))
    }

    /// Whether a label belongs to the signatures below a table.
    #[must_use]
    pub fn is_signature(&self, label: &str) -> bool {
        let folded = fold(label);
        let dated = folded.contains("ngay") && folded.contains("thang") && folded.contains("nam");
        dated || self.signature.iter().any(|w| starts_with_word(&folded, w))
    }
}

/// What stands in a box drawn with brackets: `[x]` holds `x`, `( )` nothing.
fn within_brackets(text: &str) -> &str {
    let inner = [('[', ']'), ('(', ')'), ('{', '}')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    inner.map_or(text, str::trim)
}

/// The bit of an ASCII character, small and capital alike; none for others.
fn start_of(byte: u8) -> u128 {
    if byte.is_ascii() { 1 << byte.to_ascii_lowercase() } else { 0 }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Cases {
        outcome: BTreeMap<String, Vec<String>>,
    }

    #[test]
    fn outcomes_as_people_word_them() {
        let words = Wordings::standard();
        assert!(Wordings::parse(include_str!("wordings.toml")).is_ok());
        let cases: Cases = toml::from_str(include_str!("wordings/cases.toml")).expect("a table of wordings");
        let mut wrong = Vec::new();
        for (is, texts) in &cases.outcome {
            for text in texts {
                let outcome = words.outcome(text).map_or_else(|| "unclear".to_owned(), |o| snake(&format!("{o:?}")));
                if outcome != *is {
                    wrong.push(format!("{text}: {outcome}, not {is}"));
                }
            }
        }
        assert!(wrong.is_empty() && cases.outcome.len() > 9, "{}", wrong.join("\n"));
        assert_eq!(words.outcome(""), None);
    }

    /// `StillPoor` as `still_poor`.
    fn snake(name: &str) -> String {
        let part =
            |c: char| if c.is_ascii_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.to_string() };
        name.chars().map(part).collect::<String>().trim_start_matches('_').to_owned()
    }

    #[test]
    fn marks_and_what_is_none() {
        let words = Wordings::standard();
        for mark in ["x", "X", "✓", "1", "TRUE", "có", " x ", "v", "+", "✔", "x.", "☑", "☒", "●", "[x]", "(x)", "[ X ]"]
        {
            assert_eq!(words.mark(mark), Mark::Yes, "{mark:?}");
        }
        for mark in [
            "", "0", "-", "không", "FALSE", " ", "Không", "☐", "□", "▢", "○", "[ ]", "( )", "[]", "…", "...", "N/A",
            "F", "sai", "null", "None", "k", "ko",
        ] {
            assert_eq!(words.mark(mark), Mark::No, "{mark:?}");
        }
        for mark in ["bị tai biến", "?", "(?)", "z"] {
            assert_eq!(words.mark(mark), Mark::Unclear, "{mark:?}");
        }
    }

    #[test]
    fn people_whose_names_are_words_of_tables_are_people() {
        let words = Wordings::standard();
        for label in [
            "Cộng",
            "CỘNG",
            "Cộng phường An Tường",
            "Tổng: 9 hộ, 42 khẩu",
            "TỔNG CỘNG (I + II)",
            "Tổng cộng hộ nghèo",
            "Cong thon 5",
            "Toàn xã",
        ] {
            assert!(words.is_subtotal(label), "{label}");
        }
        for name in
            ["Tống Văn Hải", "Nguyễn Văn Cộng", "TONG THI MAI", "Công Văn Tổng", "Tổng Văn Hải", "Chung Văn Minh"]
        {
            assert!(!words.is_subtotal(name), "{name}");
        }
        assert!(words.is_hamlet("Thôn Sông Lô 1") && words.is_hamlet("Tổ 1") && words.is_hamlet("TDP số 4"));
        assert!(!words.is_hamlet("Hà Văn Tổ") && !words.is_hamlet("Tô Thị Lan") && !words.is_hamlet("Bàn Văn Khu"));
    }
}
