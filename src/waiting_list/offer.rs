//! Offers freed times to who is next in line: a proposal that holds the seat until it is answered. One
//! person has one offer at a time, and there are never more offers than seats: the seat itself is taken.

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::{
    entry::{EntryStatus, answer_by},
    policy::{OfferTime, PassOver, Settle},
    store::{self, Match},
};
use crate::{
    audit::{self, Audited},
    bookings::{self, ALREADY_PASSED, ALREADY_RESERVED, By, NO_LONGER_AVAILABLE, Origin, Promise},
    db::{Tx, as_worker},
    failure::Failure,
    id::WaitingListEntryId,
    identity,
};

/// As many of each kind in one go.
const AT_A_TIME: i64 = 100;

/// Notes what became of offers, and offers what is free. What nobody answered `bookings.lapse` has taken back.
/// Answers whether there may be more.
pub fn offer_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    as_worker(conn, now, |tx| {
        for id in store::answered(tx, AT_A_TIME)? {
            carry_out(tx, |tx| settle(tx, id));
        }
        for id in store::over(tx, AT_A_TIME)? {
            carry_out(tx, |tx| end(tx, id));
        }
        let matches = store::matches(tx, AT_A_TIME)?;
        let (all, mut settled) = (matches.len(), 0);
        for it in matches {
            let left = match carry_out(tx, |tx| offer(tx, it)) {
                Some(failure) if is_about_the_person(&failure) => {
                    carry_out(tx, |tx| pass_over(tx, it))
                }
                other => other,
            };
            settled += usize::from(left.is_none());
        }
        // Who was too late for that time may have the next.
        Ok(0 < settled && settled < all)
    })
}

/// A part of its own, so that one that can't be done stops no other. Why it could not.
fn carry_out(
    tx: &mut Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<Audited<()>, Failure>,
) -> Option<Failure> {
    let failure = tx.part(work).err()?;
    if !matches!(failure, Failure::Absent | Failure::Refused(..) | Failure::Denied(_)) {
        tracing::error!(error = %failure, "a waiting list can't be tended");
    }
    Some(failure)
}

/// Whether the next in line may have the time, since it is this one who can't. A time that was taken or
/// blocked meanwhile is nobody's fault.
fn is_about_the_person(failure: &Failure) -> bool {
    let gone = [&ALREADY_RESERVED, &NO_LONGER_AVAILABLE, &ALREADY_PASSED];
    matches!(failure, Failure::Refused(kind, _) if !gone.contains(kind))
}

fn offer(tx: &mut Tx<'_>, it: Match) -> Result<Audited<()>, Failure> {
    let sealed = store::find(tx, it.entry)?.ok_or(Failure::Absent)?;
    let (entry, grant) = sealed.open::<OfferTime>(tx)?;
    let minutes = tx.policies().number("waiting-list.answer-minutes", None, tx.today)?;
    let confirm_by = answer_by(tx.now, minutes, (it.starts_at, it.cut_off));
    let confirm_by = confirm_by.ok_or(Failure::Absent)?;
    if identity::reach(tx, entry.resident)?.is_err() {
        return Err(not_for_them());
    }
    let promise = Promise {
        confirm_by: Some(confirm_by),
        ..Promise::new((it.slot, entry.resident), By::Unit, Origin::WaitingList)
    };
    let held = bookings::take_seat(tx, &grant, &promise)?;
    let limit = held.offer.time_type.person_limit.map(i64::from);
    let coming = store::coming(tx, &grant, &entry)?;
    if !held.offer.is_for_person() || limit.is_some_and(|limit| coming > limit) {
        return Err(not_for_them());
    }
    // The row of the place comes last, after the slot's: whoever has left meanwhile gets nothing.
    let (entry, grant) =
        store::lock(tx, it.entry)?.ok_or(Failure::Absent)?.open::<OfferTime>(tx)?;
    if entry.status != EntryStatus::Waiting {
        return Err(Failure::Absent);
    }
    store::set(tx, &grant, EntryStatus::Offered, Some(held.booking.id))?;
    store::remember(tx, &grant, it.slot, Some(held.booking.id))?;
    Ok(audit::record(tx, grant, ())?)
}

fn not_for_them() -> Failure {
    let (sv, en) = ("Tiden är inte för personen.", "The time is not for the person.");
    Failure::refused(&bookings::NOT_ALLOWED, sv, en)
}

fn pass_over(tx: &mut Tx<'_>, it: Match) -> Result<Audited<()>, Failure> {
    let sealed = store::lock(tx, it.entry)?.ok_or(Failure::Absent)?;
    let (_, grant) = sealed.open::<PassOver>(tx)?;
    store::remember(tx, &grant, it.slot, None)?;
    Ok(audit::record(tx, grant, ())?)
}

fn settle(tx: &mut Tx<'_>, id: WaitingListEntryId) -> Result<Audited<()>, Failure> {
    let sealed = store::lock(tx, id)?.ok_or(Failure::Absent)?;
    let (entry, grant) = sealed.open::<Settle>(tx)?;
    let booking = entry.booking.filter(|_| entry.status == EntryStatus::Offered);
    let booking = booking.ok_or(Failure::Absent)?;
    let status = EntryStatus::after(store::answer(tx, &grant, booking)?);
    let kept = (status != EntryStatus::Waiting).then_some(booking);
    store::set(tx, &grant, status, kept)?;
    Ok(audit::record(tx, grant, ())?)
}

fn end(tx: &mut Tx<'_>, id: WaitingListEntryId) -> Result<Audited<()>, Failure> {
    let sealed = store::lock(tx, id)?.ok_or(Failure::Absent)?;
    let (entry, grant) = sealed.open::<Settle>(tx)?;
    if entry.status != EntryStatus::Waiting {
        return Err(Failure::Absent);
    }
    store::set(tx, &grant, EntryStatus::Over, None)?;
    Ok(audit::record(tx, grant, ())?)
}
