//! The SQL of templates. Editions are added, never changed.

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{AsSelect, auto_type, exists, not},
    pg::Pg,
    prelude::*,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    SendingBasis,
    policy::{
        ChangeTemplate, CreateTemplate, ListTemplates, Owner, ReadTemplate, Shelf, UnitTemplates,
    },
};
use crate::{
    access::{Action, Capacity, Grant, Region, Sealed},
    cases::CitizenMode,
    db::Tx,
    failure::Failure,
    id::{CitizenTemplateId, CitizenTemplateVersionId, UnitId},
    page::{Rows, Wanted},
    schema::{citizen_template as template, citizen_template_version as edition, unit},
    units::form::Component,
};

diesel::alias!(edition as newer: Newer);

#[derive(Queryable, Selectable)]
#[diesel(table_name = template, check_for_backend(Pg))]
struct TemplateRow {
    id: CitizenTemplateId,
    owner_unit_id: Option<UnitId>,
    owner_region_code: Option<Region>,
    basis: SendingBasis,
    active: bool,
    version: i64,
    changed_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = edition, check_for_backend(Pg))]
struct EditionRow {
    id: CitizenTemplateVersionId,
    mode: CitizenMode,
    number: i32,
    title: String,
    body: String,
    purpose: String,
    reply_use: Option<String>,
    contact: Option<String>,
    components: Value,
}

type Row = (TemplateRow, EditionRow, Option<Region>);

/// A template with its latest edition.
#[derive(Debug, Clone)]
pub struct Template {
    pub id: CitizenTemplateId,
    pub owner: Owner,
    pub active: bool,
    pub version: i64,
    pub changed_at: DateTime<Utc>,
    pub edition: Edition,
}

/// What a template says. It never changes: what was sent with it stays what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    pub id: CitizenTemplateVersionId,
    pub template: CitizenTemplateId,
    pub number: i32,
    pub mode: CitizenMode,
    pub basis: SendingBasis,
    pub title: String,
    pub body: String,
    pub purpose: String,
    pub reply_use: Option<String>,
    pub contact: Option<String>,
    pub questions: Vec<Component>,
}

/// What an edition is to say.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    pub title: &'a str,
    pub body: &'a str,
    pub purpose: &'a str,
    pub reply_use: Option<&'a str>,
    pub contact: Option<&'a str>,
    pub questions: &'a [Component],
}

/// Every template with every edition, and the region of the unit that owns it.
#[auto_type(no_type_alias)]
fn whole() -> _ {
    let row: AsSelect<TemplateRow, Pg> = TemplateRow::as_select();
    let edition_row: AsSelect<EditionRow, Pg> = EditionRow::as_select();
    template::table
        .inner_join(edition::table.on(edition::template_id.eq(template::id)))
        .left_join(unit::table.on(unit::id.nullable().eq(template::owner_unit_id)))
        .order((template::id.desc(), edition::number.desc()))
        .select((row, edition_row, unit::region_code.nullable()))
}

fn read((row, edition, region): Row) -> Result<Template, Failure> {
    let owner = match (row.owner_unit_id.zip(region), row.owner_region_code) {
        (Some((unit, region)), _) => Owner::Unit(unit, region),
        (None, Some(region)) => Owner::Region(region),
        (None, None) => Owner::Nation,
    };
    let questions = serde_json::from_value(edition.components)
        .map_err(|error| Failure::Bug(format!("questions {}: {error}", edition.id)))?;
    let edition = Edition {
        id: edition.id,
        template: row.id,
        number: edition.number,
        mode: edition.mode,
        basis: row.basis,
        title: edition.title,
        body: edition.body,
        purpose: edition.purpose,
        reply_use: edition.reply_use,
        contact: edition.contact,
        questions,
    };
    let (active, version, changed_at) = (row.active, row.version, row.changed_at);
    Ok(Template { id: row.id, owner, active, version, changed_at, edition })
}

fn latest(tx: &mut Tx<'_>, id: CitizenTemplateId) -> Result<Option<Template>, Failure> {
    let row: Option<Row> = whole().filter(template::id.eq(id)).first(tx.conn).optional()?;
    row.map(read).transpose()
}

/// The template's shelf, sealed.
pub fn find(tx: &mut Tx<'_>, id: CitizenTemplateId) -> Result<Sealed<Shelf>, Failure> {
    let found = latest(tx, id)?.ok_or(Failure::Absent)?;
    Ok(Sealed::new(Shelf { owner: found.owner, id: id.0 }))
}

/// The same, with the template's row held until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: CitizenTemplateId) -> Result<Sealed<Shelf>, Failure> {
    let held: Option<CitizenTemplateId> =
        template::table.find(id).select(template::id).for_update().first(tx.conn).optional()?;
    find(tx, held.ok_or(Failure::Absent)?)
}

