//! Which households are compared at all: those that share something telling.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use super::{Person, Record, names};
use crate::text::fold::fold;

/// Households that share a mark which tells less than an identity number; beyond this many it tells nothing.
const MOST: usize = 400;

pub(super) fn hash(parts: &[&str]) -> u64 {
    hash_bytes(parts.iter().map(|part| part.as_bytes()))
}

/// A number that stands for these parts in this order, the same in every run.
pub(crate) fn hash_bytes<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    for part in parts {
        hasher.write(part);
        hasher.write_u8(0xFF);
    }
    hasher.finish()
}

/// A hamlet as it is compared: `Tổ dân phố số 5`, `TDP 05` and `Tổ 5` are one.
pub(crate) fn hamlet(written: &str) -> String {
    let first = written.split([',', ';']).next().unwrap_or("");
    let folded = fold(first);
    let folded = folded.replace("to dan pho", "to").replace("khu dan cu", "khu");
    let words = folded.split(' ').filter(|w| !matches!(*w, "so" | ""));
    let plain = words.map(|w| match w {
        "tdp" => "to",
        number if number.bytes().all(|b| b.is_ascii_digit()) => number.trim_start_matches('0'),
        word => word,
    });
    plain.collect::<Vec<_>>().join(" ")
}

/// What is worked out once for each household.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) name: String,
    pub(super) hamlet: String,
    pub(super) members: Vec<String>,
}

impl Marks {
    pub(super) fn of(record: &Record) -> Marks {
        Marks {
            name: fold(&record.head.name),
            hamlet: hamlet(&record.hamlet),
            members: record.members.iter().map(|m| fold(&m.name)).collect(),
        }
    }
}

/// The keys under which a household is looked for, each with whether it tells as much as an identity number.
fn keys(record: &Record, marks: &Marks) -> Vec<(u64, bool)> {
    let mut keys = Vec::new();
    let ward = record.ward.map(|w| w.number().to_string()).unwrap_or_default();
    let birth = record.head.birth.map(|b| b.to_string());
    let person = |person: &Person, name: &str, keys: &mut Vec<(u64, bool)>| {
        if let Some(number) = person.identity {
            keys.push((hash(&["identity", &number.to_string()]), true));
        }
        if let (Some(birth), false) = (person.birth, name.is_empty()) {
            keys.push((hash(&["born", name, &birth.to_string()]), false));
        }
    };
    person(&record.head, &marks.name, &mut keys);
    record.members.iter().zip(&marks.members).for_each(|(m, name)| person(m, name, &mut keys));
    if record.code.len() >= 4 {
        keys.push((hash(&["code", &fold(&record.code)]), false));
    }
    if !marks.name.is_empty() {
        let (family, _, given) = names::parts(&marks.name);
        keys.push((hash(&["name", &marks.name]), false));
        keys.push((hash(&["name", &marks.name, &ward]), false));
        keys.push((hash(&["parts", family, given, &ward]), false));
        if !marks.hamlet.is_empty() {
            keys.push((hash(&["name", &marks.name, &ward, &marks.hamlet]), false));
        }
    }
    if !marks.hamlet.is_empty() {
        keys.push((hash(&["hamlet", &ward, &marks.hamlet]), false));
    }
    if let Some(birth) = &birth {
        keys.push((hash(&["birth", &ward, birth]), false));
        if !marks.hamlet.is_empty() {
            keys.push((hash(&["birth", &ward, birth, &marks.hamlet]), false));
        }
    }
    keys
}

/// For every household of the start those of the end that share something with it, in order, each once.
pub(super) fn candidates(start: (&[Record], &[Marks]), end: (&[Record], &[Marks])) -> Vec<Vec<usize>> {
    let mut index: HashMap<u64, Vec<usize>, FixedState> = HashMap::default();
    for (at, (record, marks)) in end.0.iter().zip(end.1).enumerate() {
        for (key, _) in keys(record, marks) {
            index.entry(key).or_default().push(at);
        }
    }
    let of = |(record, marks): (&Record, &Marks)| {
        let mut found: Vec<usize> = Vec::new();
        for (key, telling) in keys(record, marks) {
            if let Some(met) = index.get(&key).filter(|met| telling || met.len() <= MOST) {
                found.extend(met);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    };
    start.0.iter().zip(start.1).map(of).collect()
}
