//! Rows of any sheet, as CSV and as a workbook: none is lost, and only households count.

use std::path::Path;

use giamngheo::read::files::Named;
use giamngheo::survey;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::tool::{assert_counts_add_up, assert_rows_add_up, file, folder, summary};

/// A sheet as rows of cells; an empty text is an empty cell.
type Cells = Vec<Vec<String>>;

const HEADERS: [&[&str]; 3] = [
    &[
        "STT",
        "Họ và tên chủ hộ",
        "Xã, phường",
        "Thôn",
        "Năm sinh",
        "Nguyên nhân nghèo",
        "Đăng ký thoát nghèo",
        "Kết quả cuối năm",
    ],
    &["TT", "HỌ TÊN CHỦ HỘ", "Phường/xã", "Tổ", "NS", "Lý do nghèo", "ĐK thoát", "Kết quả rà soát"],
    &["Số TT", "Chủ hộ", "Đơn vị", "Thôn, tổ dân phố", "Ngày sinh", "Nguyên nhân", "Dự kiến thoát nghèo", "Biến động"],
];
const WARDS: [&str; 5] = ["Phường Hưng Thành", "P. Tân Hà", "Xã Kim Phú", "Y La", "xã Lạ Lùng"];
const CAUSES: [&str; 9] = [
    "Thiếu vốn",
    "Ốm đau thường xuyên",
    "đông con",
    "Có lao động nhưng thiếu việc làm",
    "không biết cách làm ăn",
    "Lười lao động",
    "khác",
    "nợ do chữa bệnh; thiếu vốn",
    "không rõ ý gì",
];
const OUTCOMES: [&str; 7] = ["Thoát nghèo", "Vẫn nghèo", "", "Chuyển đi", "Chết", "tái nghèo", "lên cận nghèo"];
const JUNK: [&str; 16] = [
    "",
    " ",
    "x",
    "0",
    "-",
    "Cộng",
    "Tổng cộng",
    "I",
    "Thôn 5",
    "HỘ CẬN NGHÈO",
    "Người lập biểu",
    "Ghi chú: chưa đủ",
    "STT",
    "#N/A",
    "=1+1",
    "12/3/2020",
];

/// A household, its name and year made from its number so that no two are alike.
fn household(number: usize, picks: [usize; 3], registered: bool, width: usize) -> Vec<String> {
    let name = format!("Nông Văn {}", ["An", "Bảo", "Chiến", "Dũng", "Hải"][number % 5]);
    let cells = [
        (number + 1).to_string(),
        name,
        WARDS[picks[0]].to_owned(),
        format!("Thôn {}", number % 7 + 1),
        (1930 + number).to_string(),
        CAUSES[picks[1]].to_owned(),
        if registered { "x" } else { "" }.to_owned(),
        OUTCOMES[picks[2]].to_owned(),
    ];
    cells.into_iter().take(width).collect()
}

fn arb_household() -> impl Strategy<Value = ([usize; 3], bool)> {
    ([0..WARDS.len(), 0..CAUSES.len(), 0..OUTCOMES.len()], any::<bool>())
}

/// A row that is anything: known words, any text, numbers, nothing.
fn arb_row() -> impl Strategy<Value = Vec<String>> {
    let cell = prop_oneof![
        4 => prop::sample::select(&JUNK[..]).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => (0..3000i32).prop_map(|n| n.to_string()),
        1 => prop::sample::select(&CAUSES[..]).prop_map(str::to_owned),
    ];
    prop::collection::vec(cell, 0..11)
}

/// A sheet of households among rows of anything, under a heading or none.
fn arb_messy() -> impl Strategy<Value = Cells> {
    let row = prop_oneof![2 => arb_household().prop_map(Some), 1 => Just(None)];
    let rows = prop::collection::vec((row, arb_row()), 0..25);
    (prop::collection::vec(arb_row(), 0..4), prop::option::weighted(0.9, prop::sample::select(&HEADERS[..])), rows)
        .prop_map(|(title, header, rows)| {
            let mut sheet = title;
            sheet.extend(header.map(|h| h.iter().map(|&s| s.to_owned()).collect()));
            sheet.extend(rows.into_iter().enumerate().map(|(n, (household_row, junk))| match household_row {
                Some((picks, registered)) => household(n, picks, registered, 8),
                None => junk,
            }));
            sheet
        })
}

fn as_csv(sheet: &Cells) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in sheet {
        // An empty record must be written as one: the writer would leave it out.
        let row: &[String] = if row.is_empty() { &[String::new(), String::new()] } else { row };
        out.write_record(row).expect("memory can be written");
    }
    out.into_inner().expect("memory can be written")
}

fn as_xlsx(sheet: &Cells) -> Vec<u8> {
    let mut book = Workbook::new();
    let to = book.add_worksheet();
    for (row, cells) in (0..).zip(sheet) {
        for (column, text) in (0..).zip(cells) {
            match text.parse::<f64>() {
                Ok(number) if number.is_finite() => to.write(row, column, number),
                _ => to.write(row, column, text),
            }
            .expect("it fits a sheet");
        }
    }
    book.save_to_buffer().expect("memory can be written")
}

