//! Which styles make a number a date.

use calamine::{ExcelDateTime, ExcelDateTimeType, Style};

use super::Unusual;
use crate::read::cell_rows::date;
use crate::read::row::Item;

/// What a style makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Number,
    Date,
    Duration,
    /// It cannot be told from here.
    Unclear,
}

/// The styles of a workbook, by their numbers.
pub(super) struct Formats {
    formats: Vec<Format>,
    is_1904: bool,
}

impl Formats {
    pub(super) fn new(styles: &[Style], is_1904: bool) -> Formats {
        Formats { formats: styles.iter().map(format_of).collect(), is_1904 }
    }

    /// The item that a number is under a style.
    pub(super) fn item(&self, style: Option<usize>, number: f64) -> Result<Item<'static>, Unusual> {
        let format = style.and_then(|s| self.formats.get(s)).copied().unwrap_or(Format::Number);
        let kind = match format {
            Format::Number => return Ok(Item::Number(number)),
            Format::Date => ExcelDateTimeType::DateTime,
            Format::Duration => ExcelDateTimeType::TimeDelta,
            Format::Unclear => return Err(Unusual),
        };
        Ok(date(&ExcelDateTime::new(number, kind, self.is_1904)))
    }
}

fn format_of(style: &Style) -> Format {
    let Some(format) = &style.number_format else { return Format::Unclear };
    match format.format_id {
        // Dates of East Asian Excel: the library knows them by number and gives no code.
        Some(27..=36 | 50..=58) | None => Format::Unclear,
        Some(_) => format_of_code(&format.format_code),
    }
}

/// What a format code makes of a number, by the rules of calamine: the first section decides; letters of day, month, year,
/// hour and second outside of quotation marks and brackets make a date, `[h]` and the like a duration.
fn format_of_code(code: &str) -> Format {
    let (mut escaped, mut quoted, mut brackets) = (false, false, 0u8);
    let (mut clock, mut half_day) = (false, false);
    let mut before = ' ';
    for c in code.chars() {
        if escaped {
            escaped = false;
        } else if matches!(c, '_' | '\\' | '*') {
            escaped = true;
        } else if quoted {
            quoted = c != '"';
        } else {
            match c {
                '"' => quoted = true,
                ';' => return Format::Number,
                '[' => match brackets.checked_add(1) {
                    Some(deeper) => brackets = deeper,
                    None => return Format::Unclear,
                },
                ']' if brackets == 1 && clock => return Format::Duration,
                ']' => brackets = brackets.saturating_sub(1),
                'a' | 'A' if !half_day && brackets == 0 => half_day = true,
                'p' | 'm' | '/' | 'P' | 'M' if half_day && brackets == 0 => return Format::Date,
                'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' if !half_day && brackets == 0 => {
                    return Format::Date;
                }
                _ if clock && c.eq_ignore_ascii_case(&before) => {}
                _ => clock = before == '[' && matches!(c, 'm' | 'h' | 's' | 'M' | 'H' | 'S'),
            }
        }
        before = c;
    }
    Format::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_dates() {
        for (code, format) in [
            ("General", Format::Number),
            ("#,##0.00", Format::Number),
            ("dd/mm/yyyy", Format::Date),
            ("[$-42A]dd/mm/yyyy;@", Format::Date),
            ("h:mm AM/PM", Format::Date),
            ("[h]:mm:ss", Format::Duration),
            ("[hh]:mm", Format::Duration),
            ("[Red]0", Format::Number),
            ("0\"ngày\"", Format::Number),
            ("_(* #,##0_);_(* (#,##0)", Format::Number),
            ("@", Format::Number),
        ] {
            assert_eq!(format_of_code(code), format, "{code}");
        }
    }
}
