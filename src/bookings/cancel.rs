//! Cancel a booking: its seat can be booked again in the same commit (W2).

use super::{
    fee::{FeeCause, changes_late, charge},
    policy::Cancel,
    read::{receipt, who},
    refusal::hide,
    rules::{By, Reason, may_cancel, must_give_reason},
    seat::free_seat,
    store,
    view::{ReceiptView, Why},
};
use crate::{
    access::Cx, audit, db::Repeat, failure::Failure, id::BookingId, page, time_types::Occasion,
};

pub async fn cancel(
    cx: Cx,
    id: BookingId,
    seen: Option<String>,
    repeat: Repeat,
    why: Why,
) -> Result<ReceiptView, Failure> {
    let done = cx.once(repeat, move |tx, cx| {
        let sealed = store::lock(tx, id, Occasion::Cancellation)?.ok_or(Failure::Absent)?;
        let (mut held, grant) = sealed.open::<Cancel>(tx)?;
        let (by, reason) = (who(grant.capacity()), Reason::from(why));
        must_give_reason(by, held.offer.time_type.rule(Occasion::Cancellation), &reason)?;
        let status = may_cancel((&held.booking, &held.offer), by, tx.now)?;
        page::expect_version(seen.as_deref(), held.booking.version)?;
        let late = by == By::Resident && changes_late(tx, &held)?;
        let fee = match late {
            true => charge(tx, &grant, &held, FeeCause::LateCancellation)?,
            false => None,
        };
        let version = free_seat(tx, &grant, &held, (by, status, &reason))?;
        (held.booking.status, held.booking.version) = (status, version);
        let receipt = receipt(tx, cx, held, (Some(Occasion::Cancellation), fee));
        Ok(audit::record(tx, grant, receipt)?)
    });
    done.await.map_err(hide)
}
