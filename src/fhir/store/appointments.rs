//! Appointments, by id and by search.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{settled, unit_of, whole};
use crate::{
    access::{Grant, Sealed},
    bookings::BookingStatus,
    db::Tx,
    failure::Failure,
    fhir::{
        appointment::{self, Person},
        dates::Within,
        policy::{InBook, SearchAppointments},
        schedule::Unit,
        search::{Changed, Place},
    },
    id::{BookingId, ResidentId, SlotId, TimeTypeId, UnitId},
    identity::NumberKind,
    page::{Rows, Wanted},
    schema::{booking as b, resident as r, slot as s, time_type as t, time_type_care_service as c},
};

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
    let unit = unit_of(tx, UnitId(grant.subject()))?;
    let (at, key, changed) = (b::starts_at, b::id, settled(tx, like.changed)?);
    let mut query = bookings()
        .filter(b::unit_id.eq(unit.id))
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
