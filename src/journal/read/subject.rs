//! A journal as something to be let in to: whose it is, who asks, and what was decided.

use uuid::Uuid;

use super::{
    super::{
        decision::{Admission, Decision, Relation, admit},
        facts::Known,
    },
    outside::{Outside, outside, refusal},
};
use crate::{
    access::{Action, Actor, Capacity, Denied, Grant, Sealed, Subject, Verdict},
    db::Tx,
    failure::Failure,
    id::ResidentId,
};

/// One resident's journal, to one who asks.
#[derive(Debug)]
pub struct Journal {
    of: ResidentId,
    /// Who asks and what was decided; none for anyone but residents, and where there is no such person.
    asked: Option<Asked>,
}

#[derive(Debug)]
struct Asked {
    by: ResidentId,
    known: Known,
    admission: Result<Admission, Decision>,
}

/// A journal that was opened. Only [`Journal::open`] makes it.
#[derive(Debug)]
pub struct Opened {
    pub known: Known,
    /// None for one that is open and shows nothing (journal.md 2.8: a child's that is sealed).
    pub admission: Option<Admission>,
}

impl Journal {
    pub fn new(of: ResidentId, asked: Option<(ResidentId, Known)>) -> Self {
        let asked = asked.map(|(by, known)| {
            let admission = admit(&known.facts, &known.rules);
            Asked { by, known, admission }
        });
        Self { of, asked }
    }

    /// The policy of every way of reading.
    pub fn verdict(&self, actor: &Actor) -> Verdict {
        let caller = actor.resident().map(|resident| resident.id);
        let Some(asked) = self.asked.as_ref().filter(|asked| Some(asked.by) == caller) else {
            return Verdict::Hide;
        };
        match asked.seen() {
            None | Some(Outside::Empty) => Verdict::or(asked.capacity(), Verdict::Hide),
            Some(Outside::Told(_)) => Verdict::Forbid,
            Some(Outside::Hidden) => Verdict::Hide,
        }
    }

    /// Opens the journal for that action. A plain reason is told where there is one to tell.
    pub fn open<A: Action<On = Self>>(
        self,
        tx: &mut Tx<'_>,
    ) -> Result<(Opened, Grant<A>), Failure> {
        let told = self.asked.as_ref().and_then(Asked::seen);
        let opened = Sealed::new(self).open::<A>(tx);
        let (journal, grant) = opened.map_err(|failure| match (failure, told) {
            (Failure::Denied(Denied { hidden: false, .. }), Some(Outside::Told(kind))) => {
                refusal(kind)
            }
            (failure, _) => failure,
        })?;
        let asked = journal.asked.ok_or(Failure::Absent)?;
        Ok((Opened { known: asked.known, admission: asked.admission.ok() }, grant))
    }
}

impl Asked {
    /// How the refusal looks; none when there is none.
    fn seen(&self) -> Option<Outside> {
        let refused = self.admission.as_ref().err()?;
        Some(outside(*refused, self.known.facts.relation))
    }

    fn capacity(&self) -> Option<Capacity> {
        match self.known.facts.relation {
            Relation::Oneself => Some(Capacity::Resident),
            Relation::Guardian => Some(Capacity::Guardian),
            Relation::LegalRepresentative => Some(Capacity::LegalRepresentative),
            Relation::Other => None,
        }
    }
}

impl Subject for Journal {
    fn id(&self) -> Uuid {
        self.of.0
    }

    fn patient(&self) -> Option<ResidentId> {
        Some(self.of)
    }
}
