//! A file of targets: a table with a row a ward, told by its headings (`targets.toml`).
//!
//! Its row of sums is checked and not counted. Nothing in it is guessed: a cell that is no number, or a ward that stands
//! twice, keeps the file from being used.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::classify::Classifier;
use crate::diag::{Code, Diagnostic, Place};
use crate::embedded;
use crate::group::Group;
use crate::read::{Book, Item, Merge, ReadError, Row};
use crate::text::fold::{fold, holds, one_line};
use crate::text::number;
use crate::ward::{WardId, Wards};

/// Rows above the header at most, and rows of a table at most.
const HEAD_ROWS: usize = 60;
const MOST_ROWS: usize = 100_000;

/// A file of targets, read.
#[derive(Debug, Clone, Default)]
pub struct TargetSheet {
    /// Its wards, in its order.
    pub rows: Vec<TargetRow>,
    /// What is doubtful in it.
    pub findings: Vec<Diagnostic>,
}

/// A ward's row.
#[derive(Debug, Clone)]
pub struct TargetRow {
    /// The ward.
    pub ward: WardId,
    /// Where its name stands.
    pub place: Place,
    /// All its households at the start of the year.
    pub residents: Option<u64>,
    /// All its households at the end of the year.
    pub residents_end: Option<u64>,
    /// Exits planned.
    pub exits: Option<u64>,
    /// Exits planned by group, 3.1 first.
    pub groups: [Option<u64>; 6],
}

/// Why a file of targets cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// It could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// No table with a column of wards and one of targets or residents in it.
    #[error("{0}: no table of targets")]
    NoTable(String),
    /// A cell of a column of numbers that is no whole number.
    #[error("{0:?}: {1}")]
    NotWhole(Place, String),
    /// A ward that stands twice: its name, and both places.
    #[error("{0}: {1:?}, {2:?}")]
    Twice(String, Box<Place>, Box<Place>),
}

impl TargetSheet {
    /// Reads the table of targets in a file.
    ///
    /// # Errors
    ///
    /// Why it cannot be used.
    pub fn read(path: &Path, wards: &mut Wards) -> Result<TargetSheet, TargetError> {
        let mut book = Book::open(path)?;
        let file: Arc<str> = one_line(&path.to_string_lossy()).into();
        let visible: Vec<usize> = (0..).zip(book.sheets()).filter(|(_, s)| !s.hidden).map(|(at, _)| at).collect();
        let mut best: Option<(Table, Vec<Row>, Place)> = None;
        for at in visible {
            let name = book.sheets().get(at).map(|s| s.name.clone()).unwrap_or_default();
            let merges = book.facts(at)?.merges;
            let rows = rows(&mut book, at)?;
            let place = Place { source: usize::MAX - 1, file: Arc::clone(&file), sheet: name.into(), cell: None };
            // Of several tables the one that says most is used; of equals the first.
            if let Some(table) = Table::find(&rows, &merges)
                && best.as_ref().is_none_or(|(kept, ..)| table.says() > kept.says())
            {
                best = Some((table, rows, place));
            }
        }
        let (table, rows, place) = best.ok_or_else(|| TargetError::NoTable(file.to_string()))?;
        table.read(&rows, &place, wards)
    }

    /// The targets of its wards.
    pub fn targets(&self) -> impl Iterator<Item = (WardId, Option<u64>, [Option<u64>; 6])> {
        self.rows.iter().map(|row| (row.ward, row.exits, row.groups))
    }
}

