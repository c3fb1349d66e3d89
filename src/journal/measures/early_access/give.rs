//! Lets a youth read the deciding unit's part early (V6).

use super::{
    super::ACCESS_EXISTS,
    policy::GiveEarlyAccess,
    store::{self, NewEarly},
    view::{EarlyAccessView, WantedEarlyAccess, view},
};
use crate::{
    access::Cx,
    audit,
    db::Repeat,
    failure::Failure,
    id::ResidentId,
    journal::measures::{ages::Years, decision::Besides, store as shared},
};

pub async fn give(
    cx: Cx,
    child: ResidentId,
    repeat: Repeat,
    new: WantedEarlyAccess,
) -> Result<EarlyAccessView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let at = Some(new.decision.unit_id);
        let (on, grant) = shared::measures(tx, child, at)?.open::<GiveEarlyAccess>(tx)?;
        let person = shared::hold(tx, &grant, child)?;
        let by = on.deciding()?;
        new.decision.begins()?;
        if person.protected_identity && !new.protected_reviewed {
            let sv = "Barnet har skyddade personuppgifter. Pröva det och ange det.";
            let en = "The child's identity is protected. Weigh that, and say so.";
            return Err(Failure::field("/protectedReviewed", "protection-not-reviewed", sv, en));
        }
        let rules = shared::rules(tx, &by.region)?;
        let wanted = (new.valid_from, new.valid_through);
        let days = Years::of(person.birth_date, &rules).early(wanted, tx.today)?;
        let consulted_child = new.consulted_child;
        let consulted_guardian = new.consulted_guardian;
        let besides = Besides { consulted_guardian, consulted_child, identity_check: None };
        let decision = shared::decide(tx, &grant, by, &new.decision, besides)?;
        let protected_reviewed = new.protected_reviewed;
        let new = NewEarly { unit: by.unit, days, protected_reviewed, decision };
        let made = store::give(tx, &grant, &new)?.ok_or_else(|| {
            let (sv, en) = ("Åtkomsten finns redan.", "The access is there already.");
            Failure::refused(&ACCESS_EXISTS, sv, en)
        })?;
        let row = store::of_unit(tx, child, by.unit, made)?.ok_or(Failure::Absent)?;
        let decisions = shared::decisions(tx, row.decision_ids())?;
        let view = view(cx, row, tx.today, &decisions);
        Ok(audit::record_made(tx, grant, made.0, None, view)?)
    })
    .await
}
