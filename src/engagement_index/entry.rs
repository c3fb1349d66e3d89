//! What the index shall hold of a booking at a moment, and what it must be told for that (services.md 3.6, W6 and W7).
//! Pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    bookings::BookingStatus,
    id::{BookingId, ResidentId, UnitId},
    identity::NumberKind,
};

/// What names an entry. Personal data: no `Debug`, no log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
#[serde(rename_all = "camelCase")]
pub struct Key {
    pub registered_resident_identification: String,
    /// The unit's HSA-id, by which its time book is reached.
    pub logical_address: String,
    /// The booking's id.
    pub business_object_instance_identifier: String,
    /// This system's HSA-id.
    pub source_system: String,
    /// Who answers for the records: the care provider.
    pub data_controller: String,
}

/// What the index holds of one booking.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Entry {
    pub key: Key,
    /// When the booking was made or last changed; since version 2 of the contracts for booking not when the visit begins.
    pub most_recent_content: DateTime<Utc>,
}

/// One thing that the index is told.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub enum Change {
    /// Made, or updated where the key is the same.
    Put(Entry),
    Remove(Key),
}

/// What an entry is made of. Personal data: no `Debug`, no log.
#[derive(Clone)]
pub struct Facts {
    pub booking: BookingId,
    pub resident: ResidentId,
    pub unit: UnitId,
    pub status: BookingStatus,
    pub starts_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    /// Whether residents see what is booked of the time type, and so can read it.
    pub shown: bool,
    pub personal_number: String,
    pub number_kind: NumberKind,
    pub protected: bool,
    pub deceased: bool,
    pub unit_hsa_id: String,
    /// The care provider that the unit is known to belong to.
    pub provider_hsa_id: Option<String>,
}

impl Facts {
    /// Whether the visit lies ahead. At its very start it has begun.
    pub fn is_coming(&self, now: DateTime<Utc>) -> bool {
        BookingStatus::COMING.contains(&self.status) && self.starts_at > now
    }

    /// Whether the person can read it, under a number that the index takes: never a local reserve number.
    fn is_presentable(&self) -> bool {
        self.shown && !self.deceased && self.number_kind != NumberKind::Reserve
    }

    /// What the index shall hold, if anything. Of people with protected identities it is told nothing: whoever asks it
    /// would learn where they are expected.
    pub fn entry(&self, source_system: &str, now: DateTime<Utc>) -> Option<Entry> {
        if !self.is_coming(now) || !self.is_presentable() || self.protected {
            return None;
        }
        let key = Key {
            registered_resident_identification: self.personal_number.clone(),
            logical_address: self.unit_hsa_id.clone(),
            business_object_instance_identifier: self.booking.to_string(),
            source_system: source_system.to_owned(),
            data_controller: self.data_controller(),
        };
        Some(Entry { key, most_recent_content: self.changed_at })
    }

    /// An HSA-id begins with `SE` and the number of the organisation that gave it out.
    fn data_controller(&self) -> String {
        let organisation = self.unit_hsa_id.split('-').next().unwrap_or_default();
        self.provider_hsa_id.clone().unwrap_or_else(|| organisation.to_owned())
    }
}

/// What the index must be told to hold just that. `held`: the keys that it may hold; `told`: the content that it surely
/// holds under the only one.
pub fn changes(held: &[Key], told: Option<DateTime<Utc>>, wanted: Option<&Entry>) -> Vec<Change> {
    let gone = held.iter().filter(|key| wanted.is_none_or(|entry| entry.key != **key));
    let mut changes: Vec<_> = gone.cloned().map(Change::Remove).collect();
    if let Some(entry) = wanted {
        let known = told == Some(entry.most_recent_content) && held == [entry.key.clone()];
        if !known {
            changes.push(Change::Put(entry.clone()));
        }
    }
    changes
}

#[cfg(test)]
pub mod tests {
    use std::slice::from_ref;

    use super::*;

    const SOURCE: &str = "SE2321000172-EI01";

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    pub fn facts() -> Facts {
        Facts {
            booking: BookingId(uuid::Uuid::from_u128(7)),
            resident: ResidentId(uuid::Uuid::from_u128(8)),
            unit: UnitId(uuid::Uuid::from_u128(9)),
            status: BookingStatus::Confirmed,
            starts_at: at("2026-11-25T08:00:00Z"),
            changed_at: at("2026-11-23T11:00:00Z"),
            shown: true,
            personal_number: "198404189287".into(),
            number_kind: NumberKind::Personnummer,
            protected: false,
            deceased: false,
            unit_hsa_id: "SE2321000172-DV01".into(),
            provider_hsa_id: None,
        }
    }

