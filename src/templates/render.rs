//! What a template says in one case, for those who send it.

use super::{
    placeholder::{self, Facts, parse},
    store,
    template::TemplateKind,
    view::TemplateUse,
};
use crate::{
    db::Tx,
    failure::Failure,
    id::{CaseTypeId, ReplyTemplateVersionId, ResidentId, StaffId, UnitId},
    units::{form::Component, in_swedish},
};

/// The most characters of a reply.
const LENGTH: usize = 10_000;

/// The case that is replied to.
#[derive(Debug, Clone)]
pub struct Situation {
    pub unit: UnitId,
    /// None when care began the case.
    pub case_type: Option<CaseTypeId>,
    pub case_type_name: String,
    pub case_number: String,
    pub resident: ResidentId,
    /// Who replies.
    pub staff: StaffId,
    pub kind: TemplateKind,
}

/// What is sent, and the version it was made of.
#[derive(Debug, Clone)]
pub struct Rendered {
    pub version: ReplyTemplateVersionId,
    pub body: String,
    pub questions: Vec<Component>,
}

/// Fills a template in. The caller has a grant to reply; a template that is not the unit's or the
/// sender's own, or was removed, is as good as none.
pub fn render(tx: &mut Tx<'_>, wanted: &TemplateUse, on: &Situation) -> Result<Rendered, Failure> {
    let Some((template, version)) = store::usable(tx, wanted.id, on.unit, on.staff)? else {
        return Err(wrong("unknown-template", "Det finns ingen sådan mall.", "No such template."));
    };
    if template.kind != on.kind {
        let (sv, en) = ("Mallen är för ett annat slags svar.", "It is for another kind of reply.");
        return Err(wrong("wrong-kind", sv, en));
    }
    if template.case_type.is_some() && template.case_type != on.case_type {
        let (sv, en) = ("Mallen är för en annan ärendetyp.", "It is for another case type.");
        return Err(wrong("wrong-case-type", sv, en));
    }
    let facts = Facts {
        case_number: on.case_number.clone(),
        case_type: on.case_type_name.clone(),
        date: in_swedish(tx.today),
        ..store::facts(tx, on.resident, on.unit, on.staff)?
    };
    // What was saved was read then; it can be read now.
    let parts = parse(&template.text.body)
        .map_err(|_| Failure::Bug(format!("template {} is no template", template.id)))?;
    let body = placeholder::render(&parts, &facts, &wanted.values).map_err(Failure::Invalid)?;
    if body.chars().count() > LENGTH {
        return Err(wrong("length", "Svaret blir för långt.", "The reply becomes too long."));
    }
    Ok(Rendered { version, body, questions: template.text.questions })
}

fn wrong(code: &str, sv: &str, en: &str) -> Failure {
    Failure::field("/template/id", code, sv, en)
}
