//! Members of households that nothing but their place in the list tells.

use super::ListReader;
use crate::diag::{Code, Diagnostic};
use crate::read::Row;
use crate::survey::cause::CauseCells;

impl ListReader<'_> {
    /// Whether a row without a running number follows a head that has one and gives the cause, and says nothing of its own
    /// of what is said of households. Where it does say such a thing it is a household, which a person should look at.
    pub(super) fn follows_a_head(&mut self, row: &Row) -> bool {
        let columns = &self.columns;
        let Some(order) = columns.order else { return false };
        let blank = row.get(order).is_blank();
        if !blank || !self.numbered_before {
            // Rows above, which another reader may have read, may have numbers.
            self.leans_on_above |= blank;
            self.numbered_before |= !blank;
            return false;
        }
        let said = self.cause_before.and_then(|id| self.causes.get(id)).is_some_and(CauseCells::says_something);
        let told = |c: &u32| row.fills(*c);
        let of_its_own = columns.cause_text.iter().chain(&columns.cause_marks).chain(&columns.cause_code).any(told)
            || columns.registered.iter().chain(&columns.outcome).chain(&columns.cause_group).any(told)
            || columns.standing.iter().map(|(c, ..)| c).chain(&columns.members).any(told)
            || columns.outcome_marks.iter().map(|(c, _)| c).any(told)
            || columns.standing_marks.iter().map(|(c, _)| c).any(told);
        let member = said && !of_its_own;
        let code = if member { Code::UnnumberedMember } else { Code::UnnumberedHousehold };
        self.diagnostics.push(Diagnostic::new(code, self.setting.place.at(row.number, columns.name)));
        member
    }
}
