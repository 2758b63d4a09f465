//! The rows of one list: which are households, and what each household's row says.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::read::{Item, Merge, Row};
use crate::survey::cause::{CauseCells, Causes};
use crate::survey::household::{Found, Household, Origin, Registered, Standing};
use crate::survey::legend::Legend;
use crate::survey::rows::{self, Kind, RowCounts};
use crate::survey::support::SupportColumns;
use crate::survey::wordings::{Mark, Outcome, StandingWord, Wordings};
use crate::table::{Field, Header, Role, Titles};
use crate::text::fold::{fold_into, one_line};
use crate::text::number;
use crate::ward::{WardId, Wards};

/// The columns of a list by what they hold.
#[derive(Debug, Default)]
pub struct Columns {
    pub(crate) order: Option<u32>,
    pub(crate) head_order: Option<u32>,
    pub(crate) member_order: Option<u32>,
    pub(crate) household_code: Option<u32>,
    pub(crate) name: Option<u32>,
    /// Whether the heading of names says that members are named too.
    pub(crate) names_members: bool,
    pub(crate) relation: Option<u32>,
    pub(crate) identity: Option<u32>,
    pub(crate) birth: Vec<u32>,
    pub(crate) members: Option<u32>,
    pub(crate) ward: Option<u32>,
    pub(crate) hamlet: Option<u32>,
    pub(crate) standing: Vec<(u32, bool, bool)>,
    /// What the heading of the standing at the start says by itself: "Hộ nghèo đầu năm".
    pub(crate) start_heading: Option<StandingWord>,
    pub(crate) standing_marks: Vec<(u32, Standing)>,
    pub(crate) cause_group: Option<u32>,
    pub(crate) cause_code: Option<u32>,
    pub(crate) cause_text: Vec<u32>,
    pub(crate) cause_marks: Vec<u32>,
    pub(crate) registered: Vec<u32>,
    pub(crate) outcome: Vec<u32>,
    pub(crate) outcome_marks: Vec<(u32, Outcome)>,
    pub(crate) review: Option<u32>,
    pub(crate) support: SupportColumns,
    /// Indicators of deprivation, with their headings folded.
    pub(crate) deprivation: Vec<(u32, String)>,
    /// Columns that are of no use in counting, with their headings folded.
    pub(crate) others: Vec<(u32, String)>,
    /// The code of the group that the tool gave, in a file that `classify` wrote.
    pub(crate) given: Option<u32>,
    /// Columns that are known, whatever they hold, and no more than known.
    pub(crate) mapped: Vec<u32>,
}

impl Columns {
    pub(crate) fn of(header: &Header, words: &Wordings) -> Columns {
        let first = |field| header.all(field).next().map(|c| c.at);
        let all = |field| header.all(field).map(|c| c.at).collect::<Vec<u32>>();
        let mut columns = Columns {
            order: first(Field::Order),
            head_order: first(Field::HeadOrder),
            member_order: first(Field::MemberOrder),
            household_code: first(Field::HouseholdCode),
            name: first(Field::Name),
            names_members: header
                .all(Field::Name)
                .next()
                .is_some_and(|c| crate::text::fold::fold(&c.heading()).contains("thanh vien")),
            relation: first(Field::Relation),
            identity: first(Field::Identity),
            birth: all(Field::Birth),
            members: first(Field::Members),
            ward: first(Field::Ward),
            hamlet: first(Field::Hamlet),
            cause_group: first(Field::CauseGroup),
            cause_code: first(Field::CauseCode),
            cause_marks: header.all(Field::CauseMark).map(|c| c.at).take(64).collect(),
            registered: all(Field::Registered),
            outcome: all(Field::Outcome),
            review: first(Field::Review),
            support: SupportColumns::of(header),
            given: header
                .all(Field::Other)
                .find(|c| matches!(crate::text::fold::fold(c.leaf()).as_str(), "ma" | "code"))
                .map(|c| c.at)
                .filter(|_| header.has(Field::Review)),
            ..Columns::default()
        };
        // The column of the main cause comes before that of the others.
        let mut texts: Vec<_> = header.all(Field::CauseText).collect();
        texts.sort_by_key(|c| !crate::text::fold::fold(c.leaf()).contains("chinh"));
        columns.cause_text = texts.iter().map(|c| c.at).collect();
        let of_result = |heading: &str| {
            let folded = crate::text::fold::fold(heading);
            ["ket qua", "cuoi nam", "bien dong", "dien bien", "ra soat"].iter().any(|w| folded.contains(w))
        };
        for column in &header.columns {
            match column.field {
                Field::Standing => columns.standing.push((column.at, false, of_result(&column.heading()))),
                Field::StandingStart => match words.standing(column.leaf()).filter(|_| column.path.len() > 1) {
                    Some(word) => {
                        columns.standing_marks.push((column.at, Standing { word, at_start: true, of_result: false }))
                    }
                    None => {
                        columns.standing.push((column.at, true, false));
                        columns.start_heading = words.standing(column.leaf());
                    }
                },
                Field::StandingMark => {
                    if let Some(word) = words.standing(column.leaf()) {
                        let standing = Standing { word, at_start: false, of_result: of_result(&column.heading()) };
                        columns.standing_marks.push((column.at, standing));
                    }
                }
                Field::OutcomeMark => {
                    let outcome = words.outcome(column.leaf()).or_else(|| words.outcome(&column.path.join(" ")));
                    columns.outcome_marks.extend(outcome.map(|o| (column.at, o)));
                }
                Field::Deprivation => columns.deprivation.push((column.at, crate::text::fold::fold(column.leaf()))),
                Field::Other => columns.others.push((column.at, crate::text::fold::fold(column.leaf()))),
                _ => {}
            }
            if !matches!(column.field, Field::Unknown | Field::Other) {
                columns.mapped.push(column.at);
            }
        }
        columns
    }

