//! The SQL of attachments. Opening, arriving and sending ask for the grant that allows them; pieces
//! belong to a slot that was opened with one. The worker's own is in `work`.

mod infected;
mod work;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::{INFECTED, TOO_MANY, kind::FileKind, name::Name, receive::Arrived};
use crate::{
    access::{Action, Grant, Subject},
    db::Tx,
    failure::{Failure, FieldFault, Words},
    id::{AttachmentId, CaseId, MessageId, ResidentId, StaffId},
    schema::{attachment, attachment_piece},
};

pub use infected::{Untold, is_told, untold};
pub(super) use work::{
    Claimed, claim_removal, claim_to_move, claim_to_scan, judge, moved, put_scan_off, removed,
    sweep_pieces, sweep_unsent, unscanned,
};

/// Every piece but the last has so many bytes; the table checks that none has more.
pub const PIECE: usize = 131_072;
/// Uploads of one side that may wait to be sent, in messages' full loads.
const WAITING_LOADS: i64 = 2;
/// An upload that takes longer than this was given up.
const COMING_IN: TimeDelta = TimeDelta::hours(1);

crate::sql::code! {
    /// What the virus scanner has said.
    Scan { Unscanned = "unscanned", Clean = "clean", Infected = "infected" }
}

/// On whose side of the case a file was uploaded. The other side sees it when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The resident, or a guardian in the child's name; either sends what the other has uploaded.
    Resident(ResidentId),
    Staff(StaffId),
}

/// A file that is to come.
pub struct NewFile {
    pub kind: FileKind,
    pub name: Name,
    pub side: Side,
    pub most_bytes: u64,
    pub most_pixels: u64,
    /// How many one message takes.
    pub most_files: i64,
}

/// A place that was opened for a file with a grant: what its pieces are put under.
#[derive(Debug, Clone)]
pub struct Slot {
    pub id: AttachmentId,
    pub most_bytes: u64,
    pub most_pixels: u64,
}

/// An attachment that has arrived.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = attachment, check_for_backend(diesel::pg::Pg))]
pub struct Stored {
    pub id: AttachmentId,
    pub case_id: CaseId,
    pub message_id: Option<MessageId>,
    pub uploaded_by_resident_id: Option<ResidentId>,
    pub uploaded_by_staff_id: Option<StaffId>,
    pub name: String,
    pub media_type: FileKind,
    pub arrived_at: Option<DateTime<Utc>>,
    pub bytes: Option<i64>,
    pub sha256: Option<Vec<u8>>,
    pub scan: Scan,
    pub object_key: Option<String>,
    pub moved_at: Option<DateTime<Utc>>,
}

impl Stored {
    pub fn is_of(&self, side: Side) -> bool {
        match side {
            Side::Resident(_) => self.uploaded_by_resident_id.is_some(),
            Side::Staff(id) => self.uploaded_by_staff_id == Some(id),
        }
    }

    pub fn length(&self) -> u64 {
        self.bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0)
    }
}

/// The side's uploads in that case that nobody has sent.
#[diesel::dsl::auto_type]
fn of_side(case: CaseId, staff: Option<StaffId>) -> _ {
    attachment::table
        .filter(attachment::case_id.eq(case))
        .filter(attachment::message_id.is_null())
        .filter(attachment::uploaded_by_staff_id.is_not_distinct_from(staff))
}

fn staff_of(side: Side) -> Option<StaffId> {
    match side {
        Side::Resident(_) => None,
        Side::Staff(id) => Some(id),
    }
}

/// How many of that side's uploads wait, those that still come in among them.
pub fn waiting(tx: &mut Tx<'_>, case: CaseId, side: Side) -> QueryResult<i64> {
    let alive =
        attachment::arrived_at.is_not_null().or(attachment::begun_at.gt(tx.now - COMING_IN));
    of_side(case, staff_of(side)).filter(alive).count().get_result(tx.conn)
}

