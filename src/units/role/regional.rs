//! Lists, appoints and dismisses a region's administrators (R-ROLE-3).

use super::{
    change::{held, must_be_known, tidy, view},
    policy::{GrantRegionalRole, ListRegionalRoles, RegionRoles, RevokeRegionalRole},
    store::{self, NewRole},
    view::{AssignmentView, NewRegionalAdministrator},
};
use crate::{
    access::{Cx, Region, Role, Sealed},
    audit,
    db::{Repeat, Tx},
    failure::Failure,
    id::RoleAssignmentId,
    page::{Linker, Page, Rows, Wanted},
    units::handout::check_day,
};

pub async fn list(cx: Cx, region: Region, wanted: Wanted) -> Result<Page<AssignmentView>, Failure> {
    cx.transact(move |tx, cx| {
        let on = RegionRoles { region: region.clone(), staff: None };
        let (_, grant) = Sealed::new(on).open::<ListRegionalRoles>(tx)?;
        let rows = store::list_regional(tx, &grant, &region, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.granted_at, row.id.0));
        let path = format!("/regions/{region}/role-assignments");
        let page =
            Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], |row| view(cx, row));
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn appoint(
    cx: Cx,
    region: Region,
    repeat: Repeat,
    new: NewRegionalAdministrator,
) -> Result<AssignmentView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let person = store::person(tx, &tidy(&new.hsa_id))?;
        let staff = person.as_ref().map(|person| person.id);
        let on = RegionRoles { region: region.clone(), staff };
        let (_, grant) = Sealed::new(on).open::<GrantRegionalRole>(tx)?;
        check_day(new.valid_until, tx.today)?;
        let staff = must_be_known(person)?;
        let role = new.role.map_or(Role::RegionalAdministrator, Role::from);
        let new = NewRole { staff, role, valid_until: new.valid_until };
        let made = store::grant_regional(tx, &grant, &new, &region)?.ok_or_else(held)?;
        let row = store::find(tx, made)?.ok_or(Failure::Absent)?;
        let view = view(cx, row);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn dismiss(cx: Cx, region: Region, id: RoleAssignmentId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let row = store::find(tx, id)?;
        let row = row.filter(|row| row.region_code.as_ref() == Some(&region));
        let on = RegionRoles { region, staff: row.as_ref().map(|row| row.staff_id) };
        let (_, grant) = Sealed::new(on).open::<RevokeRegionalRole>(tx)?;
        if row.is_none() || !store::revoke(tx, &grant, id)? {
            return Err(Failure::Absent);
        }
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

pub fn may_list(tx: &mut Tx<'_>, region: Region) -> Result<(), Failure> {
    let on = Sealed::new(RegionRoles { region, staff: None });
    let (_, _grant) = on.open::<ListRegionalRoles>(tx)?;
    Ok(())
}
