//! Who may wait: residents for themselves, guardians for their children. Offers are the house's own. Pure.

use uuid::Uuid;

use super::entry::Entry;
use crate::{
    access::{Action, Actor, Capacity, Subject, Verdict},
    id::ResidentId,
};

/// All lines that one person waits in.
#[derive(Debug, Clone, Copy)]
pub struct Person(pub ResidentId);

impl Subject for Person {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

type Rule<T> = fn(&Actor, &T) -> Option<Capacity>;

macro_rules! actions {
    ($on:ty, $rule:expr; $($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = $on;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &$on) -> Verdict {
                let rule: Rule<$on> = $rule;
                Verdict::or(rule(actor, on), Verdict::Hide)
            }
        }
    )+};
}

actions! { Person, |actor, on| actor.as_resident(on.0);
    ListEntries = "waiting-list.list";
    /// Stand in a line.
    Join = "waiting-list.begin";
}

actions! { Entry, |actor, on| actor.as_resident(on.resident);
    Leave = "waiting-list.leave";
}

actions! { Entry, |actor, _| actor.as_worker();
    /// Propose a freed time to the next in line.
    OfferTime = "waiting-list.offer";
    /// Let somebody's turn go by, since the time is not for them.
    PassOver = "waiting-list.pass-over";
    /// Take note of what became of an offer, or that the days have passed.
    Settle = "waiting-list.settle";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Cast, sheet::Sheet},
        id::{TimeTypeId, WaitingListEntryId},
        waiting_list::entry::{EntryStatus, Wish},
    };

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Waiting list", &cast);
        let own = Person(cast.subject);
        sheet.section("the resident's");
        sheet.row::<ListEntries>(&own);
        sheet.row::<Join>(&own);
        let day = "2026-11-24".parse().expect("a date");
        let entry = Entry {
            id: WaitingListEntryId(Uuid::nil()),
            resident: cast.subject,
            unit: cast.unit,
            time_type: TimeTypeId(Uuid::nil()),
            wish: Wish { from_day: day, through_day: day, earliest: None, latest: None },
            status: EntryStatus::Waiting,
            booking: None,
            joined_at: chrono::DateTime::UNIX_EPOCH,
            version: 1,
        };
        sheet.section("one place in line");
        sheet.row::<Leave>(&entry);
        sheet.row::<OfferTime>(&entry);
        sheet.row::<PassOver>(&entry);
        sheet.row::<Settle>(&entry);
        sheet.must_be("docs/access/waiting_list.md");
    }
}
