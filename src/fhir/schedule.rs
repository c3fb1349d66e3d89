//! A time type as a FHIR Schedule: what can be booked at a unit, whose Slots are the times of it.

use chrono::{DateTime, Utc};
use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::{
    datatype::{Bundle, Concept, Identifier, Meta, Reference, Resource},
    policy::{ReadSchedule, SearchSchedules},
    search::{Place, format_of},
    store,
};
use crate::{
    access::Cx,
    audit,
    failure::Failure,
    id::{TimeTypeId, UnitId},
    page::Linker,
    slots::{day_begins, day_ends},
    sql::Moment,
    time_types::{Capabilities, ContactKind, CutOffs, Selection, TimeType},
};

/// What a Schedule is made of.
#[derive(Debug, Clone)]
pub struct Facts {
    pub time_type: TimeType,
    pub unit: Unit,
    pub changed_at: DateTime<Utc>,
}

/// The unit, as others know it.
#[derive(Debug, Clone)]
pub struct Unit {
    pub id: UnitId,
    pub hsa_id: String,
    pub name: String,
}

/// What can be booked at a unit (FHIR R4 Schedule).
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(rename = "FhirSchedule", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct Schedule {
    /// `Schedule`.
    #[oai(validator(max_length = 20))]
    pub resource_type: String,
    /// The time type's.
    pub id: TimeTypeId,
    pub meta: Meta,
    /// The time book's own code of it.
    pub identifier: Vec<Identifier>,
    pub active: bool,
    /// Its name, and its care services (SNOMED CT).
    pub service_type: Vec<Concept>,
    /// The unit, by its HSA-id.
    pub actor: Vec<Reference>,
    /// When a visit can be, where the unit has set days.
    pub planning_horizon: Option<Period>,
    /// What residents are told about it.
    #[oai(validator(max_length = 2000))]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Object)]
#[oai(rename = "FhirPeriod", skip_serializing_if_is_none)]
pub struct Period {
    pub start: Option<Moment>,
    pub end: Option<Moment>,
}

impl Facts {
    /// Blood tests, mornings.
    pub fn example() -> Self {
        let unit = Unit {
            id: UnitId(Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_2b01)),
            hsa_id: "SE2321000172-DV01".into(),
            name: "Bäckby vårdcentral".into(),
        };
        let changed_at = DateTime::from_timestamp(1_795_431_600, 0).expect("in range");
        Self { time_type: time_type(unit.id), unit, changed_at }
    }
}

fn time_type(unit: UnitId) -> TimeType {
    TimeType {
        id: TimeTypeId(Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_2b02)),
        unit,
        code: "provtagning".into(),
        name: "Provtagning".into(),
        information: Some("Ta med legitimation.".into()),
        contact_kind: ContactKind::Visit,
        hidden: false,
        active: true,
        can: Capabilities {
            shows_booked: true,
            takes_bookings: true,
            cancellable: true,
            rebookable: true,
        },
        cut_offs: CutOffs { book: 60, cancel: 60, rebook: 60 },
        bookable_from: None,
        bookable_through: None,
        person_limit: None,
        selection: Selection { minimum_age: None, maximum_age: None, own_region_only: false },
        confirm_within_hours: None,
        rules: Vec::new(),
        care_services: vec!["82078001".into()],
        version: 1,
    }
}

impl Resource for Schedule {
    const KIND: &'static str = "Schedule";
    fn id(&self) -> String {
        self.id.to_string()
    }
}

impl From<Facts> for Schedule {
    fn from(Facts { time_type, unit, changed_at }: Facts) -> Self {
        let (from, through) = (time_type.bookable_from, time_type.bookable_through);
        let horizon = Period {
            start: from.map(|day| Moment(day_begins(day))),
            end: through.map(|day| Moment(day_ends(day))),
        };
        Self {
            resource_type: Self::KIND.into(),
            id: time_type.id,
            meta: Meta::new(changed_at),
            identifier: vec![Identifier { system: None, value: time_type.code }],
            active: time_type.active,
            service_type: vec![Concept::service(&time_type.name, &time_type.care_services)],
            actor: vec![Reference::unit(&unit.hsa_id, &unit.name)],
            planning_horizon: (from.is_some() || through.is_some()).then_some(horizon),
            comment: time_type.information,
        }
    }
}

pub async fn read(cx: Cx, id: TimeTypeId) -> Result<Schedule, Failure> {
    cx.transact(move |tx, _| {
        let (found, grant) = store::schedule(tx, id)?.open::<ReadSchedule>(tx)?;
        Ok(audit::record(tx, grant, Schedule::from(found.facts))?)
    })
    .await
}

/// A unit's, whether residents find them or not, by name. A unit has a few; all are answered at once.
pub async fn search(
    cx: Cx,
    unit: Place,
    format: Option<&'static str>,
) -> Result<Bundle<Schedule>, Failure> {
    cx.transact(move |tx, cx| {
        let query: Vec<_> = [unit.query()].into_iter().chain(format_of(format)).collect();
        let (_, grant) = store::book_at(tx, &unit)?.open::<SearchSchedules>(tx)?;
        let all = store::schedules(tx, &grant)?;
        let all = all.into_iter().map(Schedule::from);
        let bundle = Bundle::whole(all, &Linker::new(cx.asked()), &query);
        Ok(audit::record(tx, grant, bundle)?)
    })
    .await
}

impl Example for Schedule {
    fn example() -> Self {
        Facts::example().into()
    }
}
