//! The SQL of contact cards. What is public is read on any connection; what is one resident's, only
//! in a transaction.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::{
    dsl::{exists, not},
    pg::Pg,
    prelude::*,
};

use super::{
    super::{
        availability::{Area, HandedOut, Person, UnitStatus},
        offer::rows::{AreaRow, FormRow, OnCard, PersonRow, TypeRow},
        store as units,
    },
    content::{Sources, sources, takes_complaints},
    view::CareForm,
};
use crate::{
    access::{Grant, Region},
    db::Tx,
    id::{ApprovalId, CaseTypeGrantId, CaseTypeId, ResidentId, UnitId},
    page::Wanted,
    schema::{
        card_service, case_type, case_type_grant, communication_approval, form_version,
        opening_hours, resident, service_area, unit, unit_case_type,
    },
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = unit, check_for_backend(Pg))]
pub struct UnitRow {
    pub id: UnitId,
    pub hsa_id: String,
    pub name: String,
    pub region_code: Region,
    pub municipality_code: String,
    pub status: UnitStatus,
    pub care_form: CareForm,
    pub visit_address: String,
    pub phone: String,
    pub about: String,
    pub other_information: Option<String>,
    pub temporary_information: Option<String>,
    pub recommended_by_region: bool,
    pub changed_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = opening_hours, check_for_backend(Pg))]
pub struct Hours {
    pub weekday: i16,
    pub opens: NaiveTime,
    pub closes: NaiveTime,
}

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = case_type, check_for_backend(Pg))]
pub struct Texts {
    pub description: String,
    pub terms_text: String,
}

/// A case type that a unit offers.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = unit_case_type, check_for_backend(Pg))]
pub struct Offered {
    #[diesel(embed)]
    pub on_card: OnCard,
    #[diesel(embed)]
    pub case_type: TypeRow,
    #[diesel(embed)]
    pub texts: Texts,
}

/// What is looked for among units.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Trimmed and in upper case.
    pub hsa_id: Option<String>,
    pub municipality: Option<String>,
    /// A part of the name.
    pub name: Option<String>,
}

type BoxedUnits<'a> = unit::BoxedQuery<'a, Pg>;

/// Units that take part, the last changed first.
pub fn list(
    conn: &mut PgConnection,
    search: &Search,
    wanted: &Wanted,
) -> QueryResult<Vec<UnitRow>> {
    let mut query = taking_part().filter(unit::shown);
    if let Some(hsa_id) = &search.hsa_id {
        query = query.filter(unit::hsa_id.eq(hsa_id));
    }
    if let Some(municipality) = &search.municipality {
        query = query.filter(unit::municipality_code.eq(municipality));
    }
    if let Some(name) = &search.name {
        query = query.filter(unit::name.ilike(format!("%{}%", units::literally(name))));
    }
    page(query, wanted).select(UnitRow::as_select()).load(conn)
}

fn taking_part<'a>() -> BoxedUnits<'a> {
    let open = unit::status.eq_any([UnitStatus::Active, UnitStatus::Closing]);
    unit::table.into_boxed().filter(open)
}

fn page<'a>(query: BoxedUnits<'a>, wanted: &Wanted) -> BoxedUnits<'a> {
    let query = query.limit(wanted.fetch());
    let (at, id) = (unit::changed_at, unit::id);
    let query = match wanted.from {
        None => query,
        Some(from) if from.back => {
            query.filter(at.gt(from.at).or(at.eq(from.at).and(id.gt(UnitId(from.id)))))
        }
        Some(from) => query.filter(at.lt(from.at).or(at.eq(from.at).and(id.lt(UnitId(from.id))))),
    };
    if wanted.goes_back() {
        query.order((at.asc(), id.asc()))
    } else {
        query.order((at.desc(), id.desc()))
    }
}

/// A unit that takes part.
pub fn find(conn: &mut PgConnection, id: UnitId) -> QueryResult<Option<UnitRow>> {
    taking_part().filter(unit::id.eq(id)).select(UnitRow::as_select()).first(conn).optional()
}

/// The same, when anyone may find it (B-44).
pub fn find_shown(conn: &mut PgConnection, id: UnitId) -> QueryResult<Option<UnitRow>> {
    let shown = taking_part().filter(unit::shown).filter(unit::id.eq(id));
    shown.select(UnitRow::as_select()).first(conn).optional()
}

