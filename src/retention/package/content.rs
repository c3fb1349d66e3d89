//! A case as it leaves the house: everything that is kept of it.

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use crate::sql::Moment;

/// A case with all that was said and done in it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseContent {
    pub id: Uuid,
    pub number: String,
    pub unit: Place,
    pub case_type: Option<String>,
    pub subject: Person,
    pub initiated_by: Option<Person>,
    pub created_at: Moment,
    pub submitted_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub close_kind: Option<String>,
    /// What the resident filled in, by the components' ids.
    pub answers: serde_json::Value,
    pub messages: Vec<Said>,
    pub events: Vec<Done>,
    pub retention_policy_id: Uuid,
    pub due_on: NaiveDate,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    pub hsa_id: String,
    pub name: String,
}

/// A resident.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    pub personal_number: String,
    pub name: String,
}

/// One message.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    pub seq: i32,
    pub kind: String,
    pub sent_at: Moment,
    /// Absent for what the case type sent by itself.
    pub sender: Option<String>,
    pub body: String,
    pub signature: Option<String>,
}

/// One step in the case's life.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    pub at: Moment,
    pub kind: String,
    pub by: Option<String>,
    pub from: Option<String>,
    pub to: String,
}
