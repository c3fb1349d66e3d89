//! What there is in the region, as the JSON files beside this one say it. Pure.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    config::Audience,
    units::{form::Component, signature},
};

/// The region that the demonstration is set in, Västmanland.
pub const REGION: &str = "19";
/// The provider whose units they are.
pub const PROVIDER: &str = "SE2321000172-VG01";

pub struct Region {
    pub units: Vec<Unit>,
    pub case_types: Vec<CaseType>,
    pub staff: Vec<Staff>,
    pub residents: Vec<Resident>,
    pub cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Unit {
    pub key: String,
    pub hsa_id: String,
    pub name: String,
    pub status: String,
    pub municipality: String,
    pub care_form: String,
    pub visit_address: String,
    pub phone: String,
    pub about: String,
    pub other_information: String,
    #[serde(default)]
    pub recommended: bool,
    pub opening_hours: Vec<Hours>,
    #[serde(default)]
    pub service_areas: Vec<Area>,
    pub case_types: Vec<String>,
}

/// The same hours on some days of the week, Monday being 1.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    pub weekdays: Vec<i16>,
    #[serde(deserialize_with = "time")]
    pub opens: NaiveTime,
    #[serde(deserialize_with = "time")]
    pub closes: NaiveTime,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Area {
    pub region: String,
    pub municipality: Option<String>,
    pub sex: Option<String>,
    pub age_from: Option<i16>,
    pub age_to: Option<i16>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CaseType {
    pub key: String,
    /// `region`, or `unit:` and the key of the unit that made it.
    pub owner: String,
    pub name: String,
    pub description: String,
    pub terms: String,
    #[serde(default)]
    pub limited: bool,
    #[serde(default)]
    pub no_agent: bool,
    /// For complaints (synpunkter och klagomål).
    #[serde(default)]
    pub complaint: bool,
    pub min_age: Option<i16>,
    pub max_age: Option<i16>,
    pub first_response_workdays: i16,
    pub form: Vec<Component>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Staff {
    pub key: String,
    pub hsa_id: String,
    pub given_name: String,
    pub surname: String,
    pub title: String,
    pub email: String,
    #[serde(default)]
    pub inactive_in_hsa: bool,
    #[serde(default)]
    pub unit_roles: BTreeMap<String, Vec<String>>,
    pub scope_role: Option<String>,
    /// What the directory says they are there for.
    #[serde(default)]
    pub assignments: Vec<Assignment>,
    pub shows: String,
}

/// An assignment (medarbetaruppdrag) at a unit.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assignment {
    pub unit: String,
    pub purpose: String,
    #[serde(default)]
    pub coherent_documentation: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resident {
    pub key: String,
    pub personal_number: String,
    pub given_name: String,
    pub surname: String,
    pub sex: String,
    pub region: Option<String>,
    pub municipality: Option<String>,
    #[serde(default)]
    pub guardians: Vec<String>,
    #[serde(default)]
    pub ended_guardianships: BTreeMap<String, NaiveDate>,
    /// Kept from the child, whatever the register says.
    #[serde(default)]
    pub blocked_guardians: Vec<String>,
    #[serde(default)]
    pub never_signed_in: bool,
    #[serde(default)]
    pub notify: Vec<String>,
    #[serde(default)]
    pub approvals: Vec<String>,
    #[serde(default)]
    pub grants: Vec<Handout>,
    #[serde(default)]
    pub protected_identity: bool,
    pub locked_by_region: Option<String>,
    pub deceased_on: Option<NaiveDate>,
    pub emigrated_on: Option<NaiveDate>,
    pub shows: String,
}

/// A limited case type handed out to a resident.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Handout {
    pub unit: String,
    pub case_type: String,
    pub valid_until: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Case {
    pub key: String,
    /// The name of a file that goes with the first message.
    #[serde(default)]
    pub file: Option<String>,
    pub number: String,
    pub resident: String,
    /// The guardian who wrote it, when that is not the resident.
    pub by: Option<String>,
    pub unit: String,
    pub case_type: String,
    pub stage: String,
    pub handler: Option<String>,
    #[serde(default)]
    pub days_ago: i64,
    pub answers: serde_json::Value,
    #[serde(default)]
    pub messages: Vec<Message>,
}

/// What staff have said in a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub kind: String,
    pub by: String,
    pub body: String,
}

impl Region {
    /// The case type with that key.
    pub fn case_type(&self, key: &str) -> &CaseType {
        self.case_types.iter().find(|t| t.key == key).expect("every case is of a known type")
    }

    /// How that member of staff signs on that day.
    pub fn signature(&self, key: &str, day: NaiveDate) -> String {
        let staff = self.staff.iter().find(|s| s.key == key).expect("senders are staff");
        let signer = signature::Signer {
            given_name: staff.given_name.clone(),
            family_name: staff.surname.clone(),
            title: staff.title.clone(),
            signature_text: None,
        };
        signature::render(&signer, day)
    }

    /// Who decides at that unit: its local administrator, or else the region's.
    pub fn administrator(&self, unit: &str) -> &str {
        self.with_role(unit, "local-administrator")
            .or_else(|| self.staff.iter().find(|s| s.scope_role.is_some()))
            .map(|s| s.key.as_str())
            .expect("the region has an administrator")
    }

    /// The first with that role at that unit.
    pub fn with_role(&self, unit: &str, role: &str) -> Option<&Staff> {
        let holds = |roles: &Vec<String>| roles.iter().any(|own| own == role);
        self.staff.iter().find(|s| s.unit_roles.get(unit).is_some_and(holds))
    }
}

impl Resident {
    /// The day of birth that the number says. A coordination number has 60 added to the day.
    pub fn birth_date(&self) -> NaiveDate {
        let part = |from, to| self.personal_number[from..to].parse::<u32>().expect("digits");
        let day = part(6, 8) - if self.is_coordination() { 60 } else { 0 };
        let year = i32::try_from(part(0, 4)).expect("four digits fit");
        NaiveDate::from_ymd_opt(year, part(4, 6), day).expect("the number holds a date")
    }

    pub fn is_coordination(&self) -> bool {
        &self.personal_number[6..8] > "60"
    }
}

impl Case {
    /// Who wrote it: the resident, or a guardian in the child's name.
    pub fn writer(&self) -> &str {
        self.by.as_deref().unwrap_or(&self.resident)
    }
}

/// Somebody to sign in as.
pub struct Person {
    pub audience: Audience,
    pub name: String,
    /// The personal number, or the HSA-id: what the identity provider vouches for.
    pub identity: &'static str,
    /// What this person is there to show.
    pub shows: &'static str,
}

/// Everybody one may try to sign in as, residents first.
pub fn people() -> impl Iterator<Item = Person> {
    let residents = region().residents.iter().map(|r| Person {
        audience: Audience::Resident,
        name: format!("{} {}", r.given_name, r.surname),
        identity: &r.personal_number,
        shows: &r.shows,
    });
    let staff = region().staff.iter().map(|s| Person {
        audience: Audience::Staff,
        name: format!("{} {}", s.given_name, s.surname),
        identity: &s.hsa_id,
        shows: &s.shows,
    });
    residents.chain(staff)
}

/// The facts, read once.
pub fn region() -> &'static Region {
    static REGION: LazyLock<Region> = LazyLock::new(|| Region {
        units: read(include_str!("units.json")),
        case_types: read(include_str!("case_types.json")),
        staff: read(include_str!("staff.json")),
        residents: read(include_str!("residents.json")),
        cases: read(include_str!("cases.json")),
    });
    &REGION
}

fn read<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("the embedded facts are well formed")
}

