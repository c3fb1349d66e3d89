//! What people do with their own sessions: see, renew, end.

use super::{
    policy::{EndAllSessions, EndSession, Own, ReadSession, RenewSession},
    read,
    session_view::{AcceptedTermsView, SessionView, SignedInView, WorkplaceView, idle_seconds},
    store,
};
use crate::{
    access::{Action, Actor, Cx, Role, Sealed, Who},
    audit,
    db::Tx,
    failure::{self, Failure},
    id::{ResidentId, StaffId},
    page::{Linker, Links},
};

/// Shows who is signed in, and all that follows from it today.
pub async fn show(cx: Cx) -> Result<SessionView, Failure> {
    cx.transact(|tx, cx| {
        let (_, grant) = Sealed::new(Own::of(tx.actor())).open::<ReadSession>(tx)?;
        let view = describe(tx, cx)?;
        let mut shown: Vec<ResidentId> =
            view.children.iter().map(|child| child.resident_id).collect();
        shown.extend(grant.patient());
        Ok(audit::record_each(tx, grant, shown, view)?)
    })
    .await
}

/// Gives the session a new token and kills the old one; the session's end stays.
pub async fn renew(cx: Cx) -> Result<SignedInView, Failure> {
    note::<RenewSession>(cx.clone()).await?;
    let token = cx.app().sessions.rotate(cx.presented(), cx.app().clock.now()).await?;
    let token = token.ok_or_else(|| {
        let sv = "Sessionen är redan förnyad eller avslutad.";
        let en = "The session has been renewed or ended already.";
        Failure::refused(&failure::UNAUTHENTICATED, sv, en)
    })?;
    Ok(SignedInView::of(&token, &cx.presented().session, cx.asked()))
}

/// Signs out. The session ends also when that can't be recorded.
pub async fn end(cx: Cx) -> Result<(), Failure> {
    let (sessions, presented) = (cx.app().sessions.clone(), cx.presented().clone());
    sessions.end(presented.session.who, &presented.token_hash).await?;
    note::<EndSession>(cx).await
}

/// Signs a resident out everywhere.
pub async fn end_all_of_resident(cx: Cx, id: ResidentId) -> Result<(), Failure> {
    end_all(cx, Who::Resident(id), Own { id: id.0, patient: Some(id) }).await
}

/// Signs a member of staff out everywhere.
pub async fn end_all_of_staff(cx: Cx, id: StaffId) -> Result<(), Failure> {
    end_all(cx, Who::Staff(id), Own { id: id.0, patient: None }).await
}

async fn end_all(cx: Cx, who: Who, own: Own) -> Result<(), Failure> {
    let sessions = cx.app().sessions.clone();
    let granted = cx.transact(move |tx, _| {
        let (_, grant) = Sealed::new(own).open::<EndAllSessions>(tx)?;
        Ok(audit::record(tx, grant, ())?)
    });
    granted.await?;
    sessions.end_all(who).await.map(drop)
}

async fn note<A: Action<On = Own> + Send + 'static>(cx: Cx) -> Result<(), Failure> {
    cx.transact(|tx, _| {
        let (_, grant) = Sealed::new(Own::of(tx.actor())).open::<A>(tx)?;
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

fn describe(tx: &mut Tx<'_>, cx: &Cx) -> Result<SessionView, Failure> {
    let session = &cx.presented().session;
    let actor = tx.actor_arc();
    let face = store::own_face(tx)?;
    let posts = store::own_posts(tx)?;
    let name = face.as_ref().map(|face| format!("{} {}", face.given_name, face.family_name));
    let name = match name {
        Some(name) => name.trim().to_owned(),
        None => store::own_client_name(tx)?.unwrap_or_default(),
    };
    let terms = face.as_ref().and_then(|face| {
        let (version, accepted_at) = (face.terms_version.clone()?, face.terms_accepted_at?.into());
        Some(AcceptedTermsView { version, accepted_at })
    });
    let national = posts.iter().any(|post| post.role == Role::NationalAdministrator);
    let regions_as = |role| {
        let own = posts.iter().filter(move |post| post.role == role);
        own.filter_map(|post| post.region_code.clone()).collect()
    };
    let regions = regions_as(Role::RegionalAdministrator);
    let account_regions = regions_as(Role::AccountAdministrator);
    let scopes = if let Actor::System(client) = &*actor { client.scopes.clone() } else { vec![] };
    Ok(SessionView {
        caller: session.who.into(),
        caller_id: actor.uuid(),
        display_name: name,
        title: face.and_then(|face| face.title),
        started_at: session.started.into(),
        ends_at: session.ends.into(),
        idle_seconds: idle_seconds(session),
        terms,
        children: read::wards(tx)?,
        regions,
        account_regions,
        units: workplaces(posts),
        national_administrator: national,
        scopes,
        links: links(cx, &actor),
    })
}

/// Roles gathered by unit; they come sorted by it.
fn workplaces(posts: Vec<store::Post>) -> Vec<WorkplaceView> {
    let mut units: Vec<WorkplaceView> = Vec::new();
    for post in posts {
        let Some((unit_id, name)) = post.unit else { continue };
        match units.iter_mut().find(|unit| unit.unit_id == unit_id) {
            Some(unit) => unit.roles.push(post.role),
            None => units.push(WorkplaceView { unit_id, name, roles: vec![post.role] }),
        }
    }
    units
}

fn links(cx: &Cx, actor: &Actor) -> Links {
    let linker = Linker::new(cx.asked())
        .add("self", "GET", "/sessions/current")
        .add("renew", "PUT", "/sessions/current")
        .add("end", "DELETE", "/sessions/current");
    let linker = match actor {
        Actor::Resident(resident) => {
            let path = format!("/residents/{}", resident.id);
            linker
                .add("resident", "GET", &path)
                .add("children", "GET", &format!("{path}/children"))
                .add("end-all", "DELETE", &format!("{path}/sessions"))
        }
        Actor::Staff(staff) => {
            linker.add("end-all", "DELETE", &format!("/staff/{}/sessions", staff.id))
        }
        Actor::System(_) | Actor::Worker => linker,
    };
    linker.done()
}
