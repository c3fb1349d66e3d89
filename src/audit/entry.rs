//! An audit entry as it lies in the table, and its digest. Every column counts, and each is read
//! in its rawest form, so that a row can be judged whatever was done to it.

use chrono::{DateTime, Utc};
use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    pg::{Pg, PgValue},
    prelude::*,
    sql_types::Timestamptz,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::schema::audit_entry;

/// The encoding below. Another one gets another number, and rows sealed under this one keep it.
const ENCODING: &[u8] = b"etjanster.audit.entry.1";

pub(super) type Hash = [u8; 32];

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_entry, check_for_backend(diesel::pg::Pg))]
pub(super) struct Entry {
    pub id: i64,
    pub at: Micros,
    pub xid: i64,
    actor_kind: String,
    actor_id: Option<Uuid>,
    capacity: String,
    unit_id: Option<Uuid>,
    patient_id: Option<Uuid>,
    action: String,
    subject_id: Uuid,
    outcome: String,
    reason: Option<String>,
    request_id: Uuid,
}

impl Entry {
    /// SHA-256 over every column in order: a byte that tells null from present, the length, the bytes.
    pub fn digest(&self) -> Hash {
        let mut columns = Columns(Sha256::new_with_prefix(ENCODING));
        columns.add(Some(&self.id.to_be_bytes()));
        columns.add(Some(&self.at.0.to_be_bytes()));
        columns.add(Some(&self.xid.to_be_bytes()));
        columns.add(Some(self.actor_kind.as_bytes()));
        columns.add(self.actor_id.as_ref().map(|id| id.as_bytes().as_slice()));
        columns.add(Some(self.capacity.as_bytes()));
        columns.add(self.unit_id.as_ref().map(|id| id.as_bytes().as_slice()));
        columns.add(self.patient_id.as_ref().map(|id| id.as_bytes().as_slice()));
        columns.add(Some(self.action.as_bytes()));
        columns.add(Some(self.subject_id.as_bytes()));
        columns.add(Some(self.outcome.as_bytes()));
        columns.add(self.reason.as_ref().map(|text| text.as_bytes()));
        columns.add(Some(self.request_id.as_bytes()));
        columns.0.finalize().into()
    }
}

struct Columns(Sha256);

impl Columns {
    fn add(&mut self, value: Option<&[u8]>) {
        self.0.update([u8::from(value.is_some())]);
        if let Some(bytes) = value {
            self.0.update((bytes.len() as u64).to_be_bytes());
            self.0.update(bytes);
        }
    }
}

/// An instant as Postgres keeps it: microseconds since 2000, infinity included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromSqlRow)]
#[diesel(sql_type = Timestamptz)]
pub struct Micros(pub(super) i64);

const YEAR_2000: i64 = 946_684_800_000_000;

impl FromSql<Timestamptz, Pg> for Micros {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(i64::from_be_bytes(value.as_bytes().try_into()?)))
    }
}

impl From<DateTime<Utc>> for Micros {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros() - YEAR_2000)
    }
}

impl std::fmt::Display for Micros {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.0.checked_add(YEAR_2000).and_then(DateTime::from_timestamp_micros);
        match at {
            Some(at) => crate::Moment(at).fmt(f),
            None => f.write_str("a time out of time"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            id: 7,
            at: Micros(1),
            xid: 900,
            actor_kind: "staff".into(),
            actor_id: Some(Uuid::from_u128(1)),
            capacity: "handler".into(),
            unit_id: Some(Uuid::from_u128(2)),
            patient_id: None,
            action: "case.read".into(),
            subject_id: Uuid::from_u128(3),
            outcome: "done".into(),
            reason: None,
            request_id: Uuid::from_u128(4),
        }
    }

    #[test]
    fn the_encoding_never_changes() {
        let known = "b342d92b9e259215bd5d2bc95b99daec35e177ac875ca0b118bb1b1f21c7478d";
        assert_eq!(hex::encode(entry().digest()), known);
    }

    #[test]
    fn what_moves_between_columns_shows() {
        let one = Entry { actor_kind: "sta".into(), capacity: "ffhandler".into(), ..entry() };
        let swapped = Entry { unit_id: None, patient_id: entry().unit_id, ..entry() };
        let empty = Entry { reason: Some(String::new()), ..entry() };
        for other in [one, swapped, empty] {
            assert_ne!(other.digest(), entry().digest());
        }
    }
}
