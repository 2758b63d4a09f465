//! The annex: what stands in its cells, that its formulas give what is stored, and that it is written whole or not at all.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};

use crate::tool::{file, folder, here, run, summary};

const EXAMPLE: &str = "examples/khao-sat-2020.xlsx";

/// A workbook that was written, and the folder that holds it.
struct Made {
    folder: tempfile::TempDir,
    path: String,
}

fn annex(arguments: &[&str]) -> Made {
    let folder = folder();
    let path = folder.path().join("bieu.xlsx").to_str().expect("text").to_owned();
    let got = run(&[&["annex", "-o", &path][..], arguments].concat());
    assert_eq!((got.code, got.out.as_str()), (0, ""), "{}", got.err);
    Made { folder, path }
}

fn sheet(path: impl AsRef<Path>, name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = open_workbook(path).expect("it opens");
    book.worksheet_range(name).expect("the sheet is there")
}

/// The formulas of a sheet by cell.
fn formulas(path: &str, name: &str) -> BTreeMap<(u32, u32), String> {
    let mut book: Xlsx<_> = open_workbook(path).expect("it opens");
    let range = book.worksheet_formula(name).expect("the sheet is there");
    let (top, left) = range.start().unwrap_or_default();
    let used = range.used_cells().filter(|(_, _, f)| !f.is_empty());
    used.map(|(row, column, f)| ((row as u32 + top, column as u32 + left), f.clone())).collect()
}

fn number(range: &Range<Data>, row: u32, column: u32) -> Option<f64> {
    match range.get_value((row, column)) {
        Some(Data::Float(n)) => Some(*n),
        Some(Data::Int(n)) => Some(*n as f64),
        _ => None,
    }
}

fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    range.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
}

/// The rows of the wards, from the one numbered 1 to the one before the sums, and the row of the sums.
fn body(range: &Range<Data>) -> (Vec<u32>, u32) {
    let end = range.end().expect("it is filled").0;
    let total = (0..=end).find(|row| text(range, *row, 0) == "Tổng cộng").expect("a row of sums");
    let first = (0..total).find(|row| text(range, *row, 0) == "A").expect("the row that numbers the columns") + 1;
    ((first..total).collect(), total)
}

