//! Makes the example surveys of this folder: `cargo run --example make_surveys`.
//!
//! A city's list of 368 poor households, as one sheet and as CSV, gives the numbers of the embedded plan exactly; three of its
//! wards once more with a sheet a ward; and a small list with most of the mess that lists have. Every household is invented.
//! There is no clock and no chance in it but the seeded one below, so the files have the same bytes whenever they are made.

// Its tables are its own: an index that is wrong shows when it is run. `make_year_end` and tests take parts of it.
#![allow(clippy::indexing_slicing, clippy::string_slice, missing_docs, unreachable_pub)]

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

type Made<T> = Result<T, Box<dyn Error>>;

/// Households of each group 3.1–3.6, and of these the registered ones, ward by ward in the order of the plan.
const WARDS: [(&str, [usize; 6], [usize; 6]); 15] = [
    ("Phường Phan Thiết", [2, 0, 1, 2, 7, 0], [0, 0, 0, 1, 1, 0]),
    ("Phường Minh Xuân", [1, 0, 1, 1, 6, 1], [0, 0, 0, 0, 1, 1]),
    ("Phường Tân Quang", [1, 0, 1, 1, 7, 0], [0, 0, 0, 0, 1, 0]),
    ("Phường Nông Tiến", [2, 0, 2, 2, 13, 0], [0, 0, 1, 1, 3, 0]),
    ("Phường Ỷ La", [3, 0, 2, 2, 9, 0], [1, 0, 1, 0, 2, 0]),
    ("Phường Tân Hà", [3, 0, 3, 2, 15, 0], [1, 0, 1, 1, 4, 0]),
    ("Phường Hưng Thành", [2, 1, 1, 2, 8, 0], [0, 1, 0, 1, 2, 0]),
    ("Phường Mỹ Lâm", [6, 0, 6, 6, 24, 1], [1, 0, 2, 2, 5, 0]),
    ("Phường An Tường", [3, 1, 3, 4, 22, 0], [1, 1, 1, 1, 5, 0]),
    ("Phường Đội Cấn", [6, 1, 4, 6, 20, 1], [1, 1, 1, 1, 5, 0]),
    ("Xã Tràng Đà", [3, 0, 3, 4, 18, 0], [0, 0, 1, 1, 3, 0]),
    ("Xã Kim Phú", [6, 0, 5, 7, 23, 1], [1, 0, 2, 2, 6, 0]),
    ("Xã An Khang", [4, 0, 4, 4, 17, 1], [1, 0, 2, 1, 4, 0]),
    ("Xã Lưỡng Vượng", [5, 0, 2, 4, 18, 0], [1, 0, 1, 1, 5, 0]),
    ("Xã Thái Long", [2, 0, 3, 3, 13, 0], [0, 0, 1, 1, 3, 0]),
];

/// How people word the causes of each group.
const CAUSES: [&[&str]; 6] = [
    &[
        "Thiếu vốn sản xuất",
        "Thiếu vốn, phương tiện phát triển sản xuất",
        "không có vốn làm ăn",
        "Thiếu đất sản xuất",
        "Không có trâu bò cày kéo",
        "Thiếu phương tiện sản xuất",
        "Thiếu vốn SX, thiếu đất canh tác",
        "biết cách làm ăn nhưng thiếu vốn",
    ],
    &["Có lao động nhưng thiếu việc làm", "Có LĐ nhưng không có việc làm ổn định", "mất việc làm, chưa tìm được việc"],
    &[
        "Không biết cách làm ăn, tổ chức cuộc sống",
        "Không biết cách làm ăn",
        "thiếu kinh nghiệm làm ăn",
        "Chi tiêu không có kế hoạch",
        "Thiếu kiến thức sản xuất",
        "Không có tay nghề",
        "có vốn nhưng không biết cách làm ăn",
    ],
    &[
        "Nhiều người ăn theo",
        "Đông con",
        "đông người ăn theo, thiếu vốn",
        "Mẹ đơn thân nuôi con nhỏ",
        "Nhiều người phụ thuộc",
        "Góa chồng, nuôi 3 con đang đi học",
        "1 lao động nuôi 5 khẩu",
    ],
    &[
        "Ốm đau thường xuyên",
        "Già cả, neo đơn",
        "Có người khuyết tật nặng",
        "người cao tuổi sống một mình",
        "Bệnh hiểm nghèo",
        "ốm đau, già yếu",
        "Chồng bị tai biến liệt nửa người",
        "Trong gia đình có người tàn tật, già cả ốm đau thường xuyên, mắc TNXH",
        "Có con bị bệnh tâm thần",
        "Ung thư, đang điều trị",
        "Ốm đau thường xuyên, thiếu vốn sản xuất",
        "nợ ngân hàng do chữa bệnh",
        "Bố nghiện ma túy",
        "Thiếu lao động do già yếu",
        "chạy thận",
    ],
    &["Tai nạn rủi ro", "Lười lao động", "Nợ kéo dài", "Cháy nhà", "Lợn chết do dịch bệnh"],
];

