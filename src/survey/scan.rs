//! A first look at every sheet: where the table is, and whether it is a list of households.

use std::borrow::Cow;
use std::path::Path;

use crate::classify::Classifier;
use crate::diag::Place;
use crate::read::{Book, Item, Merge, ReadError, Reason, Row, SheetFacts};
use crate::survey::Options;
use crate::survey::content;
use crate::survey::household::{Found, Origin};
use crate::survey::legend::Legend;
use crate::survey::list::first_text;
use crate::survey::source::{Why, place_of};
use crate::table::{self, Field, Header, Headings, Titles};
use crate::text::legacy::{self, Charset};
use crate::ward::{Gazetteer, WardId, Wards, wards_in_title};

/// Filled rows looked at to find a header: title blocks and instructions are shorter.
const HEAD_ROWS: usize = 80;

/// What a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheetkind {
    Hidden,
    NotChosen,
    /// No table with headings that are known.
    NoTable,
    /// A table of counts, not of households.
    Summary,
    /// Households, but nothing of why they are poor.
    NoCause,
    /// A list of movements of an earlier year.
    OtherYear,
    List,
}

/// A sheet, looked at.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) sheet: usize,
    /// Its number among all sheets of the run.
    pub(crate) order: usize,
    pub(crate) place: Place,
    pub(crate) kind: Sheetkind,
    pub(crate) header: Option<Header>,
    pub(crate) titles: Titles,
    pub(crate) facts: SheetFacts,
    /// The head of a sheet whose facts are not known before its end: it was looked at as if nothing were merged.
    pub(crate) unsure: Option<Vec<Row>>,
    pub(crate) legend: Legend,
    pub(crate) encoding: Option<&'static str>,
    /// What its texts need before they can be read.
    pub(crate) mend: Mend,
}

/// What the texts of a sheet need before they can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mend {
    /// Nothing.
    No,
    /// They are in an old charset.
    Charset(Charset),
    /// Their UTF-8 was read as Windows-1252.
    Doubled,
    /// They were broken by a conversion, cell by cell.
    Broken,
}

impl Mend {
    /// Mends a row.
    pub(crate) fn apply(self, row: &mut Row) {
        match self {
            Mend::No => {}
            Mend::Charset(charset) => row.change_texts(|text| legacy::convert(charset, text)),
            Mend::Doubled => {
                row.change_texts(|text| legacy::undouble(text).or_else(|| legacy::repair(text).map(|r| r.text)))
            }
            Mend::Broken => row.change_texts(|text| legacy::repair(text).map(|r| r.text)),
        }
    }
}

impl Scan {
    pub(crate) fn why(&self) -> Why {
        match self.kind {
            Sheetkind::Hidden => Why::Hidden,
            Sheetkind::NotChosen => Why::NotChosen,
            Sheetkind::NoTable => Why::NoTable,
            Sheetkind::Summary => Why::Summary,
            Sheetkind::NoCause => {
                let columns = self.header.iter().flat_map(|h| &h.columns).map(|c| (c.at, c.heading())).collect();
                Why::NoCause(columns)
            }
            Sheetkind::OtherYear => Why::OtherYear,
            Sheetkind::List => Why::Used,
        }
    }

    /// Whether the sheet would have been read the same, had its facts been known from the start. `asked`: some row below the
    /// header looked like another.
    pub(crate) fn holds_with(&self, facts: &SheetFacts, asked: bool) -> bool {
        let (Some(head), Some(header)) = (&self.unsure, &self.header) else { return true };
        let last = header.numbers.last().copied().unwrap_or(0);
        let matters = |m: &Merge| m.bottom >= last && (asked || m.bottom > m.top);
        !facts.merges.iter().any(matters) && header_of(head, &facts.merges).as_ref() == Some(header)
    }

    /// Whether title, headings, or the names of sheet, file and folder speak of poverty.
    pub(crate) fn says_poor(&self) -> bool {
        let path = Path::new(&*self.place.file);
        let (stem, folder) = names(path);
        let headings = self.header.iter().flat_map(|h| &h.columns).map(|c| Cow::Owned(c.heading()));
        let titles = self.titles.lines.iter().map(|(_, line)| Cow::Borrowed(line.as_str()));
        let names = [Cow::Borrowed(&*self.place.sheet), Cow::Owned(stem), Cow::Owned(folder)];
        let words = Headings::standard();
        titles.chain(headings).chain(names).any(|text| words.says_poor(&text)) || self.bare_of_households()
    }

