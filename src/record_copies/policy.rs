//! Who may ask for a copy, and who weighs what is handed over. Pure.

use uuid::Uuid;

use super::store::CopyRow;
use crate::{
    access::{Action, Actor, Capacity, Subject, Verdict},
    id::{ResidentId, UnitId},
    patient_overview::{Post, posted},
};

/// A request at a unit, or all of the unit's. It may not be there: those without an assignment are answered alike.
#[derive(Debug, Clone)]
pub struct AtDesk {
    pub unit: UnitId,
    /// What the caller is at the unit today.
    pub post: Option<Post>,
    pub row: Option<CopyRow>,
}

impl Subject for AtDesk {
    fn id(&self) -> Uuid {
        self.row.as_ref().map_or(self.unit.0, |row| row.id.0)
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        self.row.as_ref().map(|row| row.resident_id)
    }
}

/// The record that somebody wants a copy of.
#[derive(Debug, Clone, Copy)]
pub struct Record(pub ResidentId);

impl Subject for Record {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

macro_rules! at_desk {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = AtDesk;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &AtDesk) -> Verdict {
                posted(actor, on.post.as_ref())
            }
        }
    )+};
}

at_desk! {
    ListRequests = "record-copy.list";
    ReadRequest = "record-copy.read";
    Take = "record-copy.take";
    Release = "record-copy.release";
    ReleasePartly = "record-copy.release-partly";
    Refuse = "record-copy.refuse";
    Reassess = "record-copy.reassess";
    /// See everything, to weigh it.
    ReadContent = "record-copy.read-content";
    /// Take out what is handed over.
    Disclose = "record-copy.disclose";
    Print = "record-copy.print";
}

/// Ask for a copy. Every resident is answered alike, whether or not they may (C1, 2.8): who may is looked at
/// behind this door. In the caller's own right, never in a child's name, so that a block does not stop it.
#[derive(Debug)]
pub struct FileRequest;

impl Action for FileRequest {
    type On = Record;
    const NAME: &'static str = "record-copy.submit";

    fn decide(actor: &Actor, _: &Record) -> Verdict {
        Verdict::or(actor.resident().map(|_| Capacity::Resident), Verdict::Hide)
    }
}

macro_rules! own {
    ($($name:ident = $code:literal;)+) => {$(
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Record;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &Record) -> Verdict {
                Verdict::or(actor.as_resident(on.0), Verdict::Hide)
            }
        }
    )+};
}

own! {
    ListOwn = "record-copy.list-own";
    ReadOwn = "record-copy.read-own";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Cast, sheet::Sheet},
        patient_overview::decision::{Assignment, Purpose},
    };

    /// Who may do what, as a table that people review: `docs/access/record_copies.md`. The handler is the one
    /// with an assignment.
    // proves: JC-2
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let post = Post {
            staff: cast.handler,
            unit: cast.unit,
            unit_hsa_id: "U1".into(),
            unit_name: "Vårdcentralen".into(),
            region: cast.region(),
            provider_hsa_id: "P1".into(),
            assignments: vec![Assignment { purpose: Purpose::CareAndTreatment, coherent: true }],
        };
        let on = AtDesk { unit: cast.unit, post: Some(post), row: None };
        let mut sheet = Sheet::new("Record copies", &cast);
        sheet.section("the handler has an assignment at the unit");
        sheet.row::<ListRequests>(&on);
        sheet.row::<ReadRequest>(&on);
        sheet.row::<Take>(&on);
        sheet.row::<Release>(&on);
        sheet.row::<ReleasePartly>(&on);
        sheet.row::<Refuse>(&on);
        sheet.row::<Reassess>(&on);
        sheet.row::<ReadContent>(&on);
        sheet.row::<Disclose>(&on);
        sheet.row::<Print>(&on);
        sheet.section("those who ask: all residents are answered alike when they file");
        let record = Record(cast.subject);
        sheet.row::<FileRequest>(&record);
        sheet.row::<ListOwn>(&record);
        sheet.row::<ReadOwn>(&record);
        sheet.must_be("docs/access/record_copies.md");
    }
}
