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
