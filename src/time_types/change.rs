//! Offers, changes and ends what can be booked.

use super::{
    TIME_TYPE_EXISTS,
    list::view,
    policy::{ChangeTimeType, CreateTimeType, EndTimeType, ReadTimeType},
    sound::check,
    store,
    time_type::TimeType,
    view::{NewTimeType, TimeTypeSettings, TimeTypeView},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{TimeTypeId, UnitId},
    page::expect_version,
};

pub async fn create(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    new: NewTimeType,
) -> Result<TimeTypeView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = store::time_book(tx, unit)?.open::<CreateTimeType>(tx)?;
        check("/settings", &new.settings)?;
        let it = new.settings.make(TimeTypeId::new(), unit, new.code);
        if !store::insert(tx, &grant, &it)? {
            let (sv, en) = ("Välj en annan kod.", "Choose another code.");
            return Err(Failure::refused(&TIME_TYPE_EXISTS, sv, en));
        }
        let made = it.id.0;
        let view = view(cx.asked(), it);
        Ok(audit::record_made(tx, grant, made, Some(unit), view)?)
    })
    .await
}

pub async fn read(cx: Cx, (unit, id): (UnitId, TimeTypeId)) -> Result<TimeTypeView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::time_book(tx, unit)?.open::<ReadTimeType>(tx)?;
        let it = store::find(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let view = view(cx.asked(), it);
        Ok(audit::record_made(tx, grant, id.0, Some(unit), view)?)
    })
    .await
}

/// What was booked before stays as it was booked.
pub async fn change(
    cx: Cx,
    (unit, id): (UnitId, TimeTypeId),
    seen: Option<String>,
    settings: TimeTypeSettings,
) -> Result<TimeTypeView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::time_book(tx, unit)?.open::<ChangeTimeType>(tx)?;
        let before = store::lock(tx, &grant, id)?.ok_or(Failure::Absent)?;
        expect_version(seen.as_deref(), before.version)?;
        check("", &settings)?;
        let after = settings.make(id, unit, before.code);
        let after = TimeType { version: before.version + 1, ..after };
        store::change(tx, &grant, &after)?;
        let view = view(cx.asked(), after);
        Ok(audit::record_made(tx, grant, id.0, Some(unit), view)?)
    })
    .await
}

pub async fn end(cx: Cx, (unit, id): (UnitId, TimeTypeId)) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = store::time_book(tx, unit)?.open::<EndTimeType>(tx)?;
        let before = store::lock(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let after = TimeType { active: false, version: before.version + 1, ..before };
        store::change(tx, &grant, &after)?;
        Ok(audit::record_made(tx, grant, id.0, Some(unit), ())?)
    })
    .await
}

impl Replay for TimeTypeView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = store::time_book(tx, self.unit_id)?.open::<ReadTimeType>(tx)?;
        Ok(())
    }
}
