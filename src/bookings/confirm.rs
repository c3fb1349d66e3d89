//! Say yes to a proposal.

use super::{
    policy::Confirm,
    read::receipt,
    refusal::hide,
    rules::{By, Reason},
    seat::{News, tell},
    store,
    view::ReceiptView,
};
use crate::{
    access::Cx, audit, db::Repeat, failure::Failure, id::BookingId, page, time_types::Occasion,
};

pub async fn confirm(
    cx: Cx,
    id: BookingId,
    seen: Option<String>,
    repeat: Repeat,
) -> Result<ReceiptView, Failure> {
    let done = cx.once(repeat, move |tx, cx| {
        let sealed = store::lock(tx, id, Occasion::NewBooking)?.ok_or(Failure::Absent)?;
        let (mut held, grant) = sealed.open::<Confirm>(tx)?;
        let status = held.booking.confirm(tx.now)?;
        page::expect_version(seen.as_deref(), held.booking.version)?;
        let version = store::step(tx, &grant, &held.booking, status, &Reason::default())?;
        (held.booking.status, held.booking.version) = (status, version);
        if let Some(summons) = held.booking.summons {
            store::summons_is_booked(tx, summons)?;
        }
        tell(tx, By::Resident, &held, News::Booked)?;
        let receipt = receipt(tx, cx, held, (Some(Occasion::NewBooking), None));
        Ok(audit::record(tx, grant, receipt)?)
    });
    done.await.map_err(hide)
}
