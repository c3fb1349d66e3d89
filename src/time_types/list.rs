//! Lists what can be booked: what anyone may know of, and all of it for the unit.

use super::{
    policy::ListTimeTypes,
    store,
    time_type::TimeType,
    view::{TimeTypeView, TimeTypesView},
};
use crate::{
    access::{App, Asked, Cx},
    audit,
    clock::local_date,
    failure::Failure,
    id::UnitId,
    page::Linker,
};

/// What anyone may know of.
pub async fn public(app: &App, asked: &Asked, unit: UnitId) -> Result<TimeTypesView, Failure> {
    let (asked, today) = (asked.clone(), local_date(app.clock.now()));
    app.db
        .public("listTimeTypes", today, move |conn, _| {
            if !store::is_shown(conn, unit)? {
                return Err(Failure::Absent);
            }
            let all = store::of_unit(conn, unit)?;
            let items = all.into_iter().filter(TimeType::is_listed);
            let items = items.map(|it| view(&asked, it)).collect();
            let path = format!("/units/{unit}/time-types");
            let links = Linker::new(&asked).add("self", "GET", &path);
            let links = links.add("slots", "GET", &format!("/units/{unit}/slots")).done();
            Ok(TimeTypesView { items, links })
        })
        .await
}

/// All that the unit has ever offered.
pub async fn all(cx: Cx, unit: UnitId) -> Result<TimeTypesView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::time_book(tx, unit)?.open::<ListTimeTypes>(tx)?;
        let all = store::list(tx, &grant)?;
        let items = all.into_iter().map(|it| view(cx.asked(), it)).collect();
        let path = format!("/units/{unit}/time-type-settings");
        let links = Linker::new(cx.asked()).add("self", "GET", &path);
        let links = links.add("create", "POST", &format!("/units/{unit}/time-types"));
        Ok(audit::record(tx, grant, TimeTypesView { items, links: links.done() })?)
    })
    .await
}

pub fn view(asked: &Asked, it: TimeType) -> TimeTypeView {
    let path = format!("/units/{}/time-types/{}", it.unit, it.id);
    let links = Linker::new(asked).add("self", "GET", &path).add("change", "PUT", &path);
    TimeTypeView {
        id: it.id,
        unit_id: it.unit,
        code: it.code.clone(),
        version: it.version,
        links: links.done(),
        settings: it.into(),
    }
}
