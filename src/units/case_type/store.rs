//! The SQL of a unit's case types.

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};
use serde_json::Value;

use super::{
    super::{
        availability::{CaseTypeStatus, UnitStatus},
        policy::{ChangeCaseType, HandOutToUnit},
    },
    view::UnitCaseTypeChange,
};
use crate::{
    access::{Action, Grant, Region},
    db::Tx,
    id::{CaseTypeId, UnitId},
    schema::{case_type, unit, unit_case_type},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = unit_case_type, check_for_backend(diesel::pg::Pg))]
pub struct OwnRow {
    pub unit_id: UnitId,
    pub case_type_id: CaseTypeId,
    pub active: bool,
    pub sort_order: i16,
    pub paused_from: Option<DateTime<Utc>>,
    pub paused_until: Option<DateTime<Utc>>,
    pub pause_message: Option<String>,
    pub pause_alternative_unit_id: Option<UnitId>,
    pub handed_out_at: Option<DateTime<Utc>>,
    pub local_description: Option<String>,
    pub local_terms_text: Option<String>,
    pub standard_answers: Value,
    pub open_windows: Option<Value>,
    pub version: i64,
    #[diesel(embed)]
    pub case_type: TypeFacts,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_type, check_for_backend(diesel::pg::Pg))]
pub struct TypeFacts {
    pub name: String,
    pub limited_selection: bool,
    pub status: CaseTypeStatus,
    pub owner_unit_id: Option<UnitId>,
    pub owner_region_code: Option<Region>,
    #[diesel(column_name = standard_answers)]
    pub offered_answers: Value,
}

pub fn list<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<Vec<OwnRow>> {
    unit_case_type::table
        .inner_join(case_type::table)
        .filter(unit_case_type::unit_id.eq(grant.subject()))
        .order((unit_case_type::sort_order, case_type::name, case_type::id))
        .limit(1000)
        .select(OwnRow::as_select())
        .load(tx.conn)
}

pub fn find<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: CaseTypeId,
) -> QueryResult<Option<OwnRow>> {
    unit_case_type::table
        .inner_join(case_type::table)
        .filter(unit_case_type::unit_id.eq(grant.subject()).and(case_type::id.eq(id)))
        .select(OwnRow::as_select())
        .first(tx.conn)
        .optional()
}

/// Changes the version that was seen; says whether it was still that one.
pub fn change(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeCaseType>,
    seen: &OwnRow,
    wanted: &UnitCaseTypeChange,
    stored: Stored,
) -> QueryResult<bool> {
    let pause = wanted.pause.as_ref();
    diesel::update(unit_case_type::table.find((grant.subject(), seen.case_type_id)))
        .filter(unit_case_type::version.eq(seen.version))
        .set((
            unit_case_type::active.eq(wanted.active),
            unit_case_type::sort_order.eq(i16::try_from(wanted.sort_order).unwrap_or(i16::MAX)),
            unit_case_type::paused_from.eq(pause.map(|pause| pause.from.0)),
            unit_case_type::paused_until.eq(pause.and_then(|pause| pause.until).map(|at| at.0)),
            unit_case_type::pause_message.eq(pause.map(|pause| &pause.message)),
            unit_case_type::pause_alternative_unit_id
                .eq(pause.and_then(|pause| pause.alternative_unit_id)),
            unit_case_type::local_description.eq(&wanted.local_description),
            unit_case_type::local_terms_text.eq(&wanted.local_terms_text),
            unit_case_type::standard_answers.eq(stored.standard_answers),
            unit_case_type::open_windows.eq(stored.open_windows),
            unit_case_type::version.eq(unit_case_type::version + 1),
        ))
        .execute(tx.conn)
        .map(|changed| changed == 1)
}

/// Lists as they are stored.
pub struct Stored {
    pub standard_answers: Value,
    pub open_windows: Option<Value>,
}

/// Whether residents can turn to that unit.
pub fn takes_part(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<bool> {
    let open = unit::table.find(id).filter(unit::status.eq(UnitStatus::Active));
    select(exists(open)).get_result(tx.conn)
}

/// A case type that is to be handed out, as far as that is decided on it.
pub fn to_hand_out(
    tx: &mut Tx<'_>,
    _: &Grant<HandOutToUnit>,
    id: CaseTypeId,
) -> QueryResult<Option<TypeFacts>> {
    case_type::table.find(id).select(TypeFacts::as_select()).first(tx.conn).optional()
}

/// Lets the granted unit have it; says whether it did not have it before.
pub fn hand_out(
    tx: &mut Tx<'_>,
    grant: &Grant<HandOutToUnit>,
    id: CaseTypeId,
) -> QueryResult<bool> {
    let (now, by) = (tx.now, tx.actor().uuid());
    diesel::insert_into(unit_case_type::table)
        .values((
            unit_case_type::unit_id.eq(grant.subject()),
            unit_case_type::case_type_id.eq(id),
            unit_case_type::handed_out_at.eq(now),
            unit_case_type::handed_out_by.eq(by),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .map(|made| made == 1)
}
