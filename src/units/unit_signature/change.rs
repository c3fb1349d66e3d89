//! Shows and changes a unit's signature. The next message that is sent as the unit has the new one.

use super::{
    super::{
        policy::{ChangeUnitSignature, ReadUnitSignature},
        staff::signature,
        store as units,
    },
    store::{self, UnitSigner},
    view::UnitSignatureView,
};
use crate::{
    access::Cx,
    audit,
    db::Tx,
    failure::Failure,
    id::UnitId,
    page::{Linker, expect_version},
};

/// What is shown, and its version.
pub type Shown = (UnitSignatureView, i64);

pub async fn read(cx: Cx, id: UnitId) -> Result<Shown, Failure> {
    cx.transact(move |tx, cx| {
        let unit = units::find(tx, id)?.ok_or(Failure::Absent)?;
        let (_, grant) = unit.open::<ReadUnitSignature>(tx)?;
        let signer = store::signer(tx, id)?.ok_or(Failure::Absent)?;
        let view = view(tx, cx, id, signer);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn change(
    cx: Cx,
    id: UnitId,
    seen: Option<String>,
    text: Option<String>,
) -> Result<Shown, Failure> {
    cx.transact(move |tx, cx| {
        let unit = units::lock(tx, id)?.ok_or(Failure::Absent)?;
        let (unit, grant) = unit.open::<ChangeUnitSignature>(tx)?;
        expect_version(seen.as_deref(), unit.version)?;
        let signer = store::change(tx, &grant, text.as_deref())?;
        let view = view(tx, cx, id, signer);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn view(tx: &Tx<'_>, cx: &Cx, id: UnitId, signer: UnitSigner) -> Shown {
    let path = format!("/units/{id}/signature");
    let links = Linker::new(cx.asked()).add("self", "GET", &path).add("change", "PUT", &path);
    let text = signer.signature_text;
    let view = UnitSignatureView {
        unit_id: id,
        signature: signature::render_unit(&signer.name, text.as_deref(), tx.today),
        signature_text: text,
        links: links.done(),
    };
    (view, signer.version)
}
