//! Pairs the households of two lists: those of the start of the year with those of its end.
//!
//! Every pair says why it was made and how strong it is. What is ambiguous is never decided here: it is listed as a
//! doubt, for a person to settle. No household is in two pairs. Nothing here reads files or knows what poverty is, and
//! the answer depends neither on the order of the rows nor on that of any map.

mod block;
mod decide;
mod names;
mod score;

use std::collections::BTreeMap;

use crate::ward::WardId;

pub(crate) use block::{hamlet, hash_bytes};
pub use decide::pair;

/// A person as a list names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The name, as written.
    pub name: Box<str>,
    /// The identity number without the zeros that spreadsheets lose; old ones have nine digits, new ones twelve.
    pub identity: Option<u64>,
    /// The year of birth.
    pub birth: Option<u16>,
}

/// What a household is recognised by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Its list.
    pub source: usize,
    /// Its row.
    pub row: u32,
    /// Its head.
    pub head: Person,
    /// Its ward.
    pub ward: Option<WardId>,
    /// Its hamlet, as written.
    pub hamlet: Box<str>,
    /// The number that the office gave the household, as written.
    pub code: Box<str>,
    /// How many people it has.
    pub size: Option<u16>,
    /// The other members, where the list names them.
    pub members: Vec<Person>,
    /// Whether its list says that it was not there before, so that it is nobody else under a new head.
    pub fresh: bool,
}

macro_rules! evidence {
    ($($(#[$doc:meta])* $name:ident $id:literal,)*) => {
        /// One reason for, or against, a pair.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Evidence { $($(#[$doc])* $name,)* }

        impl Evidence {
            /// Every reason.
            pub const ALL: &[Evidence] = &[$(Evidence::$name,)*];

            /// Its name in JSON, and of its words.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Evidence::$name => $id,)* }
            }
        }
    };
}

evidence! {
    /// A person has said so.
    Settled "settled",
    /// The same identity number.
    Identity "identity",
    /// Identity numbers one slip apart.
    IdentityNear "identity_near",
    /// Different identity numbers of one kind.
    IdentityDiffers "identity_differs",
    /// The same number of the household.
    Code "code",
    /// The head at the end was a member at the start, or the other way round.
    Member "member",
    /// The same name.
    Name "name",
    /// The same name but for its marks.
    NameMarks "name_marks",
    /// A name that is likely the same, misspelt.
    NameNear "name_near",
    /// Another name.
    NameDiffers "name_differs",
    /// The same year of birth.
    Birth "birth",
    /// Years of birth one slip apart.
    BirthNear "birth_near",
    /// Different years of birth.
    BirthDiffers "birth_differs",
    /// The same hamlet.
    Hamlet "hamlet",
    /// Another hamlet.
    HamletDiffers "hamlet_differs",
    /// Another ward.
    WardDiffers "ward_differs",
    /// The same number of people.
    Size "size",
}

/// How sure a pair is, in hundredths of a bit: the weight of all reasons for it against chance. 0 is even odds, 1000 is
/// a thousand to one.
pub type Strength = i32;

/// Two households that are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The one at the start, by its place among the records.
    pub start: usize,
    /// The one at the end.
    pub end: usize,
    /// How sure it is.
    pub strength: Strength,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// Households of which some may be one: for a person to settle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubt {
    /// Those at the start.
    pub starts: Vec<usize>,
    /// Those at the end, the likeliest first.
    pub ends: Vec<usize>,
    /// The pairs that are possible, the likeliest first.
    pub pairs: Vec<Pair>,
}

/// What a person has said of pairs, by the keys of both households (see [`keys`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// Whether the two are one household.
    pub same: BTreeMap<(u64, u64), bool>,
}

/// How the households of two lists belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matching {
    /// The pairs, by start.
    pub pairs: Vec<Pair>,
    /// What is ambiguous.
    pub doubts: Vec<Doubt>,
    /// Households only in the end whose head was a member at the start: that household.
    pub split: BTreeMap<usize, usize>,
    /// Households only in the start whose head is a member at the end: that household.
    pub joined: BTreeMap<usize, usize>,
    /// What a person settled and no longer applies: one of the two households is not there, or is used twice.
    pub idle: usize,
}

/// A key for each household, by which a person's word finds it again although rows have moved. Equal households get
/// different keys by their order.
#[must_use]
pub fn keys(records: &[Record]) -> Vec<u64> {
    let mut met: BTreeMap<u64, u64> = BTreeMap::new();
    records
        .iter()
        .map(|r| {
            let birth = r.head.birth.map(|b| b.to_string()).unwrap_or_default();
            let identity = r.head.identity.map(|i| i.to_string()).unwrap_or_default();
            let base = block::hash(&[
                &crate::text::fold::tones(&r.head.name),
                &identity,
                &birth,
                &block::hamlet(&r.hamlet),
                &r.code,
            ]);
            let nth = met.entry(base).or_default();
            *nth += 1;
            if *nth == 1 { base } else { block::hash(&[&base.to_string(), &nth.to_string()]) }
        })
        .collect()
}

#[cfg(test)]
mod tests;
