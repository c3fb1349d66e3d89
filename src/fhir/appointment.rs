//! What somebody has been promised as a FHIR Appointment: when, for what, with whom, and who comes. Why they come
//! stays with the unit.

use chrono::{DateTime, Utc};
use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::{
    datatype::{Bundle, Concept, Identifier, Meta, Reference, Resource},
    dates::{DateValue, Within},
    policy::{ReadAppointment, SearchAppointments},
    schedule::{self, Unit},
    search::{self, Changed, Place, format_of, unreadable},
    slot, store,
};
use crate::{
    access::Cx,
    audit,
    bookings::BookingStatus,
    failure::Failure,
    id::{BookingId, ResidentId, SlotId},
    identity::NumberKind,
    page::{Linker, Wanted},
    sql::Moment,
};

crate::sql::code! {
    /// How an Appointment stands (FHIR R4 AppointmentStatus; services.md 3.7, P84).
    FhirAppointmentStatus {
        /// A proposal that waits for its answer.
        Pending = "pending",
        Booked = "booked",
        /// The person has come.
        Arrived = "arrived",
        Fulfilled = "fulfilled",
        /// Also one that nobody answered, and one that another took the place of; `cancelationReason` says so.
        Cancelled = "cancelled",
        Noshow = "noshow",
    }
}

crate::sql::code! {
    /// What a participant has said (FHIR R4 ParticipationStatus).
    FhirParticipation {
        Accepted = "accepted",
        /// A proposal that the person has not answered, or never did.
        NeedsAction = "needs-action",
    }
}

impl FhirAppointmentStatus {
    pub fn of(status: BookingStatus) -> Self {
        match status {
            BookingStatus::Preliminary => Self::Pending,
            BookingStatus::Confirmed => Self::Booked,
            BookingStatus::Arrived => Self::Arrived,
            BookingStatus::Fulfilled => Self::Fulfilled,
            BookingStatus::NoShow => Self::Noshow,
            BookingStatus::Cancelled | BookingStatus::AutoCancelled | BookingStatus::Rebooked => {
                Self::Cancelled
            }
        }
    }
}

const SYSTEM: &str = "http://hl7.org/fhir/appointmentstatus";

/// What an Appointment is made of. Personal data: no log.
#[derive(Debug, Clone)]
pub struct Facts {
    pub id: BookingId,
    pub slot: SlotId,
    pub status: BookingStatus,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub time_type: String,
    pub care_services: Vec<String>,
    pub unit: Unit,
    /// HSA-id and name.
    pub practitioner: Option<(String, String)>,
    pub person: Person,
    pub made_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
}

/// Who comes.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: ResidentId,
    pub number: String,
    pub kind: NumberKind,
    pub protected: bool,
}

