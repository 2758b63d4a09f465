//! Why a household is poor: from what its row says (group, marks, code, words) to one verdict.
//!
//! Each distinct way of giving a cause is judged once for a list, however many households share it, and only when the
//! list has been read: the legend of its codes may stand below the last row.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::classify::{Classifier, Decision, Review, Rule};
use crate::group::Group;
use crate::survey::household::CauseId;
use crate::survey::legend::{Legend, codes_of};
use crate::survey::memo::is_same;
use crate::text::fold::{fold, one_line};

/// What a row says of the cause.
#[derive(Debug, Clone, Default, Eq, Hash)]
#[allow(clippy::derived_hash_with_manual_eq, reason = "the comparison is the derived one, but for its speed")]
pub struct CauseCells {
    /// The group column, as written.
    pub group: String,
    /// Which of the list's marked columns are marked, lowest bit first.
    pub marks: u64,
    /// Whether some mark was not understood.
    pub unclear_mark: bool,
    /// The code column, as written.
    pub code: String,
    /// The words, as written; several columns joined by `; `.
    pub text: String,
    /// Whether a cause cell holds an error value.
    pub error: bool,
    /// The review column of a file that `classify` wrote: `None` where there is no such column.
    pub review: Option<bool>,
    /// The group that the tool gave when `classify` wrote the file: 1 to 6, or 0.
    pub given: u8,
}

impl PartialEq for CauseCells {
    fn eq(&self, other: &CauseCells) -> bool {
        let CauseCells { group, marks, unclear_mark, code, text, error, review, given } = self;
        *marks == other.marks
            && (*unclear_mark, *error, *review, *given) == (other.unclear_mark, other.error, other.review, other.given)
            && is_same(text, &other.text)
            && is_same(group, &other.group)
            && is_same(code, &other.code)
    }
}

/// The distinct cause cells of a list.
#[derive(Debug, Default)]
pub struct Causes {
    cells: Vec<CauseCells>,
    /// The row in which each was met first.
    first: Vec<u32>,
    ids: HashMap<CauseCells, CauseId, FixedState>,
}

impl Causes {
    /// The identity of these cells, met in this row.
    pub fn id(&mut self, cells: &CauseCells, row: u32) -> CauseId {
        if let Some(id) = self.ids.get(cells) {
            return *id;
        }
        let id = CauseId(u32::try_from(self.cells.len()).unwrap_or(u32::MAX));
        self.cells.push(cells.clone());
        self.first.push(row);
        self.ids.insert(cells.clone(), id);
        id
    }

    /// The cells under an identity.
    #[must_use]
    pub fn get(&self, id: CauseId) -> Option<&CauseCells> {
        self.cells.get(id.0 as usize)
    }

    /// The row in which these cells were met first.
    #[must_use]
    pub fn first_row(&self, id: usize) -> Option<u32> {
        self.first.get(id).copied()
    }

    /// All distinct cells, in the order of meeting.
    #[must_use]
    pub fn all(&self) -> &[CauseCells] {
        &self.cells
    }
}

/// Why a person should look at a household's group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// The words are doubtful.
    Words(Review),
    /// The row says nothing of a cause.
    NoCause,
    /// A code whose list is not there.
    CodeWithoutList,
    /// A cell with an error value.
    ErrorValue,
    /// A later source names another group.
    Contradiction(Group),
    /// A mark that is not understood.
    UnclearMark,
    /// A group that is none of the six.
    NoSuchGroup,
    /// A group set by a person who left the question open.
    LeftOpen,
}

impl Doubt {
    /// The key of its words.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Doubt::Words(review) => format!("review.{}", review.id()),
            Doubt::NoCause => "review.no_cause".into(),
            Doubt::CodeWithoutList => "review.code_without_list".into(),
            Doubt::ErrorValue => "review.error_value".into(),
            Doubt::Contradiction(_) => "review.two_sources".into(),
            Doubt::UnclearMark => "review.unclear_mark".into(),
            Doubt::NoSuchGroup => "review.no_such_group".into(),
            Doubt::LeftOpen => "review.left_open".into(),
        }
    }
}

