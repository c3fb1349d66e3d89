//! One of each of what people keep beside cases: an absence to come, something that must not be purged,
//! a protection that waits for a second person, a policy that the region has set.

use chrono::{Days, NaiveDate, TimeDelta};
use diesel::prelude::*;
use serde_json::json;

use super::{Place, put};
use crate::{
    clock::local_date,
    demo::facts::{REGION, stable_id},
    schema::{absence, legal_hold, policy_value, protection},
};

impl Place<'_> {
    /// Someone is away for two weeks, from in a month, and a colleague steps in.
    pub fn absence(&mut self, staff: &str, substitute: &str, unit: &str) -> QueryResult<()> {
        use absence::dsl as c;
        let from = local_date(self.now) + Days::new(30);
        put!(
            self,
            absence,
            c::id.eq(stable_id("absence", staff)),
            c::unit_id.eq(stable_id("unit", unit)),
            c::staff_id.eq(stable_id("staff", staff)),
            c::substitute_id.eq(stable_id("staff", substitute)),
            c::from_day.eq(from),
            c::to_day.eq(from + Days::new(14)),
            c::planned_by.eq(stable_id("staff", staff)),
            c::planned_at.eq(self.now),
        )
    }

    /// Nothing of that resident's is purged at the unit.
    pub fn legal_hold(&mut self, resident: &str, unit: &str, by: &str) -> QueryResult<()> {
        use legal_hold::dsl as c;
        put!(
            self,
            legal_hold,
            c::id.eq(stable_id("legal-hold", resident)),
            c::unit_id.eq(stable_id("unit", unit)),
            c::resident_id.eq(stable_id("resident", resident)),
            c::reason.eq("Begäran om kopia, RV 2026-1177."),
            c::placed_by.eq(stable_id("staff", by)),
            c::placed_at.eq(self.now),
        )
    }

    /// Begun today; somebody else follows it up within a day.
    pub fn protection(&mut self, resident: &str, region: &str, by: &str) -> QueryResult<()> {
        use protection::dsl as c;
        put!(
            self,
            protection,
            c::id.eq(stable_id("protection", resident)),
            c::resident_id.eq(stable_id("resident", resident)),
            c::region_code.eq(region),
            c::reason.eq("coercion"),
            c::initiated_by.eq("care"),
            c::begun_by.eq(stable_id("staff", by)),
            c::begun_at.eq(self.now),
            c::follow_up_due_at.eq(self.now + TimeDelta::hours(24)),
        )
    }

    /// From a day to come, closed cases can be opened again for two weeks.
    pub fn policy(&mut self, by: &str) -> QueryResult<()> {
        use policy_value::dsl as c;
        put!(
            self,
            policy_value,
            c::name.eq("case.reopen-days"),
            c::region_code.eq(REGION),
            c::valid_from.eq(NaiveDate::from_ymd_opt(2028, 1, 1).expect("a date")),
            c::value.eq(json!(14)),
            c::source.eq("Demo 2026-1177"),
            c::set_by.eq(stable_id("staff", by)),
            c::set_at.eq(self.now),
        )
    }
}
