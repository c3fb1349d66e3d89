//! The outbox's rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Notice, Sending};
use crate::{db::Tx, id::JobId, schema::outbox_job};

/// What a job needs to be carried out. Personal data while the job waits; emptied when it is done.
#[derive(Serialize, Deserialize)]
pub(super) struct Payload {
    pub notice: Notice,
    pub to: String,
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    sending: &Sending<'_>,
    due_at: DateTime<Utc>,
) -> QueryResult<()> {
    let Sending { notice, channel, to, cause, receiver } = sending;
    let payload = Payload { notice: *notice, to: (*to).to_owned() };
    let payload = serde_json::to_value(payload)
        .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    diesel::insert_into(outbox_job::table)
        .values((
            outbox_job::id.eq(JobId::new()),
            outbox_job::kind.eq(*channel),
            outbox_job::idempotency_key.eq(format!("{}.{cause}.{receiver}", channel.code())),
            outbox_job::payload.eq(payload),
            outbox_job::created_at.eq(tx.now),
            outbox_job::due_at.eq(due_at),
        ))
        .on_conflict(outbox_job::idempotency_key)
        .do_nothing()
        .execute(tx.conn)
        .map(drop)
}
