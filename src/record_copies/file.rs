//! Files a request, and shows those who filed it how far it has come.
//!
//! Whoever is signed in as a resident gets the same answer when they file: the patient, a guardian, a guardian
//! who is blocked, and somebody who has nothing to do with that person or made the id up. Only the first three
//! are kept. What becomes of it the patient and a guardian with agency see here; the others are answered by
//! post, if at all.

use super::{
    policy::{FileRequest, ListOwn, ReadOwn, Record},
    store::{self, CopyRow},
    view::{DecisionView, NewRecordCopyRequest, OwnCopyView, ReceiptView},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{RecordCopyRequestId, ResidentId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn file(
    cx: Cx,
    subject: ResidentId,
    repeat: Repeat,
    new: NewRecordCopyRequest,
) -> Result<ReceiptView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = Sealed::new(Record(subject)).open::<FileRequest>(tx)?;
        if !store::is_active_unit(tx, new.unit_id)? {
            let (sv, en) = ("Enheten finns inte.", "There is no such unit.");
            return Err(Failure::field("/unitId", "unknown-unit", sv, en));
        }
        if new.period_from.zip(new.period_through).is_some_and(|(from, through)| through < from) {
            let (sv, en) = ("Slutet är före början.", "It ends before it begins.");
            return Err(Failure::field("/periodThrough", "out-of-range", sv, en));
        }
        let path = format!("/residents/{subject}/journal/record-copy-requests");
        let links = Linker::new(cx.asked()).add("collection", "GET", &path).done();
        let (unit_id, received_at) = (new.unit_id, tx.now.into());
        let receipt = ReceiptView { resident_id: subject, unit_id, received_at, links };
        let by = ResidentId(tx.actor().uuid());
        let is_guardian = store::is_guardian_by_register(tx, by, subject)?;
        if by != subject && !is_guardian {
            return Ok(audit::record_refused(tx, grant, "not-found", receipt)?);
        }
        store::file(tx, &grant, by, &new)?;
        Ok(audit::record(tx, grant, receipt)?)
    })
    .await
}

pub async fn list(
    cx: Cx,
    subject: ResidentId,
    wanted: Wanted,
) -> Result<Page<OwnCopyView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(Record(subject)).open::<ListOwn>(tx)?;
        let rows = store::filed_by(tx, &grant, &wanted)?;
        let Rows { rows, next, prev } =
            Rows::cut(rows, &wanted, |(row, _)| (row.filed_at, row.id.0));
        let views = rows.into_iter().map(|row| view(tx, cx, row));
        let rows = Rows { rows: views.collect::<Result<Vec<_>, _>>()?, next, prev };
        let path = format!("/residents/{subject}/journal/record-copy-requests");
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], |view| view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn read(
    cx: Cx,
    (subject, id): (ResidentId, RecordCopyRequestId),
) -> Result<OwnCopyView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(Record(subject)).open::<ReadOwn>(tx)?;
        let row = store::filed_by_id(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let view = view(tx, cx, row)?;
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}

fn view(
    tx: &mut Tx<'_>,
    cx: &Cx,
    (row, unit_name): (CopyRow, String),
) -> Result<OwnCopyView, Failure> {
    let decision = match row.decision_id {
        Some(id) => Some(DecisionView::of(store::decision(tx, id)?, &unit_name)),
        None => None,
    };
    let collection = format!("/residents/{}/journal/record-copy-requests", row.resident_id);
    let links = Linker::new(cx.asked())
        .add("collection", "GET", &collection)
        .add("self", "GET", &format!("{collection}/{}", row.id))
        .done();
    Ok(OwnCopyView {
        information_types: row.kinds(),
        id: row.id,
        resident_id: row.resident_id,
        unit_id: row.unit_id,
        unit_name,
        filed_at: row.filed_at.into(),
        scope: row.scope,
        period_from: row.period_from,
        period_through: row.period_through,
        wish: row.wish,
        delivery: row.delivery,
        stage: row.stage,
        decision,
        links,
    })
}

impl Replay for ReceiptView {
    /// It shows nothing that the caller did not send.
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = Sealed::new(Record(self.resident_id)).open::<FileRequest>(tx)?;
        Ok(())
    }
}
