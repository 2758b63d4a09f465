//! Whether a number format shows a number as a date.

/// What a number format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A number, or a duration.
    Number,
    /// A day or time.
    Date,
}

/// The shape of a format that every workbook knows by its number.
pub(crate) fn built_in(id: u16) -> Shape {
    if matches!(id, 14..=22 | 27..=36 | 45 | 47 | 50..=58) { Shape::Date } else { Shape::Number }
}

/// The shape of a format that a workbook brings along. Only its first part, for positive numbers, is looked at.
pub(crate) fn custom(code: &str) -> Shape {
    let mut characters = code.chars();
    let mut quoted = false;
    while let Some(c) = characters.next() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => drop(characters.next()),
            ';' => break,
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                // [h]:mm counts hours: a duration. [Red], [$-42A] are neither.
                if !inside.is_empty() && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                    return Shape::Number;
                }
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return Shape::Date,
            _ => {}
        }
    }
    Shape::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_dates_from_numbers() {
        for (code, shape) in [
            ("dd/mm/yyyy", Shape::Date),
            ("[$-42A]dd mmmm yyyy;@", Shape::Date),
            ("#,##0\\ \"hộ\"", Shape::Number),
            ("0.00;[Red]-0.00", Shape::Number),
            ("[h]:mm", Shape::Number),
            ("General", Shape::Number),
            ("_-* #,##0\\ _d_-", Shape::Number),
        ] {
            assert_eq!(custom(code), shape, "{code}");
        }
        assert_eq!(built_in(14), Shape::Date);
        assert_eq!(built_in(2), Shape::Number);
    }
}
