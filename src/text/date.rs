//! Days as people type them.

/// A day typed `2020-11-25` or `25/11/2020`, as `2020-11-25`; none when there is no such day.
#[must_use]
pub fn typed(text: &str) -> Option<String> {
    let numbers = |by: char| -> Option<[u32; 3]> {
        let parts: Vec<u32> = text.trim().split(by).map(str::parse).collect::<Result<_, _>>().ok()?;
        parts.try_into().ok()
    };
    let (year, month, day) = match (numbers('-'), numbers('/')) {
        (Some([y, m, d]), _) => (y, m, d),
        (_, Some([d, m, y])) => (y, m, d),
        _ => return None,
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    ((1900..=2100).contains(&year) && (1..=days).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_both_spellings() {
        assert_eq!(typed("25/11/2020").as_deref(), Some("2020-11-25"));
        assert_eq!(typed("2020-2-29").as_deref(), Some("2020-02-29"));
        assert_eq!(typed("31/4/2020"), None);
        assert_eq!(typed("hôm nay"), None);
    }
}
