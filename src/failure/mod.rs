//! What can go wrong, told once inside ([`Failure`]) and once outside ([`Problem`], RFC 9457).

mod kind;
mod outcome;
mod problem;

pub use kind::*;
pub use outcome::OperationOutcome;
pub use problem::{
    FieldFault, FieldProblem, Problem, ProblemBody, Told, failure_of, raise, respond,
};

use crate::access::Denied;

/// Anything that stops a request, told in the domain's terms.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such thing, or nobody may know that there is.
    #[error("not found")]
    Absent,
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A rule says no. The kind is stable; the words help the reader.
    #[error("{}", .0.slug)]
    Refused(&'static Kind, Words),
    /// The body is well formed and breaks rules, field by field.
    #[error("invalid fields")]
    Invalid(Vec<FieldFault>),
    /// The same, for a whole request that can't be read.
    #[error("{}", .0.slug)]
    Unreadable(&'static Kind, Words),
    #[error("the database failed")]
    Database(#[from] diesel::result::Error),
    #[error("no database connection is free")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// A part that the answer depends on is away or too busy.
    #[error("{0} is unavailable")]
    Unavailable(&'static str),
    /// A rate limit is used up; the seconds until it is not.
    #[error("too many requests")]
    Limited { retry_after: u32 },
    /// A part of a file was asked for that it does not have; the file's length.
    #[error("no such range")]
    OutOfRange(u64),
    /// The programme did something its author thought impossible.
    #[error("{0}")]
    Bug(String),
}

impl Failure {
    /// A rule says no.
    pub fn refused(kind: &'static Kind, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused(kind, Words::new(sv, en))
    }

    /// One field breaks a rule.
    pub fn field(pointer: impl Into<String>, code: &str, sv: &str, en: &str) -> Self {
        Self::Invalid(vec![FieldFault::new(pointer, code, Words::new(sv, en))])
    }

    /// The slug that the audit record keeps for a refusal.
    pub fn slug(&self) -> &'static str {
        self.kind().slug
    }

    pub fn kind(&self) -> &'static Kind {
        match self {
            Self::Absent => &kind::NOT_FOUND,
            Self::Denied(denied) if denied.hidden => &kind::NOT_FOUND,
            Self::Denied(denied) => denied.told.unwrap_or(&kind::FORBIDDEN),
            Self::Refused(kind, _) | Self::Unreadable(kind, _) => kind,
            Self::Invalid(_) => &kind::INVALID,
            Self::Database(error) => database_kind(error),
            Self::Pool(_) | Self::Unavailable(_) => &kind::UNAVAILABLE,
            Self::Limited { .. } => &kind::RATE_LIMITED,
            Self::OutOfRange(_) => &crate::attachments::OUT_OF_RANGE,
            Self::Bug(_) => &kind::INTERNAL,
        }
    }
}

/// Tells a database that is away or busy (try again) from a fault of ours.
fn database_kind(error: &diesel::result::Error) -> &'static Kind {
    use diesel::result::{DatabaseErrorKind as K, Error as E};
    match error {
        E::DatabaseError(K::ClosedConnection | K::UnableToSendCommand, _) => &kind::UNAVAILABLE,
        E::DatabaseError(K::SerializationFailure, _) => &kind::UNAVAILABLE,
        E::DatabaseError(_, info) if is_transient(info.message()) => &kind::UNAVAILABLE,
        E::BrokenTransactionManager => &kind::UNAVAILABLE,
        _ => &kind::INTERNAL,
    }
}

/// diesel does not hand out SQLSTATE, so the server's English words decide (QUIRKS: `lc_messages`).
fn is_transient(message: &str) -> bool {
    [
        "lock timeout",
        "statement timeout",
        "deadlock detected",
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "the database system is",
        "too many clients",
        "connection not open",
        "could not receive data",
        "could not send data",
        "read-only transaction",
        "No space left",
        "SSL connection has been closed",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}
