//! Every code has a minimal bad file and a snapshot of what is said of it: `tests/corpus/errors/GNnnn/`.
//!
//! `run` holds the arguments where they are not `validate ds.csv` or `validate ds.xlsx`; `says` the message. With `SAYS=new` in
//! the environment the messages are written anew.

use giamngheo::diag::Code;
use serde_json::Value;

use crate::tool::{command, file, folder, here, run};

/// What the program says of the file in a code's folder: the message of the first finding of that code.
fn said(code: &str) -> Option<String> {
    let place = here(&format!("tests/corpus/errors/{code}"));
    let typed = std::fs::read_to_string(place.join("run")).unwrap_or_else(|_| {
        let name = if place.join("ds.xlsx").exists() { "ds.xlsx" } else { "ds.csv" };
        format!("validate {name}")
    });
    let arguments: Vec<&str> = typed.split_whitespace().chain(["--format", "json"]).collect();
    let output = command(&arguments).current_dir(&place).output().expect("it runs");
    if output.status.code() == Some(2) {
        // A refusal: its line names the code.
        let err = String::from_utf8(output.stderr).expect("text");
        return err.lines().find(|line| line.contains(code)).map(str::to_owned);
    }
    let answer: Value = serde_json::from_slice(&output.stdout).expect("standard output is JSON");
    let findings = answer["diagnostics"].as_array().expect("findings");
    let errors = findings.iter().any(|f| f["severity"] == "error");
    assert_eq!(output.status.code(), Some(i32::from(errors)), "{code}");
    let finding = findings.iter().find(|f| f["code"] == code)?;
    let text = |name: &str| finding[name].as_str().unwrap_or("").to_owned();
    // As it is named where folders are told by a slash.
    let file = text("file").replace('\\', "/");
    Some(format!("{file} {} {} {}", text("sheet"), text("cell"), text("message")))
}

