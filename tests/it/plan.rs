//! Plans and targets: plan files, tables of targets, shares, and which source serves.

use serde_json::Value;

use crate::tool::{Answer, file, folder, run, summary};

const EXAMPLE: &str = "examples/khao-sat-2020.csv";

/// A list of three wards: two with results, one registered household each, but none in the third.
const LIST: &str = "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo,Đăng ký thoát nghèo,Kết quả cuối năm\n\
    Lò Văn Một,Xã Nậm Một,thiếu vốn,x,thoát nghèo\n\
    Lò Văn Hai,Xã Nậm Một,ốm đau,,vẫn nghèo\n\
    Lò Văn Ba,Xã Nậm Hai,thiếu vốn,x,vẫn nghèo\n\
    Lò Văn Tư,Xã Nậm Hai,thiếu vốn,,chuyển đi\n\
    Lò Văn Năm,Xã Nậm Ba,đông người ăn theo,,vẫn nghèo\n";

const PLAN: &str = "unit = \"Huyện Nậm\"\nyear = 2021\n";

fn with(flags: &[&str], list: &str) -> Value {
    let answer = run(&[&["summarize", "--format", "json", list][..], flags].concat());
    answer.json()
}

fn targets(summary: &Value) -> Vec<(String, Option<u64>)> {
    let wards = summary["wards"].as_array().expect("wards").iter();
    wards.map(|w| (w["ward"].as_str().unwrap_or("?").to_owned(), w["target"].as_u64())).collect()
}

fn codes(summary: &Value) -> Vec<&str> {
    summary["diagnostics"].as_array().expect("a list").iter().filter_map(|d| d["code"].as_str()).collect()
}

fn refused(answer: &Answer, parts: &[&str]) {
    assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{}", answer.err);
    for part in parts {
        assert!(answer.err.contains(part), "{part}: {}", answer.err);
    }
}

#[test]
fn the_sources_of_targets_come_in_their_order() {
    let made = folder();
    let list = file(&made, "ds.csv", LIST);
    let plain = file(&made, "plain.toml", PLAN);
    let goals = "[[group]]\ncode = \"3.1\"\nexits = 2\n[[group]]\ncode = \"3.5\"\nexits = 1\n";
    let groups = file(&made, "groups.toml", format!("{PLAN}{goals}"));
    let wards = file(&made, "wards.toml", format!("{PLAN}[[ward]]\nname = \"Xã Nậm Hai\"\nexits = 4\n{goals}"));
    let table = file(&made, "ct.csv", "Xã,Chỉ tiêu\nnam mot,3\nX. NẬM BA,2\nTổng cộng,5\n");
    let from = |flags: &[&str]| {
        let got = with(flags, &list);
        (got["target_from"].as_str().map(str::to_owned), got["total"]["target"].as_u64())
    };
    assert_eq!(from(&["--plan", &wards, "--targets", &table, "--allocate"]), (Some("targets".into()), Some(5)));
    assert_eq!(from(&["--plan", &wards, "--allocate"]), (Some("plan".into()), Some(4)));
    assert_eq!(from(&["--plan", &groups, "--allocate"]), (Some("registered".into()), Some(2)));
    let unregistered = LIST.replace(",Đăng ký thoát nghèo", ",Ghi chú");
    let list = file(&made, "ds2.csv", unregistered);
    let from = |flags: &[&str]| {
        let got = with(flags, &list);
        (got["target_from"].as_str().map(str::to_owned), got["total"]["target"].as_u64())
    };
    assert_eq!(from(&["--plan", &groups]), (None, None));
    assert_eq!(from(&["--plan", &plain, "--allocate"]), (None, None));
    assert_eq!(from(&["--plan", &groups, "--allocate"]), (Some("allocated".into()), Some(3)));
    // Two of the three households of 3.1 are in the second ward: 2/3 and 4/3, the remainder to the greater part.
    let shared = with(&["--plan", &groups, "--allocate"], &list);
    let of: Vec<_> = targets(&shared).into_iter().map(|(_, n)| n).collect();
    assert_eq!(of, [Some(0), Some(1), Some(2)], "{:?}", targets(&shared));
}

