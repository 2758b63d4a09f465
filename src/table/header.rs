//! The header of a table: one to three rows, merged or not, and the columns that they name.

use super::headings::{Field, Headings};
use super::resembles::is_numbering;
use crate::read::{Item, Merge, Row};
use crate::text::fold::{fold, one_line};

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Where it is, from 0.
    pub at: u32,
    /// Its headings from the top row down, each on one line.
    pub path: Vec<String>,
    /// What it holds.
    pub field: Field,
}

impl Column {
    /// The lowest heading.
    #[must_use]
    pub fn leaf(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// All headings on one line: `Năm sinh › Nam`.
    #[must_use]
    pub fn heading(&self) -> String {
        self.path.join(" › ")
    }
}

/// A header that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its first row's place among the rows given.
    pub first: usize,
    /// Its last row's place among the rows given.
    pub last: usize,
    /// The numbers of its rows in the sheet, the row of column numbers included.
    pub numbers: Vec<u32>,
    /// The columns of the table, left to right.
    pub columns: Vec<Column>,
    /// Where another table begins beside this one.
    pub cut: Option<u32>,
    /// The same, where that table is a list of households too.
    pub beside: Option<u32>,
}

impl Header {
    /// The columns that hold a field.
    pub fn all(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |c| c.field == field)
    }

    /// Whether some column holds a field.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.all(field).next().is_some()
    }

    /// Whether the columns are those of a list of households: persons are named in it.
    #[must_use]
    pub fn lists_households(&self) -> bool {
        let known = self.columns.iter().filter(|c| !matches!(c.field, Field::Unknown | Field::Other)).count();
        (self.has(Field::Name) || self.has(Field::Identity)) && known >= 2
    }

    /// Whether there is a column that tells why a household is poor.
    #[must_use]
    pub fn has_cause(&self) -> bool {
        [Field::CauseText, Field::CauseCode, Field::CauseGroup, Field::CauseMark].into_iter().any(|f| self.has(f))
    }
}

/// Rows of a header at most.
const TALLEST: u32 = 5;

/// Finds the first header of a list of households at or after row `from`; failing that, the best other header.
pub fn find(
    rows: &[Row],
    from: usize,
    merges: &[Merge],
    headings: &Headings,
    says_cause: &dyn Fn(&str) -> bool,
) -> Option<Header> {
    let mut other: Option<Header> = None;
    for at in from..rows.len() {
        let Some(row) = rows.get(at) else { break };
        if !names_columns(row, headings, says_cause) || is_numbering(row) {
            continue;
        }
        let header = block(rows, at, from, merges, headings, says_cause);
        if header.lists_households() {
            return Some(header);
        }
        if other.as_ref().is_none_or(|o| o.columns.len() < header.columns.len()) {
            other = Some(header);
        }
    }
    other
}

/// Whether the cells of a row are headings: at least two, and not far fewer than those that are none.
fn names_columns(row: &Row, headings: &Headings, says_cause: &dyn Fn(&str) -> bool) -> bool {
    let mut known = 0;
    let mut others = Vec::new();
    for (_, item) in row.cells() {
        match item {
            Item::Text(text) if text.len() > 400 => {}
            Item::Text(text) if headings.field(text).is_some() || headings.is_parent(text) => known += 1,
            Item::Text(text) => others.push(text),
            _ => {}
        }
    }
    // A person's row may hold a word or two that are also headings; a header is made of them.
    let enough = |causes: usize| known + causes >= 2 && (known + causes) * 2 >= others.len() - causes;
    // Causes are looked for where they matter: whoever knows them may not be ready yet.
    enough(0) || enough(others.len()) && enough(others.iter().filter(|text| says_cause(text)).count())
}

/// The header whose first found row is `at`.
fn block(
    rows: &[Row],
    at: usize,
    from: usize,
    merges: &[Merge],
    headings: &Headings,
    says_cause: &dyn Fn(&str) -> bool,
) -> Header {
    let mut first = at;
    // A row of merged headings directly above belongs to the header.
    while first > from && adjacent(rows, first - 1, first) && opens_groups(rows.get(first - 1), headings) {
        first -= 1;
    }
    let mut last = at;
    while last + 1 < rows.len() && continues(rows, first, last, merges, headings, says_cause) {
        last += 1;
    }
    let block = rows.get(first..=last).unwrap_or(&[]);
    let mut numbers: Vec<u32> = block.iter().map(|r| r.number).collect();
    let mut end = last;
    if let Some(next) = rows.get(last + 1).filter(|r| is_numbering(r)) {
        numbers.push(next.number);
        end = last + 1;
    }
    let (columns, cut, beside) = columns(block, merges, headings, says_cause);
    Header { first, last: end, numbers, columns, cut, beside }
}

/// Whether what stands above a cell is a heading under which persons' own values stand, such as a year of birth.
fn above_person(above: Item<'_>, headings: &Headings) -> bool {
    matches!(above, Item::Text(heading) if headings.field(heading).is_some_and(|f| f != Field::Registered))
}

