//! What is read for FHIR. Nothing is written here.

use chrono::{DateTime, Utc};
use diesel::{
    BoxableExpression,
    dsl::exists,
    pg::Pg,
    prelude::*,
    sql_types::{Bool, Nullable},
};

use super::{
    appointment::{self, Person},
    dates::Within,
    policy::{InBook, SearchAppointments, SearchSchedules, SearchSlots},
    schedule::{self, Unit},
    search::{Changed, Place},
    slot::{self, FhirSlotStatus, open},
};
use crate::{
    access::{Grant, Sealed},
    bookings::BookingStatus,
    db::Tx,
    failure::Failure,
    id::{BookingId, ResidentId, SlotId, TimeTypeId, UnitId},
    identity::NumberKind,
    page::{Rows, Wanted},
    schema::{
        booking as b, resident as r, slot as s, time_type as t, time_type_care_service as c,
        unit as u,
    },
    slots::SlotStatus,
    time_types::{self, TimeBook, TimeType},
};

/// The time book that a search stays within.
pub fn book_at(tx: &mut Tx<'_>, place: &Place) -> Result<Sealed<TimeBook>, Failure> {
    let unit: Option<UnitId> = match place {
        Place::Unit(hsa_id) => u::table.filter(u::hsa_id.eq(hsa_id)).select(u::id).first(tx.conn),
        Place::Slot(id) => s::table.find(id).select(s::unit_id).first(tx.conn),
        Place::Schedule(id) => t::table.find(id).select(t::unit_id).first(tx.conn),
    }
    .optional()?;
    time_types::time_book(tx, unit.ok_or(Failure::Absent)?)
}

/// A time type with its unit.
fn whole(
    tx: &mut Tx<'_>,
    id: TimeTypeId,
) -> Result<(TimeType, Unit, TimeBook, DateTime<Utc>), Failure> {
    let time_type = time_types::load(tx.conn, id)?.ok_or(Failure::Absent)?;
    let row = t::table.inner_join(u::table).filter(t::id.eq(id));
    let (hsa_id, name, region, changed_at) =
        row.select((u::hsa_id, u::name, u::region_code, t::changed_at)).first(tx.conn)?;
    let book = TimeBook { unit: time_type.unit, region };
    let unit = Unit { id: time_type.unit, hsa_id, name };
    Ok((time_type, unit, book, changed_at))
}

pub fn schedule(
    tx: &mut Tx<'_>,
    id: TimeTypeId,
) -> Result<Sealed<InBook<schedule::Facts>>, Failure> {
    let (time_type, unit, book, changed_at) = whole(tx, id)?;
    let facts = schedule::Facts { time_type, unit, changed_at };
    Ok(Sealed::new(InBook { id: id.0, book, patient: None, facts }))
}

/// The granted unit's.
pub fn schedules(
    tx: &mut Tx<'_>,
    grant: &Grant<SearchSchedules>,
) -> QueryResult<Vec<schedule::Facts>> {
    let id = UnitId(grant.subject());
    let (hsa_id, name) = u::table.find(id).select((u::hsa_id, u::name)).first(tx.conn)?;
    let unit = Unit { id, hsa_id, name };
    let changed: Vec<(TimeTypeId, DateTime<Utc>)> =
        t::table.filter(t::unit_id.eq(id)).select((t::id, t::changed_at)).load(tx.conn)?;
    let all = time_types::of_unit(tx.conn, id)?.into_iter().filter_map(|time_type| {
        let changed_at = changed.iter().find(|(id, _)| *id == time_type.id)?.1;
        Some(schedule::Facts { time_type, unit: unit.clone(), changed_at })
    });
    Ok(all.collect())
}

type Condition = Box<dyn BoxableExpression<s::table, Pg, SqlType = Nullable<Bool>>>;
type SlotRow = (
    SlotId,
    DateTime<Utc>,
    DateTime<Utc>,
    SlotStatus,
    i16,
    i16,
    Option<String>,
    DateTime<Utc>,
    bool,
);

/// Whether a seat of slot `s` is a proposal that waits for its answer.
#[diesel::dsl::auto_type]
fn proposed() -> _ {
    let preliminary: &'static str = "preliminary";
    exists(b::table.filter(b::slot_id.eq(s::id)).filter(b::status.eq(preliminary)))
}

#[diesel::dsl::auto_type]
fn slot_columns() -> _ {
    (
        s::id,
        s::starts_at,
        s::ends_at,
        s::status,
        s::seats,
        s::taken,
        s::external_id,
        s::changed_at,
        proposed(),
    )
}

fn facts(row: SlotRow, time_type: TimeType) -> slot::Facts {
    let (id, starts_at, ends_at, status, seats, taken, external_id, changed_at, proposed) = row;
    let full = taken >= seats;
    slot::Facts {
        id,
        starts_at,
        ends_at,
        status,
        full,
        proposed,
        external_id,
        changed_at,
        time_type,
    }
}

