//! The end of the year against its start: the example city, whose truth its generator knows.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::tool::run;

#[allow(unused_imports, clippy::duplicate_mod)]
#[path = "../../examples/make_year_end.rs"]
mod make_year_end;

use make_year_end::{Hand, Later, end_csv, households, start_csv, write, year_end};

/// How matching did.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    wrong: usize,
    /// True pairs that something tells, and of these the ones found.
    evident: usize,
    found: usize,
    /// True pairs that were listed as doubtful.
    listed: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        100.0 * self.right as f64 / (self.right + self.wrong) as f64
    }

    fn recall(&self) -> f64 {
        100.0 * self.found as f64 / self.evident as f64
    }
}

/// Holds a comparison against the truth: row of the end → row of the start, and whether anything tells.
fn score(json: &Value, truth: &BTreeMap<u64, (Option<u64>, bool)>) -> Score {
    let mut score = Score::default();
    let rows =
        |pair: &Value| (pair["start"]["row"].as_u64().expect("a row"), pair["end"]["row"].as_u64().expect("a row"));
    let mut made = BTreeMap::new();
    for pair in json["pairs"].as_array().expect("pairs") {
        let (start, end) = rows(pair);
        assert_eq!(made.insert(end, start), None, "row {end} is used twice");
        if truth[&end].0 == Some(start) { score.right += 1 } else { score.wrong += 1 }
    }
    let mut listed = Vec::new();
    for doubt in json["doubts"].as_array().expect("doubts") {
        listed.extend(doubt["pairs"].as_array().expect("pairs").iter().map(rows));
    }
    for (end, (start, evident)) in truth {
        let Some(start) = start else { continue };
        score.listed += usize::from(listed.contains(&(*start, *end)));
        if *evident {
            score.evident += 1;
            score.found += usize::from(made.get(end) == Some(start));
        }
    }
    score
}

fn truth_of(end: &[Later]) -> BTreeMap<u64, (Option<u64>, bool)> {
    let row = |n: usize| n as u64;
    end.iter().enumerate().map(|(n, l)| (row(n + 4), (l.truth.map(|t| row(t + 2)), l.evident))).collect()
}

/// The identities that hold in every row of figures.
fn assert_identities(json: &Value) {
    let n = |row: &Value, name: &str| row[name].as_u64().unwrap_or_else(|| panic!("{name} of {row}"));
    let rows = |name: &str| json[name].as_array().expect("rows").clone();
    let mut all = [rows("wards"), rows("groups"), vec![json["total"].clone()]].concat();
    all.extend(rows("wards").iter().flat_map(|w| w["groups"].as_array().expect("groups").clone()));
    for row in &all {
        let left = n(row, "exited") + n(row, "still_poor") + n(row, "moved_out") + n(row, "ended");
        assert_eq!(n(row, "households"), left, "{row}");
        let came = n(row, "from_near_poor") + n(row, "fell_back") + n(row, "newly_poor") + n(row, "moved_in");
        assert_eq!(n(row, "end"), n(row, "still_poor") + came, "{row}");
    }
}

#[test]
fn the_example_is_matched_as_its_generator_knows() {
    let json =
        run(&["compare", "examples/khao-sat-2020.csv", "--end", "examples/cuoi-nam-2020.csv", "--format", "json"])
            .json();
    assert_identities(&json);
    let text = std::fs::read_to_string("examples/cuoi-nam-2020-su-that.csv").expect("the truth");
    let truth = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[0].parse().expect("a row"), (cells[1].parse().ok(), cells[2] == "true"))
    });
    let score = score(&json, &truth.collect());
    println!("{score:?}: precision {:.2}, recall {:.2}", score.precision(), score.recall());
    assert!(score.precision() >= 99.0 && score.recall() >= 99.0, "{score:?}");
    let summary =
        run(&["summarize", "examples/khao-sat-2020.csv", "--end", "examples/cuoi-nam-2020.csv", "--format", "json"])
            .json();
    assert_eq!(summary["total"]["exited"], json["total"]["exited"]);
    assert_eq!(summary["actual_from"], "end");
    // Near-poor at the end is an exit to near-poor; those who fell back, are new or split off are told by their list.
    assert_eq!(json["total"]["fell_back"], 1);
    assert_eq!(json["total"]["newly_poor"], 4);
}

#[test]
fn lost_numbers_and_misspelt_names_leave_precision_and_recall() {
    let all = households();
    for (lost, misspelt) in [(0, 0), (20, 10), (40, 20)] {
        let hand = Hand { numbers: true, lost, misspelt };
        let end = year_end(&all, hand);
        let folder = tempfile::tempdir().expect("a folder");
        let (a, b) = (folder.path().join("dau-nam.csv"), folder.path().join("cuoi.csv"));
        std::fs::write(&a, start_csv(&all, hand).expect("start")).expect("written");
        std::fs::write(&b, end_csv(&end).expect("end")).expect("written");
        let path = |p: &Path| p.to_str().expect("text").to_owned();
        let json = run(&["compare", &path(&a), "--end", &path(&b), "--format", "json"]).json();
        assert_identities(&json);
        let score = score(&json, &truth_of(&end));
        println!(
            "lost {lost} %, misspelt {misspelt} %: {score:?}: precision {:.2}, recall {:.2}",
            score.precision(),
            score.recall()
        );
        assert!(score.precision() >= 99.0 && score.recall() >= 99.0, "{score:?}");
    }
}

