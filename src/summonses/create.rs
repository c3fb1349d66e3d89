//! A unit summons somebody.

use chrono::Days;

use super::{
    SUMMONS_ALREADY_OPEN,
    policy::CreateSummons,
    read::unit_view,
    send::{self, NewSummons, Obstacle},
    store,
    summons::SummonsKind,
    view::{NewSummonsWish, SummonsView},
};
use crate::{
    access::{Cx, Grant},
    audit,
    db::{Repeat, Tx},
    failure::Failure,
    id::UnitId,
    programmes::{self, AtUnit},
    units, virtual_units,
};

pub async fn create(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    wish: NewSummonsWish,
) -> Result<SummonsView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = programmes::at_unit(tx, unit)?.open::<CreateSummons>(tx)?;
        let title = must_fit(tx, &on, &grant, &wish)?;
        let resident =
            units::resident_meant(tx, wish.personal_number.as_deref(), wish.resident_id)?;
        let new = NewSummons {
            kind: SummonsKind::Open,
            resident: resident.id,
            unit,
            region: &on.region,
            time_type_code: &wish.time_type_code,
            title: &title,
            programme: wish.programme,
            valid_through: wish.valid_through,
            information: wish.information.as_deref(),
        };
        let by_number = wish.personal_number.is_some();
        let made = send::make(tx, &grant, &new)?.map_err(|it| refused(it, by_number))?;
        send::deliver(tx, &grant, &new, &made)?;
        let made = store::made(tx, &grant, made.id)?;
        let (id, view) = (made.id, unit_view(cx, made, resident.clone()));
        Ok(audit::record_about(tx, grant, id.0, resident.id, view)?)
    })
    .await
}

/// What the time type is called, if the unit can summon to it until then.
fn must_fit(
    tx: &mut Tx<'_>,
    on: &AtUnit,
    grant: &Grant<CreateSummons>,
    wish: &NewSummonsWish,
) -> Result<String, Failure> {
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
    let giving = virtual_units::units_giving(tx, on.unit, &wish.time_type_code)?;
    let named = giving.into_iter().next().map(|(_, name)| name);
    named.ok_or_else(|| {
        let sv = "Varken enheten eller någon den grupperar har den tidstypen.";
        let en = "Neither the unit nor any that it groups has that time type.";
        Failure::field("/timeTypeCode", "unknown-time-type", sv, en)
    })
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
