//! Files made to break whoever opens them: each is refused in a sentence that names it, or read right, in little time and memory.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::tool::{command, file, folder, here};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// What must come of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Must {
    /// Exit 2 and a sentence with the file's name.
    Refuse,
    /// As many households.
    Count(u64),
    /// Either; no more than no harm is asked.
    Live,
}

/// A zip of named parts.
fn zip(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        out.start_file(*name, options).expect("a part");
        out.write_all(bytes).expect("its bytes");
    }
    out.finish().expect("a zip").into_inner()
}

/// The parts of a workbook of one sheet.
fn parts(sheet: &str, strings: &str) -> Vec<(&'static str, Vec<u8>)> {
    let types = "<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default Extension='xml' ContentType='application/xml'/></Types>";
    let book = format!(
        "<?xml version='1.0'?><workbook xmlns='{MAIN}' xmlns:r='{RELS}'><sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>"
    );
    let root = format!(
        "<?xml version='1.0'?><Relationships xmlns='{PACKAGE}'><Relationship Id='r1' Type='{RELS}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
    );
    let rels = format!(
        "<?xml version='1.0'?><Relationships xmlns='{PACKAGE}'><Relationship Id='r1' Type='{RELS}/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='r2' Type='{RELS}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
    );
    vec![
        ("[Content_Types].xml", types.into()),
        ("_rels/.rels", root.into()),
        ("xl/workbook.xml", book.into()),
        ("xl/_rels/workbook.xml.rels", rels.into()),
        ("xl/worksheets/sheet1.xml", sheet.into()),
        ("xl/sharedStrings.xml", strings.into()),
    ]
}

fn cell(at: &str, text: &str) -> String {
    format!("<c r='{at}' t='inlineStr'><is><t>{text}</t></is></c>")
}

/// A sheet with a list of one household, and more behind or around it.
fn sheet(more: &str) -> String {
    let head: String = ["Họ và tên chủ hộ", "Xã", "Nguyên nhân nghèo"]
        .iter()
        .zip("ABC".chars())
        .map(|(t, c)| cell(&format!("{c}1"), t))
        .collect();
    let row: String = ["Ma Văn Sơn", "Xã Kim Phú", "Thiếu vốn"]
        .iter()
        .zip("ABC".chars())
        .map(|(t, c)| cell(&format!("{c}2"), t))
        .collect();
    format!(
        "<?xml version='1.0'?><worksheet xmlns='{MAIN}'><sheetData><row r='1'>{head}</row><row r='2'>{row}</row>{more}</sheetData></worksheet>"
    )
}

fn strings(items: &str) -> String {
    format!("<?xml version='1.0'?><sst xmlns='{MAIN}' count='1' uniqueCount='1'>{items}</sst>")
}

fn book(more: &str) -> Vec<u8> {
    zip(&parts(&sheet(more), &strings("<si><t>x</t></si>")))
}

/// An .ods with these rows.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version='1.0'?><office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><office:body><office:spreadsheet><table:table table:name='A'>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()), ("content.xml", content.into())])
}

fn ods_row(cells: &[&str], attributes: &str) -> String {
    let cells: String = cells
        .iter()
        .map(|c| format!("<table:table-cell office:value-type='string'><text:p>{c}</text:p></table:table-cell>"))
        .collect();
    format!("<table:table-row {attributes}>{cells}</table:table-row>")
}

/// The records of an .xls stream without a container.
fn biff(sheet: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        let length = u16::try_from(body.len()).expect("short");
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
    };
    let bof = |what: u16| record(0x0809, &[&0x0600u16.to_le_bytes()[..], &what.to_le_bytes(), &[0; 12]].concat());
    let bound = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
    let globals = bof(5).len() + bound(0).len() + 4;
    let mut out = [bof(5), bound(u32::try_from(globals).expect("short")), record(0x000A, &[])].concat();
    out.extend(bof(16));
    for (kind, body) in sheet {
        out.extend(record(*kind, body));
    }
    out.extend(record(0x000A, &[]));
    out
}

