//! Which two rows are one household: the number, or name, hamlet, ward and year of birth, however they are typed.

use std::path::Path;

use giamngheo::diag::Code;
use giamngheo::read::files::Named;
use giamngheo::survey;

use crate::tool::{file, folder};

const HEAD: &str = "Họ và tên chủ hộ,Năm sinh,Số CCCD,Xã,Thôn,Nguyên nhân nghèo\n";

/// What makes two rows one household.
#[derive(Debug, Clone, Copy, PartialEq)]
enum By {
    Number,
    Name,
    /// They are two.
    Nothing,
}

/// What is found of the files, each with its rows: the code, and the places of both.
fn found(files: &[(&str, &str)]) -> Vec<(Code, String, String)> {
    let made = folder();
    let paths: Vec<String> = files.iter().map(|(name, rows)| file(&made, name, rows)).collect();
    let named: Vec<Named> = paths.iter().map(|p| Named { path: Path::new(p).to_owned(), found: false }).collect();
    let survey = survey::read(&named, &survey::Options::default()).expect("a survey");
    let mut all = Vec::new();
    for finding in survey.diagnostics.sorted() {
        let place = |p: &giamngheo::diag::Place| {
            let file = p.file.rsplit(['/', '\\']).next().unwrap_or("").to_owned();
            format!("{file} {}", p.cell.map(|c| c.to_string()).unwrap_or_default())
        };
        if matches!(finding.code, Code::SameIdentity | Code::SameName | Code::RepeatedList) {
            let other = finding.others.first().map(place).unwrap_or_default();
            all.push((finding.code, place(&finding.place), other));
        }
    }
    all
}