/// The region of a unit that is to own a template.
pub fn region_of(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<Region>> {
    unit::table.find(id).select(unit::region_code).first(tx.conn).optional()
}

/// The granted template as this transaction sees it.
pub fn granted<A: Action<On = Shelf>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> Result<Template, Failure> {
    latest(tx, CitizenTemplateId(grant.subject()))?.ok_or(Failure::Absent)
}

/// The template that this very transaction made.
pub fn made(
    tx: &mut Tx<'_>,
    _: &Grant<CreateTemplate>,
    id: CitizenTemplateId,
) -> Result<Template, Failure> {
    latest(tx, id)?.ok_or(Failure::Absent)
}

/// Makes a template, without any edition yet.
pub fn insert(
    tx: &mut Tx<'_>,
    _: &Grant<CreateTemplate>,
    owner: &Owner,
    (mode, basis, active): (CitizenMode, SendingBasis, bool),
) -> QueryResult<CitizenTemplateId> {
    let id = CitizenTemplateId::new();
    let (unit, region) = match owner {
        Owner::Nation => (None, None),
        Owner::Region(region) => (None, Some(region)),
        Owner::Unit(unit, _) => (Some(*unit), None),
    };
    diesel::insert_into(template::table)
        .values((
            template::id.eq(id),
            template::owner_unit_id.eq(unit),
            template::owner_region_code.eq(region),
            template::mode.eq(mode),
            template::basis.eq(basis),
            template::active.eq(active),
            template::changed_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Adds the edition with that number.
pub fn publish<A: Action<On = Shelf>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    (id, mode, number): (CitizenTemplateId, CitizenMode, i32),
    text: Text<'_>,
) -> Result<(), Failure> {
    let components = serde_json::to_value(text.questions)
        .map_err(|error| Failure::Bug(format!("questions: {error}")))?;
    diesel::insert_into(edition::table)
        .values((
            edition::id.eq(CitizenTemplateVersionId::new()),
            edition::template_id.eq(id),
            edition::mode.eq(mode),
            edition::number.eq(number),
            edition::title.eq(text.title),
            edition::body.eq(text.body),
            edition::purpose.eq(text.purpose),
            edition::reply_use.eq(text.reply_use),
            edition::contact.eq(text.contact),
            edition::components.eq(components),
            edition::published_by.eq(tx.actor().uuid()),
            edition::published_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes the granted template into or out of use, and counts the change.
pub fn change(tx: &mut Tx<'_>, grant: &Grant<ChangeTemplate>, active: bool) -> QueryResult<()> {
    diesel::update(template::table.find(grant.subject()))
        .set((
            template::active.eq(active),
            template::version.eq(template::version + 1),
            template::changed_at.eq(tx.now),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// A unit's templates as one sealed thing.
pub fn of_unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<UnitTemplates>, Failure> {
    let region = region_of(tx, id)?.ok_or(Failure::Absent)?;
    Ok(Sealed::new(UnitTemplates { unit: id, region }))
}

/// What the granted unit may send with, the newest first: handlers see what is in use.
pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<ListTemplates>,
    region: &str,
    wanted: &Wanted,
) -> Result<Rows<Template>, Failure> {
    let is_newest = not(exists(
        newer
            .filter(newer.field(edition::template_id).eq(edition::template_id))
            .filter(newer.field(edition::number).gt(edition::number)),
    ));
    let mut query = whole()
        .filter(is_newest)
        .filter(usable_at(UnitId(grant.subject()), region.to_owned()))
        .into_boxed();
    if grant.capacity() == Capacity::Handler {
        query = query.filter(template::active);
    }
    if let Some(from) = &wanted.from {
        let id = CitizenTemplateId(from.id);
        query = match from.back {
            true => query.filter(template::id.gt(id)),
            false => query.filter(template::id.lt(id)),
        };
    }
    query = match wanted.goes_back() {
        true => query.order(template::id.asc()),
        false => query.order(template::id.desc()),
    };
    let rows: Vec<Row> = query.limit(wanted.fetch()).load(tx.conn)?;
    let templates = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Rows::cut(templates, wanted, |it: &Template| (it.changed_at, it.id.0)))
}

type IsUsable = diesel::dsl::Or<
    diesel::dsl::Or<
        diesel::dsl::Eq<template::owner_unit_id, UnitId>,
        diesel::dsl::Eq<template::owner_region_code, Region>,
    >,
    diesel::dsl::And<
        diesel::dsl::IsNull<template::owner_unit_id>,
        diesel::dsl::IsNull<template::owner_region_code>,
    >,
>;

/// The unit's own, its region's, and the nation's.
fn usable_at(unit: UnitId, region: Region) -> IsUsable {
    template::owner_unit_id
        .eq(unit)
        .or(template::owner_region_code.eq(region))
        .or(template::owner_unit_id.is_null().and(template::owner_region_code.is_null()))
}

/// The latest edition of a template that the unit may send with, and whether it is in use.
pub fn for_unit(
    tx: &mut Tx<'_>,
    id: CitizenTemplateId,
    unit: UnitId,
    region: &str,
) -> Result<Option<(Edition, bool)>, Failure> {
    let row: Option<Row> = whole()
        .filter(template::id.eq(id))
        .filter(usable_at(unit, region.to_owned()))
        .first(tx.conn)
        .optional()?;
    let found = row.map(read).transpose()?;
    Ok(found.map(|template| (template.edition, template.active)))
}

/// That very edition, for a sending that was ordered with it.
pub fn edition(
    tx_conn: &mut diesel::PgConnection,
    id: CitizenTemplateVersionId,
) -> Result<Option<Edition>, Failure> {
    let row: Option<Row> = whole().filter(edition::id.eq(id)).first(tx_conn).optional()?;
    Ok(row.map(read).transpose()?.map(|template| template.edition))
}

/// Whether the template may still be shown to whoever asks again.
pub fn may_read(tx: &mut Tx<'_>, id: Uuid) -> Result<(), Failure> {
    let (_, _grant) = find(tx, CitizenTemplateId(id))?.open::<ReadTemplate>(tx)?;
    Ok(())
}
