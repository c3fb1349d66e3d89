//! Who may read a journal: the resident and the guardians, as the decision says and not as agency in
//! the e-services does; nobody of the staff. Pure.

use uuid::Uuid;

use super::subject::Journal;
use crate::{
    access::{Action, Actor, Capacity, Subject, Verdict},
    id::ResidentId,
};

macro_rules! reading {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Journal;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, journal: &Journal) -> Verdict {
                journal.verdict(actor)
            }
        }
    )+};
}

reading! {
    /// Ask whether the journal is open, before any source is asked. Nothing is shown yet.
    LookUp = "journal.look-up";
    /// See everything in the order of time.
    ReadOverview = "journal.read";
    ReadNotes = "journal.read-notes";
    ReadReferralAnswers = "journal.read-referral-answers";
    ReadLabResults = "journal.read-lab-results";
    ReadDiagnoses = "journal.read-diagnoses";
    ReadCareContacts = "journal.read-care-contacts";
    ReadMedications = "journal.read-medications";
    /// See which staff have worked in the record.
    ReadAccessLog = "journal.read-access-log";
    /// Take it out on paper.
    Print = "journal.print";
}

/// What a resident wants of their own journal.
#[derive(Debug)]
pub struct Wishes(pub ResidentId);

impl Subject for Wishes {
    fn id(&self) -> Uuid {
        self.0.0
    }

    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

macro_rules! own {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Wishes;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, wishes: &Wishes) -> Verdict {
                let own = actor.resident().is_some_and(|own| own.id == wishes.0);
                Verdict::or(own.then_some(Capacity::Resident), Verdict::Hide)
            }
        }
    )+};
}

own! {
    ReadPreferences = "journal.read-preferences";
    ChangePreferences = "journal.change-preferences";
}
