//! Appoints somebody who decides at a unit.

use super::{
    super::{ALREADY_DECIDES, deciding::Office},
    appointment::appointment,
    policy::{AppointManager, Delegate, ListDecisionMakers, UnitsDeciders},
    store,
    view::{DecisionMakerView, NewDecisionMaker, view},
};
use crate::{
    access::{Action, Cx, Grant, Sealed},
    audit::{self, Audited},
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{StaffId, UnitId},
};

/// A manager by the region, a delegate by the manager.
pub async fn appoint(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    new: NewDecisionMaker,
) -> Result<DecisionMakerView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let sealed = store::units_deciders(tx, id)?.ok_or(Failure::Absent)?;
        match new.kind {
            Office::OperationsManager => put::<AppointManager>(tx, cx, sealed, &new),
            Office::Delegate => put::<Delegate>(tx, cx, sealed, &new),
        }
    })
    .await
}

fn put<A: Action<On = UnitsDeciders>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    sealed: Sealed<UnitsDeciders>,
    new: &NewDecisionMaker,
) -> Result<Audited<DecisionMakerView>, Failure> {
    let (on, grant): (_, Grant<A>) = sealed.open(tx)?;
    let days = appointment(new, StaffId(tx.actor().uuid()), tx.today)?;
    if !store::is_active(tx, new.staff_id)? {
        let sv = "Ingen aktiv personal har det id:t.";
        let en = "No active member of staff has that id.";
        return Err(Failure::field("/staffId", "unknown-staff", sv, en));
    }
    let made = store::appoint(tx, &grant, new, days)?.ok_or_else(|| {
        let (sv, en) = ("Personen beslutar redan där.", "The person decides there already.");
        Failure::refused(&ALREADY_DECIDES, sv, en)
    })?;
    let row = store::of_unit(tx, on.unit, made)?.ok_or(Failure::Absent)?;
    let view = view(cx, row, tx.today);
    Ok(audit::record_made(tx, grant, made.0, None, view)?)
}

impl Replay for DecisionMakerView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let sealed = store::units_deciders(tx, self.unit_id)?.ok_or(Failure::Absent)?;
        let (_, _grant) = sealed.open::<ListDecisionMakers>(tx)?;
        Ok(())
    }
}
