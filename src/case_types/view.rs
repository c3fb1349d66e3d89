//! What clients send and see of case types.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::{
    id::{CaseTypeId, FormVersionId, RetentionPolicyId, UnitId},
    identity::Sex,
    page::{Link, Links},
    retention,
    sql::Moment,
    units::{
        StandardAnswer,
        availability::CaseTypeStatus,
        form::{Component, ComponentKind},
    },
};

/// Everything that people decide about a case type.
#[derive(Debug, Clone, PartialEq, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
#[validate(schema(function = "ages_in_order"))]
pub struct CaseTypeContent {
    #[validate(length(min = 1, max = 200), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 200))]
    pub name: String,
    /// What residents see on the contact card.
    #[validate(length(min = 1, max = 2000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub description: String,
    /// Shown before the form: what it is for, when an answer comes (villkorstext).
    #[validate(length(min = 1, max = 5000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 5000))]
    pub terms_text: String,
    /// Only for residents it is handed out to (begränsat urval).
    pub limited_selection: bool,
    /// Whether a guardian may use it in a child's name.
    pub agent_allowed: bool,
    /// The youngest it is meant for, in years.
    #[serde(default)]
    #[validate(range(min = 0, max = 150))]
    #[oai(validator(minimum(value = "0"), maximum(value = "150")))]
    pub minimum_age: Option<i32>,
    /// The oldest it is meant for, in years.
    #[serde(default)]
    #[validate(range(min = 0, max = 150))]
    #[oai(validator(minimum(value = "0"), maximum(value = "150")))]
    pub maximum_age: Option<i32>,
    #[serde(default)]
    pub sex: Option<Sex>,
    /// The working days within which a first response is promised; the region's own promise when left out.
    #[serde(default)]
    #[validate(range(min = 1, max = 60))]
    #[oai(validator(minimum(value = "1"), maximum(value = "60")))]
    pub first_response_workdays: Option<i32>,
    /// A question that the resident leaves unanswered closes the case after so many days. The resident is
    /// told a week before. Never when left out.
    #[serde(default)]
    #[validate(range(min = 14, max = 365))]
    #[oai(validator(minimum(value = "14"), maximum(value = "365")))]
    pub expires_after_days: Option<i32>,
    /// Whether staff say that what matters stands in the record before they close a case.
    #[serde(default)]
    #[oai(default)]
    pub documentation_required: bool,
    /// Sent by itself on submission (autosvar).
    #[serde(default)]
    #[validate(length(min = 1, max = 5000), custom(function = "not_blank"))]
    #[oai(validator(min_length = 1, max_length = 5000))]
    pub auto_reply_text: Option<String>,
    /// How long its cases are kept. Needed before it is published.
    #[serde(default)]
    pub retention_policy_id: Option<RetentionPolicyId>,
    /// Offered to every unit that has the type; units add their own.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[oai(default, validator(max_items = 50))]
    pub standard_answers: Vec<StandardAnswer>,
    /// The form. What is saved here reaches residents when it is published.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[oai(default, validator(max_items = 100))]
    pub components: Vec<Component>,
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() { Err(ValidationError::new("blank")) } else { Ok(()) }
}

fn ages_in_order(content: &CaseTypeContent) -> Result<(), ValidationError> {
    match content.minimum_age.zip(content.maximum_age) {
        Some((least, most)) if least > most => Err(ValidationError::new("ages-in-order")),
        _ => Ok(()),
    }
}

/// A case type to begin building: a unit's, a region's, or with neither the nation's.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewCaseType {
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    /// County code, such as `19`.
    #[serde(default)]
    #[validate(length(min = 2, max = 2), custom(function = "digits"))]
    #[oai(validator(min_length = 2, max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: Option<String>,
    #[validate(nested)]
    pub content: CaseTypeContent,
}

fn digits(text: &str) -> Result<(), ValidationError> {
    let all = text.bytes().all(|it| it.is_ascii_digit());
    if all { Ok(()) } else { Err(ValidationError::new("pattern")) }
}

crate::sql::code! {
    /// Who owns a case type.
    OwnerKind {
        Nation = "nation",
        Region = "region",
        Unit = "unit",
    }
}

/// Whose a case type is.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseTypeOwner", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct OwnerView {
    pub kind: OwnerKind,
    pub unit_id: Option<UnitId>,
    #[oai(validator(max_length = 2))]
    pub region_code: Option<String>,
}

