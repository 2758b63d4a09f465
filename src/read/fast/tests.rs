//! The proof: rows by the short way are, cell for cell and error for error, what calamine gives.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use crate::read::book::Rows;
use crate::read::book::guard;
use crate::read::input::Input;
use crate::read::workbook::{NotOpened, Workbook};
use crate::read::{Reason, Row};

/// All rows, and how they ended; a panic inside a library is a damaged file, as it is for [`crate::read::Book`].
type Read = (Vec<Row>, Option<String>);

fn all(rows: Result<Box<dyn Rows + '_>, Reason>) -> Read {
    let mut read = Vec::new();
    let mut row = Row::default();
    let end = match rows {
        Err(e) => Some(format!("{e:?}")),
        Ok(mut rows) => loop {
            match guard(|| rows.next(&mut row)) {
                Ok(true) => read.push(row.clone()),
                Ok(false) => break None,
                Err(e) => break Some(format!("{e:?}")),
            }
        },
    };
    (read, end)
}

/// Reads all sheets both ways; how many sheets and rows were the same, and how many sheets went the short way to their end.
fn same_both_ways(bytes: &[u8], name: &str) -> (usize, usize, usize) {
    let book = match Workbook::open(Input::memory(bytes.to_vec())) {
        Ok(book) => Some(book),
        Err(NotOpened::Ods(_)) => return (0, 0, 0),
        Err(NotOpened::Failed(_)) => None,
    };
    let long = Workbook::open_long(Input::memory(bytes.to_vec()));
    let (Some(mut book), Ok(mut long)) = (book, long) else {
        let opened = Workbook::open(Input::memory(bytes.to_vec())).is_ok();
        assert_eq!(opened, Workbook::open_long(Input::memory(bytes.to_vec())).is_ok(), "{name}: one way opens it");
        return (0, 0, 0);
    };
    let sheets = long.sheets();
    assert_eq!(book.sheets(), sheets, "{name}");
    let (mut rows, mut short) = (0, 0);
    for (at, sheet) in sheets.iter().enumerate() {
        let late = book.tells_facts_late(at);
        let own = all(guard(|| book.rows(at, true)));
        // A long sheet is looked at as a whole only while it is read: what is refused then is refused all the same.
        if let Some(reason) = late.then(|| long.facts(at).err()).flatten() {
            assert_eq!(own.1, Some(format!("{reason:?}")), "{name} {}", sheet.name);
            continue;
        }
        let its = all(guard(|| long.rows(at, true)));
        assert_eq!(own.1, its.1, "{name} {}", sheet.name);
        for (own, its) in own.0.iter().zip(&its.0) {
            assert_eq!(own, its, "{name} {}", sheet.name);
        }
        assert_eq!(own.0.len(), its.0.len(), "{name} {}", sheet.name);
        if late && own.1.is_none() {
            assert_eq!(book.facts(at).ok(), long.facts(at).ok(), "{name} {}", sheet.name);
        }
        rows += own.0.len();
        short += usize::from(book.went_short());
    }
    (sheets.len(), rows, short)
}

fn workbooks(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            workbooks(&path, found);
        } else if path.extension().is_some_and(|e| e == "xlsx" || e == "xlsm") {
            found.push(path);
        }
    }
    found.sort();
}

/// `GIAMNGHEO_CORPUS` names more folders of workbooks, parted as in `PATH`.
#[test]
fn every_workbook_at_hand_is_read_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    workbooks(&root.join("tests"), &mut found);
    workbooks(&root.join("examples"), &mut found);
    for folder in std::env::split_paths(&std::env::var_os("GIAMNGHEO_CORPUS").unwrap_or_default()) {
        workbooks(&folder, &mut found);
    }
    let mut sum = (0, 0, 0);
    for path in &found {
        let bytes = std::fs::read(path).expect("a file");
        let one = same_both_ways(&bytes, &path.display().to_string());
        sum = (sum.0 + one.0, sum.1 + one.1, sum.2 + one.2);
        // Cut short, and with bytes that are not what they were.
        for at in 1..6 {
            same_both_ways(bytes.get(..bytes.len() * at / 6).expect("a part"), &format!("{} cut", path.display()));
            let mut broken = bytes.clone();
            let spot = bytes.len() * at / 6;
            broken.get_mut(spot).into_iter().for_each(|byte| *byte ^= 0x55);
            same_both_ways(&broken, &format!("{} broken", path.display()));
        }
    }
    let _ = writeln!(
        std::io::stdout(),
        "{} workbooks, {} sheets, {} rows the same, {} sheets by the short way",
        found.len(),
        sum.0,
        sum.1,
        sum.2
    );
}

