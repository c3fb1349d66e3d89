//! Gives a resident a time, such as on the phone, or proposes one that the resident answers.

use chrono::{DateTime, TimeDelta, Utc};

use super::{policy::MakeFor, view::NewUnitBooking};
use crate::{
    access::Cx,
    audit,
    bookings::{
        booking::Origin,
        offer::Offer,
        read::receipt,
        refusal::Refusal,
        rules::{By, may_promise},
        seat::{Promise, take_offered},
        store,
        view::ReceiptView,
    },
    db::{Repeat, Tx},
    failure::Failure,
    id::{ResidentId, UnitId},
    inbox,
    time_types::{self, Occasion},
    units,
};

pub async fn give(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    new: NewUnitBooking,
) -> Result<ReceiptView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = time_types::time_book(tx, unit)?.open::<MakeFor>(tx)?;
        let number = new.personal_number.as_deref();
        let resident = units::resident_meant(tx, number, new.resident_id)?.id;
        tx.concerns(resident);
        let wanted = (new.slot_id, resident);
        let offer = store::offer(tx, &grant, wanted, Occasion::NewBooking)?;
        let offer = offer.filter(|offer| offer.unit.id == unit);
        let offer = offer.ok_or(Refusal::NoLongerAvailable)?;
        // Only about a time that there is: nobody is asked about by way of times that there are not.
        may_promise(&offer, By::Unit, tx.now)?;
        if new.proposal {
            inbox::must_be_readable(tx, resident)?;
        }
        let confirm_by = match new.proposal {
            true => Some(confirm_by(tx, &offer, &new)?),
            false => None,
        };
        let promise = promise(&new, resident, confirm_by);
        let held = take_offered(tx, &grant, &promise, offer)?;
        let (id, patient) = (held.booking.id, held.booking.resident);
        let receipt = receipt(tx, cx, held, (None, None));
        Ok(audit::record_about(tx, grant, id.0, patient, receipt)?)
    })
    .await
}

/// Until when the resident answers: as asked for, else as the time type says, else as the region; and before
/// the visit in any case.
fn confirm_by(tx: &Tx<'_>, offer: &Offer, new: &NewUnitBooking) -> Result<DateTime<Utc>, Failure> {
    let starts_at = offer.slot.starts_at;
    if let Some(asked) = new.confirm_by {
        if asked.0 <= tx.now || asked.0 > starts_at {
            let (sv, en) = ("Välj en tid före besöket.", "Choose a time before the visit.");
            return Err(Failure::field("/confirmBy", "out-of-range", sv, en));
        }
        return Ok(asked.0);
    }
    let hours = match offer.time_type.confirm_within_hours {
        Some(hours) => i64::from(hours),
        None => {
            let region = Some(offer.unit.region.as_str());
            i64::from(tx.policies().number("booking.proposal-hours", region, tx.today)?)
        }
    };
    Ok((tx.now + TimeDelta::hours(hours)).min(starts_at))
}

fn promise(
    new: &NewUnitBooking,
    resident: ResidentId,
    confirm_by: Option<DateTime<Utc>>,
) -> Promise {
    Promise {
        confirm_by,
        information: new.information.clone(),
        video_link: new.video_link.clone(),
        ..Promise::new((new.slot_id, resident), By::Unit, Origin::Unit)
    }
}