    /// Whether a list without a title has a column of heads of households: wards send such.
    fn bare_of_households(&self) -> bool {
        let heads = |header: &Header| header.columns.iter().any(|c| Headings::standard().says_head(c.leaf()));
        self.titles.lines.is_empty() && self.header.as_ref().is_some_and(heads)
    }

    /// Whether the title says that the list is of others than households, whatever is said of poverty beside.
    pub(crate) fn is_of_others(&self) -> bool {
        self.titles.lines.iter().any(|(_, line)| Headings::standard().says_other(line))
    }

    pub(crate) fn header_row(&self) -> u32 {
        self.header.as_ref().and_then(|h| h.numbers.first().copied()).unwrap_or(1)
    }
}

/// Whether a heading by itself names a cause.
pub(crate) fn says_cause(heading: &str) -> bool {
    Classifier::standard().says_cause(heading)
}

/// Looks at all sheets of a file. `late`: the facts of long sheets may wait until those are read.
pub(crate) fn book(book: &mut Book, path: &Path, options: &Options, late: bool) -> Result<Vec<Scan>, ReadError> {
    let sheets = book.sheets().to_vec();
    let encoding = book.encoding();
    if let Some(wanted) = options.sheet.as_ref().filter(|_| encoding.is_none())
        && !sheets.iter().any(|s| same_name(&s.name, wanted))
    {
        let names = sheets.iter().map(|s| s.name.clone()).collect();
        return Err(ReadError { file: path.to_owned(), sheet: None, reason: Reason::NoSuchSheet(names) });
    }
    let mut scans = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let mut scan = Scan {
            sheet: at,
            order: 0,
            place: place_of(path, &sheet.name, 0),
            kind: Sheetkind::NoTable,
            header: None,
            titles: Titles::default(),
            facts: SheetFacts::default(),
            unsure: None,
            legend: Legend::default(),
            encoding,
            mend: Mend::No,
        };
        let mut rows = head_rows(book, at)?;
        let chosen = options.sheet.as_ref().is_none_or(|wanted| encoding.is_some() || same_name(&sheet.name, wanted));
        if sheet.hidden && options.sheet.is_none() || !chosen {
            scan.kind = if chosen { Sheetkind::Hidden } else { Sheetkind::NotChosen };
            scan.legend = legend_of(&rows);
        } else {
            mend(&mut scan, &mut rows);
            let late = late && book.tells_facts_late(at);
            if late {
                look(&mut scan, &rows);
            }
            if late && scan.kind == Sheetkind::List {
                scan.unsure = Some(rows);
            } else {
                scan.facts = book.facts(at)?;
                look(&mut scan, &rows);
            }
        }
        scans.push(scan);
    }
    Ok(scans)
}

/// Bytes of text by which a sheet's charset is told.
const CHARSET_BYTES: usize = 4 << 10;

/// Tells whether the texts of a sheet are in an old charset or broken, and mends its head.
fn mend(scan: &mut Scan, rows: &mut [Row]) {
    let mut whole = String::new();
    for item in rows.iter().flat_map(|row| row.cells().map(|(_, item)| item)) {
        if let Item::Text(text) = item {
            whole.push_str(text);
            whole.push(' ');
            if whole.len() > CHARSET_BYTES {
                break;
            }
        }
    }
    let repaired = legacy::repair(&whole);
    scan.mend = match (repaired.as_ref().and_then(legacy::Repaired::old_charset), repaired) {
        (Some(charset), _) => {
            scan.encoding = Some(charset.name());
            Mend::Charset(charset)
        }
        (None, Some(repaired)) if repaired.charset == "utf8_as_cp1252" => Mend::Doubled,
        (None, Some(_)) => Mend::Broken,
        (None, None) if legacy::is_broken(&whole) => Mend::Broken,
        (None, None) => return,
    };
    rows.iter_mut().for_each(|row| scan.mend.apply(row));
}

fn same_name(a: &str, b: &str) -> bool {
    a == b || crate::text::fold::fold(a) == crate::text::fold::fold(b)
}

