//! Sealed rows and the grants that open them.

use std::marker::PhantomData;

use uuid::Uuid;

use super::{Actor, Capacity, authority::still_may_act};
use crate::{
    db::{Attempt, Tx},
    failure::{Failure, Kind},
    id::{ResidentId, UnitId},
};

/// A thing that actions are decided on, and what the audit record says about it.
pub trait Subject {
    fn id(&self) -> Uuid;
    /// The unit whose thing it is.
    fn unit(&self) -> Option<UnitId> {
        None
    }
    /// The person whose care or data it is.
    fn patient(&self) -> Option<ResidentId> {
        None
    }
}

/// One thing an actor may attempt. Each slice lists its own in `policy.rs`.
pub trait Action {
    type On: Subject;
    /// The name in the audit record, such as `case.answer`.
    const NAME: &'static str;
    fn decide(actor: &Actor, on: &Self::On) -> Verdict;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Yes, in this capacity.
    Allow(Capacity),
    /// The actor may know that it exists, and no more: 403.
    Forbid,
    /// The actor may not even know that it exists: 404.
    Hide,
}

impl Verdict {
    /// Allowed when there is a capacity; otherwise this verdict.
    pub fn or(capacity: Option<Capacity>, otherwise: Self) -> Self {
        capacity.map_or(otherwise, Self::Allow)
    }
}

/// A row that no one has been allowed to see yet.
#[derive(Debug)]
pub struct Sealed<T>(T);

impl<T: Subject> Sealed<T> {
    pub fn new(subject: T) -> Self {
        Self(subject)
    }

    /// Breaks the seal for one action, or says why not. Either way the attempt is remembered, so
    /// that a refusal further on is recorded too. A guardian's right is asked for once more, and held
    /// until the transaction ends: a block waits for it, and nothing is done after a block.
    pub fn open<A: Action<On = T>>(self, tx: &mut Tx<'_>) -> Result<(T, Grant<A>), Failure> {
        let verdict = A::decide(tx.actor(), &self.0);
        let capacity = match verdict {
            Verdict::Allow(capacity) => capacity,
            _ => tx.actor().plain_capacity(),
        };
        let attempt = Attempt {
            action: A::NAME,
            capacity,
            subject: self.0.id(),
            unit: self.0.unit(),
            patient: self.0.patient(),
        };
        tx.remember(attempt.clone());
        match verdict {
            Verdict::Allow(Capacity::Guardian) if !agency_is_held(tx, attempt.patient)? => {
                tx.remember(Attempt { capacity: Capacity::Resident, ..attempt.clone() });
                Err(Denied { attempt, hidden: true, told: None }.into())
            }
            Verdict::Allow(_) => Ok((self.0, Grant { attempt, action: PhantomData })),
            _ => Err(Denied { attempt, hidden: verdict == Verdict::Hide, told: None }.into()),
        }
    }
}

/// Whether the guardian at the keyboard may still act for the child.
fn agency_is_held(tx: &mut Tx<'_>, child: Option<ResidentId>) -> Result<bool, Failure> {
    let guardian = tx.actor().resident().map(|resident| resident.id);
    let (guardian, child) =
        guardian.zip(child).ok_or_else(|| Failure::Bug("a guardian acts for somebody".into()))?;
    Ok(still_may_act(tx.conn, guardian, child, tx.now)?)
}

/// Proof that one actor may do `A` to one subject. Only [`Sealed::open`] makes it.
#[must_use = "a grant is spent by recording what was done with it"]
#[derive(Debug)]
pub struct Grant<A: Action> {
    pub(crate) attempt: Attempt,
    action: PhantomData<A>,
}

impl<A: Action> Grant<A> {
    pub fn subject(&self) -> Uuid {
        self.attempt.subject
    }

    pub fn capacity(&self) -> Capacity {
        self.attempt.capacity
    }

    /// The unit whose thing was opened.
    pub fn unit(&self) -> Option<UnitId> {
        self.attempt.unit
    }

    /// The person whose thing was opened.
    pub fn patient(&self) -> Option<ResidentId> {
        self.attempt.patient
    }
}

/// An action that the policy did not allow.
#[derive(Debug, thiserror::Error)]
#[error("{} denied", .attempt.action)]
pub struct Denied {
    pub(crate) attempt: Attempt,
    pub hidden: bool,
    /// A plain reason, where the one who asked may have it. Never of what is hidden.
    pub(crate) told: Option<&'static Kind>,
}
