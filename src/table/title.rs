//! What the lines above a table say: whose list it is, of which year, and what the households in it have in common.

use serde::Deserialize;

use super::heads::{Head, Heads};
use crate::text::fold::{fold, holds};
use crate::text::number;
use crate::ward::{Gazetteer, Typed, places_in_title, wards_in_title};

/// What a list is of, where its title says more than "poor households".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Households registered to leave poverty.
    Registered,
    /// Households that left poverty.
    Exited,
    /// Households that left poverty and are near-poor.
    ExitedToNearPoor,
    /// Households that left poverty and are above near-poor.
    ExitedAbove,
    /// Households that fell back.
    FellBack,
    /// Households newly poor.
    NewlyPoor,
    /// Near-poor households that became poor.
    FromNearPoor,
    /// Households that moved away.
    MovedOut,
    /// Households that died out or joined others.
    Ended,
    /// Households of the two kinds before.
    EndedUnsaid,
    /// Households that moved here.
    MovedIn,
    /// The list at the end of the year.
    End,
}

/// What the title of a list says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Titles {
    /// The lines, each with its row.
    pub lines: Vec<(u32, String)>,
    /// What the list is of, beyond poor households.
    pub role: Option<Role>,
    /// Whether the title says that the list is of poor (`Some(true)`) or near-poor households only.
    pub poor: Option<bool>,
    /// Whether a line is the title of a list, and not only of its office.
    pub headed: bool,
    /// The row of a line that speaks of a movement in words that are not known.
    pub unclear: Option<u32>,
    /// The year that a line without a date names.
    pub year: Option<u16>,
    /// Districts, cities and provinces named, folded.
    pub places: Vec<String>,
    /// Whether the list is said to be of results, changes or a review.
    pub of_result: bool,
    /// Whether the list is said to be of the end of its year: then the year that it serves is the next.
    pub ends_year: bool,
    /// Wards named, with the row of the line.
    pub wards: Vec<(u32, Typed)>,
}

impl Titles {
    /// Reads the lines above a table.
    #[must_use]
    pub fn read(lines: Vec<(u32, String)>) -> Titles {
        let mut titles = Titles::default();
        let heads = Heads::standard();
        let mut above: Option<&str> = None;
        for (row, line) in &lines {
            let folded = fold(line);
            let dated = holds(&folded, "ngay") && holds(&folded, "thang");
            titles.places.extend(places_in_title(line));
            titles.wards.extend(wards_in_title(line, Gazetteer::standard()).into_iter().map(|w| (*row, w)));
            // "Danh sách hộ nghèo" and below it "đăng ký thoát nghèo năm 2020" are one title.
            let whole =
                above.filter(|above| heads.goes_on(&fold(above), &folded)).map(|above| format!("{above} {line}"));
            let heading = heads.is_heading(&folded) || whole.is_some();
            if !dated && (heading || titles.year.is_none()) && holds(&folded, "nam") {
                titles.year = number::year(after_nam(&folded)).or(titles.year);
            }
            above = heading.then_some(line);
            if heading {
                titles.say(*row, whole.as_ref().unwrap_or(line));
            }
        }
        titles.lines = lines;
        titles
    }

    /// Takes what a line says of the list.
    fn say(&mut self, row: u32, line: &str) {
        self.headed = true;
        let (heads, folded) = (Heads::standard(), fold(line));
        let says = |words: &[&str]| words.iter().any(|w| holds(&folded, w));
        self.of_result |= says(&["ket qua", "cuoi nam", "bien dong", "dien bien", "ra soat"]);
        self.ends_year |= says(&["cuoi nam", "cuoi ky"]);
        if self.role.is_none() {
            match heads.head(line) {
                Head::Role(role) => self.role = Some(role),
                Head::Unclear => self.unclear = self.unclear.or(Some(row)),
                Head::Plain if says(&["cuoi nam", "cuoi ky"]) && !says(&["dau nam", "ket qua", "ra soat"]) => {
                    self.role = Some(Role::End);
                }
                Head::Plain => {}
            }
        }
        if self.poor.is_none() {
            self.poor = match self.role {
                Some(Role::ExitedToNearPoor | Role::ExitedAbove) => Some(true),
                Some(Role::FromNearPoor) => Some(false),
                _ => standing_of(&fold(&heads.bare(line))).or_else(|| standing_of(&folded)),
            };
        }
    }

