//! `check`: what is held, what passes, and the exit codes that scripts rely on.

use serde_json::Value;

use crate::tool::{Answer, file, folder, run};

const HEAD: &str = "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo,Đăng ký thoát nghèo,Kết quả cuối năm\n";
const PLAN: &str = "unit = \"Huyện Nậm\"\nyear = 2021\n";

fn answer(run: &Answer) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no JSON: {}{}", run.out, run.err))
}

fn checks<'a>(got: &'a Value, id: &str) -> Vec<&'a Value> {
    got["checks"].as_array().expect("checks").iter().filter(|c| c["id"] == id).collect()
}

/// The answer to a list under a plan, with more flags.
fn check(list: &str, plan: &str, flags: &[&str]) -> (i32, Value) {
    let made = folder();
    let list = file(&made, "ds.csv", format!("{HEAD}{list}"));
    let plan = file(&made, "kh.toml", format!("{PLAN}{plan}"));
    let got = run(&[&["check", &list, "--plan", &plan, "--format", "json"][..], flags].concat());
    (got.code, answer(&got))
}

const TWO_WARDS: &str = "Lò Một,Xã Nậm Một,thiếu vốn,x,thoát nghèo\nLò Hai,Xã Nậm Một,ốm đau,,thoát nghèo\n\
    Lò Ba,Xã Nậm Hai,thiếu vốn,x,vẫn nghèo\nLò Tư,Xã Nậm Hai,thiếu vốn,,chuyển đi\nLò Sáu,Xã Nậm Hai,ốm đau,,tái nghèo\n";

#[test]
fn exits_are_held_by_total_ward_and_group_registered_or_not() {
    let (code, got) = check(TWO_WARDS, "", &[]);
    assert_eq!((code, &got["passed"], &got["schema"]), (1, &false.into(), &"giamngheo.check/1".into()));
    let total = checks(&got, "total-exits")[0];
    assert_eq!((&total["target"], &total["actual"], &total["passed"]), (&2.into(), &2.into(), &true.into()));
    let wards = checks(&got, "ward-exits");
    assert_eq!(wards.len(), 2);
    assert_eq!(
        (&wards[0]["ward"], &wards[0]["passed"], &wards[0]["shortfall"]),
        (&"Xã Nậm Hai".into(), &false.into(), &1.into())
    );
    assert_eq!((&wards[1]["actual"], &wards[1]["passed"]), (&2.into(), &true.into()));
    assert_eq!(checks(&got, "group-exits").len(), 6);
    assert!(checks(&got, "ward-group-exits").is_empty());
    let (_, got) = check(TWO_WARDS, "", &["--require", "ward-group-exits"]);
    assert_eq!(checks(&got, "ward-group-exits").len(), 12);
}

#[test]
fn moves_count_only_where_the_plan_says_so() {
    let plan = "[[ward]]\nname = \"Xã Nậm Hai\"\nexits = 1\n";
    assert_eq!(check(TWO_WARDS, plan, &[]).0, 1);
    let (code, got) = check(TWO_WARDS, &format!("count_moves_as_exits = true\n{plan}"), &[]);
    assert_eq!((code, &got["passed"]), (0, &true.into()), "{got}");
    assert_eq!(checks(&got, "ward-exits")[0]["actual"], 1);
}

#[test]
fn unknown_is_never_passed() {
    // No outcomes at all.
    let silent = "Lò Một,Xã Nậm Một,thiếu vốn,x,\n";
    let (code, got) = check(silent, "", &[]);
    assert_eq!((code, &got["passed"]), (2, &false.into()));
    let total = checks(&got, "total-exits")[0];
    assert!(total["actual"].is_null() && total["passed"].is_null() && total["shortfall"].is_null(), "{total}");
    // No targets at all.
    let made = folder();
    let list = file(
        &made,
        "ds.csv",
        "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo,Kết quả cuối năm\nLò Một,Xã Nậm Một,thiếu vốn,thoát nghèo\n",
    );
    assert_eq!(run(&["check", &list]).code, 2);
    // A ward with a target and no list, the others passed: the total is not known either.
    let plan = "[[ward]]\nname = \"Xã Nậm Một\"\nexits = 1\n[[ward]]\nname = \"Xã Nậm Chín\"\nexits = 1\n";
    let (code, got) = check(TWO_WARDS, plan, &[]);
    assert_eq!(code, 2, "{got}");
    assert!(checks(&got, "total-exits")[0]["passed"].is_null());
    // Where one failed the answer is no all the same.
    assert_eq!(check(TWO_WARDS, &plan.replace("exits = 1", "exits = 9"), &[]).0, 1);
}

#[test]
fn limits_and_rates_are_held_with_their_data_and_named_without() {
    let wards = "[[ward]]\nname = \"Xã Nậm Một\"\nresidents = 100\nexits = 1\n[[ward]]\nname = \"Xã Nậm Hai\"\nresidents = 100\nexits = 0\n";
    // From 4 of 200 to 2 of 200: one point.
    let (code, got) =
        check(TWO_WARDS, &format!("[targets]\nrate_reduction = 1.0\nfell_back = 1\nnewly_poor = 0\n{wards}"), &[]);
    assert_eq!(code, 0, "{got}");
    assert_eq!(checks(&got, "rate-reduction")[0]["actual"], 1.0);
    assert_eq!(checks(&got, "fell-back")[0]["actual"], 1);
    let (code, got) = check(TWO_WARDS, &format!("[targets]\nrate_reduction = 1.01\nfell_back = 0\n{wards}"), &[]);
    assert_eq!(code, 1);
    assert_eq!(checks(&got, "rate-reduction")[0]["passed"], false);
    let fell_back = checks(&got, "fell-back")[0];
    assert_eq!((&fell_back["passed"], &fell_back["shortfall"]), (&false.into(), &1.into()));
    // Left out for want of a target: named, and no more than that unless it is required.
    let left_out =
        |got: &Value| got["diagnostics"].as_array().expect("a list").iter().filter(|d| d["code"] == "GN412").count();
    let (code, got) = check(TWO_WARDS, wards, &[]);
    assert_eq!((code, left_out(&got)), (0, 7), "{got}");
    assert_eq!(check(TWO_WARDS, wards, &["--require", "newly-poor"]).0, 2);
    assert_eq!(check(TWO_WARDS, wards, &["--require", "credit-coverage,total-exits"]).0, 2);
}

