//! The SQL of virtual units.

use diesel::{
    pg::Pg,
    prelude::*,
    result::{DatabaseErrorKind, Error},
};

use super::{
    ALREADY_MEMBER, UNIT_IS_VIRTUAL,
    policy::{AddMemberUnit, ListMemberUnits, RemoveMemberUnit, VirtualUnit},
};
use crate::{
    access::{Grant, Region, Sealed},
    db::Tx,
    failure::Failure,
    id::{StaffId, UnitId},
    schema::{time_type, unit, virtual_unit_member as m},
};

/// A unit to be a member of another, as it is told.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = unit, check_for_backend(Pg))]
pub struct MemberRow {
    pub id: UnitId,
    pub hsa_id: String,
    pub name: String,
    pub region_code: Region,
}

pub fn virtual_unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<VirtualUnit>, Failure> {
    let region: Option<Region> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(Sealed::new(VirtualUnit { unit: id, region: region.ok_or(Failure::Absent)? }))
}

/// A unit in use that may become a member.
pub fn unit_in_use(
    tx: &mut Tx<'_>,
    _: &Grant<AddMemberUnit>,
    id: UnitId,
) -> QueryResult<Option<MemberRow>> {
    let active = unit::table.find(id).filter(unit::status.eq("active"));
    active.select(MemberRow::as_select()).first(tx.conn).optional()
}

/// The granted unit's members, by name. There are few.
pub fn members(tx: &mut Tx<'_>, grant: &Grant<ListMemberUnits>) -> QueryResult<Vec<MemberRow>> {
    m::table
        .inner_join(unit::table.on(unit::id.eq(m::member_unit_id)))
        .filter(m::unit_id.eq(grant.subject()))
        .order((unit::name, unit::id))
        .limit(500)
        .select(MemberRow::as_select())
        .load(tx.conn)
}

pub fn add(tx: &mut Tx<'_>, grant: &Grant<AddMemberUnit>, member: UnitId) -> Result<(), Failure> {
    let added = diesel::insert_into(m::table)
        .values((
            m::unit_id.eq(grant.subject()),
            m::member_unit_id.eq(member),
            m::added_by.eq(StaffId(tx.actor().uuid())),
            m::added_at.eq(tx.now),
        ))
        .execute(tx.conn);
    match added {
        Ok(_) => Ok(()),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            let (sv, en) = ("Enheten är redan med.", "The unit is a member already.");
            Err(Failure::refused(&ALREADY_MEMBER, sv, en))
        }
        Err(Error::DatabaseError(_, info))
            if info.constraint_name() == Some("virtual_unit_is_flat") =>
        {
            let sv = "Virtuella enheter kan inte ingå i varandra.";
            let en = "Virtual units do not nest.";
            Err(Failure::refused(&UNIT_IS_VIRTUAL, sv, en))
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes a member. Answers whether it was one.
pub fn remove(
    tx: &mut Tx<'_>,
    grant: &Grant<RemoveMemberUnit>,
    member: UnitId,
) -> QueryResult<bool> {
    let removed = diesel::delete(m::table.find((grant.subject(), member))).execute(tx.conn)?;
    Ok(removed > 0)
}

/// The units that give what is booked under that code on that unit's behalf: itself, and its members. With the
/// name that each has for it, the unit's own first.
pub fn units_giving(
    tx: &mut Tx<'_>,
    on_behalf_of: UnitId,
    code: &str,
) -> QueryResult<Vec<(UnitId, String)>> {
    let members = m::table.filter(m::unit_id.eq(on_behalf_of)).select(m::member_unit_id);
    time_type::table
        .inner_join(unit::table)
        .filter(time_type::code.eq(code))
        .filter(time_type::active)
        .filter(unit::status.ne("closed"))
        .filter(time_type::unit_id.eq(on_behalf_of).or(time_type::unit_id.eq_any(members)))
        .order((time_type::unit_id.ne(on_behalf_of), unit::name, unit::id))
        .limit(500)
        .select((time_type::unit_id, time_type::name))
        .load(tx.conn)
}
