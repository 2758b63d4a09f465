//! Vietnamese alphabetical order: a ă â b c d đ …, tones after letters.

use std::cmp::Ordering;
use std::sync::OnceLock;

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;
use icu_locale_core::locale;

/// Compares two names as a Vietnamese dictionary would; names that it holds equal go by code point, so
/// that the order is total and the same on every machine.
#[must_use]
pub fn compare(a: &str, b: &str) -> Ordering {
    static COLLATOR: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    let collator =
        COLLATOR.get_or_init(|| CollatorBorrowed::try_new(locale!("vi").into(), CollatorOptions::default()).ok());
    collator.as_ref().map_or(Ordering::Equal, |c| c.compare(a, b)).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_vietnamese_come_in_their_order() {
        let mut names = ["Đội Cấn", "Dương", "Ân", "An", "Ăn", "Ỷ La", "Tân Hà", "Tân Quang"];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, ["An", "Ăn", "Ân", "Dương", "Đội Cấn", "Tân Hà", "Tân Quang", "Ỷ La"]);
    }
}