pub fn slot(tx: &mut Tx<'_>, id: SlotId) -> Result<Sealed<InBook<slot::Facts>>, Failure> {
    let row: Option<(SlotRow, TimeTypeId)> =
        s::table.find(id).select((slot_columns(), s::time_type_id)).first(tx.conn).optional()?;
    let (row, time_type) = row.ok_or(Failure::Absent)?;
    let (time_type, _, book, _) = whole(tx, time_type)?;
    let facts = facts(row, time_type);
    Ok(Sealed::new(InBook { id: id.0, book, patient: None, facts }))
}

/// Which slots are looked for.
#[derive(Debug, Clone)]
pub struct SlotsLike {
    pub starts: Within,
    pub changed: Changed,
    /// In any of these states.
    pub stands: Option<Vec<FhirSlotStatus>>,
}

/// What [`slot::Facts::stands`] says, for the rows of one time type; the tests hold the two together.
fn stand(status: FhirSlotStatus, open: Option<Within>) -> Condition {
    use SlotStatus::{Blocked, Published, Unpublished, Withdrawn};
    // Where nothing is open, no instant lies within it.
    let Within { from, until } =
        open.unwrap_or(Within { from: Within::ALWAYS.until, until: Within::ALWAYS.from });
    let in_time = s::starts_at.ge(from).and(s::starts_at.lt(until));
    let full = s::taken.ge(s::seats);
    let given = s::status.eq_any([Published, Unpublished]);
    match status {
        FhirSlotStatus::EnteredInError => Box::new(s::status.eq(Withdrawn).nullable()),
        FhirSlotStatus::Busy => {
            Box::new(given.and(full).and(diesel::dsl::not(proposed())).nullable())
        }
        FhirSlotStatus::BusyTentative => Box::new(given.and(full).and(proposed()).nullable()),
        FhirSlotStatus::Free => {
            Box::new(s::status.eq(Published).and(s::taken.lt(s::seats)).and(in_time).nullable())
        }
        FhirSlotStatus::BusyUnavailable => {
            let late = s::starts_at.lt(from).or(s::starts_at.ge(until));
            let kept = s::status.eq(Unpublished).or(late);
            let seats_left = given.and(s::taken.lt(s::seats)).and(kept);
            Box::new(s::status.eq(Blocked).or(seats_left).nullable())
        }
    }
}

/// The slots of the granted unit's time type, the earliest first.
pub fn slots(
    tx: &mut Tx<'_>,
    grant: &Grant<SearchSlots>,
    (schedule, like): (&Place, &SlotsLike),
    wanted: &Wanted,
) -> Result<Rows<slot::Facts>, Failure> {
    let Place::Schedule(id) = schedule else {
        return Err(Failure::Bug("slots are searched by schedule".into()));
    };
    let time_type = time_types::load(tx.conn, *id)?.ok_or(Failure::Absent)?;
    // Its slots are its unit's: asked once here, so that the index of one time type alone serves the search.
    if time_type.unit.0 != grant.subject() {
        return Err(Failure::Absent);
    }
    let (at, key, changed) = (s::starts_at, s::id, like.changed.settled(tx.now));
    let mut query = s::table
        .select(slot_columns())
        .filter(s::time_type_id.eq(id))
        .filter(at.ge(like.starts.from).and(at.lt(like.starts.until)))
        .filter(s::changed_at.ge(changed.from).and(s::changed_at.lt(changed.until)))
        .limit(wanted.fetch())
        .into_boxed();
    if let Some(statuses) = &like.stands {
        let open = open(&time_type, tx.now);
        let nothing: Condition = Box::new(s::status.eq("").nullable());
        let any = statuses.iter().fold(nothing, |any, it| Box::new(any.or(stand(*it, open))));
        query = query.filter(any);
    }
    query = match wanted.from {
        None => query,
        Some(from) if from.back => {
            query.filter(at.lt(from.at).or(at.eq(from.at).and(key.lt(SlotId(from.id)))))
        }
        Some(from) => query.filter(at.gt(from.at).or(at.eq(from.at).and(key.gt(SlotId(from.id))))),
    };
    query = match wanted.goes_back() {
        true => query.order((at.desc(), key.desc())),
        false => query.order((at.asc(), key.asc())),
    };
    let rows: Vec<SlotRow> = query.load(tx.conn)?;
    let rows = rows.into_iter().map(|row| facts(row, time_type.clone())).collect();
    Ok(Rows::cut(rows, wanted, |facts: &slot::Facts| (facts.starts_at, facts.id.0)))
}

type PersonRow = (ResidentId, String, NumberKind, bool);
type AppointmentRow = (
    (BookingId, SlotId, BookingStatus, TimeTypeId, DateTime<Utc>, DateTime<Utc>),
    (DateTime<Utc>, DateTime<Utc>),
    (Option<String>, Option<String>),
    PersonRow,
);

