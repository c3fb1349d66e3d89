//! Changes where a resident's notices go.

use super::{
    contact,
    policy::ChangeSettings,
    resident::{Settings, missing_addresses},
    store,
    view::SettingsView,
};
use crate::{
    access::Cx,
    audit,
    failure::{Failure, FieldFault, Words},
    id::ResidentId,
    page::expect_version,
};

pub async fn change(
    cx: Cx,
    id: ResidentId,
    seen: Option<String>,
    wanted: SettingsView,
) -> Result<(SettingsView, i64), Failure> {
    cx.transact(move |tx, _| {
        let sealed = store::lock(tx, id)?.ok_or(Failure::Absent)?;
        let (resident, grant) = sealed.open::<ChangeSettings>(tx)?;
        expect_version(seen.as_deref(), resident.version)?;
        let wanted = Settings::from(wanted);
        check(&wanted)?;
        let resident = store::change_settings(tx, &grant, &wanted)?;
        contact::tell_if_shared(tx, &resident)?;
        let view = (SettingsView::from(resident.settings), resident.version);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn check(wanted: &Settings) -> Result<(), Failure> {
    let fault = |pointer| {
        let words = Words::new("Ange vart aviseringen ska gå.", "Say where notices are to go.");
        FieldFault::new(pointer, "required", words)
    };
    let faults: Vec<FieldFault> = missing_addresses(wanted).into_iter().map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}
