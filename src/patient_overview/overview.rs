//! Reads across providers. First whether the reader may at all, before any source is asked; then what the
//! sources have; then each item by the decision, on the facts as they are when the answer is made.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveTime, Utc};
use uuid::Uuid;

use super::{
    decision::{
        Blocks, ExcludedType, Facts, ItemFacts, Judged, OverviewReason, OverviewRule, admit,
        decide, may_assert,
    },
    emergency::named,
    face::{refusal, requester},
    overview_view::{OverviewItemView, OverviewView, WithheldView},
    policy::{AtUnit, Post, ReadOverview},
    register,
    store::{self, NewReading, Patient},
    told::{item_id, text_of},
    view::ProviderView,
};
use crate::{
    access::{Cx, Grant},
    audit,
    db::Tx,
    failure::Failure,
    id::{ResidentId, UnitId},
    journal::{
        decision::{Hidden, InformationType},
        item::Item,
        source::{Gathered, SourceOutcome},
    },
    page::{Linker, Page, Rows, Wanted},
};

/// Which part of a patient's records.
#[derive(Debug, Clone)]
pub struct Asked {
    pub patient: ResidentId,
    pub unit: UnitId,
    /// Only of this kind.
    pub kind: Option<InformationType>,
    pub wanted: Wanted,
}

pub async fn read(cx: Cx, asked: Asked) -> Result<OverviewView, Failure> {
    let (patient, unit) = (asked.patient, asked.unit);
    // N-1 and N-2 stand before the register is asked, and all that does not depend on it.
    let person = cx.clone().transact(move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<ReadOverview>(tx)?;
        let post = must_have_post(on)?;
        may_assert(&requester(tx, cx, &post)?).map_err(refusal)?;
        let person = store::patient(tx, patient)?;
        Ok(audit::nothing_shown(grant, person))
    });
    let person = person.await?;
    let app = cx.app().clone();
    let registered = register::registered(&app.config, &person.personal_number).await;
    let (before, known) = (person.clone(), registered.clone());
    let admitted = cx.clone().transact(move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<ReadOverview>(tx)?;
        must_be_admitted(tx, cx, &must_have_post(on)?, &before, known)?;
        Ok(audit::nothing_shown(grant, ()))
    });
    admitted.await?;
    let kinds = kinds_of(asked.kind);
    let number = person.personal_number.as_str();
    let gathered = app.journal.gather(&app.config, number, &kinds, app.clock.now()).await;
    must_have_answered(&gathered)?;
    cx.transact(move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit, patient)?.open::<ReadOverview>(tx)?;
        let post = must_have_post(on)?;
        let facts = must_be_admitted(tx, cx, &post, &person, registered)?;
        let view = show(tx, cx, (&grant, &post), &facts, &asked, gathered)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn must_have_post(on: AtUnit) -> Result<Post, Failure> {
    on.post.ok_or_else(|| Failure::Bug("opened without an assignment".into()))
}

fn must_be_admitted(
    tx: &mut Tx<'_>,
    cx: &Cx,
    post: &Post,
    person: &Patient,
    registered: Blocks,
) -> Result<Facts, Failure> {
    let requester = requester(tx, cx, post)?;
    let facts = store::facts(tx, (post, requester), person, registered)?;
    let judged = admit(&facts);
    if judged.allowed { Ok(facts) } else { Err(refusal(judged)) }
}

/// The access log is the patient's, and no part of the overview.
fn kinds_of(only: Option<InformationType>) -> Vec<InformationType> {
    let all = InformationType::ALL.iter().copied();
    all.filter(|kind| *kind != InformationType::AccessLog)
        .filter(|kind| only.is_none_or(|only| only == *kind))
        .collect()
}

/// No answer at all must not look like an empty record.
fn must_have_answered(gathered: &Gathered) -> Result<(), Failure> {
    let silent = |outcome| outcome != SourceOutcome::Answered;
    let all = gathered.sources.iter().all(|source| silent(source.outcome));
    if all && !gathered.sources.is_empty() { Err(Failure::Unavailable("sources")) } else { Ok(()) }
}

/// An item that may be shown, its place in the list, and why.
struct Shown {
    item: Item,
    kind: InformationType,
    place: (DateTime<Utc>, Uuid),
    reason: OverviewReason,
}

