//! Staff, residents and systems.

use chrono::NaiveDate;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::{Place, put};
use crate::{
    clock::local_date,
    demo::facts::{Assignment, Handout, PROVIDER, REGION, Resident, Staff, region, stable_id},
    schema::{
        care_relation, case_type_grant, communication_approval, guardian_block, guardianship,
        log_in_lock, patient_consent, resident, role_assignment, staff, staff_assignment,
        system_client, system_client_place,
    },
};

impl Place<'_> {
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
            c::home_region_code.eq(REGION),
            c::directory_fetched_at.eq(self.now),
            c::directory_due_at.eq(self.now + chrono::TimeDelta::days(30)),
        )
    }

    /// What the directory says they are at a unit for.
    pub fn assignment(&mut self, s: &Staff, a: &Assignment) -> QueryResult<()> {
        use staff_assignment::dsl as c;
        let unit = region().units.iter().find(|unit| unit.key == a.unit);
        let unit = unit.expect("assignments are at units");
        put!(
            self,
            staff_assignment,
            c::id.eq(stable_id("assignment", &format!("{}/{}/{}", s.key, a.unit, a.purpose))),
            c::staff_id.eq(stable_id("staff", &s.key)),
            c::unit_hsa_id.eq(&unit.hsa_id),
            c::provider_hsa_id.eq(PROVIDER),
            c::purpose.eq(&a.purpose),
            c::coherent_documentation.eq(a.coherent_documentation),
        )
    }

    /// That unit takes part in the resident's care, and may read across providers, for three months.
    pub fn care(&mut self, resident: &str, unit: &str, staff: &str) -> QueryResult<()> {
        let key = format!("{resident}/{unit}");
        let from = local_date(self.now);
        let through = local_date(self.now + chrono::TimeDelta::days(90));
        let (of, at) = (stable_id("resident", resident), stable_id("unit", unit));
        let by = stable_id("staff", staff);
        self.added += diesel::insert_into(care_relation::table)
            .values((
                care_relation::id.eq(stable_id("care-relation", &key)),
                care_relation::resident_id.eq(of),
                care_relation::unit_id.eq(at),
                care_relation::valid_from.eq(from),
                care_relation::valid_through.eq(through),
                care_relation::asserted_by.eq(by),
                care_relation::asserted_at.eq(self.now),
            ))
            .on_conflict_do_nothing()
            .execute(self.conn)?;
        put!(
            self,
            patient_consent,
            patient_consent::id.eq(stable_id("patient-consent", &key)),
            patient_consent::resident_id.eq(of),
            patient_consent::unit_id.eq(at),
            patient_consent::kind.eq("coherent-documentation"),
            patient_consent::manner.eq("in-person"),
            patient_consent::valid_from.eq(from),
            patient_consent::valid_through.eq(through),
            patient_consent::registered_by.eq(by),
            patient_consent::registered_at.eq(self.now),
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
            c::region_code
                .eq((role != "national-administrator" && unit.is_none()).then_some(REGION)),
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

    /// Kept from the child by the region, at the first vårdcentral's decision.
    pub fn block(&mut self, guardian: &str, child: &Resident) -> QueryResult<()> {
        use guardian_block::dsl as c;
        put!(
            self,
            guardian_block,
            c::id.eq(stable_id("guardian-block", &format!("{}/{guardian}", child.key))),
            c::child_id.eq(stable_id("resident", &child.key)),
            c::guardian_id.eq(stable_id("resident", guardian)),
            c::region_code.eq(REGION),
            c::reason.eq("harm-to-resident"),
            c::decided_by.eq("Birgitta Öberg"),
            c::decided_as.eq("operations-manager"),
            c::decision_unit_id.eq(stable_id("unit", "hemdal")),
            c::blocked_by.eq(stable_id("staff", "kerstin")),
            c::blocked_at.eq(self.now),
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
            c::protection_id.eq(stable_id("protection", &r.key)),
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

    /// A system of the region's own.
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

    /// It acts for the region's units.
    pub fn client_acts(&mut self, client: &str) -> QueryResult<()> {
        put!(
            self,
            system_client_place,
            system_client_place::id.eq(stable_id("system-client-place", client)),
            system_client_place::client_id.eq(stable_id("system-client", client)),
            system_client_place::region_code.eq(REGION),
        )
    }
}