/// Opens a place for a file in the granted case.
pub fn open<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>, new: &NewFile) -> Result<Slot, Failure>
where
    A::On: Subject,
{
    let case = CaseId(grant.subject());
    if waiting(tx, case, new.side)? >= WAITING_LOADS * new.most_files {
        return Err(too_many(new.most_files));
    }
    let id = AttachmentId::new();
    let (resident, staff) = match new.side {
        Side::Resident(id) => (Some(id), None),
        Side::Staff(id) => (None, Some(id)),
    };
    diesel::insert_into(attachment::table)
        .values((
            attachment::id.eq(id),
            attachment::case_id.eq(case),
            attachment::uploaded_by_resident_id.eq(resident),
            attachment::uploaded_by_staff_id.eq(staff),
            attachment::name.eq(new.name.as_str()),
            attachment::media_type.eq(new.kind),
            attachment::begun_at.eq(tx.now),
            attachment::scan.eq(Scan::Unscanned),
            attachment::scan_due_at.eq(tx.now),
            attachment::move_due_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(Slot { id, most_bytes: new.most_bytes, most_pixels: new.most_pixels })
}

/// Puts one piece of a slot's file away.
pub(super) fn put_piece(
    conn: &mut PgConnection,
    id: AttachmentId,
    seq: i32,
    bytes: &[u8],
) -> QueryResult<()> {
    diesel::insert_into(attachment_piece::table)
        .values((
            attachment_piece::attachment_id.eq(id),
            attachment_piece::seq.eq(seq),
            attachment_piece::bytes.eq(bytes),
        ))
        .execute(conn)
        .map(drop)
}

/// One piece of a file.
pub(super) fn piece(conn: &mut PgConnection, id: AttachmentId, seq: i32) -> QueryResult<Vec<u8>> {
    attachment_piece::table.find((id, seq)).select(attachment_piece::bytes).first(conn)
}

/// The file is all there. None when the slot has been swept away meanwhile.
pub fn arrive<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    slot: &Slot,
    arrived: &Arrived,
) -> QueryResult<Option<Stored>> {
    let coming = attachment::table
        .find(slot.id)
        .filter(attachment::case_id.eq(CaseId(grant.subject())))
        .filter(attachment::arrived_at.is_null());
    diesel::update(coming)
        .set((
            attachment::arrived_at.eq(tx.now),
            attachment::bytes.eq(i64::try_from(arrived.bytes).unwrap_or(i64::MAX)),
            attachment::sha256.eq(arrived.sha256.as_slice()),
        ))
        .returning(Stored::as_returning())
        .get_result(tx.conn)
        .optional()
}

/// Forgets a slot whose file did not come to be.
pub fn discard(conn: &mut PgConnection, slot: &Slot) -> QueryResult<()> {
    let unsent = attachment::table.find(slot.id).filter(attachment::message_id.is_null());
    diesel::delete(unsent).execute(conn).map(drop)
}

/// An attachment of that case.
pub fn find(tx: &mut Tx<'_>, case: CaseId, id: AttachmentId) -> QueryResult<Option<Stored>> {
    attachment::table
        .find(id)
        .filter(attachment::case_id.eq(case))
        .filter(attachment::arrived_at.is_not_null())
        .select(Stored::as_select())
        .first(tx.conn)
        .optional()
}

/// That side's uploads in the case that wait to be sent, oldest first.
pub fn unsent(tx: &mut Tx<'_>, case: CaseId, side: Side) -> QueryResult<Vec<Stored>> {
    of_side(case, staff_of(side))
        .filter(attachment::arrived_at.is_not_null())
        .order((attachment::arrived_at, attachment::id))
        .select(Stored::as_select())
        .load(tx.conn)
}

/// The attachments of those messages, in the order they were sent in.
pub fn of_messages(tx: &mut Tx<'_>, messages: &[MessageId]) -> QueryResult<Vec<Stored>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    attachment::table
        .filter(attachment::message_id.eq_any(messages))
        .order((attachment::message_id, attachment::place))
        .select(Stored::as_select())
        .load(tx.conn)
}

/// Throws an upload of the granted case away, if it is not sent.
pub fn remove<A: Action>(tx: &mut Tx<'_>, grant: &Grant<A>, id: AttachmentId) -> QueryResult<bool> {
    let unsent = attachment::table
        .find(id)
        .filter(attachment::case_id.eq(CaseId(grant.subject())))
        .filter(attachment::message_id.is_null());
    diesel::delete(unsent).execute(tx.conn).map(|count| count == 1)
}

/// Makes uploads part of a message of the granted case. Each is told with the pointer to where the
/// client named it. All of them, or none and why.
pub fn send<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    message: MessageId,
    side: Side,
    named: &[(String, AttachmentId)],
    most: i64,
) -> Result<(), Failure> {
    if named.is_empty() {
        return Ok(());
    }
    if i64::try_from(named.len()).is_ok_and(|count| count > most) {
        return Err(too_many(most));
    }
    let ids: Vec<AttachmentId> = named.iter().map(|(_, id)| *id).collect();
    let rows: Vec<(AttachmentId, Scan)> = of_side(CaseId(grant.subject()), staff_of(side))
        .filter(attachment::id.eq_any(&ids))
        .filter(attachment::arrived_at.is_not_null())
        .select((attachment::id, attachment::scan))
        .for_update()
        .load(tx.conn)?;
    let mut faults = Vec::new();
    for (index, (pointer, id)) in named.iter().enumerate() {
        let again = ids[..index].contains(id);
        match rows.iter().find(|(known, _)| known == id) {
            Some((_, Scan::Infected)) => return Err(infected()),
            Some(_) if !again => {}
            Some(_) => faults.push(fault(pointer, "duplicate", TWICE)),
            None => faults.push(fault(pointer, "attachment", MISSING)),
        }
    }
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    for (place, id) in (1_i16..).zip(ids) {
        diesel::update(attachment::table.find(id))
            .set((attachment::message_id.eq(message), attachment::place.eq(place)))
            .execute(tx.conn)?;
    }
    Ok(())
}

const TWICE: (&str, &str) = ("Bilagan är med två gånger.", "The attachment is named twice.");
const MISSING: (&str, &str) = (
    "Det finns ingen sådan uppladdad fil som väntar på att skickas.",
    "There is no such upload that waits to be sent.",
);

fn fault(pointer: &str, code: &str, (sv, en): (&str, &str)) -> FieldFault {
    FieldFault::new(pointer, code, Words::new(sv, en))
}

fn too_many(most: i64) -> Failure {
    let (sv, en) =
        (format!("Högst {most} i ett meddelande."), format!("At most {most} a message."));
    Failure::refused(&TOO_MANY, sv, en)
}

pub(super) fn infected() -> Failure {
    Failure::refused(&INFECTED, "Bilagan har stoppats.", "The attachment has been stopped.")
}
