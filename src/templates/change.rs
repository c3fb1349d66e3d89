//! Writes, changes and removes reply templates.

use super::{
    list::view,
    placeholder::parse,
    policy::{Change, CreateForUnit, CreateOwn, Read, Remove},
    store::{self, NewTemplate},
    template::{TemplateKind, UnitTemplates},
    view::{NewReplyTemplate, ReplyTemplateContent, TemplateView},
};
use crate::{
    access::{Action, Cx, Sealed},
    audit::{self, Audited},
    db::{Repeat, Replay, Tx},
    failure::{Failure, FieldFault, Words},
    id::{ReplyTemplateId, StaffId, UnitId},
    page::expect_version,
    units::form::{self, ComponentKind},
};

/// Writes a template: the unit's, or one's own.
pub async fn create(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    new: NewReplyTemplate,
) -> Result<TemplateView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let on = store::of_unit(tx, unit)?;
        if new.personal {
            let me = tx.actor().staff().map(|staff| staff.id);
            write::<CreateOwn>(tx, cx, on, &new, me)
        } else {
            write::<CreateForUnit>(tx, cx, on, &new, None)
        }
    })
    .await
}

fn write<A: Action<On = UnitTemplates>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    on: Sealed<UnitTemplates>,
    new: &NewReplyTemplate,
    owner: Option<StaffId>,
) -> Result<Audited<TemplateView>, Failure> {
    let (on, grant) = on.open::<A>(tx)?;
    check(new.kind, &new.content, "/content")?;
    if let Some(case_type) = new.case_type_id
        && !store::has_case_type(tx, &grant, case_type)?
    {
        let (sv, en) = ("Mottagningen har inte ärendetypen.", "The unit does not have it.");
        return Err(Failure::field("/caseTypeId", "unknown-case-type", sv, en));
    }
    let (kind, case_type) = (new.kind, new.case_type_id);
    let new = NewTemplate { owner, kind, case_type, content: &new.content };
    let id = store::insert(tx, &grant, &new)?;
    let template = store::written(tx, &grant, id)?;
    let view = view(tx.actor(), cx, template);
    Ok(audit::record_made(tx, grant, id.0, Some(on.unit), view)?)
}

/// Gives a template a new version. What was sent keeps the one it was sent with.
pub async fn change(
    cx: Cx,
    id: ReplyTemplateId,
    seen: Option<String>,
    content: ReplyTemplateContent,
) -> Result<TemplateView, Failure> {
    cx.transact(move |tx, cx| {
        let (it, grant) = store::lock(tx, id)?.open::<Change>(tx)?;
        expect_version(seen.as_deref(), it.text.number)?;
        check(it.kind, &content, "")?;
        store::change(tx, &grant, &it, &content)?;
        let template = store::written(tx, &grant, id)?;
        let view = view(tx.actor(), cx, template);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Takes a template out of use.
pub async fn remove(cx: Cx, id: ReplyTemplateId) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = store::lock(tx, id)?.open::<Remove>(tx)?;
        store::remove(tx, &grant)?;
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

/// A template must be right before anyone replies with it. `at` is where the content stands.
fn check(kind: TemplateKind, content: &ReplyTemplateContent, at: &str) -> Result<(), Failure> {
    let unread = parse(&content.body).err().map(|fault| fault.at(&format!("{at}/body")));
    let mut faults: Vec<FieldFault> = unread.into_iter().collect();
    let questions = format!("{at}/questions");
    if kind != TemplateKind::CounterQuestion && !content.questions.is_empty() {
        let words = Words::new("Bara en motfråga ställer frågor.", "Only counter-questions ask.");
        faults.push(FieldFault::new(questions.as_str(), "not-for-kind", words));
    }
    faults.extend(form::sound(&questions, &content.questions));
    for (place, question) in content.questions.iter().enumerate() {
        if question.kind == ComponentKind::Attachment {
            let sv = "Filer tas emot bara där ärendetypens formulär ber om dem.";
            let en = "Files are taken only where the case type's form asks for them.";
            let pointer = format!("{questions}/{place}/kind");
            faults.push(FieldFault::new(pointer, "not-in-questions", Words::new(sv, en)));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}

impl Replay for TemplateView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let _may = store::find(tx, self.id)?.open::<Read>(tx)?;
        Ok(())
    }
}
