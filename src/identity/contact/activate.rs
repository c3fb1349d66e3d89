//! A guardian opens the account of a young child (B-81): the child's inbox takes in from then on,
//! and who opened it is kept.

use super::{
    store,
    view::{ActivationView, NewActivation},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::ResidentId,
    identity::{
        NOT_YET_REGISTERED, TERMS_NOT_ACCEPTED,
        personal_number::NumberKind,
        policy::{ActivateChild, ReadResident},
        store as residents,
    },
};

/// Opens the account, or finds it open: the first opening stands.
pub async fn activate(
    cx: Cx,
    id: ResidentId,
    repeat: Repeat,
    new: NewActivation,
) -> Result<ActivationView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let sealed = residents::lock(tx, id)?.ok_or(Failure::Absent)?;
        let (child, grant) = sealed.open::<ActivateChild>(tx)?;
        if child.number_kind != NumberKind::Personnummer {
            let (sv, en) = ("Vänta på folkbokföringen.", "Wait for the population register.");
            return Err(Failure::refused(&NOT_YET_REGISTERED, sv, en));
        }
        let current = tx.policies().text("terms.current-version", None, tx.today)?.to_owned();
        if new.accepted_terms != current {
            let sv = format!("Visa villkoren \"{current}\" och skicka versionen i acceptedTerms.");
            let en = format!("Show the terms \"{current}\" and send that as acceptedTerms.");
            return Err(Failure::refused(&TERMS_NOT_ACCEPTED, sv, en));
        }
        if !child.is_open() {
            let by = tx.actor().resident().map(|resident| resident.id);
            let by = by.ok_or_else(|| Failure::Bug("only guardians are let in here".into()))?;
            store::activate(tx, &grant, &current, by)?;
        }
        let activated_at = child.activated_at.unwrap_or(tx.now);
        let view = ActivationView::of(cx, id, activated_at);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

impl Replay for ActivationView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let sealed = residents::load(tx, self.resident_id)?.ok_or(Failure::Absent)?;
        let (_, _grant) = sealed.open::<ReadResident>(tx)?;
        Ok(())
    }
}
