//! The SQL of free times. It is public: no row of it says who has booked.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    QueryableByName,
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Date, Timestamptz, Uuid as SqlUuid},
};
use uuid::Uuid;

use crate::{
    db::prepared,
    id::{SlotId, TimeTypeId, UnitId},
    page::{Cursor, Wanted},
    schema::{time_type as t, time_type_care_service, unit},
    slots::search::{Kind, Which, Window},
    time_types::ContactKind,
};

/// More time types than this are not searched at once.
const MOST_KINDS: i64 = 2_000;

type KindRow = (TimeTypeId, i32, Option<NaiveDate>, Option<NaiveDate>);

/// The time types that are meant, each with what decides when it is shown.
pub fn kinds(conn: &mut PgConnection, which: &Which) -> QueryResult<Vec<Kind>> {
    let mut query = t::table.inner_join(unit::table).filter(t::active).into_boxed();
    let is_public = t::takes_bookings
        .and(t::hidden.eq(false))
        .and(unit::shown)
        .and(unit::status.eq_any(["active", "closing"]));
    query = match which {
        Which::Type(id) => query.filter(t::id.eq(*id)).filter(is_public),
        Which::Unit(id, None) => query.filter(t::unit_id.eq(*id)).filter(is_public),
        Which::Unit(id, Some(code)) => {
            query.filter(t::unit_id.eq(*id).and(t::code.eq(code))).filter(is_public)
        }
        Which::CareService(code) => {
            let such = time_type_care_service::table
                .filter(time_type_care_service::code.eq(code))
                .select(time_type_care_service::time_type_id);
            query.filter(t::id.eq_any(such)).filter(is_public)
        }
        Which::Code(code) => query.filter(t::code.eq(code)).filter(is_public),
        Which::Summoned { code, units } => {
            query.filter(t::code.eq(code)).filter(t::unit_id.eq_any(units))
        }
        Which::AlsoHidden(id) => query.filter(t::id.eq(*id)),
    };
    let rows: Vec<KindRow> = query
        .select((t::id, t::book_cut_off_minutes, t::bookable_from, t::bookable_through))
        .limit(MOST_KINDS)
        .load(conn)?;
    let kind = |(id, book_cut_off, bookable_from, bookable_through)| Kind {
        id,
        book_cut_off,
        bookable_from,
        bookable_through,
    };
    Ok(rows.into_iter().map(kind).collect())
}

/// A time that can be booked, with what one chooses it by.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct FreeSlot {
    #[diesel(sql_type = SqlUuid)]
    pub id: SlotId,
    #[diesel(sql_type = SqlUuid)]
    pub unit_id: UnitId,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub unit_name: String,
    #[diesel(sql_type = SqlUuid)]
    pub time_type_id: TimeTypeId,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub time_type: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub time_type_name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub contact_kind: ContactKind,
    #[diesel(sql_type = Timestamptz)]
    pub starts_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: DateTime<Utc>,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pub free_seats: i32,
    #[diesel(sql_type = diesel::sql_types::Nullable<SqlUuid>)]
    pub practitioner_id: Option<Uuid>,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub practitioner_name: Option<String>,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    pub alternative_address: Option<String>,
}

/// What every row of an answer holds.
const SHOWN: &str = "slot.id, slot.unit_id, unit.name as unit_name, slot.time_type_id,
    time_type.code as time_type, time_type.name as time_type_name, time_type.contact_kind,
    slot.starts_at, slot.ends_at, slot.seats - slot.taken::integer as free_seats,
    slot.practitioner_id, slot.practitioner_name, slot.alternative_address";

/// The free times in those windows, the earliest first. Each time type's are read from its own part of
/// the index and no further than the page needs; whole rows are fetched for the page alone.
pub fn page(
    conn: &mut PgConnection,
    windows: &[Window],
    practitioner: Option<Uuid>,
    wanted: &Wanted,
) -> QueryResult<Vec<FreeSlot>> {
    let (order, beyond) = if wanted.goes_back() { ("desc", "<") } else { ("asc", ">") };
    let rows = wanted.fetch();
    let by = practitioner.map_or("", |_| "and practitioner_id = $6");
    // What is not asked for is bound all the same, so that parameters keep their numbers.
    let sql = format!(
        "with hit as materialized (
            select near.starts_at, near.id
            from unnest($1, $2, $3) as kind (id, opens, closes) cross join lateral (
                select slot.starts_at, slot.id from slot
                where slot.time_type_id = kind.id and slot.status = 'published'
                    and slot.taken < slot.seats
                    and slot.starts_at >= kind.opens and slot.starts_at < kind.closes
                    and (slot.starts_at, slot.id) {beyond} ($4, $5) {by}
                order by slot.starts_at {order}, slot.id {order} limit {rows}) near
            order by near.starts_at {order}, near.id {order} limit {rows})
         select {SHOWN} from hit join slot on slot.id = hit.id
            join time_type on time_type.id = slot.time_type_id join unit on unit.id = slot.unit_id
         order by hit.starts_at {order}, hit.id {order}"
    );
    let (ids, opens, closes) = columns(windows);
    let from =
        wanted.from.unwrap_or(Cursor { at: DateTime::UNIX_EPOCH, id: Uuid::nil(), back: false });
    let query = sql_query(sql)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Timestamptz>, _>(opens)
        .bind::<Array<Timestamptz>, _>(closes)
        .bind::<Timestamptz, _>(from.at)
        .bind::<SqlUuid, _>(from.id);
    match practitioner {
        Some(id) => prepared(query.bind::<SqlUuid, _>(id)).load(conn),
        None => prepared(query).load(conn),
    }
}

fn columns(windows: &[Window]) -> (Vec<TimeTypeId>, Vec<DateTime<Utc>>, Vec<DateTime<Utc>>) {
    let mut columns = (Vec::new(), Vec::new(), Vec::new());
    for window in windows {
        columns.0.push(window.kind);
        columns.1.push(window.opens);
        columns.2.push(window.closes);
    }
    columns
}

/// A day on which there are free times.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct FreeDay {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub free: i64,
}

/// How many times are free on each day of those windows.
pub fn days(
    conn: &mut PgConnection,
    windows: &[Window],
    practitioner: Option<Uuid>,
) -> QueryResult<Vec<FreeDay>> {
    let by = practitioner.map_or("", |_| "and slot.practitioner_id = $4");
    let sql = format!(
        "select (slot.starts_at at time zone 'Europe/Stockholm')::date as day, count(*) as free
         from unnest($1, $2, $3) as kind (id, opens, closes)
            join slot on slot.time_type_id = kind.id and slot.status = 'published'
                and slot.taken < slot.seats
                and slot.starts_at >= kind.opens and slot.starts_at < kind.closes {by}
         group by 1 order by 1"
    );
    let (ids, opens, closes) = columns(windows);
    let query = sql_query(sql)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Timestamptz>, _>(opens)
        .bind::<Array<Timestamptz>, _>(closes);
    match practitioner {
        Some(id) => prepared(query.bind::<SqlUuid, _>(id)).load(conn),
        None => prepared(query).load(conn),
    }
}
