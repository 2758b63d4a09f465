//! The columns of a list by what they hold.

use crate::survey::household::Standing;
use crate::survey::support::SupportColumns;
use crate::survey::wordings::{Outcome, StandingWord, Wordings};
use crate::table::{Column, Field, Header, Titles};
use crate::text::number;

/// The columns of a list by what they hold.
#[derive(Debug, Default)]
pub struct Columns {
    pub(crate) order: Option<u32>,
    pub(crate) head_order: Option<u32>,
    pub(crate) member_order: Option<u32>,
    pub(crate) household_code: Option<u32>,
    pub(crate) name: Option<u32>,
    /// Whether the heading of names says that members are named too.
    pub(crate) names_members: bool,
    pub(crate) relation: Option<u32>,
    pub(crate) identity: Option<u32>,
    pub(crate) birth: Vec<u32>,
    pub(crate) members: Option<u32>,
    pub(crate) ward: Option<u32>,
    pub(crate) hamlet: Option<u32>,
    pub(crate) standing: Vec<(u32, bool, bool)>,
    /// What the heading of the standing at the start says by itself: "Hộ nghèo đầu năm".
    pub(crate) start_heading: Option<StandingWord>,
    pub(crate) standing_marks: Vec<(u32, Standing)>,
    pub(crate) cause_group: Option<u32>,
    pub(crate) cause_code: Option<u32>,
    pub(crate) cause_text: Vec<u32>,
    pub(crate) cause_marks: Vec<u32>,
    /// The column of words that alone tells of the cause, in a list where no other does.
    pub(crate) only_cause: Option<u32>,
    pub(crate) registered: Vec<u32>,
    pub(crate) outcome: Vec<u32>,
    pub(crate) outcome_marks: Vec<(u32, Outcome)>,
    /// Columns beside standings and outcomes whose headings nobody understands, with those headings: a mark in one may say
    /// what the household is.
    pub(crate) unclaimed: Vec<(u32, String)>,
    pub(crate) review: Option<u32>,
    pub(crate) support: SupportColumns,
    /// Indicators of deprivation, with their headings folded.
    pub(crate) deprivation: Vec<(u32, String)>,
    /// Columns that are of no use in counting, with their headings folded.
    pub(crate) others: Vec<(u32, String)>,
    /// The code of the group that the tool gave, in a file that `classify` wrote.
    pub(crate) given: Option<u32>,
    /// Columns that are known, whatever they hold, and no more than known.
    pub(crate) mapped: Vec<u32>,
    /// Columns of another year than the list's, with that year: they are not used.
    pub(crate) other_years: Vec<(u32, u16)>,
    /// The year that outcomes are of, where the list or their heading names one.
    pub(crate) outcome_year: Option<u16>,
}

/// Whether a heading names those that the headings beside it leave over.
fn is_rest(heading: &str) -> bool {
    matches!(crate::text::fold::fold(heading).as_str(), "ho khac" | "khac")
}

