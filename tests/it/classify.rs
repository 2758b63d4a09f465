//! `classify` and back: a list that the program wrote, corrected by a person, is counted as that person wants.

use std::io::{Cursor, Read, Write};

use super::tool::{folder, run};

/// Rewrites the first sheet of a workbook with a change to its XML.
fn change_sheet(path: &std::path::Path, change: impl Fn(&str) -> String) {
    let bytes = std::fs::read(path).expect("it can be read");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook is a zip file");
    let mut out = zip::ZipWriter::new(std::fs::File::create(path).expect("it can be written"));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let name = part.name().expect("it has a name").into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("it can be read");
        if name == "xl/worksheets/sheet1.xml" {
            text = change(std::str::from_utf8(&text).expect("XML is UTF-8")).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part begins");
        out.write_all(&text).expect("it is written");
    }
    out.finish().expect("it is whole");
}

fn figures(path: &str) -> (u64, u64, Vec<u64>) {
    let summary = run(&["summarize", path, "--format", "json", "-q"]).json();
    let groups = summary["groups"].as_array().expect("groups");
    let number = |v: &serde_json::Value| v.as_u64().expect("a number");
    (
        number(&summary["total"]["households"]),
        number(&summary["total"]["review"]),
        groups.iter().map(|g| number(&g["households"])).collect(),
    )
}

#[test]
fn what_classify_writes_is_read_back_with_the_same_figures() {
    let folder = folder();
    for survey in ["examples/khao-sat-2020.xlsx", "tests/corpus/surveys/dau_x_va_ghi_ro.xlsx"] {
        for ending in ["xlsx", "csv"] {
            let out = folder.path().join(format!("list.{ending}"));
            let out = out.to_str().expect("UTF-8");
            let answer = run(&["classify", survey, "-o", out, "--force", "-q"]);
            assert_eq!(answer.code, 0, "{}", answer.err);
            assert_eq!(figures(out), figures(survey), "{survey} as .{ending}");
        }
    }
}

#[test]
fn households_that_join_in_the_year_are_read_back_too_or_are_said_to_be_left_out() {
    let folder = folder();
    let survey = folder.path().join("ket-qua.csv");
    let text = "Danh sách hộ nghèo phường Tân Hà\nSTT,Họ và tên chủ hộ,Thôn,Loại hộ đầu năm,Phân loại,Nguyên nhân nghèo,Kết quả\n\
                1,Ma Văn Sơn,Tổ 1,Hộ nghèo,,Thiếu vốn,Thoát nghèo\n2,Quan Văn Hiến,Tổ 2,Hộ nghèo,,Ốm đau,Tái nghèo\n\
                3,Lương Thị Sen,Tổ 3,,,Đông con,Tái nghèo\n4,Đặng Văn Khoa,Tổ 3,,Phát sinh,Già yếu,\n\
                5,Triệu Thị Tình,Tổ 3,,,Thiếu vốn,Chuyển đến\n6,Hứa Văn Quý,Tổ 3,Hộ cận nghèo,,Thiếu vốn,Cận nghèo trở thành nghèo\n\
                7,La Thị Lụa,Tổ 3,Hộ cận nghèo,,Ốm đau,\n8,Nông Văn Bốn,Tổ 3,Hộ nghèo,,Lười lao động,\n";
    std::fs::write(&survey, text).expect("it is written");
    let survey = survey.to_str().expect("UTF-8");
    let total = |path: &str| run(&["summarize", path, "--format", "json", "-q"]).json()["total"].clone();
    let counted = total(survey);
    let joined = ["from_near_poor", "fell_back", "newly_poor", "moved_in", "near_poor"].map(|n| counted[n].clone());
    assert_eq!(joined.to_vec(), [1, 1, 1, 1, 2]);
    for name in ["list.xlsx", "list.csv"] {
        let out = folder.path().join(name);
        let out = out.to_str().expect("UTF-8");
        let answer = run(&["classify", survey, "--standing", "all", "-o", out]);
        assert_eq!((answer.code, answer.err.contains("--standing all")), (0, false), "{}", answer.err);
        assert_eq!(total(out), counted, "{name}");
        let answer = run(&["classify", survey, "-o", out, "--force"]);
        assert!(answer.err.contains("4 hộ vào danh sách trong năm"), "{}", answer.err);
        assert_eq!(total(out)["households"], counted["households"], "{name}");
    }
}

#[test]
fn only_workbooks_and_csv_are_written() {
    let folder = folder();
    for name in ["list.pdf", "list.xls", "list"] {
        let out = folder.path().join(name);
        let answer = run(&["classify", "examples/khao-sat-2020.xlsx", "-o", out.to_str().expect("UTF-8")]);
        assert_eq!((answer.code, out.exists()), (2, false), "{name}: {}", answer.err);
        assert!(answer.err.contains(".xlsx"), "{}", answer.err);
    }
}

#[test]
fn corrections_are_counted_and_cleared_questions_are_closed() {
    let folder = folder();
    let survey = folder.path().join("khao-sat.csv");
    let text = "Danh sách hộ nghèo phường Tân Hà\nSTT,Họ và tên chủ hộ,Thôn,Nguyên nhân nghèo\n\
                1,Nguyễn Văn An,Tổ 1,Thiếu lao động\n2,Trần Thị Bé,Tổ 2,Thiếu lao động\n3,Lê Văn Cò,Tổ 3,Già yếu\n";
    std::fs::write(&survey, text).expect("it is written");
    let survey = survey.to_str().expect("UTF-8");
    assert_eq!(figures(survey), (3, 2, vec![0, 0, 0, 2, 1, 0]));
    let list = folder.path().join("list.xlsx");
    let out = list.to_str().expect("UTF-8");
    assert_eq!(run(&["classify", survey, "-o", out, "-q"]).code, 0);
    // Row 2 of the list is the first to review: its group becomes 5, while the other question is left open.
    change_sheet(&list, |xml| {
        let cell = xml.find("r=\"I2\"").expect("the group of the first household");
        let (before, rest) = xml.split_at(cell);
        format!("{before}{}", rest.replacen("<v>4</v>", "<v>5</v>", 1))
    });
    assert_eq!(figures(out), (3, 1, vec![0, 0, 0, 1, 2, 0]));
    let table = run(&["summarize", out, "-q"]);
    assert!(table.out.contains("đặt nhóm khác với chương trình cho 1 hộ"), "{}", table.out);
}

#[test]
fn the_list_is_the_same_every_time() {
    let (first, second) =
        (run(&["classify", "examples/khao-sat-2020.xlsx"]), run(&["classify", "examples/khao-sat-2020.xlsx"]));
    assert_eq!(first.code, 0);
    assert_eq!(first.out, second.out);
    assert_eq!(first.out.lines().count(), 369);
    assert!(first.out.starts_with("file,sheet,row,ward,hamlet,head,standing,cause,group,code,group_name,evidence,rule,other_groups,review,registered,outcome"));
}

#[test]
fn why_names_words_rule_and_remedy() {
    let answer = run(&["why", "nợ do chữa bệnh", "thiếu lao động"]);
    assert_eq!(answer.code, 0);
    for word in ["3.5", "3.6", "chữa bệnh", "[causes]", "Cần xem lại"] {
        assert!(answer.out.contains(word), "{word} in {}", answer.out);
    }
    let json = run(&["why", "thiếu vốn", "--format", "json"]).json();
    assert_eq!(json["texts"][0]["group"], 1);
    assert_eq!(json["schema"], "giamngheo.why/1");
}
