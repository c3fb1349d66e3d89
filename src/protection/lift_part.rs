//! Lifts a part of a protection that is no lock and no block. The other parts stand.

use super::{
    lock::already_lifted,
    measure::{Consultation, Measures, check_day, may_lift},
    policy::LiftPart,
    protect::show,
    protection_view::{LiftablePart, PartLifting, ProtectionView},
    store,
};
use crate::{
    access::{Cx, Sealed},
    audit,
    clock::local_date,
    db::Repeat,
    failure::Failure,
    id::{ProtectionId, ResidentId},
    journal::measures,
};

pub async fn lift(
    cx: Cx,
    resident: ResidentId,
    id: ProtectionId,
    repeat: Repeat,
    lifting: PartLifting,
) -> Result<ProtectionView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let region = lifting.region_code;
        let on = Measures { resident, region: Some(region.clone()) };
        let (_, grant) = Sealed::new(on).open::<LiftPart>(tx)?;
        let row = store::protection_by_id(tx, resident, id)?.ok_or(Failure::Absent)?;
        let consultation: Option<Consultation> = lifting.consultation.map(Consultation::from);
        may_lift(&row.region_code, &region, consultation.as_ref())?;
        check_day(consultation.as_ref(), local_date(row.begun_at), tx.today)?;
        if !store::lift_part(tx, &grant, id, lifting.part)? {
            return Err(already_lifted());
        }
        if lifting.part == LiftablePart::JournalSeal {
            measures::lift_protected(tx, &grant, id)?;
        }
        let view = show(tx, cx, row)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
