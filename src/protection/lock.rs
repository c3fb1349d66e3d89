//! Lists, sets and lifts log-in locks.

use super::{
    ALREADY_LIFTED, ALREADY_LOCKED,
    measure::{Consultation, Measures, check_day, may_lift},
    policy::{LiftLock, ListLocks, LockLogIn},
    store::{self, NewLock},
    view::{Lifting, LockView, NewLogInLock},
};
use crate::{
    access::{App, Cx, Sealed, Who},
    audit,
    clock::local_date,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{LogInLockId, ResidentId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(cx: Cx, resident: ResidentId, wanted: Wanted) -> Result<Page<LockView>, Failure> {
    cx.transact(move |tx, cx| {
        let on = Sealed::new(Measures { resident, region: None });
        let (_, grant) = on.open::<ListLocks>(tx)?;
        let rows = store::locks(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.locked_at, row.id.0));
        let path = format!("/residents/{resident}/log-in-locks");
        let view = |row| LockView::of(cx, row);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// Locks a log-in. From the commit on every request of the person is refused.
pub async fn lock(
    cx: Cx,
    resident: ResidentId,
    repeat: Repeat,
    new: NewLogInLock,
) -> Result<LockView, Failure> {
    let app = cx.app().clone();
    let view = cx.once(repeat, move |tx, cx| {
        let on = Measures { resident, region: Some(new.region_code.clone()) };
        let (_, grant) = Sealed::new(on).open::<LockLogIn>(tx)?;
        if !store::hold(tx, resident)? {
            return Err(Failure::Absent);
        }
        let lock = NewLock {
            resident,
            region: &new.region_code,
            initiated_by: new.initiated_by,
            reason: new.reason,
            protection: None,
        };
        let made = store::lock(tx, &grant, &lock)?.ok_or_else(already_locked)?;
        let row = store::lock_by_id(tx, resident, made)?.ok_or(Failure::Absent)?;
        let view = LockView::of(cx, row);
        Ok(audit::record(tx, grant, view)?)
    });
    let view = view.await?;
    end_sessions(&app, resident).await;
    Ok(view)
}

fn already_locked() -> Failure {
    let (sv, en) = ("Regionen har redan låst.", "The region has locked already.");
    Failure::refused(&ALREADY_LOCKED, sv, en)
}

/// Ends the person's sessions where they are kept. They are dead already: each request asks the
/// database. Is Redis away, the errand in the outbox does it later.
pub(super) async fn end_sessions(app: &App, resident: ResidentId) {
    if app.sessions.end_all(Who::Resident(resident)).await.is_err() {
        tracing::warn!("redis is away: the outbox ends the sessions of a locked log-in");
    }
}

/// Lifts a lock. Other regions' locks stand.
pub async fn lift(
    cx: Cx,
    resident: ResidentId,
    id: LogInLockId,
    repeat: Repeat,
    lifting: Lifting,
) -> Result<LockView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let region = lifting.region_code;
        let on = Measures { resident, region: Some(region.clone()) };
        let (_, grant) = Sealed::new(on).open::<LiftLock>(tx)?;
        store::hold(tx, resident)?;
        let row = store::lock_by_id(tx, resident, id)?.ok_or(Failure::Absent)?;
        let consultation: Option<Consultation> = lifting.consultation.map(Consultation::from);
        may_lift(&row.region_code, &region, consultation.as_ref())?;
        check_day(consultation.as_ref(), local_date(row.locked_at), tx.today)?;
        if !store::lift_lock(tx, &grant, id, &region, consultation.as_ref())? {
            return Err(already_lifted());
        }
        let row = store::lock_by_id(tx, resident, id)?.ok_or(Failure::Absent)?;
        let view = LockView::of(cx, row);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub(super) fn already_lifted() -> Failure {
    let (sv, en) = ("Den är redan hävd.", "It has been lifted already.");
    Failure::refused(&ALREADY_LIFTED, sv, en)
}

impl Replay for LockView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let on = Sealed::new(Measures { resident: self.resident_id, region: None });
        let (_, _grant) = on.open::<ListLocks>(tx)?;
        Ok(())
    }
}
