//! Breaks a seal: through a care unit, never by the resident alone (V9).

use super::{
    super::ALREADY_ENDED,
    list::Told,
    policy::LiftSeal,
    seal::Lifting,
    store,
    view::{SealLifting, SealView},
};
use crate::{
    access::Cx,
    audit,
    db::Repeat,
    failure::Failure,
    id::{ResidentId, SealId},
    journal::measures::{decision::Besides, store as shared},
};

pub async fn lift(
    cx: Cx,
    resident: ResidentId,
    id: SealId,
    repeat: Repeat,
    wanted: SealLifting,
) -> Result<SealView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let at = Some(wanted.decision.unit_id);
        let (on, grant) = shared::measures(tx, resident, at)?.open::<LiftSeal>(tx)?;
        shared::hold(tx, &grant, resident)?;
        let row = store::of_resident(tx, resident, id)?.ok_or(Failure::Absent)?;
        let by = on.deciding()?;
        let known = shared::decisions(tx, row.decision_ids())?;
        let identity_check = wanted.identity_check.as_deref();
        let lifting =
            Lifting { ground: wanted.decision.ground, identified: identity_check.is_some() };
        let off = row.standing(&known).lift(by, lifting, tx.today)?;
        let besides = Besides { identity_check, ..Besides::default() };
        let decision = shared::decide(tx, &grant, by, &wanted.decision, besides)?;
        if !store::lift(tx, &grant, id, off, decision)? {
            let (sv, en) = ("Den är redan bruten.", "It has been lifted already.");
            return Err(Failure::refused(&ALREADY_ENDED, sv, en));
        }
        let row = store::of_resident(tx, resident, id)?.ok_or(Failure::Absent)?;
        let told = Told::of(tx, &on, grant.capacity(), std::slice::from_ref(&row))?;
        let view = told.view(cx, row, tx.today);
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}
