//! The wards that are known, as `wards.toml` lists them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::names::key;

/// The kind of a commune-level unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Kind {
    /// Phường; before xã in every table.
    #[serde(rename = "phường")]
    Phuong,
    /// Thị trấn.
    #[serde(rename = "thị trấn")]
    ThiTran,
    /// Xã.
    #[serde(rename = "xã")]
    Xa,
}

impl Kind {
    /// The word before the name: `Phường`, `Thị trấn`, `Xã`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Phuong => "Phường",
            Kind::ThiTran => "Thị trấn",
            Kind::Xa => "Xã",
        }
    }
}

/// A time in which a ward had a code and belonged to a unit. Days are `YYYY-MM-DD`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The statistical code.
    pub code: String,
    /// First day.
    pub from: String,
    /// Last day; none while it holds.
    pub to: Option<String>,
    /// The district, city or province above.
    pub unit: String,
}

/// An earlier name of a whole ward.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Former {
    /// The kind it had.
    pub kind: Kind,
    /// The name it had.
    pub name: String,
    /// Last day of that name.
    pub until: String,
}

/// One ward of the list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownWard {
    /// Phường, thị trấn or xã.
    pub kind: Kind,
    /// The name without its kind.
    pub name: String,
    /// Other spellings that mean this ward.
    #[serde(default)]
    pub spellings: Vec<String>,
    /// Earlier names of the whole ward.
    #[serde(default)]
    pub former: Vec<Former>,
    /// When it had which code.
    pub periods: Vec<Period>,
}

impl KnownWard {
    /// `Phường Hưng Thành`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.kind.word(), self.name)
    }

    /// Whether the ward is, or was, of this kind.
    #[must_use]
    pub fn was(&self, kind: Kind) -> bool {
        self.kind == kind || self.former.iter().any(|f| f.kind == kind)
    }

    /// The code and unit in a year; the latest when the year is not known.
    #[must_use]
    pub fn in_year(&self, year: Option<u16>) -> Option<&Period> {
        let Some(year) = year else { return self.periods.first() };
        // A year's lists are those of its first day.
        let day = format!("{year}-01-01");
        self.periods.iter().find(|p| p.from <= day && p.to.as_ref().is_none_or(|to| *to >= day)).or(self.periods.last())
    }
}

/// All known wards, to be looked up by name.
#[derive(Debug, Default)]
pub struct Gazetteer {
    wards: Vec<KnownWard>,
    by_key: BTreeMap<String, Vec<usize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ward: Vec<KnownWard>,
}

impl Gazetteer {
    /// The wards that come with the program.
    #[must_use]
    pub fn standard() -> &'static Gazetteer {
        static STANDARD: OnceLock<Gazetteer> = OnceLock::new();
        STANDARD.get_or_init(|| crate::embedded::table("wards.toml", Gazetteer::parse(include_str!("wards.toml"))))
    }

    fn parse(text: &str) -> Result<Gazetteer, toml::de::Error> {
        let File { ward: wards } = toml::from_str(text)?;
        let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, ward) in wards.iter().enumerate() {
            let former = ward.former.iter().map(|f| &f.name);
            for name in std::iter::once(&ward.name).chain(&ward.spellings).chain(former) {
                let places = by_key.entry(key(name)).or_default();
                if !places.contains(&at) {
                    places.push(at);
                }
            }
        }
        Ok(Gazetteer { wards, by_key })
    }

    /// All wards, in the order of the list.
    #[must_use]
    pub fn wards(&self) -> &[KnownWard] {
        &self.wards
    }

    /// The wards whose name, folded, is `key`.
    pub(super) fn with_key<'a>(&'a self, key: &str) -> impl Iterator<Item = (usize, &'a KnownWard)> + use<'a> {
        let places = self.by_key.get(key).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.wards.get(*at).map(|ward| (*at, ward)))
    }

    /// The folded names, with the ward of each.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.by_key.iter().map(|(key, wards)| (key.as_str(), wards.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_reads_and_has_the_fifteen_wards_of_2020() {
        let list = Gazetteer::parse(include_str!("wards.toml")).expect("wards.toml");
        let city = list.wards().iter().filter(|w| {
            w.in_year(Some(2020))
                .is_some_and(|p| p.unit == "Thành phố Tuyên Quang" && p.to.as_deref() == Some("2025-06-30"))
        });
        assert_eq!(city.count(), 15);
        let minh_xuan = list.with_key("minh xuan").next().expect("Minh Xuân").1;
        assert_eq!(minh_xuan.in_year(Some(2020)).expect("2020").code, "02203");
        assert_eq!(minh_xuan.in_year(Some(2026)).expect("2026").code, "02215");
    }
}
