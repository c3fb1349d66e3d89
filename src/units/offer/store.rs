//! The SQL that gathers what availability is decided on.

use chrono::NaiveDate;
use diesel::{
    dsl::{exists, select},
    prelude::*,
};

use super::{
    super::card::takes_complaints,
    Form, Offer, OfferedType, OfferingUnit,
    availability::{Area, Facts, HandedOut, UnitStatus},
    rows::{AreaRow, FormRow, OnCard, PersonRow, TypeRow},
};
use crate::{
    access::Region,
    db::Tx,
    failure::Failure,
    id::{ApprovalId, CaseTypeGrantId, CaseTypeId, FormVersionId, ResidentId, UnitId},
    schema::{
        case_type, case_type_grant, communication_approval, form_version, resident, service_area,
        unit, unit_case_type,
    },
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = unit, check_for_backend(diesel::pg::Pg))]
struct UnitRow {
    id: UnitId,
    name: String,
    region_code: Region,
    status: UnitStatus,
}

type Row = (
    UnitRow,
    OnCard,
    TypeRow,
    FormRow,
    PersonRow,
    Option<ApprovalId>,
    Option<(CaseTypeGrantId, Option<NaiveDate>)>,
);

/// The offer and the facts that decide on it, in two statements. None when the unit has no such case
/// type with a form, or there is no such resident.
pub(super) fn load(
    tx: &mut Tx<'_>,
    unit: UnitId,
    case_type: CaseTypeId,
    resident: ResidentId,
) -> Result<Option<(Offer, Facts)>, Failure> {
    let Some(row) = load_row(tx, unit, case_type, resident)? else { return Ok(None) };
    let (unit, on_card, case_type, form, person, approval, handed_out) = row;
    let areas = areas(tx, unit.id)?;
    let facts = Facts {
        unit: unit.status,
        case_type: case_type.status,
        active: on_card.active,
        pause: on_card.pause(),
        schedule: on_card.schedule(),
        limits: case_type.limits(),
        limited_selection: case_type.limited_selection,
        handed_out: handed_out.map(|(_, valid_until)| HandedOut { valid_until }),
        areas,
        approved: approval.is_some(),
        resident: person.into(),
    };
    let offer = Offer {
        unit: OfferingUnit { id: unit.id, name: unit.name, region_code: unit.region_code },
        case_type: OfferedType {
            id: case_type.id,
            name: case_type.name,
            agent_allowed: case_type.agent_allowed,
            first_response_workdays: case_type.first_response_workdays,
            auto_reply_text: case_type.auto_reply_text,
        },
        form: form.read()?,
    };
    Ok(Some((offer, facts)))
}

fn load_row(
    tx: &mut Tx<'_>,
    unit_id: UnitId,
    type_id: CaseTypeId,
    resident_id: ResidentId,
) -> QueryResult<Option<Row>> {
    let approved = communication_approval::unit_id
        .eq(unit::id)
        .and(communication_approval::resident_id.eq(resident::id))
        .and(communication_approval::removed_at.is_null());
    let handed_out = case_type_grant::unit_id
        .eq(unit::id)
        .and(case_type_grant::case_type_id.eq(case_type::id))
        .and(case_type_grant::resident_id.eq(resident::id))
        .and(case_type_grant::removed_at.is_null());
    unit::table
        .inner_join(unit_case_type::table.on(unit_case_type::unit_id.eq(unit::id)))
        .inner_join(case_type::table.on(case_type::id.eq(unit_case_type::case_type_id)))
        .inner_join(form_version::table.on(form_version::case_type_id.eq(case_type::id)))
        .inner_join(resident::table.on(resident::id.eq(resident_id)))
        .left_join(communication_approval::table.on(approved))
        .left_join(case_type_grant::table.on(handed_out))
        .filter(unit::id.eq(unit_id))
        .filter(case_type::id.eq(type_id))
        .filter(case_type::kind.eq("standard").or(takes_complaints(unit_case_type::unit_id)))
        .order(form_version::number.desc())
        .select((
            UnitRow::as_select(),
            OnCard::as_select(),
            TypeRow::as_select(),
            FormRow::as_select(),
            PersonRow::as_select(),
            communication_approval::id.nullable(),
            (case_type_grant::id, case_type_grant::valid_until).nullable(),
        ))
        .first(tx.conn)
        .optional()
}

fn areas(tx: &mut Tx<'_>, unit: UnitId) -> QueryResult<Vec<Area>> {
    let rows: Vec<AreaRow> = service_area::table
        .filter(service_area::unit_id.eq(unit))
        .select(AreaRow::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Area::from).collect())
}

/// Holds the unit as it is until the transaction ends: it can't close meanwhile. Whoever else holds it
/// so is not hindered.
pub fn hold(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<()> {
    let held = unit::table.find(id).select(unit::id).for_share().first(tx.conn).optional();
    held.map(|_: Option<UnitId>| ())
}

/// Whether there is such a unit for residents to know of.
pub(super) fn takes_part(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<bool> {
    let open = unit::status.eq_any([UnitStatus::Active, UnitStatus::Closing]);
    select(exists(unit::table.find(id).filter(open))).get_result(tx.conn)
}

/// The form as it was when a case was made with it.
pub fn form_of(tx: &mut Tx<'_>, id: FormVersionId) -> Result<Form, Failure> {
    let row: FormRow = form_version::table.find(id).select(FormRow::as_select()).first(tx.conn)?;
    row.read()
}