/// The last row that holds anything.
fn last_filled(sheet: &Cells) -> usize {
    sheet.iter().rposition(|row| row.iter().any(|cell| !cell.trim().is_empty())).map_or(0, |at| at + 1)
}

fn read(path: &Path) -> Option<survey::Survey> {
    survey::read(&[Named { path: path.to_owned(), found: false }], &survey::Options::default()).ok()
}

fn config(cases: u32) -> ProptestConfig {
    let failures = FileFailurePersistence::WithSource("regressions");
    ProptestConfig { cases, failure_persistence: Some(Box::new(failures)), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn every_row_ends_in_exactly_one_count(sheet in arb_messy()) {
        let made = folder();
        for (name, bytes) in [("a.csv", as_csv(&sheet)), ("a.xlsx", as_xlsx(&sheet))] {
            let path = file(&made, name, bytes);
            // No list is an answer too; a panic is none.
            let Some(survey) = read(Path::new(&path)) else { continue };
            let r = survey.rows;
            let sum = r.households + r.members + r.headings + r.subtotals + r.sections + r.blank + r.notes + r.rejected;
            prop_assert_eq!(r.read, sum, "{}", name);
            prop_assert_eq!(r.read, last_filled(&sheet) as u64, "{}", name);
        }
    }

    #[test]
    fn any_bytes_are_a_survey_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let made = folder();
        let path = file(&made, "a.csv", bytes);
        let _ = read(Path::new(&path));
    }
}

/// A plain list of these households, with blank rows before the rows at these places.
fn plain(households: &[([usize; 3], bool)], order: &[usize], blanks: &[usize]) -> Cells {
    let mut sheet: Cells = vec![HEADERS[0].iter().map(|&s| s.to_owned()).collect()];
    for (at, n) in order.iter().enumerate() {
        sheet.extend(blanks.iter().filter(|b| **b == at).map(|_| vec![String::new(); 8]));
        let (picks, registered) = households[*n];
        sheet.push(household(*n, picks, registered, 8));
    }
    sheet
}

/// The counts of a sheet, read as CSV and as a workbook, which must agree.
fn counts(sheet: &Cells) -> Value {
    let made = folder();
    let [csv, xlsx] = [("a.csv", as_csv(sheet)), ("a.xlsx", as_xlsx(sheet))].map(|(name, bytes)| {
        let got = summary(&[&file(&made, name, bytes)]);
        assert_rows_add_up(&got);
        assert_counts_add_up(&got);
        // Wards that no plan orders stand in the alphabet's order: the order of rows shows nowhere.
        serde_json::json!({ "total": got["total"], "groups": got["groups"], "wards": got["wards"], "households": got["rows"]["households"] })
    });
    assert_eq!(csv, xlsx);
    csv
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn neither_order_nor_blank_rows_change_a_count(
        households in prop::collection::vec(arb_household(), 1..20),
        seed in any::<prop::sample::Index>(),
        blanks in prop::collection::vec(0..20usize, 0..5),
    ) {
        let straight: Vec<usize> = (0..households.len()).collect();
        let mut turned = straight.clone();
        turned.rotate_left(seed.index(households.len()));
        let half = turned.len() / 2;
        turned[half..].reverse();
        let expected = counts(&plain(&households, &straight, &[]));
        prop_assert_eq!(expected["households"].as_u64(), Some(households.len() as u64));
        prop_assert_eq!(&counts(&plain(&households, &turned, &[])), &expected);
        prop_assert_eq!(&counts(&plain(&households, &straight, &blanks)), &expected);
    }
}

#[test]
fn what_stands_below_a_signature_is_a_note() {
    let head = "DANH SÁCH HỘ NGHÈO NĂM 2020,,,\nSTT,Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\n1,Ma Văn Sơn,Xã Kim Phú,Thiếu vốn\n";
    let below = [
        "NGƯỜI LẬP BIỂU,,TM. UBND XÃ,\n\"(Ký, ghi rõ họ tên)\",,\"(Ký tên, đóng dấu)\",\n",
        ",Người lập,,Chủ tịch\n,\"(Ký, ghi rõ họ tên)\",,\"(Ký, ghi rõ họ tên)\"\n",
        ",Người lập,,Chủ tịch\n,(ghi rõ họ và tên),,\"(Ký tên, ghi rõ họ tên, đóng dấu)\"\n",
    ];
    let made = folder();
    for (n, below) in below.into_iter().enumerate() {
        let list = file(&made, &format!("{n}.csv"), format!("{head}{below}"));
        let rows = summary(&[&list])["rows"].clone();
        assert_eq!([&rows["headings"], &rows["households"], &rows["notes"]], [1, 1, 3], "{below}: {rows}");
    }
}