/// How the primary group was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Set by a person.
    Set,
    /// The only marked column.
    Marked,
    /// The first by precedence of several marked columns.
    Precedence,
    /// A code and its list.
    Code(Rule),
    /// The words.
    Words(Rule),
    /// Nothing said.
    Nothing,
}

/// The group of a household, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The group; none is group 0.
    pub group: Option<Group>,
    /// The other groups named, in order.
    pub others: Vec<Group>,
    /// Why a person should look.
    pub doubt: Option<Doubt>,
    /// How the group was found.
    pub source: Source,
    /// The words that decided.
    pub evidence: String,
    /// The group that a person would most likely choose instead.
    pub nearest: Option<Group>,
    /// Whether a person set another group than the tool would.
    pub corrected: bool,
}

impl Verdict {
    fn nothing(doubt: Doubt) -> Verdict {
        Verdict {
            group: None,
            others: Vec::new(),
            doubt: Some(doubt),
            source: Source::Nothing,
            evidence: String::new(),
            nearest: None,
            corrected: false,
        }
    }
}

/// What a list's causes are judged by.
pub struct Judge<'a> {
    /// The lexicon.
    pub classifier: &'a Classifier,
    /// The headings of the marked columns, in the order of the bits of [`CauseCells::marks`].
    pub marked: &'a [String],
    /// What the codes mean.
    pub legend: &'a Legend,
    /// Which of several marked groups is primary.
    pub precedence: &'a [Group],
}

impl Judge<'_> {
    /// The verdict on one row's cause cells.
    #[must_use]
    pub fn judge(&self, cells: &CauseCells) -> Verdict {
        let words = self.by_words(&cells.text);
        let said = [self.by_marks(cells), self.by_code(cells), words];
        let mut said = said.into_iter().flatten();
        let own = match said.next() {
            None if cells.error => Verdict::nothing(Doubt::ErrorValue),
            None if cells.unclear_mark => Verdict::nothing(Doubt::UnclearMark),
            None => Verdict::nothing(Doubt::NoCause),
            Some(first) => said.fold(first, disagree),
        };
        let own = Verdict {
            doubt: own
                .doubt
                .or(cells.error.then_some(Doubt::ErrorValue))
                .or(cells.unclear_mark.then_some(Doubt::UnclearMark)),
            ..own
        };
        match self.set_by_person(cells) {
            None => own,
            Some(Err(())) => Verdict { doubt: Some(own.doubt.unwrap_or(Doubt::NoSuchGroup)), ..own },
            Some(Ok(group)) => set(group, own, cells.review.map(|asked| (asked, Group::new(cells.given)))),
        }
    }

    /// A group set by a person: in the group column, or as `3.1`–`3.6` in any cause column.
    fn set_by_person(&self, cells: &CauseCells) -> Option<Result<Group, ()>> {
        let column = one_line(&cells.group);
        if !column.is_empty() && column != "0" && column != "-" {
            let words = || self.classifier.classify(&column).group.ok_or(());
            return Some(group_number(&column, true).map_or_else(words, Ok));
        }
        [&cells.text, &cells.code].into_iter().find_map(|t| group_number(&one_line(t), false)).map(Ok)
    }

    fn by_marks(&self, cells: &CauseCells) -> Option<Verdict> {
        if cells.marks == 0 {
            return None;
        }
        let marked = self.marked.iter().enumerate().filter(|(at, _)| cells.marks & (1 << at) != 0);
        let (headings, decisions): (Vec<&str>, Vec<Decision>) =
            marked.map(|(_, h)| (h.as_str(), self.classifier.classify(h))).unzip();
        let mut groups: Vec<Group> = decisions.iter().filter_map(|d| d.group).collect();
        groups.sort_by_key(|g| self.precedence.iter().position(|p| p == g).unwrap_or(usize::MAX));
        groups.dedup();
        let primary = groups.first().copied();
        let deciding = decisions.iter().filter(|d| d.group == primary);
        // A doubtful heading is settled by a certain one of the same group.
        let doubt = if deciding.clone().any(|d| d.review.is_none()) {
            None
        } else {
            deciding.clone().find_map(|d| d.review.clone())
        };
        let source = if groups.len() > 1 { Source::Precedence } else { Source::Marked };
        Some(Verdict {
            group: primary,
            others: groups.get(1..).unwrap_or(&[]).to_vec(),
            doubt: doubt.map(Doubt::Words),
            source,
            evidence: headings.join("; "),
            nearest: groups.get(1).copied().or_else(|| decisions.iter().find_map(|d| d.nearest)),
            corrected: false,
        })
    }

    fn by_code(&self, cells: &CauseCells) -> Option<Verdict> {
        let in_code = codes_of(&cells.code);
        let codes = in_code.clone().or_else(|| self.codes_in(&cells.text))?;
        let meanings: Vec<&str> = codes.iter().filter_map(|c| self.legend.get(c)).collect();
        if meanings.len() < codes.len() {
            // Words beside the code explain it well enough.
            let explained = in_code.is_some() && !cells.text.trim().is_empty() && codes_of(&cells.text).is_none();
            return (!explained).then(|| Verdict::nothing(Doubt::CodeWithoutList));
        }
        let meaning = meanings.join("; ");
        let decision = self.classifier.classify(&meaning);
        let rule = decision.rule;
        Some(verdict(decision, &meaning, Source::Code(rule)))
    }

    /// The codes that a cell of words holds. What may be a mark as well is a code where the list explains it.
    fn codes_in(&self, text: &str) -> Option<Vec<String>> {
        codes_of(text).filter(|codes| !only_marks(codes) || codes.iter().all(|c| self.legend.get(c).is_some()))
    }

    fn by_words(&self, text: &str) -> Option<Verdict> {
        if text.trim().is_empty() || self.codes_in(text).is_some() {
            return None;
        }
        let decision = self.classifier.classify(text);
        let rule = decision.rule;
        Some(verdict(decision, text, Source::Words(rule)))
    }
}