#[test]
fn a_level_that_the_source_does_not_give_is_null_and_no_ward_is_lost() {
    let made = folder();
    let list = file(&made, "ds.csv", LIST);
    let table = file(&made, "ct.csv", "Xã,Chỉ tiêu\nXã Nậm Một,3\nXã Nậm Tư,2\n");
    let got = with(&["--targets", &table], &list);
    let expected = [("Xã Nậm Ba", None), ("Xã Nậm Hai", None), ("Xã Nậm Một", Some(3)), ("Xã Nậm Tư", Some(2))];
    let expected: Vec<_> = expected.iter().map(|(ward, n)| ((*ward).to_owned(), *n)).collect();
    assert_eq!(targets(&got), expected);
    assert!(got["groups"].as_array().expect("groups").iter().all(|g| g["target"].is_null()));
    let absent = &got["wards"][3];
    for name in ["households", "exited", "near_poor", "review", "end"] {
        assert!(absent[name].is_null(), "{name}: {absent}");
    }
    assert_eq!(absent["groups"].as_array().map(Vec::len), Some(6));
    for code in ["GN203", "GN204"] {
        assert!(codes(&got).contains(&code), "{code}: {:?}", codes(&got));
    }
}

#[test]
fn targets_in_every_layout_give_the_fifteen_wards() {
    for table in ["tests/corpus/targets/mot-cot.csv", "tests/corpus/targets/sau-nhom.xlsx"] {
        let got = with(&["--targets", table], EXAMPLE);
        assert_eq!(got["total"]["target"], 90, "{table}");
        assert_eq!(got["target_from"], "targets");
        assert_eq!(targets(&got).len(), 15, "{table}");
        assert!(!codes(&got).contains(&"GN408") && !codes(&got).contains(&"GN411"), "{table}: {:?}", codes(&got));
    }
    let got = with(&["--targets", "tests/corpus/targets/sau-nhom.xlsx"], EXAMPLE);
    let groups: Vec<_> = got["groups"].as_array().expect("groups").iter().map(|g| g["target"].as_u64()).collect();
    assert_eq!(groups, [8, 3, 14, 14, 50, 1].map(Some));
}

#[test]
fn a_table_of_targets_is_checked_and_its_faults_named() {
    let made = folder();
    let list = file(&made, "ds.csv", LIST);
    let asked = |text: &str| {
        let table = file(&made, "ct.csv", text);
        run(&["summarize", &list, "--format", "json", "--targets", &table])
    };
    let wrong_total = asked("Xã,Chỉ tiêu\nXã Nậm Một,3\nXã Nậm Hai,2\nTổng cộng,6\n").json();
    assert!(codes(&wrong_total).contains(&"GN411"));
    assert_eq!(wrong_total["total"]["target"], 5);
    let wrong_row = asked("Xã,3.1,3.5,Cộng\nXã Nậm Một,1,1,3\n").json();
    assert!(codes(&wrong_row).contains(&"GN411"));
    refused(&asked("Xã,Chỉ tiêu\nXã Nậm Một,ba\n"), &["ct.csv › B2", "ba"]);
    refused(&asked("Xã,Chỉ tiêu\nXã Nậm Một,-3\n"), &["B2"]);
    refused(&asked("Xã,Chỉ tiêu\nXã Nậm Một,3\nNẬM MỘT,4\n"), &["A3", "A2"]);
    refused(&asked("Tên,Tuổi\nLò Văn Một,33\n"), &["ct.csv"]);
    refused(&run(&["summarize", &list, "--targets", "khong-co.xlsx"]), &["khong-co.xlsx"]);
}

#[test]
fn targets_that_miss_the_plans_total_are_a_warning_with_both_numbers() {
    let made = folder();
    let changed = std::fs::read_to_string("tests/corpus/targets/mot-cot.csv").expect("it is there");
    let table = file(&made, "ct.csv", changed.replace("An Tường,8", "An Tường,9"));
    let got = with(&["--targets", &table], EXAMPLE);
    let found = got["diagnostics"].as_array().expect("a list").iter().find(|d| d["code"] == "GN408");
    let message = found.expect("a warning")["message"].as_str().expect("words").to_owned();
    assert!(message.contains("91") && message.contains("90"), "{message}");
}

#[test]
fn a_plan_file_is_used_and_its_faults_are_named_with_line_and_key() {
    let made = folder();
    let list = file(&made, "ds.csv", LIST);
    let text = format!(
        "{PLAN}wards = [\"Xã Nậm Hai\", \"Xã Nậm Một\", \"Xã Nậm Ba\"]\n[causes]\n\"ốm đau\" = 2\n\
         [[ward]]\nname = \"Xã Nậm Một\"\nresidents = 40\n"
    );
    let plan = file(&made, "kh.toml", text);
    let got = with(&["--plan", &plan], &list);
    assert_eq!((&got["plan"]["unit"], &got["plan"]["year"]), (&"Huyện Nậm".into(), &2021.into()));
    assert_eq!(got["plan"]["from"], plan.as_str());
    assert_eq!(got["wards"][0]["ward"], "Xã Nậm Hai");
    assert_eq!(got["wards"][1]["residents"], 40);
    assert_eq!(got["wards"][1]["groups"][1]["households"], 1);
    // Not all wards have residents.
    assert!(got["total"]["residents"].is_null());
    assert!(!codes(&got).contains(&"GN201"), "a ward of the plan is known");
    let bad = file(&made, "bad.toml", format!("{PLAN}[targets]\nexits = \"ba\"\n"));
    refused(&run(&["summarize", &list, "--plan", &bad]), &["bad.toml", "4", "targets.exits"]);
    refused(&run(&["summarize", &list, "--plan", "khong-co.toml"]), &["khong-co.toml"]);
}

