//! What lists say of the year: which titles, sections, years and wards a registration or an exit is of.

use serde_json::Value;

use crate::tool::{assert_counts_add_up, assert_rows_add_up, file, folder, run, summary};

const HEAD: &str = "STT,Chủ hộ,Năm sinh,Thôn,Nguyên nhân nghèo";
const SON: &str = "1,Ma Văn Sơn,1958,Thôn 1,Thiếu vốn";
const MY: &str = "2,Hoàng Thị Mỵ,1961,Thôn 2,Ốm đau";
const LAN: &str = "3,Triệu Thị Lan,1970,Thôn 3,Đông con";

fn list(title: &str, rows: &[&str]) -> String {
    let rows: Vec<&str> = [title, HEAD].into_iter().chain(rows.iter().copied()).collect();
    rows.join("\n") + "\n"
}

/// The summary of files, in the order given.
fn of(files: &[String]) -> Value {
    let made = folder();
    let paths: Vec<String> = (1..).zip(files).map(|(n, text)| file(&made, &format!("{n}.csv"), text)).collect();
    let json = summary(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    assert_rows_add_up(&json);
    assert_counts_add_up(&json);
    json
}

/// Counts of the whole by name.
fn total(json: &Value, names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| json["total"][*name].clone()).collect()
}

fn has(json: &Value, code: &str) -> bool {
    json["diagnostics"].as_array().is_some_and(|all| all.iter().any(|d| d["code"] == code))
}

fn ward<'a>(json: &'a Value, name: &str) -> &'a Value {
    json["wards"].as_array().and_then(|all| all.iter().find(|w| w["ward"] == name)).expect(name)
}

#[test]
fn sections_register_and_tell_outcomes() {
    let registered = list(
        "DANH SÁCH HỘ NGHÈO XÃ KIM PHÚ NĂM 2020",
        &["I,Hộ nghèo chưa đăng ký thoát nghèo", SON, "II,Hộ đăng ký thoát nghèo", MY, LAN],
    );
    assert_eq!(total(&of(&[registered]), &["households", "registered", "exited"]), [3.into(), 2.into(), Value::Null]);
    let results = list(
        "KẾT QUẢ BIẾN ĐỘNG HỘ NGHÈO NĂM 2020 XÃ KIM PHÚ",
        &["I,Hộ còn nghèo", SON, "II,Hộ thoát nghèo", MY, "III,Hộ chuyển đi", LAN],
    );
    let names = ["households", "exited", "still_poor", "moved_out"];
    assert_eq!(total(&of(&[results]), &names), [3, 1, 1, 1].map(Value::from));
    let review = list(
        "KẾT QUẢ RÀ SOÁT HỘ NGHÈO CUỐI NĂM 2020 XÃ LƯỠNG VƯỢNG",
        &["I,Hộ nghèo cũ còn lại", SON, "II,Hộ thoát nghèo", MY, "III,Hộ nghèo phát sinh", LAN],
    );
    let names = ["households", "exited", "still_poor", "newly_poor", "end"];
    assert_eq!(total(&of(&[review]), &names), [2, 1, 1, 1, 2].map(Value::from));
}

#[test]
fn a_list_of_exits_makes_known_its_own_wards_only() {
    let files = [
        list("DANH SÁCH HỘ NGHÈO XÃ THÁI LONG NĂM 2020", &[SON, MY]),
        list("DANH SÁCH HỘ THOÁT NGHÈO XÃ THÁI LONG NĂM 2020", &[SON]),
        list("DANH SÁCH HỘ NGHÈO XÃ KIM PHÚ NĂM 2020", &[LAN]),
    ];
    let json = of(&files);
    assert_eq!(total(&json, &["households", "exited"]), [3.into(), Value::Null]);
    assert_eq!(ward(&json, "Xã Thái Long")["exited"], 1);
    assert_eq!(ward(&json, "Xã Kim Phú")["exited"], Value::Null);
    assert!(has(&json, "GN405"));
    // The same of registrations, and of a check.
    let files = files.map(|text| text.replace("HỘ THOÁT NGHÈO", "HỘ ĐĂNG KÝ THOÁT NGHÈO"));
    let json = of(&files);
    assert_eq!(ward(&json, "Xã Thái Long")["registered"], 1);
    assert_eq!(ward(&json, "Xã Kim Phú")["registered"], Value::Null);
}

#[test]
fn a_check_without_the_exits_of_a_ward_gives_no_verdict() {
    let made = folder();
    let main = file(&made, "1.csv", list("DANH SÁCH HỘ NGHÈO XÃ THÁI LONG NĂM 2020", &[SON, MY]));
    let exits = file(&made, "2.csv", list("DANH SÁCH HỘ THOÁT NGHÈO XÃ THÁI LONG NĂM 2020", &[SON]));
    let other = file(&made, "3.csv", list("DANH SÁCH HỘ NGHÈO XÃ KIM PHÚ NĂM 2020", &[LAN]));
    let targets = file(&made, "t.csv", "Xã phường,Chỉ tiêu thoát nghèo\nThái Long,1\nKim Phú,1\n");
    assert_eq!(run(&["check", &main, &exits, &other, "--targets", &targets]).code, 2);
}

#[test]
fn newly_poor_households_say_nothing_of_exits() {
    let json = of(&[
        list("DANH SÁCH HỘ NGHÈO XÃ KIM PHÚ NĂM 2020", &[SON, MY]),
        list("DANH SÁCH HỘ NGHÈO PHÁT SINH NĂM 2020 XÃ KIM PHÚ", &[LAN]),
    ]);
    assert_eq!(total(&json, &["households", "exited"]), [2.into(), Value::Null]);
}

