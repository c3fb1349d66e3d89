//! Who reads a unit's time book and bookings as FHIR: systems that act for the unit, and nobody else. People have
//! their own ways to see them. Pure.

use uuid::Uuid;

use super::{appointment, schedule, slot};
use crate::{
    access::{Action, Actor, Scope, Subject, Verdict},
    id::{ResidentId, UnitId},
    time_types::{TimeBook, refuse},
};

/// Something in a unit's time book, as it is before anybody may see it.
#[derive(Debug)]
pub struct InBook<T> {
    pub id: Uuid,
    pub book: TimeBook,
    /// Whose it is, if somebody's.
    pub patient: Option<ResidentId>,
    pub facts: T,
}

impl<T> Subject for InBook<T> {
    fn id(&self) -> Uuid {
        self.id
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.book.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        self.patient
    }
}

fn reader(actor: &Actor, book: &TimeBook) -> Verdict {
    let capacity = actor.system_at(Scope::FhirRead, book.unit, &book.region);
    Verdict::or(capacity, refuse(actor, book))
}

macro_rules! actions {
    ($on:ty, $book:expr; $($name:ident = $code:literal;)+) => {$(
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = $on;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &$on) -> Verdict {
                let book: fn(&$on) -> &TimeBook = $book;
                reader(actor, book(on))
            }
        }
    )+};
}

actions! { TimeBook, |book| book;
    SearchSchedules = "fhir.search-schedules";
    SearchSlots = "fhir.search-slots";
    SearchAppointments = "fhir.search-appointments";
}

actions! { InBook<schedule::Facts>, |on| &on.book;
    ReadSchedule = "fhir.read-schedule";
}

actions! { InBook<slot::Facts>, |on| &on.book;
    ReadSlot = "fhir.read-slot";
}

actions! { InBook<appointment::Facts>, |on| &on.book;
    ReadAppointment = "fhir.read-appointment";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let book = TimeBook { unit: cast.unit, region: cast.region() };
        let mut sheet = Sheet::new("FHIR", &cast);
        sheet.section("the unit's");
        sheet.row::<SearchSchedules>(&book);
        sheet.row::<SearchSlots>(&book);
        sheet.row::<SearchAppointments>(&book);
        let (id, patient) = (Uuid::nil(), Some(cast.subject));
        sheet.section("one");
        let facts = schedule::Facts::example();
        sheet.row::<ReadSchedule>(&InBook { id, book: book.clone(), patient: None, facts });
        let facts = slot::Facts::example();
        sheet.row::<ReadSlot>(&InBook { id, book: book.clone(), patient: None, facts });
        let facts = appointment::Facts::example();
        sheet.row::<ReadAppointment>(&InBook { id, book, patient, facts });
        sheet.must_be("docs/access/fhir.md");
    }
}
