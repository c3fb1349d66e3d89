//! The SQL that puts the facts in place. Every row has its own lasting id or natural key, and what
//! is there already is left as it is: that is why loading twice changes nothing.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{PgConnection, prelude::*};
use sha2::{Digest, Sha256};

use super::facts::{Area, CaseType, Handout, Hours, REGION, Resident, Staff, Unit, stable_id};
use crate::schema::{
    case_type, case_type_grant, communication_approval, form_version, guardianship, log_in_lock,
    opening_hours, policy_value, resident, role_assignment, service_area, staff, system_client,
    unit, unit_case_type,
};
use crate::{audit, id::RequestId};

/// Where the facts go, and the instant that they are true from.
pub struct Place<'c> {
    pub conn: &'c mut PgConnection,
    pub now: DateTime<Utc>,
    /// Rows that were not there before.
    pub added: usize,
}

/// Inserts what is not there.
macro_rules! put {
    ($place:ident, $table:ident, $($value:expr),+ $(,)?) => {{
        $place.added += diesel::insert_into($table::table)
            .values(($($value),+))
            .on_conflict_do_nothing()
            .execute($place.conn)?;
        Ok(())
    }};
}

/// Whether no unit has been entered yet.
pub fn is_empty(conn: &mut PgConnection) -> QueryResult<bool> {
    unit::table.count().get_result::<i64>(conn).map(|count| count == 0)
}