    fn entry() -> Entry {
        facts().entry(SOURCE, at("2026-11-24T08:00:00Z")).expect("it is coming")
    }

    /// Each status × before, at and after the start × shown or not.
    // proves: W7
    #[test]
    fn only_what_is_coming_and_can_be_read_is_held() {
        use BookingStatus as S;
        for status in S::ALL {
            for now in ["2026-11-25T07:59:59Z", "2026-11-25T08:00:00Z", "2026-11-25T08:00:01Z"] {
                for shown in [true, false] {
                    let coming = [S::Preliminary, S::Confirmed, S::Arrived].contains(status);
                    let expected = coming && now < "2026-11-25T08:00:00Z" && shown;
                    let facts = Facts { status: *status, shown, ..facts() };
                    let held = facts.entry(SOURCE, at(now)).is_some();
                    assert_eq!(held, expected, "{status:?} {now} {shown}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_told_of_the_protected_the_dead_or_those_without_a_national_number() {
        let held = |facts: Facts| facts.entry(SOURCE, at("2026-11-24T08:00:00Z")).is_some();
        assert!(held(Facts { number_kind: NumberKind::Coordination, ..facts() }));
        assert!(!held(Facts { number_kind: NumberKind::Reserve, ..facts() }));
        assert!(!held(Facts { protected: true, ..facts() }));
        assert!(!held(Facts { deceased: true, ..facts() }));
    }

    #[test]
    fn the_care_provider_answers_for_it_or_else_whoever_gave_the_unit_its_hsa_id() {
        let provider = Some("SE5565594230-V1".to_owned());
        let named = Facts { provider_hsa_id: provider, ..facts() };
        assert_eq!(named.data_controller(), "SE5565594230-V1");
        assert_eq!(facts().data_controller(), "SE2321000172");
    }

    // proves: W6
    #[test]
    fn a_kept_id_is_an_update_and_a_changed_key_a_removal_and_a_making() {
        let old = entry();
        let later = Facts { changed_at: at("2026-11-23T12:00:00Z"), ..facts() };
        let later = later.entry(SOURCE, at("2026-11-24T08:00:00Z")).expect("it is coming");
        let (keys, told) = ([old.key.clone()], Some(old.most_recent_content));
        assert_eq!(changes(&keys, told, Some(&later)), [Change::Put(later.clone())]);

        let other = |change: fn(&mut Key)| {
            let mut new = later.clone();
            change(&mut new.key);
            new
        };
        for new in [
            other(|key| key.registered_resident_identification = "191212121212".into()),
            other(|key| key.logical_address = "SE2321000172-DV02".into()),
            other(|key| key.business_object_instance_identifier = "another".into()),
            other(|key| key.source_system = "another".into()),
            other(|key| key.data_controller = "another".into()),
        ] {
            let expected = [Change::Remove(old.key.clone()), Change::Put(new.clone())];
            assert_eq!(changes(&keys, told, Some(&new)), expected);
        }
    }

    #[test]
    fn only_what_differs_is_told_and_everything_that_may_be_held_is_removed() {
        let (it, mut other) = (entry(), entry().key);
        other.logical_address = "SE2321000172-DV02".into();
        let told = Some(it.most_recent_content);
        assert_eq!(changes(&[], None, None), []);
        assert_eq!(changes(&[], None, Some(&it)), [Change::Put(it.clone())]);
        assert_eq!(changes(from_ref(&it.key), told, Some(&it)), []);
        let unsure = changes(from_ref(&it.key), None, Some(&it));
        assert_eq!(unsure, [Change::Put(it.clone())], "nobody knows whether it came through");
        let both = [it.key.clone(), other.clone()];
        let removed = [Change::Remove(it.key.clone()), Change::Remove(other.clone())];
        assert_eq!(changes(&both, None, None), removed);
        assert_eq!(changes(&both, None, Some(&it)), [Change::Remove(other), Change::Put(it)]);
    }
}