impl Columns {
    pub(crate) fn of(header: &Header, words: &Wordings, titles: &Titles) -> Columns {
        let (header, other_years) = of_the_year(header, titles);
        let header = &header;
        let first = |field| header.all(field).next().map(|c| c.at);
        let all = |field| header.all(field).map(|c| c.at).collect::<Vec<u32>>();
        let mut columns = Columns {
            order: first(Field::Order),
            head_order: first(Field::HeadOrder),
            member_order: first(Field::MemberOrder),
            household_code: first(Field::HouseholdCode),
            name: first(Field::Name),
            names_members: header
                .all(Field::Name)
                .next()
                .is_some_and(|c| crate::text::fold::fold(&c.heading()).contains("thanh vien")),
            relation: first(Field::Relation),
            identity: first(Field::Identity),
            birth: all(Field::Birth),
            members: first(Field::Members),
            ward: first(Field::Ward),
            hamlet: first(Field::Hamlet),
            cause_group: first(Field::CauseGroup),
            cause_code: first(Field::CauseCode),
            cause_marks: header.all(Field::CauseMark).map(|c| c.at).take(64).collect(),
            registered: all(Field::Registered),
            outcome: all(Field::Outcome),
            review: first(Field::Review),
            support: SupportColumns::of(header),
            given: header
                .all(Field::Other)
                .find(|c| matches!(crate::text::fold::fold(c.leaf()).as_str(), "ma" | "code"))
                .map(|c| c.at)
                .filter(|_| header.has(Field::Review)),
            other_years,
            outcome_year: year_of_outcomes(header, titles),
            ..Columns::default()
        };
        // The column of the main cause comes before that of the others.
        let mut texts: Vec<_> = header.all(Field::CauseText).collect();
        texts.sort_by_key(|c| !crate::text::fold::fold(c.leaf()).contains("chinh"));
        columns.cause_text = texts.iter().map(|c| c.at).collect();
        if let ([only], [], None, None, None, None) = (
            columns.cause_text.as_slice(),
            columns.cause_marks.as_slice(),
            columns.cause_code,
            columns.cause_group,
            columns.review,
            columns.given,
        ) {
            columns.only_cause = Some(*only);
        }
        let of_result = |heading: &str| {
            let folded = crate::text::fold::fold(heading);
            ["ket qua", "cuoi nam", "bien dong", "dien bien", "ra soat"].iter().any(|w| folded.contains(w))
        };
        for column in &header.columns {
            match column.field {
                Field::Standing => columns.standing.push((column.at, false, of_result(&column.heading()))),
                Field::StandingStart => match words.standing(column.leaf()).filter(|_| column.path.len() > 1) {
                    Some(word) => {
                        columns.standing_marks.push((column.at, Standing { word, at_start: true, of_result: false }))
                    }
                    None => {
                        columns.standing.push((column.at, true, false));
                        columns.start_heading = words.standing(column.leaf());
                    }
                },
                Field::StandingMark => {
                    if let Some(word) = words.standing(column.leaf()).filter(|_| !is_rest(column.leaf())) {
                        let standing = Standing { word, at_start: false, of_result: of_result(&column.heading()) };
                        columns.standing_marks.push((column.at, standing));
                    }
                }
                Field::OutcomeMark => {
                    let outcome = words.outcome(column.leaf()).or_else(|| words.outcome(&column.path.join(" ")));
                    columns.outcome_marks.extend(outcome.map(|o| (column.at, o)));
                }
                Field::Deprivation => columns.deprivation.push((column.at, crate::text::fold::fold(column.leaf()))),
                Field::Other => columns.others.push((column.at, crate::text::fold::fold(column.leaf()))),
                _ => {}
            }
            if !matches!(column.field, Field::Unknown | Field::Other) {
                columns.mapped.push(column.at);
            }
        }
        columns.rest(header);
        columns.unclaimed = columns.unclaimed(header);
        columns
    }

    /// "Hộ khác" beside poor and near-poor households is neither; elsewhere it may be anything.
    fn rest(&mut self, header: &Header) {
        let marks = |word| self.standing_marks.iter().any(|(_, s)| s.word == word && !s.at_start);
        if !(marks(StandingWord::Poor) && marks(StandingWord::NearPoor)) {
            return;
        }
        let last = self.standing_marks.iter().map(|(at, _)| *at).max().unwrap_or(0);
        let rest = header.columns.iter().find(|c| c.at == last + 1 && is_rest(c.leaf()));
        if let Some(column) = rest.filter(|c| matches!(c.field, Field::Unknown | Field::StandingMark)) {
            self.standing_marks.push((column.at, Standing::plain(StandingWord::Neither)));
        }
    }