/// Whether the case type of the row beside has its place on the card: not one that direct booking
/// replaces (B-151), and complaints only where they can be sent (B-150).
#[diesel::dsl::auto_type(no_type_alias)]
fn has_its_place() -> _ {
    let replaced = card_service::table
        .filter(card_service::unit_id.eq(unit_case_type::unit_id))
        .filter(card_service::case_type_id.eq(unit_case_type::case_type_id.nullable()))
        .filter(card_service::kind.eq("direct-booking"));
    let can_be_sent = case_type::kind.eq("standard").or(takes_complaints(unit_case_type::unit_id));
    not(exists(replaced)).and(can_be_sent)
}

pub fn hours(conn: &mut PgConnection, id: UnitId) -> QueryResult<Vec<Hours>> {
    opening_hours::table
        .filter(opening_hours::unit_id.eq(id))
        .order((opening_hours::weekday, opening_hours::opens))
        .select(Hours::as_select())
        .load(conn)
}

/// The case types in use at the unit that everybody may know of.
pub fn public_types(conn: &mut PgConnection, id: UnitId) -> QueryResult<Vec<Offered>> {
    unit_case_type::table
        .inner_join(case_type::table)
        .filter(unit_case_type::unit_id.eq(id).and(unit_case_type::active))
        .filter(case_type::status.eq("published").and(case_type::limited_selection.eq(false)))
        .filter(has_its_place())
        .filter(exists(form_version::table.filter(form_version::case_type_id.eq(case_type::id))))
        .order((unit_case_type::sort_order, case_type::name, case_type::id))
        .select(Offered::as_select())
        .load(conn)
}

/// One case type of a unit that takes part, with its latest form.
pub fn form(
    conn: &mut PgConnection,
    unit_id: UnitId,
    type_id: CaseTypeId,
) -> QueryResult<Option<(Offered, FormRow)>> {
    let open = unit::status.eq_any([UnitStatus::Active, UnitStatus::Closing]);
    unit_case_type::table
        .inner_join(case_type::table)
        .inner_join(unit::table.on(unit::id.eq(unit_case_type::unit_id)))
        .inner_join(form_version::table.on(form_version::case_type_id.eq(case_type::id)))
        .filter(unit::id.eq(unit_id).and(case_type::id.eq(type_id)).and(open))
        .filter(unit_case_type::active.and(case_type::status.eq("published")))
        .order(form_version::number.desc())
        .select((Offered::as_select(), FormRow::as_select()))
        .first(conn)
        .optional()
}

/// The same for a resident's page.
pub fn form_for_resident(
    tx: &mut Tx<'_>,
    unit_id: UnitId,
    type_id: CaseTypeId,
) -> QueryResult<Option<(Offered, FormRow)>> {
    form(tx.conn, unit_id, type_id)
}

/// What a unit is to one resident.
pub struct ForResident {
    pub unit: UnitRow,
    pub hours: Vec<Hours>,
    pub areas: Vec<Area>,
    pub person: Person,
    pub approved: bool,
    pub sources: Sources,
    pub types: Vec<(Offered, Option<HandedOut>)>,
}

pub fn for_resident(
    tx: &mut Tx<'_>,
    unit_id: UnitId,
    resident_id: ResidentId,
) -> QueryResult<Option<ForResident>> {
    let Some(unit) = find(tx.conn, unit_id)? else { return Ok(None) };
    let approved = communication_approval::unit_id
        .eq(unit_id)
        .and(communication_approval::resident_id.eq(resident::id))
        .and(communication_approval::removed_at.is_null());
    let row: Option<(PersonRow, Option<ApprovalId>)> = resident::table
        .find(resident_id)
        .left_join(communication_approval::table.on(approved))
        .select((PersonRow::as_select(), communication_approval::id.nullable()))
        .first(tx.conn)
        .optional()?;
    let Some((person, approval)) = row else { return Ok(None) };
    Ok(Some(ForResident {
        hours: hours(tx.conn, unit_id)?,
        sources: sources(tx.conn, unit_id)?,
        areas: areas(tx.conn, unit_id)?,
        types: types_for(tx.conn, unit_id, resident_id)?,
        unit,
        person: person.into(),
        approved: approval.is_some(),
    }))
}

/// A case type, its working copy's components, and the unit that owns it, if one does.
type Draft = (Offered, Option<serde_json::Value>, Option<UnitId>);

/// A case type that the unit has, published or not, with its form as it is being worked on and whose
/// it is.
pub fn draft(tx: &mut Tx<'_>, unit_id: UnitId, type_id: CaseTypeId) -> QueryResult<Option<Draft>> {
    unit_case_type::table
        .inner_join(case_type::table)
        .filter(unit_case_type::unit_id.eq(unit_id).and(case_type::id.eq(type_id)))
        .select((Offered::as_select(), case_type::draft_components, case_type::owner_unit_id))
        .first(tx.conn)
        .optional()
}

