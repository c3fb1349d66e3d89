//! The documents as clients send and see them, field by field the structs that the decision reads.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::super::{
    conformance::Policies,
    decision::{InformationType, PersonRules, Publication, UnitClass},
};
use crate::failure::Failure;

/// What a region sets about people.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "JournalPeopleRules", rename_all = "camelCase", deny_unknown_fields, example)]
pub struct PeopleView {
    /// Guardians read and act until this birthday, and youths use the e-services from it.
    #[validate(range(min = 1, max = 18))]
    #[oai(validator(minimum(value = "1"), maximum(value = "18")))]
    pub agency_ends_at: i32,
    /// Youths read from this birthday.
    #[validate(range(min = 1, max = 18))]
    #[oai(validator(minimum(value = "1"), maximum(value = "18")))]
    pub opens_at: i32,
    /// Whoever has sealed their own journal reads nobody else's.
    pub own_seal_closes_others: bool,
    /// Legal representatives (god man, förvaltare) read.
    pub legal_representatives: bool,
    /// A locked log-in closes the journal too.
    pub lock_closes_journal: bool,
    /// How many months a unit's seal lasts at most when care asks for it.
    #[validate(range(min = 1, max = 12))]
    #[oai(validator(minimum(value = "1"), maximum(value = "12")))]
    pub care_seal_months: u32,
    /// How many years an extension lasts at most.
    #[validate(range(min = 1, max = 3))]
    #[oai(validator(minimum(value = "1"), maximum(value = "3")))]
    pub extension_years: u32,
    /// How many days before the end of a seal somebody is asked whether it is to be renewed.
    #[validate(range(min = 1, max = 60))]
    #[oai(validator(minimum(value = "1"), maximum(value = "60")))]
    pub renewal_notice_days: u32,
}

/// The first date of what is shown of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "JournalTypeStart", rename_all = "camelCase", deny_unknown_fields)]
pub struct TypeStart {
    pub information: InformationType,
    pub from: NaiveDate,
}

/// The first date of what is shown of units of one class.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "JournalClassStart", rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassStart {
    pub class: UnitClass,
    pub from: NaiveDate,
}

/// What one provider publishes.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(
    rename = "JournalPublication",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none,
    example
)]
pub struct PublicationView {
    /// Systems that are connected, such as `cosmic`. In small letters, digits and hyphens.
    #[validate(length(min = 1, max = 20))]
    #[oai(validator(min_items = 1, max_items = 20))]
    pub systems: Vec<String>,
    /// Each published type once.
    #[validate(length(max = 20))]
    #[oai(validator(max_items = 20))]
    pub types: Vec<TypeStart>,
    /// Units whose records are never published.
    #[validate(length(max = 20))]
    #[oai(validator(max_items = 20))]
    pub excluded_classes: Vec<UnitClass>,
    /// Units that are published from a day of their own; the later of the two dates counts.
    #[validate(length(max = 20))]
    #[oai(validator(max_items = 20))]
    pub class_starts: Vec<ClassStart>,
    /// How many months of the access log are shown; left out: the log is not published.
    #[serde(default)]
    #[validate(range(min = 1, max = 120))]
    #[oai(validator(minimum(value = "1"), maximum(value = "120")))]
    pub log_months: Option<u32>,
    /// Units whose log rows are not shown.
    #[validate(length(max = 20))]
    #[oai(validator(max_items = 20))]
    pub log_excluded_classes: Vec<UnitClass>,
    /// How long what is new waits for a resident who wants that.
    #[validate(range(max = 90))]
    #[oai(validator(maximum(value = "90")))]
    pub cooling_off_days: u32,
}

impl From<PeopleView> for PersonRules {
    fn from(view: PeopleView) -> Self {
        let PeopleView {
            agency_ends_at,
            opens_at,
            own_seal_closes_others,
            legal_representatives,
            lock_closes_journal,
            care_seal_months,
            extension_years,
            renewal_notice_days,
        } = view;
        Self {
            agency_ends_at,
            opens_at,
            own_seal_closes_others,
            legal_representatives,
            lock_closes_journal,
            care_seal_months,
            extension_years,
            renewal_notice_days,
        }
    }
}

