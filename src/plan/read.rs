//! A plan file: TOML, read key by key, so that whatever is wrong with it is named with its line and key.
//!
//! It must not decide whether a plan is used, nor know of surveys.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::{From, Goals, Plan, PlanGroup, PlanWard, default_precedence};
use crate::classify::{LexiconError, read_causes};
use crate::group::Group;
use crate::read::small::{self, SmallError};

/// Larger than any plan; a file above it is something else.
const MOST_BYTES: u64 = 4 << 20;

/// What is wrong with a plan file, and where. Its words stand in the catalogue, under [`Wrong::id`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: line {line}: {key}: {wrong:?}")]
pub struct PlanError {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// The key, such as `ward[3].exits`; empty for the whole file.
    pub key: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a value of a plan file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wrong {
    /// The file could not be read.
    Unreadable(SmallError),
    /// It is not TOML; the library's words.
    Syntax(String),
    /// A key that no plan has.
    UnknownKey,
    /// A key that a plan needs.
    Missing,
    /// No text.
    NotText,
    /// No whole number of households.
    NotWhole,
    /// No number from 0 to 100.
    NotPercent,
    /// Neither true nor false.
    NotBool,
    /// No list.
    NotList,
    /// No table.
    NotTable,
    /// No year between 1900 and 2100.
    NotYear,
    /// No day.
    NotDate,
    /// No cause group.
    NotGroup,
    /// Not the six groups, each once.
    NotPrecedence,
    /// The same ward or group twice.
    Twice,
    /// A phrase of `[causes]` that leads to no group.
    Cause,
    /// Groups that do not add up to what is said: sum and what is said.
    Sum(u64, u64),
}

impl Wrong {
    /// The key of its words.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Wrong::Unreadable(_) => "unreadable",
            Wrong::Syntax(_) => "syntax",
            Wrong::UnknownKey => "unknown-key",
            Wrong::Missing => "missing",
            Wrong::NotText => "not-text",
            Wrong::NotWhole => "not-whole",
            Wrong::NotPercent => "not-percent",
            Wrong::NotBool => "not-bool",
            Wrong::NotList => "not-list",
            Wrong::NotTable => "not-table",
            Wrong::NotYear => "not-year",
            Wrong::NotDate => "not-date",
            Wrong::NotGroup => "not-group",
            Wrong::NotPrecedence => "not-precedence",
            Wrong::Twice => "twice",
            Wrong::Cause => "cause",
            Wrong::Sum(..) => "sum",
        }
    }
}

/// Reads a plan file.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub fn file(path: &Path) -> Result<Plan, PlanError> {
    let name = path.to_string_lossy().into_owned();
    match small::text(path, MOST_BYTES) {
        Ok(text) => parse(&text, From::File(name)),
        Err(error) => Err(PlanError { file: name, line: 0, key: String::new(), wrong: Wrong::Unreadable(error) }),
    }
}

/// Reads the text of a plan.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub fn parse(text: &str, from: From) -> Result<Plan, PlanError> {
    let reader = Reader { text, file: from.id().to_owned(), lines: BTreeMap::new() };
    reader.plan(from)
}

type Value<'t> = Spanned<DeValue<'t>>;