#[test]
fn a_verdict_that_could_not_be_reached_leaves_no_file() {
    let made = folder();
    let list = file(&made, "ds.csv", format!("{HEAD}Lò Một,Xã Nậm Một,thiếu vốn,x,\n"));
    let out = made.path().join("kq.json");
    let got = run(&["check", &list, "--format", "json", "-o", out.to_str().expect("text")]);
    assert_eq!(got.code, 2);
    assert!(!out.exists());
    let list = file(&made, "ds2.csv", format!("{HEAD}{TWO_WARDS}"));
    let got = run(&["check", &list, "--format", "json", "-o", out.to_str().expect("text")]);
    assert_eq!((got.code, got.out.as_str()), (1, ""));
    assert!(out.exists());
}

#[test]
fn the_table_shows_the_wards_behind_first_and_other_standings_are_refused() {
    let made = folder();
    let list = file(&made, "ds.csv", format!("{HEAD}{TWO_WARDS}"));
    let table = run(&["check", &list]).out;
    let place = |text: &str| table.find(text).unwrap_or_else(|| panic!("{text}: {table}"));
    assert!(place("Xã Nậm Hai") < place("Xã Nậm Một"), "{table}");
    for standing in ["near-poor", "all"] {
        assert_eq!(run(&["check", &list, "--standing", standing]).code, 2);
    }
    assert_eq!(run(&["check", &list, "--require", "gi-do"]).code, 2);
    let csv = run(&["check", &list, "--format", "csv"]).out;
    assert!(csv.starts_with("id,ward,group,target,actual,passed,shortfall\ntotal-exits,,,2,2,true,0\n"), "{csv}");
}

#[test]
fn the_example_is_held_against_its_ninety() {
    let got = run(&["check", "examples/khao-sat-2020.xlsx", "--format", "json"]);
    let json = answer(&got);
    let total = checks(&json, "total-exits")[0];
    assert_eq!((got.code, &total["target"], &total["actual"]), (1, &90.into(), &84.into()));
    let sum = |id: &str, name: &str| checks(&json, id).iter().filter_map(|c| c[name].as_u64()).sum::<u64>();
    for id in ["ward-exits", "group-exits"] {
        assert_eq!((sum(id, "target"), sum(id, "actual")), (90, 84), "{id}");
    }
}

#[test]
fn coverage_comes_from_columns_of_served_and_entitled_only() {
    let made = folder();
    let plan = "[targets]\ncredit_coverage = 100\ninsurance_coverage = 80\ntuition_coverage = 100\n";
    let plan = file(&made, "kh.toml", format!("{PLAN}{plan}"));
    let held = |columns: &str, rows: &[&str]| {
        let rows: Vec<String> =
            rows.iter().map(|r| format!("Lò Một,Xã Nậm Một,hộ nghèo,thiếu vốn,x,thoát nghèo,{r}\n")).collect();
        let head = "Họ và tên chủ hộ,Xã,Loại hộ,Nguyên nhân nghèo,Đăng ký thoát nghèo,Kết quả cuối năm";
        let list = file(&made, "ds.csv", format!("{head},{columns}\n{}", rows.concat()));
        let got = run(&["check", &list, "--plan", &plan, "--format", "json"]);
        (got.code, answer(&got))
    };
    let columns = "Số khẩu,Số người có thẻ BHYT,Có nhu cầu và đủ điều kiện vay vốn,Được vay vốn";
    let (code, got) = held(columns, &["5,4,x,x", "5,4,,", "10,8,x,"]);
    assert_eq!(code, 1, "{got}");
    let insurance = checks(&got, "insurance-coverage")[0];
    assert_eq!(
        (&insurance["served"], &insurance["entitled"], &insurance["passed"]),
        (&16.into(), &20.into(), &true.into())
    );
    let credit = checks(&got, "credit-coverage")[0];
    assert_eq!(
        (&credit["actual"], &credit["passed"], &credit["shortfall"]),
        (&50.0.into(), &false.into(), &50.0.into())
    );
    assert!(checks(&got, "tuition-coverage").is_empty());
    // A mark against a number of persons, a missing number of persons, more served than entitled: not known.
    for row in ["5,x,,", ",4,,", "3,4,,"] {
        assert!(checks(&held(columns, &[row]).1, "insurance-coverage").is_empty(), "{row}");
    }
    // A deprivation, or the number of a card, is no coverage.
    for columns in ["Số khẩu,BHYT", "Số khẩu,Số thẻ BHYT", "Số khẩu,Thiếu hụt BHYT"] {
        assert!(checks(&held(columns, &["5,5"]).1, "insurance-coverage").is_empty(), "{columns}");
    }
}
