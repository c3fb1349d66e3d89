//! A block ends what the guardian has been given (journal.md 3). Lifting it gives nothing back: the unit
//! consults the guardian and the child anew.

use super::store;
use crate::{
    access::{Action, Grant},
    db::Tx,
    failure::Failure,
    id::ResidentId,
};

/// In the transaction that blocks, under its hold on the child.
pub fn end_of_blocked<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    child: ResidentId,
    guardian: ResidentId,
) -> Result<(), Failure> {
    Ok(store::end_of_guardian(tx, grant, child, guardian)?)
}
