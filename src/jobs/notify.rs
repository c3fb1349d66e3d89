//! Writes notices into the outbox, in the caller's transaction.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{PgConnection, QueryResult};
use uuid::Uuid;

use super::{Channel, Notice, store};
use crate::{
    db::Tx,
    id::{EventId, StaffId},
};

/// How long after its cause a notice leaves (B-71): time for the transaction to be seen by all.
const LEAVES_AFTER: TimeDelta = TimeDelta::minutes(1);

/// One notice to one address.
#[derive(Clone)]
pub struct Sending<'a> {
    pub notice: Notice,
    pub channel: Channel,
    /// Personal data: written to the outbox and nowhere else.
    pub to: &'a str,
    /// What brought it about, and for whom: the same pair never sends twice by one channel.
    pub cause: Uuid,
    pub receiver: Uuid,
}

/// Puts a notice in the outbox. One that is there already stays as it is.
pub fn enqueue(tx: &mut Tx<'_>, sending: &Sending<'_>) -> QueryResult<()> {
    enqueue_at(tx.conn, sending, tx.now)
}

/// The same for work outside a request.
pub fn enqueue_at(
    conn: &mut PgConnection,
    sending: &Sending<'_>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    store::insert(conn, sending, now, now + LEAVES_AFTER)
}

/// Where a member of staff can be reached. Personal data.
#[derive(Clone)]
pub struct Contact {
    pub staff: StaffId,
    pub email: Option<String>,
    pub mobile_phone: Option<String>,
}

/// Tells staff that something awaits them: by e-mail, or by SMS where there is no e-mail.
pub fn notify_staff(
    tx: &mut Tx<'_>,
    cause: EventId,
    notice: Notice,
    contacts: &[Contact],
) -> QueryResult<()> {
    for contact in contacts {
        let email = contact.email.as_deref().map(|to| (Channel::Email, to));
        let sms = contact.mobile_phone.as_deref().map(|to| (Channel::Sms, to));
        let Some((channel, to)) = email.or(sms) else { continue };
        let receiver = contact.staff.0;
        enqueue(tx, &Sending { notice, channel, to, cause: cause.0, receiver })?;
    }
    Ok(())
}