#[test]
fn every_code_has_a_bad_file_and_says_what_is_wrong_with_it() {
    let new = std::env::var_os("SAYS").is_some();
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().map(|c| c.id()) {
        let snapshot = here(&format!("tests/corpus/errors/{code}/says"));
        let Some(said) = said(code) else {
            wrong.push(format!("{code}: not found in its bad file"));
            continue;
        };
        if new {
            std::fs::write(&snapshot, format!("{said}\n")).expect("it can be written");
        }
        let expected = std::fs::read_to_string(&snapshot).unwrap_or_default();
        if expected.trim_end() != said {
            wrong.push(format!("{code}: {said:?} is not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_is_explained_in_both_languages() {
    for code in Code::ALL {
        for (language, words) in [("vi", ["Nghĩa", "Sai", "Đúng"]), ("en", ["Meaning", "Wrong", "Right"])] {
            let answer = run(&["explain", code.id(), "--lang", language]);
            assert_eq!(answer.code, 0, "{}", answer.err);
            assert!(words.iter().all(|w| answer.out.contains(w)), "{}", answer.out);
        }
    }
    assert_eq!(run(&["explain", "GN999"]).code, 2);
}

#[test]
fn the_list_to_send_back_has_a_row_a_finding() {
    let made = folder();
    let out = made.path().join("can-sua.xlsx");
    let list = "tests/corpus/errors/GN503/ds.csv";
    let answer = run(&["validate", list, "-o", out.to_str().expect("text")]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    let mut book = giamngheo::read::Book::open(&out).expect("it opens");
    let mut rows = book.rows(0).expect("it has a sheet");
    let mut row = giamngheo::read::Row::default();
    let mut codes = Vec::new();
    while rows.next(&mut row).expect("it can be read") {
        codes.extend(row.cells().map(|(c, _)| row.text(c)).filter(|t| t.starts_with("GN")));
    }
    assert!(codes.iter().any(|c| c == "GN503"), "{codes:?}");
}

#[test]
fn a_sound_list_passes_and_strict_makes_a_warning_a_no() {
    let sound = "tests/corpus/errors/sound.csv";
    assert_eq!(run(&["validate", sound]).code, 0);
    let doubtful = "tests/corpus/errors/GN504/ds.csv";
    assert_eq!(run(&["validate", doubtful]).code, 0);
    assert_eq!(run(&["validate", doubtful, "--strict"]).code, 1);
}

#[test]
fn stated_numbers_are_held_against_households_and_marks() {
    let head = "DANH SÁCH HỘ NGHÈO NĂM 2020,,,,,\nSTT,Họ và tên chủ hộ,Xã,Thiếu vốn,Ốm đau thường xuyên,Đông con\n";
    let one = "1,Ma Văn Sơn,Xã Kim Phú,x,,\n2,Hoàng Thị Mỵ,Xã Kim Phú,,x,\n";
    let two = "3,Lò Thị Vân,Xã Kim Phú,x,x,\n";
    let cases = [
        ("as it is", format!("{one}{two},Tổng cộng,,2,2,0\n"), &[][..]),
        ("one column", format!("{one}{two},Tổng cộng,,2,3,0\n"), &["E6 3 2"]),
        ("zeros left out", format!("{one}{two},Tổng cộng,,2,2,\n"), &[]),
        ("hamlets", format!("{one},Cộng thôn 1,,1,1,0\n{two},Cộng thôn 2,,1,1,0\n,Tổng cộng,,2,2,0\n"), &[]),
        (
            "a hamlet wrong",
            format!("{one},Cộng thôn 1,,1,2,0\n{two},Cộng thôn 2,,1,1,0\n,Tổng cộng,,2,2,0\n"),
            &["E5 2 1"],
        ),
        (
            "the whole wrong",
            format!("{one},Cộng thôn 1,,1,1,0\n{two},Cộng thôn 2,,1,1,0\n,Tổng cộng,,2,2,1\n"),
            &["F8 1 0"],
        ),
        (
            "two levels",
            format!("{two},Cộng thôn 1,,1,1,0\n{one},Cộng thôn 2,,1,1,0\n{two},Cộng thôn 3,,1,1,0\n,Cộng xã,,2,2,0\n"),
            &[],
        ),
        ("above", format!(",Tổng cộng,,2,2,0\n,Cộng thôn 1,,1,1,0\n{one},Cộng thôn 2,,1,1,0\n{two}"), &[]),
        ("of two hamlets", format!("{one},Cộng: 2 hộ,,,,\n{two},Cộng: 1 hộ,,,,\n,Tổng cộng: 3 hộ,,,,\n"), &[]),
        ("of none", format!("{one},Cộng: 2 hộ,,,,\n{two},Cộng: 1 hộ,,,,\n,Tổng cộng: 4 hộ,,,,\n"), &["8 4 3"]),
        ("sections", format!("Thôn 1 (2 hộ),,,,,\n{one}Thôn 2 (1 hộ),,,,,\n{two}"), &[]),
        ("a section wrong", format!("Thôn 1 (3 hộ),,,,,\n{one}Thôn 2 (1 hộ),,,,,\n{two}"), &["3 3 2"]),
        ("a section of sections", format!("A. Hộ nghèo: 3 hộ,,,,,\nThôn 1,,,,,\n{one}Thôn 2,,,,,\n{two}"), &[]),
        ("and wrong", format!("A. Hộ nghèo: 5 hộ,,,,,\nThôn 1,,,,,\n{one}Thôn 2,,,,,\n{two}"), &["3 5 3"]),
        ("an empty section", format!("Thôn 1 (0 hộ),,,,,\nThôn 2 (3 hộ),,,,,\n{one}{two}"), &[]),
        ("persons", format!("{one}{two},Cộng khẩu,,7,8,0\n"), &[]),
        ("unclear", format!("{one}3,Lò Thị Vân,Xã Kim Phú,7,x,\n,Tổng cộng,,9,9,9\n"), &[]),
    ];
    let made = folder();
    for (what, rows, expected) in cases {
        let list = file(&made, "ds.csv", format!("{head}{rows}"));
        let answer = run(&["validate", &list, "--format", "json", "--lang", "en"]);
        let answer: Value = serde_json::from_str(&answer.out).expect("findings as JSON");
        let all = answer["diagnostics"].as_array().expect("findings").iter().filter(|d| d["code"] == "GN531");
        let said = |d: &Value| {
            let message = d["message"].as_str().expect("words");
            let numbers: Vec<&str> =
                message.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).take(2).collect();
            format!("{} {}", d["cell"].as_str().unwrap_or(""), numbers.join(" "))
        };
        assert_eq!(all.map(said).collect::<Vec<_>>(), expected, "{what}: {answer}");
    }
}

#[test]
fn scores_are_held_against_the_start_or_the_outcome_whichever_they_fit() {
    // B1 and B2; the outcome; whether the two can be true of a household that was poor at the start.
    let cases = [
        ("130,20", "Thoát nghèo", true),
        ("130,20", "Trở thành hộ cận nghèo", true),
        ("160,20", "Thoát nghèo", true),
        ("130,30", "Thoát nghèo", true),
        ("130,20", "Vẫn nghèo", false),
        ("160,20", "Trở thành hộ cận nghèo", false),
        ("130,20", "Thoát nghèo vượt chuẩn cận nghèo", false),
        ("160,20", "Chuyển đi", true),
        ("160,20", "", true),
    ];
    let head = "DANH SÁCH HỘ NGHÈO NĂM 2023\nSTT,Họ và tên chủ hộ,Năm sinh,Xã,Nguyên nhân nghèo,Điểm B1,Điểm B2,Khu vực,Kết quả cuối năm\n";
    let rows = (1..).zip(cases).map(|(n, (scores, outcome, _))| {
        format!("{n},Ma Văn Sơn,{},Xã Kim Phú,Thiếu vốn,{scores},Nông thôn,{outcome}\n", 1950 + n)
    });
    let made = folder();
    let list = file(&made, "ds.csv", format!("{head}{}", rows.collect::<String>()));
    let found = run(&["validate", &list, "--format", "json"]).out;
    let found: Value = serde_json::from_str(&found).expect("JSON");
    let found = found["diagnostics"].as_array().expect("findings").iter();
    let found: Vec<&str> = found.filter(|d| d["code"] == "GN544").filter_map(|d| d["cell"].as_str()).collect();
    let wrong = (3..).zip(cases).filter(|(_, case)| !case.2).map(|(row, _)| format!("F{row}"));
    assert_eq!(found, wrong.collect::<Vec<_>>());
}

#[test]
fn a_list_of_something_else_is_counted_and_said_to_be_one() {
    let rows = "Ma Văn Sơn,Xã Kim Phú,Ốm đau\nLý Thị Mai,Xã Tràng Đà,Thiếu vốn\n";
    let made = folder();
    for (at, (title, headings, other)) in [
        ("DANH SÁCH CÁN BỘ XÃ NGHỈ PHÉP", "Họ và tên,Xã,Nguyên nhân", true),
        ("BẢNG THEO DÕI GIÁO VIÊN NGHỈ DẠY", "Họ và tên,Xã,Nguyên nhân", true),
        ("DANH SÁCH HỌC SINH THUỘC HỘ NGHÈO ĐƯỢC MIỄN HỌC PHÍ", "Họ và tên,Xã,Nguyên nhân", true),
        ("DANH SÁCH CHI TRẢ TRỢ CẤP THÁNG 5", "Họ và tên,Xã,Nguyên nhân", true),
        ("DANH SÁCH ĐỀ NGHỊ GIA HẠN HỢP ĐỒNG", "Họ và tên,Xã,Nguyên nhân", true),
        ("", "Họ và tên,Xã,Nguyên nhân", true),
        ("", "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo", false),
        ("", "Chủ hộ,Xã,Nguyên nhân", false),
        ("DANH SÁCH HỘ BỊ THIỆT HẠI DO LŨ", "Chủ hộ,Xã,Nguyên nhân", true),
        ("DANH SÁCH HỘ NGHÈO DO CÁN BỘ XÃ RÀ SOÁT", "Họ và tên,Xã,Nguyên nhân", false),
        ("TỔNG HỢP DANH SÁCH HN, HCN XÃ KIM PHÚ", "Họ và tên,Xã,Nguyên nhân", false),
        ("DANH SÁCH HỘ CẬN NGHÈO", "Họ và tên,Xã,Nguyên nhân", false),
    ]
    .into_iter()
    .enumerate()
    {
        let path = made.path().join(format!("{at}.csv"));
        std::fs::write(&path, format!("{title}\n\n{headings}\n{rows}")).expect("it can be written");
        let answer = run(&["summarize", path.to_str().expect("text"), "--format", "json"]).json();
        assert_eq!(answer["rows"]["households"], 2, "{title}");
        let findings = answer["diagnostics"].as_array().expect("findings");
        assert_eq!(findings.iter().any(|f| f["code"] == "GN113"), other, "{title}, {headings}");
    }
}
