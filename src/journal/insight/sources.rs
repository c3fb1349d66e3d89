//! What the register of seals and the sources say, before anything is explained or simulated. Items live
//! for the request; what they say is dropped here and now.

use std::collections::BTreeMap;

use super::super::{
    decision::{Hidden, InformationType, ItemFacts, SourceState},
    facts::{self, Known, KnownUnit, Registered},
    item::{Content, Item},
    source::{Gathered, SourceReport},
};
use super::explain_view::DescribedItem;
use crate::{access::Cx, db::Tx, failure::Failure, id::ResidentId};

/// What the register said of each viewer, in their order.
pub async fn registered(cx: &Cx, viewers: &[(ResidentId, Known)]) -> Vec<Registered> {
    let app = cx.app();
    let of = |number| app.journal.registered_seals(&app.config, number);
    let Some((_, first)) = viewers.first() else { return Vec::new() };
    let of_subject = of(&first.subject_number).await;
    let mut said = Vec::new();
    for (_, known) in viewers {
        let oneself = known.viewer_number == known.subject_number;
        let of_viewer = if oneself { of_subject.clone() } else { of(&known.viewer_number).await };
        said.push(Registered { of_viewer, of_subject: of_subject.clone() });
    }
    said
}

/// The viewers as they are with what the register said of them.
pub fn complete(
    viewers: Vec<(ResidentId, Known)>,
    said: &[Registered],
) -> Vec<(ResidentId, Known)> {
    let viewers = viewers.into_iter().zip(said);
    viewers.map(|((id, known), said)| (id, known.with_registered(said))).collect()
}

/// Everything the sources have of the person, without what it says.
pub async fn gather(cx: &Cx, known: &Known) -> (Vec<Item>, Vec<SourceReport>) {
    let app = cx.app();
    let (number, now) = (&known.subject_number, app.clock.now());
    let gathered = app.journal.gather(&app.config, number, InformationType::ALL, now).await;
    let Gathered { items, sources } = gathered;
    let bare = |item| Item { author: None, content: Content::Other, ..item };
    (items.into_iter().map(bare).collect(), sources)
}

/// The items' facts, by what is known of their units.
pub fn facts_of(tx: &mut Tx<'_>, items: Vec<Item>) -> Result<Vec<(Item, ItemFacts)>, Failure> {
    let mut ids: Vec<&str> = items.iter().map(|item| item.unit.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let units: BTreeMap<String, KnownUnit> = facts::unit_classes(tx, &ids)?;
    let with_facts = |item: Item| {
        let facts = facts::of_item(&item, &units);
        (item, facts)
    };
    Ok(items.into_iter().map(with_facts).collect())
}

/// The facts of an item that is only described, by what is known of its unit.
pub fn described(tx: &mut Tx<'_>, item: &DescribedItem) -> Result<ItemFacts, Failure> {
    let mut units = facts::unit_classes(tx, &[&item.unit_hsa_id])?;
    let (provider, unit_class) = units
        .remove(&item.unit_hsa_id)
        .map_or_else(Default::default, |unit| (unit.provider, unit.class));
    Ok(ItemFacts {
        information: Some(item.information),
        system: item.system.clone(),
        state: SourceState::Answered,
        provider,
        unit: item.unit_hsa_id.clone(),
        unit_class,
        date: item.date,
        signed: item.signed,
        approved_for_patient: item.approved_for_patient,
        hidden: Hidden::Nothing,
    })
}
