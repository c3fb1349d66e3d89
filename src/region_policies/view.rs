//! What clients send and see of policies.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;
use validator::Validate;

use super::{
    catalogue::{Entry, SetBy, Takes},
    policy::NATION,
    store::Setting,
};
use crate::{
    id::StaffId,
    page::{Link, Links},
    sql::Moment,
};

crate::sql::code! {
    /// What values a policy takes, and which field of a value carries them.
    PolicyKind {
        /// A whole number, in `number`.
        Number = "number",
        /// Yes or no, in `flag`.
        Flag = "flag",
        /// A time of day such as `16:30`, in `text`.
        Time = "time",
        /// A short text, in `text`.
        Text = "text",
        /// Some of the choices, in `codes`.
        Codes = "codes",
    }
}

/// A value: exactly one of the fields, by the policy's kind.
#[derive(Debug, Clone, Default, PartialEq, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none)]
pub struct PolicyContent {
    #[serde(default)]
    pub number: Option<i32>,
    #[serde(default)]
    pub flag: Option<bool>,
    #[serde(default)]
    #[validate(length(min = 1, max = 40))]
    #[oai(validator(min_length = 1, max_length = 40))]
    pub text: Option<String>,
    #[serde(default)]
    #[validate(length(max = 20))]
    #[oai(validator(max_items = 20))]
    pub codes: Option<Vec<String>>,
}

/// A value to set.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewPolicySetting {
    /// The policy, such as `case.reopen-days`.
    #[validate(length(min = 1, max = 60))]
    #[oai(validator(min_length = 1, max_length = 60))]
    pub name: String,
    #[validate(nested)]
    pub value: PolicyContent,
    /// The first day it applies: tomorrow or later.
    pub valid_from: NaiveDate,
    /// Where the decision is found, such as a diary number.
    #[validate(length(min = 1, max = 200))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub decision: String,
}

/// A value as it was set.
#[derive(Debug, Clone, Object)]
#[oai(rename = "PolicySetting", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct PolicySettingView {
    #[oai(validator(max_length = 60))]
    pub name: String,
    /// Whose: a region's county code, or `00` for the nation.
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    pub value: PolicyContent,
    /// The first day it applies.
    pub valid_from: NaiveDate,
    /// Where the decision is found.
    #[oai(validator(max_length = 200))]
    pub decision: String,
    /// Who set it; absent for what came with the system.
    pub set_by_staff_id: Option<StaffId>,
    pub set_at: Option<Moment>,
    /// Whether it is the one that applies today.
    pub applies_today: bool,
}

/// One policy: what it means, which values it takes, and which it has had.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RegionPolicy", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct PolicyView {
    #[oai(validator(max_length = 60))]
    pub name: String,
    pub kind: PolicyKind,
    pub set_by: SetBy,
    /// What it means, in Swedish.
    #[oai(validator(max_length = 200))]
    pub meaning_sv: String,
    /// What it means, in English.
    #[oai(validator(max_length = 200))]
    pub meaning_en: String,
    /// The least number.
    pub least: Option<i32>,
    /// The greatest number, or the most letters of a text.
    pub most: Option<i32>,
    /// The earliest time of day.
    #[oai(validator(max_length = 5))]
    pub earliest: Option<String>,
    /// The latest time of day.
    #[oai(validator(max_length = 5))]
    pub latest: Option<String>,
    /// What codes may be chosen among.
    #[oai(validator(max_items = 20))]
    pub choices: Option<Vec<String>>,
    /// What applies today.
    pub in_force: PolicySettingView,
    /// All values, the latest first: to come, today's and before.
    #[oai(validator(max_items = 100))]
    pub settings: Vec<PolicySettingView>,
}

/// What a region may set, and has set.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RegionPolicies", rename_all = "camelCase", example)]
pub struct PoliciesView {
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    #[oai(validator(max_items = 100))]
    pub items: Vec<PolicyView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl PolicySettingView {
    pub fn of(row: &Setting, applies_today: bool) -> Self {
        Self {
            name: row.name.clone(),
            region_code: row.region_code.clone().unwrap_or_else(|| NATION.into()),
            value: PolicyContent::of(&row.value),
            valid_from: row.valid_from,
            decision: row.source.clone(),
            set_by_staff_id: row.set_by,
            set_at: row.set_at.map(Into::into),
            applies_today,
        }
    }
}

impl PolicyContent {
    /// What is stored, in the field that carries it.
    fn of(value: &Value) -> Self {
        let words =
            |all: &Vec<Value>| all.iter().filter_map(Value::as_str).map(Into::into).collect();
        Self {
            number: value.as_i64().and_then(|number| i32::try_from(number).ok()),
            flag: value.as_bool(),
            text: value.as_str().map(Into::into),
            codes: value.as_array().map(words),
        }
    }
}

impl PolicyView {
    pub fn of(
        entry: &Entry,
        in_force: PolicySettingView,
        settings: Vec<PolicySettingView>,
    ) -> Self {
        let mut view = Self {
            name: entry.name.into(),
            kind: PolicyKind::Flag,
            set_by: entry.set_by,
            meaning_sv: entry.sv.into(),
            meaning_en: entry.en.into(),
            least: None,
            most: None,
            earliest: None,
            latest: None,
            choices: None,
            in_force,
            settings,
        };
        match entry.takes {
            Takes::Flag => {}
            Takes::Number(least, most) => {
                (view.kind, view.least, view.most) = (PolicyKind::Number, Some(least), Some(most));
            }
            Takes::Time(earliest, latest) => {
                view.kind = PolicyKind::Time;
                (view.earliest, view.latest) = (Some(earliest.into()), Some(latest.into()));
            }
            Takes::Text(most) => {
                (view.kind, view.most) = (PolicyKind::Text, i32::try_from(most).ok());
            }
            Takes::Codes(known) => {
                let known = known.iter().map(|code| (*code).into()).collect();
                (view.kind, view.choices) = (PolicyKind::Codes, Some(known));
            }
        }
        view
    }
}

impl Example for NewPolicySetting {
    fn example() -> Self {
        Self {
            name: "case.reopen-days".into(),
            value: PolicyContent { number: Some(14), ..PolicyContent::default() },
            valid_from: "2027-01-01".parse().expect("a date"),
            decision: "RV 2026-1177".into(),
        }
    }
}

impl Example for PolicySettingView {
    fn example() -> Self {
        let new = NewPolicySetting::example();
        let staff = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32);
        Self {
            name: new.name,
            region_code: "19".into(),
            value: new.value,
            valid_from: new.valid_from,
            decision: new.decision,
            set_by_staff_id: Some(StaffId(staff)),
            set_at: Some(Moment("2026-11-23T08:00:00Z".parse().expect("an instant"))),
            applies_today: false,
        }
    }
}

impl Example for PolicyView {
    fn example() -> Self {
        let entry = super::catalogue::find("case.reopen-days").expect("it is listed");
        let setting = PolicySettingView::example();
        Self::of(entry, setting.clone(), vec![setting])
    }
}

impl Example for PoliciesView {
    fn example() -> Self {
        let href =
            "https://etjanster.regionvastmanland.se/etjanster/v1/regions/19/policies".to_owned();
        let link = Link { href, rel: "self".into(), method: "GET".into() };
        Self {
            region_code: "19".into(),
            items: vec![PolicyView::example()],
            links: Links::from([("self".into(), link)]),
        }
    }
}
