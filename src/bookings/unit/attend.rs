//! Notes down whether the person came.

use super::policy::{Arrive, Fulfil, Miss};
use crate::{
    access::{Action, Cx},
    audit,
    bookings::{
        booking::Step,
        fee::{FeeCause, charge},
        policy::Held,
        read::receipt,
        refusal::hide,
        rules::{Reason, may_attend},
        store,
        view::ReceiptView,
    },
    db::Repeat,
    failure::Failure,
    id::BookingId,
    page,
    time_types::Occasion,
};

/// What is noted down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendance {
    Arrived,
    Fulfilled,
    Missed,
}

pub async fn attend(
    cx: Cx,
    id: BookingId,
    seen: Option<String>,
    repeat: Repeat,
    what: Attendance,
) -> Result<ReceiptView, Failure> {
    let done = match what {
        Attendance::Arrived => note::<Arrive>(cx, id, seen, repeat, Step::Arrive).await,
        Attendance::Fulfilled => note::<Fulfil>(cx, id, seen, repeat, Step::Fulfil).await,
        Attendance::Missed => note::<Miss>(cx, id, seen, repeat, Step::Miss).await,
    };
    done.map_err(hide)
}

async fn note<A: Action<On = Held>>(
    cx: Cx,
    id: BookingId,
    seen: Option<String>,
    repeat: Repeat,
    step: Step,
) -> Result<ReceiptView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let sealed = store::lock(tx, id, Occasion::Cancellation)?.ok_or(Failure::Absent)?;
        let (mut held, grant) = sealed.open::<A>(tx)?;
        let status = may_attend((&held.booking, &held.offer), step, tx.now)?;
        page::expect_version(seen.as_deref(), held.booking.version)?;
        let version = store::step(tx, &grant, &held.booking, status, &Reason::default())?;
        let fee = match step {
            Step::Miss => charge(tx, &grant, &held, FeeCause::NoShow)?,
            _ => None,
        };
        (held.booking.status, held.booking.version) = (status, version);
        let receipt = receipt(tx, cx, held, (None, fee));
        Ok(audit::record(tx, grant, receipt)?)
    })
    .await
}
