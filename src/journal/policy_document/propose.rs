//! Proposes a document. Nothing is in force before two others have approved it.

use super::{
    list,
    policy::{ProposePolicy, ReadPolicy, RegionPolicies},
    store,
    view::{NewJournalPolicy, PolicyView},
};
use crate::{
    access::{Cx, Region, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
};

pub async fn propose(
    cx: Cx,
    region: Region,
    repeat: Repeat,
    new: NewJournalPolicy,
) -> Result<PolicyView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let on = Sealed::new(RegionPolicies(region.clone()));
        let (_, grant) = on.open::<ProposePolicy>(tx)?;
        if new.valid_from <= tx.today {
            let (sv, en) =
                ("Gäller tidigast från i morgon.", "Applies from tomorrow at the earliest.");
            return Err(Failure::field("/validFrom", "past", sv, en));
        }
        let proposed = new.proposed()?;
        let ends_at = tx.policies().number("agency.ends-at-age", Some(&region), new.valid_from)?;
        let faults = proposed.document.faults(ends_at);
        if !faults.is_empty() {
            return Err(Failure::Invalid(faults));
        }
        if let Some(provider) = &proposed.provider
            && !store::is_provider_of(tx, &grant, provider, &region)?
        {
            let (sv, en) =
                ("Regionen har ingen sådan vårdgivare.", "The region has no such provider.");
            return Err(Failure::field("/providerHsaId", "unknown", sv, en));
        }
        let id = store::insert(tx, &grant, &region, &proposed, &new)?;
        let view = list::view(tx, cx, &grant, (&region, id))?;
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}

impl Replay for PolicyView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let on = Sealed::new(RegionPolicies(self.region_code.clone()));
        let (_, _grant) = on.open::<ReadPolicy>(tx)?;
        Ok(())
    }
}
