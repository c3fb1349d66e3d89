//! Sets, lists and lifts blocks on the patient's behalf. Each provider has its own, and sees no other's.

use super::{
    BLOCK_LIFTED, GUARDIAN_CANNOT_BLOCK,
    face::must_be_in_care,
    policy::{LiftBlock, ListBlocks, ListOwnBlocks, OwnSay, Post, SetBlock},
    store::{self, BlockRow, NewBlock},
    view::{BlockRequester, BlockView, NewPatientBlock},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{PatientBlockId, ResidentId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(
    cx: Cx,
    (patient, unit): (ResidentId, UnitId),
    wanted: Wanted,
) -> Result<Page<BlockView>, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<ListBlocks>(tx)?;
        let (post, _) = must_be_in_care(tx, cx, on)?;
        store::patient(tx, patient)?;
        let rows = store::blocks_of_provider(tx, &grant, &post, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.set_at, row.id.0));
        let path = format!("/patients/{patient}/blocks");
        let view = |row| of_staff(cx, row, &post);
        let query = [("unitId", unit.to_string())];
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn set(
    cx: Cx,
    patient: ResidentId,
    repeat: Repeat,
    new: NewPatientBlock,
) -> Result<BlockView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::at_unit(tx, new.unit_id, patient)?.open::<SetBlock>(tx)?;
        let (post, _) = must_be_in_care(tx, cx, on)?;
        store::patient(tx, patient)?;
        if new.requested_by == BlockRequester::Guardian {
            let (sv, en) = ("Barnets uppgifter spärras inte.", "A child's data are not blocked.");
            return Err(Failure::refused(&GUARDIAN_CANNOT_BLOCK, sv, en));
        }
        if new.info_from.zip(new.info_through).is_some_and(|(from, through)| through < from) {
            let (sv, en) = ("Slutet är före början.", "It ends before it begins.");
            return Err(Failure::field("/infoThrough", "out-of-range", sv, en));
        }
        let unit = (!new.whole_provider).then_some(post.unit_hsa_id.as_str());
        let info = (new.info_from, new.info_through);
        let excluded = new.excluded_types.as_slice();
        let block = NewBlock { kind: new.kind, unit_hsa_id: unit, info, excluded };
        let row = store::insert_block(tx, &grant, &post, &block)?;
        let (made, view) = (row.id, of_staff(cx, row, &post));
        Ok(audit::record_made(tx, grant, made.0, None, view)?)
    })
    .await
}

/// Lifts it for good, on the patient's word, at the provider that set it.
pub async fn lift(
    cx: Cx,
    (patient, id): (ResidentId, PatientBlockId),
    repeat: Repeat,
    unit: UnitId,
) -> Result<BlockView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<LiftBlock>(tx)?;
        let (post, _) = must_be_in_care(tx, cx, on)?;
        let own = post.provider_hsa_id.as_str();
        store::block_by_id(tx, patient, own, id)?.ok_or(Failure::Absent)?;
        if !store::lift_block(tx, &grant, id)? {
            let (sv, en) = ("Den är redan hävd.", "It has been lifted already.");
            return Err(Failure::refused(&BLOCK_LIFTED, sv, en));
        }
        let row = store::block_by_id(tx, patient, own, id)?.ok_or(Failure::Absent)?;
        let view = of_staff(cx, row, &post);
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}

/// What the patient has closed, at whichever provider.
pub async fn list_own(
    cx: Cx,
    patient: ResidentId,
    wanted: Wanted,
) -> Result<Page<BlockView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(OwnSay(patient)).open::<ListOwnBlocks>(tx)?;
        let rows = store::blocks_of_patient(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.set_at, row.id.0));
        let path = format!("/residents/{patient}/patient-blocks");
        let view = |row| whole(row, Linker::new(cx.asked()).add("collection", "GET", &path));
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// Other units than the one whose data it is learn that there is a block, and no more.
fn of_staff(cx: &Cx, row: BlockRow, post: &Post) -> BlockView {
    let path = format!("/patients/{}/blocks", row.resident_id);
    let open = row.lifted_at.is_none();
    let own = row.unit_id == post.unit;
    let linker = Linker::new(cx.asked())
        .add("collection", "GET", &path)
        .add_if(open, "lift", "POST", &format!("{path}/{}/liftings", row.id))
        .add_if(
            open && !own,
            "lift-temporarily",
            "POST",
            &format!("{path}/{}/temporary-lifts", row.id),
        );
    let view = whole(row, linker);
    if own {
        return view;
    }
    BlockView {
        unit_hsa_id: None,
        info_from: None,
        info_through: None,
        excluded_types: None,
        set_at: None,
        ..view
    }
}

fn whole(row: BlockRow, linker: Linker) -> BlockView {
    BlockView {
        excluded_types: Some(row.excluded()),
        id: row.id,
        resident_id: row.resident_id,
        kind: row.kind,
        provider_hsa_id: row.provider_hsa_id,
        unit_hsa_id: row.unit_hsa_id,
        info_from: row.info_from,
        info_through: row.info_through,
        set_at: Some(row.set_at.into()),
        lifted_at: row.lifted_at.map(Into::into),
        links: linker.done(),
    }
}

impl Replay for BlockView {
    /// Only whoever still works for the provider sees it again.
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let unit = store::unit_with_provider(tx, &self.provider_hsa_id)?.ok_or(Failure::Absent)?;
        let on = store::at_unit(tx, unit, self.resident_id)?;
        let (_, _grant) = on.open::<ListBlocks>(tx)?;
        Ok(())
    }
}
