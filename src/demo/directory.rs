//! What the embedded directory says: everybody and every unit of the demonstration region, and some
//! that the service does not know of yet, to be taken in. Pure.

use crate::directory::{AssignmentEntry, Hours, PersonEntry, UnitEntry};

use super::facts::{Assignment, PROVIDER, REGION, Staff, Unit, coordinates, region};

/// The region's staff, and two who are new there.
pub fn directory_people() -> impl Iterator<Item = PersonEntry> {
    let new: Vec<PersonEntry> = serde_json::from_str(include_str!("directory_people.json"))
        .expect("the embedded facts are well formed");
    region().staff.iter().map(person).chain(new)
}

/// The region's units, and one that is to be opened.
pub fn directory_units() -> impl Iterator<Item = UnitEntry> {
    let new: Vec<UnitEntry> = serde_json::from_str(include_str!("directory_units.json"))
        .expect("the embedded facts are well formed");
    region().units.iter().map(unit).chain(new)
}

fn person(s: &Staff) -> PersonEntry {
    PersonEntry {
        hsa_id: s.hsa_id.clone(),
        given_name: s.given_name.clone(),
        family_name: s.surname.clone(),
        title: s.title.clone(),
        email: Some(s.email.clone()),
        mobile_phone: None,
        protected_identity: false,
        active: !s.inactive_in_hsa,
        assignments: s.assignments.iter().map(assignment).collect(),
    }
}

fn assignment(a: &Assignment) -> AssignmentEntry {
    let unit = region().units.iter().find(|unit| unit.key == a.unit);
    AssignmentEntry {
        unit_hsa_id: unit.expect("assignments are at units").hsa_id.clone(),
        provider_hsa_id: PROVIDER.into(),
        purpose: a.purpose.clone(),
        coherent_documentation: a.coherent_documentation,
        valid_from: None,
        valid_through: None,
    }
}

fn unit(u: &Unit) -> UnitEntry {
    let hours = u.opening_hours.iter().flat_map(|hours| {
        let (opens, closes) = (hours.opens, hours.closes);
        hours.weekdays.iter().map(move |weekday| Hours { weekday: *weekday, opens, closes })
    });
    UnitEntry {
        hsa_id: u.hsa_id.clone(),
        name: u.name.clone(),
        county_code: REGION.into(),
        municipality_code: u.municipality.clone(),
        place: Some(u.visit_address.clone()),
        care_form: u.care_form.clone(),
        content_owner: None,
        visit_address: u.visit_address.clone(),
        phone: u.phone.clone(),
        about: u.about.clone(),
        temporary_information: None,
        latitude: Some(coordinates(&u.municipality).0),
        longitude: Some(coordinates(&u.municipality).1),
        opening_hours: hours.collect(),
        related_units: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use validator::Validate;

    use super::*;

    #[test]
    fn every_entry_fits_the_protocol() {
        for entry in directory_people() {
            entry.validate().expect("a sound person");
        }
        for entry in directory_units() {
            entry.validate().expect("a sound unit");
        }
    }
}
