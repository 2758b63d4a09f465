//! The wards of one run: each text that names one is resolved once.

use std::collections::HashMap;

use super::gazetteer::{Gazetteer, Kind, KnownWard};
use super::names::{Typed, compatible, key};

/// A ward of this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WardId(u32);

impl WardId {
    /// The place among the wards of the run, in the order of meeting.
    #[must_use]
    pub fn number(self) -> u64 {
        u64::from(self.0)
    }
}

/// A ward that the survey, the plan or the targets name.
#[derive(Debug, Clone)]
pub struct Ward {
    /// The name for people: `Phường Hưng Thành`.
    pub name: String,
    /// The kind, where it is known.
    pub kind: Option<Kind>,
    /// The name without kind.
    bare: String,
    /// The entry in the list of known wards.
    pub known: Option<&'static KnownWard>,
}

/// All wards of a run.
#[derive(Debug, Clone)]
pub struct Wards {
    gazetteer: &'static Gazetteer,
    wards: Vec<Ward>,
    by_text: HashMap<String, WardId>,
    by_key: HashMap<String, Vec<WardId>>,
}

impl Default for Wards {
    fn default() -> Wards {
        Wards { gazetteer: Gazetteer::standard(), wards: Vec::new(), by_text: HashMap::new(), by_key: HashMap::new() }
    }
}

impl Wards {
    /// The ward that a text names; `None` for a text without a name in it.
    pub fn resolve(&mut self, text: &str) -> Option<WardId> {
        if let Some(id) = self.by_text.get(text) {
            return Some(*id);
        }
        let typed = Typed::parse(text);
        let id = self.resolve_typed(&typed)?;
        self.by_text.insert(text.to_owned(), id);
        Some(id)
    }

    /// The ward that a name taken apart means.
    pub fn resolve_typed(&mut self, typed: &Typed) -> Option<WardId> {
        if !typed.name.chars().any(char::is_alphabetic) {
            return None;
        }
        let known = self.known(typed);
        let folded = key(known.map_or(&typed.name, |k| &k.name));
        if let Some(id) = self.seen(&folded, typed, known) {
            return Some(id);
        }
        let ward = match known {
            Some(k) => Ward { name: k.title(), kind: Some(k.kind), bare: k.name.clone(), known },
            None => Ward { name: typed.title(), kind: typed.kind, bare: typed.name.clone(), known: None },
        };
        let id = WardId(u32::try_from(self.wards.len()).ok()?);
        self.wards.push(ward);
        self.by_key.entry(folded).or_default().push(id);
        Some(id)
    }

