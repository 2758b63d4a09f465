//! How strongly two households look like one: the sum of what each agreement and disagreement is worth.
//!
//! An agreement is worth as many bits as it is unlikely by chance, which the lists themselves tell; a disagreement costs
//! what it takes for one household to be written so differently. The number of households at the end is the chance that
//! has to be overcome.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::block::Marks;
use super::names::{Likeness, Names, bits, likeness};
use super::{Evidence, Pair, Person, Record, Strength};
use crate::text::fold::{has_diacritics, tones};

/// Weights in hundredths of a bit.
mod weight {
    pub(super) const IDENTITY: i32 = 2500;
    pub(super) const IDENTITY_NEAR: i32 = 900;
    pub(super) const IDENTITY_DIFFERS: i32 = -1000;
    pub(super) const CODE: i32 = 900;
    /// A head who was a member: beside their name or number the household itself tells.
    pub(super) const MEMBER: i32 = 300;
    pub(super) const NAME_MARKS: i32 = -200;
    pub(super) const NAME_WORDS: i32 = -300;
    pub(super) const NAME_SLIP: i32 = -450;
    pub(super) const NAME_DIFFERS: i32 = -900;
    pub(super) const BIRTH_NEAR: i32 = 0;
    pub(super) const BIRTH_DIFFERS: i32 = -700;
    pub(super) const HAMLET_DIFFERS: i32 = -300;
    pub(super) const WARD_DIFFERS: i32 = -600;
    pub(super) const SIZE: i32 = 100;
    pub(super) const SIZE_FAR: i32 = -100;
}

type Shares<K> = HashMap<K, u32, FixedState>;

/// How common everything is in the two lists.
pub(super) struct Scale {
    names: Names,
    births: Shares<u16>,
    wards: Shares<u64>,
    hamlets: Shares<(u64, String)>,
    total: u32,
    /// The chance to overcome.
    prior: Strength,
}

impl Scale {
    pub(super) fn of(start: (&[Record], &[Marks]), end: (&[Record], &[Marks])) -> Scale {
        let names = |marks: &[Marks]| marks.iter().map(|m| m.name.clone()).collect::<Vec<_>>();
        let mut scale = Scale {
            names: Names::of(&names(start.1), &names(end.1)),
            births: Shares::default(),
            wards: Shares::default(),
            hamlets: Shares::default(),
            total: 0,
            prior: bits((end.0.len().max(1) as f64).log2()),
        };
        for (record, marks) in start.0.iter().zip(start.1).chain(end.0.iter().zip(end.1)) {
            scale.total += 1;
            if let Some(birth) = record.head.birth {
                *scale.births.entry(birth).or_default() += 1;
            }
            let ward = record.ward.map_or(u64::MAX, |w| w.number());
            *scale.wards.entry(ward).or_default() += 1;
            *scale.hamlets.entry((ward, marks.hamlet.clone())).or_default() += 1;
        }
        scale
    }

    /// What one year of birth is worth: in a short list as much as one of fifty years, then what the lists tell.
    fn birth(&self, year: u16) -> Strength {
        let others = f64::from(self.births.get(&year).copied().unwrap_or(0).saturating_sub(2));
        let share = (others + 1.0) / (f64::from(self.total) + 50.0);
        bits((-share.log2()).clamp(2.0, 6.5))
    }

    fn share(&self, count: Option<&u32>, least: f64, most: f64) -> Strength {
        let share = f64::from(count.copied().unwrap_or(1).max(1)) / f64::from(self.total.max(1));
        bits((-share.log2()).clamp(least, most))
    }

    /// The pair of two households, as it stands.
    pub(super) fn pair(&self, at: (usize, usize), start: (&Record, &Marks), end: (&Record, &Marks)) -> Pair {
        let mut pair = Pair { start: at.0, end: at.1, strength: -self.prior, evidence: Vec::new() };
        let mut add = |evidence: Evidence, strength: Strength| {
            pair.strength += strength;
            pair.evidence.push(evidence);
        };
        let heads = self.person(&start.0.head, &start.1.name, &end.0.head, &end.1.name);
        // After a death another member heads the household.
        let was_member = start.0.members.iter().zip(&start.1.members);
        let was_member = was_member.map(|(m, name)| self.person(m, name, &end.0.head, &end.1.name));
        let is_member = end.0.members.iter().zip(&end.1.members);
        let is_member = is_member.map(|(m, name)| self.person(&start.0.head, &start.1.name, m, name));
        let sum = |all: &[(Evidence, Strength)]| all.iter().map(|(_, s)| s).sum::<Strength>();
        let member = was_member
            .chain(is_member)
            .max_by_key(|found| sum(found))
            .filter(|found| sum(found) >= 1000 && sum(found) > sum(&heads));
        match member {
            Some(found) => {
                add(Evidence::Member, weight::MEMBER);
                found.into_iter().for_each(|(e, s)| add(e, s));
            }
            None => heads.into_iter().for_each(|(e, s)| add(e, s)),
        }
        if start.0.code.len() >= 4 && start.0.code == end.0.code {
            add(Evidence::Code, weight::CODE);
        }
        self.place(start, end, &mut add);
        if let (Some(a), Some(b)) = (start.0.size, end.0.size) {
            match a.abs_diff(b) {
                0 => add(Evidence::Size, weight::SIZE),
                1 | 2 => {}
                _ => pair.strength += weight::SIZE_FAR,
            }
        }
        pair
    }

