//! What of the gathered is shown: each item decided on by itself, and what its author has hidden taken
//! away before anything else is done with it. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Stockholm;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    super::{
        decision::{Decision, InformationType, read},
        facts::{InForce, KnownUnit, of_item},
        item::{Content, Item},
    },
    subject::Opened,
};
use crate::page::{Rows, Wanted};

/// An item that may be shown, without what is hidden in it. Only [`decided`] makes it.
pub struct Shown {
    item: Item,
    id: Uuid,
    information: InformationType,
    unit: KnownUnit,
    decision: Decision,
}

impl Shown {
    pub fn item(&self) -> &Item {
        &self.item
    }

    pub fn into_item(self) -> Item {
        self.item
    }

    /// Stands for the item wherever it is named: a digest of its source and its id there.
    pub fn id(&self) -> Uuid {
        self.id
    }

    pub fn information(&self) -> InformationType {
        self.information
    }

    pub fn unit(&self) -> &KnownUnit {
        &self.unit
    }

    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// Its place in the order of time. What has a day only stands at the day's beginning.
    pub fn place(&self) -> (DateTime<Utc>, Uuid) {
        let midnight = || {
            let local = self.item.date.and_time(NaiveTime::MIN);
            Stockholm
                .from_local_datetime(&local)
                .earliest()
                .map_or(local.and_utc(), |at| at.to_utc())
        };
        (self.item.at.unwrap_or_else(midnight), self.id)
    }
}

/// What of the items is shown to whom the journal was opened for, newest first. `kinds` is what was
/// asked for: a source that gives something else gives it in vain.
pub fn decided(
    opened: &Opened,
    items: Vec<Item>,
    units: &BTreeMap<String, KnownUnit>,
    in_force: &InForce,
    kinds: &[InformationType],
) -> Vec<Shown> {
    let Some(admission) = &opened.admission else { return Vec::new() };
    let show = |item: Item| {
        let facts = of_item(&item, units);
        let published = in_force.publication(&item.provider);
        let decision = read(&opened.known.facts, admission, &facts, published);
        let information = item.information.filter(|kind| kinds.contains(kind))?;
        let unit = units.get(&item.unit)?.clone();
        let item = decision.allows().then(|| without_hidden(item))?;
        Some(Shown { id: id_of(&item), item, information, unit, decision })
    };
    let mut shown: Vec<Shown> = items.into_iter().filter_map(show).collect();
    shown.sort_by_key(|one| std::cmp::Reverse(one.place()));
    shown
}

/// The item without the headings that its author keeps off 1177, and without a word of there having
/// been any.
fn without_hidden(mut item: Item) -> Item {
    if let Content::Note(note) = &mut item.content {
        note.sections.retain(|section| !section.hidden);
    }
    item
}

fn id_of(item: &Item) -> Uuid {
    let digest = Sha256::new()
        .chain_update((item.source.len() as u64).to_be_bytes())
        .chain_update(&item.source)
        .chain_update(&item.record_id)
        .finalize();
    let half: [u8; 16] = std::array::from_fn(|at| digest[at]);
    uuid::Builder::from_custom_bytes(half).into_uuid()
}

/// A page of what is shown. It is fetched anew for each page, so a place is found by its time and id
/// alone.
pub fn page(shown: Vec<Shown>, wanted: &Wanted) -> Rows<Shown> {
    let fetch = usize::try_from(wanted.fetch()).unwrap_or(usize::MAX);
    let Some(from) = wanted.from else {
        return Rows::cut(shown.into_iter().take(fetch).collect(), wanted, Shown::place);
    };
    let at = (from.at, from.id);
    let rows = if from.back {
        shown.into_iter().rev().filter(|one| micros(one.place()) > at).take(fetch).collect()
    } else {
        shown.into_iter().filter(|one| micros(one.place()) < at).take(fetch).collect()
    };
    Rows::cut(rows, wanted, Shown::place)
}

/// As precise as a cursor is.
fn micros((at, id): (DateTime<Utc>, Uuid)) -> (DateTime<Utc>, Uuid) {
    (DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at), id)
}