#[diesel::dsl::auto_type]
fn bookings() -> _ {
    b::table.inner_join(s::table.on(s::id.eq(b::slot_id))).inner_join(r::table).select((
        (b::id, b::slot_id, b::status, b::time_type_id, b::starts_at, b::ends_at),
        (b::made_at, b::changed_at),
        (s::practitioner_hsa_id, s::practitioner_name),
        (r::id, r::personal_number, r::number_kind, r::protected_identity),
    ))
}

/// What a time type is called and stands for.
struct Service {
    id: TimeTypeId,
    name: String,
    codes: Vec<String>,
}

fn services(tx: &mut Tx<'_>, ids: &[TimeTypeId]) -> QueryResult<Vec<Service>> {
    let names: Vec<(TimeTypeId, String)> =
        t::table.filter(t::id.eq_any(ids)).select((t::id, t::name)).load(tx.conn)?;
    let codes: Vec<(TimeTypeId, String)> = c::table
        .filter(c::time_type_id.eq_any(ids))
        .order(c::code)
        .select((c::time_type_id, c::code))
        .load(tx.conn)?;
    let service = |(id, name)| {
        let own = codes.iter().filter(|(of, _)| *of == id).map(|(_, code)| code.clone());
        Service { id, name, codes: own.collect() }
    };
    Ok(names.into_iter().map(service).collect())
}

fn made(row: AppointmentRow, unit: &Unit, services: &[Service]) -> appointment::Facts {
    let (booking, (made_at, changed_at), (hsa_id, name), person) = row;
    let (id, slot, status, time_type, starts_at, ends_at) = booking;
    let service = services.iter().find(|it| it.id == time_type);
    let (resident, number, kind, protected) = person;
    appointment::Facts {
        id,
        slot,
        status,
        starts_at,
        ends_at,
        time_type: service.map(|it| it.name.clone()).unwrap_or_default(),
        care_services: service.map(|it| it.codes.clone()).unwrap_or_default(),
        unit: unit.clone(),
        practitioner: hsa_id.zip(name),
        person: Person { id: resident, number, kind, protected },
        made_at,
        changed_at,
    }
}

pub fn appointment(
    tx: &mut Tx<'_>,
    id: BookingId,
) -> Result<Sealed<InBook<appointment::Facts>>, Failure> {
    let row: Option<AppointmentRow> = bookings().filter(b::id.eq(id)).first(tx.conn).optional()?;
    let row = row.ok_or(Failure::Absent)?;
    let (_, unit, book, _) = whole(tx, row.0.3)?;
    let services = services(tx, &[row.0.3])?;
    let facts = made(row, &unit, &services);
    Ok(Sealed::new(InBook { id: id.0, book, patient: Some(facts.person.id), facts }))
}

/// Which bookings are looked for.
#[derive(Debug, Clone)]
pub struct AppointmentsLike {
    pub starts: Within,
    pub changed: Changed,
    pub statuses: Option<Vec<BookingStatus>>,
}

/// The granted unit's bookings, the earliest visit first.
pub fn appointments(
    tx: &mut Tx<'_>,
    grant: &Grant<SearchAppointments>,
    (place, like): (&Place, &AppointmentsLike),
    wanted: &Wanted,
) -> QueryResult<Rows<appointment::Facts>> {
    let id = UnitId(grant.subject());
    let (hsa_id, name) = u::table.find(id).select((u::hsa_id, u::name)).first(tx.conn)?;
    let unit = Unit { id, hsa_id, name };
    let (at, key, changed) = (b::starts_at, b::id, like.changed.settled(tx.now));
    let mut query = bookings()
        .filter(b::unit_id.eq(id))
        .filter(at.ge(like.starts.from).and(at.lt(like.starts.until)))
        .filter(b::changed_at.ge(changed.from).and(b::changed_at.lt(changed.until)))
        .limit(wanted.fetch())
        .into_boxed();
    if let Place::Slot(slot) = place {
        query = query.filter(b::slot_id.eq(slot));
    }
    if let Some(statuses) = &like.statuses {
        query = query.filter(b::status.eq_any(statuses));
    }
    query = match wanted.from {
        None => query,
        Some(from) if from.back => {
            query.filter(at.lt(from.at).or(at.eq(from.at).and(key.lt(BookingId(from.id)))))
        }
        Some(from) => {
            query.filter(at.gt(from.at).or(at.eq(from.at).and(key.gt(BookingId(from.id)))))
        }
    };
    query = match wanted.goes_back() {
        true => query.order((at.desc(), key.desc())),
        false => query.order((at.asc(), key.asc())),
    };
    let rows: Vec<AppointmentRow> = query.load(tx.conn)?;
    let mut ids: Vec<TimeTypeId> = rows.iter().map(|row| row.0.3).collect();
    ids.sort();
    ids.dedup();
    let services = services(tx, &ids)?;
    let rows = rows.into_iter().map(|row| made(row, &unit, &services)).collect();
    Ok(Rows::cut(rows, wanted, |facts: &appointment::Facts| (facts.starts_at, facts.id.0)))
}