fn show(
    tx: &mut Tx<'_>,
    cx: &Cx,
    (grant, post): (&Grant<ReadOverview>, &Post),
    facts: &Facts,
    asked: &Asked,
    gathered: Gathered,
) -> Result<OverviewView, Failure> {
    let complete = gathered.sources.iter().all(|it| it.outcome == SourceOutcome::Answered);
    let (shown, withheld) = sift(facts, gathered.items);
    let rows = cut(shown, &asked.wanted);
    let kinds: BTreeSet<InformationType> = rows.rows.iter().map(|it| it.kind).collect();
    let reading = NewReading {
        ground: ground_of(admit(facts)),
        kinds: &kinds.into_iter().collect::<Vec<_>>(),
        withheld: !withheld.is_empty(),
    };
    store::note_reading(tx, grant, post, &reading)?;
    let withheld = withheld.into_iter().map(|(reason, ids)| {
        Ok(WithheldView { reason, providers: named(tx, ids.into_iter().collect())? })
    });
    let withheld = withheld.collect::<Result<Vec<_>, Failure>>()?;
    let ids = |it: &Shown| [it.item.provider.clone(), it.item.unit.clone()];
    let ids: Vec<String> = rows.rows.iter().flat_map(ids).collect();
    let names = store::names_of(tx, &ids)?;
    let path = format!("/patients/{}/overview", asked.patient);
    let mut query = vec![("unitId", asked.unit.to_string())];
    query.extend(asked.kind.map(|kind| ("informationType", kind.code().to_owned())));
    let linker = Linker::new(cx.asked());
    let Page { items, meta, links } =
        Page::of(rows, &asked.wanted, linker, &path, &query, |it| view(it, &names));
    Ok(OverviewView {
        resident_id: asked.patient,
        unit_id: asked.unit,
        items,
        withheld,
        sources: gathered.sources.into_iter().map(Into::into).collect(),
        complete,
        meta,
        links,
    })
}

type Withheld = BTreeMap<OverviewReason, BTreeSet<String>>;

/// Each item by the decision. Of what is not shown only why is kept, and in danger to life whose it is.
fn sift(facts: &Facts, items: Vec<Item>) -> (Vec<Shown>, Withheld) {
    let (mut shown, mut withheld) = (Vec::new(), Withheld::new());
    for item in items {
        let Some(kind) = item.information.filter(|it| *it != InformationType::AccessLog) else {
            continue;
        };
        let Judged { allowed, reason, .. } = decide(facts, &facts_of(&item, kind));
        if allowed {
            let place = (moment(&item), item_id(&item));
            shown.push(Shown { item, kind, place, reason });
        } else {
            let whose = withheld.entry(reason).or_default();
            if reason == OverviewReason::BlockedAskOwner {
                whose.insert(item.provider);
            }
        }
    }
    shown.sort_by_key(|one| std::cmp::Reverse(one.place));
    (shown, withheld)
}

fn facts_of(item: &Item, kind: InformationType) -> ItemFacts {
    let medicine = kind == InformationType::MedicationList;
    ItemFacts {
        provider: item.provider.clone(),
        unit: item.unit.clone(),
        date: item.date,
        excludable: medicine.then_some(ExcludedType::Medication),
    }
}

fn moment(item: &Item) -> DateTime<Utc> {
    item.at.unwrap_or_else(|| item.date.and_time(NaiveTime::MIN).and_utc())
}

/// The wanted page of what is newest first.
fn cut(shown: Vec<Shown>, wanted: &Wanted) -> Rows<Shown> {
    let fetch = usize::try_from(wanted.fetch()).unwrap_or(1);
    let rows: Vec<Shown> = match wanted.from {
        None => shown.into_iter().take(fetch).collect(),
        Some(from) if from.back => {
            let newer = shown.into_iter().rev().filter(|it| it.place > (from.at, from.id));
            newer.take(fetch).collect()
        }
        Some(from) => {
            shown.into_iter().filter(|it| it.place < (from.at, from.id)).take(fetch).collect()
        }
    };
    Rows::cut(rows, wanted, |it| it.place)
}

fn ground_of(judged: Judged) -> &'static str {
    match judged.rule {
        OverviewRule::N7 => "child",
        OverviewRule::N8 => "emergency",
        _ => "consent",
    }
}

fn view(shown: Shown, names: &BTreeMap<String, String>) -> OverviewItemView {
    let Shown { item, kind, place: (_, id), reason } = shown;
    let text = text_of(&item);
    let hidden = item.hidden != Hidden::Nothing || text.parts.iter().any(|part| part.hidden);
    OverviewItemView {
        id,
        information_type: kind,
        provider: ProviderView { name: names.get(&item.provider).cloned(), hsa_id: item.provider },
        unit_name: item.unit_name.or_else(|| names.get(&item.unit).cloned()),
        unit_hsa_id: item.unit,
        at: item.at.map(Into::into),
        date: item.date,
        signed: item.signed,
        author: item.author,
        title: text.title,
        sections: text.parts.into_iter().map(Into::into).collect(),
        hidden_on1177: hidden,
        reason,
    }
}