/// What the ten marks of the form of 2016–2021 stand for, two a service.
const SERVICES: [(&str, [&str; 2]); 5] = [
    ("Y tế", ["Tiếp cận các dịch vụ y tế", "Bảo hiểm y tế"]),
    ("Giáo dục", ["Trình độ giáo dục của người lớn", "Tình trạng đi học của trẻ em"]),
    ("Nhà ở", ["Chất lượng nhà ở", "Diện tích nhà ở"]),
    ("Nước sạch và vệ sinh", ["Nguồn nước sinh hoạt", "Hố xí, nhà tiêu"]),
    ("Thông tin", ["Sử dụng dịch vụ viễn thông", "Tài sản phục vụ tiếp cận thông tin"]),
];

const FAMILY: [&str; 14] =
    ["Nguyễn", "Trần", "Lê", "Hoàng", "Ma", "Nông", "Lý", "Bàn", "Triệu", "Đặng", "La", "Hà", "Quan", "Vi"];
const GIVEN_MEN: [&str; 12] =
    ["Hùng", "Dũng", "Tuấn", "Cường", "Sơn", "Bình", "Thắng", "Quý", "Lợi", "Tiến", "Kiên", "Vinh"];
const GIVEN_WOMEN: [&str; 12] =
    ["Hoa", "Lan", "Hương", "Nga", "Thủy", "Mai", "Xuân", "Liên", "Hằng", "Tuyết", "Sen", "Nhung"];
const PEOPLES: [&str; 8] = ["Kinh", "Kinh", "Kinh", "Tày", "Tày", "Dao", "Cao Lan", "Nùng"];

pub(crate) const EXITED_TO_NEAR_POOR: &str = "Thoát nghèo, trở thành hộ cận nghèo";
pub(crate) const EXITED_ABOVE: &str = "Thoát nghèo, vượt chuẩn cận nghèo";
pub(crate) const STILL_POOR: &str = "Vẫn là hộ nghèo";
pub(crate) const MOVED: &str = "Chuyển đi";
pub(crate) const DIED: &str = "Chết";

/// A household of the city.
pub(crate) struct Household {
    pub(crate) ward: &'static str,
    pub(crate) hamlet: String,
    pub(crate) name: String,
    pub(crate) woman: bool,
    pub(crate) born: u16,
    pub(crate) people: &'static str,
    pub(crate) members: usize,
    pub(crate) lacks: [bool; 10],
    pub(crate) group: usize,
    pub(crate) cause: &'static str,
    pub(crate) registered: bool,
    pub(crate) outcome: &'static str,
}

/// Chance that is the same every time (SplitMix64).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    pub(crate) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// The households, ward by ward, within a ward by hamlet.
pub(crate) fn households() -> Vec<Household> {
    let mut chance = Chance(2020);
    let mut names = BTreeSet::new();
    let mut all = Vec::new();
    for (ward, counts, registered) in WARDS {
        let mut of_ward = Vec::new();
        for group in 0..6 {
            for number in 0..counts[group] {
                of_ward.push(household(ward, group, number < registered[group], &mut names, &mut chance));
            }
        }
        of_ward.sort_by_key(|(hamlet, order, _)| (*hamlet, *order));
        all.extend(of_ward.into_iter().map(|(_, _, household)| household));
    }
    settle(&mut all);
    all
}

