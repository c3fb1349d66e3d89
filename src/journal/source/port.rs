//! What every make of record system must be able to do. A trait, since regions have several makes:
//! FHIR R4 is the first; the national contracts (RIVTA) would be the next.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::future::BoxFuture;

use crate::journal::{decision::InformationType, item::Item};

/// Records have about twice as many bytes to a value.
const BYTES_A_VALUE: usize = 12;

/// A system that keeps records.
pub trait Source: Send + Sync {
    /// All it has of these kinds about that person, and nothing about anybody else. The caller sets
    /// the deadline and may give up at any moment.
    fn visit<'a>(&'a self, visit: &'a Visit<'a>) -> BoxFuture<'a, Result<Answer, Fault>>;
}

/// One person's record being asked for.
pub struct Visit<'a> {
    /// Twelve digits. Never part of an address.
    pub personal_number: &'a str,
    pub kinds: &'a [InformationType],
    /// Bytes that may still be taken in.
    bytes: AtomicUsize,
    /// And values. Each costs many times its bytes once it is read.
    values: AtomicUsize,
    begun: AtomicBool,
}

/// What a source has.
#[derive(Default)]
pub struct Answer {
    pub items: Vec<Item>,
    pub distrusted: u32,
}

impl<'a> Visit<'a> {
    pub fn new(personal_number: &'a str, kinds: &'a [InformationType], bytes: usize) -> Self {
        Self {
            personal_number,
            kinds,
            bytes: AtomicUsize::new(bytes),
            values: AtomicUsize::new(bytes / BYTES_A_VALUE),
            begun: AtomicBool::new(false),
        }
    }

    /// Something has been sent to the source: from now on silence is its own.
    pub fn begin(&self) {
        self.begun.store(true, Ordering::Relaxed);
    }

    pub fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// Takes so many bytes in, if they are still allowed.
    pub fn take_bytes(&self, bytes: usize) -> Result<(), Fault> {
        take(&self.bytes, bytes)
    }

    /// Takes so many values in, likewise.
    pub fn take_values(&self, values: usize) -> Result<(), Fault> {
        take(&self.values, values)
    }
}

fn take(left: &AtomicUsize, count: usize) -> Result<(), Fault> {
    let less = |left: usize| left.checked_sub(count);
    let taken = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    taken.map(|_| ()).map_err(|_| Fault::TooMuch)
}

/// Why a source gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No connection, or it broke off.
    Unreachable,
    /// No token is to be had, or it is not taken.
    Unauthorised,
    /// Its own error, or a redirect, which is not followed.
    Status,
    /// Not JSON, such as a log-in page.
    NotJson,
    /// More bytes, pages or values than are taken in.
    TooMuch,
    /// JSON, but not what was asked for.
    NotUnderstood,
    /// It points to somewhere else, or would have the personal number in an address.
    Astray,
    /// It says itself that the answer is not whole.
    NotWhole,
}

impl Fault {
    /// For logs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Unauthorised => "unauthorised",
            Self::Status => "status",
            Self::NotJson => "not-json",
            Self::TooMuch => "too-much",
            Self::NotUnderstood => "not-understood",
            Self::Astray => "astray",
            Self::NotWhole => "not-whole",
        }
    }

    /// The source itself is unwell. One person's odd record is no reason to leave it alone.
    pub fn is_illness(self) -> bool {
        matches!(self, Self::Unreachable | Self::Unauthorised | Self::Status | Self::NotJson)
    }
}
