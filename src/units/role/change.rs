//! Lists, gives and takes roles at a unit.

use super::{
    super::{
        LAST_LOCAL_ADMINISTRATOR, LAST_ROLE, ROLE_HELD, ROLE_NOT_IN_USE, STAFF_DEACTIVATED,
        UNIT_STATUS_REFUSED,
        availability::UnitStatus,
        place::Unit,
        policy::{Activate, ListRoles},
        staff::is_away,
        store as units,
    },
    administrator::{self, Administrator},
    policy::{GrantRole, RevokeRole, RoleAt},
    store::{self, Assignment, NewRole, Person},
    view::{AssignmentView, NewRoleAssignment},
};
use crate::{
    access::{Cx, Grant, Role, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    failure::{Failure, FieldFault},
    id::{RoleAssignmentId, StaffId, UnitId},
    page::{Linker, Page, Rows, Wanted},
    units::handout::check_day,
};

pub async fn list(cx: Cx, id: UnitId, wanted: Wanted) -> Result<Page<AssignmentView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ListRoles>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.granted_at, row.id.0));
        let path = format!("/units/{id}/role-assignments");
        let page =
            Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], |row| view(cx, row));
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// Gives a role at a unit, once, to someone the directory knows. Where the region wants receiver and
/// handler together, the other one comes with it (R-ROLE-11).
pub async fn grant(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    new: NewRoleAssignment,
) -> Result<AssignmentView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let unit = units::lock_unit(tx, id)?.ok_or(Failure::Absent)?;
        let person = store::person(tx, &tidy(&new.hsa_id))?;
        let staff = person.as_ref().map(|person| person.id);
        let role = Role::from(new.role);
        let at = RoleAt { unit, role, staff };
        let (at, grant) = Sealed::new(at).open::<GrantRole>(tx)?;
        check_day(new.valid_until, tx.today)?;
        let staff = must_be_known(person)?;
        let new = NewRole { staff, role, valid_until: new.valid_until };
        check_rules(tx, &at.unit, &new)?;
        let made = store::grant(tx, &grant, &new)?.ok_or_else(held)?;
        if let Some(role) = together(tx, &at.unit, role)? {
            store::grant(tx, &grant, &NewRole { role, ..new })?;
        }
        let row = store::find(tx, made)?.ok_or(Failure::Absent)?;
        let view = view(cx, row);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// What the region and the unit's own safety ask of a role that is to be given.
fn check_rules(tx: &mut Tx<'_>, unit: &Unit, new: &NewRole) -> Result<(), Failure> {
    if unit.status == UnitStatus::Closed {
        let (sv, en) = ("Mottagningen är stängd.", "The unit is closed.");
        return Err(Failure::refused(&UNIT_STATUS_REFUSED, sv, en));
    }
    let region = Some(unit.region.as_str());
    let in_use = tx.policies().flag("role.permission-administrator-in-use", region, tx.today)?;
    if new.role == Role::PermissionAdministrator && !in_use {
        let sv = "Regionen använder inte behörighetsadministratörer.";
        let en = "The region does not use permission administrators.";
        return Err(Failure::refused(&ROLE_NOT_IN_USE, sv, en));
    }
    if is_away(tx, new.staff, unit.id)? {
        let sv = "Personen är avaktiverad på mottagningen. Återaktivera först.";
        let en = "The person is deactivated at the unit. Reactivate them first.";
        return Err(Failure::refused(&STAFF_DEACTIVATED, sv, en));
    }
    if new.role == Role::LocalAdministrator && new.valid_until.is_some() {
        let all = store::administrators_of(tx, &[unit.id])?;
        let all: Vec<_> = all.into_iter().map(|(_, one)| one).collect();
        if !administrator::may_be_temporary(&all, new.staff) {
            let sv = "Mottagningen har ingen annan utan slutdatum. Ge rollen tills vidare.";
            let en = "The unit has no other without a last day. Give it until further notice.";
            return Err(Failure::refused(&LAST_LOCAL_ADMINISTRATOR, sv, en));
        }
    }
    Ok(())
}

/// The role that goes with this one where the region wants it so.
fn together(tx: &Tx<'_>, unit: &Unit, role: Role) -> Result<Option<Role>, Failure> {
    let other = match role {
        Role::Receiver => Role::Handler,
        Role::Handler => Role::Receiver,
        _ => return Ok(None),
    };
    let policy = "role.receiver-and-handler-together";
    let so = tx.policies().flag(policy, Some(&unit.region), tx.today)?;
    Ok(so.then_some(other))
}