    /// Whether the list says who is registered.
    pub(crate) fn tells_registration(&self) -> bool {
        !self.registered.is_empty()
    }

    /// Whether the list has columns for outcomes.
    pub(crate) fn tells_outcome(&self) -> bool {
        !self.outcome.is_empty() || !self.outcome_marks.is_empty()
    }
}

/// What is known of a list before its first row.
pub(crate) struct Setting<'a> {
    /// The file and sheet.
    pub(crate) place: Place,
    pub(crate) titles: Titles,
    /// The ward of title, sheet, file or folder.
    pub(crate) ward: Option<Found<WardId>>,
    pub(crate) merges: &'a [Merge],
}

/// Reads the body of a list, row by row.
pub(crate) struct ListReader<'a> {
    setting: Setting<'a>,
    words: &'static Wordings,
    pub(crate) columns: Columns,
    pub(crate) causes: Causes,
    pub(crate) rows: RowCounts,
    pub(crate) legend: Legend,
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
    section_standing: Option<Found<Standing>>,
    section_hamlet: String,
    active: Vec<Active>,
    next_merge: usize,
    seen_household: bool,
    was_member: bool,
    code_before: String,
    hamlet_before: String,
    ward_before: Option<WardId>,
    cause_before: String,
    cells: CauseCells,
    scratch: Scratch,
    ward_memo: HashMap<String, Option<WardId>, FixedState>,
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
        ListReader {
            columns: Columns::of(header, words),
            setting,
            words,
            causes: Causes::default(),
            rows: RowCounts::default(),
            legend: Legend::default(),
            diagnostics: Diagnostics::default(),
            foreign: Vec::new(),
            between: Vec::new(),
            uncalculated: None,
            is_foreign: false,
            signed: false,
            last_row: 0,
            section_ward: None,
            section_standing: None,
            section_hamlet: String::new(),
            active: Vec::new(),
            next_merge: 0,
            seen_household: false,
            was_member: false,
            code_before: String::new(),
            hamlet_before: String::new(),
            ward_before: None,
            cause_before: String::new(),
            cells: CauseCells::default(),
            scratch: Scratch::default(),
            ward_memo: HashMap::default(),
        }
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
        if titles.poor.is_some() {
            self.setting.titles.poor = titles.poor;
            self.section_standing = None;
        }
        self.is_foreign = !header.lists_households();
        if self.is_foreign {
            self.foreign.extend(rows.iter().take(4).cloned());
        } else {
            let marks = self.columns.cause_marks.len();
            let columns = Columns::of(header, self.words);
            // Marks are counted by their place among the columns: another set of columns is another set of marks.
            if columns.cause_marks.len() == marks || marks == 0 {
                self.columns = columns;
            }
            self.signed = false;
        }
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
        let facts = rows::Facts::of(row, &self.columns, self.words);
        match rows::kind(row, &facts, covered, self.signed, &self.columns, self.words) {
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
        if let Some(word) = rows::section_standing(&plain, self.words) {
            self.section_standing = Some(Found { value: Standing::plain(word), from });
            self.section_hamlet.clear();
            return;
        }
        if self.words.is_hamlet(&plain) {
            self.section_hamlet = one_line(&plain);
            return;
        }
        if let Some(value) = rows::section_ward(&plain, wards) {
            self.section_ward = Some(Found { value, from });
            self.section_hamlet.clear();
        }
    }

    /// Fills the cells that merged areas cover from above; whether the row continues the household above it.
    fn fill_merged(&mut self, row: &mut Row) -> bool {
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
        let numbered = filled(columns.order) || filled(columns.head_order);
        if let Some(relation) = told(row, columns.relation, a) {
            let head = self.words.is_head(relation);
            if head {
                self.code_before.clear();
                self.code_before.push_str(told(row, columns.household_code, a).unwrap_or_default());
            }
            return !head;
        }
        if let Some(code) = told(row, columns.household_code, a) {
            let same = self.seen_household && code == self.code_before;
            if !same {
                self.code_before.clear();
                self.code_before.push_str(code);
            }
            return same;
        }
        if columns.head_order.is_some() {
            return told(row, columns.head_order, a).is_none() && self.seen_household;
        }
        if let Some(order) = columns.member_order {
            let number = row.text(order);
            return self.seen_household && !numbered && !matches!(number.trim(), "1" | "");
        }
        let lists_members = columns.relation.is_some() || columns.names_members;
        lists_members && columns.order.is_some() && !numbered && self.seen_household
    }

    fn household<'r>(&'r mut self, row: &'r Row, wards: &mut Wards) -> Household<'r> {
        let ward = self.ward(row, wards);
        let standing = self.standing(row);
        self.cause_cells(row);
        let cause = self.causes.id(&self.cells, row.number);
        let registered = self.registered(row);
        let outcome = self.outcome(row);
        let support = self.columns.support.read(row, standing.value.word, self.words);
        let birth = self.columns.birth.iter().find_map(|c| birth_year(row.get(*c)));
        let Scratch { head, hamlet, identity, code, a, .. } = &mut self.scratch;
        let size = self.columns.members.and_then(|c| number::whole(row.shown(c, a)));
        let size = size.and_then(|n| u16::try_from(n).ok());
        let mut copy = |column: Option<u32>, out: &mut String| {
            out.clear();
            if let Some(column) = column {
                out.push_str(row.shown(column, a).trim());
            }
        };
        copy(self.columns.name, head);
        copy(self.columns.identity, identity);
        copy(self.columns.household_code, code);
        copy(self.columns.hamlet, hamlet);
        if self.words.ditto(hamlet) {
            hamlet.clone_from(&self.hamlet_before);
        } else if hamlet.is_empty() {
            hamlet.push_str(&self.section_hamlet);
        }
        self.hamlet_before.clone_from(hamlet);
        Household {
            row: row.number,
            ward,
            hamlet,
            head,
            identity,
            birth,
            code,
            size,
            standing,
            cause,
            registered,
            support,
            outcome,
            cells: row,
            columns: &self.columns,
        }
    }

    fn ward(&mut self, row: &Row, wards: &mut Wards) -> Option<Found<WardId>> {
        let own = self.columns.ward.and_then(|column| {
            let text = row.shown(column, &mut self.scratch.a);
            if text.trim().is_empty() {
                return None;
            }
            if self.words.ditto(text) {
                return self.ward_before.map(|value| Found { value, from: Origin::Cell(column) });
            }
            let value = match self.ward_memo.get(text) {
                Some(known) => *known,
                None => {
                    let found = wards.resolve(text);
                    self.ward_memo.insert(text.to_owned(), found);
                    found
                }
            };
            value.map(|value| Found { value, from: Origin::Cell(column) })
        });
        // An address may end with the ward.
        let own = own.or_else(|| {
            let column = self.columns.hamlet.filter(|_| self.columns.ward.is_none())?;
            let text = row.shown(column, &mut self.scratch.a);
            if !text.contains([',', '-']) {
                return None;
            }
            let typed = crate::ward::Typed::parse(text);
            typed.kind?;
            wards.resolve_typed(&typed).map(|value| Found { value, from: Origin::Cell(column) })
        });
        let ward = own.or(self.section_ward).or(self.setting.ward);
        self.ward_before = ward.map(|w| w.value);
        ward
    }

    fn standing(&mut self, row: &Row) -> Found<Standing> {
        let mut found: Option<Found<Standing>> = None;
        let mut better = |value: Standing, column: u32| {
            // What is headed "start of the year" outranks what is not.
            if found.is_none_or(|f| value.at_start && !f.value.at_start) {
                found = Some(Found { value, from: Origin::Cell(column) });
            }
        };
        for (column, at_start, of_result) in &self.columns.standing {
            let text = row.shown(*column, &mut self.scratch.a);
            if text.trim().is_empty() {
                continue;
            }
            match self.words.standing(text) {
                Some(word) => better(Standing { word, at_start: *at_start, of_result: *of_result }, *column),
                None if *at_start && self.words.mark(text) != Mark::Unclear => {
                    // "Hộ nghèo đầu năm": marked, it says what its heading says.
                    if let Some(word) = self.columns.start_heading.filter(|_| self.words.mark(text) == Mark::Yes) {
                        better(Standing { word, at_start: true, of_result: false }, *column);
                    }
                }
                None => {
                    let place = self.setting.place.at(row.number, Some(*column));
                    self.diagnostics.push(Diagnostic::new(Code::UnclearStanding, place).with("text", one_line(text)));
                }
            }
        }
        for (column, standing) in &self.columns.standing_marks {
            if self.words.mark(row.shown(*column, &mut self.scratch.a)) == Mark::Yes {
                better(*standing, *column);
            }
        }
        found.or(self.section_standing).unwrap_or_else(|| {
            let (word, from) = match self.setting.titles.poor {
                Some(true) => (StandingWord::Poor, Origin::Title(0)),
                Some(false) => (StandingWord::NearPoor, Origin::Title(0)),
                None => (StandingWord::Poor, Origin::Assumed),
            };
            Found { value: Standing::plain(word), from }
        })
    }

    fn cause_cells(&mut self, row: &Row) {
        let cells = &mut self.cells;
        let a = &mut self.scratch.a;
        cells.marks = 0;
        cells.unclear_mark = false;
        cells.error = false;
        for (bit, column) in self.columns.cause_marks.iter().enumerate() {
            match row.get(*column) {
                Item::Blank => continue,
                item if is_odd_number(item) => cells.unclear_mark = true,
                Item::Error(_) => cells.error = true,
                _ => match self.words.mark(row.shown(*column, a)) {
                    Mark::Yes => cells.marks |= 1 << bit,
                    Mark::No => {}
                    // Words in a marked column ("tai biến 2018") mark it.
                    Mark::Unclear => cells.marks |= 1 << bit,
                },
            }
        }
        cells.text.clear();
        for column in &self.columns.cause_text {
            match row.get(*column) {
                Item::Blank => {}
                Item::Error(_) => cells.error = true,
                _ => {
                    let text = row.shown(*column, a);
                    let text = if self.words.ditto(text) { &self.cause_before } else { text };
                    if !cells.text.is_empty() {
                        cells.text.push_str("; ");
                    }
                    cells.text.push_str(text);
                }
            }
        }
        if !self.columns.cause_text.is_empty() {
            self.cause_before.clone_from(&cells.text);
        }
        let mut copy = |column: Option<u32>, out: &mut String| {
            out.clear();
            if let Some(column) = column {
                out.push_str(row.shown(column, a));
            }
        };
        copy(self.columns.cause_code, &mut cells.code);
        copy(self.columns.cause_group, &mut cells.group);
        cells.review = self.columns.review.map(|column| !row.get(column).is_blank());
        let code = self.columns.given.map_or("", |column| row.shown(column, a)).trim();
        cells.given = crate::group::Group::ALL.iter().find(|g| g.code() == code).map_or(0, |g| g.number());
        if cells.error {
            let columns = self.columns.cause_text.iter().chain(&self.columns.cause_marks);
            let at = columns.copied().find(|c| matches!(row.get(*c), Item::Error(_)));
            if let Some((column, Item::Error(error))) = at.map(|c| (c, row.get(c))) {
                let place = self.setting.place.at(row.number, Some(column));
                self.diagnostics.push(Diagnostic::new(Code::ErrorCell, place).with("text", error));
            }
        }
        if cells.unclear_mark {
            let at = self.columns.cause_marks.iter().find(|c| is_odd_number(row.get(**c)));
            let place = self.setting.place.at(row.number, at.copied());
            self.diagnostics.push(Diagnostic::new(Code::UnclearMark, place));
        }
    }

    fn registered(&mut self, row: &Row) -> Found<Registered> {
        let mut said = Found { value: Registered::Unknown, from: Origin::Assumed };
        if self.setting.titles.role == Some(Role::Registered) && self.columns.registered.is_empty() {
            return Found { value: Registered::Yes, from: Origin::Title(0) };
        }
        for column in &self.columns.registered {
            let value = match row.get(*column) {
                Item::Blank => Registered::No,
                Item::Text(text) if text.trim() == "?" => Registered::Unknown,
                Item::Bool(b) => {
                    if b {
                        Registered::Yes
                    } else {
                        Registered::No
                    }
                }
                Item::Date(_) => Registered::Yes,
                _ => {
                    let text = row.shown(*column, &mut self.scratch.a);
                    match (self.words.mark(text), number::year(text)) {
                        (Mark::Yes, _) => Registered::Yes,
                        (Mark::No, _) => Registered::No,
                        (Mark::Unclear, Some(year)) => {
                            let this = self.setting.titles.year.is_none_or(|y| y == year);
                            if this { Registered::Yes } else { Registered::No }
                        }
                        (Mark::Unclear, None) => {
                            fold_into(text, &mut self.scratch.folded);
                            let folded = &self.scratch.folded;
                            let yes = ["thoat ngheo", "dang ky", "phan dau", "du kien", "dk"]
                                .iter()
                                .any(|w| folded.contains(w));
                            if yes
                                && !folded.contains("can ngheo")
                                && !folded.starts_with("khong")
                                && !folded.starts_with("chua")
                            {
                                Registered::Yes
                            } else {
                                let place = self.setting.place.at(row.number, Some(*column));
                                self.diagnostics.push(
                                    Diagnostic::new(Code::UnclearRegistration, place).with("text", one_line(text)),
                                );
                                Registered::No
                            }
                        }
                    }
                }
            };
            if said.value < value {
                said = Found { value, from: Origin::Cell(*column) };
            }
        }
        said
    }

    fn outcome(&mut self, row: &Row) -> Option<Found<Outcome>> {
        // The rightmost column that says something is the latest.
        for column in self.columns.outcome.iter().rev() {
            if row.get(*column).is_blank() {
                continue;
            }
            let text = row.shown(*column, &mut self.scratch.a);
            if text.trim().chars().all(|c| matches!(c, '-' | '.' | '_')) {
                continue;
            }
            match self.words.outcome(text) {
                Some(value) => return Some(Found { value, from: Origin::Cell(*column) }),
                None => {
                    let place = self.setting.place.at(row.number, Some(*column));
                    self.diagnostics.push(Diagnostic::new(Code::UnclearOutcome, place).with("text", one_line(text)));
                }
            }
        }
        for (column, outcome) in &self.columns.outcome_marks {
            let text = row.shown(*column, &mut self.scratch.a);
            let value = match self.words.mark(text) {
                Mark::Yes => Some(*outcome),
                Mark::No => None,
                Mark::Unclear => self.words.outcome(text).or_else(|| {
                    let place = self.setting.place.at(row.number, Some(*column));
                    self.diagnostics.push(Diagnostic::new(Code::UnclearOutcome, place).with("text", one_line(text)));
                    None
                }),
            };
            if let Some(value) = value {
                return Some(Found { value, from: Origin::Cell(*column) });
            }
        }
        match self.setting.titles.role {
            Some(role) if !self.columns.tells_outcome() => {
                let value = match role {
                    Role::Exited => Outcome::Exited,
                    Role::FellBack => Outcome::FellBack,
                    Role::NewlyPoor => Outcome::NewlyPoor,
                    Role::MovedOut => Outcome::MovedOut,
                    Role::MovedIn => Outcome::MovedIn,
                    Role::Registered | Role::End => return None,
                };
                Some(Found { value, from: Origin::Title(0) })
            }
            _ => None,
        }
    }
}

/// What a cell shows, unless that is nothing; `buffer` holds what is not text already.
fn told<'a>(row: &'a Row, column: Option<u32>, buffer: &'a mut String) -> Option<&'a str> {
    column.map(|c| row.shown(c, buffer)).filter(|text| !text.trim().is_empty())
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