fn rows(book: &mut Book, sheet: usize) -> Result<Vec<Row>, ReadError> {
    let mut all = Vec::new();
    let mut rows = book.rows(sheet)?;
    let mut row = Row::default();
    while all.len() < MOST_ROWS && rows.next(&mut row)? {
        all.push(row.clone());
    }
    Ok(all)
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Role {
    Ward,
    Order,
    Exits,
    Residents,
    ResidentsEnd,
    Other,
    #[serde(skip)]
    Group(Group),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    column: Vec<Entry>,
    rows: Labels,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    is: Role,
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    total: Vec<String>,
    part: Vec<String>,
}

/// The headings of tables of targets.
#[derive(Debug, Default)]
struct Vocabulary {
    exact: BTreeMap<String, Role>,
    phrases: Vec<(String, Role)>,
    labels: Labels,
}

impl Vocabulary {
    fn standard() -> &'static Vocabulary {
        static STANDARD: OnceLock<Vocabulary> = OnceLock::new();
        STANDARD.get_or_init(|| embedded::table("targets.toml", Vocabulary::parse(include_str!("targets.toml"))))
    }

    fn parse(text: &str) -> Result<Vocabulary, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut vocabulary = Vocabulary::default();
        for entry in &file.column {
            vocabulary.exact.extend(entry.exact.iter().map(|text| (fold(text), entry.is)));
            vocabulary.phrases.extend(entry.phrases.iter().map(|text| (fold(text), entry.is)));
        }
        let folded = |all: &[String]| all.iter().map(|text| fold(text)).collect();
        vocabulary.labels = Labels { total: folded(&file.rows.total), part: folded(&file.rows.part) };
        Ok(vocabulary)
    }

    /// What one heading says by itself.
    fn role(&self, heading: &str) -> Option<Role> {
        let folded = fold(heading);
        if let Some(group) = group_in(heading) {
            return Some(Role::Group(group));
        }
        if let Some(role) = self.exact.get(&folded) {
            return Some(*role);
        }
        let held = self.phrases.iter().filter(|(phrase, _)| holds(&folded, phrase));
        let longest = held.max_by_key(|(phrase, _)| phrase.len()).map(|(_, role)| *role);
        let cause = || {
            let decision = Classifier::standard().classify(heading);
            decision.group.filter(|_| decision.review.is_none()).map(Role::Group)
        };
        longest.or_else(cause)
    }

    /// What a column is by its headings, the top one first.
    fn column(&self, path: &[String]) -> Option<Role> {
        if self.role(&path.join(" ")) == Some(Role::ResidentsEnd) {
            return Some(Role::ResidentsEnd);
        }
        let roles: Vec<Role> = path.iter().filter_map(|heading| self.role(heading)).collect();
        let group = roles.iter().copied().find(|role| matches!(role, Role::Group(_)));
        match (group, roles.last().copied()) {
            // "Nhóm 3.1 › Hộ nghèo" is no target; "Nhóm 3.1 › Phấn đấu thoát" and "Chỉ tiêu › Nhóm 3.1" are.
            (Some(_), Some(Role::Other | Role::Residents | Role::ResidentsEnd)) => Some(Role::Other),
            (Some(group), _) => Some(group),
            (None, Some(Role::Exits)) if roles.contains(&Role::Residents) => Some(Role::Residents),
            (None, Some(Role::Exits)) if roles.contains(&Role::ResidentsEnd) => Some(Role::ResidentsEnd),
            (None, Some(Role::Exits)) if roles.contains(&Role::Other) => Some(Role::Other),
            (None, last) => last,
        }
    }

    fn is_total(&self, label: &str) -> bool {
        let folded = fold(label);
        self.labels
            .total
            .iter()
            .any(|t| folded == *t || folded.strip_prefix(t.as_str()).is_some_and(|r| r.starts_with(' ')))
    }

    fn is_part(&self, label: &str) -> bool {
        let folded = fold(label);
        self.labels.part.contains(&folded)
    }
}

/// `3.1` in "Nhóm 3.1", "3.1. Thiếu vốn", "Nhóm 1", "group_1".
fn group_in(heading: &str) -> Option<Group> {
    let folded = fold(heading);
    let coded = Group::ALL.into_iter().find(|g| {
        let code = g.code().replace('.', " ");
        folded == code || holds(&folded, &format!("nhom {code}")) || folded.starts_with(&format!("{code} "))
    });
    let numbered = || {
        let rest = folded.strip_prefix("nhom ").or_else(|| folded.strip_prefix("group "))?;
        rest.parse().ok().and_then(Group::new)
    };
    coded.or_else(numbered)
}

/// A table of targets.
struct Table {
    /// How many rows it takes until its body.
    body: usize,
    columns: Vec<(u32, Role)>,
}

