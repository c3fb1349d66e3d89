//! The SQL of a contact card's sources.

use chrono::{DateTime, Utc};
use diesel::{define_sql_function, pg::Pg, prelude::*};

use super::{
    super::super::{
        availability::UnitStatus,
        policy::{ChangeCardContent, ReadBasicRange},
        settings::policy::MapBasicRange,
    },
    service::{BasicService, ServiceKind},
    view::{BasicRange, CardContentChange, EditorSource},
};
use crate::{
    access::{Action, Grant, Region},
    db::Tx,
    id::{CaseTypeId, UnitId},
    schema::{
        basic_range, card_content, card_service, case_type, related_unit, unit, unit_case_type,
    },
};

define_sql_function! {
    /// Whether complaints can be sent to the unit: it handles them, and its region has a patient board.
    fn takes_complaints(of_unit: diesel::sql_types::Uuid) -> diesel::sql_types::Bool;
}

/// What the directory has said, for the card.
#[derive(Queryable, Selectable)]
#[diesel(table_name = unit, check_for_backend(Pg))]
pub struct UnitFacts {
    pub shown: bool,
    pub directory_fetched_at: Option<DateTime<Utc>>,
    pub place: Option<String>,
    pub content_owner: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = card_content, check_for_backend(Pg))]
struct ContentRow {
    range_text: Option<String>,
    news: Option<String>,
    read_more: Option<String>,
    how_to_seek_care: Option<String>,
    your_visit: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = card_service, check_for_backend(Pg))]
pub struct ServiceRow {
    pub kind: ServiceKind,
    pub name: Option<String>,
    pub url: Option<String>,
    pub source_unit_id: Option<UnitId>,
    pub case_type_id: Option<CaseTypeId>,
}

/// A case type that a unit offers everybody.
pub struct Offered {
    pub unit: UnitId,
    pub id: CaseTypeId,
    pub name: String,
}

/// Everything the card has beside the unit's own row.
pub struct Sources {
    pub unit: UnitFacts,
    pub related: Vec<String>,
    pub editor: EditorSource,
    pub services: Vec<ServiceRow>,
    /// Of the unit itself, and of those that it fetches from.
    pub offered: Vec<Offered>,
    pub takes_complaints: bool,
}

/// A card's sources. What is public needs no grant.
pub fn sources(conn: &mut PgConnection, id: UnitId) -> QueryResult<Sources> {
    let unit = unit::table.find(id).select(UnitFacts::as_select()).first(conn)?;
    let services = services(conn, id)?;
    let mut units: Vec<UnitId> = services.iter().filter_map(|row| row.source_unit_id).collect();
    units.push(id);
    Ok(Sources {
        unit,
        related: related_unit::table
            .filter(related_unit::unit_id.eq(id))
            .order(related_unit::hsa_id)
            .select(related_unit::hsa_id)
            .load(conn)?,
        editor: editor(conn, id)?,
        offered: offered(conn, id, &units)?,
        services,
        takes_complaints: diesel::select(takes_complaints(id)).get_result(conn)?,
    })
}

/// The same in a transaction.
pub fn own_sources<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<Sources> {
    sources(tx.conn, UnitId(grant.subject()))
}

fn editor(conn: &mut PgConnection, id: UnitId) -> QueryResult<EditorSource> {
    let row: Option<ContentRow> =
        card_content::table.find(id).select(ContentRow::as_select()).first(conn).optional()?;
    Ok(row.map_or_else(EditorSource::default, |row| EditorSource {
        range: row.range_text,
        news: row.news,
        read_more: row.read_more,
        how_to_seek_care: row.how_to_seek_care,
        your_visit: row.your_visit,
    }))
}

fn services(conn: &mut PgConnection, id: UnitId) -> QueryResult<Vec<ServiceRow>> {
    card_service::table
        .filter(card_service::unit_id.eq(id))
        .order(card_service::position)
        .select(ServiceRow::as_select())
        .load(conn)
}

/// What those units offer everybody, in their own order. A unit other than the first counts only while
/// it takes part and its card is shown.
fn offered(conn: &mut PgConnection, own: UnitId, units: &[UnitId]) -> QueryResult<Vec<Offered>> {
    let public = unit::shown.and(unit::status.eq(UnitStatus::Active));
    let rows: Vec<(UnitId, CaseTypeId, String)> = unit_case_type::table
        .inner_join(case_type::table)
        .inner_join(unit::table.on(unit::id.eq(unit_case_type::unit_id)))
        .filter(unit_case_type::unit_id.eq_any(units))
        .filter(unit::id.eq(own).or(public))
        .filter(unit_case_type::active)
        .filter(case_type::status.eq("published").and(case_type::limited_selection.eq(false)))
        .filter(case_type::kind.eq("standard").or(takes_complaints(unit_case_type::unit_id)))
        .order((unit_case_type::sort_order, case_type::name, case_type::id))
        .select((unit::id, case_type::id, case_type::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(unit, id, name)| Offered { unit, id, name }).collect())
}

/// A unit by its whole HSA-id, if its card is public.
pub fn public_unit(
    tx: &mut Tx<'_>,
    _: &Grant<ChangeCardContent>,
    hsa_id: &str,
) -> QueryResult<Option<UnitId>> {
    unit::table
        .filter(unit::hsa_id.eq(hsa_id))
        .filter(unit::shown.and(unit::status.eq(UnitStatus::Active)))
        .select(unit::id)
        .first(tx.conn)
        .optional()
}

