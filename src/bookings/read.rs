//! Reads bookings, and tells what came of an order.

use super::{
    booking::Step,
    policy::{Held, ListOwn, Person, Read, SeeReceipt},
    refusal::hide,
    rules::{By, may_attend, may_cancel, may_leave},
    store,
    view::{BookingView, ReceiptView, ResultCode, When},
};
use crate::{
    access::{Capacity, Cx, Sealed},
    audit,
    db::{Replay, Tx},
    failure::Failure,
    id::{BookingId, ResidentId},
    page::{Linker, Links, Page, Wanted},
    time_types::Occasion,
};

/// Whose rules hold for somebody in that capacity.
pub fn who(capacity: Capacity) -> By {
    match capacity {
        Capacity::Resident | Capacity::Guardian => By::Resident,
        _ => By::Unit,
    }
}

/// Lists a person's bookings, the latest visit first.
pub async fn list(
    cx: Cx,
    resident: ResidentId,
    when: Option<When>,
    wanted: Wanted,
) -> Result<Page<BookingView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(Person(resident)).open::<ListOwn>(tx)?;
        let rows = store::of_person(tx, &grant, when, &wanted)?;
        let path = format!("/residents/{resident}/bookings");
        let query: Vec<_> = when.map(|it| ("when", it.code().to_owned())).into_iter().collect();
        let view = |held| show(tx, cx, held, By::Resident);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn read(cx: Cx, id: BookingId) -> Result<BookingView, Failure> {
    let done = cx.transact(move |tx, cx| {
        let sealed = store::load(tx, id)?.ok_or(Failure::Absent)?;
        let (held, grant) = sealed.open::<Read>(tx)?;
        let view = show(tx, cx, held, who(grant.capacity()));
        Ok(audit::record(tx, grant, view)?)
    });
    done.await.map_err(hide)
}

/// A booking as its reader sees it, with what they may do next.
pub fn show(tx: &Tx<'_>, cx: &Cx, held: Held, by: By) -> BookingView {
    let links = links(tx, cx, &held, by);
    BookingView::new(held, links)
}

fn links(tx: &Tx<'_>, cx: &Cx, held: &Held, by: By) -> Links {
    let Held { booking, offer } = held;
    let own = format!("/bookings/{}", booking.id);
    let cancels = may_cancel((booking, offer), by, tx.now).is_ok();
    let leaves = may_leave((booking, offer), by, tx.now).is_ok();
    let attends = |step| by == By::Unit && may_attend((booking, offer), step, tx.now).is_ok();
    let confirms = by == By::Resident && booking.confirm(tx.now).is_ok();
    let mut linker = Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add_if(by == By::Resident, "calendar", "GET", &format!("{own}/calendar"))
        .add_if(cancels, "cancel", "POST", &format!("{own}/cancellations"))
        .add_if(leaves, "rebook", "POST", &format!("{own}/rebookings"))
        .add_if(attends(Step::Arrive), "arrive", "POST", &format!("{own}/arrivals"))
        .add_if(attends(Step::Fulfil), "fulfil", "POST", &format!("{own}/fulfilments"))
        .add_if(attends(Step::Miss), "miss", "POST", &format!("{own}/no-shows"))
        .add_if(confirms, "confirm", "POST", &format!("{own}/confirmations"));
    if let Some(follows) = booking.follows {
        linker = linker.add("follows", "GET", &format!("/bookings/{follows}"));
    }
    if let Some(next) = booking.followed_by {
        linker = linker.add("followed-by", "GET", &format!("/bookings/{next}"));
    }
    linker.done()
}

/// What came of an order, and the fee that it costs in kronor: `OK`, or `INFO` with what must be shown (3.5).
pub fn receipt(
    tx: &Tx<'_>,
    cx: &Cx,
    held: Held,
    (occasion, fee): (Option<Occasion>, Option<i32>),
) -> ReceiptView {
    let mut told = Vec::new();
    if let Some(rule) = occasion.and_then(|it| held.offer.time_type.rule(it)) {
        told.extend(rule.information.iter().cloned());
    }
    if held.offer.person.busy_elsewhere {
        let (sv, en) = ("Du har en annan tid samtidigt.", "You have another time then.");
        told.push(if cx.asked().english { en } else { sv }.to_owned());
    }
    if let Some(fee) = fee {
        told.push(match cx.asked().english {
            true => format!("Fee: {fee} SEK."),
            false => format!("Avgift: {fee} kr."),
        });
    }
    let by = tx.actor().as_resident(held.booking.resident).map_or(By::Unit, |_| By::Resident);
    let message = (!told.is_empty()).then(|| told.join("\n"));
    let result = if message.is_some() { ResultCode::Info } else { ResultCode::Ok };
    ReceiptView { result, message, booking: show(tx, cx, held, by) }
}

impl Replay for ReceiptView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let sealed = store::load(tx, self.booking.id)?.ok_or(Failure::Absent)?;
        let (_, _grant) = sealed.open::<SeeReceipt>(tx)?;
        Ok(())
    }
}