fn adjacent(rows: &[Row], above: usize, below: usize) -> bool {
    match (rows.get(above), rows.get(below)) {
        (Some(a), Some(b)) => b.number == a.number + 1,
        _ => false,
    }
}

/// Whether a row above the header holds merged headings of groups of columns, and is no title.
fn opens_groups(row: Option<&Row>, headings: &Headings) -> bool {
    let Some(row) = row else { return false };
    let texts: Vec<&str> =
        row.cells().filter_map(|(_, i)| if let Item::Text(t) = i { Some(t) } else { None }).collect();
    let title = texts.iter().any(|t| {
        let folded = fold(t);
        ["danh sach", "tong hop", "cong hoa", "doc lap", "kem theo", "uy ban", "ubnd"]
            .iter()
            .any(|w| folded.contains(w))
    });
    !title && texts.len() == row.len() && texts.len() >= 2 && texts.iter().any(|t| headings.is_parent(t))
}

/// Whether the row behind `last` still belongs to the header.
fn continues(
    rows: &[Row],
    first: usize,
    last: usize,
    merges: &[Merge],
    headings: &Headings,
    says_cause: &dyn Fn(&str) -> bool,
) -> bool {
    let (Some(top), Some(bottom), Some(next)) = (rows.get(first), rows.get(last), rows.get(last + 1)) else {
        return false;
    };
    if next.number != bottom.number + 1 || next.number - top.number >= TALLEST || is_numbering(next) {
        return false;
    }
    // Merged down from a heading: `A8:A10`.
    let down = merges.iter().any(|m| {
        m.top + 1 >= top.number
            && m.top < bottom.number
            && m.bottom + 1 >= next.number
            && m.bottom + 1 < top.number + TALLEST
            && rows
                .get(first..=last)
                .is_some_and(|b| b.iter().any(|r| r.number == m.top + 1 && !r.get(m.left).is_blank()))
    });
    if down {
        return true;
    }
    // Not merged: a row of texts only, with none under the headings of number and name, some of them under a gap or
    // under a heading of a group.
    let mut under = 0;
    for (column, item) in next.cells() {
        let above = bottom.get(column);
        let text = match item {
            Item::Text(text) => text,
            // "Lộ trình thoát nghèo" over 2020, 2021, 2022.
            Item::Number(n) if (1990.0..2100.0).contains(&n) && n.fract() == 0.0 && !above_person(above, headings) => {
                under += 1;
                continue;
            }
            _ => return false,
        };
        if let Item::Text(heading) = above {
            let fills = matches!(
                headings.field(heading),
                Some(Field::Order | Field::HeadOrder | Field::Name | Field::Ward | Field::Hamlet | Field::Identity)
            );
            if fills {
                return false;
            }
            if headings.is_parent(heading)
                && (headings.field(text).is_some() || says_cause(text) || text.trim().len() > 2)
            {
                under += 1;
            }
        } else {
            under += 1;
        }
        if fold(text).len() <= 1 {
            return false;
        }
    }
    under >= 1 && next.len() >= 2
}

/// The columns under a block of header rows, where another table begins beside them, and whether that one lists
/// households.
fn columns(
    block: &[Row],
    merges: &[Merge],
    headings: &Headings,
    says_cause: &dyn Fn(&str) -> bool,
) -> (Vec<Column>, Option<u32>, Option<u32>) {
    let mut columns: Vec<Column> = Vec::new();
    for column in filled_columns(block, merges) {
        let mut path: Vec<String> = Vec::new();
        for (depth, row) in block.iter().enumerate() {
            let text = match text_at(row, column, merges) {
                Some(text) => Some(text),
                None => inherited(block, depth, column, merges),
            };
            if let Some(text) = text.filter(|t| !t.is_empty() && path.last() != Some(t)) {
                path.push(text);
            }
        }
        if !path.is_empty() {
            let field = headings.column(&path, says_cause);
            columns.push(Column { at: column, path, field });
        }
    }
    let Some(split) = second_table(&columns) else { return (columns, None, None) };
    let right = columns.split_off(split);
    let cut = right.first().map(|c| c.at);
    let names = right.iter().any(|c| c.field == Field::Name);
    (columns, cut, cut.filter(|_| names))
}

/// Where among the columns a second table begins: behind a gap, with a heading that the first table has already, or with
/// one that opens tables.
fn second_table(columns: &[Column]) -> Option<usize> {
    (1..columns.len()).find(|at| {
        let (left, right) = columns.split_at(*at);
        let (Some(last), Some(next)) = (left.last(), right.first()) else { return false };
        if next.at <= last.at + 1 {
            return next.field == Field::Order && left.iter().any(|c| c.field == Field::Order);
        }
        let opens = matches!(next.field, Field::Order | Field::Ward)
            || matches!(fold(next.leaf()).as_str(), "ma" | "ma so" | "ma nn" | "ky hieu");
        let single = [Field::Order, Field::Name, Field::Ward, Field::CauseText, Field::CauseCode, Field::CauseGroup];
        opens || right.iter().any(|c| single.contains(&c.field) && left.iter().any(|l| l.field == c.field))
    })
}

