//! How much a name tells: nothing when half the commune bears it, much when it is rare.
//!
//! The weights come from the two lists themselves: how often the whole name occurs in one list, and how common its
//! family name, middle names and given name are.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Strength;

type Counts = HashMap<String, u32, FixedState>;

/// A name rarer than this tells no more: 13 bits.
const MOST: f64 = 13.0;

/// How many names of the lists what is known of names at large weighs as much as.
const AT_LARGE: f64 = 30.0;

/// Names of the two lists, folded, and how common they and their parts are.
#[derive(Debug, Default)]
pub(super) struct Names {
    whole: [Counts; 2],
    lengths: [f64; 2],
    family: Counts,
    middle: Counts,
    given: Counts,
}

/// Family name, middle names and given name.
pub(super) fn parts(folded: &str) -> (&str, &str, &str) {
    match (folded.split_once(' '), folded.rsplit_once(' ')) {
        (Some((family, rest)), Some((_, given))) => (family, rest.strip_suffix(given).unwrap_or("").trim_end(), given),
        _ => ("", "", folded),
    }
}

impl Names {
    pub(super) fn of(start: &[String], end: &[String]) -> Names {
        let mut names = Names { lengths: [start.len() as f64, end.len() as f64], ..Names::default() };
        for (whole, list) in names.whole.iter_mut().zip([start, end]) {
            for name in list {
                *whole.entry(name.clone()).or_default() += 1;
                let (family, middle, given) = parts(name);
                *names.family.entry(family.to_owned()).or_default() += 1;
                *names.middle.entry(middle.to_owned()).or_default() += 1;
                *names.given.entry(given.to_owned()).or_default() += 1;
            }
        }
        names
    }

    /// What agreement in this name is worth.
    pub(super) fn weight(&self, folded: &str) -> Strength {
        let total = (self.lengths[0] + self.lengths[1]).max(1.0);
        let (family, middle, given) = parts(folded);
        // The pair itself is two of the count; in a short list what is known of names at large helps out: a family name
        // is shared by one in fifteen, middle names by one in five, a given name by one in sixty.
        let share = |counts: &Counts, part: &str, kinds: f64| {
            let others = f64::from(counts.get(part).copied().unwrap_or(0).saturating_sub(2));
            (others + AT_LARGE / kinds) / (total + AT_LARGE)
        };
        let by_parts =
            share(&self.family, family, 15.0) * share(&self.middle, middle, 5.0) * share(&self.given, given, 60.0);
        // Namesakes within one list show how common the name is beyond what its parts say.
        let namesakes = self.whole.iter().zip(self.lengths).map(|(whole, length)| {
            f64::from(whole.get(folded).copied().unwrap_or(0).saturating_sub(1)) / length.max(1.0)
        });
        let likely = namesakes.fold(by_parts, f64::max);
        bits((-likely.log2()).clamp(0.0, MOST))
    }
}

/// Bits as hundredths, so that no rounding of the machine decides.
pub(super) fn bits(bits: f64) -> Strength {
    (bits * 100.0).round() as Strength
}

/// How two names that are not the same are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The words of one in another order, or one of them left out.
    Words,
    /// One word with a slip in it.
    Slip,
    /// Nothing that counts.
    None,
}

/// How alike two folded names are that are not equal.
pub(super) fn likeness(a: &str, b: &str) -> Likeness {
    let (one, two): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let (short, long) = if one.len() <= two.len() { (&one, &two) } else { (&two, &one) };
    let (mut sorted_a, mut sorted_b) = (one.clone(), two.clone());
    sorted_a.sort_unstable();
    sorted_b.sort_unstable();
    if sorted_a == sorted_b {
        return Likeness::Words;
    }
    let ends = short.first() == long.first() && short.last() == long.last();
    if short.len() >= 2 && long.len() == short.len() + 1 && ends && short.iter().all(|w| long.contains(w)) {
        return Likeness::Words;
    }
    if one.len() == two.len() {
        let mut differ = one.iter().zip(&two).filter(|(a, b)| a != b);
        if let (Some((a, b)), None) = (differ.next(), differ.next()) {
            let slip = strsim::osa_distance(a, b);
            // "Văn" and "Vân" fold alike; "Lan" and "Loan" are names of their own, yet one slip apart.
            return if slip <= 1 || (slip == 2 && a.len().min(b.len()) >= 4) { Likeness::Slip } else { Likeness::None };
        }
        return Likeness::None;
    }
    let (joined_a, joined_b) = (a.replace(' ', ""), b.replace(' ', ""));
    if joined_a.len() >= 8 && strsim::osa_distance(&joined_a, &joined_b) <= 1 { Likeness::Slip } else { Likeness::None }
}