    fn place(&self, start: (&Record, &Marks), end: (&Record, &Marks), add: &mut impl FnMut(Evidence, Strength)) {
        let same_ward = match (start.0.ward, end.0.ward) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        if !same_ward {
            add(Evidence::WardDiffers, weight::WARD_DIFFERS);
            return;
        }
        let ward = start.0.ward.or(end.0.ward).map_or(u64::MAX, |w| w.number());
        let of_ward = self.share(self.wards.get(&ward), 0.0, 8.0);
        match (start.1.hamlet.as_str(), end.1.hamlet.as_str()) {
            ("", _) | (_, "") => {
                // A ward alone is not named as a reason: it goes without saying.
                add(Evidence::Hamlet, of_ward);
            }
            (a, b) if a == b => {
                let of_hamlet = self.share(self.hamlets.get(&(ward, a.to_owned())), 0.0, 12.0);
                add(Evidence::Hamlet, of_hamlet.max(of_ward));
            }
            _ => add(Evidence::HamletDiffers, of_ward + weight::HAMLET_DIFFERS),
        }
    }

    /// What two people have in common.
    fn person(&self, a: &Person, name_a: &str, b: &Person, name_b: &str) -> Vec<(Evidence, Strength)> {
        let mut found = Vec::new();
        if let (Some(one), Some(two)) = (a.identity, b.identity) {
            if one == two {
                found.push((Evidence::Identity, weight::IDENTITY));
            } else if kind(one) == kind(two) {
                let slip = strsim::osa_distance(&one.to_string(), &two.to_string()) <= 1;
                found.push(if slip {
                    (Evidence::IdentityNear, weight::IDENTITY_NEAR)
                } else {
                    (Evidence::IdentityDiffers, weight::IDENTITY_DIFFERS)
                });
            }
        }
        found.extend(self.name((&a.name, name_a), (&b.name, name_b)));
        if let (Some(one), Some(two)) = (a.birth, b.birth) {
            found.push(if one == two {
                (Evidence::Birth, self.birth(one))
            } else if one.abs_diff(two) == 1 || strsim::osa_distance(&one.to_string(), &two.to_string()) <= 1 {
                (Evidence::BirthNear, weight::BIRTH_NEAR)
            } else {
                (Evidence::BirthDiffers, weight::BIRTH_DIFFERS)
            });
        }
        found
    }

    fn name(&self, a: (&str, &str), b: (&str, &str)) -> Option<(Evidence, Strength)> {
        if a.1.is_empty() || b.1.is_empty() {
            return None;
        }
        let worth = self.names.weight(a.1).min(self.names.weight(b.1));
        if a.1 == b.1 {
            // "Hòa" and "Hoa" are two names where both are written with their marks.
            let marks = has_diacritics(a.0) && has_diacritics(b.0) && tones(a.0) != tones(b.0);
            return Some(if marks {
                (Evidence::NameMarks, worth + weight::NAME_MARKS)
            } else {
                (Evidence::Name, worth)
            });
        }
        Some(match likeness(a.1, b.1) {
            Likeness::Words => (Evidence::NameNear, worth + weight::NAME_WORDS),
            Likeness::Slip => {
                (Evidence::NameNear, self.names.weight(a.1).max(self.names.weight(b.1)).min(1100) + weight::NAME_SLIP)
            }
            Likeness::None => (Evidence::NameDiffers, weight::NAME_DIFFERS),
        })
    }
}

/// Old numbers have nine digits, new ones twelve, of which spreadsheets lose the zeros at the start.
fn kind(number: u64) -> bool {
    number >= 1_000_000_000
}
