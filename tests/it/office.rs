//! What an office does with the figures beside counting: settle pairs, add up summaries, send out forms, hand in lists,
//! show a page.

use std::io::{Read, Write};
use std::path::Path;

use serde_json::Value;

use crate::tool::run;

const START: &str = "examples/khao-sat-2020.csv";
const END: &str = "examples/cuoi-nam-2020.csv";

fn text(path: &Path) -> String {
    path.to_str().expect("text").to_owned()
}

#[test]
fn a_settled_pair_is_honoured_on_the_next_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let pairs = folder.path().join("pairs.csv");
    let before = run(&["compare", START, "--end", END, "--format", "json"]).json();
    let csv = run(&["compare", START, "--end", END, "--format", "csv"]);
    assert_eq!(csv.code, 0, "{}", csv.err);
    let doubtful: Vec<&str> = csv.out.lines().filter(|l| l.starts_with(",doubtful,")).collect();
    assert!(!doubtful.is_empty(), "{}", csv.out);
    // The first is one household, the others are not.
    for (first, said) in [("same", 1i64), ("different", -1)] {
        let decided = csv.out.lines().enumerate().map(|(n, line)| {
            let decision = if n == 1 { first } else { "different" };
            if line.starts_with(",doubtful,") { format!("{decision}{line}\n") } else { format!("{line}\n") }
        });
        std::fs::write(&pairs, decided.collect::<String>()).expect("written");
        let after = run(&["compare", START, "--end", END, "--pairs", &text(&pairs), "--format", "json"]).json();
        assert_eq!(after["doubts"].as_array().map(Vec::len), Some(0));
        let made = |json: &Value| json["pairs"].as_array().expect("pairs").len() as i64;
        assert_eq!(made(&after) - made(&before), said.max(0), "{first}");
        let total = &after["total"];
        assert_eq!(total["households"], 368);
    }
}

#[test]
fn the_workbook_of_a_comparison_is_read_back_with_no_decision_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path().join("pairs.xlsx");
    assert_eq!(run(&["compare", START, "--end", END, "-o", &text(&book), "-q"]).code, 0);
    let before = run(&["compare", START, "--end", END, "--format", "json"]).json();
    let after = run(&["compare", START, "--end", END, "--pairs", &text(&book), "--format", "json"]).json();
    assert_eq!(before, after);
}

#[test]
fn merging_summaries_is_summarizing_everything_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let csv = std::fs::read_to_string(START).expect("the example");
    let (head, body) = csv.split_once('\n').expect("a heading");
    let mut summaries = Vec::new();
    let mut folders = Vec::new();
    for (n, wards) in [["Phường Phan Thiết", "Xã Kim Phú"], ["Phường Tân Hà", "Xã An Khang"]].iter().enumerate()
    {
        let own = folder.path().join(format!("d{n}"));
        std::fs::create_dir(&own).expect("a folder");
        let rows = body.lines().filter(|l| wards.iter().any(|w| l.contains(w)));
        let text_of = std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\n");
        std::fs::write(own.join("ds.csv"), text_of).expect("written");
        let summary = run(&["summarize", &text(&own), "--format", "json"]);
        let file = folder.path().join(format!("{n}.json"));
        std::fs::write(&file, &summary.out).expect("written");
        summaries.push(text(&file));
        folders.push(text(&own));
    }
    let merged = run(&["merge", &summaries[1], &summaries[0], "--format", "json"]).json();
    let whole = run(&["summarize", &folders[0], &folders[1], "--format", "json"]).json();
    for part in ["schema", "plan", "standing", "target_from", "actual_from", "total", "groups", "wards", "rows"] {
        assert_eq!(merged[part], whole[part], "{part}");
    }
    let twice = run(&["merge", &summaries[0], &summaries[0]]);
    assert_eq!((twice.code, twice.out.as_str()), (2, ""));
}

/// Types values into the blank cells of a form, as a clerk does.
fn fill(form: &Path, cells: &[(&str, &str)]) {
    let bytes = std::fs::read(form).expect("the form");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let mut out = zip::ZipWriter::new(std::fs::File::create(form).expect("written"));
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("read");
        if name == "xl/worksheets/sheet1.xml" {
            let mut xml = String::from_utf8(content).expect("UTF-8");
            for (cell, value) in cells {
                let start = xml.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("no cell {cell}"));
                let end = start + xml[start..].find("/>").expect("blank");
                let open = xml[start..end].to_owned();
                xml.replace_range(start..end + 2, &format!("{open} t=\"inlineStr\"><is><t>{value}</t></is></c>"));
            }
            content = xml.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&content).expect("written");
    }
    out.finish().expect("finished");
}

