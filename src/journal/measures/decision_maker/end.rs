//! Ends an appointment, or a delegation. What the person has decided stands.

use super::{
    super::{ALREADY_ENDED, deciding::Office},
    policy::{AppointManager, EndDelegation, UnitsDeciders},
    store::{self, DeciderRow},
    view::{DecisionMakerView, view},
};
use crate::{
    access::{Action, Cx, Grant, Sealed},
    audit::{self, Audited},
    db::{Repeat, Tx},
    failure::Failure,
    id::{DecisionMakerId, UnitId},
};

pub async fn end(
    cx: Cx,
    at: UnitId,
    id: DecisionMakerId,
    repeat: Repeat,
) -> Result<DecisionMakerView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let sealed = store::units_deciders(tx, at)?.ok_or(Failure::Absent)?;
        let row = store::of_unit(tx, at, id)?;
        match &row {
            Some(DeciderRow { kind: Office::OperationsManager, .. }) => {
                take::<AppointManager>(tx, cx, sealed, row)
            }
            _ => take::<EndDelegation>(tx, cx, sealed, row),
        }
    })
    .await
}

fn take<A: Action<On = UnitsDeciders>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    sealed: Sealed<UnitsDeciders>,
    row: Option<DeciderRow>,
) -> Result<Audited<DecisionMakerView>, Failure> {
    let (on, grant): (_, Grant<A>) = sealed.open(tx)?;
    let id = row.ok_or(Failure::Absent)?.id;
    if !store::end(tx, &grant, id)? {
        let (sv, en) = ("Det är redan avslutat.", "It has ended already.");
        return Err(Failure::refused(&ALREADY_ENDED, sv, en));
    }
    let row = store::of_unit(tx, on.unit, id)?.ok_or(Failure::Absent)?;
    let view = view(cx, row, tx.today);
    Ok(audit::record_made(tx, grant, id.0, None, view)?)
}