/// The terms that hold now, which the demo's people have accepted.
pub fn terms_version(conn: &mut PgConnection) -> QueryResult<String> {
    let value: serde_json::Value = policy_value::table
        .filter(policy_value::name.eq("terms.current-version"))
        .order(policy_value::valid_from.desc())
        .select(policy_value::value)
        .first(conn)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

/// Leaves an entry in the audit record: the region came from here, and not from care.
pub fn record(place: &mut Place<'_>) -> QueryResult<()> {
    let entry = audit::Unsigned {
        at: place.now,
        actor: None,
        action: "demo.load",
        subject: stable_id("region", REGION),
        outcome: "done",
        reason: None,
        request: RequestId::new(),
    };
    audit::record_unsigned(place.conn, &entry)
}

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
            c::components.eq(&t.form),
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

    pub fn staff(&mut self, s: &Staff, terms: &str) -> QueryResult<()> {
        use staff::dsl as c;
        let works = !s.unit_roles.is_empty() || s.scope_role.is_some();
        put!(
            self,
            staff,
            c::id.eq(stable_id("staff", &s.key)),
            c::hsa_id.eq(&s.hsa_id),
            c::given_name.eq(&s.given_name),
            c::family_name.eq(&s.surname),
            c::title.eq(&s.title),
            c::email.eq(&s.email),
            c::active_in_directory.eq(!s.inactive_in_hsa),
            c::terms_version.eq(works.then_some(terms)),
            c::terms_accepted_at.eq(works.then_some(self.now)),
            c::notify_on_assigned.eq(works),
            c::notify_on_incoming.eq(works),
            c::changed_at.eq(self.now),
        )
    }

    /// A role at a unit, or, without one, in the region or the nation.
    pub fn role(&mut self, s: &Staff, role: &str, unit: Option<&str>) -> QueryResult<()> {
        use role_assignment::dsl as c;
        let place = unit.unwrap_or_default();
        put!(
            self,
            role_assignment,
            c::id.eq(stable_id("role", &format!("{}/{role}/{place}", s.key))),
            c::staff_id.eq(stable_id("staff", &s.key)),
            c::role.eq(role),
            c::unit_id.eq(unit.map(|key| stable_id("unit", key))),
            c::region_code.eq((role == "regional-administrator").then_some(REGION)),
            c::granted_at.eq(self.now),
        )
    }

    pub fn resident(&mut self, r: &Resident, phone: &str, terms: &str) -> QueryResult<()> {
        use resident::dsl as c;
        let signed_in = !r.never_signed_in;
        let has = |channel: &str| r.notify.iter().any(|one| one == channel);
        put!(
            self,
            resident,
            c::id.eq(stable_id("resident", &r.key)),
            c::personal_number.eq(&r.personal_number),
            c::number_kind.eq(if r.is_coordination() { "coordination" } else { "personnummer" }),
            c::given_name.eq(&r.given_name),
            c::family_name.eq(&r.surname),
            c::birth_date.eq(r.birth_date()),
            c::sex.eq(&r.sex),
            c::region_code.eq(&r.region),
            c::municipality_code.eq(&r.municipality),
            c::protected_identity.eq(r.protected_identity),
            c::deceased_on.eq(r.deceased_on),
            c::emigrated_on.eq(r.emigrated_on),
            c::terms_version.eq(signed_in.then_some(terms)),
            c::terms_accepted_at.eq(signed_in.then_some(self.now)),
            c::email.eq(has("email").then(|| format!("{}@demo.invalid", r.key))),
            c::mobile_phone.eq(has("sms").then_some(phone)),
            c::notify_by_email.eq(has("email")),
            c::notify_by_sms.eq(has("sms")),
            c::created_at.eq(self.now),
            c::changed_at.eq(self.now),
        )
    }

    pub fn guardian(
        &mut self,
        guardian: &str,
        child: &Resident,
        ended_on: Option<NaiveDate>,
    ) -> QueryResult<()> {
        use guardianship::dsl as c;
        put!(
            self,
            guardianship,
            c::guardian_id.eq(stable_id("resident", guardian)),
            c::child_id.eq(stable_id("resident", &child.key)),
            c::since.eq(child.birth_date()),
            c::ended_on.eq(ended_on),
            c::changed_at.eq(self.now),
        )
    }

    pub fn lock(&mut self, r: &Resident, region: &str) -> QueryResult<()> {
        use log_in_lock::dsl as c;
        put!(
            self,
            log_in_lock,
            c::id.eq(stable_id("log-in-lock", &r.key)),
            c::resident_id.eq(stable_id("resident", &r.key)),
            c::region_code.eq(region),
            c::initiated_by.eq("care"),
            c::locked_at.eq(self.now),
        )
    }

    pub fn approve(&mut self, r: &Resident, unit: &str, by: &str) -> QueryResult<()> {
        use communication_approval::dsl as c;
        put!(
            self,
            communication_approval,
            c::id.eq(stable_id("approval", &format!("{}/{unit}", r.key))),
            c::unit_id.eq(stable_id("unit", unit)),
            c::resident_id.eq(stable_id("resident", &r.key)),
            c::approved_by.eq(stable_id("staff", by)),
            c::approved_at.eq(self.now),
        )
    }

    pub fn hand_out(&mut self, r: &Resident, what: &Handout, by: &str) -> QueryResult<()> {
        use case_type_grant::dsl as c;
        let key = format!("{}/{}/{}", r.key, what.unit, what.case_type);
        put!(
            self,
            case_type_grant,
            c::id.eq(stable_id("case-type-grant", &key)),
            c::unit_id.eq(stable_id("unit", &what.unit)),
            c::case_type_id.eq(stable_id("case-type", &what.case_type)),
            c::resident_id.eq(stable_id("resident", &r.key)),
            c::valid_until.eq(what.valid_until),
            c::granted_by.eq(stable_id("staff", by)),
            c::granted_at.eq(self.now),
        )
    }

    pub fn client(&mut self, client: &str, secret: &str, scopes: &[&str]) -> QueryResult<()> {
        use system_client::dsl as c;
        put!(
            self,
            system_client,
            c::id.eq(stable_id("system-client", client)),
            c::client_id.eq(client),
            c::name.eq(client),
            c::secret_hash.eq(Sha256::digest(secret).to_vec()),
            c::scopes.eq(scopes),
            c::created_at.eq(self.now),
        )
    }
}
