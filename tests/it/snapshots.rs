//! Whole outputs of two surveys in every format: what a change to them looks like is for a person to judge (`cargo insta review`).

use crate::tool::run;

fn shows(name: &str, arguments: &[&str]) {
    let answer = run(&[&["summarize"], arguments].concat());
    let shown = format!("{}\n--- standard error ---\n{}\n--- exit {} ---", answer.out, answer.err, answer.code);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn the_year_end_results_of_two_wards() {
    let file = "tests/corpus/surveys/ket_qua_cuoi_nam_chu.xlsx";
    for format in ["table", "json", "csv", "markdown"] {
        shows(&format!("year-end.{format}"), &[file, "--format", format, "-v"]);
    }
}

#[test]
fn a_list_with_most_kinds_of_mess() {
    let file = "examples/lon-xon.csv";
    for format in ["table", "json", "csv", "markdown"] {
        shows(&format!("messy.{format}"), &[file, "--format", format, "-v"]);
    }
    shows("messy.by-hamlet", &[file, "--by", "ward,hamlet"]);
    shows("messy.near-poor", &[file, "--standing", "near-poor"]);
}
