//! Who decides on journal measures at a unit, and a measure of each kind.

use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use uuid::Uuid;

use super::{Place, put};
use crate::{
    clock::{birthday, day_before, local_date},
    demo::facts::stable_id,
    schema::{
        decision_maker, journal_decision, journal_early_access, journal_extension, journal_seal,
        resident, unit,
    },
};

impl Place<'_> {
    /// Appointed by the region's administrator; a delegate by where that is written down.
    pub fn decides(
        &mut self,
        staff: &str,
        unit: &str,
        delegation: Option<&str>,
    ) -> QueryResult<()> {
        use decision_maker::dsl as c;
        let kind = if delegation.is_some() { "delegate" } else { "operations-manager" };
        put!(
            self,
            decision_maker,
            c::id.eq(stable_id("decision-maker", &format!("{unit}/{staff}"))),
            c::unit_id.eq(stable_id("unit", unit)),
            c::staff_id.eq(stable_id("staff", staff)),
            c::kind.eq(kind),
            c::delegation_reference.eq(delegation),
            c::valid_from.eq(local_date(self.now)),
            c::appointed_by.eq(stable_id("staff", "tomas")),
            c::appointed_at.eq(self.now),
        )
    }

    /// The resident has sealed everything.
    pub fn sealed(&mut self, who: &str) -> QueryResult<()> {
        use journal_seal::dsl as c;
        put!(
            self,
            journal_seal,
            c::id.eq(stable_id("journal-seal", who)),
            c::resident_id.eq(stable_id("resident", who)),
            c::scope.eq("full"),
            c::valid_from.eq(local_date(self.now)),
            c::set_at.eq(self.now),
        )
    }

    /// The unit has sealed its part, on care's initiative, for two months.
    pub fn unit_sealed(&mut self, who: &str, at: &str, by: &str) -> QueryResult<()> {
        use journal_seal::dsl as c;
        let decision = self.decision(&format!("seal/{who}"), at, by, ("care", "harm-patient"))?;
        let hsa_id: String =
            unit::table.find(stable_id("unit", at)).select(unit::hsa_id).first(self.conn)?;
        let today = local_date(self.now);
        put!(
            self,
            journal_seal,
            c::id.eq(stable_id("journal-seal", who)),
            c::resident_id.eq(stable_id("resident", who)),
            c::scope.eq("unit"),
            c::target_hsa_id.eq(hsa_id),
            c::valid_from.eq(today),
            c::valid_through.eq(months_after(today, 2)),
            c::decision_id.eq(decision),
            c::set_at.eq(self.now),
        )
    }

    /// The youth reads the unit's part early.
    pub fn early(&mut self, who: &str, at: &str, by: &str) -> QueryResult<()> {
        use journal_early_access::dsl as c;
        let asked = ("resident", "request-of-resident");
        let decision = self.decision(&format!("early/{who}"), at, by, asked)?;
        put!(
            self,
            journal_early_access,
            c::id.eq(stable_id("early-access", who)),
            c::child_id.eq(stable_id("resident", who)),
            c::unit_id.eq(stable_id("unit", at)),
            c::valid_from.eq(local_date(self.now)),
            c::protected_reviewed.eq(false),
            c::decision_id.eq(decision),
            c::set_at.eq(self.now),
        )
    }

    /// The guardian goes on reading the unit's part, for a year or until the child is 16.
    pub fn extended(&mut self, guardian: &str, who: &str, at: &str, by: &str) -> QueryResult<()> {
        use journal_extension::dsl as c;
        let child = stable_id("resident", who);
        let birth: NaiveDate =
            resident::table.find(child).select(resident::birth_date).first(self.conn)?;
        let today = local_date(self.now);
        let through = months_after(today, 12).min(day_before(birthday(birth, 16)));
        if through < today {
            return Ok(());
        }
        let asked = ("resident", "request-of-resident");
        let decision = self.decision(&format!("extended/{who}"), at, by, asked)?;
        put!(
            self,
            journal_extension,
            c::id.eq(stable_id("extended-access", who)),
            c::child_id.eq(child),
            c::guardian_id.eq(stable_id("resident", guardian)),
            c::unit_id.eq(stable_id("unit", at)),
            c::valid_from.eq(today),
            c::valid_through.eq(through),
            c::decision_id.eq(decision),
            c::set_at.eq(self.now),
        )
    }

    fn decision(
        &mut self,
        about: &str,
        at: &str,
        by: &str,
        (initiative, ground): (&str, &str),
    ) -> QueryResult<Uuid> {
        use journal_decision::dsl as c;
        let (id, by) = (stable_id("journal-decision", about), stable_id("staff", by));
        let consulted = about.starts_with("extended/");
        let put: QueryResult<()> = put!(
            self,
            journal_decision,
            c::id.eq(id),
            c::unit_id.eq(stable_id("unit", at)),
            c::decided_by.eq(by),
            c::decided_as.eq("operations-manager"),
            c::initiative.eq(initiative),
            c::ground.eq(ground),
            c::consulted_guardian.eq(consulted),
            c::consulted_child.eq(consulted),
            c::recorded_by.eq(by),
            c::recorded_at.eq(self.now),
        );
        put.map(|()| id)
    }
}

fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).expect("dates here lie within chrono's range")
}
