//! A whole document, and the bounds it must keep. Pure.

use chrono::NaiveDate;
use serde_json::Value;

use super::super::{
    conformance::Policies,
    decision::{PersonRules, Publication},
};
use crate::failure::{FieldFault, Words};

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    People(PersonRules),
    Publication(Publication),
}

crate::sql::code! {
    /// What a document is about.
    JournalPolicyKind {
        /// What the region sets about people.
        People = "people",
        /// What one provider publishes.
        Publication = "publication",
    }
}

impl Document {
    pub fn kind(&self) -> JournalPolicyKind {
        match self {
            Self::People(_) => JournalPolicyKind::People,
            Self::Publication(_) => JournalPolicyKind::Publication,
        }
    }

    /// As it is stored, and as the decision reads it.
    pub fn json(&self) -> Value {
        let json = match self {
            Self::People(rules) => serde_json::to_value(rules),
            Self::Publication(published) => serde_json::to_value(published),
        };
        json.expect("documents hold nothing that JSON lacks")
    }

    pub fn read(kind: JournalPolicyKind, json: Value) -> serde_json::Result<Self> {
        Ok(match kind {
            JournalPolicyKind::People => Self::People(serde_json::from_value(json)?),
            JournalPolicyKind::Publication => Self::Publication(serde_json::from_value(json)?),
        })
    }

    /// What decides with this in the place of what the vectors were written for.
    pub fn policies(&self) -> Policies {
        let built_in = Policies::built_in();
        match self.clone() {
            Self::People(people) => Policies { people, ..built_in },
            Self::Publication(publication) => Policies { publication, ..built_in },
        }
    }

    /// What no document may say. `ends_at` is the birthday until which guardians act in the e-services.
    pub fn faults(&self, ends_at: i32) -> Vec<FieldFault> {
        match self {
            Self::People(rules) => people_faults(rules, ends_at),
            Self::Publication(published) => publication_faults(published),
        }
    }
}

fn fault(pointer: &str, code: &str, sv: &str, en: &str) -> FieldFault {
    FieldFault::new(pointer, code, Words::new(sv, en))
}

fn people_faults(rules: &PersonRules, ends_at: i32) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if rules.agency_ends_at != ends_at {
        let sv = "Samma ålder som i e-tjänsterna i övrigt.";
        let en = "The same age as in the other e-services.";
        faults.push(fault("/people/agencyEndsAt", "not-the-same", sv, en));
    }
    if rules.opens_at < rules.agency_ends_at {
        let sv = "Inte före den ålder då vårdnadshavare slutar läsa.";
        let en = "Not before the age at which guardians stop reading.";
        faults.push(fault("/people/opensAt", "too-low", sv, en));
    }
    faults
}

/// No record of the house is older, and no plan reaches further.
fn is_plausible(date: NaiveDate) -> bool {
    let bounds = ["1950-01-01", "2100-01-01"].map(|text| text.parse().expect("a date"));
    bounds[0] <= date && date < bounds[1]
}

fn publication_faults(published: &Publication) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let starts = [
        ("/publication/types", published.types.values().all(|date| is_plausible(*date))),
        (
            "/publication/classStarts",
            published.class_starts.values().all(|date| is_plausible(*date)),
        ),
    ];
    for (pointer, _) in starts.into_iter().filter(|(_, fits)| !fits) {
        faults.push(fault(
            pointer,
            "range",
            "Ett datum mellan 1950 och 2099.",
            "A date from 1950 to 2099.",
        ));
    }
    if published.types.contains_key(&super::super::decision::InformationType::AccessLog) {
        let sv = "Loggar anges med logMonths.";
        let en = "The access log is published by logMonths.";
        faults.push(fault("/publication/types", "access-log", sv, en));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(document: &Document) -> Vec<String> {
        document
            .faults(13)
            .into_iter()
            .map(|fault| format!("{} {}", fault.pointer, fault.code))
            .collect()
    }

    // proves: J-POL-4
    #[test]
    fn bounds_are_kept() {
        let built_in = Policies::built_in();
        let people = |agency_ends_at, opens_at| {
            Document::People(PersonRules { agency_ends_at, opens_at, ..built_in.people.clone() })
        };
        assert_eq!(codes(&people(13, 16)), Vec::<String>::new());
        assert_eq!(codes(&people(13, 13)), Vec::<String>::new());
        assert_eq!(codes(&people(12, 16)), ["/people/agencyEndsAt not-the-same"]);
        assert_eq!(codes(&people(13, 12)), ["/people/opensAt too-low"]);
        let mut published = built_in.publication.clone();
        assert_eq!(codes(&Document::Publication(published.clone())), Vec::<String>::new());
        let log = super::super::super::decision::InformationType::AccessLog;
        published.types.insert(log, "1949-12-31".parse().unwrap());
        let both = ["/publication/types range", "/publication/types access-log"];
        assert_eq!(codes(&Document::Publication(published)), both);
    }

    #[test]
    fn a_document_reads_back_as_it_was_written() {
        let built_in = Policies::built_in();
        for document in
            [Document::People(built_in.people), Document::Publication(built_in.publication)]
        {
            assert_eq!(Document::read(document.kind(), document.json()).unwrap(), document);
        }
    }
}
