//! Marks an item as read, or puts it away. Doing it again changes nothing.

use super::{
    policy::{Archive, MarkRead},
    read::show,
    store,
    view::ItemView,
};
use crate::{
    access::Cx,
    audit,
    failure::Failure,
    id::{InboxItemId, ResidentId},
};

/// Marks an item as read.
pub async fn read(cx: Cx, resident: ResidentId, id: InboxItemId) -> Result<ItemView, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = store::lock(tx, resident, id)?.ok_or(Failure::Absent)?;
        let (item, grant) = sealed.open::<MarkRead>(tx)?;
        let item = item.read(tx.now);
        store::mark(tx, &grant, &item)?;
        Ok(audit::record(tx, grant, show(cx.asked(), item))?)
    })
    .await
}

/// Puts an item away.
pub async fn archive(cx: Cx, resident: ResidentId, id: InboxItemId) -> Result<ItemView, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = store::lock(tx, resident, id)?.ok_or(Failure::Absent)?;
        let (item, grant) = sealed.open::<Archive>(tx)?;
        let item = item.archive(tx.now);
        store::mark(tx, &grant, &item)?;
        Ok(audit::record(tx, grant, show(cx.asked(), item))?)
    })
    .await
}
