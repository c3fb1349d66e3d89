//! What clients send and see of accounts opened for children, and of sharing contact details.

use chrono::{DateTime, Utc};
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::Validate;

use super::super::view::{example_id, example_links};
use crate::{
    access::Cx,
    id::ResidentId,
    page::{Linker, Links},
    sql::Moment,
};

/// Whether the national personal data service may have the contact details.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ContactSharing", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct ContactSharingView {
    /// Absent until the resident has answered: nothing is shared before a yes.
    pub shares: Option<bool>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Yes or no.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct ContactSharingAnswer {
    pub shares: bool,
}

/// The terms a guardian accepts in the child's stead.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewActivation {
    /// The version that was shown.
    #[validate(length(min = 1, max = 40))]
    #[oai(validator(min_length = 1, max_length = 40))]
    pub accepted_terms: String,
}

/// An account that a guardian has opened.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Activation", rename_all = "camelCase", example)]
pub struct ActivationView {
    pub resident_id: ResidentId,
    pub activated_at: Moment,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl ContactSharingView {
    pub fn of(cx: &Cx, id: ResidentId, shares: Option<bool>) -> Self {
        let path = format!("/residents/{id}/contact-sharing");
        let links = Linker::new(cx.asked())
            .add("self", "GET", &path)
            .add("change", "PUT", &path)
            .add("settings", "GET", &format!("/residents/{id}/settings"));
        Self { shares, links: links.done() }
    }
}

impl ActivationView {
    pub fn of(cx: &Cx, id: ResidentId, at: DateTime<Utc>) -> Self {
        let path = format!("/residents/{id}");
        let links = Linker::new(cx.asked()).add("resident", "GET", &path).add(
            "inbox",
            "GET",
            &format!("{path}/inbox-items"),
        );
        Self { resident_id: id, activated_at: at.into(), links: links.done() }
    }
}

impl Example for ContactSharingView {
    fn example() -> Self {
        let path = format!("/residents/{}/contact-sharing", example_id(1));
        Self { shares: Some(true), links: example_links(&path) }
    }
}

impl Example for ContactSharingAnswer {
    fn example() -> Self {
        Self { shares: true }
    }
}

impl Example for NewActivation {
    fn example() -> Self {
        Self { accepted_terms: "2026-01".into() }
    }
}

impl Example for ActivationView {
    fn example() -> Self {
        let id = example_id(2);
        let at: DateTime<Utc> = "2026-11-23T08:00:00Z".parse().expect("an instant");
        let links = example_links(&format!("/residents/{id}"));
        Self { resident_id: ResidentId(id), activated_at: at.into(), links }
    }
}
