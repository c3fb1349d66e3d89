//! What a member of staff says: in their own words or a template's, signed as themselves or as the unit.

use super::{
    case::{Case, MessageKind},
    store::{self, Besides, Sender},
    view::SignAs,
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    failure::Failure,
    id::{MessageId, StaffId},
    templates::{self, Situation, TemplateKind, TemplateUse},
    units,
};

/// What is to be said.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub body: Option<&'a str>,
    pub template: Option<&'a TemplateUse>,
    pub sign_as: SignAs,
    /// Where the client writes its own words, to tell it when there are none.
    pub at: &'static str,
}

impl Words<'_> {
    pub fn are_none(&self) -> bool {
        self.body.is_none() && self.template.is_none()
    }
}

/// Says it in the granted case, signed with the signature as it is at this moment (B-52, B-53).
pub fn send<A: Action<On = Case>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    case: &Case,
    kind: MessageKind,
    words: &Words<'_>,
) -> Result<MessageId, Failure> {
    let staff = colleague(tx)?;
    let signature = match words.sign_as {
        SignAs::Person => units::signature(tx, staff)?,
        SignAs::Unit => units::unit_signature(tx, case.unit)?,
    };
    let signed_by_unit = words.sign_as == SignAs::Unit;
    let (body, besides) = match (words.body, words.template) {
        (Some(body), None) => (body.to_owned(), Besides::default()),
        (None, Some(template)) => rendered(tx, case, kind, staff, template)?,
        _ => {
            let (sv, en) = ("Skriv själv eller välj en mall.", "Write, or choose a template.");
            return Err(Failure::field(words.at, "one-of", sv, en));
        }
    };
    let besides = Besides { signed_by_unit, ..besides };
    let sender = Sender::Staff(staff, signature);
    Ok(store::say_with(tx, grant, kind, sender, &body, besides)?)
}

fn rendered(
    tx: &mut Tx<'_>,
    case: &Case,
    kind: MessageKind,
    staff: StaffId,
    template: &TemplateUse,
) -> Result<(String, Besides), Failure> {
    let kind = match kind {
        MessageKind::CounterQuestion => TemplateKind::CounterQuestion,
        MessageKind::PartialReply => TemplateKind::PartialReply,
        _ => TemplateKind::Answer,
    };
    let situation = Situation {
        unit: case.unit,
        case_type: case.case_type().ok().map(|(id, _)| id),
        case_type_name: case.facts.title.clone(),
        case_number: case.facts.number.clone(),
        resident: case.subject,
        staff,
        kind,
    };
    let rendered = templates::render(tx, template, &situation)?;
    let questions = if rendered.questions.is_empty() {
        None
    } else {
        let json = serde_json::to_value(&rendered.questions);
        Some(json.map_err(|error| Failure::Bug(format!("questions as JSON: {error}")))?)
    };
    let template = Some(rendered.version);
    Ok((rendered.body, Besides { template, questions, ..Besides::default() }))
}

/// The member of staff at the keyboard.
fn colleague(tx: &Tx<'_>) -> Result<StaffId, Failure> {
    let staff = tx.actor().staff().map(|staff| staff.id);
    staff.ok_or_else(|| Failure::Bug("only staff are let in here".into()))
}
