//! Who may see and change the times of a unit's time book (services.md 3.2). Free times are public.

use uuid::Uuid;

use super::slot::Slot;
use crate::{
    access::{Action, Actor, Capacity, Scope, Subject, Verdict},
    id::UnitId,
    time_types::{TimeBook, configurer, keeper, refuse},
};

/// A slot in its time book.
#[derive(Debug)]
pub struct SlotOf {
    pub slot: Slot,
    pub book: TimeBook,
}

impl Subject for SlotOf {
    fn id(&self) -> Uuid {
        self.slot.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.book.unit)
    }
}

type Rule = fn(&Actor, &TimeBook) -> Option<Capacity>;

/// The record system that fills the unit's time book.
fn record_system(actor: &Actor, book: &TimeBook) -> Option<Capacity> {
    actor.system_at(Scope::SlotsWrite, book.unit, &book.region)
}

/// Those who make the unit's times.
fn publisher(actor: &Actor, book: &TimeBook) -> Option<Capacity> {
    record_system(actor, book).or_else(|| configurer(actor, book))
}

/// Those who handle them day by day.
fn handler(actor: &Actor, book: &TimeBook) -> Option<Capacity> {
    record_system(actor, book).or_else(|| keeper(actor, book))
}

macro_rules! actions {
    ($on:ty, $book:expr; $($(#[$doc:meta])* $name:ident = $code:literal, $rule:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = $on;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &$on) -> Verdict {
                let (book, rule): (fn(&$on) -> &TimeBook, Rule) = ($book, $rule);
                Verdict::or(rule(actor, book(on)), refuse(actor, book(on)))
            }
        }
    )+};
}

actions! { TimeBook, |book| book;
    /// See the unit's times in every state.
    ListSlots = "slot.list", handler;
    CreateSlot = "slot.create", publisher;
    /// Make many at once.
    ImportSlots = "slot.import", publisher;
    ListTemplates = "slot-template.list", keeper;
    ReadTemplate = "slot-template.read", keeper;
    CreateTemplate = "slot-template.create", configurer;
    ChangeTemplate = "slot-template.change", configurer;
    RemoveTemplate = "slot-template.remove", configurer;
    /// Make the times of a planned week, on those days.
    ApplyTemplate = "slot-template.apply", configurer;
}

actions! { SlotOf, |on| &on.book;
    ReadSlot = "slot.read", handler;
    /// Publish, block or withdraw it.
    ChangeSlotStatus = "slot.change-status", handler;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Cast, sheet::Sheet},
        id::{SlotId, TimeTypeId},
        slots::SlotStatus,
    };

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let book = TimeBook { unit: cast.unit, region: cast.region() };
        let mut sheet = Sheet::new("Slots", &cast);
        sheet.section("the unit's");
        sheet.row::<ListSlots>(&book);
        sheet.row::<CreateSlot>(&book);
        sheet.row::<ImportSlots>(&book);
        sheet.row::<ListTemplates>(&book);
        sheet.row::<ReadTemplate>(&book);
        sheet.row::<CreateTemplate>(&book);
        sheet.row::<ChangeTemplate>(&book);
        sheet.row::<RemoveTemplate>(&book);
        sheet.row::<ApplyTemplate>(&book);
        let nil = Uuid::nil();
        let slot = Slot {
            id: SlotId(nil),
            unit: cast.unit,
            time_type: TimeTypeId(nil),
            starts_at: chrono::DateTime::UNIX_EPOCH,
            ends_at: chrono::DateTime::UNIX_EPOCH,
            seats: 1,
            taken: 0,
            status: SlotStatus::Published,
            practitioner: None,
            resource: None,
            alternative_address: None,
            external_id: None,
            version: 1,
        };
        let on = SlotOf { slot, book };
        sheet.section("one");
        sheet.row::<ReadSlot>(&on);
        sheet.row::<ChangeSlotStatus>(&on);
        sheet.must_be("docs/access/slots.md");
    }
}
