//! The inbox's rows.

use diesel::{
    dsl::{exists, not},
    prelude::*,
};

use super::Delivery;
use crate::{
    db::Tx,
    id::{InboxItemId, ResidentId},
    jobs::Channel,
    schema::{inbox_item, log_in_lock, resident},
};

pub(super) fn insert(tx: &mut Tx<'_>, delivery: Delivery) -> QueryResult<InboxItemId> {
    let id = InboxItemId::new();
    diesel::insert_into(inbox_item::table)
        .values((
            inbox_item::id.eq(id),
            inbox_item::resident_id.eq(delivery.resident),
            inbox_item::kind.eq("case"),
            inbox_item::unit_id.eq(delivery.unit),
            inbox_item::case_id.eq(delivery.case),
            inbox_item::title.eq(delivery.title),
            inbox_item::delivered_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

type Settings = (bool, Option<String>, bool, Option<String>);

/// How the resident wants to be told. Nobody is told who could not sign in to look: someone else
/// may be holding the phone (B-108).
pub(super) fn channels(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<Vec<(Channel, String)>> {
    let locks = log_in_lock::table
        .filter(log_in_lock::resident_id.eq(resident::id))
        .filter(log_in_lock::lifted_at.is_null());
    let settings: Option<Settings> = resident::table
        .find(id)
        .filter(resident::deceased_on.is_null())
        .filter(not(exists(locks)))
        .select((
            resident::notify_by_email,
            resident::email,
            resident::notify_by_sms,
            resident::mobile_phone,
        ))
        .first(tx.conn)
        .optional()?;
    let (by_email, email, by_sms, phone) = settings.unwrap_or_default();
    let email = email.filter(|_| by_email).map(|to| (Channel::Email, to));
    let sms = phone.filter(|_| by_sms).map(|to| (Channel::Sms, to));
    Ok(email.into_iter().chain(sms).collect())
}
