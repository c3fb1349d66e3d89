//! A journal as something to be let in to: whose it is, who asks, and what was decided.

use uuid::Uuid;

use super::{
    super::{
        decision::{Admission, Decision, Relation, admit},
        facts::Known,
    },
    outside::{Outside, outside},
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
            (Failure::Denied(denied), Some(Outside::Told(kind))) if !denied.hidden => {
                Failure::Denied(Denied { told: Some(kind), ..denied })
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

/// For tests.
#[cfg(test)]
mod samples {
    use chrono::{Months, NaiveDate};

    use super::{
        super::super::decision::{
            Facts, IdKind, PersonRules, Scope, Seal, Seals, Strength, Subject as Person, Viewer,
            Window,
        },
        *,
    };

    fn today() -> NaiveDate {
        "2026-11-23".parse().expect("a date")
    }

    fn rules() -> PersonRules {
        PersonRules {
            agency_ends_at: 13,
            opens_at: 16,
            own_seal_closes_others: true,
            legal_representatives: false,
            lock_closes_journal: true,
            care_seal_months: 2,
            extension_years: 1,
            renewal_notice_days: 21,
        }
    }

    fn born(years: u32) -> NaiveDate {
        today().checked_sub_months(Months::new(years * 12)).expect("within range")
    }

    impl Journal {
        /// Of somebody who is so old today.
        pub fn sample(by: ResidentId, of: ResidentId, relation: Relation, age: u32) -> Self {
            let facts = Facts {
                today: today(),
                viewer: Viewer {
                    birth: if by == of { born(age) } else { born(40) },
                    id_kind: IdKind::Personnummer,
                    strength: Strength::Strong,
                    protected: false,
                    login_locked: false,
                    deceased: false,
                    fully_sealed: false,
                },
                subject: Person {
                    birth: born(age),
                    protected: false,
                    deceased: false,
                    login_locked: false,
                },
                relation,
                blocks: Vec::new(),
                extensions: Vec::new(),
                early_access: Vec::new(),
                seals: Seals::Known(Vec::new()),
                cooling_off: false,
            };
            let (subject_number, viewer_number) = (String::new(), String::new());
            let known = Known { facts, rules: rules(), subject_number, viewer_number };
            Self::new(of, Some((by, known)))
        }

        fn but(self, change: impl FnOnce(&mut Facts)) -> Self {
            let asked = self.asked.map(|mut asked| {
                change(&mut asked.known.facts);
                (asked.by, asked.known)
            });
            Self::new(self.of, asked)
        }

        pub fn sample_sealed(self) -> Self {
            let seal = Seal { scope: Scope::Full, window: Window::from(today()) };
            self.but(|facts| facts.seals = Seals::Known(vec![seal]))
        }

        pub fn sample_protected(self) -> Self {
            self.but(|facts| facts.subject.protected = true)
        }

        pub fn sample_blocked(self) -> Self {
            self.but(|facts| facts.blocks.push(Window::from(today())))
        }
    }
}
