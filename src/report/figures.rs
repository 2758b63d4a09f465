//! The counts that every summary, ward and group has, each known or not.
//!
//! What they mean is told in [`crate::tally::Counts`]; nothing is counted here.

use serde::{Deserialize, Serialize};

use crate::tally::{Counts, Known, Whom};

/// The counts by name, in the order in which they are written; each name stands once.
macro_rules! figures {
    ($($name:ident),+ $(,)?) => {
        /// Counts, `null` where unknown.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs)] // The terms are explained in `tally::Counts`.
        pub struct Figures {
            $(pub $name: Option<u64>,)+
        }

        impl Figures {
            /// The names of the figures, in their order.
            pub const NAMES: [&str; [$(stringify!($name)),+].len()] = [$(stringify!($name)),+];

            /// The figures in the order of [`Figures::NAMES`].
            #[must_use]
            pub fn values(&self) -> [Option<u64>; Self::NAMES.len()] {
                [$(self.$name),+]
            }

            /// Figures in the order of [`Figures::NAMES`].
            #[must_use]
            pub fn from_values(values: [Option<u64>; Self::NAMES.len()]) -> Figures {
                let [$($name),+] = values;
                Figures { $($name),+ }
            }
        }
    };
}

figures! {
    households,
    review,
    registered,
    target,
    exited,
    exited_to_near_poor,
    exited_above,
    registered_exited,
    still_poor,
    no_outcome,
    moved_out,
    ended,
    from_near_poor,
    fell_back,
    newly_poor,
    moved_in,
    end,
}

impl Figures {
    /// What is known of these counts. Where the exits go is known only when some exit says so (`directions`).
    #[must_use]
    pub fn of(counts: &Counts, known: Known, whom: Whom) -> Figures {
        let registered = known.registration().then_some(counts.registered);
        let mut figures = Figures {
            households: Some(counts.households),
            review: Some(counts.review),
            registered,
            ..Figures::default()
        };
        if whom != Whom::Poor || !known.outcome() {
            return figures;
        }
        let says_where = counts.exited_to_near_poor + counts.exited_above > 0;
        figures.exited = Some(counts.exited);
        figures.exited_to_near_poor = says_where.then_some(counts.exited_to_near_poor);
        figures.exited_above = says_where.then_some(counts.exited_above);
        figures.registered_exited = registered.map(|_| counts.registered_exited);
        figures.still_poor = Some(counts.still_poor);
        figures.no_outcome = Some(counts.no_outcome);
        figures.moved_out = Some(counts.moved_out);
        figures.ended = Some(counts.ended);
        figures.from_near_poor = Some(counts.from_near_poor);
        figures.fell_back = Some(counts.fell_back);
        figures.newly_poor = Some(counts.newly_poor);
        figures.moved_in = Some(counts.moved_in);
        figures.end = Some(counts.end());
        figures
    }
}