/// A seat that somebody has been promised (FHIR R4 Appointment).
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(rename = "FhirAppointment", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct Appointment {
    /// `Appointment`.
    #[oai(validator(max_length = 20))]
    pub resource_type: String,
    /// The booking's.
    pub id: BookingId,
    pub meta: Meta,
    pub status: FhirAppointmentStatus,
    /// Why it is cancelled, where that was not somebody's decision: `rebooked` or `unanswered`.
    pub cancelation_reason: Option<Concept>,
    pub service_type: Vec<Concept>,
    pub start: Moment,
    pub end: Moment,
    pub slot: Vec<Reference>,
    /// When it was made.
    pub created: Moment,
    /// The patient, the unit, and the practitioner where the time has one.
    pub participant: Vec<Participant>,
}

#[derive(Debug, Clone, PartialEq, Object)]
#[oai(rename = "FhirParticipant")]
pub struct Participant {
    pub actor: Reference,
    pub status: FhirParticipation,
}

impl Resource for Appointment {
    const KIND: &'static str = "Appointment";
    fn id(&self) -> String {
        self.id.to_string()
    }
}

impl From<Facts> for Appointment {
    fn from(facts: Facts) -> Self {
        let status = FhirAppointmentStatus::of(facts.status);
        let reason = match facts.status {
            BookingStatus::Rebooked => Some("rebooked"),
            BookingStatus::AutoCancelled => Some("unanswered"),
            _ => None,
        };
        Self {
            resource_type: Self::KIND.into(),
            id: facts.id,
            meta: Meta::new(facts.changed_at).guarded(facts.person.protected),
            status,
            cancelation_reason: reason.map(Concept::text),
            service_type: vec![Concept::service(&facts.time_type, &facts.care_services)],
            start: Moment(facts.starts_at),
            end: Moment(facts.ends_at),
            slot: vec![Reference::to("Slot", facts.slot)],
            created: Moment(facts.made_at),
            participant: participants(&facts),
        }
    }
}

fn participants(facts: &Facts) -> Vec<Participant> {
    let patient = Identifier::person(facts.person.kind, &facts.person.number);
    let unanswered = [BookingStatus::Preliminary, BookingStatus::AutoCancelled];
    let said = match unanswered.contains(&facts.status) {
        true => FhirParticipation::NeedsAction,
        false => FhirParticipation::Accepted,
    };
    let accepted = |actor| Participant { actor, status: FhirParticipation::Accepted };
    let mut all =
        vec![Participant { actor: Reference::known_as("Patient", patient, None), status: said }];
    all.push(accepted(Reference::unit(&facts.unit.hsa_id, &facts.unit.name)));
    let practitioner = facts.practitioner.as_ref();
    all.extend(practitioner.map(|(hsa_id, name)| accepted(Reference::practitioner(hsa_id, name))));
    all
}

/// Which Appointments are looked for, at one unit or one slot.
#[derive(Debug, Clone)]
pub struct Wish {
    pub at: Place,
    pub date: Vec<DateValue>,
    pub status: Option<String>,
    pub updated: Vec<DateValue>,
    pub format: Option<&'static str>,
}

impl Wish {
    /// A unit, or a slot, which is at a unit.
    pub fn at(unit: Option<&str>, slot: Option<&str>) -> Result<Place, Failure> {
        match (unit, slot) {
            (Some(unit), None) => Place::unit(unit),
            (None, Some(slot)) => Place::slot(slot),
            _ => Err(unreadable(
                "Ange actor:identifier eller slot, inte båda.",
                "Give actor:identifier or slot, not both.",
            )),
        }
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = vec![self.at.query()];
        query.extend(self.date.iter().map(|it| ("date", it.0.clone())));
        query.extend(self.status.iter().map(|it| ("status", it.clone())));
        query.extend(self.updated.iter().map(|it| ("_lastUpdated", it.0.clone())));
        query.extend(format_of(self.format));
        query
    }
}

pub async fn read(cx: Cx, id: BookingId) -> Result<Appointment, Failure> {
    cx.transact(move |tx, _| {
        let (found, grant) = store::appointment(tx, id)?.open::<ReadAppointment>(tx)?;
        Ok(audit::record(tx, grant, Appointment::from(found.facts))?)
    })
    .await
}

/// The unit's, the earliest first. Each person whose Appointment is shown is told who saw it.
pub async fn search(cx: Cx, wish: Wish, wanted: Wanted) -> Result<Bundle<Appointment>, Failure> {
    let narrow = store::AppointmentsLike {
        starts: Within::read("date", &wish.date)?,
        changed: Changed::read(&wish.updated)?,
        statuses: wish.status.as_deref().map(statuses).transpose()?,
    };
    cx.transact(move |tx, cx| {
        let (_, grant) = store::book_at(tx, &wish.at)?.open::<SearchAppointments>(tx)?;
        let rows = store::appointments(tx, &grant, (&wish.at, &narrow), &wanted)?;
        let seen: Vec<ResidentId> = rows.rows.iter().map(|facts| facts.person.id).collect();
        let (query, linker) = (wish.query(), Linker::new(cx.asked()));
        let bundle = Bundle::of(rows, &wanted, &linker, &query, Appointment::from);
        Ok(audit::record_each(tx, grant, seen, bundle)?)
    })
    .await
}

/// The bookings' own statuses behind those that are asked for.
fn statuses(asked: &str) -> Result<Vec<BookingStatus>, Failure> {
    let all = FhirAppointmentStatus::ALL.iter().map(|it| (it.code(), *it)).collect::<Vec<_>>();
    let asked = search::statuses(SYSTEM, asked, &all)?;
    let own = BookingStatus::ALL.iter().copied();
    Ok(own.filter(|it| asked.contains(&FhirAppointmentStatus::of(*it))).collect())
}

impl Facts {
    pub fn example() -> Self {
        let schedule::Facts { time_type, unit, changed_at } = schedule::Facts::example();
        let slot = slot::Facts::example();
        Self {
            id: BookingId(Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_2b06)),
            slot: slot.id,
            status: BookingStatus::Confirmed,
            starts_at: slot.starts_at,
            ends_at: slot.ends_at,
            time_type: time_type.name,
            care_services: time_type.care_services,
            unit,
            practitioner: Some(("SE2321000172-DP02".into(), "Mikael Sandberg".into())),
            person: Person {
                id: ResidentId(Uuid::nil()),
                number: "198404189287".into(),
                kind: NumberKind::Personnummer,
                protected: false,
            },
            made_at: changed_at,
            changed_at,
        }
    }
}

