//! The SQL of statistics: counts of a month, by unit and by what they are counted by.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{self, BigInt, Double, Nullable, Text, Timestamptz},
};
use uuid::Uuid;

use super::{
    month::Month,
    policy::{RegionNumbers, UnitNumbers},
};
use crate::{access::Sealed, db::Tx, failure::Failure, id::UnitId, schema::unit};

/// The numbers of a unit, sealed.
pub fn unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<UnitNumbers>, Failure> {
    let region: Option<String> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(Sealed::new(UnitNumbers { unit: id, region: region.ok_or(Failure::Absent)? }))
}

pub fn region(region: String) -> Sealed<RegionNumbers> {
    Sealed::new(RegionNumbers(region))
}

/// Whose numbers.
#[derive(Debug, Clone)]
pub enum Whose {
    Unit(UnitId),
    Region(String),
}

impl Whose {
    fn unit(&self) -> Option<Uuid> {
        if let Self::Unit(unit) = self { Some(unit.0) } else { None }
    }

    fn region(&self) -> Option<&str> {
        if let Self::Region(region) = self { Some(region) } else { None }
    }
}

/// One number: at which unit, counted by what, and of which kind.
#[derive(Debug, QueryableByName)]
pub struct Count {
    #[diesel(sql_type = sql_types::Uuid)]
    pub unit_id: Uuid,
    #[diesel(sql_type = Text)]
    pub dimension: String,
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// The units asked about: $1 one of them, or $2 a region's. The month is from $3 until $4.
const UNITS: &str = "units as (select u.id from unit u
    where u.id = $1 or ($1::uuid is null and u.region_code = $2)),
    base as materialized (select c.*, coalesce(c.case_type_id::text, '') as type_key,
        c.submitted_at at time zone 'Europe/Stockholm' as local
    from case_file c join units on units.id = c.unit_id
    where c.direction = 'resident' and c.submitted_at >= $3 and c.submitted_at < $4)";

/// What came in in the month, and what happened in it. Nothing that happens after the month changes a
/// number: a promise is counted in the month in which it was due.
const COUNTS: &str = "
    select unit_id, 'total' as dimension, '' as key, count(*) from base group by 1
    union all select unit_id, 'type', type_key, count(*) from base group by 1, 3
    union all select unit_id, 'day', local::date::text, count(*) from base group by 1, 3
    union all select unit_id, 'hour', to_char(local, 'HH24'), count(*) from base group by 1, 3
    union all select unit_id, 'initiator',
        case when initiated_by = subject_id then 'resident' else 'guardian' end, count(*)
        from base group by 1, 3
    union all select c.unit_id, 'deadline', coalesce(c.case_type_id::text, '') ||
            case when first_response_at <= first_response_due_at then '/within' else '/late' end,
            count(*)
        from case_file c join units on units.id = c.unit_id
        where c.direction = 'resident' and c.first_response_due_at >= $3
            and c.first_response_due_at < $4
            and (c.first_response_at is not null or c.closed_at is null
                or c.closed_at >= c.first_response_due_at) group by 1, 3
    union all select c.unit_id, case e.kind when 'case.ask-back' then 'counter-questions'
            else 'redistributions' end, '', count(*)
        from case_file c join units on units.id = c.unit_id join case_event e on e.case_id = c.id
        where c.direction = 'resident' and e.kind in ('case.ask-back', 'case.redistribute')
            and e.at >= $3 and e.at < $4 group by 1, 2
    union all select c.unit_id, 'attachments', '', count(*)
        from case_file c join units on units.id = c.unit_id
        join attachment a on a.case_id = c.id join case_message m on m.id = a.message_id
        where c.direction = 'resident' and m.sent_at >= $3 and m.sent_at < $4 group by 1
    union all select c.unit_id, 'close-reason', c.close_kind, count(*)
        from case_file c join units on units.id = c.unit_id
        where c.direction = 'resident' and c.closed_at >= $3 and c.closed_at < $4 group by 1, 3
    union all select c.unit_id, 'open-age', case
            when c.submitted_at >= $4 - interval '3 days' then 'below-3-days'
            when c.submitted_at >= $4 - interval '8 days' then 'from-3-to-7-days'
            when c.submitted_at >= $4 - interval '31 days' then 'from-8-to-30-days'
            else 'from-31-days' end, count(*)
        from case_file c join units on units.id = c.unit_id
        where c.direction = 'resident' and c.submitted_at < $4
            and (c.closed_at is null or c.closed_at >= $4) group by 1, 3
    union all select c.unit_id, 'citizen-case', case when i.read_at < $4 then 'read' else 'unread' end,
            count(*)
        from case_file c join units on units.id = c.unit_id
        join lateral (select min(read_at) as read_at from inbox_item where case_id = c.id) i on true
        where c.direction = 'care' and c.submitted_at >= $3 and c.submitted_at < $4 group by 1, 3";

pub fn counts(tx: &mut Tx<'_>, whose: &Whose, month: Month) -> QueryResult<Vec<Count>> {
    sql_query(format!("with {UNITS} {COUNTS}"))
        .bind::<Nullable<sql_types::Uuid>, _>(whose.unit())
        .bind::<Nullable<Text>, _>(whose.region())
        .bind::<Timestamptz, _>(month.from())
        .bind::<Timestamptz, _>(month.to())
        .load(tx.conn)
}

/// How long it took, in seconds, for what was answered or closed in the month: of all, or of one type.
#[derive(Debug, QueryableByName)]
pub struct Times {
    /// `all` for all types together.
    #[diesel(sql_type = Text)]
    pub type_key: String,
    #[diesel(sql_type = BigInt)]
    pub responded: i64,
    #[diesel(sql_type = BigInt)]
    pub closed: i64,
    #[diesel(sql_type = Nullable<Double>)]
    pub first_response_median: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    pub first_response_ninetieth: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    pub closing_median: Option<f64>,
}

pub fn times(tx: &mut Tx<'_>, whose: &Whose, month: Month) -> QueryResult<Vec<Times>> {
    sql_query(format!(
        "with {UNITS}, timed as (select coalesce(c.case_type_id::text, '') as type_key,
            case when c.first_response_at >= $3 and c.first_response_at < $4 then
                extract(epoch from c.first_response_at - c.submitted_at)::float8 end as responded,
            case when c.closed_at >= $3 and c.closed_at < $4 then
                extract(epoch from c.closed_at - c.submitted_at)::float8 end as closed
            from case_file c join units on units.id = c.unit_id
            where c.direction = 'resident' and (c.first_response_at >= $3 and
                c.first_response_at < $4 or c.closed_at >= $3 and c.closed_at < $4))
         select coalesce(type_key, 'all') as type_key, count(responded) as responded,
            count(closed) as closed,
            percentile_cont(0.5) within group (order by responded) as first_response_median,
            percentile_cont(0.9) within group (order by responded) as first_response_ninetieth,
            percentile_cont(0.5) within group (order by closed) as closing_median
         from timed group by grouping sets ((), (type_key)) order by 1"
    ))
    .bind::<Nullable<sql_types::Uuid>, _>(whose.unit())
    .bind::<Nullable<Text>, _>(whose.region())
    .bind::<Timestamptz, _>(month.from())
    .bind::<Timestamptz, _>(month.to())
    .load(tx.conn)
}

/// What those case types are called.
pub fn type_names(tx: &mut Tx<'_>, ids: &[Uuid]) -> QueryResult<Vec<(Uuid, String)>> {
    use crate::schema::case_type;
    case_type::table
        .filter(case_type::id.eq_any(ids))
        .select((case_type::id, case_type::name))
        .load(tx.conn)
}