    fn unclaimed(&self, header: &Header) -> Vec<(u32, String)> {
        let mut beside: Vec<u32> = self.outcome.clone();
        beside.extend(self.outcome_marks.iter().map(|(at, _)| *at));
        beside.extend(self.standing_marks.iter().map(|(at, _)| *at));
        let claimed = beside.clone();
        let mut unclaimed: Vec<(u32, String)> = Vec::new();
        for column in header.columns.iter().chain(header.columns.iter().rev()) {
            let lost = match column.field {
                Field::OutcomeMark | Field::StandingMark => !claimed.contains(&column.at),
                Field::Unknown => beside.iter().any(|at| at.abs_diff(column.at) == 1) && !claimed.contains(&column.at),
                _ => false,
            };
            if lost && unclaimed.iter().all(|(at, _)| *at != column.at) {
                beside.push(column.at);
                unclaimed.push((column.at, column.heading()));
            }
        }
        unclaimed
    }

    /// Whether an outcome in these words is of the year of the list: "thoát nghèo năm 2019" is not in a list of 2020.
    pub(crate) fn is_of_the_year(&self, text: &str) -> bool {
        let years = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4).filter_map(number::year);
        let mut years = years.peekable();
        years.peek().is_none() || self.outcome_year.is_none_or(|own| years.any(|year| year == own))
    }

    /// Whether the list says who is registered.
    pub(crate) fn tells_registration(&self) -> bool {
        !self.registered.is_empty()
    }

    /// Whether the list has columns for outcomes.
    pub(crate) fn tells_outcome(&self) -> bool {
        !self.outcome.is_empty() || !self.outcome_marks.is_empty()
    }
}

/// The year that the headings of a column name, the lowest first.
fn year_of(column: &Column) -> Option<u16> {
    column.path.iter().rev().find_map(|heading| number::year(heading))
}

/// The year in which a list serves: that of its title; a list of the end of a year serves the next, where columns are of it.
fn serves(titles: &Titles, years: &[u16]) -> Option<u16> {
    let next = titles.year.filter(|_| titles.ends_year).map(|year| year + 1);
    next.filter(|year| years.contains(year)).or(titles.year)
}

/// The year that outcomes are of.
fn year_of_outcomes(header: &Header, titles: &Titles) -> Option<u16> {
    let years: Vec<u16> = header
        .columns
        .iter()
        .filter(|c| matches!(c.field, Field::Outcome | Field::OutcomeMark))
        .filter_map(year_of)
        .collect();
    years.first().copied().or_else(|| serves(titles, &years))
}

/// A header without the columns of other years, and those columns. Where registrations or outcomes of several years stand side by
/// side and nothing says which year the list is of, none of them is used; of causes, the latest.
fn of_the_year(header: &Header, titles: &Titles) -> (Header, Vec<(u32, u16)>) {
    let mut header = header.clone();
    let mut others = Vec::new();
    let families: [(&[Field], bool); 3] = [
        (&[Field::Registered], false),
        (&[Field::Outcome, Field::OutcomeMark], false),
        (&[Field::CauseText, Field::CauseCode, Field::CauseGroup, Field::CauseMark], true),
    ];
    for (fields, of_causes) in families {
        let of_family = |c: &&mut Column| fields.contains(&c.field);
        let mut years: Vec<u16> =
            header.columns.iter().filter(|c| fields.contains(&c.field)).filter_map(year_of).collect();
        years.sort_unstable();
        years.dedup();
        let undated = header.columns.iter().any(|c| fields.contains(&c.field) && year_of(c).is_none());
        let own = serves(titles, &years);
        let kept = match (own, years.as_slice()) {
            (_, []) => continue,
            // The cause of an earlier year is a cause all the same.
            (Some(own), all) if of_causes => all
                .iter()
                .copied()
                .filter(|year| *year <= own)
                .max()
                .or(all.last().copied())
                .filter(|_| !undated || all.contains(&own)),
            (Some(own), _) => Some(own),
            (None, [only]) => Some(*only),
            (None, all) => all.last().copied().filter(|_| of_causes),
        };
        for column in header.columns.iter_mut().filter(of_family) {
            if let Some(year) = year_of(column).filter(|year| Some(*year) != kept) {
                others.push((column.at, year));
                column.field = Field::Other;
            }
        }
    }
    (header, others)
}
