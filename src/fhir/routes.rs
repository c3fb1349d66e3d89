//! What can be asked of FHIR. Its names are FHIR's own: upper case in paths, `_count` and `actor:identifier` in
//! queries, OperationOutcome for problems.

use poem::web::Data;
use poem_openapi::{
    ApiResponse, Enum, OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{
    appointment::{self, Appointment},
    capability::CapabilityStatement,
    datatype::Bundle,
    dates::DateValue,
    schedule::{self, Schedule},
    search::{self, Place},
    slot::{self, Slot},
};
use crate::{
    access::{Asked, Caller},
    api::Tag,
    failure::Problem,
    id::{BookingId, SlotId, TimeTypeId},
    page::{self, Wanted},
};

/// The formats that FHIR can be asked for with `_format`: all of them are JSON.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "FhirFormat")]
enum Format {
    #[oai(rename = "json")]
    Short,
    #[oai(rename = "application/json")]
    Json,
    #[oai(rename = "application/fhir+json")]
    Fhir,
}

impl Format {
    fn code(self) -> &'static str {
        match self {
            Self::Short => "json",
            Self::Json => "application/json",
            Self::Fhir => "application/fhir+json",
        }
    }
}

/// What an operation here answers, in FHIR's own media type.
macro_rules! answers {
    ($($name:ident($of:ty) = $doc:literal;)+) => {$(
        #[derive(ApiResponse)]
        enum $name {
            #[doc = $doc]
            #[oai(status = 200, content_type = "application/fhir+json")]
            Ok(Json<$of>),
        }
    )+};
}

answers! {
    CapabilityAnswer(CapabilityStatement) = "What this server can do.";
    ScheduleAnswer(Schedule) = "The Schedule.";
    SchedulesAnswer(Bundle<Schedule>) = "What was found.";
    SlotAnswer(Slot) = "The Slot.";
    SlotsAnswer(Bundle<Slot>) = "What was found.";
    AppointmentAnswer(Appointment) = "The Appointment.";
    AppointmentsAnswer(Bundle<Appointment>) = "What was found.";
}

pub struct Routes;

#[OpenApi(prefix_path = "/fhir/R4", tag = "Tag::Partners")]
impl Routes {
    /// See what this FHIR server can do
    ///
    /// FHIR R4 (4.0.1) as JSON: reads and searches. No session is needed.
    #[oai(path = "/metadata", method = "get", operation_id = "readFhirCapabilities")]
    async fn capabilities(
        &self,
        asked: Data<&Asked>,
        /// JSON, whichever way it is said.
        #[oai(name = "_format")]
        _format: Query<Option<Format>>,
    ) -> CapabilityAnswer {
        CapabilityAnswer::Ok(Json(CapabilityStatement::at(&asked.origin)))
    }

    /// Find the Schedules of a unit
    ///
    /// Its time types, also those that residents don't find, by name. For systems with the scope `fhir:read` that
    /// act for the unit.
    #[oai(path = "/Schedule", method = "get", operation_id = "searchFhirSchedules")]
    async fn search_schedules(
        &self,
        caller: Caller,
        /// The unit's HSA-id: `urn:oid:1.2.752.129.2.1.4.1|SE…`, or alone.
        #[oai(name = "actor:identifier", validator(min_length = 1, max_length = 200))]
        actor: Query<String>,
        /// JSON, whichever way it is said.
        #[oai(name = "_format")]
        format: Query<Option<Format>>,
    ) -> Result<SchedulesAnswer, Problem> {
        let unit = Place::unit(&actor)?;
        let format = format.0.map(Format::code);
        Ok(SchedulesAnswer::Ok(Json(schedule::search(caller.0, unit, format).await?)))
    }

    /// Read a Schedule
    ///
    /// What can be booked at a unit. For systems with the scope `fhir:read` that act for the unit.
    #[oai(path = "/Schedule/:timeTypeId", method = "get", operation_id = "readFhirSchedule")]
    async fn read_schedule(
        &self,
        caller: Caller,
        #[oai(name = "timeTypeId")] id: Path<TimeTypeId>,
        /// JSON, whichever way it is said.
        #[oai(name = "_format")]
        _format: Query<Option<Format>>,
    ) -> Result<ScheduleAnswer, Problem> {
        Ok(ScheduleAnswer::Ok(Json(schedule::read(caller.0, id.0).await?)))
    }

