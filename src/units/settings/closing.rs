//! The region announces a unit's last day, with due notice (cases.md 4.4). Nothing new comes in from
//! then on; what is open is finished.

use super::{
    super::{availability::UnitStatus, policy::AnnounceClosing, store as units},
    change::{self, notice_days},
    onboard,
    status::{earliest, may_close_on},
    store::directory as store,
    view::{NewClosure, SettingsView},
};
use crate::{access::Cx, audit, db::Repeat, failure::Failure, id::UnitId};

pub async fn announce(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    wanted: NewClosure,
) -> Result<SettingsView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (unit, grant) =
            units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<AnnounceClosing>(tx)?;
        if !matches!(unit.status, UnitStatus::Active | UnitStatus::Closing) {
            return Err(change::no_such_step());
        }
        let first = earliest(tx.today, notice_days(tx, &unit)?);
        if !may_close_on(wanted.closes_on, first, unit.closes_on) {
            let sv = format!("Tidigast {first}.");
            let en = format!("No earlier than {first}.");
            return Err(Failure::field("/closesOn", "too-soon", &sv, &en));
        }
        store::announce(tx, &grant, wanted.closes_on)?;
        let (view, _) = onboard::shown(tx, cx, id)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
