//! What FHIR searches are made with: references, tokens, and the unit that they must stay within. Pure.

use uuid::Uuid;

use super::{
    datatype::HSA_ID,
    dates::{DateValue, Within},
};
use crate::{
    failure::{self, Failure, Words},
    id::{SlotId, TimeTypeId},
};

/// Where a search stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the time book of the unit with that HSA-id.
    Unit(String),
    /// At one slot.
    Slot(SlotId),
    /// Among the slots of one time type.
    Schedule(TimeTypeId),
}

impl Place {
    /// A unit by its HSA-id, with or without the system that says that it is one.
    pub fn unit(token: &str) -> Result<Self, Failure> {
        let value = match token.split_once('|') {
            None => Some(token),
            Some((system, value)) => (system == HSA_ID).then_some(value),
        };
        let value = value.map(str::trim).filter(|value| !value.is_empty());
        let hsa_id = value.ok_or_else(|| {
            unreadable(
                "actor:identifier ska vara enhetens HSA-id.",
                "actor:identifier must be the unit's HSA-id.",
            )
        })?;
        Ok(Self::Unit(hsa_id.to_uppercase()))
    }

    pub fn slot(reference: &str) -> Result<Self, Failure> {
        Ok(Self::Slot(SlotId(referred("Slot", reference)?)))
    }

    /// The same as a query parameter.
    pub fn query(&self) -> (&'static str, String) {
        match self {
            Self::Unit(hsa_id) => ("actor:identifier", format!("{HSA_ID}|{hsa_id}")),
            Self::Slot(id) => ("slot", format!("Slot/{id}")),
            Self::Schedule(id) => ("schedule", format!("Schedule/{id}")),
        }
    }
}

/// When something was changed, for those who keep up with what changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    pub within: Within,
    /// Whether that was asked for at all.
    pub asked: bool,
}

impl Changed {
    pub fn read(values: &[DateValue]) -> Result<Self, Failure> {
        let within = Within::read("_lastUpdated", values)?;
        Ok(Self { within, asked: !values.is_empty() })
    }
}

/// `_format` as it was asked for, so that what a link leads to is answered alike.
pub fn format_of(format: Option<&'static str>) -> Option<(&'static str, String)> {
    format.map(|format| ("_format", format.to_owned()))
}

/// The Schedule that a search of Slots is made in.
pub fn schedule(reference: &str) -> Result<TimeTypeId, Failure> {
    Ok(TimeTypeId(referred("Schedule", reference)?))
}

/// An id alone, or after the resource's name, or as a whole address.
fn referred(kind: &'static str, reference: &str) -> Result<Uuid, Failure> {
    let mut parts = reference.rsplit('/');
    let id = parts.next().and_then(|id| id.parse().ok());
    id.filter(|_| parts.next().is_none_or(|before| before == kind)).ok_or_else(|| {
        unreadable(format!("Ange {kind}/ och ett id."), format!("Give {kind}/ and an id."))
    })
}

/// Which statuses are asked for: several with commas between, each alone or after its code system and a bar.
pub fn statuses<T: Copy>(
    system: &str,
    asked: &str,
    all: &[(&'static str, T)],
) -> Result<Vec<T>, Failure> {
    let one = |token: &str| {
        let (of, code) = token.split_once('|').unwrap_or((system, token));
        all.iter().find(|(name, _)| *name == code && of == system).map(|(_, it)| *it)
    };
    asked.split(',').map(|token| one(token.trim())).collect::<Option<_>>().ok_or_else(|| {
        let names = all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        unreadable(
            format!("status ska vara en eller flera av {names}."),
            format!("status must be one or more of {names}."),
        )
    })
}

pub fn unreadable(sv: impl Into<String>, en: impl Into<String>) -> Failure {
    Failure::Unreadable(&failure::MALFORMED, Words::new(sv, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_named_by_its_hsa_id() {
        let unit = |text| Place::unit(text).ok();
        let known = Some(Place::Unit("SE2321000172-DV01".into()));
        assert_eq!(unit("urn:oid:1.2.752.129.2.1.4.1|SE2321000172-DV01"), known);
        assert_eq!(unit("se2321000172-dv01"), known);
        for bad in
            ["", "urn:oid:1.2.752.129.2.1.3.1|SE2321000172-DV01", "urn:oid:1.2.752.129.2.1.4.1|"]
        {
            assert_eq!(unit(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_reference_is_an_id_or_leads_to_one() {
        let id = Uuid::from_u128(7);
        let known = Some(Place::Slot(SlotId(id)));
        for good in [format!("{id}"), format!("Slot/{id}"), format!("https://a/fhir/R4/Slot/{id}")]
        {
            assert_eq!(Place::slot(&good).ok(), known, "{good}");
        }
        for bad in [
            format!("Schedule/{id}"),
            "Slot/7".to_owned(),
            String::new(),
            format!("Slot/{id}/_history/1"),
        ] {
            assert!(Place::slot(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn statuses_stand_with_commas_between_alone_or_after_their_system() {
        let read = |asked| statuses("http://a", asked, &[("free", 1), ("busy", 2)]).ok();
        assert_eq!(read("free, busy"), Some(vec![1, 2]));
        assert_eq!(read("http://a|free,busy"), Some(vec![1, 2]));
        for bad in ["free,", "", "http://b|free", "|free", "ledig"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