/// The limited case type that this resident has been handed out at the unit.
pub fn handed_out(
    tx: &mut Tx<'_>,
    unit_id: UnitId,
    type_id: CaseTypeId,
    resident_id: ResidentId,
) -> QueryResult<Option<HandedOut>> {
    let until: Option<Option<NaiveDate>> = case_type_grant::table
        .filter(case_type_grant::unit_id.eq(unit_id))
        .filter(case_type_grant::case_type_id.eq(type_id))
        .filter(case_type_grant::resident_id.eq(resident_id))
        .filter(case_type_grant::removed_at.is_null())
        .select(case_type_grant::valid_until)
        .first(tx.conn)
        .optional()?;
    Ok(until.map(|valid_until| HandedOut { valid_until }))
}

fn areas(conn: &mut PgConnection, id: UnitId) -> QueryResult<Vec<Area>> {
    let of_unit = service_area::table.filter(service_area::unit_id.eq(id));
    let rows: Vec<AreaRow> = of_unit.select(AreaRow::as_select()).load(conn)?;
    Ok(rows.into_iter().map(Area::from).collect())
}

type TypeOfResident = (Offered, Option<(CaseTypeGrantId, Option<NaiveDate>)>);

fn types_for(
    conn: &mut PgConnection,
    unit_id: UnitId,
    resident_id: ResidentId,
) -> QueryResult<Vec<(Offered, Option<HandedOut>)>> {
    let handed_out = case_type_grant::unit_id
        .eq(unit_case_type::unit_id)
        .and(case_type_grant::case_type_id.eq(case_type::id))
        .and(case_type_grant::resident_id.eq(resident_id))
        .and(case_type_grant::removed_at.is_null());
    let rows: Vec<TypeOfResident> = unit_case_type::table
        .inner_join(case_type::table)
        .left_join(case_type_grant::table.on(handed_out))
        .filter(unit_case_type::unit_id.eq(unit_id))
        .filter(has_its_place())
        .filter(exists(form_version::table.filter(form_version::case_type_id.eq(case_type::id))))
        .order((unit_case_type::sort_order, case_type::name, case_type::id))
        .select((
            Offered::as_select(),
            (case_type_grant::id, case_type_grant::valid_until).nullable(),
        ))
        .load(conn)?;
    let rows = rows.into_iter().map(|(offered, handed_out)| {
        (offered, handed_out.map(|(_, valid_until)| HandedOut { valid_until }))
    });
    Ok(rows.collect())
}

/// The units that are open to the granted resident: by area, by approval, or by a case type that has
/// been handed out. The SQL's word on areas is [`Area`]'s, and a test holds them together.
pub fn open_to<A: crate::access::Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    wanted: &Wanted,
) -> QueryResult<Vec<UnitRow>> {
    let id = grant.patient().expect("the policy is decided on a resident");
    let row: PersonRow = resident::table.find(id).select(PersonRow::as_select()).first(tx.conn)?;
    let person = Person::from(row);
    let age = person.age(tx.today);
    let (area, municipality) = (service_area::region_code, service_area::municipality_code);
    let area = service_area::table
        .filter(service_area::unit_id.eq(unit::id))
        .filter(area.nullable().eq(person.region))
        .filter(municipality.is_null().or(municipality.eq(person.municipality)))
        .filter(service_area::sex.is_null().or(service_area::sex.eq(person.sex)))
        .filter(service_area::age_from.is_null().or(service_area::age_from.le(age)))
        .filter(service_area::age_to.is_null().or(service_area::age_to.ge(age)));
    let approval = communication_approval::table
        .filter(communication_approval::unit_id.eq(unit::id))
        .filter(communication_approval::resident_id.eq(id))
        .filter(communication_approval::removed_at.is_null());
    let until = case_type_grant::valid_until;
    let handed_out = case_type_grant::table
        .filter(case_type_grant::unit_id.eq(unit::id))
        .filter(case_type_grant::resident_id.eq(id))
        .filter(case_type_grant::removed_at.is_null())
        .filter(until.is_null().or(until.ge(tx.today)));
    let open = exists(area).or(exists(approval)).or(exists(handed_out));
    page(taking_part().filter(open), wanted).select(UnitRow::as_select()).load(tx.conn)
}
