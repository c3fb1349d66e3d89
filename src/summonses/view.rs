//! What clients send and see of summonses.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::summons::{Summons, SummonsKind, SummonsStatus};
use crate::{
    id::{BookingId, ResidentId, SummonsId, UnitId},
    page::{Link, Links},
    programmes::Programme,
    sql::Moment,
    units::ResidentAtUnit,
};

/// Somebody to summon: by personal number or by id.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(
    rename = "NewSummons",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none,
    example
)]
pub struct NewSummonsWish {
    /// Twelve characters, with or without a hyphen before the last four.
    #[serde(default)]
    #[validate(length(min = 1, max = 20))]
    #[oai(validator(min_length = 1, max_length = 20))]
    pub personal_number: Option<String>,
    #[serde(default)]
    pub resident_id: Option<ResidentId>,
    /// What for: the code of a time type of the unit's, or of those it groups. It can't be changed on the way.
    #[validate(length(min = 1, max = 40), custom(function = "crate::programmes::is_code"))]
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9._-]{1,40}$"))]
    pub time_type_code: String,
    /// The programme behind it, if there is one.
    #[serde(default)]
    pub programme: Option<Programme>,
    /// The last day on which a time can be booked from it.
    pub valid_through: NaiveDate,
    /// To the resident, in the unit's words: why, and how to prepare.
    #[serde(default)]
    #[validate(length(min = 1, max = 2000))]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub information: Option<String>,
}

/// What asks a resident to come (kallelse).
#[derive(Debug, Clone, Object)]
#[oai(rename = "Summons", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct SummonsView {
    pub id: SummonsId,
    pub kind: SummonsKind,
    pub status: SummonsStatus,
    pub resident_id: ResidentId,
    /// Whom it summons, as the unit sees them; absent for residents.
    pub resident: Option<ResidentAtUnit>,
    pub sender: SummonsSender,
    #[oai(validator(max_length = 40))]
    pub time_type_code: String,
    pub programme: Option<Programme>,
    /// The last day on which a time can be booked from it.
    pub valid_through: NaiveDate,
    #[oai(validator(max_length = 2000))]
    pub information: Option<String>,
    pub made_at: Moment,
    /// Whether it is in the inbox. One that is not goes by post; why, nobody is told.
    pub digital_copy: bool,
    /// Whether it goes on paper too.
    pub paper_copy: bool,
    /// When the resident first saw it.
    pub opened_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    /// The booking that it came with or has led to.
    pub booking_id: Option<BookingId>,
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// `self`, and what is left to do: `open`, `book`, `decline`, `booking`; for the unit `withdraw` and `print`.
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The unit that summons; a virtual one gives no care itself.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct SummonsSender {
    pub id: UnitId,
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub name: String,
}

/// A summons on paper.
#[derive(Debug, Clone, Object)]
#[oai(rename = "SummonsLetter", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct LetterView {
    pub summons_id: SummonsId,
    pub unit_id: UnitId,
    /// Whom it goes to. Of somebody with a protected identity the address is asked of the Tax Agency, which forwards.
    pub resident: ResidentAtUnit,
    /// When the mail-out takes it.
    pub due_at: Moment,
    pub sent_at: Option<Moment>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl SummonsView {
    pub fn new(it: Summons, resident: Option<ResidentAtUnit>, links: Links) -> Self {
        Self {
            id: it.id,
            kind: it.kind,
            status: it.status,
            resident_id: it.resident,
            resident,
            sender: SummonsSender { id: it.unit, hsa_id: it.unit_hsa_id, name: it.unit_name },
            time_type_code: it.time_type_code,
            programme: it.programme,
            valid_through: it.valid_through,
            information: it.information,
            made_at: it.made_at.into(),
            digital_copy: it.digital_at.is_some(),
            paper_copy: it.paper_copy,
            opened_at: it.opened_at.map(Into::into),
            ended_at: it.ended_at.map(Into::into),
            booking_id: it.time.map(|time| time.booking),
            version: it.version,
            links,
        }
    }
}

pub(super) fn example_id(tail: u64) -> Uuid {
    Uuid::from_u64_pair(0x01a0_b0f0_7a4e_7c5c, 0x9d6f_3f1e_5e8a_1b00 + tail)
}

pub(super) fn example_links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    let link = Link { href, rel: "self".into(), method: "GET".into() };
    Links::from([("self".into(), link)])
}

pub(super) fn example_moment() -> Moment {
    Moment("2026-11-23T11:00:00Z".parse().expect("an instant"))
}

pub(super) fn example_day() -> NaiveDate {
    "2027-11-23".parse().expect("a date")
}

impl Example for NewSummonsWish {
    fn example() -> Self {
        Self {
            personal_number: Some("19840418-9287".into()),
            resident_id: None,
            time_type_code: "gynprov".into(),
            programme: Some(Programme::Cervical),
            valid_through: example_day(),
            information: Some("Välkommen på gynekologisk cellprovskontroll.".into()),
        }
    }
}

impl Example for SummonsView {
    fn example() -> Self {
        let id = example_id(0x71);
        let resident = ResidentAtUnit::sample();
        Self {
            id: SummonsId(id),
            kind: SummonsKind::Open,
            status: SummonsStatus::Delivered,
            resident_id: resident.id,
            resident: Some(resident),
            sender: SummonsSender {
                id: UnitId(example_id(0x2c)),
                hsa_id: "SE2321000172-DV01".into(),
                name: "Bäckby vårdcentral".into(),
            },
            time_type_code: "gynprov".into(),
            programme: Some(Programme::Cervical),
            valid_through: example_day(),
            information: Some("Välkommen på gynekologisk cellprovskontroll.".into()),
            made_at: example_moment(),
            digital_copy: true,
            paper_copy: false,
            opened_at: None,
            ended_at: None,
            booking_id: None,
            version: 1,
            links: example_links(&format!("/summonses/{id}")),
        }
    }
}

impl Example for LetterView {
    fn example() -> Self {
        let (id, unit) = (example_id(0x71), example_id(0x2c));
        Self {
            summons_id: SummonsId(id),
            unit_id: UnitId(unit),
            resident: ResidentAtUnit::sample(),
            due_at: example_moment(),
            sent_at: None,
            links: example_links(&format!("/units/{unit}/summons-letters/{id}/print")),
        }
    }
}