/// What those units offer everybody.
pub fn offered_by(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeCardContent>,
    units: &[UnitId],
) -> QueryResult<Vec<Offered>> {
    offered(tx.conn, UnitId(grant.subject()), units)
}

/// The unit's own case types, in use or not.
pub fn own_types(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeCardContent>,
) -> QueryResult<Vec<CaseTypeId>> {
    unit_case_type::table
        .filter(unit_case_type::unit_id.eq(grant.subject()))
        .select(unit_case_type::case_type_id)
        .load(tx.conn)
}

/// An e-service to put on the card.
pub struct NewService<'a> {
    pub kind: ServiceKind,
    pub name: Option<&'a str>,
    pub url: Option<&'a str>,
    pub source: Option<UnitId>,
    pub case_type: Option<CaseTypeId>,
}

/// Replaces all that the editor has written on the granted unit's card.
pub fn replace(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeCardContent>,
    content: &CardContentChange,
    services: &[NewService<'_>],
) -> QueryResult<()> {
    let texts = (
        card_content::range_text.eq(&content.range),
        card_content::news.eq(&content.news),
        card_content::read_more.eq(&content.read_more),
        card_content::how_to_seek_care.eq(&content.how_to_seek_care),
        card_content::your_visit.eq(&content.your_visit),
        card_content::changed_at.eq(tx.now),
        card_content::changed_by.eq(tx.actor().uuid()),
    );
    diesel::insert_into(card_content::table)
        .values((card_content::unit_id.eq(grant.subject()), texts))
        .on_conflict(card_content::unit_id)
        .do_update()
        .set(texts)
        .execute(tx.conn)?;
    diesel::delete(card_service::table.filter(card_service::unit_id.eq(grant.subject())))
        .execute(tx.conn)?;
    let rows: Vec<_> = (1i16..)
        .zip(services)
        .map(|(position, service)| {
            (
                card_service::unit_id.eq(grant.subject()),
                card_service::position.eq(position),
                card_service::kind.eq(service.kind),
                card_service::name.eq(service.name),
                card_service::url.eq(service.url),
                card_service::source_unit_id.eq(service.source),
                card_service::case_type_id.eq(service.case_type),
            )
        })
        .collect();
    diesel::insert_into(card_service::table).values(rows).execute(tx.conn)?;
    diesel::update(unit::table.find(grant.subject()))
        .set((
            unit::shown.eq(content.shown),
            unit::version.eq(unit::version + 1),
            unit::changed_at.eq(tx.now),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// The HSA-ids of those units.
pub fn hsa_ids<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    units: &[UnitId],
) -> QueryResult<Vec<(UnitId, String)>> {
    unit::table.filter(unit::id.eq_any(units)).select((unit::id, unit::hsa_id)).load(tx.conn)
}

/// A service of the basic range, and a case type that serves it.
type Served = (BasicService, CaseTypeId);

/// What the unit offers, also by booking and from others, and what the region's basic range is made of.
pub fn basic_range_of(
    tx: &mut Tx<'_>,
    grant: &Grant<ReadBasicRange>,
    region: &str,
) -> QueryResult<(Vec<CaseTypeId>, Vec<Served>)> {
    let id = UnitId(grant.subject());
    let sources = sources(tx.conn, id)?;
    let fetched = |one: &Offered| {
        sources
            .services
            .iter()
            .any(|row| row.source_unit_id == Some(one.unit) && row.case_type_id == Some(one.id))
    };
    let offered = sources.offered.iter().filter(|one| one.unit == id || fetched(one));
    Ok((offered.map(|one| one.id).collect(), mapped(tx.conn, region)?))
}

fn mapped(conn: &mut PgConnection, region: &str) -> QueryResult<Vec<Served>> {
    basic_range::table
        .filter(basic_range::region_code.eq(region))
        .order((basic_range::service, basic_range::case_type_id))
        .select((basic_range::service, basic_range::case_type_id))
        .load(conn)
}

/// Which of those case types the region has: its own, the nation's, and its units'.
pub fn known_types(
    tx: &mut Tx<'_>,
    _: &Grant<MapBasicRange>,
    region: &Region,
    ids: &[CaseTypeId],
) -> QueryResult<Vec<CaseTypeId>> {
    let own_unit = unit::table.filter(unit::region_code.eq(region)).select(unit::id.nullable());
    case_type::table
        .filter(case_type::id.eq_any(ids))
        .filter(case_type::owner_unit_id.eq_any(own_unit).or(
            case_type::owner_unit_id.is_null().and(
                case_type::owner_region_code.is_null().or(case_type::owner_region_code.eq(region)),
            ),
        ))
        .select(case_type::id)
        .load(tx.conn)
}

pub fn replace_range(
    tx: &mut Tx<'_>,
    _: &Grant<MapBasicRange>,
    region: &Region,
    wanted: &BasicRange,
) -> QueryResult<()> {
    diesel::delete(basic_range::table.filter(basic_range::region_code.eq(region)))
        .execute(tx.conn)?;
    let rows: Vec<_> = wanted
        .items
        .iter()
        .flat_map(|part| part.case_type_ids.iter().map(|id| (part.service, *id)))
        .map(|(service, id)| {
            (
                basic_range::region_code.eq(region),
                basic_range::service.eq(service),
                basic_range::case_type_id.eq(id),
            )
        })
        .collect();
    diesel::insert_into(basic_range::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .map(drop)
}
