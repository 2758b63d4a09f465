//! The proof that a text file is read the same by one thread and by several, however it is cut.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::run::stretches::SHARED_OUT;
use super::*;

/// All of a survey.
fn said(survey: Result<Survey, Vec<Refusal>>) -> String {
    let survey = match survey {
        Ok(survey) => survey,
        Err(refusals) => return format!("{refusals:?}"),
    };
    let Survey { sources, rows, wards, lists, diagnostics, years, places, first_seen, .. } = &survey;
    let wards: Vec<_> = wards.iter().map(|(id, ward)| (id, &ward.name)).collect();
    let mut all = format!("{sources:?}\n{rows:?}\n{wards:?}\n{diagnostics:?}\n{years:?} {places:?} {first_seen:?}\n");
    for list in lists {
        let Tallied { alike, causes, marked, legend, hamlets, support, tells_outcome, .. } = list;
        let causes: Vec<_> = causes.all().iter().enumerate().map(|(at, cells)| (cells, causes.first_row(at))).collect();
        let _ = writeln!(all, "{alike:?} {causes:?} {marked:?} {legend:?} {hamlets:?} {support:?} {tells_outcome}");
    }
    all
}

/// Reads files with threads that read so many bytes at a time.
fn read_with(files: &[Named], threads: usize, bytes: u64) -> (String, u64) {
    let split = Split { threads: Some(threads), bytes: Some(bytes) };
    let options = Options { split, ..Options::default() };
    let said = said(read(files, &options));
    (said, options.progress.load(Ordering::Relaxed))
}

/// How often files were shared out; however they are cut, they are read as by one thread.
fn shared_out(files: &[Named], cuts: &[u64]) -> u32 {
    let alone = read_with(files, 1, 1);
    let before = SHARED_OUT.get();
    for (threads, bytes) in cuts.iter().enumerate() {
        let threads = 2 + threads % 3;
        let several = read_with(files, threads, *bytes);
        assert_eq!(several, alone, "{files:?}: {threads} threads, {bytes} bytes");
    }
    SHARED_OUT.get() - before
}

fn texts_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts_below(&path, found);
        } else if path.extension().is_some_and(|e| e == "csv" || e == "tsv" || e == "txt") {
            found.push(path);
        }
    }
}

#[test]
fn examples_are_read_the_same() {
    let mut all = Vec::new();
    for folder in ["examples", "tests/corpus"] {
        texts_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut all);
    }
    all.sort();
    assert!(all.len() > 20, "{all:?}");
    let shared: u32 = all
        .into_iter()
        .map(|path| {
            let size = std::fs::metadata(&path).expect("a file").len();
            shared_out(&[Named { path, found: false }], &[size / 2 + 1, size / 3 + 1, 400, 97])
        })
        .sum();
    assert!(shared > 10, "{shared}");
}

/// Rows as lists have them, `{n}` a running number, the plain ones first.
const ROWS: &[&str] = &[
    "{n},Hà Văn {n},1960,00810100{n},Xã Kim Phú,Thôn 1,Thiếu vốn,,Thoát nghèo",
    "{n},Ma Thị Lý,,,Hưng Thành,Thôn 2,Ốm đau,x,",
    "{n},Ma Thị Lý,,,phường hưng thành,Thôn 2,\"Già yếu, ốm đau\",x,Hộ nghèo",
    "{n},La Văn Mến,1971,,Tan Lap,Tổ 3,Thiếu vốn,,không rõ",
    "{n},La Văn Mến,1971,,XÃ TÂN LẬP,Tổ 3,Lười,có thể,vẫn cận nghèo",
    "{n},Lò Á,1980,070123456,Xã Bản Mới,,#N/A,,Chuyển đi",
    "",
    "\r",
    "{n},Hà Văn Ba,1960,,Xã Kim Phú,nt,nt,,",
    "{n},Hà Văn Tư,1960,,nt,Thôn 1,Thiếu vốn,x,Thoát nghèo",
    "{n},\"Hà\nVăn Năm\",1960,,Kim Phú,Thôn 4,Thiếu vốn,,",
    ",Hà Văn Sáu,,,,,,,",
    "Cộng,,,,,,,12,",
    "Ghi chú: 1- Thiếu vốn; 2- Ốm đau,,,,,,,,",
    "I. Xã Kim Phú,,,,,,,,",
    "STT,Họ và tên,Năm sinh,Số CCCD,Xã,Thôn,Nguyên nhân nghèo,Đăng ký,Kết quả",
    "NGƯỜI LẬP BIỂU,,,,,,,,",
    "{n},Hà \"Văn\" Bảy,1960,,Kim Phú,Thôn 4,Thiếu vốn,,",
];

/// A file of these rows below its header.
fn list(name: &str, rows: &[usize], code: bool) -> [Named; 1] {
    let mut text = String::from("DANH SÁCH HỘ NGHÈO NĂM 2020,,,,,,,,\n");
    let title = if code { "Mã hộ" } else { "Số CCCD" };
    let _ = writeln!(text, "STT,Họ và tên,Năm sinh,{title},Xã,Thôn,Nguyên nhân nghèo,Đăng ký thoát nghèo,Kết quả");
    for (number, row) in rows.iter().enumerate() {
        let _ = writeln!(text, "{}", ROWS[*row].replace("{n}", &(number % 17 + 1).to_string()));
    }
    let path = std::env::temp_dir().join(format!("giamngheo-stretches-{}-{name}.csv", std::process::id()));
    std::fs::write(&path, text).expect("written");
    [Named { path, found: false }]
}

#[test]
fn a_plain_list_is_shared_out() {
    let rows: Vec<usize> = (0..400).map(|at| at * 7 % 8).chain([6, 6, 11, 12, 13, 16]).collect();
    let file = list("plain", &rows, false);
    assert_eq!(shared_out(&file, &[9_000, 4_000, 1_000, 300]), 4);
    let _ = std::fs::remove_file(&file[0].path);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 48 } else { 400 }))]

    #[test]
    fn lists_are_read_the_same_however_they_are_cut(
        // Most rows are plain, or nothing would be shared out.
        rows in proptest::collection::vec(prop_oneof![60 => 0..8usize, 2 => 8..ROWS.len()], 20..90),
        code in any::<bool>(),
        cuts in proptest::collection::vec(60..2_500u64, 3),
    ) {
        let file = list("any", &rows, code);
        shared_out(&file, &cuts);
    }
}
