//! Changes a case type. All but the form applies at once; the form when it is published.

use super::{
    case_type::Owner,
    create::units_may_build,
    list::view,
    policy::Edit,
    store,
    view::{CaseTypeContent, CaseTypeView},
};
use crate::{
    access::Cx,
    audit,
    db::Tx,
    failure::{Failure, FieldFault, Words},
    id::CaseTypeId,
    page::expect_version,
    retention,
    units::form,
};

pub async fn edit(
    cx: Cx,
    id: CaseTypeId,
    seen: Option<String>,
    wanted: CaseTypeContent,
) -> Result<CaseTypeView, Failure> {
    cx.transact(move |tx, cx| {
        let (it, grant) = store::lock(tx, id)?.open::<Edit>(tx)?;
        expect_version(seen.as_deref(), it.version)?;
        units_may_build(tx, &it.owner, grant.capacity())?;
        it.edit(&wanted)?;
        check(tx, &it.owner, &wanted, "")?;
        let latest = store::latest_form(tx, &grant)?;
        let form_changed = latest.is_none_or(|latest| latest != wanted.components);
        store::edit(tx, &grant, &wanted, form_changed)?;
        let it = store::again(tx, &grant)?;
        let view = view(tx.actor(), cx, it);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// What is wrong with the content that stands at `at` in a body.
pub fn check(
    tx: &mut Tx<'_>,
    owner: &Owner,
    content: &CaseTypeContent,
    at: &str,
) -> Result<(), Failure> {
    let mut faults = form::sound(&format!("{at}/components"), &content.components);
    if let Some(policy) = content.retention_policy_id
        && !retention::usable_by(tx, policy, owner.region())?
    {
        let words = Words::new("Det finns inget sådant beslut.", "There is no such policy.");
        faults.push(FieldFault::new(
            format!("{at}/retentionPolicyId"),
            "unknown-retention-policy",
            words,
        ));
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}
