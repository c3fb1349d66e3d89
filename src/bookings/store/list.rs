//! Lists bookings by keyset, by when the visit is.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{prelude::*, sql_query, sql_types as sql};
use uuid::Uuid;

use super::rows::{HeldRow, booking_columns, offer_columns};
use crate::{
    access::Grant,
    bookings::{
        policy::{Held, ListOwn},
        unit::{BookedPerson, ListUnit},
        view::When,
    },
    db::{Tx, prepared},
    page::{Rows, Wanted},
    slots::{day_begins, day_ends},
    time_types::Occasion,
};

/// Up to the rows that are wanted: what is added narrows and orders them.
macro_rules! all_of {
    ($narrowed:literal) => {
        concat!(
            "select ",
            booking_columns!(),
            ", ",
            offer_columns!(),
            ", false as busy_elsewhere
             from booking b
             join slot s on s.id = b.slot_id
             join time_type t on t.id = b.time_type_id
             join unit u on u.id = b.unit_id
             join resident p on p.id = b.resident_id
             left join time_type_rule r on r.time_type_id = t.id and r.occasion = $2
             where ",
            $narrowed
        )
    };
}

const LATER_FIRST: &str = all_of!(
    "b.resident_id = $1 and t.shows_booked and b.starts_at >= $3 and b.starts_at < $4
     and (b.starts_at, b.id) < ($5, $6)
     order by b.starts_at desc, b.id desc limit $7"
);
const EARLIER_FIRST: &str = all_of!(
    "b.resident_id = $1 and t.shows_booked and b.starts_at >= $3 and b.starts_at < $4
     and (b.starts_at, b.id) > ($5, $6)
     order by b.starts_at asc, b.id asc limit $7"
);

const DAY_ON: &str = all_of!(
    "b.unit_id = $1 and b.starts_at >= $3 and b.starts_at < $4 and (b.starts_at, b.id) > ($5, $6)
     order by b.starts_at asc, b.id asc limit $7"
);
const DAY_BACK: &str = all_of!(
    "b.unit_id = $1 and b.starts_at >= $3 and b.starts_at < $4 and (b.starts_at, b.id) < ($5, $6)
     order by b.starts_at desc, b.id desc limit $7"
);

/// The granted unit's bookings of that day with who comes, the earliest first.
pub fn of_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<ListUnit>,
    day: NaiveDate,
    wanted: &Wanted,
) -> QueryResult<Rows<(Held, BookedPerson)>> {
    let statement = if wanted.goes_back() { DAY_BACK } else { DAY_ON };
    let (at, id) = wanted.from.map_or((earliest(), Uuid::nil()), |it| (it.at, it.id));
    let query = sql_query(statement)
        .bind::<sql::Uuid, _>(grant.subject())
        .bind::<sql::Text, _>(Occasion::Cancellation)
        .bind::<sql::Timestamptz, _>(day_begins(day))
        .bind::<sql::Timestamptz, _>(day_ends(day))
        .bind::<sql::Timestamptz, _>(at)
        .bind::<sql::Uuid, _>(id)
        .bind::<sql::BigInt, _>(wanted.fetch());
    let rows: Vec<HeldRow> = prepared(query).load(tx.conn)?;
    let held = rows.into_iter().map(|row| {
        let person = row.person();
        let (booking, offer) = row.parts();
        (Held { booking, offer }, person)
    });
    let place = |(held, _): &(Held, BookedPerson)| (held.offer.slot.starts_at, held.booking.id.0);
    Ok(Rows::cut(held.collect(), wanted, place))
}

/// The bookings of the granted person that their time types show, the latest visit first.
pub fn of_person(
    tx: &mut Tx<'_>,
    grant: &Grant<ListOwn>,
    when: Option<When>,
    wanted: &Wanted,
) -> QueryResult<Rows<Held>> {
    let (from, until) = match when {
        Some(When::Coming) => (tx.now, latest()),
        Some(When::Past) => (earliest(), tx.now),
        None => (earliest(), latest()),
    };
    let statement = if wanted.goes_back() { EARLIER_FIRST } else { LATER_FIRST };
    let (at, id) = wanted.from.map_or((latest(), Uuid::max()), |it| (it.at, it.id));
    let query = sql_query(statement)
        .bind::<sql::Uuid, _>(grant.subject())
        .bind::<sql::Text, _>(Occasion::Cancellation)
        .bind::<sql::Timestamptz, _>(from)
        .bind::<sql::Timestamptz, _>(until)
        .bind::<sql::Timestamptz, _>(at)
        .bind::<sql::Uuid, _>(id)
        .bind::<sql::BigInt, _>(wanted.fetch());
    let rows: Vec<HeldRow> = prepared(query).load(tx.conn)?;
    let held = rows.into_iter().map(|row| {
        let (booking, offer) = row.parts();
        Held { booking, offer }
    });
    let place = |held: &Held| (held.offer.slot.starts_at, held.booking.id.0);
    Ok(Rows::cut(held.collect(), wanted, place))
}

/// The year 1900: before any visit.
fn earliest() -> DateTime<Utc> {
    DateTime::from_timestamp(-2_208_988_800, 0).expect("in range")
}

/// The end of 9999: after any visit.
fn latest() -> DateTime<Utc> {
    DateTime::from_timestamp(253_402_300_799, 0).expect("in range")
}
