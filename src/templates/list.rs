//! Shows reply templates.

use super::{
    placeholder::{parse, to_fill},
    policy::{Change, List, Read, Remove},
    store::{self, Wish},
    template::{Template, Text},
    view::{ReplyTemplateContent, TemplateView, TextView, TextsView},
};
use crate::{
    access::{Action, Actor, Cx, Verdict},
    audit,
    failure::Failure,
    id::{ReplyTemplateId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(
    cx: Cx,
    unit: UnitId,
    wish: Wish,
    wanted: Wanted,
) -> Result<Page<TemplateView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::of_unit(tx, unit)?.open::<List>(tx)?;
        let rows = store::list(tx, &grant, wish, &wanted)?;
        let now = tx.now;
        let rows = Rows::cut(rows, &wanted, |row| (now, row.id.0));
        let path = format!("/units/{unit}/reply-templates");
        let kind = wish.kind.map(|kind| ("kind", kind.code().to_owned()));
        let of = wish.case_type.map(|id| ("caseTypeId", id.to_string()));
        let query: Vec<(&str, String)> = kind.into_iter().chain(of).collect();
        let actor = tx.actor_arc();
        let show = |row| view(&actor, cx, row);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, show);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn read(cx: Cx, id: ReplyTemplateId) -> Result<TemplateView, Failure> {
    cx.transact(move |tx, cx| {
        let (it, grant) = store::find(tx, id)?.open::<Read>(tx)?;
        let view = view(tx.actor(), cx, it);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn versions(cx: Cx, id: ReplyTemplateId) -> Result<TextsView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::find(tx, id)?.open::<Read>(tx)?;
        let items = store::texts(tx, &grant)?.into_iter().map(|text| TextView {
            number: text.number,
            written_by: text.written_by,
            written_at: text.written_at.into(),
            content: text.into(),
        });
        let path = format!("/reply-templates/{id}");
        let links = Linker::new(cx.asked())
            .add("self", "GET", &format!("{path}/versions"))
            .add("template", "GET", &path);
        let view = TextsView { items: items.collect(), links: links.done() };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

impl From<Text> for ReplyTemplateContent {
    fn from(text: Text) -> Self {
        Self { title: text.title, body: text.body, questions: text.questions }
    }
}

pub fn view(actor: &Actor, cx: &Cx, it: Template) -> TemplateView {
    fn may<A: Action<On = Template>>(actor: &Actor, it: &Template) -> bool {
        matches!(A::decide(actor, it), Verdict::Allow(_))
    }
    let own = format!("/reply-templates/{}", it.id);
    let links = Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add("versions", "GET", &format!("{own}/versions"))
        .add_if(may::<Change>(actor, &it), "change", "PUT", &own)
        .add_if(may::<Remove>(actor, &it), "remove", "DELETE", &own);
    TemplateView {
        id: it.id,
        unit_id: it.unit,
        personal: it.owner.is_some(),
        kind: it.kind,
        case_type_id: it.case_type,
        to_fill: parse(&it.text.body).map(|parts| to_fill(&parts)).unwrap_or_default(),
        version: it.text.number,
        written_by: it.text.written_by,
        written_at: it.text.written_at.into(),
        content: it.text.into(),
        links: links.done(),
    }
}
