//! The copy that is handed over: made anew when it is taken out, of exactly what was assessed, without what is
//! withheld. Kept nowhere; that it was made is recorded.

use super::{
    COPY_RECORD_CHANGED,
    assess::{Named, must_be_there, refused},
    content::{Order, content_item, digest_of, fetch, is_complete},
    content_view::{ContentItem, RecordCopyView},
    policy::{AtDesk, Disclose, Print},
    store::{self, DecisionRow, WithheldPart},
};
use crate::{
    access::{Action, Cx},
    audit,
    db::Tx,
    failure::Failure,
    id::StaffId,
    journal::item::Item,
    page::Linker,
    paper::Paper,
};

/// What stands where something was taken away.
const WITHHELD: &str = "[Uppgiften lämnas inte ut]";

pub async fn disclose(cx: Cx, named: Named) -> Result<RecordCopyView, Failure> {
    make::<Disclose, _>(cx, named, |_, view| view).await
}

pub async fn print(cx: Cx, named: Named) -> Result<Vec<u8>, Failure> {
    make::<Print, _>(cx, named, on_paper).await
}

async fn make<A: Action<On = AtDesk> + 'static, T: Send + 'static>(
    cx: Cx,
    named: Named,
    as_what: impl FnOnce(&Order, RecordCopyView) -> T + Send + 'static,
) -> Result<T, Failure> {
    let order = cx.clone().transact(move |tx, cx| {
        let (on, grant) = store::at_desk(tx, named, false)?.open::<A>(tx)?;
        let (order, ..) = released(tx, cx, on)?;
        Ok(audit::nothing_shown(grant, order))
    });
    let order = order.await?;
    let gathered = fetch(cx.app(), &order).await;
    if !is_complete(&gathered) {
        return Err(Failure::Unavailable("sources"));
    }
    cx.transact(move |tx, cx| {
        let (on, grant) = store::at_desk(tx, named, false)?.open::<A>(tx)?;
        let (order, decision, parts) = released(tx, cx, on)?;
        let digest = digest_of(order.row.id, &gathered.items);
        if decision.assessed_digest.as_deref() != Some(&digest[..]) {
            let (sv, en) = ("Pröva begäran på nytt.", "Assess the request anew.");
            return Err(Failure::refused(&COPY_RECORD_CHANGED, sv, en));
        }
        let view = view(cx, &order, gathered.items, &parts);
        Ok(audit::record(tx, grant, as_what(&order, view))?)
    })
    .await
}

/// The request with its decision, if the caller may take the copy out.
fn released(
    tx: &mut Tx<'_>,
    cx: &Cx,
    on: AtDesk,
) -> Result<(Order, DecisionRow, Vec<WithheldPart>), Failure> {
    let (post, row) = must_be_there(tx, cx, on)?;
    row.copy().may_take_out(StaffId(tx.actor().uuid())).map_err(|it| refused(it, ""))?;
    let decision = row.decision_id.ok_or_else(|| Failure::Bug("released and undecided".into()))?;
    let (decision, parts) = store::decision(tx, decision)?;
    let about = store::about(tx, &row)?;
    Ok((Order { row, post, about }, decision, parts))
}

fn view(cx: &Cx, order: &Order, items: Vec<Item>, parts: &[WithheldPart]) -> RecordCopyView {
    let all = items.len();
    let items: Vec<ContentItem> = items
        .into_iter()
        .map(|item| {
            let name = item.unit_name.clone();
            content_item(item, name, Vec::new())
        })
        .filter_map(|item| without(item, parts))
        .collect();
    let own = format!("/units/{}/record-copy-requests/{}", order.row.unit_id, order.row.id);
    RecordCopyView {
        record_copy_request_id: order.row.id,
        patient_name: order.about.name.clone(),
        withheld_items: i32::try_from(all - items.len()).unwrap_or(i32::MAX),
        items,
        links: Linker::new(cx.asked())
            .add("request", "GET", &own)
            .add("self", "GET", &format!("{own}/copy"))
            .done(),
    }
}

/// The item without what is withheld of it; none when that is all of it.
fn without(mut item: ContentItem, parts: &[WithheldPart]) -> Option<ContentItem> {
    for part in parts.iter().filter(|part| part.item_id == item.id) {
        let section = usize::try_from(part.section?).ok()?.checked_sub(1)?;
        // A heading that is not there any more: nothing of the item is handed over.
        let section = item.sections.get_mut(section)?;
        WITHHELD.clone_into(&mut section.heading);
        section.text.clear();
        item.withheld = true;
    }
    // What its author hides on 1177 is nobody's business on paper.
    item.sections.iter_mut().for_each(|section| section.hidden_on1177 = false);
    Some(item)
}

fn on_paper(order: &Order, copy: RecordCopyView) -> Vec<u8> {
    let mut paper = Paper::new("Journalkopia");
    let about = &order.about;
    paper.fact("Patient", &format!("{} ({})", about.name, about.personal_number));
    paper.fact("Enhet", &order.post.unit_name);
    if copy.withheld_items > 0 {
        paper.fact("Uppgifter som inte lämnas ut", &copy.withheld_items.to_string());
    }
    for item in &copy.items {
        paper.heading(&format!("{}  {}", item.date, item.title));
        let unit = item.unit_name.as_deref().unwrap_or(&item.unit_hsa_id);
        paper.text(&format!("{unit}  {}", item.author.as_deref().unwrap_or_default()));
        for section in &item.sections {
            paper.text(&section.heading);
            paper.text(&section.text);
            paper.text(" ");
        }
    }
    paper.finish()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;
    use crate::{patient_overview::ItemSection, record_copies::request::CopyGround};

    fn item(id: u128) -> ContentItem {
        let section = |heading: &str| ItemSection {
            heading: heading.into(),
            text: format!("om {heading}"),
            hidden_on1177: true,
        };
        ContentItem {
            id: Uuid::from_u128(id),
            information_type: None,
            unit_hsa_id: "U1".into(),
            unit_name: None,
            date: NaiveDate::default(),
            author: None,
            title: "Besök".into(),
            sections: vec![section("Aktuellt"), section("Anhöriga")],
            warnings: vec![],
            withheld: false,
        }
    }

    fn part(id: u128, section: Option<i32>) -> WithheldPart {
        WithheldPart { item_id: Uuid::from_u128(id), section, ground: CopyGround::ThirdPerson }
    }

    // proves: JC-5
    #[test]
    fn what_is_withheld_is_gone_from_the_copy() {
        let whole = without(item(1), &[part(2, None)]).expect("another item's part");
        assert!(!whole.withheld && whole.sections[1].text == "om Anhöriga");
        assert!(without(item(1), &[part(1, None)]).is_none());
        let masked = without(item(1), &[part(1, Some(2))]).expect("the rest is handed over");
        assert!(masked.withheld);
        assert_eq!(masked.sections[0].text, "om Aktuellt");
        assert_eq!(
            (masked.sections[1].heading.as_str(), masked.sections[1].text.as_str()),
            (WITHHELD, "")
        );
        assert!(without(item(1), &[part(1, Some(3))]).is_none(), "no such heading: nothing");
        assert!(without(item(1), &[part(1, Some(0))]).is_none());
    }
}
