//! Reads and changes one's own signature and notifications. The next message has the new signature.

use super::{
    policy::{ChangeStaffSettings, OwnSettings, ReadStaffSettings},
    signature,
    store::{self, SettingsRow},
    view::{StaffSettingsChange, StaffSettingsView},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::Tx,
    failure::{self, Failure},
    id::StaffId,
    page::{Linker, expect_version},
};

/// What is shown, and its version.
pub type Settings = (StaffSettingsView, i64);

pub async fn read(cx: Cx, id: StaffId) -> Result<Settings, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(OwnSettings(id)).open::<ReadStaffSettings>(tx)?;
        let row = store::settings(tx, &grant)?.ok_or(Failure::Absent)?;
        let view = view(tx, cx, row);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn change(
    cx: Cx,
    id: StaffId,
    seen: Option<String>,
    wanted: StaffSettingsChange,
) -> Result<Settings, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(OwnSettings(id)).open::<ChangeStaffSettings>(tx)?;
        let row = store::settings(tx, &grant)?.ok_or(Failure::Absent)?;
        expect_version(seen.as_deref(), row.version)?;
        let Some(row) = store::change_settings(tx, &grant, row.version, &wanted)? else {
            let (sv, en) = ("Inställningarna ändrades samtidigt.", "They were changed meanwhile.");
            return Err(Failure::refused(&failure::STALE, sv, en));
        };
        let view = view(tx, cx, row);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn view(tx: &Tx<'_>, cx: &Cx, row: SettingsRow) -> Settings {
    let path = format!("/staff/{}/settings", row.id);
    let links = Linker::new(cx.asked()).add("self", "GET", &path).add("change", "PUT", &path).add(
        "refresh",
        "POST",
        &format!("/staff/{}/directory-refreshes", row.id),
    );
    let view = StaffSettingsView {
        staff_id: row.id,
        signature: signature::render(&row.signer, tx.today),
        signature_text: row.signer.signature_text,
        notify_on_assigned: row.notify_on_assigned,
        notify_on_incoming: row.notify_on_incoming,
        email: row.email,
        alternative_email: row.alternative_email,
        directory_fetched_at: row.directory_fetched_at.map(Into::into),
        terms_version: row.terms_version,
        terms_accepted_at: row.terms_accepted_at.map(Into::into),
        mobile_phone: row.mobile_phone,
        links: links.done(),
    };
    (view, row.version)
}
