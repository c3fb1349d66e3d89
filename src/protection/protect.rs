//! Protects a person in one act (B-105: first protect, then investigate): the log-in is locked,
//! guardians are blocked, notices silenced, guardians' contact details removed, the journal sealed.
//! All of it or none.

use chrono::TimeDelta;

use super::{
    block::{check_decision, check_guardians},
    lock::end_sessions,
    measure::{Measures, RegionsProtections},
    policy::{ListOfRegion, ListProtections, Protect, ReadProtection},
    protection_view::{FollowUpState, NewProtection, ProtectionView, SummaryView},
    store::{self, NewBlock, NewLock, ProtectionRow},
};
use crate::{
    access::{Cx, Grant, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{ProtectionId, ResidentId},
    journal::measures,
    page::{Linker, Page, Rows, Wanted},
};

pub async fn protect(
    cx: Cx,
    resident: ResidentId,
    repeat: Repeat,
    new: NewProtection,
) -> Result<ProtectionView, Failure> {
    let app = cx.app().clone();
    let view = cx.once(repeat, move |tx, cx| {
        let on = Measures { resident, region: Some(new.region_code.clone()) };
        let (_, grant) = Sealed::new(on).open::<Protect>(tx)?;
        if !store::hold(tx, resident)? {
            return Err(Failure::Absent);
        }
        check_decision(tx, &new.decision)?;
        let guardians = guardians(tx, &grant, resident, new.guardian_ids.as_deref())?;
        let row = begin(tx, &grant, resident, &new)?;
        close(tx, &grant, &row, &new, &guardians)?;
        let view = show(tx, cx, row)?;
        Ok(audit::record(tx, grant, view)?)
    });
    let view = view.await?;
    end_sessions(&app, resident).await;
    Ok(view)
}

/// Those who are named, or everyone whom the register names or has named.
fn guardians(
    tx: &mut Tx<'_>,
    grant: &Grant<Protect>,
    child: ResidentId,
    named: Option<&[ResidentId]>,
) -> Result<Vec<ResidentId>, Failure> {
    match named {
        Some(ids) => {
            check_guardians(tx, grant, child, ids, "/guardianIds")?;
            Ok(ids.to_vec())
        }
        None => {
            let all = store::guardians_of(tx, grant, child)?;
            Ok(all.into_iter().map(|(person, _)| person.id).collect())
        }
    }
}

fn begin(
    tx: &mut Tx<'_>,
    grant: &Grant<Protect>,
    resident: ResidentId,
    new: &NewProtection,
) -> Result<ProtectionRow, Failure> {
    let region = new.region_code.as_str();
    let hours = tx.policies().number("protection.follow-up-hours", Some(region), tx.today)?;
    let protection = store::NewProtection {
        resident,
        region,
        reason: new.reason,
        initiated_by: new.initiated_by,
        follow_up_within: TimeDelta::hours(hours.into()),
    };
    Ok(store::begin(tx, grant, &protection)?)
}

/// Every part. A lock or a block that the region has in force already stands as it is.
fn close(
    tx: &mut Tx<'_>,
    grant: &Grant<Protect>,
    row: &ProtectionRow,
    new: &NewProtection,
    guardians: &[ResidentId],
) -> Result<(), Failure> {
    let resident = row.resident_id;
    let (region, reason, protection) = (row.region_code.as_str(), row.reason, Some(row.id));
    let initiated_by = row.initiated_by;
    store::lock(tx, grant, &NewLock { resident, region, initiated_by, reason, protection })?;
    for guardian in guardians {
        let block = NewBlock {
            child: resident,
            guardian: *guardian,
            region,
            reason,
            decided_by: &new.decision.decided_by,
            decided_as: new.decision.decided_as,
            decision_unit: new.decision.unit_id,
            diary_reference: new.decision.diary_reference.as_deref(),
            protection,
        };
        store::block(tx, grant, &block)?;
        measures::end_of_blocked(tx, grant, resident, *guardian)?;
    }
    store::clear_contacts(tx, grant, resident, guardians, true)?;
    store::silence(tx, grant, row)?;
    store::order_seal(tx, grant, row)?;
    measures::seal_protected(tx, grant, resident, row.id)
}

pub(super) fn show(
    tx: &mut Tx<'_>,
    cx: &Cx,
    row: ProtectionRow,
) -> Result<ProtectionView, Failure> {
    let parts = store::parts(tx, &row)?;
    Ok(ProtectionView::of(cx, row, parts))
}

pub async fn read(
    cx: Cx,
    resident: ResidentId,
    id: ProtectionId,
) -> Result<ProtectionView, Failure> {
    cx.transact(move |tx, cx| {
        let on = Sealed::new(Measures { resident, region: None });
        let (_, grant) = on.open::<ReadProtection>(tx)?;
        let row = store::protection_by_id(tx, resident, id)?.ok_or(Failure::Absent)?;
        let view = show(tx, cx, row)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn list(
    cx: Cx,
    resident: ResidentId,
    wanted: Wanted,
) -> Result<Page<SummaryView>, Failure> {
    cx.transact(move |tx, cx| {
        let on = Sealed::new(Measures { resident, region: None });
        let (_, grant) = on.open::<ListProtections>(tx)?;
        let rows = store::of_resident(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.begun_at, row.id.0));
        let path = format!("/residents/{resident}/protections");
        let view = |row| SummaryView::of(cx, row);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// What the region has begun, so that a second person finds what waits.
pub async fn list_of_region(
    cx: Cx,
    region: String,
    state: Option<FollowUpState>,
    wanted: Wanted,
) -> Result<Page<SummaryView>, Failure> {
    cx.transact(move |tx, cx| {
        let on = Sealed::new(RegionsProtections(region.clone()));
        let (_, grant) = on.open::<ListOfRegion>(tx)?;
        let rows = store::of_region(tx, &grant, &region, state, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.begun_at, row.id.0));
        let shown: Vec<ResidentId> = rows.rows.iter().map(|row| row.resident_id).collect();
        let path = format!("/regions/{region}/protections");
        let query: Vec<(&str, String)> =
            state.iter().map(|state| ("state", state.code().to_owned())).collect();
        let view = |row| SummaryView::of(cx, row);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

impl Replay for ProtectionView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let on = Sealed::new(Measures { resident: self.resident_id, region: None });
        let (_, _grant) = on.open::<ReadProtection>(tx)?;
        Ok(())
    }
}
