//! Lists, places and lifts holds.

use super::{
    super::{
        HOLD_LIFTED,
        policy::{LiftHold, ListHolds, PlaceHold},
        store as units,
    },
    store::{self, HoldRow},
    view::{HoldLifting, HoldView, NewHold},
};
use crate::{
    access::Cx,
    audit::{self, Audited},
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{LegalHoldId, ResidentId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(cx: Cx, unit: UnitId, wanted: Wanted) -> Result<Page<HoldView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::unit(tx, unit)?.open::<ListHolds>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.placed_at, row.id.0));
        let shown: Vec<ResidentId> = rows.rows.iter().filter_map(|row| row.resident_id).collect();
        let path = format!("/units/{unit}/legal-holds");
        let page =
            Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], |row| view(cx, row));
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

/// Places a hold. From the answer on nothing that it covers is purged, a purge under way included.
pub async fn place(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    new: NewHold,
) -> Result<HoldView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = units::lock_unit(tx, unit)?.open::<PlaceHold>(tx)?;
        check(tx, unit, &new)?;
        let row = store::insert(tx, &grant, &new)?;
        let (hold, resident) = (row.id.0, row.resident_id);
        let view = view(cx, row);
        match resident {
            Some(resident) => Ok(audit::record_about(tx, grant, hold, resident, view)?),
            None => Ok(audit::record_made(tx, grant, hold, None, view)?),
        }
    })
    .await
}

fn check(tx: &mut Tx<'_>, unit: UnitId, new: &NewHold) -> Result<(), Failure> {
    if new.case_id.is_some() && new.resident_id.is_some() {
        let (sv, en) = ("Ange högst ett av dem.", "Give one of them at most.");
        return Err(Failure::field("/residentId", "one-of", sv, en));
    }
    if let Some(case) = new.case_id
        && !store::has_case(tx, unit, case)?
    {
        let (sv, en) = ("Mottagningen har inget sådant ärende.", "The unit has no such case.");
        return Err(Failure::field("/caseId", "unknown-case", sv, en));
    }
    if let Some(resident) = new.resident_id
        && !store::has_resident(tx, resident)?
    {
        let (sv, en) =
            ("Invånaren finns inte i registret.", "The resident is not in the register.");
        return Err(Failure::field("/residentId", "unknown-resident", sv, en));
    }
    Ok(())
}

/// Lifts a hold, once. What it covered is due again at the next dry run.
pub async fn lift(
    cx: Cx,
    (unit, hold): (UnitId, LegalHoldId),
    repeat: Repeat,
    lifting: HoldLifting,
) -> Result<HoldView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = units::lock_unit(tx, unit)?.open::<LiftHold>(tx)?;
        store::find(tx, &grant, hold)?.ok_or(Failure::Absent)?;
        let row = store::lift(tx, &grant, hold, &lifting.reason)?.ok_or_else(|| {
            Failure::refused(&HOLD_LIFTED, "Spärren är hävd redan.", "The hold is lifted already.")
        })?;
        made(tx, cx, grant, row)
    })
    .await
}

fn made(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: crate::access::Grant<LiftHold>,
    row: HoldRow,
) -> Result<Audited<HoldView>, Failure> {
    let (hold, resident) = (row.id.0, row.resident_id);
    let view = view(cx, row);
    Ok(match resident {
        Some(resident) => audit::record_about(tx, grant, hold, resident, view)?,
        None => audit::record_made(tx, grant, hold, None, view)?,
    })
}

impl Replay for HoldView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<ListHolds>(tx, self.unit_id)
    }
}

fn view(cx: &Cx, row: HoldRow) -> HoldView {
    let path = format!("/units/{}/legal-holds", row.unit_id);
    let lifting = format!("{path}/{}/liftings", row.id);
    let links = Linker::new(cx.asked()).add("collection", "GET", &path).add_if(
        row.lifted_at.is_none(),
        "lift",
        "POST",
        &lifting,
    );
    HoldView {
        id: row.id,
        unit_id: row.unit_id,
        case_id: row.case_id,
        resident_id: row.resident_id,
        reason: row.reason,
        placed_by: row.placed_by,
        placed_at: row.placed_at.into(),
        lifted_by: row.lifted_by,
        lifted_at: row.lifted_at.map(Into::into),
        lift_reason: row.lift_reason,
        links: links.done(),
    }
}