impl Table {
    /// The first row that names a column of wards and one of numbers, with the rows of the header around it.
    fn find(rows: &[Row], merges: &[Merge]) -> Option<Table> {
        let words = Vocabulary::standard();
        (0..rows.len().min(HEAD_ROWS)).find_map(|first| {
            let head = rows.get(first)?;
            let names_wards =
                head.cells().any(|(_, i)| matches!(i, Item::Text(t) if words.role(t) == Some(Role::Ward)));
            if !names_wards || head.len() < 2 {
                return None;
            }
            let mut last = first;
            while rows.get(last + 1).is_some_and(|row| last - first < 3 && continues(row, head, words)) {
                last += 1;
            }
            let block = rows.get(first..=last)?;
            let columns: std::collections::BTreeSet<u32> =
                block.iter().flat_map(|r| r.cells().map(|(c, _)| c)).collect();
            let columns = columns.into_iter().filter_map(|at| Some((at, words.column(&path(block, at, merges))?)));
            let mut table = Table { body: last + 1, columns: columns.collect() };
            table.keep_one_total();
            (table.says() > 0).then_some(table)
        })
    }

    /// How many columns of numbers it has.
    fn says(&self) -> usize {
        self.columns.iter().filter(|(_, role)| !matches!(role, Role::Ward | Role::Order | Role::Other)).count()
    }

    /// Of several columns for one thing the first counts.
    fn keep_one_total(&mut self) {
        let mut seen = std::collections::BTreeSet::new();
        self.columns.retain(|(_, role)| *role == Role::Other || seen.insert(*role));
    }

    fn read(&self, rows: &[Row], place: &Place, wards: &mut Wards) -> Result<TargetSheet, TargetError> {
        let words = Vocabulary::standard();
        let mut sheet = TargetSheet::default();
        let mut first: BTreeMap<WardId, Place> = BTreeMap::new();
        let Some(ward_column) = self.columns.iter().find(|(_, r)| *r == Role::Ward).map(|(at, _)| *at) else {
            return Err(TargetError::NoTable(place.file.to_string()));
        };
        for row in rows.iter().skip(self.body) {
            // A sum's label may stand in the column of running numbers.
            let labels: Vec<String> =
                row.cells().filter_map(|(_, i)| if let Item::Text(t) = i { Some(one_line(t)) } else { None }).collect();
            let name = row.text(ward_column);
            let at = place.at(row.number, Some(ward_column));
            if labels.iter().any(|l| words.is_total(l)) {
                self.check_total(row, &at, &mut sheet)?;
                break;
            }
            if crate::table::is_numbering(row) || words.is_part(&name) || !name.chars().any(char::is_alphabetic) {
                continue;
            }
            let numbers = self.numbers(row, place)?;
            if numbers.is_empty() {
                continue;
            }
            let Some(ward) = wards.resolve(&name) else { continue };
            if let Some(before) = first.insert(ward, at.clone()) {
                return Err(TargetError::Twice(one_line(&name), Box::new(before), Box::new(at)));
            }
            let get = |role| numbers.get(&role).copied();
            let groups = Group::ALL.map(|g| get(Role::Group(g)));
            let exits = get(Role::Exits);
            let sum: u64 = groups.iter().flatten().sum();
            if let Some(said) = exits.filter(|said| *said != sum && groups.iter().any(Option::is_some)) {
                sheet.findings.push(Diagnostic::new(Code::TargetSum, at.clone()).with("sum", sum).with("said", said));
            }
            let (residents, residents_end) = (get(Role::Residents), get(Role::ResidentsEnd));
            sheet.rows.push(TargetRow { ward, place: at, residents, residents_end, exits, groups });
        }
        if sheet.rows.is_empty() {
            return Err(TargetError::NoTable(place.file.to_string()));
        }
        Ok(sheet)
    }

