//! What a column is, told by its heading. The headings stand in `headings.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::text::fold::{fold, holds};

/// What a column of a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Running number: never a key.
    Order,
    /// Running number of heads of household, empty for members.
    HeadOrder,
    /// Running number of members within a household.
    MemberOrder,
    /// A code that all members of a household share.
    HouseholdCode,
    /// Name of the head of household, or of a member.
    Name,
    /// Relation to the head.
    Relation,
    /// Identity number.
    Identity,
    /// Year or day of birth.
    Birth,
    /// Sex.
    Gender,
    /// Ethnic group.
    Ethnic,
    /// Persons in the household.
    Members,
    /// Ward.
    Ward,
    /// Hamlet, or an address.
    Hamlet,
    /// Poor, near-poor or neither.
    Standing,
    /// The same, at the start of the year.
    StandingStart,
    /// One of several columns that mark a standing.
    StandingMark,
    /// Cause group set by a person.
    CauseGroup,
    /// Cause as a code.
    CauseCode,
    /// Cause in words.
    CauseText,
    /// One of several columns that mark a cause.
    CauseMark,
    /// Registered to leave poverty.
    Registered,
    /// What became of the household, in words.
    Outcome,
    /// One of several columns that mark an outcome.
    OutcomeMark,
    /// The review column of a file that `classify` wrote.
    Review,
    /// A deprivation indicator: not a cause.
    Deprivation,
    /// Support wanted: not a cause.
    Need,
    /// Got credit.
    CreditServed,
    /// Needs credit and qualifies for it.
    CreditEntitled,
    /// Persons with a health-insurance card.
    InsuranceServed,
    /// Persons entitled to one.
    InsuranceEntitled,
    /// Pupils and students whose study is paid for.
    TuitionServed,
    /// Pupils and students entitled to that.
    TuitionEntitled,
    /// Known, and of no use here.
    Other,
    /// Not known.
    Unknown,
}

/// What a merged heading above says of the columns under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Parent {
    Deprivation,
    Need,
    Cause,
    Birth,
    Registered,
    Outcome,
    StandingStart,
    Standing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    field: Vec<Entry<Field>>,
    parent: Vec<Entry<Parent>>,
    subject: Subject,
}

/// What lists are said to be of.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    poor: Vec<String>,
    head: Vec<String>,
    intro: Vec<String>,
    other: Vec<String>,
}