const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="27"/><xf/></cellXfs></styleSheet>"#;

/// A workbook of one sheet with this XML and these shared strings.
fn workbook(sheet: &str, strings: &str) -> Vec<u8> {
    workbook_of_bytes(sheet.as_bytes(), strings.as_bytes())
}

fn workbook_of_bytes(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    };
    let spread = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    part("_rels/.rels", format!(r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).as_bytes());
    part("xl/workbook.xml", format!(r#"<workbook xmlns="{spread}" xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#).as_bytes());
    part("xl/_rels/workbook.xml.rels", format!(r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#).as_bytes());
    part("xl/styles.xml", STYLES.as_bytes());
    part("xl/sharedStrings.xml", strings);
    part("xl/worksheets/sheet1.xml", sheet);
    zip.finish().expect("a zip file").into_inner()
}

fn sheet(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:C9\"/><sheetViews><sheetView workbookViewId=\"0\"/></sheetViews><sheetData>{rows}</sheetData><pageMargins left=\"0.7\"/></worksheet>"
    )
}

const STRINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><sst xmlns=\"x\" count=\"4\" uniqueCount=\"4\"><si><t>Thiếu vốn</t></si><si><t xml:space=\"preserve\"> x </t></si><si><r><t>Hộ </t></r><r><t>nghèo</t></r></si><si><t>a &amp; b_x000D_\nc</t></si><si><t/></si></sst>";

#[test]
fn the_usual_spellings_go_the_short_way() {
    for cells in [
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"2\"><v>43831</v></c><c r=\"C1\" s=\"3\"><v>1.5</v></c></row>",
        "<row r=\"2\" spans=\"1:3\" ht=\"15\" hidden=\"1\"><c r=\"A2\" s=\"0\"/><c r=\"B2\"><v>-1.25E-3</v></c></row><row r=\"9\"/><row r=\"10\"><c r=\"AA10\" t=\"b\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><f>IF(B1=\"\",\"\",1)</f><v></v></c><c r=\"B1\"><f>1+1</f><v>2</v></c><c r=\"C1\"><f>A1&amp;\"x\"</f></c></row>",
        "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"0\"/><v>3</v></c><c r=\"B1\" t=\"e\"><v>#N/A</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> Ỷ La </t></is></c><c t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>",
        "<row><c><v>1</v></c><c t=\"s\"><v>2</v></c></row>\n<row><c t=\"s\"><v>3</v></c><c t=\"s\"><v>4</v></c></row>",
    ] {
        let (_, _, short) = same_both_ways(&workbook(&sheet(cells), STRINGS), cells);
        assert_eq!(short, 1, "{cells}");
    }
}

#[test]
fn unusual_spellings_are_calamines() {
    for cells in [
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>x</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"n\"><v>x</v></c></row>",
        "<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1\"><c r=\"B1\"><v>1</v></c></row>",
        "<x:row r=\"1\"><x:c r=\"A1\"><x:v>1</x:v></x:c></x:row>",
        "<row r=\"1\"><!-- c --><c r=\"A1\" s=\"4\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" s=\"5\"><v>1</v></c><c r=\"B1\" t=\"d\"><v>2020-01-01</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" t=\"str\"><v><![CDATA[x]]></v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"0\">B1</f><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</v>",
        "<row r=\"x\"><c r=\"A1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>&nbsp;</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>_xD83D__xDCF7_</v></c></row>",
    ] {
        let (_, _, short) = same_both_ways(&workbook(&sheet(cells), STRINGS), cells);
        assert_eq!(short, 0, "{cells}");
    }
    let row = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";
    for strings in
        ["<sst><si><t>a</t></si>", "<sst><si><t>&x;</t></si></sst>", "<x:sst><x:si><x:t>a</x:t></x:si></x:sst>", ""]
    {
        assert_eq!(same_both_ways(&workbook(&sheet(row), strings), strings).2, 0, "{strings}");
    }
    let far = sheet(row).replace("<sheetData>", "<!-- <sheetData> --><sheetData>");
    assert_eq!(same_both_ways(&workbook(&far, STRINGS), "comment").2, 0);
}

/// A text that is kept, forgotten, and read again.
#[test]
fn whatever_is_kept_the_rows_are_the_same() {
    let rows: String = (1..=900).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c><c r=\"B{row}\" t=\"s\"><v>{}</v></c><c r=\"C{row}\" s=\"1\"/></row>", row % 5)).collect();
    let bytes = workbook(&sheet(&rows), STRINGS);
    let Ok(mut book) = Workbook::open(Input::memory(bytes.clone())) else { panic!("a workbook") };
    let long = all(Workbook::open_long(Input::memory(bytes)).expect("a workbook").rows(0, true));
    assert_eq!(long.0.len(), 900);
    assert!(!book.tells_facts_late(0));
    assert_eq!(all(book.rows(0, false)), long);
    assert_eq!(all(book.rows(0, true)), long);
    let held = book.held();
    book.make_room();
    assert!(book.held() < held && book.tells_facts_late(0));
    assert_eq!(all(book.rows(0, false)), long);
    assert_eq!(all(book.rows(0, true)), long);
    assert!(book.went_short());
}