fn all_text(range: &Range<Data>) -> String {
    range.used_cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_gives_its_numbers_in_both_forms() {
    let made = annex(&[EXAMPLE]);
    let got = summary(&[EXAMPLE]);
    let (first, second) = (sheet(&made.path, "Biểu 01"), sheet(&made.path, "Biểu 02"));
    let (rows, total) = body(&first);
    assert_eq!(rows.len(), 15);
    assert_eq!([3, 5, 6, 7, 8].map(|c| number(&first, total, c)), [368.0, 90.0, 16.0, 68.0, 84.0].map(Some));
    for (row, ward) in rows.iter().zip(got["wards"].as_array().expect("wards")) {
        assert_eq!(text(&first, *row, 1), ward["ward"].as_str().expect("a name"));
        for (column, name) in [(3, "households"), (5, "target"), (8, "exited"), (12, "fell_back"), (15, "end")] {
            assert_eq!(number(&first, *row, column), ward[name].as_f64(), "{name}: {ward}");
        }
    }
    let (rows, total) = body(&second);
    for (place, group) in got["groups"].as_array().expect("groups").iter().enumerate() {
        for (offset, name) in ["households", "target", "exited"].iter().enumerate() {
            let column = 5 + (place * 3 + offset) as u32;
            assert_eq!(number(&second, total, column), group[*name].as_f64(), "{name}: {group}");
            let sum: f64 = rows.iter().filter_map(|row| number(&second, *row, column)).sum();
            assert_eq!(Some(sum), number(&second, total, column));
        }
    }
    assert!(all_text(&second).contains("Mỗi hộ tính một nguyên nhân chính; 49 hộ có nhiều nguyên nhân."));
}

/// A plan with residents for all wards of the example, one ward more, and half of them at the end of the year too.
fn plan_with_residents() -> String {
    let wards = std::fs::read_to_string(here("tests/corpus/targets/mot-cot.csv")).expect("it is there");
    let mut plan =
        "unit = \"Thành phố Tuyên Quang\"\nyear = 2020\ndocument = \"15/KH-UBND\"\ndate = 2020-03-20\n".to_owned();
    for (at, ward) in
        wards.lines().skip(1).map(|l| l.split(',').next().expect("a name")).chain(["Xã Nậm Xa"]).enumerate()
    {
        plan.push_str(&format!("[[ward]]\nname = \"{ward}\"\nresidents = {}\nexits = {at}\n", 1000 + at));
        if at % 2 == 0 {
            plan.push_str(&format!("residents_end = {}\n", 1010 + at));
        }
    }
    plan
}

#[test]
fn the_identities_of_form_01_hold_in_every_row() {
    let made = folder();
    let plan = file(&made, "kh.toml", plan_with_residents());
    let annex = annex(&[EXAMPLE, "--plan", &plan]);
    let range = sheet(&annex.path, "Biểu 01");
    let (rows, total) = body(&range);
    assert_eq!(rows.len(), 16);
    let absent = rows[15];
    assert_eq!(text(&range, absent, 1), "Xã Nậm Xa");
    assert_eq!(number(&range, absent, 5), Some(15.0), "its target stands");
    for column in [2, 3, 4].into_iter().chain(6..18) {
        assert_eq!(number(&range, absent, column), None, "column {column} of a ward without a list");
    }
    for row in rows.iter().take(15).chain([&total]) {
        let n = |column| number(&range, *row, column).unwrap_or_else(|| panic!("row {row}, column {column}"));
        assert_eq!(n(15), n(3) - n(8) - n(10) + n(11) + n(12) + n(13) + n(14));
        assert_eq!(n(8), n(6) + n(7));
        assert!((n(4) - n(3) / n(2)).abs() < 1e-12 && (n(17) - (n(4) - n(16))).abs() < 1e-12);
        if n(5) > 0.0 {
            assert!((n(9) - n(8) / n(5)).abs() < 1e-12);
        }
    }
    // A target of 0 gives no share.
    assert!(rows.iter().any(|r| number(&range, *r, 5) == Some(0.0) && number(&range, *r, 9).is_none()));
    for column in [2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15] {
        let sum: f64 = rows.iter().take(15).filter_map(|row| number(&range, *row, column)).sum();
        assert_eq!(number(&range, total, column), Some(sum), "column {column}");
    }
    let words = all_text(&range);
    for part in ["15/KH-UBND ngày 20 tháng 3 năm 2020", "15 trong 16", "Chưa có danh sách: Xã Nậm Xa", "cuối năm"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let sources = all_text(&sheet(&annex.path, "Nguồn"));
    for part in ["Xã Nậm Xa", "khao-sat-2020.xlsx", env!("CARGO_PKG_VERSION")] {
        assert!(sources.contains(part), "{part}: {sources}");
    }
}

#[test]
fn unknown_is_blank_and_exits_that_do_not_say_where_are_told() {
    let made = folder();
    let list = "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo,Kết quả cuối năm\n\
        Lò Một,Xã Nậm Một,thiếu vốn,thoát nghèo\nLò Hai,Xã Nậm Một,ốm đau,vượt chuẩn cận nghèo\n";
    let silent = "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\nLò Ba,Xã Nậm Hai,thiếu vốn\n";
    let (list, silent) = (file(&made, "a.csv", list), file(&made, "b.csv", silent));
    let annex = annex(&[&list, &silent]);
    let range = sheet(&annex.path, "Biểu 01");
    let (rows, total) = body(&range);
    let (hai, mot) = (rows[0], rows[1]);
    assert_eq!((text(&range, hai, 1), text(&range, mot, 1)), ("Xã Nậm Hai".into(), "Xã Nậm Một".into()));
    assert_eq!([6, 7, 8].map(|c| number(&range, mot, c)), [None, None, Some(2.0)]);
    assert!(text(&range, mot, 18).contains("1 hộ"), "{}", text(&range, mot, 18));
    for row in [hai, total] {
        for column in 6..18 {
            assert_eq!(number(&range, row, column), None, "row {row}, column {column}");
        }
    }
    assert_eq!(number(&range, total, 3), Some(3.0));
    assert_eq!(number(&range, total, 5), None, "there is no target");
}

#[test]
fn before_december_the_headings_name_the_day() {
    let words = |day: &str| all_text(&sheet(&annex(&[EXAMPLE, "--as-of", day]).path, "Biểu 01"));
    let june = words("2020-06-25");
    assert!(june.contains("Hộ nghèo đến ngày 25/6/2020") && june.contains("tạm tính"), "{june}");
    let december = words("2020-12-14");
    assert!(december.contains("Hộ nghèo cuối năm") && !december.contains("tạm tính"), "{december}");
}

#[test]
fn the_same_input_and_day_give_the_same_bytes() {
    let bytes = || std::fs::read(annex(&[EXAMPLE, "--as-of", "2020-11-25"]).path).expect("it is there");
    assert!(bytes() == bytes());
}

#[test]
fn no_household_stands_in_it() {
    let made = folder();
    let list = "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo,CCCD,Kết quả cuối năm\n\
        Lò Văn Bí Mật,Xã Nậm Một,thiếu vốn,008074979823,thoát nghèo\n";
    let list = file(&made, "a.csv", list);
    let annex = annex(&[&list]);
    for name in ["Biểu 01", "Biểu 02", "Biểu đồ", "Nguồn"] {
        let words = all_text(&sheet(&annex.path, name));
        assert!(!words.contains("Bí Mật") && !words.contains("8074979823"), "{name}: {words}");
    }
}

#[test]
fn it_is_written_whole_or_not_at_all() {
    let made = annex(&[EXAMPLE]);
    let before = std::fs::read(&made.path).expect("it is there");
    let again = |extra: &[&str]| run(&[&["annex", EXAMPLE, "-o", &made.path][..], extra].concat()).code;
    assert_eq!(again(&[]), 2);
    assert_eq!(again(&["--force"]), 0);
    assert!(std::fs::read(&made.path).expect("it is there") == before);
    let list = file(&made.folder, "ds.csv", "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\nLò Một,Xã Nậm Một,thiếu vốn\n");
    assert_eq!(run(&["annex", &list, "-o", &list, "--force"]).code, 2);
    assert_eq!(run(&["annex", &list]).code, 2);
    assert_eq!(run(&["annex", &list, "-o", "/dev/full/bieu.xlsx"]).code, 2);
    for standing in ["near-poor", "all"] {
        assert_eq!(run(&["annex", &list, "-o", "x.xlsx", "--standing", standing]).code, 2);
    }
    assert!(!here("x.xlsx").exists());
    assert_eq!(std::fs::read_dir(made.folder.path()).expect("a folder").count(), 2, "no half-written file");
}

#[test]
fn pages_are_a4_landscape_one_page_wide_with_the_header_repeated() {
    let made = annex(&[EXAMPLE]);
    let book = std::fs::File::open(&made.path).expect("it opens");
    let mut book = zip::ZipArchive::new(book).expect("a workbook");
    let mut part = |name: &str| {
        let mut text = String::new();
        book.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        text
    };
    let names = part("xl/workbook.xml");
    for name in ["Print_Area", "Print_Titles"] {
        assert!(names.contains(&format!("_xlnm.{name}\" localSheetId=\"0\"")), "{name}");
        assert!(names.contains(&format!("_xlnm.{name}\" localSheetId=\"1\"")), "{name}");
    }
    for at in 1..=4 {
        let sheet = part(&format!("xl/worksheets/sheet{at}.xml"));
        assert!(sheet.contains("<pageSetUpPr fitToPage=\"1\"/>"), "sheet {at}");
        assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("orientation=\"landscape\""), "sheet {at}");
        assert!(!sheet.contains("fitToWidth=") && sheet.contains("&amp;P"), "sheet {at}: one page wide, numbered");
        assert!(sheet.contains("<headerFooter differentFirst=\"1\""), "sheet {at}: the first page has no number");
        assert!(
            sheet.contains("<pageMargins left=\"1.181\" right=\"0.591\" top=\"0.787\" bottom=\"0.787\""),
            "sheet {at}"
        );
    }
    assert!(part("xl/styles.xml").contains("Times New Roman") && !part("xl/styles.xml").contains("Calibri"));
}

/// The workbook without the stored results of its formulas, so that whoever opens it must calculate.
fn without_results(path: &str, to: &Path) {
    let mut from = zip::ZipArchive::new(std::fs::File::open(path).expect("it opens")).expect("a workbook");
    let mut out = zip::ZipWriter::new(std::fs::File::create(to).expect("it can be made"));
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("it reads");
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(bytes).expect("text");
            let mut kept = String::new();
            let mut parts = text.split("</f><v>");
            kept.push_str(parts.next().unwrap_or_default());
            for part in parts {
                kept.push_str("</f>");
                kept.push_str(part.split_once("</v>").expect("a result").1);
            }
            bytes = kept.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&bytes).expect("it writes");
    }
    out.finish().expect("it ends");
}

