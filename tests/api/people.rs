//! People, units and systems to test with, put in place by SQL: they are the setting, not what is
//! tested. Residents come from the demo region's file, so every personal number is an official
//! test number; `docs/demo.md` says who is who. All ages are those of the world's first day.

use std::sync::LazyLock;

use etjanster::access::{Role, Scope};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::world::{NOON, World, new_id};

static RESIDENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let json = include_str!("../../src/demo/residents.json");
    serde_json::from_str(json).expect("the demo region is JSON")
});

/// A system client as it would sign in.
pub struct Client {
    pub id: Uuid,
    pub client_id: String,
    pub secret: String,
}

/// The facts of that demo resident, such as `anna` (an adult) or `elsa` (13 on 6 December).
pub fn facts(key: &str) -> &'static Value {
    let found = RESIDENTS.iter().find(|resident| resident["key"] == key);
    found.unwrap_or_else(|| panic!("{key} lives in src/demo/residents.json"))
}

/// The official test number of that demo resident.
pub fn number(key: &str) -> &'static str {
    facts(key)["personalNumber"].as_str().expect("everybody has a number")
}

fn quoted(value: Option<&str>) -> String {
    value.map_or("null".to_owned(), |text| format!("'{}'", text.replace('\'', "''")))
}

impl World {
    /// That demo resident, with what the file says of them except guardians, locks and approvals.
    /// Everybody has accepted the terms except those who have never signed in. Asking twice gives
    /// the same person.
    pub fn resident(&self, key: &str) -> Uuid {
        let facts = facts(key);
        let text = |name: &str| quoted(facts[name].as_str());
        let number = number(key);
        let day: u32 = number[6..8].parse().expect("digits");
        let birth = format!("{}-{}-{:02}", &number[..4], &number[4..6], day % 60);
        let kind = if day > 60 { "coordination" } else { "personnummer" };
        let signed_in = facts["neverSignedIn"] != true;
        let (terms, accepted) =
            if signed_in { ("'2026-01'", format!("'{NOON}'")) } else { ("null", "null".into()) };
        let email = format!("'{key}@example.invalid'");
        self.sql(&format!(
            "insert into resident (id, personal_number, number_kind, given_name, family_name,
                birth_date, sex, region_code, municipality_code, protected_identity, deceased_on,
                emigrated_on, terms_version, terms_accepted_at, email, notify_by_email,
                created_at, changed_at)
             values ('{}', '{number}', '{kind}', {}, {}, '{birth}', {}, {}, {}, {}, {}, {},
                {terms}, {accepted}, {email}, true, '{NOON}', '{NOON}')
             on conflict do nothing",
            new_id(),
            text("givenName"),
            text("surname"),
            text("sex"),
            text("region"),
            text("municipality"),
            facts["protectedIdentity"] == true,
            text("deceasedOn"),
            text("emigratedOn"),
        ));
        self.id(&format!("select id::text as it from resident where personal_number = '{number}'"))
    }

    /// Makes one the guardian of the other, from the child's birth on.
    pub fn guardian_of(&self, guardian: Uuid, child: Uuid) {
        self.sql(&format!(
            "insert into guardianship (guardian_id, child_id, since, changed_at)
             select '{guardian}', id, birth_date, '{NOON}' from resident where id = '{child}'"
        ));
    }

    /// Locks that resident's log-in, by region 19.
    pub fn lock_log_in(&self, resident: Uuid) {
        self.sql(&format!(
            "insert into log_in_lock (id, resident_id, region_code, initiated_by, locked_at)
             values ('{}', '{resident}', '19', 'care', '{NOON}')",
            new_id()
        ));
    }

    /// An active unit in Västerås that is open to the whole region.
    pub fn unit(&self) -> Uuid {
        let id = new_id();
        let hsa_id = format!("SE2321000172-T{}", &id.simple().to_string()[20..]).to_uppercase();
        self.sql(&format!(
            "insert into unit (id, hsa_id, name, region_code, municipality_code, status, care_form,
                visit_address, phone, about, changed_at, latitude, longitude, shown)
             values ('{id}', '{hsa_id}', 'Provets vårdcentral', '19', '1980', 'active',
                'primary-care', 'Provgatan 1, Västerås', '+46701740600', 'En enhet i prov.', '{NOON}',
                59.61, 16.54, true);
             insert into service_area (id, unit_id, region_code) values ('{}', '{id}', '19')",
            new_id()
        ));
        id
    }

    /// A member of staff, active and with terms accepted, with those roles at those units.
    pub fn staff(&self, roles: &[(Role, Uuid)]) -> Uuid {
        let id = new_id();
        let hsa_id = format!("SE2321000172-P{}", &id.simple().to_string()[20..]).to_uppercase();
        self.sql(&format!(
            "insert into staff (id, hsa_id, given_name, family_name, title, email, terms_version,
                terms_accepted_at, changed_at)
             values ('{id}', '{hsa_id}', 'Prov', 'Personal', 'Distriktsläkare',
                '{hsa_id}@example.invalid', '2026-01', '{NOON}', '{NOON}')"
        ));
        for (role, unit) in roles {
            self.assign(id, *role, Some(*unit));
        }
        id
    }

    /// A member of region 19's management team.
    pub fn regional_administrator(&self) -> Uuid {
        let id = self.staff(&[]);
        self.assign(id, Role::RegionalAdministrator, None);
        id
    }

    /// One who looks after residents' accounts for region 19.
    pub fn account_administrator(&self) -> Uuid {
        let id = self.staff(&[]);
        self.assign(id, Role::AccountAdministrator, None);
        id
    }

    /// A member of the nation's management team.
    pub fn national_administrator(&self) -> Uuid {
        let id = self.staff(&[]);
        self.assign(id, Role::NationalAdministrator, None);
        id
    }

    /// Gives a role: at that unit, or without one in region 19 or the nation.
    pub fn assign(&self, staff: Uuid, role: Role, unit: Option<Uuid>) {
        let regional = [Role::RegionalAdministrator, Role::AccountAdministrator].contains(&role);
        let region = regional.then_some("19");
        self.sql(&format!(
            "insert into role_assignment (id, staff_id, role, unit_id, region_code, granted_at)
             values ('{}', '{staff}', '{}', {}, {}, '{NOON}')",
            new_id(),
            role.code(),
            quoted(unit.map(|unit| unit.to_string()).as_deref()),
            quoted(region),
        ));
    }

    /// Takes that role away, everywhere.
    pub fn unassign(&self, staff: Uuid, role: Role) {
        self.sql(&format!(
            "update role_assignment set revoked_at = '{NOON}'
             where staff_id = '{staff}' and role = '{}' and revoked_at is null",
            role.code()
        ));
    }

    /// What the directory says that member of staff is at the unit for, since always: an assignment of
    /// Region Västmanland's.
    pub fn posting(&self, staff: Uuid, unit: Uuid, purpose: &str) {
        self.sql(&format!(
            "insert into staff_assignment (id, staff_id, unit_hsa_id, provider_hsa_id, purpose,
                coherent_documentation)
             select '{}', '{staff}', hsa_id, 'SE2321000172-VG01', '{purpose}', true from unit
             where id = '{unit}'",
            new_id()
        ));
    }

    /// A system client with those scopes, which acts for all units.
    pub fn client(&self, scopes: &[Scope]) -> Client {
        let client = self.client_nowhere(scopes);
        self.client_acts(&client, None);
        client
    }

    /// One that acts for that unit alone.
    pub fn client_at(&self, scopes: &[Scope], unit: Uuid) -> Client {
        let client = self.client_nowhere(scopes);
        self.client_acts(&client, Some(unit));
        client
    }

    fn client_acts(&self, client: &Client, unit: Option<Uuid>) {
        let unit = quoted(unit.map(|unit| unit.to_string()).as_deref());
        self.sql(&format!(
            "insert into system_client_place (id, client_id, unit_id)
             values ('{}', '{}', {unit})",
            new_id(),
            client.id
        ));
    }

    /// One that has been let in for no unit.
    pub fn client_nowhere(&self, scopes: &[Scope]) -> Client {
        let id = new_id();
        let client_id = format!("client-{}", id.simple());
        let secret = format!("secret-{}", new_id().simple());
        let hash = hex::encode(Sha256::digest(&secret));
        let scopes: Vec<String> =
            scopes.iter().map(|scope| format!("'{}'", scope.code())).collect();
        self.sql(&format!(
            "insert into system_client (id, client_id, name, secret_hash, scopes, created_at)
             values ('{id}', '{client_id}', 'Provsystem', '\\x{hash}', array[{}]::text[], '{NOON}')",
            scopes.join(", ")
        ));
        Client { id, client_id, secret }
    }

    fn id(&self, sql: &str) -> Uuid {
        self.texts(sql)[0].parse().expect("an id")
    }
}

/// Everything above fits the tables, and the access layer knows these people.
#[tokio::test]
async fn people_are_who_they_should_be() {
    let world = World::new().await;
    let (anna, elsa) = (world.resident("anna"), world.resident("elsa"));
    assert_eq!(anna, world.resident("anna"));
    world.guardian_of(anna, elsa);
    world.lock_log_in(world.resident("amir"));
    for key in ["samuel", "gunvor", "henrik", "karin", "alva"] {
        world.resident(key);
    }
    let unit = world.unit();
    let staff = world.staff(&[(Role::Receiver, unit), (Role::Handler, unit)]);
    world.unassign(staff, Role::Handler);
    world.regional_administrator();
    world.national_administrator();
    world.client(&[Scope::RegisterWrite, Scope::UnitsRead]);
    world.client(&[]);
    let roles = world.texts("select role as it from role_assignment where revoked_at is null");
    assert_eq!(roles, ["receiver", "regional-administrator", "national-administrator"]);
}
