//! Summonses, what they are for, and the unit that summons for others.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use super::{Place, put};
use crate::{
    clock::local_date,
    demo::facts::stable_id,
    schema::{inbox_item, programme_rule, summons, summons_letter, time_type, virtual_unit_member},
};

impl Place<'_> {
    /// A kind of time that summonses lead to; hidden, nobody books it without one.
    pub fn summons_type(
        &mut self,
        unit: &str,
        (code, name): (&str, &str),
        hidden: bool,
    ) -> QueryResult<()> {
        use time_type::dsl as c;
        put!(
            self,
            time_type,
            c::id.eq(stable_id("time-type", &format!("{unit}/{code}"))),
            c::unit_id.eq(stable_id("unit", unit)),
            c::code.eq(code),
            c::name.eq(name),
            c::contact_kind.eq("visit"),
            c::hidden.eq(hidden),
            c::active.eq(true),
            c::shows_booked.eq(true),
            c::takes_bookings.eq(true),
            c::cancellable.eq(true),
            c::rebookable.eq(true),
            c::book_cut_off_minutes.eq(60),
            c::cancel_cut_off_minutes.eq(60),
            c::rebook_cut_off_minutes.eq(60),
            c::own_region_only.eq(false),
            c::changed_at.eq(self.now),
        )
    }

    /// What the demonstration takes mammography to be: general knowledge, and no region's decision.
    pub fn mammography(&mut self) -> QueryResult<()> {
        use programme_rule::dsl as c;
        let bands = serde_json::json!([
            { "sex": "female", "fromAge": 40, "throughAge": 74, "intervalMonths": 24 }
        ]);
        put!(
            self,
            programme_rule,
            c::id.eq(stable_id("programme-rule", "mammography")),
            c::programme.eq("mammography"),
            c::region_code.eq("19"),
            c::valid_from.eq(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default()),
            c::time_type_code.eq("mammografi"),
            c::summons_days.eq(90_i16),
            c::again_after_months.eq(24_i16),
            c::bands.eq(bands),
            c::source.eq("The demonstration: general knowledge, to be decided by the region"),
        )
    }

    pub fn grouped(&mut self, unit: &str, member: &str) -> QueryResult<()> {
        use virtual_unit_member::dsl as c;
        put!(
            self,
            virtual_unit_member,
            c::unit_id.eq(stable_id("unit", unit)),
            c::member_unit_id.eq(stable_id("unit", member)),
            c::added_by.eq(stable_id("staff", "tomas")),
            c::added_at.eq(self.now),
        )
    }

    /// An open summons in somebody's inbox, for a year.
    pub fn summoned(
        &mut self,
        who: &str,
        by: (&str, &str),
        (code, title): (&str, &str),
        programme: &str,
    ) -> QueryResult<()> {
        use inbox_item::dsl as i;
        let id = stable_id("summons", &format!("{who}/{code}"));
        self.summons((who, code), by, programme, true)?;
        put!(
            self,
            inbox_item,
            i::id.eq(stable_id("inbox-item", &format!("summons/{who}/{code}"))),
            i::resident_id.eq(stable_id("resident", who)),
            i::kind.eq("summons"),
            i::unit_id.eq(stable_id("unit", by.0)),
            i::summons_id.eq(id),
            i::title.eq(format!("Kallelse: {title}")),
            i::delivered_at.eq(self.now),
        )
    }

    /// One on paper, which waits for the mail-out.
    pub fn summoned_on_paper(
        &mut self,
        who: &str,
        by: (&str, &str),
        code: &str,
        programme: &str,
    ) -> QueryResult<()> {
        use summons_letter::dsl as c;
        self.summons((who, code), by, programme, false)?;
        put!(
            self,
            summons_letter,
            c::summons_id.eq(stable_id("summons", &format!("{who}/{code}"))),
            c::unit_id.eq(stable_id("unit", by.0)),
            c::due_at.eq(self.now),
            c::status.eq("waiting"),
        )
    }

    fn summons(
        &mut self,
        (who, code): (&str, &str),
        (unit, staff): (&str, &str),
        programme: &str,
        digital: bool,
    ) -> QueryResult<()> {
        use summons::dsl as c;
        put!(
            self,
            summons,
            c::id.eq(stable_id("summons", &format!("{who}/{code}"))),
            c::kind.eq("open"),
            c::resident_id.eq(stable_id("resident", who)),
            c::unit_id.eq(stable_id("unit", unit)),
            c::time_type_code.eq(code),
            c::programme_code.eq(programme),
            c::valid_through.eq(local_date(self.now) + Days::new(365)),
            c::status.eq(if digital { "delivered" } else { "created" }),
            c::paper_copy.eq(!digital),
            c::information.eq("Välkommen. Läs mer på 1177.se."),
            c::made_by.eq(stable_id("staff", staff)),
            c::made_at.eq(self.now),
            c::digital_at.eq(digital.then_some(self.now)),
        )
    }
}