impl Example for Appointment {
    fn example() -> Self {
        Facts::example().into()
    }
}

#[cfg(test)]
mod tests {
    use super::{FhirAppointmentStatus as S, *};

    fn of(status: BookingStatus) -> Appointment {
        Facts { status, ..Facts::example() }.into()
    }

    #[test]
    fn each_status_of_a_booking_has_its_word_in_fhir() {
        let expected = [
            (BookingStatus::Preliminary, S::Pending, None),
            (BookingStatus::Confirmed, S::Booked, None),
            (BookingStatus::Arrived, S::Arrived, None),
            (BookingStatus::Fulfilled, S::Fulfilled, None),
            (BookingStatus::NoShow, S::Noshow, None),
            (BookingStatus::Cancelled, S::Cancelled, None),
            (BookingStatus::AutoCancelled, S::Cancelled, Some("unanswered")),
            (BookingStatus::Rebooked, S::Cancelled, Some("rebooked")),
        ];
        assert_eq!(expected.len(), BookingStatus::ALL.len());
        for (status, word, reason) in expected {
            let appointment = of(status);
            assert_eq!(appointment.status, word, "{status:?}");
            let told = appointment.cancelation_reason.and_then(|it| it.text);
            assert_eq!(told.as_deref(), reason, "{status:?}");
        }
    }

    #[test]
    fn a_proposal_waits_for_the_patient_alone() {
        let said: Vec<_> =
            of(BookingStatus::Preliminary).participant.iter().map(|it| it.status).collect();
        let accepted = FhirParticipation::Accepted;
        assert_eq!(said, [FhirParticipation::NeedsAction, accepted, accepted]);
    }

    #[test]
    fn who_comes_is_told_by_number_alone_and_guarded_where_whereabouts_are_protected() {
        let facts = Facts::example();
        let plain = Appointment::from(facts.clone());
        let patient = &plain.participant[0].actor;
        assert_eq!((&patient.display, &patient.reference), (&None, &None));
        assert_eq!(plain.meta.security, None);
        let person =
            Person { protected: true, kind: NumberKind::Coordination, ..facts.person.clone() };
        let guarded = Appointment::from(Facts { person, ..facts });
        assert_eq!(guarded.meta.security.expect("said")[0].code, "R");
        let number = guarded.participant[0].actor.identifier.as_ref().expect("said");
        assert_eq!(number.system.as_deref(), Some("urn:oid:1.2.752.129.2.1.3.3"));
    }

    #[test]
    fn cancelled_means_all_that_ended_before_its_time() {
        let all = statuses("cancelled,booked").ok();
        use BookingStatus::{AutoCancelled, Cancelled, Confirmed, Rebooked};
        assert_eq!(all, Some(vec![Confirmed, Cancelled, AutoCancelled, Rebooked]));
        assert!(statuses("confirmed").is_err());
    }

    #[test]
    fn one_unit_or_one_slot_is_asked_about() {
        assert!(Wish::at(None, None).is_err());
        assert!(Wish::at(Some("SE1-A"), Some("Slot/7")).is_err());
        assert_eq!(Wish::at(Some("SE1-A"), None).ok(), Some(Place::Unit("SE1-A".into())));
    }
}
