//! What the region has decided on keeping and purging.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Place, put};
use crate::{
    demo::facts::{REGION, stable_id},
    schema::retention_policy,
};

impl Place<'_> {
    /// The nation's numbers, made the region's own decision: so that something can be purged.
    pub fn retention(&mut self) -> QueryResult<()> {
        use retention_policy::dsl as c;
        for (kind, from_event) in [("case", "closed"), ("citizen-case", "closed")] {
            let put: QueryResult<()> = put!(
                self,
                retention_policy,
                c::id.eq(stable_id("retention-policy", kind)),
                c::region_code.eq(REGION),
                c::information_type.eq(kind),
                c::is_record_document.eq(false),
                c::purpose.eq("Dialog mellan invånare och mottagning."),
                c::retain_months.eq(36),
                c::from_event.eq(from_event),
                c::return_to_caregiver.eq(false),
                c::purge_method.eq("delete"),
                c::decided_by.eq("Regionarkivet"),
                c::decision_ref.eq("Demo 2026-1177"),
                c::valid_from.eq(NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date")),
                c::recorded_at.eq(self.now),
            );
            put?;
        }
        Ok(())
    }
}
