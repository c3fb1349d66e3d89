//! The seal that is a part of a protection. It stands beside the resident's other seals: it takes the
//! place of none and none takes its place, so that lifting it leaves the others as they are.

use super::store;
use crate::{
    access::{Action, Grant},
    db::Tx,
    failure::Failure,
    id::{ProtectionId, ResidentId},
};

/// Seals everything, in the transaction that protects.
pub fn seal_protected<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    resident: ResidentId,
    protection: ProtectionId,
) -> Result<(), Failure> {
    Ok(store::carry_out(tx, grant, resident, protection)?)
}

/// Lifts it, with the part of the protection that it is.
pub fn lift_protected<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    protection: ProtectionId,
) -> Result<(), Failure> {
    Ok(store::lift_protected(tx, grant, protection)?)
}
