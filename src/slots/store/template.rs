//! The SQL of planned weeks.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use diesel::prelude::*;

use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{SlotTemplateId, TimeTypeId, UnitId},
    schema::{slot_template as t, slot_template_line as l},
    slots::template::week::PlannedTime,
    time_types::TimeBook,
};

/// A planned week.
#[derive(Debug, Clone)]
pub struct Template {
    pub id: SlotTemplateId,
    pub name: String,
    pub version: i64,
    pub times: Vec<PlannedTime>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = l, check_for_backend(diesel::pg::Pg))]
struct Line {
    template_id: SlotTemplateId,
    weekday: i16,
    starts: NaiveTime,
    minutes: i16,
    time_type_id: TimeTypeId,
    seats: i16,
    practitioner_hsa_id: Option<String>,
    practitioner_name: Option<String>,
    resource: Option<String>,
    alternative_address: Option<String>,
}

impl From<Line> for PlannedTime {
    fn from(line: Line) -> Self {
        Self {
            weekday: line.weekday,
            starts: line.starts,
            minutes: line.minutes,
            time_type: line.time_type_id,
            seats: line.seats,
            practitioner: line.practitioner_hsa_id.zip(line.practitioner_name),
            resource: line.resource,
            alternative_address: line.alternative_address,
        }
    }
}

type Head = (SlotTemplateId, String, i64);

/// The granted unit's, by name.
pub fn list<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> QueryResult<Vec<Template>> {
    let heads: Vec<Head> = t::table
        .filter(t::unit_id.eq(grant.subject()))
        .order((t::name, t::id))
        .select((t::id, t::name, t::version))
        .limit(MOST)
        .load(tx.conn)?;
    complete(tx, heads)
}

/// A unit has so many at the most.
pub const MOST: i64 = 100;

/// One of the granted unit's. Its row is held until the transaction ends.
pub fn lock<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: SlotTemplateId,
) -> QueryResult<Option<Template>> {
    let head: Option<Head> = t::table
        .filter(t::id.eq(id).and(t::unit_id.eq(grant.subject())))
        .select((t::id, t::name, t::version))
        .for_no_key_update()
        .first(tx.conn)
        .optional()?;
    Ok(complete(tx, head.into_iter().collect())?.pop())
}

fn complete(tx: &mut Tx<'_>, heads: Vec<Head>) -> QueryResult<Vec<Template>> {
    let ids: Vec<SlotTemplateId> = heads.iter().map(|(id, ..)| *id).collect();
    let lines: Vec<Line> = l::table
        .filter(l::template_id.eq_any(&ids))
        .order((l::template_id, l::place))
        .select(Line::as_select())
        .load(tx.conn)?;
    let mut times: BTreeMap<SlotTemplateId, Vec<PlannedTime>> = BTreeMap::new();
    for line in lines {
        times.entry(line.template_id).or_default().push(line.into());
    }
    let whole = |(id, name, version)| {
        let times = times.remove(&id).unwrap_or_default();
        Template { id, name, version, times }
    };
    Ok(heads.into_iter().map(whole).collect())
}

/// How many the granted unit has.
pub fn count<A: Action<On = TimeBook>>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<i64> {
    t::table.filter(t::unit_id.eq(grant.subject())).count().get_result(tx.conn)
}

/// Whether the name was not taken.
pub fn insert<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    it: &Template,
) -> QueryResult<bool> {
    let made = diesel::insert_into(t::table)
        .values((
            t::id.eq(it.id),
            t::unit_id.eq(grant.subject()),
            t::name.eq(&it.name),
            t::version.eq(it.version),
            t::changed_at.eq(tx.now),
        ))
        .on_conflict((t::unit_id, t::name))
        .do_nothing()
        .execute(tx.conn)?;
    if made == 1 {
        put_lines(tx, grant, it)?;
    }
    Ok(made == 1)
}

/// Whether another of the unit's has the name.
pub fn name_is_taken<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    it: &Template,
) -> QueryResult<bool> {
    let other = t::table.filter(t::unit_id.eq(grant.subject()));
    let other = other.filter(t::name.eq(&it.name).and(t::id.ne(it.id)));
    diesel::select(diesel::dsl::exists(other)).get_result(tx.conn)
}

pub fn change<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    it: &Template,
) -> QueryResult<()> {
    let set = (t::name.eq(&it.name), t::version.eq(it.version), t::changed_at.eq(tx.now));
    diesel::update(t::table.find(it.id)).set(set).execute(tx.conn)?;
    diesel::delete(l::table.filter(l::template_id.eq(it.id))).execute(tx.conn)?;
    put_lines(tx, grant, it)
}

/// The times that were made of it stay.
pub fn remove<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    id: SlotTemplateId,
) -> QueryResult<()> {
    diesel::delete(t::table.find(id)).execute(tx.conn).map(drop)
}

#[derive(Insertable)]
#[diesel(table_name = l)]
struct NewLine<'a> {
    template_id: SlotTemplateId,
    place: i16,
    unit_id: UnitId,
    weekday: i16,
    starts: NaiveTime,
    minutes: i16,
    time_type_id: TimeTypeId,
    seats: i16,
    practitioner_hsa_id: Option<&'a str>,
    practitioner_name: Option<&'a str>,
    resource: Option<&'a str>,
    alternative_address: Option<&'a str>,
}

fn put_lines<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    it: &Template,
) -> QueryResult<()> {
    let rows: Vec<NewLine<'_>> = (0..)
        .zip(&it.times)
        .map(|(place, time)| NewLine {
            template_id: it.id,
            place,
            unit_id: UnitId(grant.subject()),
            weekday: time.weekday,
            starts: time.starts,
            minutes: time.minutes,
            time_type_id: time.time_type,
            seats: time.seats,
            practitioner_hsa_id: time.practitioner.as_ref().map(|(hsa_id, _)| hsa_id.as_str()),
            practitioner_name: time.practitioner.as_ref().map(|(_, name)| name.as_str()),
            resource: time.resource.as_deref(),
            alternative_address: time.alternative_address.as_deref(),
        })
        .collect();
    diesel::insert_into(l::table).values(rows).execute(tx.conn).map(drop)
}
