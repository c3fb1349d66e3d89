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

/// A way of looking at the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// All that was written in care, in the order of time. Who has read it is a view of its own.
    Overview,
    Notes,
    ReferralAnswers,
    LabResults,
    Diagnoses,
    CareContacts,
    Medications,
    AccessLog,
}

impl View {
    /// The view of that kind of information; none for what is not shown.
    pub fn of(information: Option<InformationType>) -> Option<Self> {
        match information {
            None => Some(Self::Overview),
            Some(one) => Self::ALL.into_iter().skip(1).find(|view| view.kinds().contains(&one)),
        }
    }

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
    pub fn path(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Notes => "/notes",
            Self::ReferralAnswers => "/referral-answers",
            Self::LabResults => "/lab-results",
            Self::Diagnoses => "/diagnoses",
            Self::CareContacts => "/care-contacts",
            Self::Medications => "/medications",
            Self::AccessLog => "/access-log",
        }
    }

    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Notes,
        Self::ReferralAnswers,
        Self::LabResults,
        Self::Diagnoses,
        Self::CareContacts,
        Self::Medications,
        Self::AccessLog,
    ];
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
