//! A unit summons somebody: to choose a time, with a time that it has booked, or with one to confirm.

use chrono::Days;

use super::{
    SUMMONS_ALREADY_OPEN,
    policy::CreateSummons,
    read::unit_view,
    send::{self, Made, NewSummons, Obstacle},
    store,
    view::{NewSummonsWish, SummonsView},
};
use crate::{
    access::{Cx, Grant},
    audit,
    bookings::{self, By, Origin, Promise},
    db::{Repeat, Tx},
    failure::Failure,
    id::{SlotId, UnitId},
    programmes::{self, AtUnit},
    units, virtual_units,
};

/// The units that give what is booked, each with its name for it.
type Giving = Vec<(UnitId, String)>;

pub async fn create(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    wish: NewSummonsWish,
) -> Result<SummonsView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = programmes::at_unit(tx, unit)?.open::<CreateSummons>(tx)?;
        let giving = must_fit(tx, &on, &grant, &wish)?;
        let resident =
            units::resident_meant(tx, wish.personal_number.as_deref(), wish.resident_id)?;
        let new = NewSummons {
            kind: wish.kind(),
            resident: resident.id,
            unit,
            region: &on.region,
            time_type_code: &wish.time_type_code,
            title: giving.first().map_or("", |(_, name)| name.as_str()),
            programme: wish.programme,
            valid_through: wish.valid_through,
            information: wish.information.as_deref(),
        };
        let by_number = wish.personal_number.is_some();
        let made = send::make(tx, &grant, &new)?.map_err(|it| refused(it, by_number))?;
        if let Some(slot) = wish.slot_id {
            book(tx, &grant, (&wish, &giving), (&new, &made), slot)?;
        }
        send::deliver(tx, &grant, &new, &made)?;
        let made = store::made(tx, &grant, made.id)?;
        let (id, view) = (made.id, unit_view(cx, made, resident.clone()));
        Ok(audit::record_about(tx, grant, id.0, resident.id, view)?)
    })
    .await
}

/// Books the time that it comes with, at the unit or one that it groups. The time book's own rules hold.
fn book(
    tx: &mut Tx<'_>,
    grant: &Grant<CreateSummons>,
    (wish, giving): (&NewSummonsWish, &Giving),
    (new, made): (&NewSummons<'_>, &Made),
    slot: SlotId,
) -> Result<(), Failure> {
    let promise = Promise {
        summons: Some(made.id),
        confirm_by: wish.confirm_by.map(|at| at.0),
        information: wish.information.clone(),
        ..Promise::new((slot, new.resident), By::Unit, Origin::Summons)
    };
    let offer = bookings::take_seat(tx, grant, &promise)?.offer;
    let is_given_here = giving.iter().any(|(unit, _)| *unit == offer.unit.id);
    if !is_given_here || offer.time_type.code != wish.time_type_code {
        let sv = "Tiden är av en annan tidstyp eller hos en annan enhet.";
        let en = "The time is of another time type, or at another unit.";
        return Err(Failure::field("/slotId", "unknown-slot", sv, en));
    }
    let fits = |at| tx.now < at && at <= offer.slot.starts_at;
    if promise.confirm_by.is_some_and(|at| !fits(at)) {
        let (sv, en) = ("Mellan nu och besöket.", "Between now and the visit.");
        return Err(Failure::field("/confirmBy", "out-of-range", sv, en));
    }
    // It has a time, and goes its ways all the same: it is followed when it has been seen.
    Ok(store::not_delivered(tx, made.id)?)
}

/// Who gives what the unit summons to, if it can summon to it until then.
fn must_fit(
    tx: &mut Tx<'_>,
    on: &AtUnit,
    grant: &Grant<CreateSummons>,
    wish: &NewSummonsWish,
) -> Result<Giving, Failure> {
    if !store::is_in_use(tx, grant)? {
        let (sv, en) = ("Enheten är inte i bruk.", "The unit is not in use.");
        return Err(Failure::refused(&crate::citizen_cases::UNIT_NOT_OPEN, sv, en));
    }
    let longest = tx.policies().number("summons.longest-days", Some(&on.region), tx.today)?;
    let last = tx.today + Days::new(u64::from(longest.unsigned_abs()));
    if wish.valid_through < tx.today || wish.valid_through > last {
        let sv = "Från i dag och så länge som regionen tillåter.";
        let en = "From today and as long as the region allows.";
        return Err(Failure::field("/validThrough", "out-of-range", sv, en));
    }
    if wish.confirm_by.is_some() && wish.slot_id.is_none() {
        let (sv, en) = ("Anges med slotId.", "Goes with slotId.");
        return Err(Failure::field("/confirmBy", "needs-slot", sv, en));
    }
    let giving = virtual_units::units_giving(tx, on.unit, &wish.time_type_code)?;
    if giving.is_empty() {
        let sv = "Varken enheten eller någon den grupperar har den tidstypen.";
        let en = "Neither the unit nor any that it groups has that time type.";
        return Err(Failure::field("/timeTypeCode", "unknown-time-type", sv, en));
    }
    Ok(giving)
}

fn refused(obstacle: Obstacle, by_number: bool) -> Failure {
    match obstacle {
        Obstacle::Deceased => {
            let pointer = if by_number { "/personalNumber" } else { "/residentId" };
            Failure::field(pointer, "deceased", "Personen har avlidit.", "The person has died.")
        }
        Obstacle::AlreadySummoned => {
            let sv = "Personen är redan kallad till det.";
            let en = "The person has been summoned to it.";
            Failure::refused(&SUMMONS_ALREADY_OPEN, sv, en)
        }
    }
}
