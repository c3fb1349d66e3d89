//! Slots, by id and by search.

use chrono::{DateTime, Utc};
use diesel::{
    BoxableExpression,
    dsl::exists,
    pg::Pg,
    prelude::*,
    sql_types::{Bool, Nullable},
};

use super::{settled, whole};
use crate::{
    access::{Grant, Sealed},
    db::Tx,
    failure::Failure,
    fhir::{
        dates::Within,
        policy::{InBook, SearchSlots},
        search::Changed,
        slot::{self, FhirSlotStatus, open},
    },
    id::{SlotId, TimeTypeId},
    page::{Rows, Wanted},
    schema::{booking as b, slot as s},
    slots::SlotStatus,
    time_types::{self, TimeType},
};

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
    (id, like): (TimeTypeId, &SlotsLike),
    wanted: &Wanted,
) -> Result<Rows<slot::Facts>, Failure> {
    let time_type = time_types::load(tx.conn, id)?.ok_or(Failure::Absent)?;
    // Its slots are its unit's: asked once here, so that the index of one time type alone serves the search.
    if time_type.unit.0 != grant.subject() {
        return Err(Failure::Absent);
    }
    let (at, key, changed) = (s::starts_at, s::id, settled(tx, like.changed)?);
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
