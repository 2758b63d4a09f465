//! Surveys as communes lay them out, each with its truth beside it: `NAME` and `NAME.json` in `tests/corpus/surveys`.
//!
//! A truth gives counts in total, by group 3.1–3.6 and by ward. Groups hold settled households; what is in review may not
//! be in a wrong one. `groups_min` and `groups_max` bound households of several causes. `refused` is what an error must name.
//! `diagnostics` are findings by code, each with how often it is made.

use serde_json::Value;

use crate::tool::{assert_counts_add_up, assert_rows_add_up, files_in, run};

#[test]
fn every_survey_gives_its_truth() {
    let mut wrong = Vec::new();
    let mut judged = 0;
    for survey in files_in("tests/corpus/surveys") {
        if survey.extension().is_some_and(|e| e == "json") {
            continue;
        }
        let truth_file = format!("{}.json", survey.display());
        let truth = std::fs::read_to_string(&truth_file).unwrap_or_else(|e| panic!("{truth_file}: {e}"));
        let truth: Value = serde_json::from_str(&truth).unwrap_or_else(|e| panic!("{truth_file}: {e}"));
        let answer = run(&["summarize", "--format", "json", survey.to_str().expect("its path is text")]);
        let mut faults = Vec::new();
        match truth["refused"].as_str() {
            Some(reason) => {
                check(&mut faults, "exit code", &Value::from(2), &Value::from(answer.code));
                check(&mut faults, "names the reason", &Value::from(true), &Value::from(answer.err.contains(reason)));
                check(&mut faults, "standard output", &Value::from(""), &Value::from(answer.out));
            }
            None => compare(&truth, &answer.json(), &mut faults),
        }
        judged += 1;
        wrong.extend(faults.into_iter().map(|fault| format!("{}: {fault}", survey.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(judged > 0);
}

fn check(faults: &mut Vec<String>, what: &str, truth: &Value, got: &Value) {
    if truth != got {
        faults.push(format!("{what} is {got}, not {truth}"));
    }
}

fn compare(truth: &Value, got: &Value, faults: &mut Vec<String>) {
    let total = &got["total"];
    let counts = [
        "households",
        "registered",
        "exited",
        "near_poor",
        "still_poor",
        "moved_out",
        "ended",
        "fell_back",
        "newly_poor",
    ];
    for name in counts.into_iter().filter(|name| truth.get(name).is_some()) {
        check(faults, name, &truth[name], &total[name]);
    }
    for name in ["registered", "exited"] {
        if let Some(by_group) = truth.get(format!("{name}_by_group")) {
            check(faults, &format!("{name} by group"), by_group, &Value::from(of_groups(got, name)));
        }
    }
    let settled = settled(got);
    let left = total["households"].as_u64().unwrap_or(0).saturating_sub(settled.iter().sum());
    if let Some(groups) = numbers(truth.get("groups")) {
        let missing: u64 = groups.iter().zip(&settled).map(|(t, s)| t.saturating_sub(*s)).sum();
        let wrong = groups.iter().zip(&settled).any(|(t, s)| s > t);
        if wrong || missing > truth["may_be_left_to_review"].as_u64().unwrap_or(0) {
            faults.push(format!("groups are {settled:?} and {left} left to review, not {groups:?}"));
        }
    }
    if let (Some(least), Some(most)) = (numbers(truth.get("groups_min")), numbers(truth.get("groups_max"))) {
        for (n, count) in settled.iter().enumerate() {
            if *count > most[n] || count + left < least[n] {
                faults.push(format!("group {} has {count}, not {} to {}", n + 1, least[n], most[n]));
            }
        }
    }
    let none = Vec::new();
    let repeats = got["diagnostics"].as_array().unwrap_or(&none).iter();
    let repeats = repeats.filter(|d| d["code"] == "GN501" || d["code"] == "GN502").count();
    if let Some(pairs) = truth.get("repeated_pairs") {
        check(faults, "pairs named as repeated", pairs, &Value::from(repeats));
    }
    for (code, number) in truth["diagnostics"].as_object().into_iter().flatten() {
        let of_code = got["diagnostics"].as_array().into_iter().flatten().filter(|d| d["code"] == code.as_str());
        check(faults, code, number, &Value::from(of_code.count()));
    }
    compare_wards(truth, got, faults);
    assert_rows_add_up(got);
    assert_counts_add_up(got);
}

fn compare_wards(truth: &Value, got: &Value, faults: &mut Vec<String>) {
    let Some(wards) = truth["wards"].as_object() else { return };
    let none = Vec::new();
    let found = got["wards"].as_array().unwrap_or(&none);
    check(faults, "number of wards", &Value::from(wards.len()), &Value::from(found.len()));
    for (name, of_ward) in wards {
        let Some(ward) = found.iter().find(|w| w["ward"] == name.as_str()) else {
            faults.push(format!("{name} is missing"));
            continue;
        };
        for count in ["households", "registered", "exited"] {
            if let Some(number) = of_ward.get(count) {
                check(faults, &format!("{name}: {count}"), number, &ward[count]);
            }
        }
        let exact = truth.get("may_be_left_to_review").is_none();
        if let Some(groups) = of_ward.get("groups").filter(|_| exact) {
            check(faults, &format!("{name}: groups"), groups, &Value::from(settled(ward)));
        }
    }
}

fn numbers(value: Option<&Value>) -> Option<Vec<u64>> {
    value?.as_array()?.iter().map(Value::as_u64).collect()
}

/// A count of groups 1 to 6.
fn of_groups(node: &Value, name: &str) -> Vec<u64> {
    let of = |group: u64| {
        let groups = node["groups"].as_array()?;
        groups.iter().find(|g| g["group"] == group)?[name].as_u64()
    };
    (1..=6).map(|group| of(group).unwrap_or(0)).collect()
}

/// The households of groups 1 to 6 that are not in review.
fn settled(node: &Value) -> Vec<u64> {
    let review = of_groups(node, "review");
    of_groups(node, "households").into_iter().zip(review).map(|(all, review)| all - review).collect()
}