#[test]
fn rows_that_are_one_household_and_rows_that_are_not() {
    use By::{Name, Nothing, Number};
    let cases = [
        // Numbers.
        ("Ma Văn Sơn,1958,008058000001,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,8058000001,Kim Phú,Thôn 1", Number),
        ("Ma Văn Sơn,1958,008058000001,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,'008058000001,Kim Phú,Thôn 2", Number),
        ("Ma Văn Sơn,1958,008058000001,Kim Phú,Thôn 1", "Ma Văn Sơn,,008 058 000 001,Kim Phú,", Number),
        ("Ma Văn Sơn,1958,070123456,Kim Phú,Thôn 1", "Ma Văn Xơn,1959,70123456,Tân Hà,Thôn 9", Number),
        ("Ma Văn Sơn,1958,070.123.456,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,CMND 070123456,Kim Phú,Thôn 1", Number),
        ("Ma Văn Sơn,1958,008058000001,Kim Phú,Thôn 1", "Hoàng Thị Mỵ,1960,008058000002,Kim Phú,Thôn 1", Nothing),
        ("Ma Văn Sơn,1958,chưa có,Kim Phú,Thôn 1", "Hoàng Thị Mỵ,1960,chưa có,Kim Phú,Thôn 1", Nothing),
        ("Ma Văn Sơn,1958,000000000,Kim Phú,Thôn 1", "Hoàng Thị Mỵ,1960,000000000,Kim Phú,Thôn 1", Nothing),
        ("Ma Văn Sơn,1958,0,Kim Phú,Thôn 1", "Hoàng Thị Mỵ,1960,0,Kim Phú,Thôn 1", Nothing),
        // Names, without a number in one of the two.
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,,Kim Phú,Thôn 1", Name),
        ("Ma Văn Sơn,1958,008058000001,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,,Kim Phú,Thôn 1", Name),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "MA  VĂN SƠN ,1958,,xã Kim Phú,THÔN 1", Name),
        ("Hoàng Thị Hoà,1958,,Kim Phú,Thôn 1", "Hoàng Thị Hòa,1958,,Kim Phú,Thôn 1", Name),
        ("Nguyễn Thị Mỹ,1958,,Kim Phú,Thôn 1", "Nguyển Thị Mỷ,1958,,Kim Phú,Thôn 1", Name),
        ("Hoàng Thị Mỵ,1958,,Kim Phú,Thôn 1", "Hoa\u{300}ng Thi\u{323} My\u{323},1958,,Kim Phu\u{301},Thôn 1", Name),
        ("Lý Thị Mỹ,1958,,Kim Phú,Thôn 1", "Lí Thị Mĩ,1958,,Kim Phú,Thôn 1", Name),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "MA VAN SON,1958,,Kim Phu,Thon 1", Name),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sơn,12/3/1958,,Kim Phú,Thôn 1", Name),
        ("Ma Văn Sơn,1958,,Kim Phú,Tổ 5", "Ma Văn Sơn,1958,,Kim Phú,Tổ dân phố số 05", Name),
        ("Ma Văn Sơn,1958,,Kim Phú,TDP 5", "Ma Văn Sơn,1958,,Kim Phú,\"Tổ 5, xã Kim Phú\"", Name),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ông Ma Văn Sơn,1958,,Kim Phú,Thôn 1", Name),
        ("Hoàng Thị Mỵ,1958,,Kim Phú,Thôn 1", "Hộ bà Hoàng Thị Mỵ,1958,,Kim Phú,Thôn 1", Name),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sơn (vợ Hoàng Thị Mỵ),1958,,Kim Phú,Thôn 1", Name),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sơn (đã chết),1958,,Kim Phú,Thôn 1", Name),
        // A number of each kind does not make two people.
        ("Ma Văn Sơn,1958,070123456,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,008058000001,Kim Phú,Thôn 1", Name),
        ("Ma Văn Sơn,1958,8058000001,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,70123456,Kim Phú,Thôn 1", Name),
        // Namesakes.
        ("Ma Văn Sơn,1958,008058000001,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,008058000002,Kim Phú,Thôn 1", Nothing),
        ("Ma Văn Sơn,1958,070123456,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,070123457,Kim Phú,Thôn 1", Nothing),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sơn,1959,,Kim Phú,Thôn 1", Nothing),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,,Kim Phú,Thôn 2", Nothing),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,,Kim Phú,Thôn 11", Nothing),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sơn,1958,,Tân Hà,Thôn 1", Nothing),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sơn,,,Kim Phú,Thôn 1", Nothing),
        ("Ma Văn Sơn,,,Kim Phú,", "Ma Văn Sơn,,,Kim Phú,", Nothing),
        ("Ma Văn Sơn,1958,,Kim Phú,Thôn 1", "Ma Văn Sang,1958,,Kim Phú,Thôn 1", Nothing),
        ("Ma Thị Mai,1958,,Kim Phú,Thôn 1", "Ma Thị Máy,1958,,Kim Phú,Thôn 1", Nothing),
        ("Lò Văn An (A),1958,,Kim Phú,Thôn 1", "Lò Văn An (B),1958,,Kim Phú,Thôn 1", Nothing),
        ("Lò Văn An A,1958,,Kim Phú,Thôn 1", "Lò Văn An B,1958,,Kim Phú,Thôn 1", Nothing),
        (",1958,,Kim Phú,Thôn 1", ",1958,,Kim Phú,Thôn 1", Nothing),
    ];
    let mut wrong = Vec::new();
    for (one, other, by) in cases {
        // A third household between them, so that neither list repeats the other whole.
        let third = "Lò Thị Vân,1970,,Kim Phú,Thôn 7,Thiếu vốn";
        let rows = format!("{HEAD}{one},Thiếu vốn\n{third}\n{other},Thiếu vốn\n");
        let one_list = found(&[("a.csv", &rows)]);
        let two_lists = found(&[
            ("a.csv", &format!("{HEAD}{one},Thiếu vốn\n")),
            ("b.csv", &format!("{HEAD}{third}\n{other},Thiếu vốn\n")),
        ]);
        let expected = |first: &str, second: &str| match by {
            By::Number => vec![(Code::SameIdentity, second.replace('_', "C"), first.replace('_', "C"))],
            By::Name => vec![(Code::SameName, second.replace('_', "A"), first.replace('_', "A"))],
            By::Nothing => Vec::new(),
        };
        if one_list != expected("a.csv _2", "a.csv _4") || two_lists != expected("a.csv _2", "b.csv _3") {
            wrong.push(format!("{one} | {other}: {by:?}, was {one_list:?} and {two_lists:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_given_twice_is_counted_once_and_said() {
    let rows = format!("{HEAD}Ma Văn Sơn,1958,,Kim Phú,Thôn 1,Thiếu vốn\nLò Thị Vân,1970,,Kim Phú,Thôn 7,Thiếu vốn\n");
    // The second in capitals, without its numbers, in another order.
    let again = format!("{HEAD}LÒ THỊ VÂN,1970,,KIM PHÚ,THÔN 7,Thiếu vốn\nMA VĂN SƠN,1958,,KIM PHÚ,THÔN 1,Thiếu vốn\n");
    for second in [&rows, &again] {
        let all = found(&[("a.csv", &rows), ("b.csv", second)]);
        assert_eq!(all, [(Code::RepeatedList, "b.csv ".to_owned(), "a.csv ".to_owned())]);
    }
}

#[test]
fn cells_are_those_of_the_table_that_a_row_stands_in() {
    let turned = "Số CCCD,Xã,Nguyên nhân nghèo,Họ và tên chủ hộ,Thôn,Năm sinh\n";
    let rows = format!(
        "{HEAD}Ma Văn Sơn,1958,008058000001,Kim Phú,Thôn 1,Thiếu vốn\nLò Thị Vân,1970,,Kim Phú,Thôn 7,Thiếu vốn\n\n{turned}8058000001,Kim Phú,Thiếu vốn,Ma Văn Sơn,Thôn 1,1958\n,Kim Phú,Thiếu vốn,Lò Thị Vân,Thôn 7,1970\n"
    );
    let pair = |code, second: &str, first: &str| (code, format!("a.csv {second}"), format!("a.csv {first}"));
    let all = found(&[("a.csv", &rows)]);
    assert_eq!(all, [pair(Code::SameIdentity, "A6", "C2"), pair(Code::SameName, "D7", "A3")]);
}
