//! The SQL of service areas.

use diesel::prelude::*;

use super::{
    super::policy::{AddArea, RemoveArea},
    view::NewServiceArea,
};
use crate::{
    access::{Action, Grant, Region},
    db::Tx,
    id::{ServiceAreaId, UnitId},
    identity::Sex,
    schema::service_area,
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = service_area, check_for_backend(diesel::pg::Pg))]
pub struct AreaRow {
    pub id: ServiceAreaId,
    pub unit_id: UnitId,
    pub region_code: Region,
    pub municipality_code: Option<String>,
    pub sex: Option<Sex>,
    pub age_from: Option<i16>,
    pub age_to: Option<i16>,
}

pub fn list<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<Vec<AreaRow>> {
    service_area::table
        .filter(service_area::unit_id.eq(grant.subject()))
        .order(service_area::id)
        .select(AreaRow::as_select())
        .load(tx.conn)
}

pub fn add(tx: &mut Tx<'_>, grant: &Grant<AddArea>, new: &NewServiceArea) -> QueryResult<AreaRow> {
    diesel::insert_into(service_area::table)
        .values((
            service_area::id.eq(ServiceAreaId::new()),
            service_area::unit_id.eq(grant.subject()),
            service_area::region_code.eq(&new.region_code),
            service_area::municipality_code.eq(&new.municipality_code),
            service_area::sex.eq(new.sex),
            service_area::age_from.eq(new.small(new.age_from)),
            service_area::age_to.eq(new.small(new.age_to)),
        ))
        .returning(AreaRow::as_returning())
        .get_result(tx.conn)
}

/// Whether there was such a row at the unit.
pub fn remove(tx: &mut Tx<'_>, grant: &Grant<RemoveArea>, id: ServiceAreaId) -> QueryResult<bool> {
    diesel::delete(service_area::table.find(id))
        .filter(service_area::unit_id.eq(grant.subject()))
        .execute(tx.conn)
        .map(|removed| removed == 1)
}

impl NewServiceArea {
    /// Ages are small by validation.
    pub fn small(&self, age: Option<i32>) -> Option<i16> {
        age.and_then(|age| i16::try_from(age).ok())
    }
}
