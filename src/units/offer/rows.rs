//! Rows that availability and the contact card are both made of.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Form,
    availability::{Area, CaseTypeStatus, Limits, Pause, Person},
    form::Component,
    schedule::{Schedule, Window},
};
use crate::{
    access::Region,
    failure::Failure,
    id::{CaseTypeId, FormVersionId, UnitId},
    identity::Sex,
    schema::{case_type, form_version, resident, service_area, unit_case_type},
};

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = unit_case_type, check_for_backend(diesel::pg::Pg))]
pub struct OnCard {
    pub active: bool,
    pub paused_from: Option<DateTime<Utc>>,
    pub paused_until: Option<DateTime<Utc>>,
    pub pause_message: Option<String>,
    pub pause_alternative_unit_id: Option<UnitId>,
    open_windows: Option<serde_json::Value>,
    local_description: Option<String>,
    local_terms_text: Option<String>,
}

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = case_type, check_for_backend(diesel::pg::Pg))]
pub struct TypeRow {
    pub id: CaseTypeId,
    pub name: String,
    pub status: CaseTypeStatus,
    pub limited_selection: bool,
    pub agent_allowed: bool,
    pub minimum_age: Option<i16>,
    pub maximum_age: Option<i16>,
    pub sex: Option<Sex>,
    pub first_response_workdays: Option<i16>,
    pub auto_reply_text: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = resident, check_for_backend(diesel::pg::Pg))]
pub struct PersonRow {
    pub birth_date: NaiveDate,
    pub sex: Sex,
    pub region_code: Option<Region>,
    pub municipality_code: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = form_version, check_for_backend(diesel::pg::Pg))]
pub struct FormRow {
    pub id: FormVersionId,
    pub components: serde_json::Value,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = service_area, check_for_backend(diesel::pg::Pg))]
pub struct AreaRow {
    pub region_code: Region,
    pub municipality_code: Option<String>,
    pub sex: Option<Sex>,
    pub age_from: Option<i16>,
    pub age_to: Option<i16>,
}

impl FormRow {
    pub fn read(self) -> Result<Form, Failure> {
        let components: Vec<Component> = serde_json::from_value(self.components)
            .map_err(|error| Failure::Bug(format!("form {}: {error}", self.id)))?;
        Ok(Form { id: self.id, components })
    }
}

impl OnCard {
    pub fn pause(&self) -> Option<Pause> {
        let (from, message) = self.paused_from.zip(self.pause_message.clone())?;
        let alternative = self.pause_alternative_unit_id;
        Some(Pause { from, until: self.paused_until, message, alternative })
    }

    /// What can't be read opens nothing: a type that should be closed is not let through.
    pub fn schedule(&self) -> Schedule {
        let Some(windows) = self.open_windows.clone() else { return Schedule::default() };
        let closed = || vec![Window { weekday: 0, opens: String::new(), closes: String::new() }];
        Schedule(serde_json::from_value(windows).unwrap_or_else(|_| closed()))
    }

    /// The unit's own words, or the type's.
    pub fn words(&self, description: String, terms_text: String) -> (String, String) {
        (
            self.local_description.clone().unwrap_or(description),
            self.local_terms_text.clone().unwrap_or(terms_text),
        )
    }
}

impl TypeRow {
    pub fn limits(&self) -> Limits {
        Limits { age_from: self.minimum_age, age_to: self.maximum_age, sex: self.sex }
    }
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            birth_date: row.birth_date,
            sex: row.sex,
            region: row.region_code,
            municipality: row.municipality_code,
        }
    }
}

impl From<AreaRow> for Area {
    fn from(row: AreaRow) -> Self {
        Self {
            region: row.region_code,
            municipality: row.municipality_code,
            limits: Limits { age_from: row.age_from, age_to: row.age_to, sex: row.sex },
        }
    }
}
