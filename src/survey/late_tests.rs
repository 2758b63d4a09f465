//! The proof that a long sheet is read the same whether what is merged in it is known before its rows or after them.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::*;
use crate::read::Book;

const ROWS: u32 = 3_000;

/// A list of two wards below a title in row 1 and headings in rows 3 and 4; how it is merged is for `change`.
fn list(name: &str, change: impl Fn(&mut Worksheet)) -> Named {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let mut put = |row: u32, texts: &[&str]| {
        for (column, text) in (0..).zip(texts).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, *text).expect("a text");
        }
    };
    put(0, &["DANH SÁCH HỘ NGHÈO NĂM 2020"]);
    put(2, &["STT", "Họ và tên", "Xã", "Thôn", "Nguyên nhân nghèo", "", "", "Kết quả"]);
    put(3, &["", "", "", "", "Thiếu vốn", "Thiếu lao động", "Ốm đau", ""]);
    for at in 0..ROWS {
        let row = at + 4;
        let number = (at + 1).to_string();
        let name = format!("Hoàng Văn {}", char::from(b'A' + (at % 26) as u8));
        let ward = if at % 10 == 0 { ["Trung Môn", "Kim Phú"][(at / 600) as usize % 2] } else { "" };
        let marks = [0, 1, 2].map(|m| if at % 3 == m { "x" } else { "" });
        let outcome = if at % 5 == 0 { "Thoát nghèo" } else { "" };
        put(row, &[&number, &name, ward, "Thôn có tên thật là dài", marks[0], marks[1], marks[2], outcome]);
    }
    put(ROWS + 6, &["NGƯỜI LẬP BIỂU"]);
    change(sheet);
    let path = std::env::temp_dir().join(format!("giamngheo-late-{}-{name}.xlsx", std::process::id()));
    book.save(&path).expect("a workbook");
    Named { path, found: false }
}

fn merge(sheet: &mut Worksheet, top: u32, left: u16, bottom: u32, right: u16, text: &str) {
    sheet.merge_range(top, left, bottom, right, text, &Format::new()).expect("a merged area");
}

/// All of a survey that has an order.
fn said(survey: Result<Survey, Vec<Refusal>>) -> String {
    let survey = survey.expect("a survey");
    let lists: Vec<_> = survey.lists.iter().map(|l| (&l.alike, &l.marked, &l.hamlets, l.tells_outcome)).collect();
    let Survey { sources, rows, diagnostics, first_seen, .. } = &survey;
    format!("{sources:?} {rows:?} {lists:?} {diagnostics:?} {first_seen:?}")
}

/// Whether the first reading of a list holds; either way it ends as one that knew from the start.
fn holds(name: &str, change: impl Fn(&mut Worksheet)) -> bool {
    let file = [list(name, change)];
    let options = Options::default();
    let mut early = Book::open(&file[0].path).expect("a book");
    assert!(early.tells_facts_late(0), "{name} is not long");
    let known = said(visit_once(&file, &options, &mut (), false).0);
    let (first, holds) = visit_once(&file, &options, &mut (), true);
    if holds {
        assert_eq!(said(first), known, "{name}");
    }
    assert_eq!(said(read(&file, &options)), known, "{name}");
    std::fs::remove_file(&file[0].path).expect("removed");
    holds
}

#[test]
fn what_is_merged_where_it_does_not_matter_costs_no_second_reading() {
    assert!(holds("plain", |_| {}));
    assert!(holds("title", |sheet| merge(sheet, 0, 0, 0, 7, "DANH SÁCH HỘ NGHÈO NĂM 2020")));
    assert!(holds("groups", |sheet| merge(sheet, 2, 4, 2, 6, "Nguyên nhân nghèo")));
    assert!(holds("signatures", |sheet| merge(sheet, ROWS + 6, 0, ROWS + 6, 3, "NGƯỜI LẬP BIỂU")));
    assert!(holds("hidden", |sheet| drop(sheet.set_row_hidden(70))));
}

#[test]
fn what_is_merged_where_it_matters_is_read_again() {
    assert!(!holds("wards", |sheet| merge(sheet, 4, 2, 13, 2, "Trung Môn")));
    assert!(!holds("signed", |sheet| merge(sheet, ROWS + 6, 0, ROWS + 8, 3, "NGƯỜI LẬP BIỂU")));
    assert!(!holds("again", |sheet| {
        for (column, text) in (0..).zip(["STT", "Họ và tên", "Xã", "Thôn", "Ốm đau", "Thiếu vốn"]) {
            sheet.write_string(600, column, text).expect("a text");
            for column in 6..8 {
                sheet.write_blank(600, column, &Format::new()).expect("a blank");
            }
        }
        merge(sheet, 601, 0, 601, 7, "I. Hộ nghèo");
    }));
}