#[test]
fn the_example_is_what_its_generator_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path()).expect("written");
    for name in ["cuoi-nam-2020.csv", "cuoi-nam-2020-su-that.csv"] {
        let made = std::fs::read(folder.path().join(name)).expect("made");
        let kept = std::fs::read(Path::new("examples").join(name)).expect("kept");
        assert!(made == kept, "{name}: run `cargo run --example make_year_end`");
    }
}

/// Two lists as CSV, compared.
fn compare(start: &str, end: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, rows: &str, head: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{head}\n{rows}")).expect("written");
        path.to_str().expect("text").to_owned()
    };
    let a = write("a.csv", start, "STT,Xã phường,Thôn,Họ và tên,Năm sinh,Loại hộ,Nguyên nhân nghèo,Kết quả");
    let b = write("b.csv", end, "STT,Xã phường,Thôn,Họ và tên,Năm sinh,Loại hộ,Biến động");
    run(&["compare", &a, "--end", &b, "--format", "json"]).json()
}

#[test]
fn near_poor_households_on_both_sides_and_moves_between_wards() {
    let json = compare(
        "1,Phường Tân Hà,Tổ 1,Ma Seo Phừ,1960,Hộ nghèo,thiếu vốn,\n\
         2,Phường Tân Hà,Tổ 2,Sùng A Páo,1970,Hộ cận nghèo,thiếu vốn,\n\
         3,Phường Tân Hà,Tổ 3,Giàng Thị Dợ,1955,Hộ nghèo,ốm đau,\n\
         4,Xã Kim Phú,Thôn 1,Lục Văn Tài,1981,Hộ nghèo,đông con,\n\
         5,Xã Kim Phú,Thôn 2,Vàng Thị Mỷ,1966,Hộ cận nghèo,thiếu vốn,\n",
        "1,Phường Tân Hà,Tổ 1,Ma Seo Phừ,1960,Hộ cận nghèo,\n\
         2,Phường Tân Hà,Tổ 2,Sùng A Páo,1970,Hộ nghèo,\n\
         3,Xã Kim Phú,Thôn 9,Giàng Thị Dợ,1955,Hộ nghèo,\n\
         4,Xã Kim Phú,Thôn 3,Phùng Văn Sáu,1990,Hộ nghèo,Tái nghèo\n",
    );
    assert_identities(&json);
    let total = &json["total"];
    for (name, value) in [
        ("households", 3),
        ("exited", 2),
        ("exited_to_near_poor", 1),
        ("moved_out", 1),
        ("moved_in", 1),
        ("from_near_poor", 1),
        ("fell_back", 1),
        ("newly_poor", 0),
        ("end", 3),
    ] {
        assert_eq!(total[name], value, "{name}: {total}");
    }
    assert_eq!(json["exited_by_absence"], 1);
}

#[test]
fn a_ward_that_no_list_of_the_end_names_is_unknown_and_a_contradiction_is_said() {
    let json = compare(
        "1,Phường Tân Hà,Tổ 1,Ma Seo Phừ,1960,Hộ nghèo,thiếu vốn,Thoát nghèo\n\
         2,Phường Tân Hà,Tổ 2,Sùng A Páo,1970,Hộ nghèo,thiếu vốn,Chuyển đi\n\
         3,Phường Ỷ La,Tổ 3,Giàng Thị Dợ,1955,Hộ nghèo,ốm đau,\n",
        "1,Phường Tân Hà,Tổ 1,Ma Seo Phừ,1960,Hộ nghèo,\n",
    );
    let ward = |name: &str| {
        let all = json["wards"].as_array().expect("wards");
        all.iter().find(|w| w["ward"] == name).expect("the ward").clone()
    };
    assert_eq!(ward("Phường Tân Hà")["still_poor"], 1, "the list of the end outranks the column");
    assert_eq!(ward("Phường Tân Hà")["moved_out"], 1, "unless a mark says moved");
    let codes: Vec<&Value> = json["diagnostics"].as_array().expect("findings").iter().map(|d| &d["code"]).collect();
    assert!(codes.contains(&&Value::from("GN422")) && codes.contains(&&Value::from("GN423")), "{codes:?}");
}

#[test]
fn a_list_titled_as_the_end_of_the_year_beside_one_of_the_start_is_matched_the_same_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write(
        "1.csv",
        "DANH SÁCH HỘ NGHÈO ĐẦU NĂM 2020,,,,\nSTT,Xã phường,Họ và tên,Năm sinh,Nguyên nhân nghèo\n\
         1,Phường Tân Hà,Ma Seo Phừ,1960,thiếu vốn\n2,Phường Tân Hà,Sùng A Páo,1970,ốm đau\n",
    );
    write(
        "2.csv",
        "DANH SÁCH HỘ NGHÈO CUỐI NĂM 2020,,,\nSTT,Xã phường,Họ và tên,Năm sinh\n1,Phường Tân Hà,Ma Sao Phừ,1960\n",
    );
    let json = run(&["summarize", folder.path().to_str().expect("text"), "--format", "json"]).json();
    assert_eq!(json["actual_from"], "end");
    assert_eq!((&json["total"]["still_poor"], &json["total"]["exited"]), (&Value::from(1), &Value::from(1)), "{json}");
}
