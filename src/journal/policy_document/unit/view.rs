//! What clients send and see of providers and units.

use poem_openapi::{Object, types::Example};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{
    journal::decision::UnitClass,
    page::{Link, Links},
};

/// Whoever is accountable for records (vårdgivare).
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "JournalProvider", rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderView {
    #[validate(length(min = 1, max = 31))]
    #[oai(validator(min_length = 1, max_length = 31))]
    pub hsa_id: String,
    #[validate(length(min = 1, max = 200))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub name: String,
}

/// A unit that records come from.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "JournalUnit", rename_all = "camelCase", deny_unknown_fields)]
pub struct UnitView {
    #[validate(length(min = 1, max = 31))]
    #[oai(validator(min_length = 1, max_length = 31))]
    pub hsa_id: String,
    /// Of one of the region's providers, known or among those that are sent with it.
    #[validate(length(min = 1, max = 31))]
    #[oai(validator(min_length = 1, max_length = 31))]
    pub provider_hsa_id: String,
    #[validate(length(min = 1, max = 200))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub name: String,
    /// What kind of care it gives: it decides what is published, and from when.
    pub class: UnitClass,
}

/// Providers and units to tell of. Those that are left out stay as they are.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename = "JournalUnitsToPut", rename_all = "camelCase", deny_unknown_fields, example)]
pub struct UnitsToPut {
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    #[oai(validator(max_items = 100), default)]
    pub providers: Vec<ProviderView>,
    #[validate(length(min = 1, max = 500), nested)]
    #[oai(validator(min_items = 1, max_items = 500))]
    pub units: Vec<UnitView>,
}

/// The region's providers and units.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalUnits", rename_all = "camelCase", example)]
pub struct UnitsView {
    #[oai(validator(max_items = 1000))]
    pub providers: Vec<ProviderView>,
    #[oai(validator(max_items = 5000))]
    pub units: Vec<UnitView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl UnitsToPut {
    /// HSA-ids are compared in capitals.
    pub fn in_capitals(mut self) -> Self {
        let capital = |id: &mut String| *id = id.trim().to_uppercase();
        self.providers.iter_mut().for_each(|provider| capital(&mut provider.hsa_id));
        for unit in &mut self.units {
            capital(&mut unit.hsa_id);
            capital(&mut unit.provider_hsa_id);
        }
        self
    }
}

impl Example for UnitsToPut {
    fn example() -> Self {
        let provider =
            ProviderView { hsa_id: "SE2321000172-VG01".into(), name: "Region Västmanland".into() };
        let unit = UnitView {
            hsa_id: "SE2321000172-1001".into(),
            provider_hsa_id: provider.hsa_id.clone(),
            name: "Ungdomsmottagningen Västerås".into(),
            class: UnitClass::YouthClinic,
        };
        Self { providers: vec![provider], units: vec![unit] }
    }
}

impl Example for UnitsView {
    fn example() -> Self {
        let UnitsToPut { providers, units } = UnitsToPut::example();
        let href = "https://etjanster.regionvastmanland.se/etjanster/v1/regions/19/journal-units";
        let link = Link { href: href.into(), rel: "self".into(), method: "GET".into() };
        Self { providers, units, links: Links::from([("self".into(), link)]) }
    }
}
