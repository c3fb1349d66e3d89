//! Units, and what they offer.

use diesel::prelude::*;

use super::{Place, put};
use crate::{
    demo::{
        coordinates,
        facts::{Area, CaseType, Hours, REGION, Unit, stable_id},
        journal::JournalUnit,
    },
    schema::{
        basic_range, card_content, card_service, case_type, complaints_handling, form_version,
        journal_unit, opening_hours, patient_board, service_area, unit, unit_case_type,
    },
};

impl Place<'_> {
    pub fn unit(&mut self, u: &Unit) -> QueryResult<()> {
        use unit::dsl as c;
        put!(
            self,
            unit,
            c::id.eq(stable_id("unit", &u.key)),
            c::hsa_id.eq(&u.hsa_id),
            c::name.eq(&u.name),
            c::region_code.eq(REGION),
            c::municipality_code.eq(&u.municipality),
            c::status.eq(&u.status),
            c::care_form.eq(&u.care_form),
            c::visit_address.eq(&u.visit_address),
            c::phone.eq(&u.phone),
            c::about.eq(&u.about),
            c::other_information.eq(&u.other_information),
            c::recommended_by_region.eq(u.recommended),
            c::changed_at.eq(self.now),
            c::directory_fetched_at.eq(self.now),
            c::directory_due_at.eq(self.now + chrono::TimeDelta::hours(24)),
            c::place.eq(&u.visit_address),
            c::latitude.eq(coordinates(&u.municipality).0),
            c::longitude.eq(coordinates(&u.municipality).1),
            c::shown.eq(true),
        )
    }

    pub fn hours(&mut self, unit: &Unit, hours: &Hours, day: i16) -> QueryResult<()> {
        use opening_hours::dsl as c;
        put!(
            self,
            opening_hours,
            c::unit_id.eq(stable_id("unit", &unit.key)),
            c::weekday.eq(day),
            c::opens.eq(hours.opens),
            c::closes.eq(hours.closes),
        )
    }

    pub fn area(&mut self, unit: &Unit, number: usize, area: &Area) -> QueryResult<()> {
        use service_area::dsl as c;
        put!(
            self,
            service_area,
            c::id.eq(stable_id("service-area", &format!("{}/{number}", unit.key))),
            c::unit_id.eq(stable_id("unit", &unit.key)),
            c::region_code.eq(&area.region),
            c::municipality_code.eq(&area.municipality),
            c::sex.eq(&area.sex),
            c::age_from.eq(area.age_from),
            c::age_to.eq(area.age_to),
        )
    }

    pub fn case_type(&mut self, t: &CaseType) -> QueryResult<()> {
        use case_type::dsl as c;
        let unit = t.owner.strip_prefix("unit:");
        put!(
            self,
            case_type,
            c::id.eq(stable_id("case-type", &t.key)),
            c::owner_unit_id.eq(unit.map(|key| stable_id("unit", key))),
            c::owner_region_code.eq(unit.is_none().then_some(REGION)),
            c::name.eq(&t.name),
            c::description.eq(&t.description),
            c::terms_text.eq(&t.terms),
            c::limited_selection.eq(t.limited),
            c::agent_allowed.eq(!t.no_agent),
            c::minimum_age.eq(t.min_age),
            c::maximum_age.eq(t.max_age),
            c::first_response_workdays.eq(t.first_response_workdays),
            c::status.eq("published"),
            c::changed_at.eq(self.now),
            c::kind.eq(if t.complaint { "complaint" } else { "standard" }),
        )
    }

    pub fn form(&mut self, t: &CaseType) -> QueryResult<()> {
        use form_version::dsl as c;
        put!(
            self,
            form_version,
            c::id.eq(stable_id("form-version", &t.key)),
            c::case_type_id.eq(stable_id("case-type", &t.key)),
            c::number.eq(1),
            c::components.eq(serde_json::to_value(&t.form).expect("components are JSON")),
            c::published_at.eq(self.now),
        )
    }

    pub fn offer(&mut self, unit: &Unit, number: usize, case_type: &str) -> QueryResult<()> {
        use unit_case_type::dsl as c;
        put!(
            self,
            unit_case_type,
            c::unit_id.eq(stable_id("unit", &unit.key)),
            c::case_type_id.eq(stable_id("case-type", case_type)),
            c::active.eq(true),
            c::sort_order.eq(i16::try_from(number).expect("a handful")),
        )
    }

    /// A unit whose records may be shown in the journal.
    pub fn journal_unit(&mut self, u: &JournalUnit) -> QueryResult<()> {
        use journal_unit::dsl as c;
        put!(
            self,
            journal_unit,
            c::hsa_id.eq(&u.hsa_id),
            c::provider_hsa_id.eq(&u.provider),
            c::name.eq(&u.name),
            c::class.eq(&u.class),
        )
    }

    /// The region's patient board, without which no complaint can be sent.
    pub fn patient_board(&mut self, name: &str) -> QueryResult<()> {
        use patient_board::dsl as c;
        put!(self, patient_board, c::region_code.eq(REGION), c::name.eq(name))
    }

    pub fn takes_complaints(&mut self, unit: &str, by: &str) -> QueryResult<()> {
        use complaints_handling::dsl as c;
        put!(
            self,
            complaints_handling,
            c::unit_id.eq(stable_id("unit", unit)),
            c::since.eq(self.now),
            c::added_by.eq(stable_id("staff", by)),
        )
    }

    /// A part of the basic range, and the case type that gives it.
    pub fn basic(&mut self, service: &str, case_type: &str) -> QueryResult<()> {
        use basic_range::dsl as c;
        put!(
            self,
            basic_range,
            c::region_code.eq(REGION),
            c::service.eq(service),
            c::case_type_id.eq(stable_id("case-type", case_type)),
        )
    }

    /// What the editor has written on a card: some news, and a link of the unit's own first.
    pub fn card(
        &mut self,
        unit: &str,
        news: &str,
        link: (&str, &str),
        by: &str,
    ) -> QueryResult<()> {
        let id = stable_id("unit", unit);
        self.content(unit, news, by)?;
        use card_service::dsl as c;
        put!(
            self,
            card_service,
            c::unit_id.eq(id),
            c::position.eq(1),
            c::kind.eq("own-link"),
            c::name.eq(link.0),
            c::url.eq(link.1),
        )
    }

    fn content(&mut self, unit: &str, news: &str, by: &str) -> QueryResult<()> {
        use card_content::dsl as c;
        put!(
            self,
            card_content,
            c::unit_id.eq(stable_id("unit", unit)),
            c::news.eq(news),
            c::changed_at.eq(self.now),
            c::changed_by.eq(stable_id("staff", by)),
        )
    }
}
