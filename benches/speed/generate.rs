//! Makes lists of invented households, the same ones every time, in the layout that communes use: merged titles, a header
//! of two merged rows, a numbered row, borders around empty cells, dates, twenty-five columns.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// .xlsx, texts in the table of shared strings, as Excel writes them.
    Shared,
    /// The same, without identity numbers: hardly a text is met only once.
    Unnumbered,
    /// .xlsx, texts in their cells, as programs that export write them.
    Inline,
    /// .csv
    Text,
}

const COLUMNS: u16 = 25;

/// The column of identity numbers.
const IDENTITY: u16 = 4;

const WARDS: [&str; 15] = [
    "Phan Thiết",
    "Minh Xuân",
    "Tân Quang",
    "Tân Hà",
    "Ỷ La",
    "Hưng Thành",
    "Nông Tiến",
    "Mỹ Lâm",
    "Đội Cấn",
    "An Tường",
    "Tràng Đà",
    "Kim Phú",
    "Thái Long",
    "Lưỡng Vượng",
    "An Khang",
];
const CAUSES: [&str; 14] = [
    "Thiếu vốn, phương tiện phát triển sản xuất",
    "Không có đất sản xuất",
    "Không biết cách làm ăn, không có tay nghề",
    "Không có lao động",
    "Có lao động nhưng không có việc làm",
    "Đông người ăn theo",
    "Già cả, neo đơn",
    "Ốm đau nặng, bệnh hiểm nghèo",
    "Mắc tệ nạn xã hội",
    "Chây lười lao động",
    "Thiếu vốn, thiếu lao động",
    "Bệnh nặng; đông người ăn theo",
    "Khuyết tật",
    "Thiếu kinh nghiệm làm ăn",
];
const SURNAMES: [&str; 12] =
    ["Nguyễn", "Trần", "Lê", "Hoàng", "Ma", "Nông", "Lý", "Đặng", "Bàn", "Triệu", "Phùng", "La"];
const MIDDLES: [&str; 10] = ["Văn", "Thị", "Đức", "Thị Minh", "Quang", "Thị Thu", "Hữu", "Ngọc", "Xuân", "Kim"];
const GIVEN: [&str; 24] = [
    "An", "Bình", "Chiến", "Dung", "Đông", "Giang", "Hà", "Hạnh", "Hồng", "Hùng", "Khánh", "Lan", "Liên", "Long",
    "Mai", "Nga", "Nhung", "Phúc", "Quý", "Sơn", "Thắng", "Thủy", "Tuyết", "Yến",
];
const PEOPLES: [&str; 6] = ["Kinh", "Tày", "Dao", "Cao Lan", "Nùng", "Sán Dìu"];
const OUTCOMES: [&str; 4] = ["", "Thoát nghèo", "Thoát nghèo, còn cận nghèo", "Hộ nghèo"];
const HEAD: [(&str, &str); COLUMNS as usize] = [
    ("STT", ""),
    ("Họ và tên chủ hộ", ""),
    ("Năm sinh", "Nam"),
    ("Năm sinh", "Nữ"),
    ("Số CCCD", ""),
    ("Dân tộc", ""),
    ("Xã, phường", ""),
    ("Thôn, xóm, tổ dân phố", ""),
    ("Số khẩu", ""),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "Y tế"),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "BHYT"),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "Trình độ GD người lớn"),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "Đi học của trẻ em"),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "Chất lượng nhà ở"),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "Diện tích nhà ở"),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "Nước sinh hoạt"),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "Hố xí, nhà tiêu"),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "Dịch vụ viễn thông"),
    ("Thiếu hụt các dịch vụ xã hội cơ bản", "Tài sản tiếp cận TT"),
    ("Điểm B1", ""),
    ("Nguyên nhân nghèo", ""),
    ("Đăng ký thoát nghèo năm 2020", ""),
    ("Kết quả rà soát cuối năm 2020", ""),
    ("Ngày rà soát", ""),
    ("Ghi chú", ""),
];

/// Numbers that look random and are the same every time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len() as u64) as usize]
    }
}

enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Date(f64),
}

/// The cells of one household.
fn household(number: u32, dice: &mut Dice) -> Vec<Cell> {
    let text = |t: &str| if t.is_empty() { Cell::Blank } else { Cell::Text(t.to_owned()) };
    let woman = dice.roll(2) == 1;
    let born = Cell::Number(1930.0 + dice.roll(70) as f64);
    let (man_born, woman_born) = if woman { (Cell::Blank, born) } else { (born, Cell::Blank) };
    let name = format!("{} {} {}", dice.pick(&SURNAMES), dice.pick(&MIDDLES), dice.pick(&GIVEN));
    let ward = dice.pick(&WARDS);
    let kind = if matches!(ward, "Thái Long" | "Lưỡng Vượng" | "An Khang" | "Kim Phú" | "Tràng Đà") {
        "Xã"
    } else {
        "Phường"
    };
    let mut cells = vec![
        Cell::Number(f64::from(number)),
        text(&name),
        man_born,
        woman_born,
        // Each its own, as identity numbers are.
        Cell::Text(format!("0081{:08}", u64::from(number) * 7 + 1_000_000)),
        text(dice.pick(&PEOPLES)),
        Cell::Text(format!("{kind} {ward}")),
        Cell::Text(format!("Tổ {}", 1 + dice.roll(20))),
        Cell::Number(1.0 + dice.roll(8) as f64),
    ];
    cells.extend((0..10).map(|_| text(dice.pick(&["", "", "x"]))));
    cells.push(Cell::Number(70.0 + dice.roll(140) as f64 * 0.5));
    cells.push(text(dice.pick(&CAUSES)));
    cells.push(text(dice.pick(&["", "", "", "x"])));
    cells.push(text(dice.pick(&OUTCOMES)));
    cells.push(Cell::Date(44_100.0 + dice.roll(60) as f64));
    cells.push(Cell::Blank);
    cells
}