fn head_rows(book: &mut Book, sheet: usize) -> Result<Vec<Row>, ReadError> {
    let mut rows = Vec::new();
    let mut reader = book.first_rows(sheet)?;
    while rows.len() < HEAD_ROWS {
        let mut row = Row::default();
        if !reader.next(&mut row)? {
            break;
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The header of the first rows of a sheet; what its words do not say of a column, the cells below it may.
fn header_of(rows: &[Row], merges: &[Merge]) -> Option<Header> {
    let mut header = table::find(rows, 0, merges, Headings::standard(), &says_cause)?;
    let below = rows.get(header.last + 1..).unwrap_or(&[]);
    let page = below.iter().position(|row| table::looks_like_header(row, Headings::standard()));
    content::settle(&mut header, below.get(..page.unwrap_or(below.len())).unwrap_or(&[]));
    Some(header)
}

fn look(scan: &mut Scan, rows: &[Row]) {
    scan.legend = Legend::default();
    scan.titles = Titles::default();
    scan.header = header_of(rows, &scan.facts.merges);
    let Some(header) = &scan.header else {
        scan.legend = legend_of(rows);
        scan.kind = Sheetkind::NoTable;
        return;
    };
    let above = rows.get(..header.first).unwrap_or(&[]);
    let mut lines: Vec<(u32, String)> = Vec::new();
    for row in above {
        lines.extend(texts(row).map(|t| (row.number, crate::text::fold::one_line(t))));
    }
    scan.titles = Titles::read(lines);
    scan.titles.complete_by_sheet(&scan.place.sheet);
    for row in above {
        scan.legend.extend(Legend::in_text(&first_text(row)));
    }
    // "Nguyên nhân nghèo (1: ốm đau; 2: thiếu vốn)".
    for column in header.columns.iter().filter(|c| matches!(c.field, Field::CauseText | Field::CauseCode)) {
        scan.legend.extend(Legend::in_text(&column.heading()));
    }
    scan.kind = if !header.lists_households() {
        scan.legend = legend_of(rows);
        if counts_things(rows.get(header.last + 1..).unwrap_or(&[])) { Sheetkind::Summary } else { Sheetkind::NoTable }
    } else if header.has_cause() {
        Sheetkind::List
    } else {
        // Whether it is of use without causes is known when the other sheets have been looked at.
        Sheetkind::NoCause
    };
    if let Some(beside) = header.cut {
        scan.legend.extend(Legend::in_rows(&right_of(rows, beside), &says_cause));
    }
}

/// The legend on a sheet of its own: in two columns, or a line for each code.
fn legend_of(rows: &[Row]) -> Legend {
    let in_rows = Legend::in_rows(rows, &says_cause);
    if in_rows.is_empty() { Legend::in_lines(rows.iter().flat_map(texts), &says_cause) } else { in_rows }
}

fn texts(row: &Row) -> impl Iterator<Item = &str> {
    row.cells().filter_map(|(_, item)| if let Item::Text(text) = item { Some(text) } else { None })
}

/// The cells of rows from a column on.
fn right_of(rows: &[Row], from: u32) -> Vec<Row> {
    rows.iter()
        .map(|row| {
            let mut out = Row::default();
            out.start(row.number);
            row.cells().filter(|(c, _)| *c >= from).for_each(|(c, item)| out.push(c, item));
            out
        })
        .filter(|row| !row.is_empty())
        .collect()
}

/// Whether most rows hold a number beside the running one.
fn counts_things(rows: &[Row]) -> bool {
    let counted = rows.iter().filter(|r| {
        r.cells().skip(1).any(|(_, item)| {
            matches!(item, Item::Number(_)) || matches!(item, Item::Text(t) if crate::text::number::whole(t).is_some())
        })
    });
    let counted = counted.count();
    counted >= 1 && counted * 2 >= rows.len()
}

/// The names of a file, without its ending, and of the folder it is in.
fn names(path: &Path) -> (String, String) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = folder.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    (stem, folder)
}

/// The ward that title, sheet name, file name or folder name tells, the first that does.
pub(crate) fn setting_ward(scan: &Scan, path: &Path, wards: &mut Wards) -> Option<Found<WardId>> {
    if let Some((row, typed)) = scan.titles.wards.first()
        && let Some(value) = wards.resolve_typed(typed)
    {
        return Some(Found { value, from: Origin::Title(*row) });
    }
    let (stem, folder) = names(path);
    let names =
        [(scan.place.sheet.to_string(), Origin::SheetName), (stem, Origin::FileName), (folder, Origin::FolderName)];
    names.into_iter().find_map(|(name, from)| {
        let typed = wards_in_title(&name, Gazetteer::standard());
        let value = wards.resolve_typed(typed.first()?)?;
        Some(Found { value, from })
    })
}
