//! Who may see a resident's inbox: the resident, and a guardian for as long as agency lasts. To all
//! others it does not exist, staff included: the sender sees the case, not the inbox. Pure.

use uuid::Uuid;

use super::item::Item;
use crate::{
    access::{Action, Actor, Subject, Verdict},
    id::{ResidentId, UnitId},
};

/// All that one resident has been sent, as one thing to be let in to.
#[derive(Debug)]
pub struct Inbox(pub ResidentId);

impl Subject for Inbox {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

impl Subject for Item {
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

/// See what is in the inbox.
#[derive(Debug)]
pub struct List;

impl Action for List {
    type On = Inbox;
    const NAME: &'static str = "inbox.list";

    fn decide(actor: &Actor, inbox: &Inbox) -> Verdict {
        Verdict::or(actor.as_resident(inbox.0), Verdict::Hide)
    }
}

macro_rules! on_item {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Item;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, item: &Item) -> Verdict {
                Verdict::or(actor.as_resident(item.resident), Verdict::Hide)
            }
        }
    )+};
}

on_item! {
    /// See one item.
    Read = "inbox.read";
    /// Mark an item as read.
    MarkRead = "inbox.mark-read";
    /// Put an item away.
    Archive = "inbox.archive";
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{super::item::About, *};
    use crate::{
        access::{Cast, sheet::Sheet},
        id::{CaseId, InboxItemId},
    };

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let item = Item {
            id: InboxItemId(Uuid::nil()),
            resident: cast.subject,
            unit: cast.unit,
            unit_hsa_id: "SE2321000172-DV01".into(),
            unit_name: "Bäckby vårdcentral".into(),
            about: About::Case(CaseId(Uuid::nil())),
            title: "Nytt svar".into(),
            delivered_at: DateTime::UNIX_EPOCH,
            read_at: None,
            archived_at: None,
        };
        let mut sheet = Sheet::new("Inbox", &cast);
        sheet.section("the resident's inbox");
        sheet.row::<List>(&Inbox(cast.subject));
        sheet.row::<Read>(&item);
        sheet.row::<MarkRead>(&item);
        sheet.row::<Archive>(&item);
        sheet.must_be("docs/access/inbox.md");
    }
}