struct Reader<'t> {
    text: &'t str,
    file: String,
    lines: BTreeMap<String, usize>,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.text.get(..at).map_or(0, |before| before.matches('\n').count()) + 1
    }

    fn wrong(&self, at: usize, key: &str, wrong: Wrong) -> PlanError {
        PlanError { file: self.file.clone(), line: self.line(at), key: key.to_owned(), wrong }
    }

    fn plan(mut self, from: From) -> Result<Plan, PlanError> {
        let table = DeTable::parse(self.text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            self.wrong(at, "", Wrong::Syntax(e.message().to_owned()))
        })?;
        let mut plan = Plan { precedence: default_precedence(), from, ..Plan::default() };
        for (key, value) in table.get_ref() {
            let name: &str = key.get_ref();
            self.lines.insert(name.to_owned(), self.line(key.span().start));
            match name {
                "unit" => plan.unit = self.text_of(name, value)?,
                "authority" => plan.authority = Some(self.text_of(name, value)?),
                "year" => plan.year = self.year(name, value)?,
                "document" => plan.document.number = Some(self.text_of(name, value)?),
                "date" => plan.document.date = Some(self.date(name, value)?),
                "signature" => {
                    for line in self.list(name, value)?.iter() {
                        plan.signature.push(self.text_of(name, line)?);
                    }
                }
                "wards" => {
                    for ward in self.list(name, value)?.iter() {
                        let name = self.text_of(name, ward)?;
                        plan.wards.push(PlanWard { name, ..PlanWard::default() });
                    }
                }
                "precedence" => plan.precedence = self.precedence(name, value)?,
                "count_moves_as_exits" => plan.count_moves_as_exits = self.bool(name, value)?,
                "targets" => plan.goals = self.goals(name, value)?,
                "ward" | "group" | "causes" => {}
                _ => return Err(self.wrong(key.span().start, name, Wrong::UnknownKey)),
            }
        }
        for (key, value) in table.get_ref() {
            match key.get_ref().as_ref() {
                "ward" => self.wards(value, &mut plan.wards)?,
                "group" => plan.groups = self.groups(value)?,
                "causes" => plan.causes = read_causes(self.text).map_err(|e| self.cause(&e))?,
                _ => {}
            }
        }
        let end = self.text.len();
        if plan.unit.trim().is_empty() {
            return Err(self.wrong(end, "unit", Wrong::Missing));
        }
        if plan.year == 0 {
            return Err(self.wrong(end, "year", Wrong::Missing));
        }
        plan.lines = self.lines;
        Ok(plan)
    }

    fn text_of(&self, key: &str, value: &Value<'_>) -> Result<String, PlanError> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
            _ => Err(self.wrong(value.span().start, key, Wrong::NotText)),
        }
    }

    fn whole(&self, key: &str, value: &Value<'_>) -> Result<u64, PlanError> {
        let number = match value.get_ref() {
            DeValue::Integer(n) if n.radix() == 10 => n.as_str().parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.wrong(value.span().start, key, Wrong::NotWhole))
    }

    fn percent(&self, key: &str, value: &Value<'_>) -> Result<f64, PlanError> {
        let number: Option<f64> = match value.get_ref() {
            DeValue::Integer(n) if n.radix() == 10 => n.as_str().parse().ok(),
            DeValue::Float(n) => n.as_str().parse().ok(),
            _ => None,
        };
        let number = number.filter(|n| (0.0..=100.0).contains(n));
        number.ok_or_else(|| self.wrong(value.span().start, key, Wrong::NotPercent))
    }

    fn bool(&self, key: &str, value: &Value<'_>) -> Result<bool, PlanError> {
        match value.get_ref() {
            DeValue::Boolean(yes) => Ok(*yes),
            _ => Err(self.wrong(value.span().start, key, Wrong::NotBool)),
        }
    }

    fn year(&self, key: &str, value: &Value<'_>) -> Result<u16, PlanError> {
        let year = self.whole(key, value).ok().and_then(|y| u16::try_from(y).ok());
        let year = year.filter(|y| (1900..=2100).contains(y));
        year.ok_or_else(|| self.wrong(value.span().start, key, Wrong::NotYear))
    }

    fn date(&self, key: &str, value: &Value<'_>) -> Result<(u16, u8, u8), PlanError> {
        let date = match value.get_ref() {
            DeValue::Datetime(when) => when.date.map(|d| (d.year, d.month, d.day)),
            _ => None,
        };
        date.ok_or_else(|| self.wrong(value.span().start, key, Wrong::NotDate))
    }

    fn list<'v, 't>(&self, key: &str, value: &'v Value<'t>) -> Result<&'v DeArray<'t>, PlanError> {
        match value.get_ref() {
            DeValue::Array(list) => Ok(list),
            _ => Err(self.wrong(value.span().start, key, Wrong::NotList)),
        }
    }

    fn table<'v, 't>(&self, key: &str, value: &'v Value<'t>) -> Result<&'v DeTable<'t>, PlanError> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.wrong(value.span().start, key, Wrong::NotTable)),
        }
    }

    fn precedence(&self, key: &str, value: &Value<'_>) -> Result<Vec<Group>, PlanError> {
        let mut order = Vec::new();
        for one in self.list(key, value)?.iter() {
            let group = self.whole(key, one).ok().and_then(|n| u8::try_from(n).ok()).and_then(Group::new);
            order.push(group.ok_or_else(|| self.wrong(one.span().start, key, Wrong::NotGroup))?);
        }
        let each_once: BTreeSet<Group> = order.iter().copied().collect();
        if each_once.len() != Group::ALL.len() || order.len() != Group::ALL.len() {
            return Err(self.wrong(value.span().start, key, Wrong::NotPrecedence));
        }
        Ok(order)
    }

    fn goals(&mut self, key: &str, value: &Value<'_>) -> Result<Goals, PlanError> {
        let mut goals = Goals::default();
        for (name, value) in self.table(key, value)? {
            let path = format!("{key}.{}", name.get_ref());
            let line = self.line(name.span().start);
            match name.get_ref().as_ref() {
                "exits" => goals.exits = Some(self.whole(&path, value)?),
                "rate_reduction" => goals.rate_reduction = Some(self.percent(&path, value)?),
                "fell_back" => goals.fell_back = Some(self.whole(&path, value)?),
                "newly_poor" => goals.newly_poor = Some(self.whole(&path, value)?),
                "credit_coverage" => goals.credit_coverage = Some(self.percent(&path, value)?),
                "insurance_coverage" => goals.insurance_coverage = Some(self.percent(&path, value)?),
                "tuition_coverage" => goals.tuition_coverage = Some(self.percent(&path, value)?),
                _ => return Err(self.wrong(name.span().start, &path, Wrong::UnknownKey)),
            }
            self.lines.insert(path, line);
        }
        Ok(goals)
    }

    /// The tables `[[ward]]`, added to the names under `wards`.
    fn wards(&mut self, value: &Value<'_>, wards: &mut Vec<PlanWard>) -> Result<(), PlanError> {
        let mut seen = BTreeSet::new();
        for (number, entry) in self.list("ward", value)?.iter().enumerate() {
            let at = format!("ward[{}]", number + 1);
            let mut ward = PlanWard::default();
            for (name, value) in self.table(&at, entry)? {
                let path = format!("{at}.{}", name.get_ref());
                match name.get_ref().as_ref() {
                    "name" => ward.name = self.text_of(&path, value)?,
                    "residents" => ward.residents = Some(self.whole(&path, value)?),
                    "residents_end" => ward.residents_end = Some(self.whole(&path, value)?),
                    "exits" => ward.exits = Some(self.whole(&path, value)?),
                    "group_exits" => ward.group_exits = self.group_exits(&path, value)?,
                    _ => return Err(self.wrong(name.span().start, &path, Wrong::UnknownKey)),
                }
            }
            let start = entry.span().start;
            if ward.name.is_empty() {
                return Err(self.wrong(start, &format!("{at}.name"), Wrong::Missing));
            }
            if !seen.insert(ward.name.clone()) {
                return Err(self.wrong(start, &format!("{at}.name"), Wrong::Twice));
            }
            let all: Option<u64> = ward.group_exits.iter().copied().sum();
            if let (Some(sum), Some(said)) = (all, ward.exits)
                && sum != said
            {
                return Err(self.wrong(start, &format!("{at}.exits"), Wrong::Sum(sum, said)));
            }
            self.lines.insert(format!("ward {}", ward.name), self.line(start));
            match wards.iter_mut().find(|w| w.name == ward.name) {
                Some(named) => *named = ward,
                None => wards.push(ward),
            }
        }
        Ok(())
    }

    fn group_exits(&self, key: &str, value: &Value<'_>) -> Result<[Option<u64>; 6], PlanError> {
        let mut exits = [None; 6];
        for (code, value) in self.table(key, value)? {
            let path = format!("{key}.\"{}\"", code.get_ref());
            let group = group_of(code.get_ref());
            let group = group.ok_or_else(|| self.wrong(code.span().start, &path, Wrong::NotGroup))?;
            if let Some(slot) = exits.get_mut(usize::from(group.number()) - 1) {
                *slot = Some(self.whole(&path, value)?);
            }
        }
        Ok(exits)
    }

    fn groups(&mut self, value: &Value<'_>) -> Result<Vec<PlanGroup>, PlanError> {
        let mut groups: Vec<PlanGroup> = Vec::new();
        for (number, entry) in self.list("group", value)?.iter().enumerate() {
            let at = format!("group[{}]", number + 1);
            let (mut code, mut label, mut households, mut exits) = (None, String::new(), None, None);
            for (name, value) in self.table(&at, entry)? {
                let path = format!("{at}.{}", name.get_ref());
                match name.get_ref().as_ref() {
                    "code" => {
                        let group = group_of(&self.text_of(&path, value)?);
                        code = Some(group.ok_or_else(|| self.wrong(value.span().start, &path, Wrong::NotGroup))?);
                    }
                    "name" => label = self.text_of(&path, value)?,
                    "households" => households = Some(self.whole(&path, value)?),
                    "exits" => exits = Some(self.whole(&path, value)?),
                    _ => return Err(self.wrong(name.span().start, &path, Wrong::UnknownKey)),
                }
            }
            let start = entry.span().start;
            let path = format!("{at}.code");
            let group = code.ok_or_else(|| self.wrong(start, &path, Wrong::Missing))?;
            if groups.iter().any(|g| g.group == group) {
                return Err(self.wrong(start, &path, Wrong::Twice));
            }
            self.lines.insert(format!("group {}", group.code()), self.line(start));
            groups.push(PlanGroup { group, name: label, households, exits });
        }
        groups.sort_by_key(|g| g.group);
        Ok(groups)
    }

    fn cause(&self, error: &LexiconError) -> PlanError {
        let (line, key, wrong) = match error {
            LexiconError::Toml { line, message } => (*line, String::new(), Wrong::Syntax(message.clone())),
            LexiconError::Group { line, phrase, .. } | LexiconError::Empty { line, phrase } => {
                (*line, format!("causes.\"{phrase}\""), Wrong::Cause)
            }
            LexiconError::Phrase { phrase, .. } => (0, format!("causes.\"{phrase}\""), Wrong::Cause),
        };
        PlanError { file: self.file.clone(), line, key, wrong }
    }
}