#[test]
fn a_result_list_of_another_ward_is_its_main_list() {
    let result = "DANH SÁCH HỘ THOÁT NGHÈO NĂM 2020 PHƯỜNG TÂN HÀ\nSTT,Chủ hộ,Nguyên nhân nghèo,Kết quả\n\
                  1,Ma Văn Sơn,Thiếu vốn,Thoát nghèo\n2,Hoàng Thị Mỵ,Ốm đau,Còn nghèo\n";
    let json = of(&[result.to_owned(), list("DANH SÁCH HỘ NGHÈO XÃ KIM PHÚ NĂM 2020", &[LAN])]);
    assert_eq!(total(&json, &["households", "exited"]), [3.into(), Value::Null]);
    assert_eq!(ward(&json, "Phường Tân Hà")["exited"], 1);
    // Beside the main list of its ward it is matched.
    let main =
        list("DANH SÁCH HỘ NGHÈO PHƯỜNG TÂN HÀ NĂM 2020", &["1,Ma Văn Sơn,,,Thiếu vốn", "2,Hoàng Thị Mỵ,,,Ốm đau"]);
    assert_eq!(total(&of(&[result.to_owned(), main]), &["households", "exited"]), [2, 1].map(Value::from));
}

#[test]
fn columns_and_lists_of_other_years_do_not_count() {
    let rows = |heads: &str, rows: &str| {
        format!("DANH SÁCH HỘ NGHÈO XÃ KIM PHÚ NĂM 2020\nSTT,Chủ hộ,Nguyên nhân nghèo,{heads}\n{rows}")
    };
    let heads = "Đăng ký thoát nghèo năm 2020,Đăng ký thoát nghèo năm 2021";
    let json = of(&[rows(heads, "1,Ma Văn Sơn,Thiếu vốn,x,\n2,Hoàng Thị Mỵ,Ốm đau,,x\n")]);
    assert_eq!(total(&json, &["registered"]), [1]);
    assert!(has(&json, "GN413"));
    let heads = "Thoát nghèo năm 2019,Thoát nghèo năm 2020";
    let json = of(&[rows(heads, "1,Ma Văn Sơn,Thiếu vốn,x,\n2,Hoàng Thị Mỵ,Ốm đau,,x\n3,Triệu Thị Lan,Đông con,x,\n")]);
    assert_eq!(total(&json, &["exited", "still_poor"]), [1, 2]);
    let json = of(&[rows(
        "Kết quả cuối năm",
        "1,Ma Văn Sơn,Thiếu vốn,Thoát nghèo năm 2019\n2,Hoàng Thị Mỵ,Ốm đau,Thoát nghèo năm 2020\n",
    )]);
    assert_eq!(total(&json, &["exited"]), [1]);
    assert!(has(&json, "GN402"));
    let json = of(&[
        list("DANH SÁCH HỘ NGHÈO XÃ KIM PHÚ NĂM 2020", &[SON, MY]),
        list("DANH SÁCH HỘ THOÁT NGHÈO NĂM 2019 XÃ KIM PHÚ", &[SON]),
    ]);
    assert_eq!(total(&json, &["households", "exited"]), [2.into(), Value::Null]);
    assert!(has(&json, "GN413"));
}

#[test]
fn a_road_out_of_poverty_is_a_plan() {
    let rows = "DANH SÁCH HỘ NGHÈO XÃ KIM PHÚ NĂM 2020\nSTT,Chủ hộ,Nguyên nhân nghèo,Lộ trình thoát nghèo,,\n,,,2020,2021,2022\n\
                1,Ma Văn Sơn,Thiếu vốn,x,,\n2,Hoàng Thị Mỵ,Ốm đau,,x,\n3,Triệu Thị Lan,Đông con,,,x\n";
    assert_eq!(
        total(&of(&[rows.to_owned()]), &["households", "registered", "exited"]),
        [3.into(), 1.into(), Value::Null]
    );
}

#[test]
fn lists_of_movements_below_the_main_list_are_matched_to_it() {
    let sheet = [
        list("DANH SÁCH HỘ NGHÈO PHƯỜNG PHAN THIẾT ĐẦU NĂM 2020", &[SON, MY, LAN]),
        list("DANH SÁCH HỘ THOÁT NGHÈO NĂM 2020", &[SON]),
        list("DANH SÁCH HỘ NGHÈO CHUYỂN ĐI NƠI KHÁC NĂM 2020", &[LAN]),
    ]
    .join(",,,,\n");
    let json = of(&[sheet]);
    assert_eq!(total(&json, &["households", "exited", "moved_out", "still_poor"]), [3, 1, 1, 1]);
    assert!(!has(&json, "GN502"));
}

#[test]
fn the_whole_is_not_known_while_a_ward_of_the_plan_has_no_list() {
    let made = folder();
    let plan = file(
        &made,
        "plan.toml",
        "unit = \"Huyện Thử\"\nyear = 2020\n[targets]\nnewly_poor = 5\n[[ward]]\nname = \"Xã Một\"\nexits = 1\n[[ward]]\nname = \"Xã Hai\"\n",
    );
    let rows = "DANH SÁCH HỘ NGHÈO XÃ MỘT NĂM 2020\nSTT,Chủ hộ,Nguyên nhân nghèo,Kết quả\n1,Ma Văn Sơn,Thiếu vốn,Thoát nghèo\n";
    let survey = file(&made, "mot.csv", rows);
    let answer = run(&["check", &survey, "--plan", &plan, "--format", "json"]);
    let json = answer.json();
    assert!(json["checks"].as_array().is_some_and(|all| all.iter().all(|c| c["id"] != "newly-poor")), "{json}");
}
