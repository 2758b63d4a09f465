//! Texts that CONTINUE records cut wherever Excel may cut them, read back.

use super::*;
use crate::read::Row;

/// A record, of which the first two bytes are the kind.
fn record_of(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("a record is short");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
}

/// Where a text may be cut, and what the piece behind it then begins with.
#[derive(Clone, Copy)]
enum Cut {
    /// Not here.
    No,
    /// Between characters: the flag of their width again.
    Characters(u8),
    /// Elsewhere: nothing.
    Plain,
}

/// The bytes of a table of strings, and whether it may be cut before each.
#[derive(Default)]
struct Table {
    bytes: Vec<u8>,
    cuts: Vec<Cut>,
}

impl Table {
    fn push(&mut self, bytes: &[u8], first: Cut, then: Cut) {
        for (at, byte) in bytes.iter().enumerate() {
            self.bytes.push(*byte);
            self.cuts.push(if at == 0 { first } else { then });
        }
    }

    /// A string as a table holds it: with as many formats, and as many bytes of phonetics.
    fn string(&mut self, text: &str, formats: u16, phonetics: u32) {
        let units: Vec<u16> = text.encode_utf16().collect();
        let wide = units.iter().any(|u| *u > 0xFF);
        let flags = u8::from(wide) | if formats > 0 { 8 } else { 0 } | if phonetics > 0 { 4 } else { 0 };
        let mut head = u16::try_from(units.len()).expect("short").to_le_bytes().to_vec();
        head.push(flags);
        if formats > 0 {
            head.extend(formats.to_le_bytes());
        }
        if phonetics > 0 {
            head.extend(phonetics.to_le_bytes());
        }
        self.push(&head, Cut::Plain, Cut::No);
        for unit in units {
            let bytes = unit.to_le_bytes();
            let width = if wide { 2 } else { 1 };
            self.push(&bytes[..width], Cut::Characters(u8::from(wide)), Cut::No);
        }
        self.push(&vec![0xAA; usize::from(formats) * 4 + phonetics as usize], Cut::Plain, Cut::Plain);
    }

    /// The records of the table, cut before these bytes.
    fn records(&self, cuts: &[usize]) -> Vec<u8> {
        let mut pieces = vec![vec![0u8; 8]];
        for (at, byte) in self.bytes.iter().enumerate() {
            if cuts.contains(&at) {
                pieces.push(match self.cuts[at] {
                    Cut::Characters(flag) => vec![flag],
                    _ => Vec::new(),
                });
            }
            pieces.last_mut().expect("there is one").push(*byte);
        }
        let mut out = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            out.extend(record_of(if at == 0 { 0x00FC } else { 0x003C }, piece));
        }
        out
    }
}

/// A workbook with this table of strings and these records of its sheet.
fn book(table: &[u8], cells: &[Vec<u8>]) -> XlsBook {
    let bof = |what: u16| record_of(0x0809, &[&0x0600u16.to_le_bytes()[..], &what.to_le_bytes(), &[0; 12]].concat());
    let bound = |at: u32| record_of(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
    let globals = bof(5).len() + bound(0).len() + table.len() + 4;
    let start = u32::try_from(globals).expect("short");
    let stream =
        [bof(5), bound(start), table.to_vec(), record_of(0x0A, &[]), bof(16), cells.concat(), record_of(0x0A, &[])];
    XlsBook::of(stream.concat()).expect("a workbook")
}

fn first_column(book: &XlsBook) -> Vec<String> {
    let mut rows = book.rows(0).expect("rows");
    let (mut row, mut out) = (Row::default(), Vec::new());
    while rows.next(&mut row).expect("a row") {
        out.push(row.text(0));
    }
    out
}

#[test]
fn texts_are_whole_wherever_the_table_of_strings_is_cut() {
    let texts = ["Ma Van Son", "Hoàng Thị Mỵ", "x", "Xã Kim Phú, tổ 5", "cuoi"];
    let mut table = Table::default();
    for (text, (formats, phonetics)) in texts.iter().zip([(0, 0), (2, 0), (0, 5), (3, 7), (0, 0)]) {
        table.string(text, formats, phonetics);
    }
    let cells: Vec<Vec<u8>> = (0..5u8).map(|n| record_of(0x00FD, &[n, 0, 0, 0, 0, 0, n, 0, 0, 0])).collect();
    let places: Vec<usize> = (1..table.bytes.len()).filter(|at| !matches!(table.cuts[*at], Cut::No)).collect();
    assert!(places.len() > 60);
    for (n, first) in places.iter().enumerate() {
        assert_eq!(first_column(&book(&table.records(&[*first]), &cells)), texts, "{first}");
        for second in places.iter().skip(n + 1).step_by(7) {
            assert_eq!(first_column(&book(&table.records(&[*first, *second]), &cells)), texts, "{first} {second}");
        }
    }
    assert_eq!(first_column(&book(&table.records(&places), &cells)), texts);
}

#[test]
fn what_follows_a_cut_may_be_of_another_width() {
    // Excel writes the characters behind a cut as narrow as they are.
    let whole =
        record_of(0x00FC, &[&[0; 8][..], &[4, 0, 1], &0x1EA1u16.to_le_bytes(), &0x1EB9u16.to_le_bytes()].concat());
    let rest = record_of(0x003C, &[0, b'a', b'b']);
    let cell = record_of(0x00FD, &[0; 10]);
    assert_eq!(first_column(&book(&[whole, rest].concat(), &[cell])), ["ạẹab"]);
}

#[test]
fn a_long_result_of_a_formula_goes_on_behind_a_cut() {
    let formula = record_of(0x0006, &[&[0; 6][..], &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF], &[0; 8]].concat());
    let text = record_of(0x0207, &[6, 0, 0, b'T', b'h', b'i']);
    let rest = record_of(0x003C, &[&[1][..], &[0xBF, 0x1E, b'u', 0, b'!', 0]].concat());
    assert_eq!(first_column(&book(&[], &[formula, text, rest])), ["Thi\u{1EBF}u!"]);
}

#[test]
fn texts_before_unicode_are_read_by_their_code_page() {
    for (page, bytes, text) in [(1258u16, [0xD0, 0xF4], "Đô"), (932, [0x8A, 0xBF], "漢"), (10_000, [0x8A, 0x9A], "äö")]
    {
        let mut book = book(&[], &[]);
        book.shared.unicode = false;
        book.shared.charset = charset(page);
        book.shared.stream = record_of(0x0204, &[&[0; 6][..], &[2, 0], &bytes].concat());
        let mut row = Row::default();
        book.shared.cell(record(&book.shared.stream, 0).expect("a record"), &mut row).expect("a cell");
        assert_eq!(row.text(0), text, "{page}");
    }
}