/// A case type as those who build it see it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseType", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct CaseTypeView {
    pub id: CaseTypeId,
    pub owner: OwnerView,
    pub status: CaseTypeStatus,
    /// Whether units that have it can't alter its form and options: so with all central ones.
    pub fixed_options_locked: bool,
    pub content: CaseTypeContent,
    /// The version of the form that residents fill in.
    pub form_version: Option<EditionView>,
    /// Whether `content.components` differ from that version.
    pub form_changed: bool,
    pub changed_at: Moment,
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// What this caller may do next.
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A case type in a list.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseTypeSummary", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct CaseTypeSummary {
    pub id: CaseTypeId,
    pub owner: OwnerView,
    #[oai(validator(max_length = 200))]
    pub name: String,
    pub status: CaseTypeStatus,
    pub limited_selection: bool,
    pub changed_at: Moment,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A published version of a form, by number.
#[derive(Debug, Clone, Object)]
#[oai(rename = "FormVersionName", rename_all = "camelCase")]
pub struct EditionView {
    pub id: FormVersionId,
    #[oai(validator(minimum(value = "1")))]
    pub number: i32,
    pub published_at: Moment,
}

/// A published version of a form. It never changes.
#[derive(Debug, Clone, Object)]
#[oai(rename = "FormVersion", rename_all = "camelCase", example)]
pub struct FormVersionView {
    pub id: FormVersionId,
    pub case_type_id: CaseTypeId,
    #[oai(validator(minimum(value = "1")))]
    pub number: i32,
    pub published_at: Moment,
    #[oai(validator(max_items = 200))]
    pub components: Vec<Component>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The published versions of a case type's form, the latest first.
#[derive(Debug, Clone, Object)]
#[oai(rename = "FormVersions", rename_all = "camelCase", example)]
pub struct FormVersionsView {
    #[oai(validator(max_items = 1000))]
    pub items: Vec<EditionView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A step that needs no further facts. Send `{}`.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(rename = "CaseTypeStep", deny_unknown_fields, example)]
pub struct NoFacts {}

const TYPE: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2d);
const UNIT: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
const FORM: Uuid = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2e);

fn links(path: &str) -> Links {
    let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
    Links::from([("self".into(), Link { href, rel: "self".into(), method: "GET".into() })])
}

fn moment() -> Moment {
    Moment("2026-11-23T08:00:00Z".parse().expect("an instant"))
}

impl Example for CaseTypeContent {
    fn example() -> Self {
        let contact = ComponentKind::ContactPreference;
        Self {
            name: "Fråga om rehabilitering".into(),
            description: "Ställ en fråga till rehabmottagningen.".into(),
            terms_text: "Mottagningen svarar inom två arbetsdagar.".into(),
            limited_selection: false,
            agent_allowed: true,
            minimum_age: Some(15),
            maximum_age: None,
            sex: None,
            first_response_workdays: Some(2),
            expires_after_days: None,
            documentation_required: false,
            auto_reply_text: None,
            retention_policy_id: Some(retention::case_default()),
            standard_answers: vec![StandardAnswer {
                title: "Ring oss".into(),
                body: "Ring vår telefontid vardagar 8–10.".into(),
            }],
            components: vec![
                Component::example(),
                Component::plain("kontakt", contact, "Hur vill du ha svar?"),
            ],
        }
    }
}

impl Example for NewCaseType {
    fn example() -> Self {
        let content = CaseTypeContent::example();
        Self { unit_id: Some(UnitId(UNIT)), region_code: None, content }
    }
}

impl Example for CaseTypeView {
    fn example() -> Self {
        Self {
            id: CaseTypeId(TYPE),
            owner: OwnerView {
                kind: OwnerKind::Unit,
                unit_id: Some(UnitId(UNIT)),
                region_code: Some("19".into()),
            },
            status: CaseTypeStatus::Published,
            fixed_options_locked: false,
            content: CaseTypeContent::example(),
            form_version: Some(EditionView {
                id: FormVersionId(FORM),
                number: 1,
                published_at: moment(),
            }),
            form_changed: false,
            changed_at: moment(),
            version: 2,
            links: links(&format!("/case-types/{TYPE}")),
        }
    }
}

impl Example for CaseTypeSummary {
    fn example() -> Self {
        let whole = CaseTypeView::example();
        Self {
            id: whole.id,
            owner: whole.owner,
            name: whole.content.name,
            status: whole.status,
            limited_selection: false,
            changed_at: whole.changed_at,
            links: whole.links,
        }
    }
}

impl Example for FormVersionView {
    fn example() -> Self {
        Self {
            id: FormVersionId(FORM),
            case_type_id: CaseTypeId(TYPE),
            number: 1,
            published_at: moment(),
            components: vec![Component::example()],
            links: links(&format!("/case-types/{TYPE}/form-versions/1")),
        }
    }
}

impl Example for FormVersionsView {
    fn example() -> Self {
        let one = FormVersionView::example();
        let edition =
            EditionView { id: one.id, number: one.number, published_at: one.published_at };
        Self { items: vec![edition], links: links(&format!("/case-types/{TYPE}/form-versions")) }
    }
}

impl Example for NoFacts {
    fn example() -> Self {
        Self {}
    }
}