/// A LABEL record.
fn label(row: u16, column: u16, text: &str) -> (u16, Vec<u8>) {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(units.len() / 2).expect("short");
    let head = [row.to_le_bytes(), column.to_le_bytes(), [0, 0], length.to_le_bytes()].concat();
    (0x0204, [&head[..], &[1], &units].concat())
}

fn xls_list(more: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut cells = Vec::new();
    for (column, (head, value)) in
        (0u16..).zip([("Họ và tên chủ hộ", "Ma Văn Sơn"), ("Xã", "Xã Kim Phú"), ("Nguyên nhân nghèo", "Thiếu vốn")])
    {
        cells.push(label(0, column, head));
        cells.push(label(1, column, value));
    }
    cells.extend_from_slice(more);
    biff(&cells)
}

/// A compound file whose FAT turns the chain of its directory into a circle.
fn looping_compound() -> Vec<u8> {
    let mut out = vec![0u8; 512];
    out[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    out[24..28].copy_from_slice(&[0x3E, 0, 3, 0]);
    out[28..34].copy_from_slice(&[0xFE, 0xFF, 9, 0, 6, 0]);
    out[44..48].copy_from_slice(&1u32.to_le_bytes());
    out[48..52].copy_from_slice(&1u32.to_le_bytes());
    out[56..60].copy_from_slice(&4096u32.to_le_bytes());
    out[60..64].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    out[68..72].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    out[76..].fill(0xFF);
    out[76..80].copy_from_slice(&0u32.to_le_bytes());
    // Sector 0: the FAT. Sector 1 leads to 2, and 2 back to 1.
    let mut fat = vec![0xFFu8; 512];
    for (at, next) in [0xFFFF_FFFDu32, 2, 1].iter().enumerate() {
        fat[at * 4..at * 4 + 4].copy_from_slice(&next.to_le_bytes());
    }
    out.extend(fat);
    out.extend(vec![0u8; 1024]);
    out
}

/// A workbook whose sheets, as many as are named, are the part of one.
fn sheets_of_one_part(number: usize) -> Vec<u8> {
    let named: String = (0..number).map(|n| format!("<sheet name='T{n}' sheetId='{n}' r:id='r1'/>")).collect();
    let mut all = parts(&sheet(""), &strings(""));
    for (name, bytes) in &mut all {
        if *name == "xl/workbook.xml" {
            let text = format!(
                "<?xml version='1.0'?><workbook xmlns='{MAIN}' xmlns:r='{RELS}'><sheets>{named}</sheets></workbook>"
            );
            *bytes = text.into();
        }
    }
    zip(&all)
}

/// A zip in whose directory one part stands many times, under many names.
fn overlapping(times: usize) -> Vec<u8> {
    let whole = book(&" ".repeat(1 << 20));
    let end = whole.windows(4).rposition(|w| w == b"PK\x05\x06").expect("an end");
    let number = |at: usize, bytes: usize| (0..bytes).fold(0, |sum, i| sum | usize::from(whole[at + i]) << (8 * i));
    let start = number(end + 16, 4);
    let entry = (start..end).find(|at| whole[at + 46..].starts_with(b"xl/worksheets/sheet1.xml")).expect("the sheet");
    let length = 46 + "xl/worksheets/sheet1.xml".len();
    let mut directory = whole[start..end].to_vec();
    for n in 0..times {
        // As long as the name that it takes the place of.
        let mut again = whole[entry..entry + length].to_vec();
        again[46..].copy_from_slice(format!("xl/worksheets/s{n:05}.xml").as_bytes());
        directory.extend(again);
    }
    let mut tail = whole[end..].to_vec();
    let entries = u16::try_from(number(end + 10, 2) + times).expect("few").to_le_bytes();
    tail[8..10].copy_from_slice(&entries);
    tail[10..12].copy_from_slice(&entries);
    tail[12..16].copy_from_slice(&u32::try_from(directory.len()).expect("short").to_le_bytes());
    [&whole[..start], &directory, &tail].concat()
}

/// Every hostile file: its name, its bytes and what must come of it.
#[allow(clippy::too_many_lines)]
fn files() -> Vec<(&'static str, Vec<u8>, Must)> {
    use Must::{Count, Live, Refuse};
    let far = |at: &str, row: u32| format!("<row r='{row}'>{}</row>", cell(at, " "));
    let with = |name: &'static str, bytes: Vec<u8>| {
        let mut all = parts(&sheet(""), &strings("<si><t>x</t></si>"));
        all.retain(|(n, _)| *n != name);
        all.push((name, bytes));
        zip(&all)
    };
    let whole = book("");
    let text = "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\nMa Văn Sơn,Xã Kim Phú,Thiếu vốn\n";
    let legit = ods_row(&["Họ và tên chủ hộ", "Xã", "Nguyên nhân nghèo"], "")
        + &ods_row(&["Ma Văn Sơn", "Xã Kim Phú", "Thiếu vốn"], "");
    let bomb = |byte: &str, times: usize| byte.repeat(times);
    vec![
        ("lanh.xlsx", whole.clone(), Count(1)),
        ("goc-xa.xlsx", book(&far("XFD1048576", 1_048_576)), Count(1)),
        ("ngoai-bang.xlsx", book(&far("XFE1", 3)), Refuse),
        ("dong-qua-lon.xlsx", book(&far("A4294967295", 4_294_967_295)), Live),
        ("dong-tran-so.xlsx", book(&far("A99999999999999", 3)), Live),
        ("bom-trang-tinh.xlsx", book(&bomb("<row/>", 18 << 20)), Refuse),
        ("bom-o-trong.xlsx", book(&bomb("<c/>", 27 << 20)), Refuse),
        ("bom-khoang-trang.xlsx", book(&bomb(" ", 8 << 20)), Refuse),
        ("bom-mot-o.xlsx", book(&format!("<row r='3'>{}</row>", cell("A3", &bomb("x", 8 << 20)))), Refuse),
        ("bom-ghi-chu.xlsx", book(&format!("<!--{}-->", bomb("<>", 4 << 20))), Refuse),
        ("bom-chuoi.xlsx", zip(&parts(&sheet(""), &strings(&bomb("<si><t>a</t></si>", 5 << 20)))), Refuse),
        ("bom-mot-chuoi.xlsx", zip(&parts(&sheet(""), &strings(&format!("<si><t>{}</t></si>", bomb("a", 64 << 20))))), Refuse),
        ("bom-kieu.xlsx", with("xl/styles.xml", format!("<styleSheet xmlns='{MAIN}'>{}</styleSheet>", bomb("<xf/>", 14 << 20)).into()), Refuse),
        ("so-chuoi-doi.xlsx", zip(&parts(&sheet(""), &strings("").replace("uniqueCount='1'", "uniqueCount=\"999999999999\""))), Refuse),
        ("chuoi-khong-co.xlsx", book("<row r='3'><c r='A3' t='s'><v>99</v></c></row>"), Refuse),
        ("chuoi-am.xlsx", book("<row r='3'><c r='A3' t='s'><v>-1</v></c></row>"), Live),
        ("thuc-the.xlsx", zip(&parts(&sheet("").replacen("?>", "?><!DOCTYPE a [<!ENTITY b 'bbbbbbbb'><!ENTITY c '&b;&b;&b;&b;'>]>", 1), &strings(""))), Refuse),
        ("thuc-the-chuoi.xlsx", zip(&parts(&sheet(""), &strings("<si><t>&b;</t></si>").replacen("?>", "?><!DOCTYPE a [<!ENTITY b 'bb'>]>", 1))), Refuse),
        ("long-nhau.xlsx", book(&bomb("<a>", 100_000)), Live),
        ("long-nhau-chuoi.xlsx", zip(&parts(&sheet(""), &strings(&format!("<si>{}<t>x</t></si>", bomb("<r>", 100_000))))), Live),
        ("khong-dong-the.xlsx", zip(&parts(&sheet("").replace("</worksheet>", ""), &strings(""))), Live),
        ("cat-giua-the.xlsx", zip(&parts(sheet("").split_at(sheet("").find("Thiếu").unwrap_or(0)).0, &strings(""))), Refuse),
        ("thieu-trang-tinh.xlsx", with("xl/worksheets/sheet1.xml", Vec::new()), Live),
        ("duong-dan.xlsx", with("../../../../tmp/ra-ngoai.xml", b"x".to_vec()), Count(1)),
        ("duong-dan-tuyet-doi.xlsx", with("/etc/passwd", b"x".to_vec()), Count(1)),
        ("dich-ra-ngoai.xlsx", with("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns='{PACKAGE}'><Relationship Id='r1' Type='{RELS}/worksheet' Target='../../../etc/passwd'/></Relationships>").into()), Live),
        ("dich-vong.xlsx", with("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns='{PACKAGE}'><Relationship Id='r1' Type='{RELS}/worksheet' Target='workbook.xml'/></Relationships>").into()), Live),
        ("sai-tong-kiem.xlsx", {
            let mut bytes = whole.clone();
            let at = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").expect("a directory");
            bytes[at + 16] ^= 0x55;
            bytes
        }, Live),
        ("muc-luc-doi.xlsx", {
            let mut bytes = whole.clone();
            let at = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").expect("an end");
            bytes[at + 10] = 0xFF;
            bytes[at + 11] = 0xFF;
            bytes
        }, Live),
        ("hai-lan.xlsx", [whole.clone(), whole.clone()].concat(), Live),
        ("duoi-la.xlsx", [whole.clone(), b"rac".repeat(1000)].concat(), Live),
        ("chi-dau.xlsx", b"PK\x03\x04".to_vec(), Refuse),
        ("zip-trong.xlsx", zip(&[]), Refuse),
        ("nhieu-phan.xlsx", {
            let names: Vec<String> = (0..65_600).map(|n| format!("x/{n}")).collect();
            let mut all: Vec<(&str, Vec<u8>)> = names.iter().map(|n| (n.as_str(), Vec::new())).collect();
            all.extend(parts(&sheet(""), &strings("")));
            zip(&all)
        }, Refuse),
        ("phan-chong-nhau.xlsx", overlapping(2000), Refuse),
        ("hai-trang-mot-phan.xlsx", sheets_of_one_part(2), Refuse),
        ("van-trang-mot-phan.xlsx", sheets_of_one_part(100_000), Refuse),
        ("khong-co-trang.xlsx", sheets_of_one_part(0), Refuse),
        ("mot-byte-thieu.xlsx", whole[..whole.len() - 1].to_vec(), Live),
        ("rac-truoc.xlsx", [vec![0; 1000], whole.clone()].concat(), Live),
        ("phan-trung-ten.xlsx", with("XL/WORKSHEETS/SHEET1.XML", b"<rac".to_vec()), Live),
        ("strict.xlsx", {
            let all = parts(&sheet(""), &strings(""));
            let strict = |bytes: Vec<u8>| {
                let text = String::from_utf8(bytes).expect("text");
                text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").into_bytes()
            };
            zip(&all.into_iter().map(|(name, bytes)| (name, strict(bytes))).collect::<Vec<_>>())
        }, Live),
        ("thuc-the-ngoai.xlsx", zip(&parts(&sheet("").replacen("?>", "?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", 1).replace("Ma Văn Sơn", "&x;"), &strings(""))), Refuse),
        ("o-am.xlsx", book(&far("A-5", 3)), Live),
        ("cot-vo-ly.xlsx", book(&far("ZZZZZZZZZZ3", 3)), Live),
        ("gop-vo-ly.xlsx", zip(&parts(&sheet("").replace("</worksheet>", "<mergeCells><mergeCell ref='A1:XFD1048576'/><mergeCell ref='B9:A1'/><mergeCell ref=''/></mergeCells></worksheet>"), &strings(""))), Live),
        ("so-vo-cung.xlsx", book("<row r='3'><c r='A3'><v>1e999</v></c><c r='B3'><v>NaN</v></c><c r='C3'><v>-inf</v></c></row>"), Live),
        ("ban-ghi-dai.xlsb", zip(&[("xl/workbook.bin", vec![0x83, 0x01, 0xFF, 0xFF, 0xFF, 0x7F])]), Refuse),
        ("ban-ghi-cut.xlsb", zip(&[("xl/workbook.bin", vec![0x83, 0x01, 0x10, 0x00])]), Refuse),
        ("rong.xlsb", zip(&[("xl/workbook.bin", Vec::new())]), Refuse),
        ("chuoi-doi.xlsb", zip(&[("xl/workbook.bin", vec![0x84, 0x01, 0]), ("xl/sharedStrings.bin", vec![0x9F, 0x01, 8, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF])]), Refuse),
        ("lanh.ods", ods(&legit), Count(1)),
        ("lap-dong-trong.ods", ods(&format!("{legit}{}", "<table:table-row table:number-rows-repeated='4294967295'><table:table-cell/></table:table-row>")), Count(1)),
        ("lap-dong.ods", ods(&format!("{legit}{}", ods_row(&["a", "b", "c"], "table:number-rows-repeated='4294967295'"))), Refuse),
        ("lap-o.ods", ods(&format!("{legit}<table:table-row><table:table-cell table:number-columns-repeated='4294967295' office:value-type='string'><text:p>x</text:p></table:table-cell></table:table-row>")), Live),
        ("lap-o-va-dong.ods", ods(&format!("<table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated='16384' office:value-type='string'><text:p>x</text:p></table:table-cell></table:table-row>{legit}")), Refuse),
        ("khoang-trang.ods", ods(&format!("{legit}{}", ods_row(&["a<text:s text:c='4294967295'/>b"], ""))), Live),
        ("gop-o.ods", ods(&legit.replacen("office:value-type", "table:number-rows-spanned='4294967295' table:number-columns-spanned='4294967295' office:value-type", 1)), Live),
        ("bom.ods", ods(&bomb("<table:table-row/>", 6 << 20)), Refuse),
        ("cut.ods", zip(&[("content.xml", b"<office:body><table:table><table:table-row><table:table-cell>".to_vec())]), Refuse),
        ("long-nhau.ods", ods(&bomb("<table:table>", 50_000)), Refuse),
        ("lap-am.ods", ods(&legit.replacen("<table:table-row", "<table:table-row table:number-rows-repeated='-1'", 2)), Live),
        ("lap-tran-so.ods", ods(&format!("{legit}{}", ods_row(&["a"], "table:number-rows-repeated='99999999999999999999'"))), Live),
        ("van-ban.ods", zip(&[("content.xml", b"<office:body><office:text><text:p>x</text:p></office:text></office:body>".to_vec())]), Refuse),
        ("lanh.xls", xls_list(&[]), Count(1)),
        ("goc-xa.xls", xls_list(&[label(65_535, 255, "x")]), Live),
        ("o-ngoai.xls", xls_list(&[label(65_535, 65_535, "x")]), Live),
        ("chuoi-khong-co.xls", xls_list(&[(0x00FD, vec![5, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF])]), Refuse),
        ("o-cut.xls", xls_list(&[(0x0203, vec![5, 0])]), Refuse),
        ("nhieu-so-cut.xls", xls_list(&[(0x00BD, vec![5, 0, 0, 0, 1])]), Live),
        ("gop-o.xls", xls_list(&[(0x00E5, [&[0xFF; 2][..], &[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]].concat())]), Live),
        ("chu-cut.xls", xls_list(&[(0x0204, vec![5, 0, 0, 0, 0, 0, 0xFF, 0xFF, 1])]), Refuse),
        ("khong-het.xls", { let all = xls_list(&[]); all[..all.len() - 4].to_vec() }, Refuse),
        ("long-nhau.xls", xls_list(&vec![(0x0809, vec![0, 6, 16, 0]); 10_000]), Refuse),
        ("vong-sector.xls", looping_compound(), Refuse),
        ("vong-dem.xls", [looping_compound(), vec![0; 1 << 20]].concat(), Refuse),
        ("xlsx-doi-ten.xls", whole.clone(), Count(1)),
        ("csv-doi-ten.xlsx", text.as_bytes().to_vec(), Count(1)),
        ("excel-2.xls", vec![9, 0, 4, 0, 2, 0, 16, 0, 10, 0, 0, 0], Refuse),
        ("rar.xlsx", b"Rar!\x1a\x07\x01\x00\x01\x02".to_vec(), Refuse),
        ("tai-lieu.xlsx", zip(&[("word/document.xml", b"<w:document/>".to_vec())]), Refuse),
        ("chi-bom.csv", "\u{feff}".into(), Refuse),
        ("utf32.csv", [&[0xFF, 0xFE, 0, 0][..], &text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<_>>()].concat(), Live),
        ("toan-phay.csv", ",".repeat(4 << 20).into_bytes(), Refuse),
        ("nhieu-cot.csv", format!("{text}{}\n", bomb("a,", 2 << 20)).into_bytes(), Live),
        ("mot-dong.csv", bomb("a", 8 << 20).into_bytes(), Live),
        ("ngoac-kep.csv", format!("{text}\"{}", bomb("a\n", 2 << 20)).into_bytes(), Live),
        ("toan-so-khong.csv", vec![0; 1 << 20], Refuse),
        ("toan-ff.csv", vec![0xFF; 1 << 20], Refuse),
        ("utf16-le.csv", [&[0xFF, 0xFE][..], &[0xD8; 1001]].concat(), Live),
        ("thoat.csv", text.replace("Ma Văn Sơn", "\u{1b}[31mMa\u{7}\u{202e} Văn Sơn").into_bytes(), Count(1)),
        ("cong-thuc.csv", text.replace("Xã Kim Phú", "=cmd|'/c calc'!A1").into_bytes(), Count(1)),
    ]
}

