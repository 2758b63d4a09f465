//! Makes the list of the end of the year of the example city, and its truth: `cargo run --example make_year_end`.
//!
//! The households are those of `make_surveys`. In the year some left poverty, moved to another hamlet or ward, were split
//! or lost their head; names were misspelt, namesakes came. `cuoi-nam-2020-su-that.csv` says which household of the end is
//! which of the start, so that matching can be measured. Every household is invented, and there is no chance but a seeded one.

// Its tables are its own: an index that is wrong shows when it is run. Tests take parts of it.
#![allow(clippy::indexing_slicing, clippy::string_slice, missing_docs, unreachable_pub, dead_code)]

use std::error::Error;
use std::path::Path;

#[allow(dead_code, unused_imports, clippy::duplicate_mod)]
#[path = "make_surveys.rs"]
mod make_surveys;

pub(crate) use make_surveys::{Chance, EXITED_TO_NEAR_POOR, Household, STILL_POOR, households};

type Made<T> = Result<T, Box<dyn Error>>;

/// A household as a list at the end of the year has it.
pub(crate) struct Later {
    pub(crate) ward: &'static str,
    pub(crate) hamlet: String,
    pub(crate) name: String,
    pub(crate) born: u16,
    pub(crate) members: usize,
    pub(crate) identity: String,
    pub(crate) standing: &'static str,
    pub(crate) change: &'static str,
    /// The number of the household of the start that it is.
    pub(crate) truth: Option<usize>,
    /// Whether anything beside the place tells that it is: its number or its name.
    pub(crate) evident: bool,
}

/// How bad the writing is.
#[derive(Clone, Copy)]
pub(crate) struct Hand {
    /// Whether identity numbers are written at all.
    pub(crate) numbers: bool,
    /// Of 100 numbers, how many are missing in each list.
    pub(crate) lost: usize,
    /// Of 100 names, how many are misspelt at the end.
    pub(crate) misspelt: usize,
}

/// A slip of the keyboard in one word.
fn misspell(name: &str, chance: &mut Chance) -> String {
    let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
    let at = chance.below(words.len());
    let mut letters: Vec<char> = words[at].chars().collect();
    let place = chance.below(letters.len());
    match chance.below(3) {
        0 if letters.len() > 2 => _ = letters.remove(place),
        1 if place + 1 < letters.len() => letters.swap(place, place + 1),
        _ => letters.insert(place, letters[place]),
    }
    words[at] = letters.into_iter().collect();
    words.join(" ")
}

/// Identity numbers of the households, some of them missing: of the old kind or of the new.
fn numbers(all: &[Household], hand: Hand, seed: u64) -> Vec<String> {
    let mut chance = Chance(seed);
    let number = |n: usize| match n % 3 {
        0 => format!("070{:06}", 100_000 + n * 37),
        _ => format!("0080{:02}{:06}", n % 100, 200_000 + n * 53),
    };
    let all =
        (0..all.len()).map(|n| if hand.numbers && chance.below(100) >= hand.lost { number(n) } else { String::new() });
    all.collect()
}

