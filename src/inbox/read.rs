//! Reads an inbox: the list, and one item. Reading an item does not mark it.

use super::{
    item::{About, Item},
    policy::{Inbox, List, Read},
    store::{self, Wish},
    view::ItemView,
};
use crate::{
    access::{Asked, Cx, Sealed},
    audit,
    failure::Failure,
    id::{InboxItemId, ResidentId},
    page::{Linker, Page, Wanted},
};

/// Lists what a resident has been sent, newest first.
pub async fn list(
    cx: Cx,
    resident: ResidentId,
    wish: Wish,
    wanted: Wanted,
) -> Result<Page<ItemView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(Inbox(resident)).open::<List>(tx)?;
        let rows = store::list(tx, &grant, wish, &wanted)?;
        let path = format!("/residents/{resident}/inbox-items");
        let linker = Linker::new(cx.asked());
        let view = |item| show(cx.asked(), item);
        let page = Page::of(rows, &wanted, linker, &path, &wish.query(), view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// Reads one item.
pub async fn item(cx: Cx, resident: ResidentId, id: InboxItemId) -> Result<ItemView, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = store::load(tx, resident, id)?.ok_or(Failure::Absent)?;
        let (item, grant) = sealed.open::<Read>(tx)?;
        Ok(audit::record(tx, grant, show(cx.asked(), item))?)
    })
    .await
}

/// An item as its reader sees it, with what they may do next.
pub(super) fn show(asked: &Asked, item: Item) -> ItemView {
    let own = format!("/residents/{}/inbox-items/{}", item.resident, item.id);
    let (rel, leads_to) = match item.about {
        About::Case(id) => ("case", format!("/cases/{id}")),
        About::Booking(id) => ("booking", format!("/bookings/{id}")),
        About::Summons(id) => ("summons", format!("/summonses/{id}")),
    };
    let links = Linker::new(asked)
        .add("self", "GET", &own)
        .add(rel, "GET", &leads_to)
        .add_if(item.read_at.is_none(), "mark-read", "POST", &format!("{own}/read-marks"))
        .add_if(item.archived_at.is_none(), "archive", "POST", &format!("{own}/archivings"))
        .done();
    ItemView::new(item, links)
}
