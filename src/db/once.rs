//! Requests that may be sent again: the first answer is stored in the very transaction of its write
//! and replayed. A kill between the two would otherwise double the write (load.md, Stripe, IETF draft).

use diesel::{define_sql_function, prelude::*};
use poem_openapi::types::{ParseFromJSON, ToJSON};
use sha2::{Digest, Sha256};

use super::{
    Tx,
    pool::Lanes,
    tx::{Attempt, run},
};
use crate::{
    access::{Capacity, Cx},
    audit::{self, Audited},
    failure::{self, Failure},
    id::{ResidentId, UnitId},
    schema::idempotency_key,
};

define_sql_function! {
    fn pg_try_advisory_xact_lock(key: diesel::sql_types::BigInt) -> diesel::sql_types::Bool;
}

/// A request that may be sent again: the client's key, and what its body was.
#[derive(Debug, Clone)]
pub struct Repeat {
    pub key: String,
    pub body_digest: [u8; 32],
}

/// An answer that can be stored and shown again. Rights may have changed since it was first given,
/// so it says how to ask whether this caller may still see it.
pub trait Replay: ToJSON + ParseFromJSON {
    /// Opens what the answer shows, as a read of it would.
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure>;
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = idempotency_key, check_for_backend(diesel::pg::Pg))]
struct Stored {
    operation: String,
    request_hash: Vec<u8>,
    answer: serde_json::Value,
    action: String,
    subject_id: uuid::Uuid,
    capacity: Capacity,
    unit_id: Option<UnitId>,
    patient_id: Option<ResidentId>,
}

impl Cx {
    /// Like [`Cx::transact`], and done once for each idempotency key of this caller: the same request
    /// again gets the first answer, with an audit entry of its own since it shows the data again.
    pub async fn once<T, F>(self, repeat: Repeat, work: F) -> Result<T, Failure>
    where
        T: Replay + Send + 'static,
        F: FnOnce(&mut Tx<'_>, &Cx) -> Result<Audited<T>, Failure> + Send + 'static,
    {
        let db = self.app.db.clone();
        let operation = self.operation.clone();
        db.run(Lanes::Writers, &operation, move |db, conn| {
            run(db, conn, &self, |tx, cx| match earlier(tx, cx, &repeat)? {
                Some(stored) => replay(tx, stored),
                None => {
                    let answer = work(tx, cx)?;
                    keep(tx, cx, &repeat, answer.peek())?;
                    Ok(answer)
                }
            })
        })
        .await
    }

    /// What the key is bound to besides its owner: the operation's path and the body.
    fn request_hash(&self, repeat: &Repeat) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(self.path.as_bytes());
        hash.update([0]);
        hash.update(repeat.body_digest);
        hash.finalize().to_vec()
    }
}

fn earlier(tx: &mut Tx<'_>, cx: &Cx, repeat: &Repeat) -> Result<Option<Stored>, Failure> {
    let owner = tx.actor().uuid();
    let digest = Sha256::new().chain_update(owner.as_bytes()).chain_update(&repeat.key).finalize();
    let lock = i64::from_be_bytes(digest[..8].try_into().expect("a digest has 32 bytes"));
    let free: bool = diesel::select(pg_try_advisory_xact_lock(lock)).get_result(tx.conn)?;
    if !free {
        return Err(in_use());
    }
    let stored: Option<Stored> = idempotency_key::table
        .find((owner, &repeat.key))
        .select(Stored::as_select())
        .first(tx.conn)
        .optional()?;
    let Some(stored) = stored else { return Ok(None) };
    if stored.operation != *cx.operation || stored.request_hash != cx.request_hash(repeat) {
        return Err(Failure::refused(
            &failure::KEY_REUSED,
            "Nyckeln hör till en annan begäran.",
            "The key belongs to another request.",
        ));
    }
    Ok(Some(stored))
}

fn replay<T: Replay>(tx: &mut Tx<'_>, stored: Stored) -> Result<Audited<T>, Failure> {
    let answer = T::parse_from_json(Some(stored.answer))
        .map_err(|error| Failure::Bug(format!("stored answer: {}", error.into_message())))?;
    answer.may_still_be_shown(tx)?;
    let attempt = audit::Replayed {
        action: stored.action,
        capacity: stored.capacity,
        subject: stored.subject_id,
        unit: stored.unit_id,
        patient: stored.patient_id,
    };
    Ok(audit::record_replay(tx, &attempt, answer)?)
}

fn keep<T: ToJSON>(tx: &mut Tx<'_>, cx: &Cx, repeat: &Repeat, answer: &T) -> Result<(), Failure> {
    let Some(Attempt { action, capacity, subject, unit, patient }) = tx.attempt().cloned() else {
        return Err(Failure::Bug("nothing was attempted".into()));
    };
    let stored = diesel::insert_into(idempotency_key::table)
        .values((
            idempotency_key::owner_id.eq(tx.actor().uuid()),
            idempotency_key::key.eq(&repeat.key),
            idempotency_key::operation.eq(&*cx.operation),
            idempotency_key::request_hash.eq(cx.request_hash(repeat)),
            idempotency_key::answer.eq(answer.to_json().unwrap_or_default()),
            idempotency_key::action.eq(action),
            idempotency_key::subject_id.eq(subject),
            idempotency_key::capacity.eq(capacity),
            idempotency_key::unit_id.eq(unit),
            idempotency_key::patient_id.eq(patient),
            idempotency_key::created_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    // A twin that committed between our look and our write: its answer is the one.
    if stored == 0 { Err(in_use()) } else { Ok(()) }
}

fn in_use() -> Failure {
    Failure::refused(
        &failure::KEY_IN_USE,
        "En begäran med samma nyckel pågår.",
        "A request with the same key is under way.",
    )
}