#[test]
fn hostile_files_end_in_a_sentence_or_a_count() {
    let made = folder();
    let mut wrong = Vec::new();
    let mut worst = (Duration::ZERO, "");
    for (name, bytes, must) in files() {
        let path = file(&made, name, &bytes);
        let before = Instant::now();
        let output = command(&["summarize", "--format", "json", &path]).output().expect("it runs");
        let took = before.elapsed();
        worst = worst.max((took, name));
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let households =
            serde_json::from_str::<serde_json::Value>(&out).ok().and_then(|v| v["total"]["households"].as_u64());
        let fine = match (must, output.status.code()) {
            (Must::Refuse, Some(2)) | (Must::Live, Some(2)) => err.contains(name) && out.is_empty(),
            (Must::Live, Some(0)) => true,
            (Must::Count(n), Some(0)) => households == Some(n),
            _ => false,
        };
        let loud = ["panicked", "memory allocation", "overflowed", "RUST_BACKTRACE"].iter().any(|w| err.contains(w));
        let raw = |text: &str| text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}');
        if !fine || loud || raw(&err) || raw(&out) || took > Duration::from_secs(60) {
            wrong.push(format!("{name}: {must:?}, was {:?} {households:?} in {took:?}: {err}", output.status.code()));
        }
        std::fs::remove_file(&path).expect("it is there");
    }
    assert!(wrong.is_empty(), "{}\nslowest: {worst:?}", wrong.join("\n"));
}

