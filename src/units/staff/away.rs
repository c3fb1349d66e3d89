//! Puts someone's roles at a unit aside while they are away, such as on parental leave, and gives
//! them back (R-ROLE-9). Who else decides on a case that is theirs: see the cases' own lists.

use super::{
    super::{
        STAFF_DEACTIVATED, UNIT_STATUS_REFUSED,
        availability::UnitStatus,
        role::{administrators_of, must_not_be_last},
        store as units,
    },
    policy::{Deactivate, Reactivate, StaffAt},
    region_view::{DeactivationView, NewDeactivation},
    store::away as store,
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{StaffId, UnitId},
    page::Linker,
};

/// Puts the roles aside. They count for nothing from the person's next request on.
pub async fn deactivate(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    new: NewDeactivation,
) -> Result<DeactivationView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let staff = new.staff_id;
        let unit = units::lock_unit(tx, id)?.ok_or(Failure::Absent)?;
        let (_, grant) = Sealed::new(StaffAt { unit, staff }).open::<Deactivate>(tx)?;
        if store::is_away(tx, staff, id)? {
            let (sv, en) = ("Personen är redan avaktiverad.", "They are deactivated already.");
            return Err(Failure::refused(&STAFF_DEACTIVATED, sv, en));
        }
        if !store::works_there(tx, &grant, staff, id)? {
            let sv = "Personen har ingen roll på mottagningen.";
            let en = "The person has no role at the unit.";
            return Err(Failure::field("/staffId", "not-staff-here", sv, en));
        }
        let all = administrators_of(tx, &[id])?;
        let all: Vec<_> = all.into_iter().map(|(_, one)| one).collect();
        must_not_be_last(&all, staff)?;
        store::put_aside(tx, &grant)?;
        let path = format!("/units/{id}/staff-deactivations/{staff}");
        let links = Linker::new(cx.asked()).add("reactivate", "DELETE", &path).add(
            "collection",
            "GET",
            &format!("/units/{id}/staff"),
        );
        let (unit_id, deactivated_at) = (id, tx.now.into());
        let view =
            DeactivationView { unit_id, staff_id: staff, deactivated_at, links: links.done() };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Gives the roles back that have not run out meanwhile.
pub async fn reactivate(cx: Cx, id: UnitId, staff: StaffId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let unit = units::lock_unit(tx, id)?.ok_or(Failure::Absent)?;
        let is_closed = unit.status == UnitStatus::Closed;
        let (_, grant) = Sealed::new(StaffAt { unit, staff }).open::<Reactivate>(tx)?;
        if is_closed {
            let (sv, en) = ("Mottagningen är stängd.", "The unit is closed.");
            return Err(Failure::refused(&UNIT_STATUS_REFUSED, sv, en));
        }
        if !store::give_back(tx, &grant)? {
            return Err(Failure::Absent);
        }
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

impl Replay for DeactivationView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<super::super::policy::ListStaff>(tx, self.unit_id)
    }
}
