//! Lists, adds and removes the units that a virtual unit groups.

use super::{
    policy::{AddMemberUnit, ListMemberUnits, RemoveMemberUnit},
    store::{self, MemberRow},
    view::{MemberView, MembersView, NewMember},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::UnitId,
    page::Linker,
};

pub async fn list(cx: Cx, unit: UnitId) -> Result<MembersView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::virtual_unit(tx, unit)?.open::<ListMemberUnits>(tx)?;
        let rows = store::members(tx, &grant)?;
        let path = format!("/units/{unit}/member-units");
        let items = rows.into_iter().map(|row| view(cx, unit, row)).collect();
        let links = Linker::new(cx.asked()).add("self", "GET", &path).add("add", "POST", &path);
        let links = links.done();
        Ok(audit::record(tx, grant, MembersView { unit_id: unit, items, links })?)
    })
    .await
}

/// Adds a unit of the same region. Groups do not nest; the database says so too.
pub async fn add(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    new: NewMember,
) -> Result<MemberView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::virtual_unit(tx, unit)?.open::<AddMemberUnit>(tx)?;
        let member = store::unit_in_use(tx, &grant, new.unit_id)?;
        let member = member.filter(|it| it.region_code == on.region && it.id != unit);
        let member = member.ok_or_else(|| {
            let sv = "Regionen har ingen annan sådan enhet i bruk.";
            let en = "The region has no other such unit in use.";
            Failure::field("/unitId", "unknown-unit", sv, en)
        })?;
        store::add(tx, &grant, member.id)?;
        let view = view(cx, unit, member);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Takes a unit out of the group. What has been booked there stays.
pub async fn remove(cx: Cx, unit: UnitId, member: UnitId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = store::virtual_unit(tx, unit)?.open::<RemoveMemberUnit>(tx)?;
        if !store::remove(tx, &grant, member)? {
            return Err(Failure::Absent);
        }
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

fn view(cx: &Cx, unit: UnitId, row: MemberRow) -> MemberView {
    let path = format!("/units/{unit}/member-units/{}", row.id);
    let links = Linker::new(cx.asked()).add("remove", "DELETE", &path).done();
    MemberView { virtual_unit_id: unit, unit_id: row.id, hsa_id: row.hsa_id, name: row.name, links }
}

impl Replay for MemberView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let on = store::virtual_unit(tx, self.virtual_unit_id)?;
        let (_, _grant) = on.open::<ListMemberUnits>(tx)?;
        Ok(())
    }
}