#[test]
fn the_plan_of_the_working_folder_serves_where_none_is_named() {
    let made = folder();
    let list = file(&made, "ds.csv", LIST);
    file(&made, "giamngheo.toml", PLAN);
    let answer = std::process::Command::new(env!("CARGO_BIN_EXE_giamngheo"))
        .args(["summarize", &list, "--format", "json"])
        .current_dir(made.path())
        .output()
        .expect("it runs");
    let got: Value = serde_json::from_slice(&answer.stdout).expect("JSON");
    assert_eq!((&got["plan"]["unit"], &got["plan"]["from"]), (&"Huyện Nậm".into(), &"giamngheo.toml".into()));
    let none = summary(&[&list]);
    assert!(none["plan"].is_null());
}

#[test]
fn a_name_that_the_plan_does_not_know_is_a_warning_with_the_nearest() {
    let made = folder();
    let list = file(&made, "ds.csv", LIST);
    let plan = file(&made, "kh.toml", format!("{PLAN}wards = [\"Xã Nậm Hai\", \"Xã Nậm Mật\", \"Xã Nậm Ba\"]\n"));
    let got = with(&["--plan", &plan], &list);
    let found: Vec<&Value> =
        got["diagnostics"].as_array().expect("a list").iter().filter(|d| d["code"] == "GN201").collect();
    assert_eq!(found.len(), 1, "{found:?}");
    let message = found[0]["message"].as_str().expect("words");
    assert!(message.contains("Nậm Một") && message.contains("Nậm Mật"), "{message}");
}

#[test]
fn a_draft_of_the_survey_reads_back_as_its_plan() {
    let made = folder();
    let list = file(&made, "ds.csv", LIST);
    let plan = made.path().join("kh.toml");
    let plan = plan.to_str().expect("text");
    assert_eq!(run(&["plan", "init", &list, "-o", plan]).code, 0);
    let shown = run(&["plan", "show", "--plan", plan, "--format", "json"]).json();
    let values = shown["values"].as_array().expect("values");
    let value = |key: &str| values.iter().find(|v| v["key"] == key).map(|v| v["value"].clone());
    assert_eq!(value("group 3.1, households"), Some("3".into()));
    assert!(value("Xã Nậm Ba").is_some() && values.iter().all(|v| v["line"].is_u64()), "{shown}");
    let got = with(&["--plan", plan], &list);
    assert_eq!(got["target_from"], "registered");
    // Nothing known: still a file that reads.
    let blank = file(&made, "blank.toml", run(&["plan", "init"]).out);
    assert_eq!(run(&["plan", "show", "--plan", &blank]).code, 0);
    refused(&run(&["plan", "init", &list, "-o", plan]), &["kh.toml"]);
}

#[test]
fn shares_are_exact_and_read_back_as_targets() {
    let made = folder();
    let shares = made.path().join("chia.csv");
    let shares = shares.to_str().expect("text");
    assert_eq!(run(&["plan", "allocate", EXAMPLE, "--format", "csv", "-o", shares]).code, 0);
    let got = with(&["--targets", shares], EXAMPLE);
    assert_eq!(got["total"]["target"], 90);
    let groups: Vec<_> = got["groups"].as_array().expect("groups").iter().map(|g| g["target"].as_u64()).collect();
    assert_eq!(groups, [8, 3, 14, 14, 50, 1].map(Some));
    for ward in got["wards"].as_array().expect("wards") {
        let groups = ward["groups"].as_array().expect("groups");
        let sum: u64 = groups.iter().filter_map(|g| g["target"].as_u64()).sum();
        assert_eq!(ward["target"].as_u64(), Some(sum), "{ward}");
        assert!(groups.iter().all(|g| g["target"].as_u64() <= g["households"].as_u64()), "{ward}");
    }
    assert!(!codes(&got).contains(&"GN411"));
}
