//! What a region or a provider may set: when reading begins and ends, what is published and from
//! when. Documents with a day they apply from and two approvers; here only their shape.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::sql::code! {
    /// A published category of a record (informationsmängd).
    InformationType {
        /// Journalanteckningar.
        Note = "note",
        /// Remissvar röntgen och fysiologi.
        ReferralAnswerImagingPhysiology = "referral-answer-imaging-physiology",
        /// Svar på övriga remisser.
        ReferralAnswerOther = "referral-answer-other",
        /// Provsvar klinisk kemi.
        LabClinicalChemistry = "lab-clinical-chemistry",
        /// Diagnoser i sammanställd lista.
        DiagnosisList = "diagnosis-list",
        /// Vårdkontakter.
        CareContact = "care-contact",
        /// Läkemedelslista.
        MedicationList = "medication-list",
        /// Loggar: which staff have worked in the record.
        AccessLog = "access-log",
        /// Remisstatus; planned.
        ReferralStatus = "referral-status",
        /// Vårdplaner; planned.
        CarePlan = "care-plan",
        /// Vaccinationer; not of Västmanland's.
        Vaccination = "vaccination",
    }
}

crate::sql::code! {
    /// What kind of care a unit gives, as far as publishing cares.
    UnitClass {
        General = "general",
        /// Ungdomsmottagning.
        YouthClinic = "youth-clinic",
        /// Barn- och ungdomspsykiatri (BUP).
        ChildPsychiatry = "child-psychiatry",
        /// Vuxenpsykiatri.
        AdultPsychiatry = "adult-psychiatry",
        /// Mödravård.
        MaternityCare = "maternity-care",
        /// Folktandvård.
        PublicDental = "public-dental",
        Barnahus = "barnahus",
        /// Rättspsykiatri.
        ForensicPsychiatry = "forensic-psychiatry",
    }
}

/// What the region sets about people (journal.md 2.5, layers G to A).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonRules {
    /// Guardians read and act until this birthday, and youths use the e-services from it.
    pub agency_ends_at: i32,
    /// Youths read from this birthday.
    pub opens_at: i32,
    /// Who has sealed their own journal reads nobody else's (R5).
    pub own_seal_closes_others: bool,
    /// Legal representatives read (R3).
    pub legal_representatives: bool,
    /// A locked log-in closes the journal too (G4, conflict C1).
    pub lock_closes_journal: bool,
    /// How many months a unit's seal lasts at most when care asks for it (V4).
    pub care_seal_months: u32,
    /// How many years an extension lasts at most (V5).
    pub extension_years: u32,
    /// How many days before a seal of care's ends somebody is asked whether it is to be renewed.
    pub renewal_notice_days: u32,
}

/// What one provider publishes (layers U to Q).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Publication {
    /// Systems that are connected.
    pub systems: BTreeSet<String>,
    /// Each published type, and the first date of what is shown. The access log has its own rule.
    pub types: BTreeMap<InformationType, NaiveDate>,
    /// Units whose records are never published.
    pub excluded_classes: BTreeSet<UnitClass>,
    /// Units that are published from a day of their own; the later of the two dates counts.
    pub class_starts: BTreeMap<UnitClass, NaiveDate>,
    /// How many months of the access log are shown; none: the log is not published.
    pub log_months: Option<u32>,
    /// Units whose log rows are not shown.
    pub log_excluded_classes: BTreeSet<UnitClass>,
    /// How long what is new waits for a resident who wants that.
    pub cooling_off_days: u32,
}