/// `x`, `v` and the like are marks, not Roman numbers, when they stand alone.
fn only_marks(codes: &[String]) -> bool {
    matches!(codes, [one] if matches!(one.as_str(), "x" | "v" | "c"))
}

fn verdict(decision: Decision, text: &str, source: Source) -> Verdict {
    let words: Vec<&str> = decision.evidence.iter().filter_map(|e| text.get(e.range.clone())).collect();
    Verdict {
        group: decision.group,
        others: decision.others,
        doubt: decision.review.map(Doubt::Words),
        source,
        evidence: words.join("; "),
        nearest: decision.nearest,
        corrected: false,
    }
}

/// The first source holds; one behind it that names another group makes it doubtful, and one that names none adds nothing.
fn disagree(first: Verdict, later: Verdict) -> Verdict {
    let Some(other) = later.group else { return first };
    if first.group.is_none() && first.source == Source::Nothing {
        return Verdict { doubt: first.doubt.or(later.doubt.clone()), ..later };
    }
    let mut merged = first;
    if merged.group != Some(other) {
        merged.doubt = Some(merged.doubt.unwrap_or(Doubt::Contradiction(other)));
        merged.nearest = Some(other);
    }
    for group in std::iter::once(other).chain(later.others) {
        if merged.group != Some(group) && !merged.others.contains(&group) {
            merged.others.push(group);
        }
    }
    merged
}