#[test]
fn another_program_calculates_what_is_stored() {
    let made = folder();
    let plan = file(&made, "kh.toml", plan_with_residents());
    let annex = annex(&[EXAMPLE, "--plan", &plan]);
    let bare = made.path().join("tinh-lai.xlsx");
    without_results(&annex.path, &bare);
    let out = made.path().join("out");
    let profile = format!("-env:UserInstallation=file://{}", made.path().join("profile").display());
    let ran = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "xlsx", "--outdir"])
        .args([&out, &bare])
        .output();
    let Ok(ran) = ran else {
        println!("bỏ qua: không có LibreOffice (soffice) trên máy này");
        return;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let mut compared = 0;
    for name in ["Biểu 01", "Biểu 02", "Biểu đồ"] {
        let (stored, calculated) = (sheet(&annex.path, name), sheet(out.join("tinh-lai.xlsx"), name));
        for (row, column) in formulas(&annex.path, name).into_keys() {
            let (a, b) = (number(&stored, row, column), number(&calculated, row, column));
            let same = a.zip(b).is_some_and(|(a, b)| (a - b).abs() < 1e-9);
            assert!(same, "{name}, row {row}, column {column}: stored {a:?}, calculated {b:?}");
            compared += 1;
        }
    }
    assert!(compared > 150, "{compared}");
}
