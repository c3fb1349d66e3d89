//! What is read for FHIR. Nothing is written here.

mod appointments;
mod slots;

pub use appointments::{AppointmentsLike, appointment, appointments};
pub use slots::{SlotsLike, slot, slots};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{prelude::*, sql_query, sql_types as sql};

use super::{
    dates::Within,
    policy::{InBook, SearchSchedules},
    schedule::{self, Unit},
    search::{Changed, Place},
};
use crate::{
    access::{Grant, Sealed},
    db::Tx,
    failure::Failure,
    id::{TimeTypeId, UnitId},
    schema::{slot as s, time_type as t, unit as u},
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

fn unit_of(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Unit> {
    let (hsa_id, name) = u::table.find(id).select((u::hsa_id, u::name)).first(tx.conn)?;
    Ok(Unit { id, hsa_id, name })
}

/// The granted unit's.
pub fn schedules(
    tx: &mut Tx<'_>,
    grant: &Grant<SearchSchedules>,
) -> QueryResult<Vec<schedule::Facts>> {
    let unit = unit_of(tx, UnitId(grant.subject()))?;
    let changed: Vec<(TimeTypeId, DateTime<Utc>)> =
        t::table.filter(t::unit_id.eq(unit.id)).select((t::id, t::changed_at)).load(tx.conn)?;
    let all = time_types::of_unit(tx.conn, unit.id)?.into_iter().filter_map(|time_type| {
        let changed_at = changed.iter().find(|(id, _)| *id == time_type.id)?.1;
        Some(schedule::Facts { time_type, unit: unit.clone(), changed_at })
    });
    Ok(all.collect())
}

/// How much younger than it was when it began a change can seem: the clocks of the database and of its clients differ,
/// and a transaction writes nothing at first.
const MARGIN: TimeDelta = TimeDelta::seconds(60);

#[derive(QueryableByName)]
struct Oldest {
    #[diesel(sql_type = sql::Nullable<sql::Timestamptz>)]
    began: Option<DateTime<Utc>>,
}

/// What a search by `_lastUpdated` finds now. A change bears the moment at which its transaction began, and may be seen
/// later than another that began after it. So that nobody who asks for what is newer than the newest they have seen
/// misses it, what is younger than the oldest transaction that still writes is not told of yet, nor what is of the
/// last minute. Postgres tells only of sessions of the same role: `serve` and `work` are of one.
fn settled(tx: &mut Tx<'_>, changed: Changed) -> QueryResult<Within> {
    if !changed.asked {
        return Ok(changed.within);
    }
    let oldest: Oldest = sql_query(
        "select min(xact_start) as began from pg_stat_activity
         where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()",
    )
    .get_result(tx.conn)?;
    let until = oldest.began.map_or(tx.now, |began| began.min(tx.now)) - MARGIN;
    Ok(changed.within.and(Within { until, ..Within::ALWAYS }))
}
