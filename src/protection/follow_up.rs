//! A second person looks at a protection, within the time that the region has set.

use super::{
    measure::{Begun, Measures},
    policy::FollowUp,
    protect::show,
    protection_view::{NewFollowUp, ProtectionView},
    store,
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::Repeat,
    failure::Failure,
    id::{ProtectionId, ResidentId},
};

/// Anyone but the first who may protect people in the region.
pub async fn follow_up(
    cx: Cx,
    resident: ResidentId,
    id: ProtectionId,
    repeat: Repeat,
    new: NewFollowUp,
) -> Result<ProtectionView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let row = store::protection_by_id(tx, resident, id)?;
        let region = row.as_ref().map(|row| row.region_code.clone());
        let on = Sealed::new(Measures { resident, region });
        let (_, grant) = on.open::<FollowUp>(tx)?;
        let row = row.ok_or(Failure::Absent)?;
        Begun::from(&row).follow_up(tx.actor().uuid())?;
        let row = store::follow_up(tx, &grant, id, new.outcome, new.note.as_deref())?;
        let view = show(tx, cx, row)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