/// `3.1`, or `1`.
fn group_of(code: &str) -> Option<Group> {
    let code = code.trim();
    Group::ALL.into_iter().find(|g| g.code() == code || g.number().to_string() == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "unit = \"Huyện A\"\nyear = 2021\n";

    #[test]
    fn a_full_plan_reads() {
        let text = format!(
            "{HEAD}document = \"15/KH-UBND\"\ndate = 2021-03-20\ncount_moves_as_exits = true\n\
             [targets]\nexits = 5\nrate_reduction = 0.25\nfell_back = 0\n\
             [[ward]]\nname = \"Xã B\"\nresidents = 900\nexits = 3\ngroup_exits = {{ \"3.1\" = 1, \"3.5\" = 2 }}\n\
             [[group]]\ncode = \"3.1\"\nexits = 5\n[causes]\n\"đợi dự án\" = 3\n"
        );
        let plan = parse(&text, From::Embedded).expect("plan");
        assert_eq!((plan.exits(), plan.goals.rate_reduction, plan.goals.fell_back), (Some(5), Some(0.25), Some(0)));
        let ward = plan.wards.first().expect("ward");
        assert_eq!((ward.exits, ward.group_exits), (Some(3), [Some(1), None, None, None, Some(2), None]));
        assert_eq!(plan.document.date, Some((2021, 3, 20)));
        assert!(plan.count_moves_as_exits);
        assert_eq!(plan.causes.len(), 1);
        assert_eq!(plan.lines.get("targets.exits"), Some(&7));
    }

    #[test]
    fn what_is_wrong_is_named_with_line_and_key() {
        for (text, line, key, id) in [
            (format!("{HEAD}yaer = 1\n"), 3, "yaer", "unknown-key"),
            (format!("{HEAD}[targets]\nexits = -1\n"), 4, "targets.exits", "not-whole"),
            (format!("{HEAD}[targets]\nrate_reduction = \"0,25\"\n"), 4, "targets.rate_reduction", "not-percent"),
            (format!("{HEAD}\n[[ward]]\nname = \"B\"\n[[ward]]\nexits = 1\n"), 6, "ward[2].name", "missing"),
            (format!("{HEAD}[[ward]]\nname = \"B\"\nexits = 1.5\n"), 5, "ward[1].exits", "not-whole"),
            (
                format!("{HEAD}[[ward]]\nname = \"B\"\ngroup_exits = {{ \"3.7\" = 1 }}\n"),
                5,
                "ward[1].group_exits.\"3.7\"",
                "not-group",
            ),
            (format!("{HEAD}[[group]]\ncode = \"3.1\"\n[[group]]\ncode = \"3.1\"\n"), 5, "group[2].code", "twice"),
            (format!("{HEAD}precedence = [1, 2, 3]\n"), 3, "precedence", "not-precedence"),
            (format!("{HEAD}[causes]\n\"lười\" = 9\n"), 4, "causes.\"lười\"", "cause"),
            ("unit = \"A\"\nyear = 20\n".to_owned(), 2, "year", "not-year"),
            ("unit = \"A\nyear = 20\n".to_owned(), 1, "", "syntax"),
            ("unit = \"A\"\n".to_owned(), 2, "year", "missing"),
        ] {
            let error = parse(&text, From::Embedded).expect_err(&text);
            assert_eq!((error.line, error.key.as_str(), error.wrong.id()), (line, key, id), "{text}");
        }
    }
}