/// A large sheet is cut into pieces and read on threads.
#[test]
fn large_sheets_are_read_the_same() {
    let mut rows = String::new();
    for row in 1..=9_000u32 {
        let odd =
            if row % 7 == 0 { "<c r=\"ROW\" s=\"2\"/>".replace("ROW", &format!("E{row}")) } else { String::new() };
        rows.push_str(&format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c><c r=\"B{row}\" t=\"s\"><v>{}</v></c><c r=\"C{row}\" t=\"inlineStr\"><is><t>Tổ {row}</t></is></c><c r=\"D{row}\" s=\"1\"><v>4{row}</v></c>{odd}</row>", row % 5));
    }
    assert_eq!(same_both_ways(&workbook(&sheet(&rows), STRINGS), "large"), (1, 9_000, 1));
    // Something unusual far down: the rows before it are not given twice.
    let late = rows.replace("<v>8000</v>", "<v><!---->8000</v>");
    assert_eq!(same_both_ways(&workbook(&sheet(&late), STRINGS), "late"), (1, 9_000, 0));
    // What stands around the rows is seen on the way, however much it is, and refused where it is refused elsewhere.
    let hidden = rows
        .replace("<row r=\"70", "<row hidden=\"1\" spans=\"1:4\" r=\"70")
        .replace("<row r=\"60", "<row hidden=\"0\" r=\"60");
    let merges: String = (1..9_000).map(|row| format!("<mergeCell ref=\"A{row}:B{row}\"/>")).collect();
    let behind = |more: &str| {
        sheet(&hidden).replace("<pageMargins", &format!("<mergeCells>{merges}</mergeCells>{more}<pageMargins"))
    };
    let long = behind("");
    assert_eq!(same_both_ways(&workbook(&long, STRINGS), "hidden and merged"), (1, 9_000, 1));
    let facts = Workbook::open(Input::memory(workbook(&long, STRINGS))).ok().and_then(|mut book| {
        assert!(all(book.rows(0, true)).1.is_none());
        book.facts(0).ok()
    });
    assert_eq!(facts.map(|f| (f.merges.len(), f.hidden_rows)), Some((8_999, 111)));
    same_both_ways(&workbook(&behind("<!DOCTYPE a>"), STRINGS), "document type behind");
    same_both_ways(&workbook(&behind("<!-- --><x>"), STRINGS), "comment behind");
    let cut = rows.get(..rows.len() - 300_000).expect("a part");
    let start = sheet("").split("</sheetData>").next().expect("a start").to_owned();
    assert_eq!(same_both_ways(&workbook(&format!("{start}{cut}"), STRINGS), "cut").2, 0);
}

