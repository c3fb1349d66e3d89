//! What clients send and see of staff.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::super::card::example_links;
use crate::{access::Role, id::StaffId, page::Links, sql::Moment};

/// Someone who works at a unit.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StaffMember", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct StaffView {
    pub id: StaffId,
    #[oai(validator(max_length = 31))]
    pub hsa_id: String,
    #[oai(validator(max_length = 200))]
    pub given_name: String,
    #[oai(validator(max_length = 200))]
    pub family_name: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    /// One who is not active in the directory can't sign in.
    pub active_in_directory: bool,
    /// Away for long: the roles are put aside until a local administrator gives them back.
    pub deactivated: bool,
    /// The roles at this unit today, or those that are put aside.
    #[oai(validator(max_items = 10))]
    pub roles: Vec<Role>,
    /// Told to those who give roles.
    pub notify_on_assigned: Option<bool>,
    /// Told to those who give roles.
    pub notify_on_incoming: Option<bool>,
}

/// A member of staff's own settings.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StaffSettings", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct StaffSettingsView {
    pub staff_id: StaffId,
    /// Replaces the automatic signature entirely.
    #[oai(validator(max_length = 1000))]
    pub signature_text: Option<String>,
    /// How a message sent today is signed.
    #[oai(validator(max_length = 1000))]
    pub signature: String,
    /// Whether to be told when a case becomes theirs.
    pub notify_on_assigned: bool,
    /// Whether to be told when a case comes in to a unit where they are receiver.
    pub notify_on_incoming: bool,
    /// Where they are told, when nothing else is typed; from the directory.
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
    /// Typed by the person; used instead of `email`.
    #[oai(validator(max_length = 254))]
    pub alternative_email: Option<String>,
    /// From the directory, and nowhere else.
    #[oai(validator(max_length = 30))]
    pub mobile_phone: Option<String>,
    /// When the directory was asked last.
    pub directory_fetched_at: Option<Moment>,
    /// The terms that were accepted at sign-in, and when.
    #[oai(validator(max_length = 40))]
    pub terms_version: Option<String>,
    pub terms_accepted_at: Option<Moment>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What a member of staff sets.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct StaffSettingsChange {
    /// The automatic signature when it is left out.
    #[serde(default)]
    #[validate(length(min = 1, max = 1000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub signature_text: Option<String>,
    pub notify_on_assigned: bool,
    pub notify_on_incoming: bool,
    /// Notices go here instead of to the directory's address; to that one when it is left out.
    #[serde(default)]
    #[validate(email, length(max = 254))]
    #[oai(validator(max_length = 254))]
    pub alternative_email: Option<String>,
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

const STAFF: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b32);

impl Example for StaffView {
    fn example() -> Self {
        Self {
            id: StaffId(STAFF),
            hsa_id: "SE2321000172-DP02".into(),
            given_name: "Mikael".into(),
            family_name: "Sandberg".into(),
            title: "Distriktsläkare".into(),
            active_in_directory: true,
            deactivated: false,
            roles: vec![Role::Handler],
            notify_on_assigned: Some(true),
            notify_on_incoming: Some(false),
        }
    }
}

impl Example for StaffSettingsView {
    fn example() -> Self {
        Self {
            staff_id: StaffId(STAFF),
            signature_text: None,
            signature: "Med vänlig hälsning\nMikael Sandberg\nDistriktsläkare\n23 november 2026"
                .into(),
            notify_on_assigned: true,
            notify_on_incoming: false,
            email: Some("mikael@example.invalid".into()),
            alternative_email: None,
            mobile_phone: None,
            directory_fetched_at: None,
            terms_version: Some("2026-01".into()),
            terms_accepted_at: None,
            links: example_links(&format!("/staff/{STAFF}/settings")),
        }
    }
}

impl Example for StaffSettingsChange {
    fn example() -> Self {
        let text = "Med vänlig hälsning\nMikael på Bäckby vårdcentral";
        Self {
            signature_text: Some(text.into()),
            notify_on_assigned: true,
            notify_on_incoming: false,
            alternative_email: None,
        }
    }
}
