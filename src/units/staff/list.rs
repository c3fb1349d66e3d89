//! Lists who works at a unit.

use chrono::DateTime;

use super::{
    super::{
        policy::{ListStaff, SeeNotificationChoices},
        store as units,
    },
    store,
    view::StaffView,
};
use crate::{
    access::{Action, Cx, Role, Verdict},
    audit,
    failure::Failure,
    id::UnitId,
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(
    cx: Cx,
    id: UnitId,
    role: Option<Role>,
    wanted: Wanted,
) -> Result<Page<StaffView>, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ListStaff>(tx)?;
        let rows = store::at_unit(tx, &grant, role, &wanted)?;
        // Ids grow with time, so they order alone.
        let rows = Rows::cut(rows, &wanted, |row| (DateTime::UNIX_EPOCH, row.id.0));
        let mut roles = store::roles_of(tx, &grant, rows.rows.iter().map(|row| row.id))?;
        let away = store::away(tx, &grant)?;
        let verdict = SeeNotificationChoices::decide(tx.actor(), &unit);
        let choices = matches!(verdict, Verdict::Allow(_));
        let path = format!("/units/{id}/staff");
        let query: Vec<_> = role.iter().map(|role| ("role", role.code().to_owned())).collect();
        let page =
            Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, |row| StaffView {
                roles: roles.remove(&row.id).unwrap_or_default(),
                id: row.id,
                hsa_id: row.hsa_id,
                given_name: row.name.given_name,
                family_name: row.name.family_name,
                title: row.name.title,
                active_in_directory: row.active_in_directory,
                deactivated: away.contains(&row.id),
                notify_on_assigned: choices.then_some(row.notify_on_assigned),
                notify_on_incoming: choices.then_some(row.notify_on_incoming),
            });
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}
