//! Which part of a journal is asked for. Pure.

use chrono::NaiveDate;

use super::{
    super::decision::InformationType::{
        self, AccessLog, CareContact, DiagnosisList, LabClinicalChemistry, MedicationList, Note,
        ReferralAnswerImagingPhysiology, ReferralAnswerOther,
    },
    outside::refusal,
    problems,
    shown::Shown,
};
use crate::failure::Failure;

crate::sql::code! {
    /// A part of the journal that is looked at by itself.
    JournalPart {
        /// All that was written in care, in the order of time. Who has read it is a part of its own.
        Overview = "overview",
        Notes = "notes",
        ReferralAnswers = "referral-answers",
        LabResults = "lab-results",
        Diagnoses = "diagnoses",
        CareContacts = "care-contacts",
        Medications = "medications",
        AccessLog = "access-log",
    }
}

impl JournalPart {
    pub fn kinds(self) -> &'static [InformationType] {
        match self {
            Self::Overview => &[
                Note,
                ReferralAnswerImagingPhysiology,
                ReferralAnswerOther,
                LabClinicalChemistry,
                DiagnosisList,
                CareContact,
                MedicationList,
            ],
            Self::Notes => &[Note],
            Self::ReferralAnswers => &[ReferralAnswerImagingPhysiology, ReferralAnswerOther],
            Self::LabResults => &[LabClinicalChemistry],
            Self::Diagnoses => &[DiagnosisList],
            Self::CareContacts => &[CareContact],
            Self::Medications => &[MedicationList],
            Self::AccessLog => &[AccessLog],
        }
    }

    /// What the address ends with.
    pub fn path(self) -> String {
        match self {
            Self::Overview => String::new(),
            one => format!("/{}", one.code()),
        }
    }
}

/// Days, both included, and a unit.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    pub from: Option<NaiveDate>,
    pub through: Option<NaiveDate>,
    /// HSA-id.
    pub unit: Option<String>,
}

impl Wish {
    pub fn read(
        from: Option<NaiveDate>,
        through: Option<NaiveDate>,
        unit: Option<String>,
    ) -> Result<Self, Failure> {
        if from.zip(through).is_some_and(|(from, through)| through < from) {
            return Err(refusal(&problems::SPAN));
        }
        let unit = unit.map(|unit| unit.trim().to_uppercase());
        Ok(Self { from, through, unit })
    }

    pub fn wants(&self, shown: &Shown) -> bool {
        let date = shown.item().date;
        self.from.is_none_or(|from| from <= date)
            && self.through.is_none_or(|through| date <= through)
            && self.unit.as_ref().is_none_or(|unit| *unit == shown.item().unit)
    }

    /// As it stands in addresses of further pages.
    pub fn query(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let named =
            [("from", day(self.from)), ("through", day(self.through)), ("unit", self.unit.clone())];
        named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
