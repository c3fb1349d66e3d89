//! A resident's yes or no to the national personal data service (B-75).

use super::{store, view::ContactSharingView};
use crate::{
    access::Cx,
    audit,
    failure::Failure,
    id::ResidentId,
    identity::{
        policy::{ChangeContactSharing, ReadContactSharing},
        store as residents,
    },
    page::expect_version,
};

pub async fn show(cx: Cx, id: ResidentId) -> Result<(ContactSharingView, i64), Failure> {
    cx.transact(move |tx, cx| {
        let sealed = residents::load(tx, id)?.ok_or(Failure::Absent)?;
        let (resident, grant) = sealed.open::<ReadContactSharing>(tx)?;
        let view = ContactSharingView::of(cx, id, resident.shares_contact);
        Ok(audit::record(tx, grant, (view, resident.version))?)
    })
    .await
}

pub async fn change(
    cx: Cx,
    id: ResidentId,
    seen: Option<String>,
    shares: bool,
) -> Result<(ContactSharingView, i64), Failure> {
    cx.transact(move |tx, cx| {
        let sealed = residents::lock(tx, id)?.ok_or(Failure::Absent)?;
        let (resident, grant) = sealed.open::<ChangeContactSharing>(tx)?;
        expect_version(seen.as_deref(), resident.version)?;
        let version = store::share(tx, &grant, shares)?;
        let view = ContactSharingView::of(cx, id, Some(shares));
        Ok(audit::record(tx, grant, (view, version))?)
    })
    .await
}
