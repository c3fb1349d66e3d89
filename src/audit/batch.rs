//! A sealed batch: the digests of its rows, tied to the batch before it.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::entry::{Hash, Micros};
use crate::schema::audit_batch;

const ENCODING: &[u8] = b"etjanster.audit.batch.1";

/// What the first batch is tied to.
pub(super) const BEGINNING: Hash = [0; 32];

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_batch, check_for_backend(diesel::pg::Pg))]
pub(super) struct Batch {
    pub id: i64,
    pub sealed_at: Micros,
    pub from_xid: i64,
    pub to_xid: i64,
    pub entry_ids: Vec<Option<i64>>,
    pub entry_hashes: Vec<u8>,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

impl Batch {
    /// SHA-256 over all there is in the batch, the hash before it included.
    pub fn digest(&self) -> Hash {
        let mut hash = Sha256::new_with_prefix(ENCODING);
        for number in [self.id, self.sealed_at.0, self.from_xid, self.to_xid] {
            hash.update(number.to_be_bytes());
        }
        hash.update(&self.previous_hash);
        hash.update((self.entry_ids.len() as u64).to_be_bytes());
        for id in &self.entry_ids {
            hash.update([u8::from(id.is_some())]);
            hash.update(id.unwrap_or_default().to_be_bytes());
        }
        hash.update(&self.entry_hashes);
        hash.finalize().into()
    }

    /// The rows it vouches for.
    pub fn entries(&self) -> impl Iterator<Item = (i64, &[u8])> {
        let ids = self.entry_ids.iter().map(|id| id.unwrap_or_default());
        ids.zip(self.entry_hashes.chunks(32))
    }
}
