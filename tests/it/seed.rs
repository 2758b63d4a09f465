//! The example survey gives the plan's table, and is what its program writes.

use serde_json::Value;

use crate::tool::{assert_counts_add_up, assert_rows_add_up, files_in, folder, here, run, summary};

#[allow(dead_code)]
#[path = "../../examples/make_surveys.rs"]
mod make_surveys;

const HOUSEHOLDS: [u64; 6] = [49, 3, 41, 50, 220, 5];
const REGISTERED: [u64; 6] = [8, 3, 14, 14, 50, 1];

fn by_group(node: &Value, name: &str) -> Vec<u64> {
    node["groups"].as_array().expect("groups").iter().filter_map(|g| g[name].as_u64()).collect()
}

#[test]
fn both_examples_give_the_plans_numbers() {
    for file in ["examples/khao-sat-2020.xlsx", "examples/khao-sat-2020.csv"] {
        let got = summary(&[file]);
        assert_eq!(got["total"]["households"], 368);
        assert_eq!(got["total"]["target"], 90);
        assert_eq!(got["total"]["review"], 0);
        assert_eq!(got["target_from"], "registered");
        assert_eq!(got["plan"]["from"], "embedded");
        assert_eq!(by_group(&got, "households"), HOUSEHOLDS);
        assert_eq!(by_group(&got, "target"), REGISTERED);
        assert_rows_add_up(&got);
        assert_counts_add_up(&got);
        let wards = got["wards"].as_array().expect("wards");
        assert_eq!(wards.len(), 15);
        let without_work = wards.iter().filter(|w| w["groups"][1]["households"] == 1).map(|w| w["ward"].as_str());
        let names: Vec<&str> = without_work.flatten().collect();
        assert_eq!(names, ["Phường Hưng Thành", "Phường An Tường", "Phường Đội Cấn"]);
        assert_eq!(wards.iter().filter_map(|w| w["groups"][1]["households"].as_u64()).sum::<u64>(), 3);
        assert!(got["diagnostics"].as_array().expect("a list").iter().all(|d| d["severity"] == "note"), "{got}");
    }
}

/// Exits, moves and deaths as the program that makes the example settles them.
#[test]
fn the_example_tells_what_became_of_the_households() {
    for file in ["examples/khao-sat-2020.xlsx", "examples/khao-sat-2020.csv"] {
        let total = &summary(&[file])["total"];
        for (name, count) in [
            ("exited", 84),
            ("exited_to_near_poor", 16),
            ("exited_above", 68),
            ("registered_exited", 80),
            ("moved_out", 2),
            ("ended", 3),
            ("still_poor", 279),
            ("no_outcome", 0),
            ("end", 279),
        ] {
            assert_eq!(total[name], count, "{file}: {name}");
        }
    }
}

#[test]
fn the_main_table_shows_the_totals() {
    let answer = run(&["summarize", "examples/khao-sat-2020.xlsx"]);
    assert_eq!(answer.code, 0);
    let total = answer.out.lines().find(|line| line.starts_with("Tổng cộng")).expect("a line of totals");
    let numbers: Vec<&str> = total.split_whitespace().skip(2).take(9).collect();
    assert_eq!(numbers, ["368", "49", "3", "41", "50", "220", "5", "90", "84"]);
    assert!(answer.out.lines().all(|line| line.starts_with("Số dòng") || line.chars().count() <= 140));
}

#[test]
fn a_sheet_a_ward_gives_the_same_numbers_as_one_list() {
    let (whole, parts) = (summary(&["examples/khao-sat-2020.xlsx"]), summary(&["examples/ba-phuong.xlsx"]));
    let wards = parts["wards"].as_array().expect("wards");
    assert_eq!(wards.len(), 3);
    for ward in wards {
        let same = whole["wards"].as_array().expect("wards").iter().find(|w| w["ward"] == ward["ward"]);
        let same = same.expect("the ward is in the whole list");
        assert_eq!(ward["households"], same["households"]);
        assert_eq!(by_group(ward, "households"), by_group(same, "households"));
        assert_eq!(by_group(ward, "registered"), by_group(same, "registered"));
    }
    let sums = parts["sources"].as_array().expect("sources").iter().find(|s| s["sheet"] == "Tổng hợp");
    assert_eq!(sums.expect("the sheet is named")["used"], false);
}

#[test]
fn the_examples_are_what_their_program_writes() {
    let made = folder();
    make_surveys::write(made.path()).expect("they are written");
    let mut compared = 0;
    // The lists of the end of the year have a program and a test of their own.
    let ours = |f: &std::path::PathBuf| {
        let name = f.file_name().unwrap_or_default().to_string_lossy();
        !name.ends_with(".rs") && !name.starts_with("cuoi-nam")
    };
    for committed in files_in("examples").into_iter().filter(ours) {
        let name = committed.file_name().expect("it has a name");
        let fresh = std::fs::read(made.path().join(name)).unwrap_or_default();
        let kept = std::fs::read(&committed).expect("it can be read");
        // A zip says on which kind of system it was made.
        let same = fresh == kept || cfg!(windows) && committed.extension().is_some_and(|e| e == "xlsx");
        assert!(same, "{name:?} differs: run `cargo run --example make_surveys`");
        compared += 1;
    }
    assert_eq!(compared, std::fs::read_dir(made.path()).expect("the folder").count());
    assert!(here("examples/khao-sat-2020.xlsx").exists());
}