impl From<PersonRules> for PeopleView {
    fn from(rules: PersonRules) -> Self {
        Self {
            agency_ends_at: rules.agency_ends_at,
            opens_at: rules.opens_at,
            own_seal_closes_others: rules.own_seal_closes_others,
            legal_representatives: rules.legal_representatives,
            lock_closes_journal: rules.lock_closes_journal,
            care_seal_months: rules.care_seal_months,
            extension_years: rules.extension_years,
            renewal_notice_days: rules.renewal_notice_days,
        }
    }
}

fn twice(pointer: &str) -> Failure {
    Failure::field(
        pointer,
        "duplicate",
        "Ange var och en högst en gång.",
        "Name each at most once.",
    )
}

fn unique<K: Ord, V>(pointer: &str, pairs: Vec<(K, V)>) -> Result<BTreeMap<K, V>, Failure> {
    let length = pairs.len();
    let map: BTreeMap<K, V> = pairs.into_iter().collect();
    if map.len() == length { Ok(map) } else { Err(twice(pointer)) }
}

impl PublicationView {
    pub fn publication(self) -> Result<Publication, Failure> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        for (at, system) in self.systems.iter().enumerate() {
            if !(1..=40).contains(&system.len()) || !system.chars().all(fits) {
                let (sv, en) = (
                    "Små bokstäver, siffror och bindestreck.",
                    "Small letters, digits and hyphens.",
                );
                return Err(Failure::field(
                    format!("/publication/systems/{at}"),
                    "pattern",
                    sv,
                    en,
                ));
            }
        }
        let once = |pointer, all: Vec<UnitClass>| {
            unique(pointer, all.into_iter().map(|class| (class, ())).collect())
        };
        let types = self.types.into_iter().map(|one| (one.information, one.from)).collect();
        let starts = self.class_starts.into_iter().map(|one| (one.class, one.from)).collect();
        Ok(Publication {
            systems: self.systems.into_iter().collect(),
            types: unique("/publication/types", types)?,
            excluded_classes: once("/publication/excludedClasses", self.excluded_classes)?
                .into_keys()
                .collect(),
            class_starts: unique("/publication/classStarts", starts)?,
            log_months: self.log_months,
            log_excluded_classes: once(
                "/publication/logExcludedClasses",
                self.log_excluded_classes,
            )?
            .into_keys()
            .collect(),
            cooling_off_days: self.cooling_off_days,
        })
    }
}

impl From<Publication> for PublicationView {
    fn from(published: Publication) -> Self {
        let types = published.types.into_iter();
        let starts = published.class_starts.into_iter();
        Self {
            systems: published.systems.into_iter().collect(),
            types: types.map(|(information, from)| TypeStart { information, from }).collect(),
            excluded_classes: published.excluded_classes.into_iter().collect(),
            class_starts: starts.map(|(class, from)| ClassStart { class, from }).collect(),
            log_months: published.log_months,
            log_excluded_classes: published.log_excluded_classes.into_iter().collect(),
            cooling_off_days: published.cooling_off_days,
        }
    }
}

impl Example for PeopleView {
    fn example() -> Self {
        Policies::built_in().people.into()
    }
}

impl Example for PublicationView {
    fn example() -> Self {
        Policies::built_in().publication.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: J-POL-4
    #[test]
    fn what_is_named_twice_is_refused() {
        let mut view = PublicationView::example();
        assert_eq!(view.clone().publication().unwrap(), Policies::built_in().publication);
        view.excluded_classes.push(UnitClass::Barnahus);
        assert_eq!(view.publication().unwrap_err().slug(), "invalid-fields");
        let mut view = PublicationView::example();
        view.systems.push("Take Care".into());
        assert!(view.publication().is_err());
    }
}
