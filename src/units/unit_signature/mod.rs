//! A unit's own signature, for those who sign as the unit (B-53).

mod change;
mod routes;
mod store;
mod view;

pub use routes::SignatureRoutes;

use super::staff::signature;
use crate::{db::Tx, failure::Failure, id::UnitId};

/// How a message that is sent as the unit is signed at this moment.
pub fn unit_signature(tx: &mut Tx<'_>, unit: UnitId) -> Result<String, Failure> {
    let signer = store::signer(tx, unit)?.ok_or(Failure::Absent)?;
    Ok(signature::render_unit(&signer.name, signer.signature_text.as_deref(), tx.today))
}
