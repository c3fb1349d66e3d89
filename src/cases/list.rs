//! Lists of cases: a resident's own, and a unit's.

use super::{
    case::{Case, Name, StageCode},
    policy::{ListOfResident, ListOfUnit, ResidentCases},
    read::{case_type, direction, handler},
    store::{self, ListWish},
    view::{CaseSummary, Person, UnitName},
};
use crate::{
    access::{Actor, Cx, Sealed},
    audit,
    failure::Failure,
    id::{ResidentId, UnitId},
    page::{Linker, Page, Wanted},
};

/// Lists a resident's cases, drafts among them, newest first.
pub async fn of_resident(
    cx: Cx,
    resident: ResidentId,
    stage: Option<StageCode>,
    wanted: Wanted,
) -> Result<Page<CaseSummary>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(ResidentCases(resident)).open::<ListOfResident>(tx)?;
        let rows = store::list_of_resident(tx, &grant, stage, &wanted)?;
        let path = format!("/residents/{resident}/cases");
        let query = query(stage, false);
        let actor = tx.actor_arc();
        let view = |case| summary(&actor, cx, case);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// Lists a unit's submitted cases, newest first: all to a receiver, their own to a handler.
pub async fn of_unit(
    cx: Cx,
    unit: UnitId,
    wish: ListWish,
    wanted: Wanted,
) -> Result<Page<CaseSummary>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::unit(tx, unit)?.open::<ListOfUnit>(tx)?;
        let rows = store::list_of_unit(tx, &grant, wish, &wanted)?;
        let shown: Vec<ResidentId> = rows.rows.iter().map(|case| case.subject).collect();
        let path = format!("/units/{unit}/cases");
        let query = query(wish.stage, wish.only_mine);
        let actor = tx.actor_arc();
        let view = |case| summary(&actor, cx, case);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

fn query(stage: Option<StageCode>, only_mine: bool) -> Vec<(&'static str, String)> {
    let stage = stage.map(|stage| ("stage", stage.code().to_owned()));
    stage.into_iter().chain(only_mine.then(|| ("mine", "true".to_owned()))).collect()
}

fn summary(actor: &Actor, cx: &Cx, case: Case) -> CaseSummary {
    let Name { full, protected_identity } = case.facts.subject.clone();
    let (direction, case_type) = (direction(&case), case_type(&case));
    let by_guardian = case.initiated_by().is_some_and(|by| by != case.subject);
    CaseSummary {
        handler: handler(actor, &case),
        id: case.id,
        number: case.facts.number,
        unit: UnitName { id: case.unit, name: case.facts.unit_name },
        direction,
        title: case.facts.title,
        case_type,
        subject: Person { id: case.subject, name: full, protected_identity },
        by_guardian,
        stage: case.stage.code(),
        created_at: case.facts.created_at.into(),
        submitted_at: case.facts.submitted_at.map(Into::into),
        first_response_due_at: case.facts.first_response_due_at.map(Into::into),
        first_response_at: case.first_response_at.map(Into::into),
        has_partial_reply: case.has_partial_reply,
        links: Linker::new(cx.asked()).add("self", "GET", &format!("/cases/{}", case.id)).done(),
    }
}
