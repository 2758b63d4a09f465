//! The rows of one list: which are households, members, sections, notes. What a household's row says is read in `told`.

mod hamlets;
mod join;
mod members;
mod told;

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::read::{Item, Merge, Row};
use crate::survey::cause::{CauseCells, Causes};
use crate::survey::columns::Columns;
use crate::survey::content;
use crate::survey::household::{CauseId, Found, Household, Origin, Registered};
use crate::survey::legend::Legend;
use crate::survey::rows::{self, Kind, RowCounts};
use crate::survey::sections::{self, Says};
use crate::survey::wordings::{Outcome, Wordings};
use crate::table::{Field, Header, Role, Titles};
use crate::text::fold::{one_line, trim};
use crate::text::number;
use crate::ward::{WardId, Wards};
use hamlets::Hamlets;
pub(crate) use join::Moved;

/// What is known of a list before its first row.
pub(crate) struct Setting<'a> {
    /// The file and sheet.
    pub(crate) place: Place,
    pub(crate) titles: Titles,
    /// The ward of title, sheet, file or folder.
    pub(crate) ward: Option<Found<WardId>>,
    pub(crate) merges: &'a [Merge],
}

/// Notes kept that may explain codes.
const MOST_LINES: usize = 100;

/// Reads the body of a list, row by row.
pub(crate) struct ListReader<'a> {
    setting: Setting<'a>,
    /// Columns that their cells explain, by their headings.
    by_content: Vec<(Vec<String>, Field)>,
    words: &'static Wordings,
    pub(crate) columns: Columns,
    pub(crate) causes: Causes,
    pub(crate) hamlets: Hamlets,
    pub(crate) rows: RowCounts,
    pub(crate) legend: Legend,
    /// Notes that explain a code each, if they explain codes at all.
    pub(crate) legend_lines: Vec<String>,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) foreign: Vec<Row>,
    /// Lines since the last household: the title of a table to come.
    between: Vec<(u32, String)>,
    /// The first cell in use that is a formula without a stored result.
    pub(crate) uncalculated: Option<Place>,
    /// Whether the rows belong to a table that is no list.
    is_foreign: bool,
    signed: bool,
    last_row: u32,
    section_ward: Option<Found<WardId>>,
    /// What the section says of its households, and where it stands.
    section: (Says, Origin),
    /// Whether some section says who left poverty.
    pub(crate) sections_tell_exits: bool,
    /// Whether some section says who is registered.
    pub(crate) sections_register: bool,
    section_hamlet: String,
    active: Vec<Active>,
    next_merge: usize,
    seen_household: bool,
    /// Whether a row above has a running number.
    numbered_before: bool,
    was_member: bool,
    /// The code of the household before.
    code_before: Option<String>,
    /// The first code that was looked for above the first row with one.
    first_code: Option<String>,
    /// Whether a cell of the first household says "as above".
    leans_on_above: bool,
    /// The hamlet of the household before, by number.
    hamlet_before: Option<u32>,
    ward_before: Option<WardId>,
    cause_before: Option<CauseId>,
    /// What texts tell of the cause where they alone do; none of them is a ditto.
    causes_by_text: HashMap<String, CauseId, FixedState>,
    /// What the household before says in each column of registrations.
    registered_before: Vec<Registered>,
    /// What became of the household before.
    outcome_before: Option<Found<Outcome>>,
    cells: CauseCells,
    scratch: Scratch,
    /// The wards that texts name, with the order of meeting; none of them is a ditto, or blank.
    ward_memo: HashMap<String, (usize, Option<WardId>), FixedState>,
}

#[derive(Default)]
struct Scratch {
    head: String,
    hamlet: String,
    identity: String,
    code: String,
    a: String,
    folded: String,
}

/// A merged area that reaches below the row that holds its value.
struct Active {
    merge: Merge,
    value: Row,
}

