//! Upload a file, to be sent with a message.

use sha2::{Digest, Sha256};

use super::{most, side};
use crate::{
    access::{Capacity, Cx},
    attachments::{self, Arrived, AttachmentView, NOT_ASKED, Name, NewFile, Slot, Upload},
    audit,
    cases::{
        case::Case,
        policy::{Attach, Read},
        store,
    },
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::CaseId,
    units::{self, form::ComponentKind},
};

/// Takes a file in for a message that the caller could send now. Asked before the first byte and
/// after the last: rights and cases change while a file comes.
pub async fn upload(
    cx: Cx,
    id: CaseId,
    disposition: &str,
    key: String,
    file: Upload,
) -> Result<AttachmentView, Failure> {
    let name = Name::of(disposition, file.kind).ok_or_else(no_name)?;
    let _seat = cx.app().files.seat(&cx.app().config)?;
    let what = format!("{}\n{}", file.kind.code(), name.as_str());
    let slot = open(cx.clone(), id, name, &file).await?;
    let arrived = attachments::receive(&cx, &slot, file).await;
    let done = match arrived {
        Ok(arrived) => {
            let digest = Sha256::new().chain_update(arrived.sent_sha256).chain_update(what);
            let repeat = Repeat { key, body_digest: digest.finalize().into() };
            finish(cx.clone(), id, repeat, slot.clone(), arrived).await
        }
        Err(failure) => refuse(cx.clone(), id, failure).await,
    };
    if done.as_ref().map_or(true, |view| view.id != slot.id) {
        let discard = move |conn: &mut _| attachments::discard(conn, &slot);
        // What is left behind after all, the tidying takes.
        let _ = cx.app().db.piece(&cx.operation, discard).await;
    }
    done
}

async fn open(cx: Cx, id: CaseId, name: Name, file: &Upload) -> Result<Slot, Failure> {
    let kind = file.kind;
    cx.transact(move |tx, _| {
        let (case, grant) = store::find(tx, id)?.open::<Attach>(tx)?;
        case.takes_files(grant.capacity())?;
        asked_for(tx, &case, grant.capacity())?;
        let side = side(tx)?;
        let number = |name| tx.policies().number(name, Some(&case.region), tx.today);
        let whole = |number: i32| u64::try_from(number).unwrap_or(0);
        let new = NewFile {
            kind,
            name,
            side,
            most_bytes: whole(number("attachment.most-bytes")?),
            most_pixels: whole(number("attachment.most-megapixels")?) * 1_000_000,
            most_files: most(tx, &case, side)?,
        };
        let slot = attachments::open(tx, &grant, &new)?;
        let made = slot.id.0;
        Ok(audit::record_made(tx, grant, made, None, slot)?)
    })
    .await
}

/// Residents attach only where the unit has put the component into the form (B-63).
fn asked_for(tx: &mut Tx<'_>, case: &Case, capacity: Capacity) -> Result<(), Failure> {
    if !matches!(capacity, Capacity::Resident | Capacity::Guardian) {
        return Ok(());
    }
    let mut components = match case.case_type() {
        Ok((_, form_version)) => units::form_of(tx, form_version)?.components,
        Err(_) => store::questions(tx, case)?,
    };
    components.extend(store::asked(tx, case)?);
    if components.iter().any(|component| component.kind == ComponentKind::Attachment) {
        return Ok(());
    }
    let (sv, en) = ("Formuläret tar inte emot filer.", "The form takes no files.");
    Err(Failure::refused(&NOT_ASKED, sv, en))
}

async fn finish(
    cx: Cx,
    id: CaseId,
    repeat: Repeat,
    slot: Slot,
    arrived: Arrived,
) -> Result<AttachmentView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<Attach>(tx)?;
        case.takes_files(grant.capacity())?;
        let stored = attachments::arrive(tx, &grant, &slot, &arrived)?;
        let stored = stored.ok_or(Failure::Unavailable("the slot was swept away"))?;
        let view = attachments::view(cx, stored);
        let made = view.id.0;
        Ok(audit::record_made(tx, grant, made, None, view)?)
    })
    .await
}

/// A file that was turned away is recorded like any other refusal.
async fn refuse(cx: Cx, id: CaseId, failure: Failure) -> Result<AttachmentView, Failure> {
    cx.transact(move |tx, _| {
        let _turned_away = store::find(tx, id)?.open::<Attach>(tx)?;
        Err(failure)
    })
    .await
}

impl Replay for AttachmentView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let _may = store::find(tx, self.case_id)?.open::<Read>(tx)?;
        Ok(())
    }
}

fn no_name() -> Failure {
    Failure::field(
        "/Content-Disposition",
        "file-name",
        "Skicka filens namn: attachment; filename*=UTF-8''bild.jpg",
        "Send the file's name: attachment; filename*=UTF-8''image.jpg",
    )
}