fn cell_xml() -> impl Strategy<Value = String> {
    let place = prop_oneof![8 => Just("r=\"@\""), 1 => Just(""), 1 => Just("r='@'")];
    let style = prop_oneof![4 => Just(String::new()), 4 => (0..7u8).prop_map(|s| format!(" s=\"{s}\""))];
    let raw = "[ -;=?-~ạộ]{0,6}";
    let inside = prop_oneof![
        (0..6u8).prop_map(|n| format!(" t=\"s\"><v>{n}</v></c>")),
        any::<f64>().prop_map(|n| format!("><v>{n}</v></c>")),
        (0..100_000u32).prop_map(|n| format!(" t=\"n\"><v>{n}</v></c>")),
        raw.prop_map(|t| format!(" t=\"str\"><v>{}</v></c>", t.replace('&', "&amp;"))),
        raw.prop_map(|t| format!(" t=\"inlineStr\"><is><t>{t}</t></is></c>")),
        raw.prop_map(|t| format!("><v>{t}</v></c>")),
        raw.prop_map(|t| format!("><f>{t}</f></c>")),
        (raw, 0..9u8).prop_map(|(t, n)| format!("><f>IF({},\"\",1)</f><v>{n}</v></c>", t.replace('&', "&amp;"))),
        Just("/>".to_owned()),
        Just("></c>".to_owned()),
        Just(" t=\"str\"><f>A1</f><v/></c>".to_owned()),
        Just(" t=\"b\"><v>1</v></c>".to_owned()),
        Just(" t=\"e\"><v>#DIV/0!</v></c>".to_owned()),
        Just(" ><v>1</v><extLst/></c>".to_owned()),
    ];
    (place, style, inside).prop_map(|(place, style, inside)| format!("<c {place}{style}{inside}"))
}

fn row_xml() -> impl Strategy<Value = (bool, u32, Vec<(u8, String)>)> {
    (any::<bool>(), 1..4u32, prop::collection::vec((1..3u8, cell_xml()), 0..6))
}

proptest! {
    #[test]
    fn any_sheet_is_read_the_same(rows in prop::collection::vec(row_xml(), 0..8), cut in prop::option::weighted(0.2, 0..900usize)) {
        let mut xml = String::new();
        let mut number = 0;
        for (told, step, cells) in rows {
            number += if told { step } else { 1 };
            xml.push_str(&if told { format!("<row r=\"{number}\">") } else { "<row>".to_owned() });
            let mut column = 0;
            for (step, cell) in cells {
                column += step;
                let place = format!("{}{number}", char::from(b'@' + column));
                xml.push_str(&cell.replacen('@', &place, 1));
            }
            xml.push_str("</row>");
        }
        let mut xml = sheet(&xml);
        if let Some(cut) = cut {
            xml.truncate((0..=cut.min(xml.len())).rev().find(|at| xml.is_char_boundary(*at)).unwrap_or(0));
        }
        same_both_ways(&workbook(&xml, STRINGS), &xml);
    }

    /// Any byte of a regular sheet changed to any other.
    #[test]
    fn any_slip_is_read_the_same(at in 0..600usize, byte in any::<u8>(), in_strings in any::<bool>()) {
        slip(at, byte, in_strings);
    }
}

/// A regular sheet, or its strings, with one byte changed.
fn slip(at: usize, byte: u8, in_strings: bool) {
    let rows = "<row r=\"1\" spans=\"1:3\"><c r=\"A1\" s=\"2\"><v>43831</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>a&amp;b</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"str\"><f>IF(B1=\"\",\"\",1)</f><v></v></c><c r=\"B2\"><f>1</f></c></row>";
    let (mut xml, mut strings) = (sheet(rows).into_bytes(), STRINGS.as_bytes().to_vec());
    let target = if in_strings { &mut strings } else { &mut xml };
    let at = at % target.len();
    target[at] = byte;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    same_both_ways(&workbook_of_bytes(&xml, &strings), &format!("{at} {byte}\n{}\n{}", text(&xml), text(&strings)));
}

/// Every place where a byte that means something to XML could slip in.
#[test]
fn every_slip_of_markup_is_read_the_same() {
    same_slips(b"<>/=\" A-");
}

/// `cargo test --release every_byte -- --ignored`
#[test]
#[ignore = "takes a minute"]
fn every_byte_that_slips_in_is_read_the_same() {
    same_slips(&(0..=u8::MAX).collect::<Vec<u8>>());
}

fn same_slips(bytes: &[u8]) {
    let places = (0..STRINGS.len()).map(|at| (at, true)).chain((0..600).map(|at| (at, false)));
    let slips = places.flat_map(|(at, strings)| bytes.iter().map(move |byte| (at, *byte, strings)));
    let unlike: Vec<_> =
        slips.filter(|(at, byte, strings)| std::panic::catch_unwind(|| slip(*at, *byte, *strings)).is_err()).collect();
    assert_eq!(unlike, []);
}
