//! Shows a resident, their settings, and the children they may act for.

use super::{
    policy::{ListChildren, ReadResident},
    resident::Resident,
    store,
    view::{ChildView, ChildrenView, ResidentView, SettingsView},
};
use crate::{
    access::Cx,
    audit,
    clock::birthday,
    failure::Failure,
    id::ResidentId,
    page::{Linker, Links},
};

/// Shows a resident to themselves or to a guardian.
pub async fn resident(cx: Cx, id: ResidentId) -> Result<(ResidentView, i64), Failure> {
    cx.transact(move |tx, cx| {
        let sealed = store::load(tx, id)?.ok_or(Failure::Absent)?;
        let (resident, grant) = sealed.open::<ReadResident>(tx)?;
        let resident = resident.on(tx.today, agency_ends_at(tx)?);
        let own = tx.actor().resident().is_some_and(|own| own.id == id);
        let view = ResidentView::of(&resident, links(cx, &resident, own));
        Ok(audit::record(tx, grant, (view, resident.version))?)
    })
    .await
}

/// Shows where a resident's notices go.
pub async fn settings(cx: Cx, id: ResidentId) -> Result<(SettingsView, i64), Failure> {
    let (resident, version) = resident(cx, id).await?;
    Ok((resident.settings, version))
}

/// Lists the children the resident may act for today.
pub async fn children(cx: Cx, id: ResidentId) -> Result<ChildrenView, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = store::load(tx, id)?.ok_or(Failure::Absent)?;
        let (_, grant) = sealed.open::<ListChildren>(tx)?;
        let items = wards(tx)?;
        let links =
            Linker::new(cx.asked()).add("self", "GET", &format!("/residents/{id}/children"));
        let shown: Vec<ResidentId> = items.iter().map(|child| child.resident_id).collect();
        let view = ChildrenView { items, links: links.done() };
        Ok(audit::record_each(tx, grant, shown, view)?)
    })
    .await
}

/// The age at which guardians stop acting.
pub fn agency_ends_at(tx: &crate::db::Tx<'_>) -> Result<i32, Failure> {
    tx.policies().number("agency.ends-at-age", None, tx.today)
}

/// The children the signed-in resident may act for, each with the day it ends.
pub fn wards(tx: &mut crate::db::Tx<'_>) -> Result<Vec<ChildView>, Failure> {
    let ends_at_age = agency_ends_at(tx)?;
    let ends = store::agency_ends(tx)?;
    let children = store::wards(tx)?;
    let view = |child: Resident| {
        let birthday = birthday(child.birth_date, ends_at_age);
        let ended = ends.iter().find(|(id, _)| *id == child.id).and_then(|(_, ended)| *ended);
        ChildView {
            resident_id: child.id,
            display_name: child.display_name(),
            birth_date: child.birth_date,
            agency_ends_on: ended.map_or(birthday, |ended| ended.min(birthday)),
        }
    };
    Ok(children.into_iter().map(view).collect())
}

fn links(cx: &Cx, resident: &Resident, own: bool) -> Links {
    let path = format!("/residents/{}", resident.id);
    Linker::new(cx.asked())
        .add("self", "GET", &path)
        .add("settings", "GET", &format!("{path}/settings"))
        .add("change-settings", "PUT", &format!("{path}/settings"))
        .add("contact-sharing", "GET", &format!("{path}/contact-sharing"))
        .add_if(!own && !resident.is_open(), "activate", "POST", &format!("{path}/activations"))
        .add_if(own, "children", "GET", &format!("{path}/children"))
        .add_if(own, "end-all-sessions", "DELETE", &format!("{path}/sessions"))
        .done()
}
