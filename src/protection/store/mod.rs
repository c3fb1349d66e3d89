//! The SQL of locks, blocks and protections.

mod block;
mod lock;
mod protection;
mod work;

pub use block::{BlockRow, NewBlock, block, block_by_id, blocks, is_blocked, lift_block};
pub use lock::{LockRow, NewLock, lift_lock, lock, lock_by_id, locks};
pub use protection::{
    NewProtection, Part, Parts, ProtectionRow, begin, follow_up, lift_part, of_region, of_resident,
    order_seal, parts, protection_by_id, silence,
};
pub use work::{
    Person, clear_contacts, escalate, guardians_of, known_residents, person, unit_exists,
};

use diesel::prelude::*;

use crate::{access, db::Tx, id::ResidentId, schema::resident};

/// Holds that resident's row, and waits for what guardians are doing for them just now: what begins
/// afterwards meets what this transaction has written. Says whether there is such a resident.
pub fn hold(tx: &mut Tx<'_>, id: ResidentId) -> QueryResult<bool> {
    let held: Option<ResidentId> = resident::table
        .find(id)
        .select(resident::id)
        .for_no_key_update()
        .first(tx.conn)
        .optional()?;
    if held.is_some() {
        access::hold_off_guardians(tx.conn, id)?;
    }
    Ok(held.is_some())
}

/// Narrows a boxed query to the wanted page of a list by time and id, newest first.
macro_rules! keyset {
    ($query:expr, $wanted:expr, $at:expr, $id:expr) => {{
        let query = $query.limit($wanted.fetch());
        let query = match $wanted.from {
            None => query,
            Some(from) if from.back => {
                query.filter($at.gt(from.at).or($at.eq(from.at).and($id.gt(from.id))))
            }
            Some(from) => query.filter($at.lt(from.at).or($at.eq(from.at).and($id.lt(from.id)))),
        };
        if $wanted.goes_back() {
            query.order(($at.asc(), $id.asc()))
        } else {
            query.order(($at.desc(), $id.desc()))
        }
    }};
}
use keyset;