/// The file or folder of a case, made when it is not there yet.
pub(crate) fn ensure(name: &str, kind: Kind, rows: u32, files: u32) -> Result<PathBuf, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("speed");
    std::fs::create_dir_all(&root)?;
    let ending = if kind == Kind::Text { "csv" } else { "xlsx" };
    let path = if files > 1 { root.join(name) } else { root.join(format!("{name}.{ending}")) };
    if path.exists() {
        return Ok(path);
    }
    eprintln!("making {} …", path.display());
    // Made beside its place and then moved, so that a half-made one is never measured.
    let draft = root.join(format!("{name}.draft"));
    if files > 1 {
        std::fs::create_dir_all(&draft)?;
        for file in 0..files {
            let first = file * rows;
            write(&draft.join(format!("xa-{file:03}.{ending}")), kind, first, rows)?;
        }
    } else {
        write(&draft, kind, 0, rows)?;
    }
    std::fs::rename(&draft, &path)?;
    Ok(path)
}

fn write(path: &Path, kind: Kind, first: u32, rows: u32) -> Result<(), Box<dyn Error>> {
    let mut dice = Dice(u64::from(first) + 2020);
    if kind == Kind::Text { text(path, rows, &mut dice) } else { workbook(path, kind, first, rows, &mut dice) }
}

fn text(path: &Path, rows: u32, dice: &mut Dice) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let heads: Vec<String> = HEAD.iter().map(|(a, b)| format!("\"{}\"", format!("{a} {b}").trim())).collect();
    write!(out, "{}\r\n", heads.join(","))?;
    for number in 1..=rows {
        for (at, cell) in household(number, dice).iter().enumerate() {
            if at > 0 {
                out.write_all(b",")?;
            }
            match cell {
                Cell::Blank => {}
                Cell::Text(t) if t.contains([',', '"']) => write!(out, "\"{t}\"")?,
                Cell::Text(t) => out.write_all(t.as_bytes())?,
                Cell::Number(n) => write!(out, "{n}")?,
                Cell::Date(d) => write!(out, "{:02}/{}/2020", 1 + (*d as u32) % 28, 10 + (*d as u32) % 2)?,
            }
        }
        out.write_all(b"\r\n")?;
    }
    out.flush()?;
    Ok(())
}

fn workbook(path: &Path, kind: Kind, first: u32, rows: u32, dice: &mut Dice) -> Result<(), Box<dyn Error>> {
    let mut book = Workbook::new();
    let sheet = if kind != Kind::Inline {
        book.add_worksheet_with_low_memory()?
    } else {
        book.add_worksheet_with_constant_memory()?
    };
    sheet.set_name("Danh sách")?;
    let plain = Format::new().set_border(FormatBorder::Thin);
    let date = Format::new().set_border(FormatBorder::Thin).set_num_format("dd/mm/yyyy");
    head(sheet, &plain)?;
    for at in 0..rows {
        let row = at + 8;
        for (column, cell) in (0..COLUMNS).zip(household(first + at + 1, dice)) {
            match cell {
                Cell::Text(_) if kind == Kind::Unnumbered && column == IDENTITY => {
                    sheet.write_blank(row, column, &plain)?
                }
                Cell::Blank => sheet.write_blank(row, column, &plain)?,
                Cell::Text(text) => sheet.write_string_with_format(row, column, text, &plain)?,
                Cell::Number(number) if column == 0 => {
                    sheet.write_number_with_format(row, column, number - f64::from(first), &plain)?
                }
                Cell::Number(number) => sheet.write_number_with_format(row, column, number, &plain)?,
                Cell::Date(day) => sheet.write_number_with_format(row, column, day, &date)?,
            };
        }
    }
    book.save(path)?;
    Ok(())
}

fn head(sheet: &mut Worksheet, plain: &Format) -> Result<(), Box<dyn Error>> {
    let last = COLUMNS - 1;
    let titles = [
        "UBND THÀNH PHỐ TUYÊN QUANG",
        "DANH SÁCH HỘ NGHÈO THÀNH PHỐ TUYÊN QUANG NĂM 2020",
        "(Kèm theo Báo cáo số 15/BC-UBND ngày 10 tháng 3 năm 2020)",
    ];
    for (row, title) in (0..).zip(titles) {
        sheet.merge_range(row, 0, row, last, title, plain)?;
    }
    for row in [5, 6] {
        for (column, (parent, child)) in (0..).zip(HEAD) {
            let above = if column > 0 { HEAD[usize::from(column) - 1].0 } else { "" };
            let says = match row {
                5 if above != parent || child.is_empty() => parent,
                6 => child,
                _ => "",
            };
            if says.is_empty() {
                sheet.write_blank(row, column, plain)?;
            } else {
                sheet.write_string_with_format(row, column, says, plain)?;
            }
        }
        if row == 5 {
            for (column, (parent, child)) in (0..COLUMNS).zip(HEAD) {
                if child.is_empty() {
                    sheet.merge_range(5, column, 6, column, parent, plain)?;
                }
            }
            sheet.merge_range(5, 2, 5, 3, HEAD[2].0, plain)?;
            sheet.merge_range(5, 9, 5, 18, HEAD[9].0, plain)?;
        }
    }
    for column in 0..COLUMNS {
        sheet.write_number_with_format(7, column, f64::from(column) + 1.0, plain)?;
    }
    Ok(())
}
