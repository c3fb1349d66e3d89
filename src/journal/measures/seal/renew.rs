//! Sets a seal of care's anew, so that no day lies open between the two.

use super::{
    super::ALREADY_RENEWED,
    list::Told,
    policy::RenewSeal,
    store::{self, NewSeal},
    view::{SealRenewal, SealView},
};
use crate::{
    access::Cx,
    audit,
    db::Repeat,
    failure::Failure,
    id::{ResidentId, SealId},
    journal::measures::{decision::Besides, store as shared},
};

pub async fn renew(
    cx: Cx,
    resident: ResidentId,
    id: SealId,
    repeat: Repeat,
    wanted: SealRenewal,
) -> Result<SealView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let at = Some(wanted.decision.unit_id);
        let (on, grant) = shared::measures(tx, resident, at)?.open::<RenewSeal>(tx)?;
        shared::hold(tx, &grant, resident)?;
        let row = store::of_resident(tx, resident, id)?.ok_or(Failure::Absent)?;
        let by = on.deciding()?;
        wanted.decision.begins()?;
        let months = shared::rules(tx, &by.region)?.care_seal_months;
        let known = shared::decisions(tx, row.decision_ids())?;
        let days = row.standing(&known).renew(by, wanted.valid_through, tx.today, months)?;
        let decision = shared::decide(tx, &grant, by, &wanted.decision, Besides::default())?;
        let (sealed, decision, renews) = (row.sealed(), Some(decision), Some(id));
        let new = NewSeal { sealed: &sealed, days, decision, renews, protection: None };
        let made = store::renew(tx, &grant, &new)?.ok_or_else(|| {
            let (sv, en) = ("Den är redan förlängd.", "It has been renewed already.");
            Failure::refused(&ALREADY_RENEWED, sv, en)
        })?;
        let row = store::of_resident(tx, resident, made)?.ok_or(Failure::Absent)?;
        let told = Told::of(tx, &on, grant.capacity(), std::slice::from_ref(&row))?;
        let view = told.view(cx, row, tx.today);
        Ok(audit::record_made(tx, grant, made.0, None, view)?)
    })
    .await
}
