//! The SQL of fences.

use diesel::prelude::*;

use crate::{
    access::{Action, Grant},
    db::{Tx, prepared},
    id::SlotId,
    schema::slot,
};

/// Remembers the hold that a seat of the slot is booked with. Its row is held by the caller. Never lowers it.
pub fn raise<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, id: SlotId, token: i64) -> QueryResult<()> {
    let older = slot::table.find(id).filter(slot::fence.lt(token));
    let raised = diesel::update(older).set(slot::fence.eq(token)).returning(slot::id);
    prepared(raised).get_results::<SlotId>(tx.conn).map(drop)
}