/// A group set by a person over what the tool would say. `classified`: whether the review cell of a file that `classify`
/// wrote is filled, and the group that the tool gave then.
fn set(group: Group, own: Verdict, classified: Option<(bool, Option<Group>)>) -> Verdict {
    let same = classified.and_then(|(_, given)| given).or(own.group) == Some(group);
    let doubt = match classified {
        // The question stays open until its cell is cleared; another group is an answer.
        Some((asked, _)) => (same && asked).then(|| own.doubt.clone().unwrap_or(Doubt::LeftOpen)),
        None => own.group.filter(|g| *g != group).map(Doubt::Contradiction),
    };
    let mut others: Vec<Group> = own.group.into_iter().chain(own.others).filter(|g| *g != group).collect();
    others.dedup();
    Verdict {
        group: Some(group),
        others,
        doubt,
        source: Source::Set,
        evidence: own.evidence,
        nearest: own.group.filter(|g| *g != group),
        corrected: classified.is_some() && !same,
    }
}

/// The group that a number names: `3.5`, `3.5. Già cả`, and in a group column also `5` and `Nhóm 5`.
fn group_number(text: &str, in_group_column: bool) -> Option<Group> {
    let folded = fold(text);
    let bare = folded.strip_prefix("nhom ").unwrap_or(&folded);
    let mut words = bare.split(' ');
    let (first, second) = (words.next()?, words.next());
    let number = match (first, second) {
        ("3", Some(n)) if text.contains("3.") || text.contains("3,") => n,
        (n, None) if in_group_column => n,
        (n, Some(_)) if in_group_column && !n.is_empty() => n,
        _ => return None,
    };
    if number.len() > 2 {
        return None;
    }
    number.parse().ok().and_then(Group::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRECEDENCE: [u8; 6] = [5, 6, 4, 2, 3, 1];

    fn judge(cells: &CauseCells, legend: &Legend) -> (u8, Option<String>) {
        let precedence: Vec<Group> = PRECEDENCE.into_iter().filter_map(Group::new).collect();
        let marked = ["Thiếu vốn, phương tiện phát triển sản xuất".to_owned(), "Nhiều người ăn theo".to_owned()];
        let judge = Judge { classifier: Classifier::standard(), marked: &marked, legend, precedence: &precedence };
        let verdict = judge.judge(cells);
        (verdict.group.map_or(0, Group::number), verdict.doubt.map(|d| d.id()))
    }

    #[test]
    fn the_first_source_holds_and_a_later_one_can_only_ask() {
        let none = Legend::default();
        let text = |text: &str| CauseCells { text: text.into(), ..CauseCells::default() };
        assert_eq!(judge(&text("Thiếu vốn sản xuất"), &none), (1, None));
        assert_eq!(judge(&text("3.4"), &none), (4, None));
        assert_eq!(judge(&text(""), &none), (0, Some("review.no_cause".into())));
        let both = CauseCells { marks: 0b11, ..CauseCells::default() };
        assert_eq!(judge(&both, &none), (4, None));
        let against = CauseCells { marks: 0b1, text: "Nhiều người ăn theo".into(), ..CauseCells::default() };
        assert_eq!(judge(&against, &none), (1, Some("review.two_sources".into())));
        let set = CauseCells { group: "6".into(), text: "Thiếu vốn".into(), ..CauseCells::default() };
        assert_eq!(judge(&set, &none), (6, Some("review.two_sources".into())));
    }

    #[test]
    fn a_bare_code_is_never_read_as_a_group() {
        let legend = Legend::in_text("1- Thiếu vốn sản xuất; 5- Đông người ăn theo");
        let code = |text: &str| CauseCells { text: text.into(), ..CauseCells::default() };
        assert_eq!(judge(&code("5"), &legend), (4, None));
        assert_eq!(judge(&code("5"), &Legend::default()), (0, Some("review.code_without_list".into())));
        assert_eq!(judge(&code("7"), &legend), (0, Some("review.code_without_list".into())));
    }

    #[test]
    fn corrections_of_a_classified_file_are_honoured() {
        let none = Legend::default();
        let row = |group: &str, review| CauseCells {
            group: group.into(),
            text: "Thiếu lao động".into(),
            review,
            ..CauseCells::default()
        };
        assert_eq!(judge(&row("4", Some(false)), &none), (4, None));
        assert!(judge(&row("4", Some(true)), &none).1.is_some());
        assert_eq!(judge(&row("5", Some(true)), &none), (5, None));
    }
}
