//! Read templates: one, and those that a unit may send with.

use super::{
    policy::{ChangeTemplate, ListTemplates, Owner, ReadTemplate, Shelf},
    store::{self, Edition, Template},
    view::{OwnerLevel, OwnerView, TemplateContent, TemplateView},
};
use crate::{
    access::{Action, Actor, Cx, Verdict},
    audit,
    db::{Replay, Tx},
    failure::Failure,
    id::{CitizenTemplateId, UnitId},
    page::{Linker, Page, Wanted},
};

pub async fn read(cx: Cx, id: CitizenTemplateId) -> Result<TemplateView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::find(tx, id)?.open::<ReadTemplate>(tx)?;
        let found = store::granted(tx, &grant)?;
        let view = show(tx, cx, found);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Lists what a unit may send with, the newest first: handlers see what is in use.
pub async fn of_unit(cx: Cx, unit: UnitId, wanted: Wanted) -> Result<Page<TemplateView>, Failure> {
    cx.transact(move |tx, cx| {
        let (templates, grant) = store::of_unit(tx, unit)?.open::<ListTemplates>(tx)?;
        let rows = store::list(tx, &grant, &templates.region, &wanted)?;
        let path = format!("/units/{unit}/citizen-case-templates");
        let actor = tx.actor_arc();
        let linker = Linker::new(cx.asked());
        let view = |template| view(&actor, cx, template);
        let page = Page::of(rows, &wanted, linker, &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

impl Replay for TemplateView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        store::may_read(tx, self.id.0)
    }
}

/// The template as this caller is shown it.
pub fn show(tx: &Tx<'_>, cx: &Cx, template: Template) -> TemplateView {
    view(tx.actor(), cx, template)
}

fn view(actor: &Actor, cx: &Cx, template: Template) -> TemplateView {
    let own = format!("/citizen-case-templates/{}", template.id);
    let shelf = Shelf { owner: template.owner.clone(), id: template.id.0 };
    let keeps = matches!(ChangeTemplate::decide(actor, &shelf), Verdict::Allow(_));
    let links =
        Linker::new(cx.asked()).add("self", "GET", &own).add_if(keeps, "change", "PUT", &own);
    TemplateView {
        id: template.id,
        owner: owner(template.owner),
        mode: template.edition.mode,
        basis: template.edition.basis,
        edition: template.edition.number,
        content: TemplateContent::from(&template.edition),
        active: template.active,
        changed_at: template.changed_at.into(),
        version: template.version,
        links: links.done(),
    }
}

fn owner(owner: Owner) -> OwnerView {
    let (level, unit_id, region_code) = match owner {
        Owner::Nation => (OwnerLevel::Nation, None, None),
        Owner::Region(region) => (OwnerLevel::Region, None, Some(region)),
        Owner::Unit(unit, _) => (OwnerLevel::Unit, Some(unit), None),
    };
    OwnerView { level, unit_id, region_code }
}

impl From<&Edition> for TemplateContent {
    fn from(edition: &Edition) -> Self {
        Self {
            title: edition.title.clone(),
            body: edition.body.clone(),
            purpose: edition.purpose.clone(),
            reply_use: edition.reply_use.clone(),
            contact: edition.contact.clone(),
            questions: edition.questions.clone(),
        }
    }
}
