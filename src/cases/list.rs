//! Lists of cases: a resident's own, and a unit's.

use super::{
    case::{Case, Name, StageCode},
    policy::{ListOfResident, ListOfUnit, ResidentCases},
    read::{ForStaff, case_type, direction},
    store::{self, ListWish},
    view::{CaseSummary, Person, UnitName},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::Tx,
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
        let query = ListWish { stage, ..ListWish::default() }.query();
        let view = |case| summary(tx, cx, case);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// Lists a unit's submitted cases: all to a receiver, to a handler their own and their groups'.
pub async fn of_unit(
    cx: Cx,
    unit: UnitId,
    wish: ListWish,
    wanted: Wanted,
) -> Result<Page<CaseSummary>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::unit(tx, unit)?.open::<ListOfUnit>(tx)?;
        let rows = store::list_of_unit(tx, &grant, &wish, &wanted)?;
        let shown: Vec<ResidentId> = rows.rows.iter().map(|case| case.subject).collect();
        let path = format!("/units/{unit}/cases");
        let query = wish.query();
        let view = |case| summary(tx, cx, case);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

impl ListWish {
    /// The same wish, for the links to other pages.
    fn query(&self) -> Vec<(&'static str, String)> {
        let yes = |said: bool| said.then(|| "true".to_owned());
        let all = [
            ("stage", self.stage.map(|stage| stage.code().to_owned())),
            ("mine", yes(self.only_mine)),
            ("handlerId", self.handler.map(|id| id.to_string())),
            ("groupId", self.group.map(|id| id.to_string())),
            ("caseTypeId", self.case_type.map(|id| id.to_string())),
            ("deadline", self.deadline.map(|state| state.code().to_owned())),
            ("unassigned", yes(self.unassigned)),
            ("needsRedistribution", yes(self.needs_redistribution)),
            ("olderThanDays", self.older_than_days.map(|days| days.to_string())),
            ("number", self.number.clone()),
            ("sort", self.sort.map(|sort| sort.code().to_owned())),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

fn summary(tx: &Tx<'_>, cx: &Cx, case: Case) -> CaseSummary {
    let Name { full, protected_identity } = case.facts.subject.clone();
    let ForStaff { handler, group, needs_redistribution, deadline, .. } = ForStaff::of(tx, &case);
    let (direction, case_type) = (direction(&case), case_type(&case));
    let by_guardian = case.initiated_by().is_some_and(|by| by != case.subject);
    CaseSummary {
        handler,
        group,
        needs_redistribution,
        deadline,
        label: case.label(cx.asked().english),
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
