//! A blank survey to send out: every column that counts, with choices and checks, and how to fill it in.
//!
//! Its headings and choices are Vietnamese in every language, for it is communes that fill it in, and this program that
//! reads it back.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, FormatAlign, FormatBorder, Formula,
    ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::paper;
use crate::group::Group;
use crate::plan::Plan;
use crate::words::Words;

/// Rows to fill in.
const ROWS: u32 = 500;
/// The row of headings, and the first to fill in.
const HEAD: u32 = 4;
/// The sheet on which the choices stand.
const CHOICES: &str = "Danh mục";

/// What a column takes.
enum Takes {
    Text,
    Wards,
    Choice(&'static [&'static str]),
    Whole(i32, i32),
    Identity,
}

/// Standing, registration and outcome as `wordings.toml` knows them.
const STANDINGS: &[&str] = &["Hộ nghèo", "Hộ cận nghèo"];
const GROUPS: &[&str] = &["3.1", "3.2", "3.3", "3.4", "3.5", "3.6"];
const MARK: &[&str] = &["x"];
const OUTCOMES: &[&str] = &[
    "Vẫn nghèo",
    "Thoát nghèo",
    "Thoát nghèo, trở thành hộ cận nghèo",
    "Thoát nghèo, vượt chuẩn cận nghèo",
    "Cận nghèo trở thành nghèo",
    "Tái nghèo",
    "Phát sinh",
    "Chuyển đi",
    "Chuyển đến",
    "Chết",
    "Nhập hộ",
    "Tách hộ",
];

fn columns(ward: bool) -> Vec<(&'static str, f64, Takes)> {
    let mut all = vec![
        ("STT", 6.0, Takes::Whole(1, 99_999)),
        ("Xã, phường", 20.0, Takes::Wards),
        ("Thôn, tổ dân phố", 16.0, Takes::Text),
        ("Họ và tên chủ hộ", 26.0, Takes::Text),
        ("Năm sinh", 9.0, Takes::Whole(1900, 2100)),
        ("Số CCCD", 16.0, Takes::Identity),
        ("Số khẩu", 8.0, Takes::Whole(1, 40)),
        ("Loại hộ đầu năm", 14.0, Takes::Choice(STANDINGS)),
        ("Nguyên nhân nghèo", 38.0, Takes::Text),
        ("Nhóm nguyên nhân", 11.0, Takes::Choice(GROUPS)),
        ("Đăng ký thoát nghèo", 10.0, Takes::Choice(MARK)),
        ("Kết quả cuối năm", 28.0, Takes::Choice(OUTCOMES)),
        ("Ghi chú", 16.0, Takes::Text),
    ];
    if !ward {
        all.remove(1);
    }
    all
}

/// The form as a workbook: of one ward, or of all wards of the plan with a column for them.
///
/// # Errors
///
/// When the library refuses it.
pub fn workbook(plan: &Plan, ward: Option<&str>, words: &Words) -> Result<Vec<u8>, String> {
    build(plan, ward, words).map_err(|e| e.to_string())
}

fn build(plan: &Plan, ward: Option<&str>, words: &Words) -> Result<Vec<u8>, XlsxError> {
    let title = format!("DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO NĂM {}", plan.year);
    let mut book = paper::workbook(&title);
    let wards: Vec<&str> = plan.wards.iter().map(|w| w.name.as_str()).collect();
    list(&mut book, plan, ward, &title, &wards)?;
    notes(&mut book, plan, &wards, words)?;
    book.save_to_buffer()
}

