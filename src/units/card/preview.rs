//! A unit's case types as one resident would meet them, for those who run the unit.

use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{
    super::{Form, availability::CaseTypeStatus, form::Component},
    policy::UnitOfResident,
    public::page_of,
    resident::{Looking, decide, is_listed},
    store::{self, ForResident},
    view::{CaseTypeForResident, CaseTypeForm},
};
use crate::{
    access::Cx,
    db::Tx,
    failure::Failure,
    id::{CaseTypeId, FormVersionId, ResidentId, UnitId},
    page::{Linker, Links},
};

/// As whom to look: by personal number or by id.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewCaseTypePreview {
    /// Twelve characters, with or without a hyphen before the last four.
    #[serde(default)]
    #[validate(length(min = 1, max = 20))]
    #[oai(validator(min_length = 1, max_length = 20))]
    pub personal_number: Option<String>,
    #[serde(default)]
    pub resident_id: Option<ResidentId>,
    /// As a guardian would see it in that resident's name.
    #[serde(default)]
    #[oai(default)]
    pub as_guardian: bool,
    /// A case type to look at as if it were published as it is being worked on, and active.
    #[serde(default)]
    pub with_draft: Option<CaseTypeId>,
}

/// What the resident would see.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseTypePreviews", rename_all = "camelCase", example)]
pub struct PreviewView {
    pub resident_id: ResidentId,
    /// Whether the unit is open to the resident: by its service area, or by approval.
    pub open_to_resident: bool,
    /// In the unit's own order. What is not here, the resident would not see.
    #[oai(validator(max_items = 200))]
    pub items: Vec<CaseTypePreview>,
}

/// One case type as the resident would see it. Its links are empty: they would be the resident's.
#[derive(Debug, Clone, Object)]
#[oai(rename = "CaseTypePreview", rename_all = "camelCase")]
pub struct CaseTypePreview {
    pub case_type: CaseTypeForResident,
    pub form: CaseTypeForm,
}

/// Decides as the card does. `local_only` leaves drafts of the region's and the nation's alone.
pub fn preview(
    tx: &mut Tx<'_>,
    cx: &Cx,
    (unit, resident): (UnitId, ResidentId),
    wanted: &NewCaseTypePreview,
    local_only: bool,
) -> Result<PreviewView, Failure> {
    let mut known = store::for_resident(tx, unit, resident)?.ok_or(Failure::Absent)?;
    let mut working_copy = None;
    if let Some(id) = wanted.with_draft {
        working_copy = Some((id, put_in_draft(tx, &mut known, (unit, resident), id, local_only)?));
    }
    let on = UnitOfResident { resident, unit };
    let mut items = Vec::new();
    for (offered, handed_out) in &known.types {
        let decision = decide(tx, &known.facts(offered, *handed_out));
        if !is_listed(&decision) {
            continue;
        }
        let id = offered.case_type.id;
        let form = match working_copy.as_ref().filter(|(draft, _)| *draft == id) {
            Some((_, Some(form))) => Form { id: form.id, components: form.components.clone() },
            _ => match store::form_for_resident(tx, unit, id)? {
                Some((_, row)) => row.read()?,
                None => continue,
            },
        };
        let linker = Linker::new(cx.asked());
        let looking = Looking { tx, on: &on, linker, as_guardian: wanted.as_guardian };
        let case_type = looking.case_type(offered, *handed_out, decision);
        items.push(CaseTypePreview {
            case_type: CaseTypeForResident { links: Links::new(), ..case_type },
            form: page_of(unit, offered.clone(), form),
        });
    }
    let open_to_resident = known.is_open(tx.today);
    Ok(PreviewView { resident_id: resident, open_to_resident, items })
}

/// Puts a case type among those that are known, as if it were in use. Its working copy, if it has one.
fn put_in_draft(
    tx: &mut Tx<'_>,
    known: &mut ForResident,
    (unit, resident): (UnitId, ResidentId),
    id: CaseTypeId,
    local_only: bool,
) -> Result<Option<Form>, Failure> {
    let found = store::draft(tx, unit, id)?;
    let found = found.filter(|(_, _, owner)| !local_only || *owner == Some(unit));
    let Some((mut offered, draft, _)) = found else {
        let sv = "Mottagningen har ingen sådan ärendetyp att bygga på.";
        let en = "The unit has no such case type to build.";
        return Err(Failure::field("/withDraft", "unknown-case-type", sv, en));
    };
    offered.case_type.status = CaseTypeStatus::Published;
    offered.on_card.active = true;
    let handed_out = store::handed_out(tx, unit, id, resident)?;
    match known.types.iter_mut().find(|(known, _)| known.case_type.id == id) {
        Some(place) => *place = (offered, handed_out),
        None => known.types.push((offered, handed_out)),
    }
    let components: Option<Vec<Component>> = draft
        .map(serde_json::from_value)
        .transpose()
        .map_err(|error| Failure::Bug(format!("draft of {id}: {error}")))?;
    // It has no id until it is published.
    Ok(components.map(|components| Form { id: FormVersionId(Uuid::nil()), components }))
}

impl Example for NewCaseTypePreview {
    fn example() -> Self {
        Self {
            personal_number: Some("19840418-9287".into()),
            resident_id: None,
            as_guardian: false,
            with_draft: None,
        }
    }
}

impl Example for PreviewView {
    fn example() -> Self {
        let unit = super::view::UnitForResident::example();
        let case_type = unit.case_types.into_iter().map(|case_type| CaseTypePreview {
            case_type: CaseTypeForResident { links: Links::new(), ..case_type },
            form: CaseTypeForm { links: Links::new(), ..CaseTypeForm::example() },
        });
        Self {
            resident_id: ResidentId(Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2f)),
            open_to_resident: true,
            items: case_type.collect(),
        }
    }
}