impl Subject {
    fn folded(self) -> Subject {
        let fold_all = |words: Vec<String>| words.iter().map(|w| fold(w)).collect();
        Subject {
            poor: fold_all(self.poor),
            head: fold_all(self.head),
            intro: fold_all(self.intro),
            other: fold_all(self.other),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<T> {
    id: T,
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    starts: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
}

/// The headings that are known.
#[derive(Debug, Default)]
pub struct Headings {
    exact: BTreeMap<String, Field>,
    fields: Vec<Rule<Field>>,
    parents: Vec<Rule<Parent>>,
    subject: Subject,
}

#[derive(Debug)]
struct Rule<T> {
    id: T,
    phrases: Vec<String>,
    starts: Vec<String>,
    never: Vec<String>,
}

impl<T: Copy> Rule<T> {
    fn of(entry: &Entry<T>) -> Rule<T> {
        let folded = |words: &[String]| words.iter().map(|w| fold(w)).collect();
        let [phrases, starts, never] = [&entry.phrases, &entry.starts, &entry.never].map(|words| folded(words));
        Rule { id: entry.id, phrases, starts, never }
    }

    /// Whether the heading begins with one of the words that decide by themselves.
    fn opens(&self, heading: &str) -> bool {
        let begins =
            |words: &String| heading.strip_prefix(words.as_str()).is_some_and(|r| r.is_empty() || r.starts_with(' '));
        self.starts.iter().any(begins) && !self.never.iter().any(|p| holds(heading, p))
    }

    /// The length of the longest phrase that the heading holds.
    fn hold(&self, heading: &str) -> Option<usize> {
        // Most headings hold none of the phrases.
        let longest = self.phrases.iter().filter(|p| holds(heading, p)).map(String::len).max()?;
        (!self.never.iter().any(|p| holds(heading, p))).then_some(longest)
    }
}

impl Headings {
    /// The headings that come with the program.
    #[must_use]
    pub fn standard() -> &'static Headings {
        static STANDARD: OnceLock<Headings> = OnceLock::new();
        STANDARD.get_or_init(|| crate::embedded::table("headings.toml", Headings::parse(include_str!("headings.toml"))))
    }

    /// Whether a title, heading or name speaks of poverty.
    pub(crate) fn says_poor(&self, text: &str) -> bool {
        let folded = fold(text);
        self.subject.poor.iter().any(|w| holds(&folded, w))
    }

    /// Whether a heading speaks of heads of households.
    pub(crate) fn says_head(&self, heading: &str) -> bool {
        let folded = fold(heading);
        self.subject.head.iter().any(|w| holds(&folded, w))
    }

    /// Whether a title says that a list is of somebody else than households: "danh sách học sinh …".
    pub(crate) fn says_other(&self, title: &str) -> bool {
        let folded = fold(title);
        let begins = |rest: &str, words: &[String]| -> Option<usize> {
            let begin = |w: &String| rest.strip_prefix(w.as_str()).is_some_and(|r| r.is_empty() || r.starts_with(' '));
            words.iter().filter(|w| begin(w)).map(String::len).max()
        };
        let (mut rest, mut introduced) = (folded.as_str(), false);
        while let Some(length) = begins(rest, &self.subject.intro) {
            rest = rest.get(length..).unwrap_or("").trim_start();
            introduced = true;
        }
        introduced && begins(rest, &self.subject.other).is_some()
    }

    fn parse(text: &str) -> Result<Headings, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut exact = BTreeMap::new();
        for entry in &file.field {
            for heading in &entry.exact {
                exact.entry(key(heading)).or_insert(entry.id);
            }
        }
        Ok(Headings {
            exact,
            fields: file.field.iter().map(Rule::of).collect(),
            parents: file.parent.iter().map(Rule::of).collect(),
            subject: file.subject.folded(),
        })
    }

    /// What a single heading says by itself; `None` when it is not known.
    #[must_use]
    pub fn field(&self, heading: &str) -> Option<Field> {
        let folded = key(heading);
        if folded.is_empty() {
            return None;
        }
        // "Họ và tên chủ hộ (ghi chữ in hoa)", "Nguyên nhân nghèo (*)", "Đăng ký thoát nghèo năm 2020".
        let short = heading.split('(').next().map(fold).unwrap_or_default();
        let plain = without_year(&short);
        if let Some(field) = [&folded, &short, &plain].into_iter().find_map(|h| self.exact.get(h)) {
            return Some(*field);
        }
        if folded.len() > 160 {
            return None;
        }
        if let Some(opened) = self.opened(&folded) {
            return Some(opened);
        }
        let best = self.fields.iter().filter_map(|rule| rule.hold(&folded).map(|length| (length, rule.id)));
        // The longest phrase wins; of equals, the one listed first.
        best.fold(None, |best: Option<(usize, Field)>, next| match best {
            Some(kept) if kept.0 >= next.0 => Some(kept),
            _ => Some(next),
        })
        .map(|(_, field)| field)
    }

    /// What a heading is by its first words alone.
    fn opened(&self, folded: &str) -> Option<Field> {
        self.fields.iter().find(|rule| rule.opens(folded)).map(|rule| rule.id)
    }

    fn parent(&self, heading: &str) -> Option<Parent> {
        let folded = fold(heading);
        if self.opened(&folded).is_some() {
            return None;
        }
        let found = self.parents.iter().filter_map(|rule| rule.hold(&folded).map(|length| (length, rule.id)));
        found
            .fold(None, |best: Option<(usize, Parent)>, next| match best {
                Some(kept) if kept.0 >= next.0 => Some(kept),
                _ => Some(next),
            })
            .map(|(_, parent)| parent)
    }

    /// Whether a heading opens a group of columns (causes, deprivations, results …).
    #[must_use]
    pub fn is_parent(&self, heading: &str) -> bool {
        self.parent(heading).is_some()
    }

    /// What a column is, by its headings from the top row down. `says_cause` tells whether a text names a cause.
    #[must_use]
    pub fn column(&self, path: &[String], says_cause: impl Fn(&str) -> bool) -> Field {
        let Some((leaf, above)) = path.split_last() else { return Field::Unknown };
        let own = self.field(leaf);
        let parent = above.iter().rev().find_map(|heading| self.parent(heading));
        match (parent, own) {
            (Some(Parent::Deprivation), _) => Field::Deprivation,
            (Some(Parent::Need), _) => Field::Need,
            (Some(Parent::Cause), Some(Field::CauseCode | Field::CauseGroup | Field::Other | Field::Registered)) => {
                own.unwrap_or(Field::Unknown)
            }
            (Some(Parent::Cause), _) => cause_under_parent(leaf),
            (Some(Parent::Birth), _) => Field::Birth,
            (Some(Parent::Registered), Some(Field::Other)) => Field::Other,
            (Some(Parent::Registered), _) if !fold(leaf).contains("can ngheo") => Field::Registered,
            (Some(Parent::Registered), _) => Field::Unknown,
            (Some(Parent::Outcome), Some(Field::Other | Field::Registered | Field::Outcome | Field::CauseText)) => {
                own.unwrap_or(Field::Outcome)
            }
            (Some(Parent::Outcome), _) => Field::OutcomeMark,
            (Some(Parent::StandingStart), Some(Field::StandingMark | Field::Standing) | None) => Field::StandingStart,
            (Some(Parent::Standing), Some(Field::OutcomeMark | Field::StandingMark) | None) => Field::StandingMark,
            (_, Some(field)) => field,
            (_, None) if says_cause(leaf) => Field::CauseMark,
            (_, None) => self.field(&path.join(" ")).unwrap_or(Field::Unknown),
        }
    }
}

/// A column under "Nguyên nhân …": a mark for one cause, or a place to write it.
fn cause_under_parent(leaf: &str) -> Field {
    let folded = fold(leaf);
    let written = ["ghi ro", "noi dung", "nguyen nhan chinh", "nguyen nhan cu the", "dien giai", "mo ta"];
    if written.iter().any(|w| holds(&folded, w)) { Field::CauseText } else { Field::CauseMark }
}

/// What a heading is compared by; what is nothing but signs, such as "#", stands for itself.
fn key(heading: &str) -> String {
    let folded = fold(heading);
    if folded.is_empty() { heading.trim().to_owned() } else { folded }
}

/// A heading without "năm 2020" or a bare year at its end.
fn without_year(folded: &str) -> String {
    let mut words: Vec<&str> = folded.split(' ').collect();
    if words.last().is_some_and(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit())) {
        words.pop();
        if words.last() == Some(&"nam") {
            words.pop();
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(path: &[&str]) -> Field {
        let path: Vec<String> = path.iter().map(|s| (*s).to_owned()).collect();
        Headings::standard().column(&path, |h| fold(h).starts_with("thieu von"))
    }

    #[test]
    fn headings_of_real_lists() {
        assert!(Headings::parse(include_str!("headings.toml")).is_ok());
        for (path, field) in [
            (&["Họ và tên\nchủ hộ"][..], Field::Name),
            (&["HỌ, TÊN CHỦ HỘ VÀ THÀNH VIÊN TRONG HỘ"], Field::Name),
            (&["Năm sinh", "Nam"], Field::Birth),
            (&["Thông tin chủ hộ", "Năm sinh", "Nữ"], Field::Birth),
            (&["Thôn, xóm, tổ dân phố"], Field::Hamlet),
            (&["Xã, phường"], Field::Ward),
            (&["Thiếu hụt các dịch vụ xã hội cơ bản", "Y tế"], Field::Deprivation),
            (&["Nguyên nhân nghèo (*)"], Field::CauseText),
            (&["Tình trạng hộ", "Nguyên nhân\nnghèo chính"], Field::CauseText),
            (&["NGUYÊN NHÂN NGHÈO (đánh dấu x)", "Nhiều người ăn theo"], Field::CauseMark),
            (&["Nguyên nhân khác (ghi rõ)"], Field::CauseText),
            (&["Thiếu vốn, phương tiện phát triển sản xuất"], Field::CauseMark),
            (&["Đăng ký thoát nghèo năm 2020"], Field::Registered),
            (&["Kết quả rà soát cuối năm 2020"], Field::Outcome),
            (&["KẾT QUẢ CUỐI NĂM", "Không thoát nghèo"], Field::OutcomeMark),
            (&["Loại hộ đầu năm"], Field::StandingStart),
            (&["Nhu cầu hỗ trợ", "Vay vốn"], Field::Need),
            (&["Mã NN"], Field::CauseCode),
            (&["Số CMND/CCCD"], Field::Identity),
            (&["Chia hộ nghèo theo", "Tái nghèo"], Field::StandingMark),
            (&["Việc làm"], Field::Deprivation),
            (&["Lý do không thoát nghèo"], Field::Other),
            (&["Quan hệ với chủ hộ"], Field::Relation),
            (&["Số người có thẻ BHYT"], Field::InsuranceServed),
            (&["Số thẻ BHYT"], Field::Unknown),
            (&["Không có thẻ BHYT"], Field::Unknown),
            (&["Thiếu hụt", "Có thẻ BHYT"], Field::Deprivation),
            (&["Có nhu cầu và đủ điều kiện vay vốn"], Field::CreditEntitled),
            (&["Số học sinh được miễn giảm học phí"], Field::TuitionServed),
            (&["Số học sinh thuộc diện miễn giảm học phí"], Field::TuitionEntitled),
            (&["Ngày rà soát"], Field::Other),
            (&["#"], Field::Order),
            (&["(Ký, ghi rõ họ tên)"], Field::Unknown),
            (&["(Ký tên, đóng dấu)"], Field::Unknown),
            (&["(ghi rõ họ và tên)"], Field::Unknown),
            (&["Họ tên (ghi rõ họ, chữ đệm và tên)"], Field::Name),
            (&["Họ và tên hộ đăng ký thoát nghèo"], Field::Name),
            (&["TÊN HỘ THOÁT NGHÈO", "Chủ hộ"], Field::Name),
            (&["Họ tên, năm sinh"], Field::Name),
            (&["Họ và tên vợ (chồng), năm sinh"], Field::Birth),
            (&["Tên hội đoàn thể giúp đỡ"], Field::Unknown),
        ] {
            assert_eq!(column(path), field, "{path:?}");
        }
    }
}