/// The list of the end.
pub(crate) fn year_end(all: &[Household], hand: Hand) -> Vec<Later> {
    let mut chance = Chance(11);
    let identities = numbers(all, hand, 3);
    let mut end = Vec::new();
    let stays = |h: &Household| h.outcome == STILL_POOR || h.outcome == EXITED_TO_NEAR_POOR;
    for (n, h) in all.iter().enumerate().filter(|(_, h)| stays(h)) {
        let near = h.outcome == EXITED_TO_NEAR_POOR;
        let mut later = Later {
            ward: h.ward,
            hamlet: h.hamlet.replace("Tổ ", "TDP số ").replace("Thôn ", "thôn "),
            name: h.name.clone(),
            born: h.born,
            members: h.members,
            identity: identities[n].clone(),
            standing: if near { "Hộ cận nghèo" } else { "Hộ nghèo" },
            change: "",
            truth: Some(n),
            evident: true,
        };
        if chance.below(100) < hand.misspelt {
            later.name = misspell(&later.name, &mut chance);
        }
        match n {
            // Moves within the ward and, of households with a number or a name of their own, to another.
            n if n % 40 == 7 => later.hamlet = format!("Tổ {}", 1 + chance.below(12)),
            n if n % 120 == 50 => {
                later.ward = if h.ward == "Phường Tân Hà" { "Phường Ỷ La" } else { "Phường Tân Hà" };
                later.hamlet = "Tổ 3".to_owned();
                later.change = "Chuyển đến";
                later.evident = hand.numbers && !later.identity.is_empty();
            }
            // The head died: the widow, of whom the list of the start says nothing, heads the household.
            n if n % 90 == 33 && h.members > 1 => {
                later.name = format!("Đàm Thị {}", chance.of(&["Nhạn", "Thục", "Duyên", "Quế"]));
                later.born = h.born + 2;
                later.members -= 1;
                later.identity.clear();
                later.evident = false;
            }
            _ if chance.below(12) == 0 => later.members += 1,
            _ => {}
        }
        end.push(later);
        if n % 100 == 61 {
            // A son with a household of his own.
            let family = h.name.split(' ').next().unwrap_or("Nguyễn");
            end.push(Later {
                ward: h.ward,
                hamlet: h.hamlet.clone(),
                name: format!("{family} Văn Khởi"),
                born: 1996,
                members: 3,
                identity: String::new(),
                standing: "Hộ nghèo",
                change: "Tách hộ",
                truth: None,
                evident: false,
            });
        }
    }
    // New households, two of them with the name of one that is there already.
    let namesakes = [all[12].name.clone(), all[200].name.clone()];
    let names = ["Phùng Thị Dậu", "Khổng Văn Tấn", "Sùng A Páo"].map(str::to_owned);
    for (n, name) in names.into_iter().chain(namesakes).enumerate() {
        end.push(Later {
            ward: all[n * 70].ward,
            hamlet: format!("Tổ {}", 13 + n),
            name,
            born: 1990 + n as u16,
            members: 2,
            identity: String::new(),
            standing: "Hộ nghèo",
            change: if n == 1 { "Tái nghèo" } else { "Phát sinh" },
            truth: None,
            evident: false,
        });
    }
    // A list goes by wards; the new stand with the others of their ward.
    let order = |ward: &str| all.iter().position(|h| h.ward == ward);
    end.sort_by_key(|l| order(l.ward));
    end
}

/// A list of the start as CSV, with numbers: the row of household `n` (from 0) is `n + 2`.
pub(crate) fn start_csv(all: &[Household], hand: Hand) -> Made<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "STT",
        "Xã, phường",
        "Thôn, tổ",
        "Họ và tên chủ hộ",
        "Năm sinh",
        "Số CMND/CCCD",
        "Số khẩu",
        "Nguyên nhân nghèo",
        "Đăng ký thoát nghèo",
    ])?;
    for (n, (h, identity)) in all.iter().zip(numbers(all, hand, 5)).enumerate() {
        // Spreadsheets lose the zeros at the start of some numbers.
        let identity = if n % 4 == 0 { identity.trim_start_matches('0') } else { &identity };
        let (order, born, members) = ((n + 1).to_string(), h.born.to_string(), h.members.to_string());
        let registered = if h.registered { "x" } else { "" };
        out.write_record([&order, h.ward, &h.hamlet, &h.name, &born, identity, &members, h.cause, registered])?;
    }
    Ok(out.into_inner()?)
}

/// The list of the end as CSV: row of household `n` (from 0) is `n + 4`.
pub(crate) fn end_csv(end: &[Later]) -> Made<Vec<u8>> {
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO CUỐI NĂM 2020"])?;
    out.write_record(["Thành phố Tuyên Quang"])?;
    out.write_record([
        "STT",
        "Xã, phường",
        "Thôn, tổ",
        "Họ và tên chủ hộ",
        "Năm sinh",
        "Số CMND/CCCD",
        "Số khẩu",
        "Loại hộ",
        "Biến động",
    ])?;
    for (n, l) in end.iter().enumerate() {
        let (order, born, members) = ((n + 1).to_string(), l.born.to_string(), l.members.to_string());
        out.write_record([&order, l.ward, &l.hamlet, &l.name, &born, &l.identity, &members, l.standing, l.change])?;
    }
    Ok(out.into_inner()?)
}

/// What is true: rows of the end with the row of the start in `khao-sat-2020.csv` that they are.
pub(crate) fn truth_csv(end: &[Later]) -> Made<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["end_row", "start_row", "evident"])?;
    for (n, l) in end.iter().enumerate() {
        let start = l.truth.map(|t| (t + 2).to_string()).unwrap_or_default();
        out.write_record([(n + 4).to_string(), start, l.evident.to_string()])?;
    }
    Ok(out.into_inner()?)
}

/// Writes the list and its truth into a folder.
pub(crate) fn write(folder: &Path) -> Made<()> {
    let all = households();
    // Numbers stand in neither list of the example: names, births and places must do.
    let end = year_end(&all, Hand { numbers: false, lost: 0, misspelt: 10 });
    std::fs::write(folder.join("cuoi-nam-2020.csv"), end_csv(&end)?)?;
    std::fs::write(folder.join("cuoi-nam-2020-su-that.csv"), truth_csv(&end)?)?;
    Ok(())
}

#[allow(dead_code)]
fn main() -> Made<()> {
    write(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").as_path())
}