/// Takes a role, and the one that goes with it. The person's last one only when that is said, the
/// unit's last local administrator never.
pub async fn revoke(
    cx: Cx,
    id: UnitId,
    assignment: RoleAssignmentId,
    confirmed: bool,
) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let unit = units::lock_unit(tx, id)?.ok_or(Failure::Absent)?;
        let row = store::find(tx, assignment)?.filter(|row| row.unit_id == Some(id));
        let row = row.ok_or(Failure::Absent)?;
        let at = RoleAt { unit, role: row.role, staff: Some(row.staff_id) };
        let (at, grant) = Sealed::new(at).open::<RevokeRole>(tx)?;
        let remaining = store::remaining(tx, &grant, id, &row)?;
        if row.role == Role::LocalAdministrator {
            must_not_be_last(&remaining.administrators, row.staff_id)?;
        }
        let other = together(tx, &at.unit, row.role)?;
        let goes =
            |(own, role): &(RoleAssignmentId, Role)| *own == assignment || Some(*role) == other;
        if remaining.of_person.iter().all(goes) && !confirmed {
            let (sv, en) = ("Bekräfta med confirm=true.", "Confirm with confirm=true.");
            return Err(Failure::refused(&LAST_ROLE, sv, en));
        }
        for (own, _) in remaining.of_person.iter().filter(|one| goes(one)) {
            store::revoke(tx, &grant, *own)?;
        }
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

/// Gives a unit that is taken into use its first local administrator. One who is that already stays.
pub fn first_administrator(
    tx: &mut Tx<'_>,
    grant: &Grant<Activate>,
    hsa_id: &str,
    pointer: &str,
) -> Result<(), Failure> {
    let person = store::person(tx, &tidy(hsa_id))?;
    let staff = must_be_known(person).map_err(|failure| match failure {
        Failure::Invalid(faults) => {
            let moved = |fault: FieldFault| FieldFault { pointer: pointer.into(), ..fault };
            Failure::Invalid(faults.into_iter().map(moved).collect())
        }
        other => other,
    })?;
    store::give_first_administrator(tx, grant, staff)?;
    Ok(())
}

/// A unit always keeps a local administrator who stays (R-ROLE-10).
pub fn must_not_be_last(all: &[Administrator], person: StaffId) -> Result<(), Failure> {
    if administrator::may_go(all, person) {
        return Ok(());
    }
    let (sv, en) = ("Utse en annan först, utan slutdatum.", "Appoint another first, to stay.");
    Err(Failure::refused(&LAST_LOCAL_ADMINISTRATOR, sv, en))
}

/// A pasted HSA-id may have blanks around it (R-ROLE-5).
pub fn tidy(hsa_id: &str) -> String {
    hsa_id.trim().to_uppercase()
}

/// One the directory does not know is added by the region first (R-ROLE-7).
pub fn must_be_known(person: Option<Person>) -> Result<StaffId, Failure> {
    let person = person.ok_or_else(|| {
        let sv = "Ingen har det HSA-id:t. Regionens förvaltning lägger till ny personal.";
        let en = "Nobody has that HSA-id. The region's management adds new staff.";
        Failure::field("/hsaId", "unknown-staff", sv, en)
    })?;
    if !person.active_in_directory {
        let (sv, en) = ("Personen är inte aktiv i HSA.", "The person is not active in HSA.");
        return Err(Failure::field("/hsaId", "inactive-staff", sv, en));
    }
    Ok(person.id)
}

pub fn held() -> Failure {
    let (sv, en) = ("Personen har redan rollen.", "The person has the role already.");
    Failure::refused(&ROLE_HELD, sv, en)
}

impl Replay for AssignmentView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        match (self.unit_id, &self.region_code) {
            (Some(unit), _) => units::may::<ListRoles>(tx, unit),
            (None, region) => super::regional::may_list(tx, region.clone().unwrap_or_default()),
        }
    }
}

pub fn view(cx: &Cx, row: Assignment) -> AssignmentView {
    let place = match (row.unit_id, &row.region_code) {
        (Some(unit), _) => format!("/units/{unit}"),
        (None, region) => format!("/regions/{}", region.as_deref().unwrap_or_default()),
    };
    let path = format!("{place}/role-assignments");
    let links = Linker::new(cx.asked()).add("collection", "GET", &path).add(
        "revoke",
        "DELETE",
        &format!("{path}/{}", row.id),
    );
    AssignmentView {
        id: row.id,
        role: row.role,
        unit_id: row.unit_id,
        region_code: row.region_code,
        staff_id: row.staff_id,
        hsa_id: row.person.hsa_id,
        given_name: row.person.name.given_name,
        family_name: row.person.name.family_name,
        title: row.person.name.title,
        active_in_directory: row.person.active_in_directory,
        valid_until: row.valid_until,
        granted_at: row.granted_at.into(),
        granted_by: row.granted_by,
        links: links.done(),
    }
}
