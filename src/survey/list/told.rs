//! What the row of a household says: its ward, standing, cause, registration and outcome.

use super::{ListReader, Scratch, birth_year, is_odd_number};
use crate::diag::{Code, Diagnostic};
use crate::read::{Item, Row};
use crate::survey::household::{CauseId, Found, Household, Origin, Registered, Standing};
use crate::survey::sections::Says;
use crate::survey::wordings::{Mark, Outcome, StandingWord};
use crate::table::Role;
use crate::text::fold::{fold_into, holds, one_line, trim};
use crate::text::number;
use crate::ward::{WardId, Wards};

impl ListReader<'_> {
    pub(super) fn household<'r>(&'r mut self, row: &'r Row, wards: &mut Wards) -> Household<'r> {
        let ward = self.ward(row, wards);
        let mut standing = self.standing(row);
        let cause = self.cause(row);
        let registered = self.registered(row);
        let outcome = self.outcome(row);
        self.mark_unclaimed(row);
        // "Thoát nghèo" as a standing in a list, or a section, of those who left poverty says the same once more.
        if let Some(Found { value, from: Origin::Title(_) | Origin::Section(..) }) = outcome
            && value.is_exit()
            && standing.value.word == StandingWord::Neither
            && !standing.value.at_start
        {
            standing.value = Standing::plain(StandingWord::Poor);
        }
        let support = self.columns.support.read(row, standing.value.word, self.words);
        let birth = self.columns.birth.iter().find_map(|c| birth_year(row.get(*c)));
        let Scratch { head, hamlet, identity, code, a, .. } = &mut self.scratch;
        let size = self.columns.members.and_then(|c| number::whole(row.shown(c, a)));
        let size = size.and_then(|n| u16::try_from(n).ok());
        let hamlet = match shown(row, self.columns.hamlet, hamlet) {
            "" => self.hamlets.number(&self.section_hamlet),
            named => match self.hamlets.named(named, self.words) {
                Some(hamlet) => hamlet,
                None => self.hamlet_before.unwrap_or_else(|| self.hamlets.number("")),
            },
        };
        self.hamlet_before = Some(hamlet);
        let (hamlet_name, hamlet_mark) = self.hamlets.get(hamlet);
        Household {
            row: row.number,
            ward,
            hamlet: hamlet_name,
            hamlet_number: hamlet,
            hamlet_mark,
            head: shown(row, self.columns.name, head),
            identity: shown(row, self.columns.identity, identity),
            birth,
            code: shown(row, self.columns.household_code, code),
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

    /// Findings for marks in columns that nobody understands.
    fn mark_unclaimed(&mut self, row: &Row) {
        for (column, heading) in &self.columns.unclaimed {
            if matches!(row.get(*column), Item::Text(text) if self.words.mark(text) == Mark::Yes) {
                let place = self.setting.place.at(row.number, Some(*column));
                self.diagnostics.push(Diagnostic::new(Code::UnclaimedMark, place).with("text", heading));
            }
        }
    }

    fn ward(&mut self, row: &Row, wards: &mut Wards) -> Option<Found<WardId>> {
        let own = self.columns.ward.and_then(|column| {
            let text = row.shown(column, &mut self.scratch.a);
            let value = match self.ward_memo.get(text) {
                Some((_, known)) => *known,
                None if text.trim().is_empty() => return None,
                None if self.words.ditto(text) => self.ward_before,
                None => {
                    let found = wards.resolve(text);
                    self.ward_memo.insert(text.to_owned(), (self.ward_memo.len(), found));
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
        let (says, from) = self.section;
        let of_result = self.setting.titles.of_result;
        let of_section = says.standing.map(|word| Found { value: Standing { word, at_start: false, of_result }, from });
        found.or(of_section).unwrap_or_else(|| {
            let (word, from) = match self.setting.titles.poor {
                Some(true) => (StandingWord::Poor, Origin::Title(0)),
                Some(false) => (StandingWord::NearPoor, Origin::Title(0)),
                None => (StandingWord::Poor, Origin::Assumed),
            };
            Found { value: Standing::plain(word), from }
        })
    }

    /// What the row says of the cause.
    fn cause(&mut self, row: &Row) -> CauseId {
        let alone = self.columns.only_cause.map(|column| row.get(column));
        if let Some(Item::Text(text)) = alone
            && let Some(known) = self.causes_by_text.get(text)
        {
            self.cause_before = Some(*known);
            return *known;
        }
        self.cause_cells(row);
        let cause = self.causes.id(&self.cells, row.number);
        self.cause_before = Some(cause);
        if let Some(Item::Text(text)) = alone
            && !self.words.ditto(text)
        {
            self.causes_by_text.insert(text.to_owned(), cause);
        }
        cause
    }

    fn cause_cells(&mut self, row: &Row) {
        let cells = &mut self.cells;
        let a = &mut self.scratch.a;
        cells.marks = 0;
        cells.unclear_mark = false;
        cells.error = false;
        let before = self.cause_before.and_then(|id| self.causes.get(id));
        let (before, marks_before) = before.map_or(("", 0), |cells| (cells.text.as_str(), cells.marks));
        let mut unclear = None;
        let mut worded = 0;
        for (bit, column) in self.columns.cause_marks.iter().enumerate() {
            match row.get(*column) {
                Item::Blank => continue,
                item if is_odd_number(item) => unclear = unclear.or(Some(*column)),
                Item::Error(_) => cells.error = true,
                _ => {
                    let text = row.shown(*column, a);
                    match self.words.mark(text) {
                        _ if self.words.ditto(text) => {
                            cells.marks |= marks_before & 1 << bit;
                        }
                        Mark::Yes => cells.marks |= 1 << bit,
                        Mark::No => {}
                        Mark::Unclear => {
                            unclear = unclear.or(Some(*column));
                            // "tai biến 2018" says more than that there is a doubt.
                            worded |= u64::from(says_something(text)) << bit;
                        }
                    }
                }
            }
        }
        // Words in a marked column mark it where nothing else does; a person looks at it all the same.
        if cells.marks == 0 {
            cells.marks = worded;
        }
        cells.unclear_mark = unclear.is_some();
        cells.text.clear();
        for column in &self.columns.cause_text {
            match row.get(*column) {
                Item::Blank => {}
                Item::Error(_) => cells.error = true,
                _ => {
                    let text = row.shown(*column, a);
                    let text = if self.words.ditto(text) { before } else { text };
                    if !cells.text.is_empty() {
                        cells.text.push_str("; ");
                    }
                    cells.text.push_str(text);
                }
            }
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
        if let Some(column) = unclear {
            let place = self.setting.place.at(row.number, Some(column));
            self.diagnostics.push(Diagnostic::new(Code::UnclearMark, place));
        }
    }

    fn registered(&mut self, row: &Row) -> Found<Registered> {
        let mut said = Found { value: Registered::Unknown, from: Origin::Assumed };
        if let (Says { registered: Some(value), .. }, from) = self.section
            && self.columns.registered.is_empty()
        {
            return Found { value, from };
        }
        if self.setting.titles.role == Some(Role::Registered) && self.columns.registered.is_empty() {
            return Found { value: Registered::Yes, from: Origin::Title(0) };
        }
        for (nth, column) in self.columns.registered.iter().enumerate() {
            let value = match row.get(*column) {
                Item::Blank => Registered::No,
                Item::Text(text) if self.words.ditto(text) => {
                    self.registered_before.get(nth).copied().unwrap_or(Registered::Unknown)
                }
                Item::Text(text) if trim(text) == "?" => Registered::Unknown,
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
                    let mark = self.words.mark(text);
                    let year = if mark == Mark::Unclear { number::year(text) } else { None };
                    match (mark, year) {
                        (Mark::Yes, _) => Registered::Yes,
                        (Mark::No, _) => Registered::No,
                        (Mark::Unclear, Some(year)) => {
                            let this = self.setting.titles.year.is_none_or(|y| y == year);
                            if this { Registered::Yes } else { Registered::No }
                        }
                        (Mark::Unclear, None) => {
                            fold_into(text, &mut self.scratch.folded);
                            let folded = &self.scratch.folded;
                            let says = |words: &[&str]| words.iter().any(|w| holds(folded, w));
                            let yes = says(&["thoat ngheo", "dang ky", "phan dau", "du kien", "dk"]);
                            if yes && !says(&["can ngheo", "khong", "chua", "ko", "tu choi", "rut", "huy"]) {
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
            match self.registered_before.get_mut(nth) {
                Some(before) => *before = value,
                None => self.registered_before.push(value),
            }
        }
        said
    }

    fn outcome(&mut self, row: &Row) -> Option<Found<Outcome>> {
        let outcome = self.outcome_told(row);
        self.outcome_before = outcome;
        outcome
    }

    fn outcome_told(&mut self, row: &Row) -> Option<Found<Outcome>> {
        // The rightmost column that says something is the latest.
        for column in self.columns.outcome.iter().rev() {
            if row.get(*column).is_blank() {
                continue;
            }
            let text = row.shown(*column, &mut self.scratch.a);
            if trim(text).chars().all(|c| matches!(c, '-' | '.' | '_')) {
                continue;
            }
            if self.words.ditto(text) {
                return self.outcome_before;
            }
            match self.words.outcome(text).filter(|_| self.columns.is_of_the_year(text)) {
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
                _ if self.words.ditto(text) => {
                    let above = self.outcome_before.filter(|before| before.from == Origin::Cell(*column));
                    above.map(|before| before.value)
                }
                Mark::Yes => Some(*outcome),
                Mark::No => None,
                Mark::Unclear => self.words.outcome(text).filter(|_| self.columns.is_of_the_year(text)).or_else(|| {
                    let place = self.setting.place.at(row.number, Some(*column));
                    self.diagnostics.push(Diagnostic::new(Code::UnclearOutcome, place).with("text", one_line(text)));
                    None
                }),
            };
            if let Some(value) = value {
                return Some(Found { value, from: Origin::Cell(*column) });
            }
        }
        if let (Says { outcome: Some(value), .. }, from) = self.section {
            return Some(Found { value, from });
        }
        match self.setting.titles.role {
            Some(role) if !self.columns.tells_outcome() => {
                let value = match role {
                    Role::Exited => Outcome::Exited,
                    Role::ExitedToNearPoor => Outcome::ExitedToNearPoor,
                    Role::ExitedAbove => Outcome::ExitedAbove,
                    Role::FromNearPoor => Outcome::FromNearPoor,
                    Role::Ended => Outcome::Ended,
                    Role::EndedUnsaid => Outcome::EndedUnsaid,
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

/// Whether a text holds a word, and not only a letter or a sign.
fn says_something(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().nth(1).is_some())
}

/// What a cell shows, without the white space around it; `buffer` holds what is not text already.
fn shown<'a>(row: &'a Row, column: Option<u32>, buffer: &'a mut String) -> &'a str {
    column.map_or("", |c| trim(row.shown(c, buffer)))
}
