//! The six cause groups of the plan (3.1 to 3.6): why a household is poor.

use serde::{Deserialize, Serialize};

/// One of the six cause groups; "not yet grouped" (group 0) is the absence of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Group(u8);

impl Group {
    /// All groups, in the plan's order.
    pub const ALL: [Group; 6] = [Group(1), Group(2), Group(3), Group(4), Group(5), Group(6)];

    /// The group with this number, 1 to 6.
    #[must_use]
    pub const fn new(number: u8) -> Option<Group> {
        if number >= 1 && number <= 6 { Some(Group(number)) } else { None }
    }

    /// 1 to 6.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The plan's code: `3.1` to `3.6`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self.0 {
            1 => "3.1",
            2 => "3.2",
            3 => "3.3",
            4 => "3.4",
            5 => "3.5",
            _ => "3.6",
        }
    }
}

impl TryFrom<u8> for Group {
    type Error = String;

    fn try_from(number: u8) -> Result<Group, String> {
        Group::new(number).ok_or_else(|| format!("{number} is not a cause group (1 to 6)"))
    }
}

impl From<Group> for u8 {
    fn from(group: Group) -> u8 {
        group.0
    }
}