/// One household, with the number of its hamlet and its place in it.
fn household(
    ward: &'static str,
    group: usize,
    registered: bool,
    names: &mut BTreeSet<String>,
    chance: &mut Chance,
) -> (usize, usize, Household) {
    let woman = chance.below(5) < 2;
    let name = loop {
        let (middle, given) = if woman {
            ("Thị", chance.of(&GIVEN_WOMEN))
        } else {
            (chance.of(&["Văn", "Đức", "Minh"]), chance.of(&GIVEN_MEN))
        };
        let name = format!("{} {middle} {given}", chance.of(&FAMILY));
        // Where a name is taken already, another given name is put before the last: no two households look alike.
        let name = if names.contains(&name) {
            name.replacen(middle, &format!("{middle} {}", chance.of(&["Kim", "Ngọc", "Thanh", "Thu"])), 1)
        } else {
            name
        };
        if names.insert(name.clone()) {
            break name;
        }
    };
    let hamlet = 1 + chance.below(12);
    let place = if ward.starts_with("Phường") { format!("Tổ {hamlet}") } else { format!("Thôn {hamlet}") };
    let mut lacks = [false; 10];
    for _ in 0..1 + chance.below(4) {
        lacks[chance.below(10)] = true;
    }
    let old = if group == 4 { 1932 } else { 1958 };
    let made = Household {
        ward,
        hamlet: place,
        name,
        woman,
        born: old + chance.below(34) as u16,
        people: chance.of(&PEOPLES),
        members: 1 + chance.below(4) + if group == 3 { 3 } else { 0 },
        lacks,
        group: group + 1,
        cause: chance.of(CAUSES[group]),
        registered,
        outcome: STILL_POOR,
    };
    (hamlet, chance.below(1000), made)
}

/// What became of them: most of the registered left poverty, and a few who had not registered; a few died or moved.
fn settle(all: &mut [Household]) {
    for (n, household) in all.iter_mut().filter(|h| h.registered).enumerate() {
        household.outcome = match n {
            44 => DIED,
            n if n % 10 == 7 => STILL_POOR,
            n if n % 6 == 1 => EXITED_TO_NEAR_POOR,
            _ => EXITED_ABOVE,
        };
    }
    for (n, household) in all.iter_mut().filter(|h| !h.registered).enumerate() {
        household.outcome = match n {
            20 | 95 | 180 | 250 => EXITED_TO_NEAR_POOR,
            60 | 140 => MOVED,
            110 | 220 => DIED,
            _ => STILL_POOR,
        };
    }
}

/// The formats of a sheet.
struct Look {
    plain: Format,
    bold: Format,
    centre: Format,
    italic: Format,
    head: Format,
    numbers: Format,
    cell: Format,
    middle: Format,
    sum: Format,
}

impl Look {
    fn new() -> Look {
        let plain = Format::new().set_font_name("Times New Roman").set_font_size(11);
        let centre = plain.clone().set_bold().set_align(FormatAlign::Center);
        let boxed = plain.clone().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let middle = boxed.clone().set_align(FormatAlign::Center);
        Look {
            bold: plain.clone().set_bold(),
            italic: plain.clone().set_italic().set_align(FormatAlign::Center),
            head: middle.clone().set_bold().set_text_wrap(),
            numbers: middle.clone().set_italic(),
            cell: boxed.clone().set_text_wrap(),
            sum: boxed.set_bold(),
            plain,
            centre,
            middle,
        }
    }
}

fn workbook(title: &str) -> Made<Workbook> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2020, 11, 20)?;
    book.set_properties(&DocProperties::new().set_title(title).set_author("Ví dụ").set_creation_datetime(&made));
    Ok(book)
}

/// The city's list on one sheet, headed, subtotalled and signed as offices do.
fn city(all: &[Household]) -> Made<Workbook> {
    let mut book = workbook("Danh sách hộ nghèo năm 2020")?;
    let look = Look::new();
    let sheet = book.add_worksheet().set_name("DS hộ nghèo")?;
    city_title(sheet, &look)?;
    city_header(sheet, &look)?;
    let mut row = 11;
    let mut subtotals = Vec::new();
    for of_ward in all.chunk_by(|a, b| a.ward == b.ward) {
        let first = row;
        for household in of_ward {
            let number = row - 10 - subtotals.len() as u32;
            city_row(sheet, row, number, household, &look)?;
            row += 1;
        }
        let name = of_ward[0].ward;
        let label = format!("Cộng {}{}", name[..1].to_lowercase(), &name[1..]);
        city_sum(sheet, row, &label, of_ward, &format!("{}:{}", first + 1, row), &look)?;
        subtotals.push(row + 1);
        row += 1;
    }
    city_sum(sheet, row, "Tổng cộng", all, &format!("12:{row}"), &look)?;
    city_signature(sheet, row + 2, &look)?;
    sheet
        .set_landscape()
        .set_paper_size(8)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(7, 10)?
        .set_freeze_panes(11, 4)?;
    Ok(book)
}