    /// Find the Slots of a Schedule
    ///
    /// Its times in whatever state, the earliest first. `start` and `_lastUpdated` can be said twice, as `ge` and
    /// `lt`. What was changed within the last minute is not found by `_lastUpdated` yet; what time alone changes, such as
    /// a cut-off, is no change of its. For systems with the scope `fhir:read` that act for the unit.
    #[oai(path = "/Slot", method = "get", operation_id = "searchFhirSlots")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn search_slots(
        &self,
        caller: Caller,
        /// The Schedule: `Schedule/` and its id, or the id alone.
        #[oai(validator(min_length = 1, max_length = 2000))]
        schedule: Query<String>,
        /// When it starts: a day, or a time with an offset, after `eq`, `ge`, `gt`, `le` or `lt`.
        #[oai(validator(max_items = 4))]
        start: Query<Vec<DateValue>>,
        /// How it stands: codes with commas between.
        #[oai(validator(min_length = 1, max_length = 100))]
        status: Query<Option<String>>,
        /// When it was last changed, as `start`.
        #[oai(name = "_lastUpdated", validator(max_items = 4))]
        updated: Query<Vec<DateValue>>,
        /// The most Slots to answer; there are never more than 100.
        #[oai(
            name = "_count",
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "10000"))
        )]
        count: Query<i32>,
        /// Where to go on, from a `link` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
        /// JSON, whichever way it is said.
        #[oai(name = "_format")]
        format: Query<Option<Format>>,
    ) -> Result<SlotsAnswer, Problem> {
        let wanted = Wanted::read(count.0, cursor.0)?;
        let schedule = search::schedule(&schedule)?;
        let wish = slot::Wish {
            schedule,
            start: start.0,
            status: status.0,
            updated: updated.0,
            format: format.0.map(Format::code),
        };
        Ok(SlotsAnswer::Ok(Json(slot::search(caller.0, wish, wanted).await?)))
    }

    /// Read a Slot
    ///
    /// A time, in whatever state. For systems with the scope `fhir:read` that act for the unit.
    #[oai(path = "/Slot/:slotId", method = "get", operation_id = "readFhirSlot")]
    async fn read_slot(
        &self,
        caller: Caller,
        #[oai(name = "slotId")] id: Path<SlotId>,
        /// JSON, whichever way it is said.
        #[oai(name = "_format")]
        _format: Query<Option<Format>>,
    ) -> Result<SlotAnswer, Problem> {
        Ok(SlotAnswer::Ok(Json(slot::read(caller.0, id.0).await?)))
    }

    /// Find the Appointments of a unit or a Slot
    ///
    /// The earliest first, cancelled ones too. A record system keeps up with what is booked, moved and cancelled by
    /// `_lastUpdated=gt` and the latest `meta.lastUpdated` that it has seen: nothing is missed, since what was changed
    /// within the last minute is not found by `_lastUpdated` yet. Each person whose Appointment is shown finds in their log that it was. For
    /// systems with the scope `fhir:read` that act for the unit.
    #[oai(path = "/Appointment", method = "get", operation_id = "searchFhirAppointments")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn search_appointments(
        &self,
        caller: Caller,
        /// The unit's HSA-id: `urn:oid:1.2.752.129.2.1.4.1|SE…`, or alone. Or `slot`.
        #[oai(name = "actor:identifier", validator(min_length = 1, max_length = 200))]
        actor: Query<Option<String>>,
        /// The Slot: `Slot/` and its id, or the id alone. Or `actor:identifier`.
        #[oai(validator(min_length = 1, max_length = 2000))]
        slot: Query<Option<String>>,
        /// When the visit starts: a day, or a time with an offset, after `eq`, `ge`, `gt`, `le` or `lt`.
        #[oai(validator(max_items = 4))]
        date: Query<Vec<DateValue>>,
        /// How it stands: codes with commas between.
        #[oai(validator(min_length = 1, max_length = 100))]
        status: Query<Option<String>>,
        /// When it was last changed, as `date`.
        #[oai(name = "_lastUpdated", validator(max_items = 4))]
        updated: Query<Vec<DateValue>>,
        /// The most Appointments to answer; there are never more than 100.
        #[oai(
            name = "_count",
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "10000"))
        )]
        count: Query<i32>,
        /// Where to go on, from a `link` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
        /// JSON, whichever way it is said.
        #[oai(name = "_format")]
        format: Query<Option<Format>>,
    ) -> Result<AppointmentsAnswer, Problem> {
        let wanted = Wanted::read(count.0, cursor.0)?;
        let at = appointment::Wish::at(actor.as_deref(), slot.as_deref())?;
        let wish = appointment::Wish {
            at,
            date: date.0,
            status: status.0,
            updated: updated.0,
            format: format.0.map(Format::code),
        };
        let found = appointment::search(caller.0, wish, wanted).await?;
        Ok(AppointmentsAnswer::Ok(Json(found)))
    }

    /// Read an Appointment
    ///
    /// What somebody has been promised: when, for what, with whom, and who comes, by personal number. Why they come
    /// is not told. For systems with the scope `fhir:read` that act for the unit.
    #[oai(path = "/Appointment/:bookingId", method = "get", operation_id = "readFhirAppointment")]
    async fn read_appointment(
        &self,
        caller: Caller,
        #[oai(name = "bookingId")] id: Path<BookingId>,
        /// JSON, whichever way it is said.
        #[oai(name = "_format")]
        _format: Query<Option<Format>>,
    ) -> Result<AppointmentAnswer, Problem> {
        Ok(AppointmentAnswer::Ok(Json(appointment::read(caller.0, id.0).await?)))
    }
}