    /// The filled cells of the columns of numbers.
    fn numbers(&self, row: &Row, place: &Place) -> Result<BTreeMap<Role, u64>, TargetError> {
        let mut numbers = BTreeMap::new();
        for (at, role) in self.columns.iter().filter(|(_, r)| !matches!(r, Role::Ward | Role::Order | Role::Other)) {
            let text = row.text(*at);
            let value = match row.get(*at) {
                Item::Blank => continue,
                Item::Number(n) if n >= 0.0 && n.fract() == 0.0 && n < 1e15 => Some(n as u64),
                Item::Text(t) if matches!(t.trim(), "-" | "–" | "—" | "x" | "…") => continue,
                Item::Text(t) => number::whole(t),
                _ => None,
            };
            let value = value.ok_or_else(|| TargetError::NotWhole(place.at(row.number, Some(*at)), one_line(&text)))?;
            numbers.insert(*role, value);
        }
        Ok(numbers)
    }

    /// Compares the row of sums with the rows above it.
    fn check_total(&self, row: &Row, at: &Place, sheet: &mut TargetSheet) -> Result<(), TargetError> {
        let said = self.numbers(row, at)?;
        for (column, role) in &self.columns {
            let value = |r: &TargetRow| match role {
                Role::Exits => r.exits,
                Role::Residents => r.residents,
                Role::ResidentsEnd => r.residents_end,
                Role::Group(g) => r.groups.get(usize::from(g.number()) - 1).copied().flatten(),
                Role::Ward | Role::Order | Role::Other => None,
            };
            let sum: u64 = sheet.rows.iter().filter_map(value).sum();
            if let Some(said) = said.get(role).filter(|said| **said != sum) {
                let place = at.at(row.number, Some(*column));
                sheet.findings.push(Diagnostic::new(Code::TargetSum, place).with("sum", sum).with("said", said));
            }
        }
        Ok(())
    }
}

/// Whether a row goes on with a header: texts only, and at least one of them a heading, but no ward's row of numbers.
fn continues(row: &Row, head: &Row, words: &Vocabulary) -> bool {
    let mut known = 0;
    for (_, item) in row.cells() {
        match item {
            Item::Text(text) => known += usize::from(words.role(text).is_some_and(|r| r != Role::Ward)),
            _ => return false,
        }
    }
    // A row of the body has something under the heading of wards.
    let ward =
        head.cells().find(|(_, i)| matches!(i, Item::Text(t) if words.role(t) == Some(Role::Ward))).map(|(at, _)| at);
    known > 0 && ward.is_none_or(|at| row.get(at).is_blank())
}

/// The headings over a column, the top one first; a merged one stands over all its columns.
fn path(block: &[Row], at: u32, merges: &[Merge]) -> Vec<String> {
    let over = |row: &Row| {
        let own = row.text(at);
        if !own.is_empty() {
            return own;
        }
        // Rows of a merge count from 0.
        let merge = merges.iter().find(|m| m.top + 1 == row.number && (m.left..=m.right).contains(&at));
        merge.map(|m| row.text(m.left)).unwrap_or_default()
    };
    block.iter().map(|row| one_line(&over(row))).filter(|t| !t.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_tables_of_targets() {
        assert!(Vocabulary::parse(include_str!("targets.toml")).is_ok());
        let words = Vocabulary::standard();
        let group = |n| Group::new(n).map(Role::Group);
        for (path, role) in [
            (&["Xã, phường"][..], Some(Role::Ward)),
            (&["chỉ tiêu"], Some(Role::Exits)),
            (&["Nhóm 3.2"], group(2)),
            (&["Phấn đấu thoát nghèo", "3.5"], group(5)),
            (&["Nhóm 3.1", "Hộ nghèo"], Some(Role::Other)),
            (&["Nhóm 3.1", "Phấn đấu thoát nghèo"], group(1)),
            (&["Nhiều người ăn theo"], group(4)),
            (&["Tổng số hộ dân cư"], Some(Role::Residents)),
            (&["Tổng số hộ dân cư", "Cuối năm"], Some(Role::ResidentsEnd)),
            (&["Tổng số hộ dân cư cuối năm"], Some(Role::ResidentsEnd)),
            (&["Thực hiện thoát nghèo", "Cộng"], Some(Role::Other)),
            (&["Hộ nghèo đầu năm", "Số hộ"], Some(Role::Other)),
        ] {
            let path: Vec<String> = path.iter().map(|s| (*s).to_owned()).collect();
            assert_eq!(words.column(&path), role, "{path:?}");
        }
    }
}
