//! Numbers as clerks type them.

/// A whole number of households or persons: `"49 "`, `"08"`, `"15 hộ"`, `"1.234"`, `49.0`.
///
/// Returns `None` for anything that is not one non-negative whole number.
#[must_use]
pub fn whole(text: &str) -> Option<u64> {
    // Nearly all are written so.
    if (1..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let text = text.trim().trim_matches('\u{a0}');
    let number: String = text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ')).collect();
    let unit = crate::text::fold::fold(text.get(number.len()..).unwrap_or(""));
    if !matches!(unit.as_str(), "" | "ho" | "khau" | "nguoi" | "ho ngheo") {
        return None;
    }
    let number = number.trim();
    if number.is_empty() || number.len() > 18 {
        return None;
    }
    let mut groups = number.split(['.', ',', ' ']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let thousands = !first.is_empty() && first.len() <= 3 && rest.iter().all(|g| g.len() == 3);
    let zero_decimals = rest.len() == 1 && rest.iter().all(|g| !g.is_empty() && g.bytes().all(|b| b == b'0'));
    let digits: String = match (rest.is_empty(), thousands, zero_decimals) {
        (true, ..) => first.to_owned(),
        (_, true, _) => number.chars().filter(char::is_ascii_digit).collect(),
        (_, _, true) => first.to_owned(),
        _ => return None,
    };
    digits.parse().ok()
}

/// A four-digit year between 1900 and 2100 standing anywhere in a text or date.
#[must_use]
pub fn year(text: &str) -> Option<u16> {
    // Nearly all are written so.
    if let [a, b, c, d] = text.as_bytes()
        && let digits = [a, b, c, d].map(|byte| u16::from(byte.wrapping_sub(b'0')))
        && digits.iter().all(|digit| *digit < 10)
    {
        let year = digits.into_iter().fold(0, |all, digit| all * 10 + digit);
        return (1900..=2100).contains(&year).then_some(year);
    }
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok())
        .find(|year| (1900..=2100).contains(year))
}

/// A whole number in Vietnamese style: `1234567` is `1.234.567`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// `part / whole` as a percentage with `places` decimals, half up, decimal comma; `None` when `whole` is 0.
#[must_use]
pub fn percent(part: u64, whole: u64, places: u32) -> Option<String> {
    if whole == 0 {
        return None;
    }
    let scale = 10u128.pow(places);
    let scaled = (u128::from(part) * 100 * scale * 2 + u128::from(whole)) / (u128::from(whole) * 2);
    let (int, frac) = (scaled / scale, scaled % scale);
    let width = places as usize;
    Some(if places == 0 { int.to_string() } else { format!("{int},{frac:0width$}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_counts() {
        for (typed, value) in [
            ("49 ", Some(49)),
            ("08", Some(8)),
            ("15 hộ", Some(15)),
            ("1.234", Some(1234)),
            ("1,234,567", Some(1_234_567)),
            ("49,0", Some(49)),
            ("700,5", None),
            ("ba", None),
            ("", None),
            ("-3", None),
        ] {
            assert_eq!(whole(typed), value, "{typed:?}");
        }
    }

    #[test]
    fn reads_years() {
        for (typed, value) in [
            ("1936", Some(1936)),
            ("12/3/1936", Some(1936)),
            ("1899", None),
            ("2100", Some(2100)),
            ("193a", None),
            ("01936", None),
            ("19/36", None),
        ] {
            assert_eq!(year(typed), value, "{typed:?}");
        }
    }

    #[test]
    fn writes_vietnamese_numbers() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1.234.567");
        assert_eq!(percent(90, 368, 2).as_deref(), Some("24,46"));
        assert_eq!(percent(1, 0, 1), None);
        assert_eq!(percent(2824, 1854, 2).as_deref(), Some("152,32"));
    }
}
