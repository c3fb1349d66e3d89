//! The SQL of a unit's case types.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{
    super::{availability::CaseTypeStatus, policy::ChangeCaseType},
    view::UnitCaseTypeChange,
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    id::{CaseTypeId, UnitId},
    schema::{case_type, unit_case_type},
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
            unit_case_type::version.eq(unit_case_type::version + 1),
        ))
        .execute(tx.conn)
        .map(|changed| changed == 1)
}
