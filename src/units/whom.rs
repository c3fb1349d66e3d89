//! The resident that staff mean: by personal number, which stands only in bodies, or by id.

use poem_openapi::Object;
use uuid::Uuid;

use super::store::{self, ResidentRow};
use crate::{db::Tx, failure::Failure, id::ResidentId, identity::PersonalNumber};

/// A resident as the unit's administrators see them.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ResidentAtUnit", rename_all = "camelCase")]
pub struct ResidentAtUnit {
    pub id: ResidentId,
    #[oai(validator(max_length = 12))]
    pub personal_number: String,
    #[oai(validator(max_length = 200))]
    pub given_name: String,
    #[oai(validator(max_length = 200))]
    pub family_name: String,
    /// Whether to show that the identity is protected.
    pub protected_identity: bool,
}

/// Finds the one that is meant. A search that finds nobody is recorded as refused.
pub fn find(
    tx: &mut Tx<'_>,
    number: Option<&str>,
    id: Option<ResidentId>,
) -> Result<ResidentRow, Failure> {
    find_as(tx, (number, id), ["/personalNumber", "/residentId"])
}

/// The same, where the two stand under other names.
pub fn find_as(
    tx: &mut Tx<'_>,
    (number, id): (Option<&str>, Option<ResidentId>),
    [by_number, by_id]: [&str; 2],
) -> Result<ResidentRow, Failure> {
    match (number, id) {
        (Some(number), None) => {
            let number = PersonalNumber::read(number, tx.today).map_err(|fault| {
                let sv = "Det är inget giltigt personnummer.";
                let en = "It is not a valid personal number.";
                Failure::field(by_number, fault.code(), sv, en)
            })?;
            let found = store::resident_by_number(tx, number.as_str())?;
            found.ok_or_else(|| unknown(by_number))
        }
        (None, Some(id)) => store::resident_by_id(tx, id)?.ok_or_else(|| unknown(by_id)),
        _ => {
            let sv = "Ange antingen personnummer eller id.";
            let en = "Give either the personal number or the id.";
            Err(Failure::field(by_id, "one-of", sv, en))
        }
    }
}

fn unknown(pointer: &str) -> Failure {
    let (sv, en) = ("Invånaren finns inte i registret.", "The resident is not in the register.");
    Failure::field(pointer, "unknown-resident", sv, en)
}

impl From<ResidentRow> for ResidentAtUnit {
    fn from(row: ResidentRow) -> Self {
        Self {
            id: row.id,
            personal_number: row.personal_number,
            given_name: row.given_name,
            family_name: row.family_name,
            protected_identity: row.protected_identity,
        }
    }
}

impl ResidentAtUnit {
    /// One of the Tax Agency's official test numbers.
    pub fn sample() -> Self {
        Self {
            id: ResidentId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2f)),
            personal_number: "198404189287".into(),
            given_name: "Anna".into(),
            family_name: "Lindström".into(),
            protected_identity: false,
        }
    }
}
