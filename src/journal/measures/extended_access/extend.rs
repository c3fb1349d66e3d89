//! Lets a guardian go on reading the deciding unit's part (V5 to V7). It gives back no other right.

use super::{
    super::{ACCESS_EXISTS, GUARDIAN_BLOCKED},
    policy::ExtendAccess,
    store::{self, NewExtension},
    view::{ExtendedAccessView, WantedExtension, view},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Tx},
    failure::Failure,
    id::ResidentId,
    journal::measures::{ages::Years, decision::Besides, store as shared},
};

pub async fn extend(
    cx: Cx,
    child: ResidentId,
    repeat: Repeat,
    new: WantedExtension,
) -> Result<ExtendedAccessView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let at = Some(new.decision.unit_id);
        let (on, grant) = shared::measures(tx, child, at)?.open::<ExtendAccess>(tx)?;
        let person = shared::hold(tx, &grant, child)?;
        let by = on.deciding()?;
        new.decision.begins()?;
        new.consulted()?;
        let rules = shared::rules(tx, &by.region)?;
        let wanted = (new.valid_from, new.valid_through);
        let days = Years::of(person.birth_date, &rules).extension(wanted, tx.today)?;
        check_guardian(tx, child, new.guardian_id)?;
        let besides =
            Besides { consulted_guardian: true, consulted_child: true, identity_check: None };
        let decision = shared::decide(tx, &grant, by, &new.decision, besides)?;
        let new = NewExtension { guardian: new.guardian_id, unit: by.unit, days, decision };
        let made = store::extend(tx, &grant, &new)?.ok_or_else(|| {
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

/// A guardian by the register today, whom nobody keeps from the child. A block that comes now waits for
/// the hold on the child, and then ends this.
fn check_guardian(tx: &mut Tx<'_>, child: ResidentId, guardian: ResidentId) -> Result<(), Failure> {
    let agency = store::agency(tx, guardian, child)?;
    let agency = agency.filter(|agency| agency.ended_on.is_none_or(|ended| ended > tx.today));
    match agency {
        None => {
            let sv = "Ange en av barnets vårdnadshavare.";
            let en = "Name one of the child's guardians.";
            Err(Failure::field("/guardianId", "unknown-guardian", sv, en))
        }
        Some(agency) if agency.blocked => {
            let (sv, en) = ("Vårdnadshavaren är blockerad.", "The guardian is blocked.");
            Err(Failure::refused(&GUARDIAN_BLOCKED, sv, en))
        }
        Some(_) => Ok(()),
    }
}
