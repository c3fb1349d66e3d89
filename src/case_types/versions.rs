//! Shows the published versions of a case type's form. A case's answers belong to one of them.

use super::{
    policy::ReadVersions,
    store,
    view::{EditionView, FormVersionView, FormVersionsView},
};
use crate::{access::Cx, audit, failure::Failure, id::CaseTypeId, page::Linker};

/// The most versions that are listed.
const MOST: i64 = 1000;

pub async fn list(cx: Cx, id: CaseTypeId) -> Result<FormVersionsView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::find(tx, id)?.open::<ReadVersions>(tx)?;
        let rows = store::editions(tx, &grant, MOST)?;
        let items = rows.into_iter().map(|row| EditionView {
            id: row.id,
            number: row.number,
            published_at: row.published_at.into(),
        });
        let path = format!("/case-types/{id}");
        let links = Linker::new(cx.asked())
            .add("self", "GET", &format!("{path}/form-versions"))
            .add("case-type", "GET", &path);
        let view = FormVersionsView { items: items.collect(), links: links.done() };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn read(cx: Cx, id: CaseTypeId, number: i32) -> Result<FormVersionView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::find(tx, id)?.open::<ReadVersions>(tx)?;
        let row = store::edition(tx, &grant, number)?.ok_or(Failure::Absent)?;
        let path = format!("/case-types/{id}/form-versions");
        let links = Linker::new(cx.asked()).add("self", "GET", &format!("{path}/{number}")).add(
            "collection",
            "GET",
            &path,
        );
        let view = FormVersionView {
            components: row.components()?,
            id: row.id,
            case_type_id: id,
            number: row.number,
            published_at: row.published_at.into(),
            links: links.done(),
        };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
