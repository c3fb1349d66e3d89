//! Tells a unit's decision-makers in good time that something ends, once, and not what.

use chrono::{DateTime, Days, Utc};
use diesel::prelude::*;

use super::store::{self, EndingRow};
use crate::{
    clock::local_date,
    jobs::{self, Channel, Contact, Notice, Sending},
    journal::measures::{decision_maker, store as shared},
};

/// As many days ahead as the region has set. What nobody can be told of is told as soon as somebody can,
/// and logged until then.
pub fn remind_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let today = local_date(now);
    for region in store::regions(conn, today)? {
        let Some(rules) = shared::rules_of(conn, &region, today)? else { continue };
        let through = today + Days::new(rules.renewal_notice_days.into());
        for ending in store::untold(conn, &region, (today, through))? {
            let contacts = decision_maker::contacts(conn, ending.unit_id, today)?;
            if tell(conn, &ending, &contacts, now)? {
                store::told(conn, &ending, now)?;
            } else {
                tracing::warn!(unit.id = %ending.unit_id, "nobody can be told that a measure ends");
            }
        }
    }
    Ok(false)
}

/// Says whether anyone could be told.
fn tell(
    conn: &mut PgConnection,
    ending: &EndingRow,
    contacts: &[Contact],
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let mut told = false;
    for contact in contacts {
        let email = contact.email.as_deref().map(|to| (Channel::Email, to));
        let sms = contact.mobile_phone.as_deref().map(|to| (Channel::Sms, to));
        let Some((channel, to)) = email.or(sms) else { continue };
        let (notice, receiver) = (Notice::DecisionEnds, contact.staff.0);
        jobs::enqueue_at(conn, &Sending { notice, channel, to, cause: ending.id, receiver }, now)?;
        told = true;
    }
    Ok(told)
}
