//! Hold a slot, and give it back.

use std::time::Duration;

use super::{
    keep::{self, Taken, Wanted},
    view::{HoldView, NewHold},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    bookings::{
        ALREADY_HELD, TOO_MANY_HOLDS,
        policy::{Hold, Person, ReleaseHold},
        refusal::Refusal,
        rules::{By, may_have, may_promise},
        store,
    },
    failure::Failure,
    id::{ResidentId, SlotId},
    page::Linker,
    time_types::Occasion,
};

pub async fn take(cx: Cx, person: ResidentId, new: NewHold) -> Result<HoldView, Failure> {
    let slot = new.slot_id;
    let wanted = cx.clone().transact(move |tx, _| {
        let (_, grant) = Sealed::new(Person(person)).open::<Hold>(tx)?;
        let offer = store::offer(tx, &grant, (slot, person), Occasion::NewBooking)?;
        let offer = offer.ok_or(Refusal::NoLongerAvailable)?;
        let summoned = match new.summons_id {
            Some(summons) => store::summons_holds(tx, summons, (person, &offer))?,
            None => false,
        };
        may_have(&offer, By::Resident, summoned)?;
        may_promise(&offer, By::Resident, tx.now)?;
        let region = Some(offer.unit.region.as_str());
        let minutes = tx.policies().number("booking.hold-minutes", region, tx.today)?;
        let most = tx.policies().number("booking.holds-per-person", region, tx.today)?;
        let life = Duration::from_secs(60 * u64::try_from(minutes).unwrap_or(1));
        let free = offer.slot.seats - offer.slot.taken;
        Ok(audit::record(tx, grant, Wanted { slot, person, life, free, most })?)
    });
    let wanted = wanted.await?;
    match keep::take(cx.app(), &wanted).await? {
        Taken::Held { token, ends_at } => {
            let own = format!("/residents/{person}/slot-holds/{slot}");
            let book = format!("/residents/{person}/bookings");
            let links =
                Linker::new(cx.asked()).add("release", "DELETE", &own).add("book", "POST", &book);
            let expires_at = ends_at.into();
            Ok(HoldView { slot_id: slot, token, expires_at, links: links.done() })
        }
        Taken::ByOthers => {
            let (sv, en) = ("Försök igen om en stund.", "Try again in a while.");
            Err(Failure::refused(&ALREADY_HELD, sv, en))
        }
        Taken::TooMany => {
            let (sv, en) = ("Lämna tillbaka en annan tid.", "Give another time back.");
            Err(Failure::refused(&TOO_MANY_HOLDS, sv, en))
        }
    }
}

/// Gives a hold back. One that has ended is given back already.
pub async fn release(cx: Cx, person: ResidentId, slot: SlotId) -> Result<(), Failure> {
    let recorded = cx.clone().transact(move |tx, _| {
        let (_, grant) = Sealed::new(Person(person)).open::<ReleaseHold>(tx)?;
        Ok(audit::record(tx, grant, ())?)
    });
    recorded.await?;
    keep::release(cx.app(), slot, person).await.ok_or(Failure::Unavailable("holds"))?;
    Ok(())
}