/// Every column with a heading in it, or under a merged one, left to right.
fn filled_columns(block: &[Row], merges: &[Merge]) -> Vec<u32> {
    let mut columns: Vec<u32> = Vec::new();
    for row in block {
        for (column, _) in row.cells() {
            let right = merges
                .iter()
                .find(|m| m.left == column && m.top + 1 == row.number)
                .map_or(column, |m| m.right.min(column.saturating_add(400)));
            columns.extend(column..=right);
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The heading in a cell, or that of the merged area over it.
fn text_at(row: &Row, column: u32, merges: &[Merge]) -> Option<String> {
    let own = heading_text(row, column);
    if own.is_some() {
        return own;
    }
    let merge = merges.iter().find(|m| m.top + 1 == row.number && m.left < column && column <= m.right)?;
    heading_text(row, merge.left)
}

fn heading_text(row: &Row, column: u32) -> Option<String> {
    match row.get(column) {
        Item::Blank => None,
        Item::Text(text) => Some(one_line(text)),
        _ => Some(row.text(column)),
    }
}

/// The heading of the group to the left, for a cell left empty above a sub-heading where nothing is merged.
fn inherited(block: &[Row], depth: usize, column: u32, merges: &[Merge]) -> Option<String> {
    let row = block.get(depth)?;
    let below = block.get(depth + 1..)?.iter().any(|r| !r.get(column).is_blank());
    let merged = merges.iter().any(|m| m.top + 1 == row.number && m.right > m.left);
    if !below || merged {
        return None;
    }
    let (left, _) = row.cells().filter(|(c, _)| *c < column).last()?;
    // The heading to the left opens a group only if it has sub-headings of its own.
    let opens = block.get(depth + 1..)?.iter().any(|r| !r.get(left).is_blank());
    opens.then(|| heading_text(row, left)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&[&str]]) -> Vec<Row> {
        let mut out = Vec::new();
        for (number, line) in (1u32..).zip(lines) {
            let mut row = Row::default();
            row.start(number);
            for (column, text) in (0u32..).zip(*line) {
                match text.parse::<f64>() {
                    Ok(n) => row.push(column, Item::Number(n)),
                    Err(_) => row.push(column, Item::Text(text)),
                }
            }
            if !row.is_empty() {
                out.push(row);
            }
        }
        out
    }

    fn headings_of(rows: &[Row], merges: &[Merge]) -> (Vec<u32>, Vec<String>) {
        let header = find(rows, 0, merges, Headings::standard(), &|_| false).expect("header");
        (header.numbers.clone(), header.columns.iter().map(Column::heading).collect())
    }

    #[test]
    fn a_header_below_a_title_with_merged_groups() {
        let rows = rows(&[
            &["UBND PHƯỜNG HƯNG THÀNH", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            &["DANH SÁCH HỘ NGHÈO NĂM 2020"],
            &["STT", "Họ và tên chủ hộ", "Năm sinh", "", "Nguyên nhân nghèo"],
            &["", "", "Nam", "Nữ", ""],
            &["A", "B", "1", "2", "3"],
            &["1", "Nguyễn Văn Hùng", "1967", "", "Ốm đau"],
        ]);
        let merges = [Merge { top: 2, left: 2, bottom: 2, right: 3 }, Merge { top: 2, left: 0, bottom: 3, right: 0 }];
        let (numbers, names) = headings_of(&rows, &merges);
        assert_eq!(numbers, [3, 4, 5]);
        assert_eq!(names, ["STT", "Họ và tên chủ hộ", "Năm sinh › Nam", "Năm sinh › Nữ", "Nguyên nhân nghèo"]);
        // The same from a text file, where nothing is merged.
        assert_eq!(headings_of(&rows, &[]), (numbers, names));
    }

    #[test]
    fn a_person_below_the_header_is_no_header() {
        let rows = rows(&[
            &["STT", "Họ tên", "Thôn", "Nguyên nhân nghèo"],
            &["", "Hà Văn Tổ", "Thôn 2", "Thiếu vốn"],
            &["1", "Trần Thị Tổng", "Tổ 1", "Già yếu"],
        ]);
        assert_eq!(headings_of(&rows, &[]).0, [1]);
    }

    #[test]
    fn numbered_rows() {
        for (line, numbering) in [
            (&["A", "B", "1", "2"][..], true),
            (&["(1)", "(2)", "(3)"], true),
            (&["A", "B", "1", "2", "3", "4=3/1*100", "5", "6=5/1*100"], true),
            (&["1", "Nguyễn Văn A", "1960"], false),
            (&["5", "3", "1"], false),
            (&["1", "1967", "2"], false),
        ] {
            assert_eq!(is_numbering(&rows(&[line])[0]), numbering, "{line:?}");
        }
    }
}
