//! The tables that the program carries in itself, and whether one of them is damaged.
//!
//! One that cannot be read is an empty one, so that nothing stops in the middle; it is noted here, and whoever gives an answer
//! asks first and gives none. It must not decide how that is said.

use std::fmt::Display;
use std::sync::OnceLock;

static DAMAGE: Damage = Damage::none();

/// What a table of the program comes to, `parsed`; empty where it is damaged, which is noted under `name`.
pub(crate) fn table<T: Default, E: Display>(name: &str, parsed: Result<T, E>) -> T {
    DAMAGE.table(name, parsed)
}

/// The table found damaged first, and what is wrong with it: no figure that this process makes can be trusted.
#[must_use]
pub fn damaged() -> Option<&'static str> {
    DAMAGE.found()
}

/// The first damage found.
struct Damage(OnceLock<String>);

impl Damage {
    const fn none() -> Damage {
        Damage(OnceLock::new())
    }

    fn table<T: Default, E: Display>(&self, name: &str, parsed: Result<T, E>) -> T {
        parsed.unwrap_or_else(|error| {
            self.0.get_or_init(|| format!("{name}: {error}"));
            T::default()
        })
    }

    fn found(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_damaged_table_is_named() {
        let damage = Damage::none();
        assert_eq!(damage.table("whole.toml", "a = 1".parse::<toml::Table>()).len(), 1);
        assert_eq!(damage.found(), None);
        assert_eq!(damage.table("cut.toml", "[[a".parse::<toml::Table>()).len(), 0);
        assert_eq!(damage.table("other.toml", "=".parse::<toml::Table>()).len(), 0);
        assert!(damage.found().is_some_and(|d| d.starts_with("cut.toml: ")), "{:?}", damage.found());
    }
}