    /// Takes from the name of the sheet what the title leaves open.
    pub fn complete_by_sheet(&mut self, name: &str) {
        let folded = fold(name);
        let says = |words: &[&str]| words.iter().any(|w| holds(&folded, w));
        if self.year.is_none() && !holds(&folded, "ngay") {
            self.year = number::year(&folded);
        }
        if self.role.is_none() && self.unclear.is_none() && !self.ends_year {
            let begins = self.lines.iter().any(|(_, line)| holds(&fold(line), "dau nam"));
            self.role = match role_of_label(name) {
                None if says(&["cuoi nam", "cuoi ky"]) && !begins && !says(&["dau nam", "ket qua", "ra soat"]) => {
                    Some(Role::End)
                }
                found => found,
            };
        }
        if self.poor.is_none() {
            self.poor = standing_of(&folded);
        }
    }
}

/// The movement that the label of a section, or a sheet's name, says its households made, as a title would.
#[must_use]
pub fn role_of_label(label: &str) -> Option<Role> {
    match Heads::standard().head(label) {
        Head::Role(role) => Some(role),
        Head::Plain | Head::Unclear => None,
    }
}

/// What follows the last "năm" before a year.
fn after_nam(folded: &str) -> &str {
    folded
        .match_indices("nam ")
        .map(|(at, _)| folded.get(at + 4..).unwrap_or(""))
        .find(|rest| number::year(rest.get(..4).unwrap_or("")).is_some())
        .unwrap_or("")
}

/// Whether a title is of poor or of near-poor households; `None` when it says neither or both.
fn standing_of(folded: &str) -> Option<bool> {
    let near = holds(folded, "can ngheo") || holds(folded, "hcn");
    let without_near = folded.replace("can ngheo", "");
    let poor = holds(&without_near, "ngheo") || holds(&without_near, "hn");
    match (poor, near) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_of_two_lines_is_one() {
        let lines = ["DANH SÁCH HỘ NGHÈO", "ĐĂNG KÝ THOÁT NGHÈO NĂM 2020", "Xã Kim Phú"];
        let titles = Titles::read((1..).zip(lines.map(str::to_owned)).collect());
        assert_eq!((titles.role, titles.year), (Some(Role::Registered), Some(2020)));
        let mut titles = Titles::default();
        titles.complete_by_sheet("Cuối năm 2020");
        assert_eq!((titles.role, titles.year), (Some(Role::End), Some(2020)));
    }

    #[test]
    fn titles_say_what_a_list_is_of() {
        for (line, role, poor, year) in [
            ("DANH SÁCH HỘ NGHÈO NĂM 2020", None, Some(true), Some(2020)),
            ("DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO XÃ LƯỠNG VƯỢNG NĂM 2020", None, None, Some(2020)),
            ("DANH SÁCH HỘ CẬN NGHÈO", None, Some(false), None),
            ("DANH SÁCH HỘ NGHÈO ĐĂNG KÝ THOÁT NGHÈO NĂM 2020", Some(Role::Registered), Some(true), Some(2020)),
            ("DANH SÁCH HỘ THOÁT NGHÈO NĂM 2020", Some(Role::Exited), Some(true), Some(2020)),
            ("Danh sách hộ tái nghèo", Some(Role::FellBack), Some(true), None),
            ("KẾT QUẢ RÀ SOÁT HỘ NGHÈO, CẬN NGHÈO CUỐI NĂM 2020", None, None, Some(2020)),
            ("Danh sách hộ nghèo cuối năm 2020", Some(Role::End), Some(true), Some(2020)),
            ("(Kèm theo Báo cáo số 15/BC-UBND ngày 10 tháng 3 năm 2019)", None, None, None),
        ] {
            let titles = Titles::read(vec![(1, line.to_owned())]);
            assert_eq!((titles.role, titles.poor, titles.year), (role, poor, year), "{line}");
        }
    }
}