    /// The one known ward that a typed name can mean.
    fn known(&self, typed: &Typed) -> Option<&'static KnownWard> {
        let mut fits = self.gazetteer.with_key(&key(&typed.name)).filter(|(_, w)| {
            let former = w.former.iter().map(|f| (f.kind, &f.name));
            let spellings = w.spellings.iter().map(|s| (w.kind, s));
            let mut names = std::iter::once((w.kind, &w.name)).chain(spellings).chain(former);
            names.any(|(kind, name)| typed.kind.is_none_or(|k| k == kind) && compatible(&typed.name, name))
        });
        let (_, first) = fits.next()?;
        fits.next().is_none().then_some(first)
    }

    /// The ward of this run that a typed name means, if it was met before.
    fn seen(&mut self, folded: &str, typed: &Typed, known: Option<&'static KnownWard>) -> Option<WardId> {
        let met = self.by_key.get(folded)?;
        let mut fits = met.iter().copied().filter(|id| {
            self.wards.get(id.0 as usize).is_some_and(|w| match (w.known, known) {
                (Some(a), Some(b)) => std::ptr::eq(a, b),
                (None, None) => {
                    compatible(&w.bare, &typed.name)
                        && (w.kind.is_none() || typed.kind.is_none() || w.kind == typed.kind)
                }
                _ => false,
            })
        });
        let id = fits.next()?;
        if fits.next().is_some() {
            return None;
        }
        // The fuller spelling is the one that is shown.
        if let Some(ward) = self.wards.get_mut(id.0 as usize).filter(|w| w.known.is_none()) {
            let marks = |s: &str| s.chars().filter(|c| !c.is_ascii()).count();
            if marks(&typed.name) > marks(&ward.bare) {
                ward.bare.clone_from(&typed.name);
            }
            ward.kind = ward.kind.or(typed.kind);
            ward.name = Typed { kind: ward.kind, name: ward.bare.clone() }.title();
        }
        Some(id)
    }

    /// A ward by its identity.
    #[must_use]
    pub fn get(&self, id: WardId) -> Option<&Ward> {
        self.wards.get(id.0 as usize)
    }

    /// Every ward met, in the order of meeting.
    pub fn iter(&self) -> impl Iterator<Item = (WardId, &Ward)> {
        (0u32..).map(WardId).zip(&self.wards)
    }

    /// Up to two wards whose names are nearest to a name that is not known: of the plan's wards, or where there are none
    /// of all known ones.
    #[must_use]
    pub fn nearest(&self, id: WardId, plan: &[WardId]) -> Vec<String> {
        let Some(ward) = self.get(id) else { return Vec::new() };
        let folded = key(&ward.bare);
        if !plan.is_empty() {
            let likeness = |w: &Ward| (strsim::jaro_winkler(&folded, &key(&w.bare)) * 1000.0) as u32;
            let named = plan.iter().filter_map(|id| self.get(*id));
            let mut near: Vec<(u32, &Ward)> = named.map(|w| (likeness(w), w)).filter(|(like, _)| *like > 800).collect();
            near.sort_by_key(|(like, _)| std::cmp::Reverse(*like));
            return near.into_iter().map(|(_, w)| w.name.clone()).take(2).collect();
        }
        let mut near: Vec<(u32, usize)> = Vec::new();
        for (name, wards) in self.gazetteer.keys() {
            let likeness = strsim::jaro_winkler(&folded, name);
            if likeness > 0.8 {
                // Thousandths, so that the order is total.
                near.extend(wards.iter().map(|at| (1000 - (likeness * 1000.0) as u32, *at)));
            }
        }
        near.sort_unstable();
        near.dedup_by_key(|(_, at)| *at);
        let names = near.iter().filter_map(|(_, at)| self.gazetteer.wards().get(*at));
        names.map(KnownWard::title).take(2).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_ward_are_one_ward() {
        let mut wards = Wards::default();
        let spellings = [
            "Hưng Thành",
            "phường  Hưng\u{a0}Thành",
            "P.HƯNG THÀNH",
            "p.hung thanh",
            "Phường Hu\u{31B}ng Tha\u{300}nh",
            "Phuong Hung Thanh",
            "Phường Hưng thành ",
            "P. Hưng Thành, TP Tuyên Quang",
        ];
        for typed in spellings {
            let id = wards.resolve(typed).expect(typed);
            assert_eq!(wards.get(id).expect("ward").name, "Phường Hưng Thành", "{typed}");
        }
        assert_eq!(wards.iter().count(), 1);
    }

    #[test]
    fn other_kinds_and_other_marks_are_other_wards() {
        let mut wards = Wards::default();
        for (typed, name) in [
            ("Tân Quang", "Phường Tân Quang"),
            ("Xã Tân Quang", "Xã Tân Quang"),
            ("xã An Tường", "Phường An Tường"),
            ("Tân Hạ", "Tân Hạ"),
            ("Tan Lap", "Tan Lap"),
            ("XÃ TÂN LẬP", "Xã Tân Lập"),
            ("Ðội Cấn", "Phường Đội Cấn"),
            ("Y LA", "Phường Ỷ La"),
        ] {
            let id = wards.resolve(typed).expect(typed);
            assert_eq!(wards.get(id).expect("ward").name, name, "{typed}");
        }
        let tan_lap = wards.resolve("Tan Lap").expect("Tan Lap");
        assert_eq!(wards.get(tan_lap).expect("ward").name, "Xã Tân Lập");
        let wrong = wards.resolve("Hưng Thạnh").expect("unknown");
        assert_eq!(wards.nearest(wrong, &[]), ["Phường Hưng Thành"]);
    }
}