/// Time and memory of each hostile file; to be run in a release build, whose limits these are:
/// `cargo test --release --test it hostile_files_take -- --ignored --nocapture`.
#[test]
#[ignore = "needs a release build"]
fn hostile_files_take_little_time_and_memory() {
    use std::process::Stdio;
    use wait4::Wait4;
    const MOST: (Duration, u64) = (Duration::from_secs(10), 512 << 20);
    let made = folder();
    let paths: Vec<_> = files().into_iter().map(|(name, bytes, _)| (name, file(&made, name, bytes))).collect();
    // A process is charged with the peak of the one that starts it; on Linux that can be forgotten.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let mut all = Vec::new();
    for (name, path) in &paths {
        for verb in ["summarize", "validate"] {
            let before = Instant::now();
            let mut child =
                command(&[verb, path]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
            let used = child.wait4().expect("it ends").rusage;
            all.push((before.elapsed(), used.maxrss, verb, *name));
        }
    }
    let show = |(time, memory, verb, name): &(Duration, u64, &str, &str)| {
        format!("{verb} {name}: {:.2} s, {} MB", time.as_secs_f64(), memory >> 20)
    };
    all.sort_by(|a, b| b.cmp(a));
    println!("{} runs, slowest:\n{}", all.len(), all.iter().take(5).map(show).collect::<Vec<_>>().join("\n"));
    all.sort_by_key(|run| std::cmp::Reverse(run.1));
    println!("largest:\n{}", all.iter().take(5).map(show).collect::<Vec<_>>().join("\n"));
    let over: Vec<String> = all.iter().filter(|r| r.0 > MOST.0 || r.1 > MOST.1).map(show).collect();
    assert!(over.is_empty(), "{}", over.join("\n"));
}

// Elsewhere no file can have such a name.
#[cfg(unix)]
#[test]
fn names_of_files_are_never_raw_on_a_terminal() {
    let made = folder();
    let path = file(&made, "a\u{1b}[2J\u{202e}b.csv", "x");
    let list =
        "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\nMa Văn Sơn,Xã \u{1b}[31mKim Phú\u{202e},\u{1b}]0;x\u{7}Thiếu vốn\n";
    let named = file(&made, "c\u{1b}[2J\u{202e}d.csv", list);
    let runs = [
        &["summarize", &path][..],
        &["validate", &path],
        &["check", &path],
        &["summarize", &named, "-v"],
        &["summarize", &named, "--format", "markdown"],
        &["validate", &named],
        &["check", &named],
        &["summarize", &named, "-o", &named],
        &["summarize", &named, "--plan", &path],
        &["summarize", &named, "--targets", &path],
        &["explain", "\u{1b}[2J"],
        &["\u{1b}[2J\u{202e}"],
    ];
    for arguments in runs {
        let output = command(arguments).output().expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said:?}");
    }
}

