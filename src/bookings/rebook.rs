//! Take another time instead: the old seat is freed and the new one taken in one transaction, or nothing changes
//! (3.7, 3). The new booking follows the old one.

use super::{
    booking::{Booking, BookingStatus},
    fee::{FeeCause, changes_late, charge},
    hold::{self, Standing},
    policy::{Held, Rebook},
    read::{receipt, who},
    refusal::{Refusal, hide},
    rules::{By, Reason, may_leave, may_move, must_give_reason},
    seat::{News, Promise, seat, tell},
    store,
    view::{NewRebooking, ReceiptView},
};
use crate::{
    access::{Cx, Grant},
    audit,
    db::{Repeat, Tx},
    failure::Failure,
    id::BookingId,
    page,
    time_types::Occasion,
};

pub async fn rebook(
    cx: Cx,
    id: BookingId,
    seen: Option<String>,
    repeat: Repeat,
    wish: NewRebooking,
) -> Result<ReceiptView, Failure> {
    let (app, slot) = (cx.app().clone(), wish.slot_id);
    let holders = hold::look(&app, slot).await;
    let seen_by = holders.clone();
    let done = cx.once(repeat, move |tx, cx| {
        let old_slot = store::slot_of(tx, id)?.ok_or(Failure::Absent)?;
        store::lock_slots(tx, [old_slot, wish.slot_id])?;
        let sealed = store::lock(tx, id, Occasion::Rebooking)?.ok_or(Failure::Absent)?;
        let (old, grant) = sealed.open::<Rebook>(tx)?;
        let by = who(grant.capacity());
        let reason = Reason { code: wish.reason_code, text: wish.reason_text };
        must_give_reason(by, old.offer.time_type.rule(Occasion::Rebooking), &reason)?;
        let left = may_leave((&old.booking, &old.offer), by, tx.now)?;
        page::expect_version(seen.as_deref(), old.booking.version)?;
        let (held, fee) = if wish.slot_id == old.offer.slot.id {
            (old, None) // The very same slot: nothing to do, and done (3.7, 4).
        } else {
            // The unit's own time book books past holds, and so it moves.
            let standing = match by {
                By::Resident => seen_by.standing(old.booking.resident),
                By::Unit => Standing::Unknown,
            };
            let promise = Promise { standing, ..promise(&old.booking, by, wish.slot_id, reason) };
            move_to(tx, &grant, old, (left, promise))?
        };
        let (made, unit) = (held.booking.id, held.offer.unit.id);
        let receipt = receipt(tx, cx, held, (Some(Occasion::Rebooking), fee));
        Ok(audit::record_made(tx, grant, made.0, Some(unit), receipt)?)
    });
    let receipt = done.await.map_err(hide)?;
    let resident = receipt.booking.resident_id;
    if holders.has(resident) {
        hold::release(&app, slot, resident).await;
    }
    Ok(receipt)
}

/// What the old booking was about goes with it; the latest reason is kept.
fn promise(old: &Booking, by: By, slot: crate::id::SlotId, reason: Reason) -> Promise {
    Promise {
        summons: old.summons,
        reason,
        information: old.information.clone(),
        video_link: old.video_link.clone(),
        ..Promise::new((slot, old.resident), by, old.origin)
    }
}

fn move_to(
    tx: &mut Tx<'_>,
    grant: &Grant<Rebook>,
    old: Held,
    (left, promise): (BookingStatus, Promise),
) -> Result<(Held, Option<i32>), Failure> {
    let wanted = (promise.slot, promise.resident);
    let offer = store::offer(tx, grant, wanted, Occasion::Rebooking)?;
    let offer = offer.ok_or(Refusal::NoLongerAvailable)?;
    may_move((&old.booking, &old.offer), &offer, promise.by, tx.now)?;
    let late = promise.by == By::Resident && changes_late(tx, &old)?;
    let fee = match late {
        true => charge(tx, grant, &old, FeeCause::LateRebooking)?,
        false => None,
    };
    store::step(tx, grant, &old.booking, left, &promise.reason)?;
    let new = seat(tx, grant, &promise, Some(old.booking.id), offer)?;
    tell(tx, promise.by, &new, News::Moved)?;
    Ok((new, fee))
}
