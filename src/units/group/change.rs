//! Lists, makes, changes and ends groups. What a group gives ends with membership or group, and
//! whoever looks after cases by it then has a successor at once.

use std::collections::BTreeMap;

use super::{
    super::{
        ALREADY_MEMBER, GROUP_EXISTS,
        policy::{AddMember, ChangeGroup, CreateGroup, EndGroup, ListGroups, RemoveMember},
        role::{must_be_known, person, tidy},
        store as units,
    },
    store::{self, Group},
    view::{GroupRole, GroupView, MemberView, NewStaffGroupMember, StaffGroupWish},
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{StaffGroupId, StaffId, UnitId},
    page::{Linker, Page, Rows, Wanted, expect_version},
    units::place::Unit,
};

pub async fn list(cx: Cx, id: UnitId, wanted: Wanted) -> Result<Page<GroupView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = open::<ListGroups>(tx, id)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.created_at, row.id.0));
        let mut views = views(tx, cx, &rows.rows)?;
        let path = format!("/units/{id}/staff-groups");
        let linker = Linker::new(cx.asked());
        let page = Page::of(rows, &wanted, linker, &path, &[], |_| views.remove(0));
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn read(cx: Cx, at: (UnitId, StaffGroupId)) -> Result<GroupView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = open::<ListGroups>(tx, at.0)?;
        let group = store::lock(tx, &grant, at.1)?.ok_or(Failure::Absent)?;
        let view = view(tx, cx, group)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn create(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    wish: StaffGroupWish,
) -> Result<GroupView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (unit, grant) = open::<CreateGroup>(tx, id)?;
        must_go_together(tx, &unit, &wish.roles)?;
        let group = store::insert(tx, &grant, &wish.name)?.ok_or_else(exists)?;
        store::set_roles(tx, &grant, group.id, &wish.roles)?;
        let made = group.id;
        let view = view(tx, cx, group)?;
        Ok(audit::record_made(tx, grant, made.0, Some(id), view)?)
    })
    .await
}

pub async fn change(
    cx: Cx,
    at: (UnitId, StaffGroupId),
    seen: Option<String>,
    wish: StaffGroupWish,
) -> Result<GroupView, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) = open::<ChangeGroup>(tx, at.0)?;
        let group = store::lock(tx, &grant, at.1)?.ok_or(Failure::Absent)?;
        expect_version(seen.as_deref(), group.version)?;
        must_go_together(tx, &unit, &wish.roles)?;
        if store::name_is_taken(tx, &group, &wish.name)? {
            return Err(exists());
        }
        let group = store::change(tx, &grant, &group, &wish.name)?;
        store::set_roles(tx, &grant, group.id, &wish.roles)?;
        let view = view(tx, cx, group)?;
        Ok(audit::record_made(tx, grant, at.1.0, Some(at.0), view)?)
    })
    .await
}

pub async fn end(cx: Cx, at: (UnitId, StaffGroupId)) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = open::<EndGroup>(tx, at.0)?;
        let group = store::lock(tx, &grant, at.1)?.ok_or(Failure::Absent)?;
        store::set_roles(tx, &grant, group.id, &[])?;
        store::end(tx, &grant, group.id)?;
        store::remove(tx, &grant, group.id, None)?;
        Ok(audit::record_made(tx, grant, at.1.0, Some(at.0), ())?)
    })
    .await
}

pub async fn add(
    cx: Cx,
    at: (UnitId, StaffGroupId),
    repeat: Repeat,
    new: NewStaffGroupMember,
) -> Result<GroupView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = open::<AddMember>(tx, at.0)?;
        let group = store::lock(tx, &grant, at.1)?.ok_or(Failure::Absent)?;
        let staff = must_be_known(person(tx, &tidy(&new.hsa_id))?)?;
        if !store::add(tx, &grant, group.id, staff)? {
            let (sv, en) = ("Personen är redan med.", "The person is in it already.");
            return Err(Failure::refused(&ALREADY_MEMBER, sv, en));
        }
        let name = group.name.clone();
        let group = store::change(tx, &grant, &group, &name)?;
        let view = view(tx, cx, group)?;
        Ok(audit::record_made(tx, grant, staff.0, Some(at.0), view)?)
    })
    .await
}

pub async fn remove(cx: Cx, at: (UnitId, StaffGroupId), who: StaffId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = open::<RemoveMember>(tx, at.0)?;
        let group = store::lock(tx, &grant, at.1)?.ok_or(Failure::Absent)?;
        if !store::remove(tx, &grant, group.id, Some(who))? {
            return Err(Failure::Absent);
        }
        let name = group.name.clone();
        store::change(tx, &grant, &group, &name)?;
        Ok(audit::record_made(tx, grant, who.0, Some(at.0), ())?)
    })
    .await
}

fn open<A: Action<On = Unit>>(tx: &mut Tx<'_>, id: UnitId) -> Result<(Unit, Grant<A>), Failure> {
    let unit = units::find(tx, id)?.ok_or(Failure::Absent)?;
    let (unit, grant) = unit.open::<A>(tx)?;
    Ok((unit, grant))
}

/// In some regions whoever receives cases handles them too (R-ROLE-11).
fn must_go_together(tx: &Tx<'_>, unit: &Unit, roles: &[GroupRole]) -> Result<(), Failure> {
    let name = "role.receiver-and-handler-together";
    let together = tx.policies().flag(name, Some(&unit.region), tx.today)?;
    let both = [GroupRole::Receiver, GroupRole::Handler].map(|role| roles.contains(&role));
    if !together || both[0] == both[1] {
        return Ok(());
    }
    let sv = "I regionen är ärendemottagare också ärendehanterare.";
    Err(Failure::field("/roles", "roles-go-together", sv, "In the region the two go together."))
}

fn exists() -> Failure {
    let (sv, en) = ("Välj ett annat namn.", "Choose another name.");
    Failure::refused(&GROUP_EXISTS, sv, en)
}

impl Replay for GroupView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<ListGroups>(tx, self.unit_id)
    }
}

fn view(tx: &mut Tx<'_>, cx: &Cx, group: Group) -> Result<GroupView, Failure> {
    views(tx, cx, &[group])?.pop().ok_or(Failure::Absent)
}

fn views(tx: &mut Tx<'_>, cx: &Cx, groups: &[Group]) -> Result<Vec<GroupView>, Failure> {
    let ids: Vec<StaffGroupId> = groups.iter().map(|group| group.id).collect();
    let mut roles: BTreeMap<StaffGroupId, Vec<GroupRole>> = BTreeMap::new();
    for (group, role) in store::roles(tx, &ids)? {
        roles.entry(group).or_default().push(role);
    }
    let mut members: BTreeMap<StaffGroupId, Vec<MemberView>> = BTreeMap::new();
    for row in store::members(tx, &ids)? {
        let (group, staff_id, hsa_id, given_name, family_name, title, active_in_directory) = row;
        let member =
            MemberView { staff_id, hsa_id, given_name, family_name, title, active_in_directory };
        members.entry(group).or_default().push(member);
    }
    let view = |group: &Group| {
        let path = format!("/units/{}/staff-groups/{}", group.unit_id, group.id);
        let links = Linker::new(cx.asked()).add("self", "GET", &path);
        GroupView {
            id: group.id,
            unit_id: group.unit_id,
            name: group.name.clone(),
            roles: roles.remove(&group.id).unwrap_or_default(),
            members: members.remove(&group.id).unwrap_or_default(),
            version: group.version,
            links: links.add("members", "POST", &format!("{path}/members")).done(),
        }
    };
    Ok(groups.iter().map(view).collect())
}