fn city_title(sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
    sheet.merge_range(0, 0, 0, 6, "UBND THÀNH PHỐ TUYÊN QUANG", &look.centre)?;
    sheet.merge_range(1, 0, 1, 6, "PHÒNG LAO ĐỘNG - TB&XH", &look.centre)?;
    sheet.merge_range(0, 10, 0, 21, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", &look.centre)?;
    sheet.merge_range(1, 10, 1, 21, "Độc lập - Tự do - Hạnh phúc", &look.centre)?;
    sheet.merge_range(3, 0, 3, 21, "DANH SÁCH HỘ NGHÈO THÀNH PHỐ TUYÊN QUANG NĂM 2020", &look.centre)?;
    sheet.merge_range(
        4,
        0,
        4,
        21,
        "(Kèm theo Báo cáo số      /BC-LĐTBXH ngày      tháng 11 năm 2020)",
        &look.italic,
    )?;
    sheet.write_with_format(6, 21, "ĐVT: hộ", &look.plain)?;
    Ok(())
}

/// Three merged rows of headings and the numbered row.
fn city_header(sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
    let single = [
        (0, "STT"),
        (1, "Xã, phường"),
        (2, "Thôn, tổ dân phố"),
        (3, "Họ và tên chủ hộ"),
        (6, "Dân tộc"),
        (7, "Số khẩu"),
    ];
    let last = [
        (18, "Nguyên nhân nghèo"),
        (19, "Đăng ký thoát nghèo năm 2020"),
        (20, "Kết quả rà soát cuối năm 2020"),
        (21, "Ghi chú"),
    ];
    for (column, text) in single.into_iter().chain(last) {
        sheet.merge_range(7, column, 9, column, text, &look.head)?;
    }
    sheet.merge_range(7, 4, 7, 5, "Năm sinh", &look.head)?;
    sheet.merge_range(8, 4, 9, 4, "Nam", &look.head)?;
    sheet.merge_range(8, 5, 9, 5, "Nữ", &look.head)?;
    sheet.merge_range(7, 8, 7, 17, "Mức độ thiếu hụt tiếp cận các dịch vụ xã hội cơ bản", &look.head)?;
    for (n, (service, marks)) in (0u16..).zip(SERVICES) {
        sheet.merge_range(8, 8 + 2 * n, 8, 9 + 2 * n, service, &look.head)?;
        for (m, mark) in (0u16..).zip(marks) {
            sheet.write_with_format(9, 8 + 2 * n + m, mark, &look.head)?;
        }
    }
    for (column, letter) in (0..).zip(["A", "B", "C", "D"]) {
        sheet.write_with_format(10, column, letter, &look.numbers)?;
    }
    for column in 4..22u16 {
        sheet.write_with_format(10, column, column - 3, &look.numbers)?;
    }
    sheet.set_row_height(9, 78)?;
    for (column, width) in [(0, 5.0), (1, 18.0), (2, 10.0), (3, 24.0), (18, 38.0), (19, 11.0), (20, 26.0), (21, 10.0)] {
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

fn city_row(sheet: &mut Worksheet, row: u32, number: u32, household: &Household, look: &Look) -> Result<(), XlsxError> {
    sheet.write_with_format(row, 0, number, &look.middle)?;
    sheet.write_with_format(row, 1, household.ward, &look.cell)?;
    sheet.write_with_format(row, 2, &household.hamlet, &look.cell)?;
    sheet.write_with_format(row, 3, &household.name, &look.cell)?;
    let (born, other) = if household.woman { (5, 4) } else { (4, 5) };
    sheet.write_with_format(row, born, household.born, &look.middle)?;
    sheet.write_blank(row, other, &look.middle)?;
    sheet.write_with_format(row, 6, household.people, &look.cell)?;
    sheet.write_with_format(row, 7, household.members as u32, &look.middle)?;
    for (column, lacks) in (8..).zip(household.lacks) {
        mark(sheet, row, column, lacks, look)?;
    }
    sheet.write_with_format(row, 18, household.cause, &look.cell)?;
    mark(sheet, row, 19, household.registered, look)?;
    sheet.write_with_format(row, 20, household.outcome, &look.cell)?;
    sheet.write_blank(row, 21, &look.cell)?;
    Ok(())
}

fn mark(sheet: &mut Worksheet, row: u32, column: u16, marked: bool, look: &Look) -> Result<(), XlsxError> {
    sheet.write_with_format(row, column, if marked { "x" } else { "" }, &look.middle)?;
    Ok(())
}

/// A row of sums over rows given as `12:30`: live formulas with their results.
fn city_sum(
    sheet: &mut Worksheet,
    row: u32,
    label: &str,
    of: &[Household],
    rows: &str,
    look: &Look,
) -> Result<(), XlsxError> {
    let (first, last) = rows.split_once(':').unwrap_or((rows, rows));
    sheet.merge_range(row, 0, row, 2, label, &look.sum)?;
    let households = Formula::new(format!("=COUNTA(S{first}:S{last})")).set_result(of.len().to_string());
    sheet.write_formula_with_format(row, 3, households, &look.sum)?;
    let registered = of.iter().filter(|h| h.registered).count();
    let marks = Formula::new(format!("=COUNTIF(T{first}:T{last},\"x\")")).set_result(registered.to_string());
    sheet.write_formula_with_format(row, 19, marks, &look.sum)?;
    let exited = of.iter().filter(|h| [EXITED_ABOVE, EXITED_TO_NEAR_POOR].contains(&h.outcome)).count();
    let exits = Formula::new(format!("=COUNTIF(U{first}:U{last},\"Thoát nghèo*\")")).set_result(exited.to_string());
    sheet.write_formula_with_format(row, 20, exits, &look.sum)?;
    Ok(())
}

fn city_signature(sheet: &mut Worksheet, row: u32, look: &Look) -> Result<(), XlsxError> {
    sheet.merge_range(row, 18, row, 21, "Tuyên Quang, ngày      tháng 11 năm 2020", &look.italic)?;
    sheet.merge_range(row + 1, 1, row + 1, 6, "NGƯỜI LẬP BIỂU", &look.centre)?;
    sheet.merge_range(row + 1, 18, row + 1, 21, "TRƯỞNG PHÒNG", &look.centre)?;
    sheet.merge_range(row + 2, 1, row + 2, 6, "(Ký, ghi rõ họ tên)", &look.italic)?;
    sheet.merge_range(row + 2, 18, row + 2, 21, "(Ký, ghi rõ họ tên, đóng dấu)", &look.italic)?;
    Ok(())
}

/// The city's list as CSV, the way Excel writes it: UTF-8 with its mark, CRLF.
fn city_csv(all: &[Household]) -> Made<Vec<u8>> {
    let mut out =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    let mut header = vec![
        "STT",
        "Xã, phường",
        "Thôn, tổ dân phố",
        "Họ và tên chủ hộ",
        "Năm sinh",
        "Giới tính",
        "Dân tộc",
        "Số khẩu",
    ];
    header.extend(SERVICES.iter().flat_map(|(_, marks)| marks));
    header.extend(["Nguyên nhân nghèo", "Đăng ký thoát nghèo năm 2020", "Kết quả rà soát cuối năm 2020"]);
    out.write_record(header)?;
    for (n, h) in all.iter().enumerate() {
        let (order, born, members) = ((n + 1).to_string(), h.born.to_string(), h.members.to_string());
        let mark = |marked: bool| if marked { "x" } else { "" };
        let gender = if h.woman { "Nữ" } else { "Nam" };
        let mut record = vec![order.as_str(), h.ward, &h.hamlet, &h.name, &born, gender, h.people, &members];
        record.extend(h.lacks.map(mark));
        record.extend([h.cause, mark(h.registered), h.outcome]);
        out.write_record(record)?;
    }
    Ok(out.into_inner()?)
}

/// Three wards with a sheet each and a column a cause, behind a sheet that sums them up.
fn three_wards(all: &[Household]) -> Made<Workbook> {
    let mut book = workbook("Danh sách hộ nghèo ba phường năm 2020")?;
    let look = Look::new();
    let wards = ["Phường Hưng Thành", "Phường An Tường", "Phường Đội Cấn"];
    let sums = book.add_worksheet().set_name("Tổng hợp")?;
    sums.write_with_format(0, 0, "TỔNG HỢP HỘ NGHÈO NĂM 2020", &look.bold)?;
    for (column, text) in (0..).zip(["STT", "Xã, phường", "Số hộ nghèo"]) {
        sums.write_with_format(2, column, text, &look.head)?;
    }
    for (n, ward) in (0u32..).zip(wards) {
        sums.write_with_format(3 + n, 0, n + 1, &look.middle)?;
        sums.write_with_format(3 + n, 1, ward, &look.cell)?;
        sums.write_with_format(3 + n, 2, all.iter().filter(|h| h.ward == ward).count() as u32, &look.middle)?;
    }
    for ward in wards {
        let short = ward.trim_start_matches("Phường ");
        let sheet = book.add_worksheet().set_name(short)?;
        sheet.write_with_format(0, 0, "DANH SÁCH HỘ NGHÈO NĂM 2020", &look.bold)?;
        for (column, text) in [(0, "TT"), (1, "Chủ hộ"), (2, "Tổ"), (3, "Năm sinh")] {
            sheet.merge_range(2, column, 3, column, text, &look.head)?;
        }
        sheet.merge_range(2, 4, 2, 9, "Nguyên nhân nghèo (đánh dấu x)", &look.head)?;
        let causes = [
            "Thiếu vốn, phương tiện SX",
            "Có LĐ thiếu việc làm",
            "Không biết cách làm ăn",
            "Nhiều người ăn theo",
            "Ốm đau, già cả, tàn tật, TNXH",
            "Lười, rủi ro, nợ kéo dài",
        ];
        for (column, text) in (4..).zip(causes) {
            sheet.write_with_format(3, column, text, &look.head)?;
        }
        sheet.merge_range(2, 10, 3, 10, "Đăng ký thoát nghèo", &look.head)?;
        for (n, h) in (0u32..).zip(all.iter().filter(|h| h.ward == ward)) {
            let row = 4 + n;
            sheet.write_with_format(row, 0, n + 1, &look.middle)?;
            sheet.write_with_format(row, 1, &h.name, &look.cell)?;
            sheet.write_with_format(row, 2, &h.hamlet, &look.cell)?;
            sheet.write_with_format(row, 3, h.born, &look.middle)?;
            for group in 1..=6 {
                mark(sheet, row, 3 + group as u16, h.group == group, &look)?;
            }
            mark(sheet, row, 10, h.registered, &look)?;
        }
    }
    Ok(book)
}

/// A list typed by several hands: its own delimiter line, ragged rows, wards spelt as they come, near-poor households,
/// a household entered twice, a cause that names none, a number where words should be.
const MESSY: &str = "sep=;\r
DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2020;;;;;;;\r
TT;Họ tên chủ hộ;Xã/phường;Tổ, thôn;Năm sinh;Loại hộ;Lý do nghèo;ĐK thoát\r
1;Ma Văn Cộng;P. Hưng Thành;Tổ 3;1961;Hộ nghèo;Già yếu, ốm đau, thiếu vốn;\r
2;Nông Thị Tổng;p.hung thanh;tổ 3;1975;HN;đông con nhỏ;x\r
3;LÊ VĂN KIÊN;PHƯỜNG HƯNG THÀNH;Tổ 5;1983;Hộ cận nghèo;Thiếu vốn SX;x\r
\r
4;Lý Thị Mai;Y La;Tổ 1;1949;Hộ nghèo;không có sức lao động, tàn tật;\r
5;Trần Đức Quý;Ỷ La, TP Tuyên Quang;Tổ 1;1970;Hộ nghèo;\"Thiếu vốn;\nkhông biết cách làm ăn\";X\r
6;Bàn Văn Lợi;Xã Tràng Đà;Thôn 2;1980;Hộ nghèo;3;\r
7;Hà Thị Sen;Trang Da;Thôn 2;1955;Hộ nghèo\r
8;Vi Văn Sơn;Tràng Đà;Thôn 4;1988;nghèo;Có LĐ nhưng ko có việc làm;có;;;\r
9;Nông Thị Tổng;p.hung thanh;tổ 3;1975;HN;đông con nhỏ;x\r
10;Quan Văn Bình;Xã Tràng Đa;Thôn 9;1990;Hộ nghèo;khác;không\r
;Cộng: 10 hộ;;;;;;\r
;Người lập biểu;;;;;;\r
";

/// Writes all example files into a folder.
pub(crate) fn write(folder: &Path) -> Made<()> {
    let all = households();
    city(&all)?.save(folder.join("khao-sat-2020.xlsx"))?;
    std::fs::write(folder.join("khao-sat-2020.csv"), city_csv(&all)?)?;
    three_wards(&all)?.save(folder.join("ba-phuong.xlsx"))?;
    std::fs::write(folder.join("lon-xon.csv"), MESSY)?;
    Ok(())
}

fn main() -> Made<()> {
    write(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").as_path())
}
