//! Take a time, for oneself or a child.

use super::{
    booking::Origin,
    hold::{self, Holders},
    policy::{Make, Person},
    read::receipt,
    refusal::Refusal,
    rules::{By, Reason, condition_faults, may_have, reason_faults},
    seat::{Promise, take_offered},
    store,
    view::{NewBooking, ReceiptView},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::Repeat,
    failure::Failure,
    id::ResidentId,
    time_types::Occasion,
};

/// Books a seat. What the occasion asks for is checked before the time book is asked (3.7, 12).
pub async fn make(
    cx: Cx,
    resident: ResidentId,
    repeat: Repeat,
    wish: NewBooking,
) -> Result<ReceiptView, Failure> {
    let slot = wish.slot_id;
    let holders = hold::look(cx.app(), slot).await;
    let (app, held) = (cx.app().clone(), holders.has(resident));
    let made = cx.once(repeat, move |tx, cx| {
        let (_, grant) = Sealed::new(Person(resident)).open::<Make>(tx)?;
        let wanted = (wish.slot_id, resident);
        let offer = store::offer(tx, &grant, wanted, Occasion::NewBooking)?;
        let offer = offer.ok_or(Refusal::NoLongerAvailable)?;
        may_have(&offer, By::Resident, wish.summons_id.is_some())?;
        let promise = promise(resident, &wish, &holders);
        let rule = offer.time_type.rule(Occasion::NewBooking);
        let mut faults = reason_faults(rule, &promise.reason);
        faults.extend(condition_faults(rule, &wish.accepted_conditions));
        if !faults.is_empty() {
            return Err(Failure::Invalid(faults));
        }
        let held = take_offered(tx, &grant, &promise, offer)?;
        let (id, unit) = (held.booking.id, held.offer.unit.id);
        let receipt = receipt(tx, cx, held, (Some(Occasion::NewBooking), None));
        Ok(audit::record_made(tx, grant, id.0, Some(unit), receipt)?)
    });
    let receipt = made.await?;
    if held {
        hold::release(&app, slot, resident).await;
    }
    Ok(receipt)
}

fn promise(resident: ResidentId, wish: &NewBooking, holders: &Holders) -> Promise {
    let origin = if wish.summons_id.is_some() { Origin::Summons } else { Origin::Resident };
    Promise {
        summons: wish.summons_id,
        reason: Reason { code: wish.reason_code.clone(), text: wish.reason_text.clone() },
        hold: wish.hold,
        standing: holders.standing(resident),
        ..Promise::new((wish.slot_id, resident), By::Resident, origin)
    }
}
