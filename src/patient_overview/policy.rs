//! Who may ask across providers, and who sees what was decided about them. Pure. Whether an assignment is of the
//! right kind, and the rest of the table, is the decision's: here only staff with an assignment at the unit
//! get so far, before anyone has looked whether there is such a patient.

use uuid::Uuid;

use super::decision::Assignment;
use crate::{
    access::{Action, Actor, Capacity, Region, Subject, Verdict},
    id::{ResidentId, StaffId, UnitId},
};

/// A patient, seen from a unit.
#[derive(Debug, Clone)]
pub struct AtUnit {
    pub unit: UnitId,
    pub patient: ResidentId,
    /// None when the caller has no assignment there today.
    pub post: Option<Post>,
}

/// What the caller is at the unit.
#[derive(Debug, Clone)]
pub struct Post {
    pub staff: StaffId,
    pub unit: UnitId,
    pub unit_hsa_id: String,
    pub unit_name: String,
    pub region: Region,
    pub provider_hsa_id: String,
    pub assignments: Vec<Assignment>,
}

impl Subject for AtUnit {
    fn id(&self) -> Uuid {
        self.patient.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.patient)
    }
}

/// What a resident has said of who may read.
#[derive(Debug, Clone, Copy)]
pub struct OwnSay(pub ResidentId);

impl Subject for OwnSay {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

/// Staff know that there is such a thing; residents and systems do not.
pub fn posted(actor: &Actor, post: Option<&Post>) -> Verdict {
    match actor.staff() {
        None => Verdict::Hide,
        Some(staff) if post.is_some_and(|post| post.staff == staff.id) => {
            Verdict::Allow(Capacity::Staff)
        }
        Some(_) => Verdict::Forbid,
    }
}

macro_rules! at_unit {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = AtUnit;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &AtUnit) -> Verdict {
                posted(actor, on.post.as_ref())
            }
        }
    )+};
}

at_unit! {
    /// Read across providers.
    ReadOverview = "patient-overview.read";
    ListConsents = "patient-consent.list";
    GiveConsent = "patient-consent.give";
    EndConsent = "patient-consent.end";
    ListRelations = "care-relation.list";
    BeginRelation = "care-relation.begin";
    EndRelation = "care-relation.end";
    ListBlocks = "patient-block.list";
    /// On the patient's behalf.
    SetBlock = "patient-block.set";
    LiftBlock = "patient-block.lift";
    /// See past an inner block for a while.
    LiftForAWhile = "patient-block.lift-temporarily";
    OpenInEmergency = "emergency-opening.begin";
}

macro_rules! own {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = OwnSay;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &OwnSay) -> Verdict {
                Verdict::or(actor.as_resident(on.0), Verdict::Hide)
            }
        }
    )+};
}

own! {
    ListOwnConsents = "patient-consent.list-own";
    ListOwnBlocks = "patient-block.list-own";
    ListOwnOpenings = "emergency-opening.list-own";
}

/// Take a consent back. The patient alone: a guardian can't stop staff from reading for a child (SVOD 2:3).
#[derive(Debug)]
pub struct EndOwnConsent;

impl Action for EndOwnConsent {
    type On = OwnSay;
    const NAME: &'static str = "patient-consent.end-own";

    fn decide(actor: &Actor, on: &OwnSay) -> Verdict {
        match actor.as_resident(on.0) {
            Some(Capacity::Resident) => Verdict::Allow(Capacity::Resident),
            Some(_) => Verdict::Forbid,
            None => Verdict::Hide,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Cast, sheet::Sheet},
        patient_overview::decision::Purpose,
    };

    /// Who may do what, as a table that people review: `docs/access/patient_overview.md`. The handler is the
    /// one with an assignment.
    // proves: N-2, NP-9
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
        let on = AtUnit { unit: cast.unit, patient: cast.subject, post: Some(post) };
        let mut sheet = Sheet::new("Patient overview (NPÖ)", &cast);
        sheet.section("the handler has an assignment at the unit");
        sheet.row::<ReadOverview>(&on);
        sheet.row::<ListConsents>(&on);
        sheet.row::<GiveConsent>(&on);
        sheet.row::<EndConsent>(&on);
        sheet.row::<ListRelations>(&on);
        sheet.row::<BeginRelation>(&on);
        sheet.row::<EndRelation>(&on);
        sheet.row::<ListBlocks>(&on);
        sheet.row::<SetBlock>(&on);
        sheet.row::<LiftBlock>(&on);
        sheet.row::<LiftForAWhile>(&on);
        sheet.row::<OpenInEmergency>(&on);
        sheet.section("what the patient sees and does");
        let own = OwnSay(cast.subject);
        sheet.row::<ListOwnConsents>(&own);
        sheet.row::<EndOwnConsent>(&own);
        sheet.row::<ListOwnBlocks>(&own);
        sheet.row::<ListOwnOpenings>(&own);
        sheet.must_be("docs/access/patient_overview.md");
    }
}
