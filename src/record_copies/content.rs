//! Everything that the sources have within a request, fetched for whoever weighs it: sealed, blocked, hidden and
//! never published alike, with a warning on each. Kept nowhere.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    assess::{Named, must_be_there, refused},
    content_view::{ContentItem, ContentView},
    policy::ReadContent,
    request::CopyScope,
    store::{self, About, CopyRow},
    warning::{CopyWarning, Signs},
};
use crate::{
    access::{App, Cx},
    audit,
    db::Tx,
    failure::Failure,
    id::{RecordCopyRequestId, StaffId},
    journal::{
        decision::InformationType,
        item::Item,
        source::{Gathered, SourceOutcome},
    },
    page::Linker,
    patient_overview::{Post, blocks_of, item_id, names_of, text_of},
};

/// Whom and what to ask the sources for, and how to sort what comes.
#[derive(Clone)]
pub struct Order {
    pub row: CopyRow,
    pub post: Post,
    pub about: About,
}

pub async fn read(cx: Cx, named: Named) -> Result<ContentView, Failure> {
    let order = cx.clone().transact(move |tx, cx| {
        let (on, grant) = store::at_desk(tx, named, false)?.open::<ReadContent>(tx)?;
        let (post, row) = must_be_there(tx, cx, on)?;
        row.copy().may_see_all(StaffId(tx.actor().uuid())).map_err(|it| refused(it, ""))?;
        let about = store::about(tx, &row)?;
        Ok(audit::nothing_shown(grant, Order { row, post, about }))
    });
    let order = order.await?;
    let app = cx.app().clone();
    let gathered = fetch(&app, &order).await;
    let number = order.about.personal_number.as_str();
    let registered = app.journal.registered_seals(&app.config, number).await;
    cx.transact(move |tx, cx| {
        let (on, grant) = store::at_desk(tx, named, false)?.open::<ReadContent>(tx)?;
        let (_, row) = must_be_there(tx, cx, on)?;
        row.copy().may_see_all(StaffId(tx.actor().uuid())).map_err(|it| refused(it, ""))?;
        let mut signs = signs(tx, &order)?;
        let mut warnings = warnings_of(&order.about);
        match registered {
            Ok(seals) => signs.seals.extend(seals),
            Err(_) => warnings.push(CopyWarning::SealsUnknown),
        }
        let view = view(tx, cx, &order, (gathered, &signs, warnings))?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// What the sources have within the request, oldest first.
pub async fn fetch(app: &App, order: &Order) -> Gathered {
    let asked = order.row.kinds();
    let all = InformationType::ALL.iter().copied();
    // The access log is no part of the record; it is handed over only to one who asked for it.
    let kinds: Vec<InformationType> = match asked.is_empty() {
        true => all.filter(|kind| *kind != InformationType::AccessLog).collect(),
        false => asked,
    };
    let number = order.about.personal_number.as_str();
    let mut gathered = app.journal.gather(&app.config, number, &kinds, app.clock.now()).await;
    gathered.items.retain(|item| is_within(order, item));
    gathered.items.sort_by_key(|item| (item.date, item.at, item_id(item)));
    gathered
}

/// Another provider's records are never handed over here: there is no other way into those (SVOD 3:7).
fn is_within(order: &Order, item: &Item) -> bool {
    let row = &order.row;
    item.provider == order.post.provider_hsa_id
        && (row.scope == CopyScope::Provider || item.unit == order.post.unit_hsa_id)
        && row.period_from.is_none_or(|from| from <= item.date)
        && row.period_through.is_none_or(|through| item.date <= through)
}

/// Whether every source said what it has.
pub fn is_complete(gathered: &Gathered) -> bool {
    gathered.sources.iter().all(|source| source.outcome == SourceOutcome::Answered)
}

/// A hash of all that the items say, with the request's id in it: the same only while nothing has changed.
pub fn digest_of(request: RecordCopyRequestId, items: &[Item]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(request.0.as_bytes());
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    for item in items {
        let text = text_of(item);
        add(&item_id(item).to_string());
        add(&item.date.to_string());
        add(&text.title);
        add(item.author.as_deref().unwrap_or_default());
        for part in &text.parts {
            add(&part.heading);
            add(&part.text);
        }
    }
    hash.finalize().into()
}

fn signs(tx: &mut Tx<'_>, order: &Order) -> Result<Signs, Failure> {
    let (publication, classes) = store::published(tx, &order.post.provider_hsa_id)?;
    Ok(Signs {
        today: tx.today,
        seals: store::seals(tx, order.row.resident_id)?,
        blocks: blocks_of(tx, order.row.resident_id)?,
        publication,
        classes,
    })
}

fn warnings_of(about: &About) -> Vec<CopyWarning> {
    let signs = [
        (CopyWarning::GuardianBlocked, about.guardian_blocked),
        (CopyWarning::ProtectedPatient, about.protected),
        (CopyWarning::ProtectedRequester, about.requester_protected),
    ];
    signs.into_iter().filter(|(_, holds)| *holds).map(|(warning, _)| warning).collect()
}

fn view(
    tx: &mut Tx<'_>,
    cx: &Cx,
    order: &Order,
    (gathered, signs, warnings): (Gathered, &Signs, Vec<CopyWarning>),
) -> Result<ContentView, Failure> {
    let row = &order.row;
    let units: Vec<String> = gathered.items.iter().map(|item| item.unit.clone()).collect();
    let names = names_of(tx, &units)?;
    let digest = digest_of(row.id, &gathered.items);
    let own = format!("/units/{}/record-copy-requests/{}", row.unit_id, row.id);
    let complete = is_complete(&gathered);
    let item = |item: Item| {
        let warnings = signs.of(&item);
        let name = item.unit_name.clone().or_else(|| names.get(&item.unit).cloned());
        content_item(item, name, warnings)
    };
    Ok(ContentView {
        record_copy_request_id: row.id,
        patient_name: order.about.name.clone(),
        review: row.copy().review(),
        warnings,
        items: gathered.items.into_iter().map(item).collect(),
        sources: gathered.sources.into_iter().map(Into::into).collect(),
        complete,
        assessed_digest: hex::encode(digest),
        links: Linker::new(cx.asked())
            .add("request", "GET", &own)
            .add("self", "GET", &format!("{own}/content"))
            .done(),
    })
}

pub fn content_item(
    item: Item,
    unit_name: Option<String>,
    warnings: Vec<CopyWarning>,
) -> ContentItem {
    let id: Uuid = item_id(&item);
    let text = text_of(&item);
    ContentItem {
        id,
        information_type: item.information,
        unit_hsa_id: item.unit,
        unit_name,
        date: item.date,
        author: item.author,
        title: text.title,
        sections: text.parts.into_iter().map(Into::into).collect(),
        warnings,
        withheld: false,
    }
}
