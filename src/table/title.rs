//! What the lines above a table say: whose list it is, of which year, and what the households in it have in common.

use crate::text::fold::{fold, holds};
use crate::text::number;
use crate::ward::{Gazetteer, Typed, places_in_title, wards_in_title};

/// What a list is of, where its title says more than "poor households".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Households registered to leave poverty.
    Registered,
    /// Households that left poverty.
    Exited,
    /// Households that fell back.
    FellBack,
    /// Households newly poor.
    NewlyPoor,
    /// Households that moved away.
    MovedOut,
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
    /// The year that a line without a date names.
    pub year: Option<u16>,
    /// Districts, cities and provinces named, folded.
    pub places: Vec<String>,
    /// Wards named, with the row of the line.
    pub wards: Vec<(u32, Typed)>,
}

impl Titles {
    /// Reads the lines above a table.
    #[must_use]
    pub fn read(lines: Vec<(u32, String)>) -> Titles {
        let mut titles = Titles::default();
        for (row, line) in &lines {
            let folded = fold(line);
            let dated = holds(&folded, "ngay") && holds(&folded, "thang");
            let heading = ["danh sach", "ds", "ket qua", "tong hop", "bieu"].iter().any(|w| holds(&folded, w));
            titles.places.extend(places_in_title(line));
            titles.wards.extend(wards_in_title(line, Gazetteer::standard()).into_iter().map(|w| (*row, w)));
            if !dated && (heading || titles.year.is_none()) && holds(&folded, "nam") {
                titles.year = number::year(after_nam(&folded)).or(titles.year);
            }
            if heading && titles.role.is_none() {
                titles.role = role_of(&folded);
            }
            if heading && titles.poor.is_none() {
                titles.poor = standing_of(&folded);
            }
        }
        titles.lines = lines;
        titles
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

fn role_of(folded: &str) -> Option<Role> {
    let says = |words: &[&str]| words.iter().any(|w| holds(folded, w));
    let registered = says(&[
        "dang ky thoat ngheo",
        "du kien thoat ngheo",
        "phan dau thoat ngheo",
        "dang ki thoat ngheo",
        "dang ky thoat",
    ]);
    let exited = !registered && says(&["thoat ngheo"]) && !says(&["khong thoat ngheo", "chua thoat ngheo"]);
    let fell_back = says(&["tai ngheo"]);
    let newly = says(&["phat sinh", "ngheo moi", "ngheo phat sinh", "moi phat sinh"]);
    let moved_out = says(&["chuyen di"]);
    let moved_in = says(&["chuyen den"]);
    // "Hộ thoát nghèo, tái nghèo, phát sinh" in one title is a list of everything.
    let said = [registered, exited, fell_back, newly, moved_out, moved_in].iter().filter(|s| **s).count();
    if said != 1 {
        return (said == 0 && says(&["cuoi nam", "cuoi ky"]) && !says(&["dau nam", "ket qua", "ra soat"]))
            .then_some(Role::End);
    }
    Some(match () {
        () if registered => Role::Registered,
        () if exited => Role::Exited,
        () if fell_back => Role::FellBack,
        () if newly => Role::NewlyPoor,
        () if moved_out => Role::MovedOut,
        () => Role::MovedIn,
    })
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
