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

#[cfg(test)]
mod tests {
    use super::{super::super::decision::Relation, *};
    use crate::access::{Cast, sheet::Sheet};

    /// Who may read in each situation, as a table that people review: `docs/access/journal.md`.
    // proves: JO-1, JO-2, JO-3
    #[test]
    fn the_table_people_review_is_what_the_decision_says() {
        let cast = Cast::new();
        let (subject, guardian) = (cast.subject, ResidentId(Uuid::from_u128(6)));
        let mut sheet = Sheet::new("Reading the journal", &cast);
        let mut section = |name: &str, journal: Journal| {
            sheet.section(name);
            sheet.row::<ReadOverview>(&journal);
            sheet.row::<ReadNotes>(&journal);
            sheet.row::<ReadReferralAnswers>(&journal);
            sheet.row::<ReadLabResults>(&journal);
            sheet.row::<ReadDiagnoses>(&journal);
            sheet.row::<ReadCareContacts>(&journal);
            sheet.row::<ReadMedications>(&journal);
            sheet.row::<ReadAccessLog>(&journal);
            sheet.row::<Print>(&journal);
        };
        let own = |age| Journal::sample(subject, subject, Relation::Oneself, age);
        let childs = |age| Journal::sample(guardian, subject, Relation::Guardian, age);
        section("the resident is 40", own(40));
        section("the resident is 40 and has sealed the journal", own(40).sample_sealed());
        section("the resident is 14", own(14));
        section("a guardian, the child is 8", childs(8));
        section("a guardian, the child is 8 and its journal is sealed", childs(8).sample_sealed());
        section("a guardian, the child is 8 and protected", childs(8).sample_protected());
        section("a blocked guardian, the child is 8", childs(8).sample_blocked());
        section("a guardian, the child is 14", childs(14));
        section("a guardian, the child is 16", childs(16));
        section("no such person", Journal::new(subject, None));
        sheet.section("what one wants of one's own");
        sheet.row::<ReadPreferences>(&Wishes(subject));
        sheet.row::<ChangePreferences>(&Wishes(subject));
        sheet.must_be("docs/access/journal.md");
    }
}
