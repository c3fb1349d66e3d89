//! Puts something in a resident's inbox and says so, in the transaction of what is delivered.

use uuid::Uuid;

use super::{About, RECEIVER_LOCKED, store};
use crate::{
    db::Tx,
    failure::Failure,
    id::{InboxItemId, ResidentId, UnitId},
    jobs::{self, Notice, Sending},
};

/// Something for a resident's inbox. The resident is the one the care is about, child or not.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub resident: ResidentId,
    /// Who sends (B-77).
    pub unit: UnitId,
    pub about: About,
    /// Shown in the inbox, never in a notice.
    pub title: String,
}

/// Asked before somebody writes to a resident: one whose log-in is locked can't read it, and the
/// sender is told so, and not why (LB-2). News that nobody wrote, such as that a case was closed, is
/// delivered without asking.
pub fn must_be_readable(tx: &mut Tx<'_>, resident: ResidentId) -> Result<(), Failure> {
    if !store::is_locked(tx, resident)? {
        return Ok(());
    }
    let sv = "Invånarens inloggning är låst. Kontakta invånaren på annat sätt.";
    let en = "The resident's log-in is locked. Reach the resident in another way.";
    Err(Failure::refused(&RECEIVER_LOCKED, sv, en))
}

/// Delivers, and queues a notice for each channel the resident has chosen (B-70). Without one the
/// item is there all the same (B-76). A child's own row holds what its guardian has set (B-73).
pub fn deliver(tx: &mut Tx<'_>, delivery: Delivery) -> Result<InboxItemId, Failure> {
    let resident = delivery.resident;
    let item = store::insert(tx, delivery)?;
    remind(tx, resident, item.0)?;
    Ok(item)
}

/// The same without a notice: for what the receiver has just done.
pub fn put(tx: &mut Tx<'_>, delivery: Delivery) -> Result<InboxItemId, Failure> {
    Ok(store::insert(tx, delivery)?)
}

/// Queues a notice that there is something in the inbox, on each channel the resident has chosen, once
/// for that cause.
pub fn remind(tx: &mut Tx<'_>, resident: ResidentId, cause: Uuid) -> Result<(), Failure> {
    tell(tx, resident, cause, Notice::InboxMessage)
}

/// The same with other fixed words, about what is not in the inbox.
pub fn tell(
    tx: &mut Tx<'_>,
    resident: ResidentId,
    cause: Uuid,
    notice: Notice,
) -> Result<(), Failure> {
    let ends_at = tx.policies().number("agency.ends-at-age", None, tx.today)?;
    for (channel, to) in store::channels(tx, resident, ends_at)? {
        let receiver = resident.0;
        jobs::enqueue(tx, &Sending { notice, channel, to: &to, cause, receiver })?;
    }
    Ok(())
}