/// Where a municipality of the region lies, for units that the demonstration puts there.
pub fn coordinates(municipality: &str) -> (f64, f64) {
    match municipality {
        "1907" => (59.7064, 16.2214),
        "1960" => (59.4220, 16.0960),
        "1961" => (59.6139, 16.2285),
        "1962" => (60.0653, 15.9236),
        "1981" => (59.9204, 16.6066),
        "1982" => (60.0042, 15.7933),
        "1983" => (59.5140, 15.9926),
        "1984" => (59.3939, 15.8388),
        _ => (59.6099, 16.5448),
    }
}

/// The same id at every load, so that a link to a demo unit can be written down. A version 7 one,
/// as all ids are, from the first of January 2026.
pub fn stable_id(kind: &str, key: &str) -> Uuid {
    const MILLISECONDS: u64 = 1_767_225_600_000;
    let hash = Sha256::digest(format!("{kind}/{key}"));
    let noise = hash[..10].try_into().expect("ten bytes of thirty-two");
    uuid::Builder::from_unix_timestamp_millis(MILLISECONDS, &noise).into_uuid()
}

fn time<'de, D: serde::Deserializer<'de>>(from: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(from)?;
    NaiveTime::parse_from_str(&text, "%H:%M").map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_have_their_check_digit() {
        for resident in &region().residents {
            let digits = resident.personal_number[2..].bytes().map(|b| u32::from(b - b'0'));
            let sum: u32 = digits
                .enumerate()
                .map(|(n, digit)| if n % 2 == 0 { digit * 2 } else { digit })
                .map(|product| product / 10 + product % 10)
                .sum();
            assert_eq!(sum % 10, 0, "{}", resident.key);
            let male = resident.personal_number.as_bytes()[10] % 2 == 1;
            assert_eq!(resident.sex, if male { "male" } else { "female" }, "{}", resident.key);
            resident.birth_date();
        }
    }

    #[test]
    fn everything_named_is_there() {
        let set = |keys: Vec<&'static str>| keys.into_iter().collect::<BTreeSet<_>>();
        let r = region();
        let units = set(r.units.iter().map(|u| u.key.as_str()).collect());
        let types = set(r.case_types.iter().map(|t| t.key.as_str()).collect());
        let staff = set(r.staff.iter().map(|s| s.key.as_str()).collect());
        let people = set(r.residents.iter().map(|p| p.key.as_str()).collect());
        assert!(units.len() >= 12);
        for unit in &r.units {
            assert!(unit.case_types.iter().all(|key| types.contains(key.as_str())), "{}", unit.key);
        }
        for person in &r.staff {
            assert!(person.unit_roles.keys().all(|key| units.contains(key.as_str())));
        }
        for person in &r.residents {
            assert!(person.guardians.iter().all(|key| people.contains(key.as_str())));
            assert!(person.approvals.iter().all(|key| units.contains(key.as_str())));
        }
        for case in &r.cases {
            assert!(people.contains(case.resident.as_str()) && units.contains(case.unit.as_str()));
            assert!(case.handler.iter().all(|key| staff.contains(key.as_str())), "{}", case.key);
            assert!(types.contains(case.case_type.as_str()), "{}", case.key);
        }
    }

    #[test]
    fn ids_stay_and_are_version_seven() {
        let id = stable_id("unit", "backby");
        assert_eq!(id, stable_id("unit", "backby"));
        assert_ne!(id, stable_id("unit", "hemdal"));
        assert_eq!(id.get_version_num(), 7);
    }
}