#[test]
fn a_form_that_is_filled_in_reads_back_as_it_was_meant() {
    let folder = tempfile::tempdir().expect("a folder");
    let form = folder.path().join("form.xlsx");
    assert_eq!(run(&["template", "-o", &text(&form)]).code, 0);
    assert_eq!(run(&["summarize", &text(&form)]).code, 2, "a blank form holds no household");
    fill(
        &form,
        &[
            ("A6", "1"),
            ("B6", "Phường Tân Hà"),
            ("C6", "Tổ 1"),
            ("D6", "Nông Thị Sen"),
            ("E6", "1970"),
            ("F6", "008170001234"),
            ("G6", "4"),
            ("H6", "Hộ nghèo"),
            ("I6", "ốm đau thường xuyên"),
            ("K6", "x"),
            ("L6", "Thoát nghèo, trở thành hộ cận nghèo"),
            ("A7", "2"),
            ("B7", "Xã Kim Phú"),
            ("D7", "Ma Văn Quý"),
            ("H7", "Hộ nghèo"),
            ("J7", "3.4"),
            ("L7", "Vẫn nghèo"),
            ("A8", "3"),
            ("B8", "Xã Kim Phú"),
            ("D8", "Lý Văn Vinh"),
            ("H8", "Hộ cận nghèo"),
            ("I8", "thiếu vốn"),
            ("L8", "Cận nghèo trở thành nghèo"),
            ("A9", "4"),
            ("B9", "Xã Kim Phú"),
            ("D9", "Bàn Thị Hoa"),
            ("I9", "thiếu vốn"),
            ("L9", "Tái nghèo"),
        ],
    );
    let json = run(&["summarize", &text(&form), "--format", "json"]).json();
    let total = &json["total"];
    for (name, value) in [
        ("households", 2),
        ("registered", 1),
        ("exited", 1),
        ("exited_to_near_poor", 1),
        ("still_poor", 1),
        ("from_near_poor", 1),
        ("fell_back", 1),
        ("end", 3),
        ("near_poor", 1),
        ("review", 0),
        ("no_outcome", 0),
    ] {
        assert_eq!(total[name], value, "{name}: {total}");
    }
    let group = |n: usize| json["groups"][n - 1]["households"].clone();
    assert_eq!((group(4), group(5)), (Value::from(1), Value::from(1)));
    assert_eq!(json["plan"]["year"], 2020);
    let warnings: Vec<&Value> =
        json["diagnostics"].as_array().expect("findings").iter().filter(|d| d["severity"] != "note").collect();
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn a_form_for_each_ward_names_its_ward() {
    let folder = tempfile::tempdir().expect("a folder");
    let forms = folder.path().join("forms");
    assert_eq!(run(&["template", "--per-ward", &text(&forms)]).code, 0);
    assert_eq!(std::fs::read_dir(&forms).expect("a folder").count(), 15);
    let form = forms.join("Xã Tràng Đà.xlsx");
    fill(&form, &[("C6", "Nông Thị Sen"), ("G6", "Hộ nghèo"), ("H6", "đông con")]);
    let json = run(&["summarize", &text(&form), "--format", "json"]).json();
    assert_eq!(json["wards"][0]["ward"], "Xã Tràng Đà");
    assert_eq!(run(&["template", "--per-ward", &text(&forms)]).code, 2, "nothing is written over");
}

#[test]
fn lists_hold_the_households_that_the_figures_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let figures = run(&["summarize", START, "--end", END, "--format", "json"]).json();
    for (kind, name) in
        [("registered", "registered"), ("exited", "exited"), ("fell-back", "fell_back"), ("newly-poor", "newly_poor")]
    {
        let book = folder.path().join(format!("{kind}.xlsx"));
        let answer = run(&["list", kind, START, "--end", END, "-o", &text(&book), "--redact"]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        let rows = rows_of(&book);
        assert_eq!(Value::from(rows), figures["total"][name], "{kind}");
        let again = folder.path().join(format!("{kind}-2.xlsx"));
        run(&["list", kind, START, "--end", END, "-o", &text(&again), "--redact"]);
        assert!(std::fs::read(&book).expect("made") == std::fs::read(&again).expect("made"), "the same bytes");
    }
    assert_eq!(run(&["list", "exited", "examples/ba-phuong.xlsx", "-o", &text(&folder.path().join("x.xlsx"))]).code, 2);
}

/// Rows of all sheets that begin with a number.
fn rows_of(book: &Path) -> u64 {
    use calamine::{Data, Reader};
    let mut book = calamine::open_workbook_auto(book).expect("a workbook");
    let sheets = book.worksheets();
    let numbered = |row: &&[Data]| matches!(row.first(), Some(Data::Float(_) | Data::Int(_)));
    sheets.iter().map(|(_, range)| range.rows().filter(numbered).count() as u64).sum()
}

#[test]
fn the_page_fetches_nothing_and_names_nobody() {
    let page = run(&["report", START, "--end", END, "-q"]);
    assert_eq!(page.code, 0, "{}", page.err);
    for word in ["http:", "https:", "<script", "src=", "href=", "url("] {
        assert!(!page.out.contains(word), "{word}");
    }
    let csv = std::fs::read_to_string(START).expect("the example");
    for line in csv.lines().skip(1) {
        let name = line.split(',').nth(3).expect("a name");
        assert!(!page.out.contains(name), "{name}");
    }
    let figures = run(&["summarize", START, "--end", END, "--format", "json"]).json();
    assert!(page.out.contains(&format!("<b>{}</b>", figures["total"]["exited"])));
}