#[test]
fn names_of_files_sheets_and_wards_stand_escaped_in_json() {
    let made = folder();
    let list = "Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\nMa Văn Sơn,Xã \u{1b}[31mLạ\u{202e} Lùng,Thiếu vốn\n";
    let named = file(&made, "c\u{9b}\u{202e}d.csv", list);
    let sheets = parts(&sheet(""), &strings("")).into_iter().map(|(name, bytes)| {
        let text = String::from_utf8(bytes).expect("text");
        (name, text.replace("sheet name='A'", "sheet name='A&#x202e;&#x9b;B'").into_bytes())
    });
    let book = file(&made, "a.xlsx", zip(&sheets.collect::<Vec<_>>()));
    for arguments in [["summarize", &named], ["validate", &named], ["summarize", &book], ["validate", &book]] {
        let output = command(&arguments).args(["--format", "json"]).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(!text.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
        let name = if arguments[1] == named { "c\\u009b\\u202ed.csv" } else { "A\\u202e\\u009bB" };
        assert!(text.contains(name) || arguments[0] == "validate", "{text}");
    }
}

/// What is no file may never end, and cannot be read twice.
#[cfg(unix)]
#[test]
fn pipes_devices_and_empty_folders_are_refused_at_once() {
    let made = folder();
    let pipe = made.path().join("ong.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("it runs").success());
    let empty = folder();
    for place in [pipe.to_str().expect("text"), "/dev/zero", empty.path().to_str().expect("text")] {
        let answer = crate::tool::run(&["summarize", place]);
        assert_eq!(answer.code, 2, "{}", answer.err);
        assert!(answer.err.contains(place) && answer.err.lines().count() == 1, "{}", answer.err);
    }
}

/// A cell of a workbook holds 32,767 characters; a sheet of another program may have a longer name.
#[test]
fn texts_too_long_for_a_cell_are_cut_where_workbooks_are_written() {
    let made = folder();
    let long = "Lạ ".repeat(20_000);
    let sheets = parts(&sheet(""), &strings("")).into_iter().map(|(name, bytes)| {
        let text = String::from_utf8(bytes).expect("text");
        (name, text.replace("sheet name='A'", &format!("sheet name='{long}'")).replace("Kim Phú", &long).into_bytes())
    });
    let book = file(&made, "a.xlsx", zip(&sheets.collect::<Vec<_>>()));
    let list = format!("Họ và tên chủ hộ,Xã,Nguyên nhân nghèo\n{long},Xã {long},Thiếu vốn {long}\n");
    let list = file(&made, "b.csv", list);
    for verb in ["annex", "classify", "validate"] {
        for from in [&book, &list] {
            let out = made.path().join("out.xlsx");
            let answer = crate::tool::run(&[verb, from, "-o", out.to_str().expect("text")]);
            assert_eq!(answer.code, 0, "{verb} {from}: {}", &answer.err[..answer.err.len().min(300)]);
            std::fs::remove_file(out).expect("it was written");
        }
    }
}

/// What fuzzing found, kept as it was found.
#[test]
fn days_that_once_broke_their_reader() {
    giamngheo::fuzz::dates("64723", 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000), head in 0usize..6) {
        let heads: [&[u8]; 6] = [b"", b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"\x09\x08\x08\x00\x00\x06\x05\x00", b"\xFF\xFE", b"STT,"];
        let _ = giamngheo::fuzz::read(&[heads[head], &bytes].concat());
        let _ = giamngheo::fuzz::decode(&bytes);
    }

    #[test]
    fn any_text_is_grouped_and_any_number_read(text in "\\PC{0,200}") {
        giamngheo::fuzz::classify(&text);
        giamngheo::fuzz::small(&text);
    }

    #[test]
    fn any_text_and_any_number_is_a_day_or_none(
        text in prop_oneof!["\\PC{0,40}", "[0-9]{0,5}[-/.][0-9]{0,5}[-/.T][0-9]{0,5}"],
        days in prop_oneof![any::<f64>(), -1e7..1e7],
    ) {
        giamngheo::fuzz::dates(&text, days);
    }

    #[test]
    fn a_good_file_with_bytes_changed_is_read_or_refused(
        which in 0usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = match which {
            0 => std::fs::read(here("tests/corpus/surveys/tieu_de_ba_dong.xlsx")).expect("it is there"),
            1 => xls_list(&[]),
            _ => ods(&ods_row(&["a", "b"], "")),
        };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = giamngheo::fuzz::read(&bytes);
    }
}

/// Reads every row of every file under the folder that `CORPORA` names; to be run by hand over public collections of
/// spreadsheets, under a limit on memory.
#[test]
#[ignore = "needs a folder of spreadsheets"]
fn collections_of_spreadsheets_are_read_or_refused() {
    let mut folders = vec![std::path::PathBuf::from(std::env::var_os("CORPORA").expect("CORPORA names a folder"))];
    let (mut read, mut refused, mut rows, mut slowest) = (0, 0, 0, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("it is a folder") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let before = Instant::now();
            match giamngheo::fuzz::read(&std::fs::read(&path).expect("it can be read")) {
                Some(n) => (read, rows) = (read + 1, rows + n),
                None => refused += 1,
            }
            slowest.push((before.elapsed(), path));
        }
    }
    slowest.sort();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|l| l.starts_with("VmHWM")).unwrap_or("").to_owned();
    let worst = slowest.iter().rev().take(5).collect::<Vec<_>>();
    println!("{read} read ({rows} rows), {refused} refused; {peak}; {worst:#?}");
    assert!(slowest.last().is_none_or(|s| s.0 < Duration::from_secs(60)));
}