fn list(book: &mut Workbook, plan: &Plan, ward: Option<&str>, title: &str, wards: &[&str]) -> Result<(), XlsxError> {
    let letters = Format::new().set_font_name("Times New Roman").set_font_size(11);
    let centre = letters.clone().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    let head = centre.clone().set_bold().set_text_wrap().set_border(FormatBorder::Thin).set_background_color(0xE8EEF4);
    let free = letters.clone().set_border(FormatBorder::Thin).set_unlocked().set_text_wrap();
    let columns = columns(ward.is_none());
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let sheet = book.add_worksheet().set_name("Danh sách")?;
    paper::page(sheet);
    sheet.merge_range(0, 0, 0, last, &ward.unwrap_or(&plan.unit).to_uppercase(), &letters.clone().set_bold())?;
    sheet.merge_range(1, 0, 1, last, title, &centre.clone().set_bold().set_font_size(14))?;
    for (at, (heading, width, takes)) in (0u16..).zip(&columns) {
        sheet.write_string_with_format(HEAD, at, *heading, &head)?;
        sheet.set_column_width(at, *width)?;
        let format = match takes {
            // As text, so that no zero at the start is lost.
            Takes::Identity => free.clone().set_num_format("@"),
            Takes::Choice(choices) if *choices == GROUPS => free.clone().set_num_format("@"),
            _ => free.clone(),
        };
        for row in HEAD + 1..=HEAD + ROWS {
            sheet.write_blank(row, at, &format)?;
        }
        if let Some(rule) = rule(takes, wards)? {
            sheet.add_data_validation(HEAD + 1, at, HEAD + ROWS, at, &rule)?;
        }
    }
    sheet.set_row_height(HEAD, 45)?;
    sheet.set_repeat_rows(HEAD, HEAD)?.set_freeze_panes(HEAD + 1, 0)?;
    sheet.protect_with_options(&ProtectionOptions {
        insert_rows: true,
        delete_rows: true,
        format_rows: true,
        format_columns: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    });
    Ok(())
}

fn rule(takes: &Takes, wards: &[&str]) -> Result<Option<DataValidation>, XlsxError> {
    let range = |nth: u16, length: usize| {
        let column = crate::diag::column_name(u32::from(nth));
        Formula::new(format!("='{CHOICES}'!${column}$2:${column}${}", length + 1))
    };
    let rule = match takes {
        Takes::Text => return Ok(None),
        Takes::Wards if wards.is_empty() => return Ok(None),
        Takes::Wards => DataValidation::new().allow_list_formula(range(0, wards.len())),
        Takes::Choice(choices) if *choices == OUTCOMES => {
            DataValidation::new().allow_list_formula(range(1, choices.len()))
        }
        Takes::Choice(choices) => DataValidation::new().allow_list_strings(choices)?,
        Takes::Whole(least, most) => {
            DataValidation::new().allow_whole_number(DataValidationRule::Between(*least, *most))
        }
        Takes::Identity => DataValidation::new().allow_text_length(DataValidationRule::Between(9, 12)),
    };
    // A name that is not in the list may be right: a commune knows its wards.
    let style = match takes {
        Takes::Wards | Takes::Identity => DataValidationErrorStyle::Warning,
        _ => DataValidationErrorStyle::Stop,
    };
    Ok(Some(rule.set_error_style(style)))
}

fn notes(book: &mut Workbook, plan: &Plan, wards: &[&str], words: &Words) -> Result<(), XlsxError> {
    let letters = Format::new().set_font_name("Times New Roman").set_font_size(12).set_text_wrap();
    let bold = letters.clone().set_bold();
    let sheet: &mut Worksheet = book.add_worksheet().set_name("Hướng dẫn")?;
    paper::page(sheet);
    sheet.set_column_width(0, 110)?;
    sheet.write_string_with_format(0, 0, words.get("template.title"), &bold)?;
    let mut row = 1;
    for line in words.get("template.notes").lines() {
        sheet.write_string_with_format(row, 0, line, &letters)?;
        row += 1;
    }
    for group in Group::ALL {
        let line = format!("{} – {}", group.code(), plan.group_name(group));
        sheet.write_string_with_format(row, 0, line, &letters)?;
        row += 1;
    }
    sheet.set_print_area(0, 0, row, 0)?;
    let sheet = book.add_worksheet().set_name(CHOICES)?;
    for (column, (heading, choices)) in (0u16..).zip([("Xã, phường", wards), ("Kết quả cuối năm", OUTCOMES)])
    {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        sheet.set_column_width(column, 36)?;
        for (row, choice) in (1u32..).zip(choices) {
            sheet.write_string_with_format(row, column, *choice, &letters)?;
        }
    }
    Ok(())
}