impl<'a> ListReader<'a> {
    pub(crate) fn new(setting: Setting<'a>, header: &Header) -> ListReader<'a> {
        let words = Wordings::standard();
        let mut reader = ListReader {
            columns: Columns::of(header, words, &setting.titles),
            by_content: content::told(header),
            setting,
            words,
            causes: Causes::default(),
            hamlets: Hamlets::default(),
            rows: RowCounts::default(),
            legend: Legend::default(),
            legend_lines: Vec::new(),
            diagnostics: Diagnostics::default(),
            foreign: Vec::new(),
            between: Vec::new(),
            uncalculated: None,
            is_foreign: false,
            signed: false,
            last_row: 0,
            section_ward: None,
            section: (Says::default(), Origin::Assumed),
            sections_tell_exits: false,
            sections_register: false,
            section_hamlet: String::new(),
            active: Vec::new(),
            next_merge: 0,
            seen_household: false,
            numbered_before: false,
            was_member: false,
            code_before: None,
            first_code: None,
            leans_on_above: false,
            hamlet_before: None,
            ward_before: None,
            cause_before: None,
            causes_by_text: HashMap::default(),
            registered_before: Vec::new(),
            outcome_before: None,
            cells: CauseCells::default(),
            scratch: Scratch::default(),
            ward_memo: HashMap::default(),
        };
        say_other_years(&reader.columns, header, &reader.setting.place, &mut reader.diagnostics);
        reader
    }

    /// Whether the table being read is titled as one of a movement.
    pub(crate) fn is_of_movement(&self) -> bool {
        self.setting.titles.role.is_some_and(|role| role != Role::End)
    }

    /// Counts a row above the table, or of its header.
    pub(crate) fn pass(&mut self, row: &Row, heading: bool) {
        self.count_gap(row.number);
        if heading {
            self.rows.headings += 1;
        } else {
            self.rows.notes += 1;
            self.read_legend(row);
        }
    }

    fn count_gap(&mut self, number: u32) {
        self.rows.blank += u64::from(number.saturating_sub(self.last_row).saturating_sub(1));
        self.rows.read += u64::from(number.saturating_sub(self.last_row).max(1));
        self.last_row = self.last_row.max(number);
    }

    fn read_legend(&mut self, row: &Row) {
        for (_, item) in row.cells() {
            if let Item::Text(text) = item {
                self.legend.extend(Legend::in_text(text));
                if self.legend_lines.len() < MOST_LINES && Legend::line(text).is_some() {
                    self.legend_lines.push(one_line(text));
                }
            }
        }
    }

    /// A new header in the middle of the sheet: the columns may come in another order, or the table may be another one.
    pub(crate) fn new_header(&mut self, header: &Header, rows: &[Row], wards: &mut Wards) {
        for row in rows {
            self.pass(row, true);
        }
        let titles = Titles::read(std::mem::take(&mut self.between));
        if let Some((row, typed)) = titles.wards.first() {
            let ward = wards.resolve_typed(typed).map(|value| Found { value, from: Origin::Title(*row) });
            self.setting.ward = ward.or(self.setting.ward);
            self.section_ward = None;
            self.section_hamlet.clear();
        }
        if titles.headed {
            if self.is_of_movement() || titles.role.is_some() {
                self.leave_section();
            }
            self.setting.titles.role = titles.role.filter(|role| *role != Role::End);
            self.setting.titles.of_result = titles.of_result;
        }
        if titles.poor.is_some() {
            self.setting.titles.poor = titles.poor;
            self.leave_section();
        }
        self.is_foreign = !header.lists_households();
        if self.is_foreign {
            self.foreign.extend(rows.iter().take(4).cloned());
        } else {
            let marks = self.columns.cause_marks.len();
            let columns = Columns::of(&self.settled(header), self.words, &self.setting.titles);
            say_other_years(&columns, header, &self.setting.place, &mut self.diagnostics);
            // Marks are counted by their place among the columns: another set of columns is another set of marks.
            if columns.cause_marks.len() == marks || marks == 0 {
                self.columns = columns;
            }
            self.signed = false;
        }
    }

    /// A header with what the cells below the first told of columns of the same headings.
    fn settled(&self, header: &Header) -> Header {
        let mut header = header.clone();
        for column in header.columns.iter_mut().filter(|c| matches!(c.field, Field::Unknown | Field::Other)) {
            let known = self.by_content.iter().find(|(path, _)| *path == column.path);
            column.field = known.map_or(column.field, |(_, field)| *field);
        }
        header
    }

    /// Reads a row below the header; the household in it, if it begins one.
    pub(crate) fn read<'r>(&'r mut self, row: &'r mut Row, wards: &mut Wards) -> Option<Household<'r>> {
        self.count_gap(row.number);
        self.was_member = false;
        if self.is_foreign {
            self.rows.notes += 1;
            if self.foreign.len() < 200 {
                self.foreign.push(row.clone());
            }
            return None;
        }
        let covered = self.fill_merged(row);
        match rows::kind_of(row, covered, self.signed, &self.columns, self.words) {
            Kind::Heading => self.rows.headings += 1,
            Kind::Subtotal => self.rows.subtotals += 1,
            Kind::Blank => {
                self.rows.blank += 1;
                self.find_uncalculated(row);
            }
            Kind::Section { label, column } => {
                self.rows.sections += 1;
                let label = label.to_owned();
                self.between.push((row.number, one_line(&label)));
                self.enter_section(&label, row.number, column, wards);
            }
            Kind::Note { signed } => {
                self.rows.notes += 1;
                self.signed |= signed;
                self.read_legend(row);
                if self.between.len() < 20 {
                    self.between.push((row.number, first_text(row)));
                }
            }
            Kind::Rejected => {
                self.rows.rejected += 1;
                self.find_uncalculated(row);
                self.diagnostics.push(Diagnostic::new(Code::RejectedRow, self.setting.place.at(row.number, None)));
            }
            Kind::Person if self.is_member(row, covered) => {
                self.rows.members += 1;
                self.was_member = true;
            }
            Kind::Person => {
                self.rows.households += 1;
                if self.rows.households == 1 {
                    self.leans_on_above |=
                        row.cells().any(|(_, item)| matches!(item, Item::Text(text) if self.words.ditto(text)));
                }
                self.seen_household = true;
                self.between.clear();
                self.find_uncalculated(row);
                return Some(self.household(row, wards));
            }
        }
        None
    }

    /// The person of a row that was taken for a member: name, identity number and year of birth.
    pub(crate) fn member(&self, row: &Row) -> Option<(String, String, Option<u16>)> {
        if !self.was_member {
            return None;
        }
        let text = |column: Option<u32>| column.map(|c| row.text(c)).unwrap_or_default();
        let birth = self.columns.birth.iter().find_map(|c| birth_year(row.get(*c)));
        Some((text(self.columns.name), text(self.columns.identity), birth))
    }

    fn find_uncalculated(&mut self, row: &Row) {
        if self.uncalculated.is_none() && row.has_uncalculated() {
            let order = [self.columns.order, self.columns.head_order];
            let at = row.cells().find(|(c, item)| {
                *item == Item::Uncalculated && !order.contains(&Some(*c)) && self.columns.mapped.contains(c)
            });
            self.uncalculated = at.map(|(c, _)| self.setting.place.at(row.number, Some(c)));
        }
    }

    fn enter_section(&mut self, label: &str, row: u32, column: u32, wards: &mut Wards) {
        let from = Origin::Section(row, column);
        let plain = rows::without_number(label);
        if let Some(says) = sections::says(&plain, self.setting.titles.of_result, self.words) {
            // "Hộ chuyển đi" below "Hộ cận nghèo" are near-poor ones.
            let standing = says.standing.or(self.section.0.standing);
            self.sections_tell_exits |= says.tells_exits();
            self.sections_register |= says.registered == Some(Registered::Yes);
            self.section = (Says { standing, ..says }, from);
            self.section_hamlet.clear();
            return;
        }
        if self.words.is_hamlet(&plain) {
            self.section_hamlet = one_line(&plain);
            return;
        }
        if let Some(value) = rows::section_ward(&plain, wards) {
            // Wards that hold sections: those of the ward before say nothing of this one.
            if let (Some(Origin::Section(ward, _)), Origin::Section(inner, _)) =
                (self.section_ward.map(|w| w.from), self.section.1)
                && ward < inner
            {
                self.leave_section();
            }
            self.section_ward = Some(Found { value, from });
            self.section_hamlet.clear();
        }
    }

    /// What the section above said holds no more.
    fn leave_section(&mut self) {
        self.section = (Says::default(), Origin::Assumed);
    }

    /// Fills the cells that merged areas cover from above; whether the row continues the household above it.
    fn fill_merged(&mut self, row: &mut Row) -> bool {
        if self.active.is_empty() && self.next_merge >= self.setting.merges.len() {
            return false;
        }
        let at = row.number.saturating_sub(1);
        self.active.retain(|a| a.merge.bottom >= at);
        let mut covered = false;
        for active in &self.active {
            let column = active.merge.left;
            if Some(column) == self.columns.name
                || Some(column) == self.columns.order
                || Some(column) == self.columns.head_order
            {
                covered = true;
            } else if row.get(column).is_blank() && self.columns.mapped.contains(&column) {
                row.push(column, active.value.get(column));
            }
        }
        while let Some(merge) = self.setting.merges.get(self.next_merge) {
            if merge.top > at {
                break;
            }
            self.next_merge += 1;
            if merge.top == at && merge.bottom > merge.top {
                let mut value = Row::default();
                value.start(row.number);
                value.push(merge.left, row.get(merge.left));
                self.active.push(Active { merge: *merge, value });
            }
        }
        covered
    }

    /// Whether a person's row is that of a member of the household above.
    fn is_member(&mut self, row: &Row, covered: bool) -> bool {
        if covered && self.seen_household {
            return true;
        }
        let columns = &self.columns;
        if self.seen_household && columns.order.is_some_and(|c| rows::is_part_number(row.get(c))) {
            return true;
        }
        let a = &mut self.scratch.a;
        let filled =
            |column: Option<u32>| column.is_some_and(|c| !matches!(row.get(c), Item::Blank | Item::Uncalculated));
        let numbered = || filled(columns.order) || filled(columns.head_order);
        if let Some(relation) = told(row, columns.relation, a) {
            let head = self.words.is_head(relation);
            if head {
                let before = self.code_before.get_or_insert_default();
                before.clear();
                before.push_str(told(row, columns.household_code, a).unwrap_or_default());
            }
            return !head;
        }
        if let Some(code) = told(row, columns.household_code, a) {
            let same = self.seen_household && self.code_before.as_deref() == Some(code);
            if self.code_before.is_none() {
                self.first_code = Some(code.to_owned());
            }
            if !same {
                let before = self.code_before.get_or_insert_default();
                before.clear();
                before.push_str(code);
            }
            return same;
        }
        if columns.head_order.is_some() {
            return told(row, columns.head_order, a).is_none() && self.seen_household;
        }
        if let Some(order) = columns.member_order {
            let number = row.text(order);
            return self.seen_household && !numbered() && !matches!(number.trim(), "1" | "");
        }
        let lists_members = columns.relation.is_some() || columns.names_members;
        if columns.order.is_some() && !numbered() && self.seen_household && lists_members {
            return true;
        }
        self.follows_a_head(row)
    }
}

/// Names the columns that are of another year than the list.
fn say_other_years(columns: &Columns, header: &Header, place: &Place, diagnostics: &mut Diagnostics) {
    let row = header.numbers.first().copied().unwrap_or(1);
    for (column, year) in &columns.other_years {
        diagnostics.push(Diagnostic::new(Code::OtherYear, place.at(row, Some(*column))).with("year", year));
    }
}

/// What a cell shows, unless that is nothing; `buffer` holds what is not text already.
fn told<'a>(row: &'a Row, column: Option<u32>, buffer: &'a mut String) -> Option<&'a str> {
    column.map(|c| row.shown(c, buffer)).filter(|text| !trim(text).is_empty())
}

/// The first text of a row, on one line.
pub(crate) fn first_text(row: &Row) -> String {
    row.cells()
        .find_map(|(_, item)| if let Item::Text(t) = item { Some(one_line(t)) } else { None })
        .unwrap_or_default()
}

/// Whether a mark is a number that marks nothing: neither 0 nor 1. A text file has numbers as text.
fn is_odd_number(item: Item<'_>) -> bool {
    match item {
        Item::Number(n) => n != 0.0 && n != 1.0,
        Item::Text(text) => {
            let text = text.trim();
            let digits = !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
            digits && text.parse().is_ok_and(|n: u64| n > 1)
        }
        _ => false,
    }
}

pub(crate) fn birth_year(item: Item<'_>) -> Option<u16> {
    match item {
        Item::Number(n) if (1900.0..=2100.0).contains(&n) => Some(n as u16),
        Item::Date(days) => u16::try_from(crate::read::civil(days).0).ok(),
        Item::Text(text) => number::year(text),
        _ => None,
    }
}
