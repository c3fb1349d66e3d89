//! What a resident wants of their own journal: to wait for what is new or unsigned (rådrum).

use super::{
    policy::{ChangePreferences, ReadPreferences, Wishes},
    store,
    view::PreferencesView,
};
use crate::{
    access::{Cx, Sealed},
    audit,
    failure::Failure,
    id::ResidentId,
    page::{Linker, Links, expect_version},
};

/// Before anything was chosen.
const UNCHOSEN: (bool, i64) = (false, 0);

/// Shows the choice and its version.
pub async fn read(cx: Cx, of: ResidentId) -> Result<(PreferencesView, i64), Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(Wishes(of)).open::<ReadPreferences>(tx)?;
        let (cooling_off, version) = store::preference(tx, &grant)?.unwrap_or(UNCHOSEN);
        let view = PreferencesView { cooling_off, links: links(cx, of) };
        Ok(audit::record(tx, grant, (view, version))?)
    })
    .await
}

/// Changes it. It holds from the next reading on.
pub async fn change(
    cx: Cx,
    of: ResidentId,
    seen: Option<String>,
    cooling_off: bool,
) -> Result<(PreferencesView, i64), Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(Wishes(of)).open::<ChangePreferences>(tx)?;
        let (_, version) = store::lock_preference(tx, &grant)?.unwrap_or(UNCHOSEN);
        expect_version(seen.as_deref(), version)?;
        let written = store::choose(tx, &grant, cooling_off, version)?;
        // Somebody chose for the first time between our look and our write.
        let Some(version) = written else {
            return Err(expect_version(seen.as_deref(), i64::MAX).err().unwrap_or(Failure::Absent));
        };
        let view = PreferencesView { cooling_off, links: links(cx, of) };
        Ok(audit::record(tx, grant, (view, version))?)
    })
    .await
}

fn links(cx: &Cx, of: ResidentId) -> Links {
    let path = format!("/residents/{of}/journal");
    Linker::new(cx.asked())
        .add("self", "GET", &format!("{path}/preferences"))
        .add("change", "PUT", &format!("{path}/preferences"))
        .add("journal", "GET", &path)
        .done()
}
