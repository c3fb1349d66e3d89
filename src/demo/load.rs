//! Loads the region: what there is before who may use it, and the cases last.

use chrono::{DateTime, Utc};
use diesel::{Connection, PgConnection, QueryResult};

use crate::{bookings::BookingStatus, clock::local_date};

use super::{
    citizen,
    facts::{Region, region},
    journal,
    life::Life,
    store::{self, Place},
    templates,
};

/// Systems that may sign in, with secrets that are no secrets.
pub const CLIENTS: &[(&str, &str, &[&str])] = &[
    ("demo-register", "demo-register-secret", &["register:write"]),
    ("demo-directory", "demo-directory-secret", &["units:read"]),
    ("demo-time-book", "demo-time-book-secret", &["slots:write", "bookings:write", "fhir:read"]),
    ("demo-printer", "demo-printer-secret", &["letters:send"]),
    ("demo-partner", "demo-partner-secret", &["fhir:read"]),
];

/// How it went.
#[derive(Debug, PartialEq, Eq)]
pub enum Loaded {
    /// Rows that were not there before; none when the region was loaded already.
    Added(usize),
    /// The database holds units, and only an empty one was to be filled.
    NotEmpty,
}

/// Loads the region in one transaction. What is there already is left as it is.
pub fn load(conn: &mut PgConnection, now: DateTime<Utc>, if_empty: bool) -> QueryResult<Loaded> {
    conn.transaction(|conn| {
        if if_empty && !store::is_empty(conn)? {
            return Ok(Loaded::NotEmpty);
        }
        let mut place = Place { conn, now, added: 0 };
        units(&mut place, region())?;
        people(&mut place, region())?;
        measures(&mut place)?;
        place.retention()?;
        cases(&mut place, region())?;
        citizen::load(&mut place, region())?;
        templates::load(&mut place)?;
        summonses(&mut place)?;
        if place.added > 0 {
            store::record(&mut place)?;
        }
        Ok(Loaded::Added(place.added))
    })
}

fn units(place: &mut Place<'_>, region: &Region) -> QueryResult<()> {
    for unit in &region.units {
        place.unit(unit)?;
        for hours in &unit.opening_hours {
            hours.weekdays.iter().try_for_each(|day| place.hours(unit, hours, *day))?;
        }
        for (number, area) in unit.service_areas.iter().enumerate() {
            place.area(unit, number, area)?;
        }
    }
    journal::units().iter().try_for_each(|unit| place.journal_unit(unit))?;
    for case_type in &region.case_types {
        place.case_type(case_type)?;
        place.form(case_type)?;
    }
    for unit in &region.units {
        for (number, case_type) in unit.case_types.iter().enumerate() {
            place.offer(unit, number, case_type)?;
        }
    }
    Ok(())
}

fn people(place: &mut Place<'_>, region: &Region) -> QueryResult<()> {
    let terms = store::terms_version(place.conn)?;
    for staff in &region.staff {
        place.staff(staff, &terms)?;
        for (unit, roles) in &staff.unit_roles {
            roles.iter().try_for_each(|role| place.role(staff, role, Some(unit)))?;
        }
        staff.scope_role.iter().try_for_each(|role| place.role(staff, role, None))?;
        staff.assignments.iter().try_for_each(|it| place.assignment(staff, it))?;
    }
    place.group("diabetes", "Diabetesteamet", "backby")?;
    ["mikael", "jonas"].iter().try_for_each(|staff| place.member("diabetes", staff))?;
    for (number, resident) in region.residents.iter().enumerate() {
        // Numbers that the telecoms agency sets aside for fiction.
        let phone = format!("+46701740{}", 605 + number);
        place.resident(resident, &phone, &terms)?;
        if let Some(by) = &resident.locked_by_region {
            place.protection(&resident.key, by, "kerstin")?;
            place.lock(resident, by)?;
        }
        for unit in &resident.approvals {
            place.approve(resident, unit, region.administrator(unit))?;
        }
        for handout in &resident.grants {
            place.hand_out(resident, handout, region.administrator(&handout.unit))?;
        }
    }
    for child in &region.residents {
        for guardian in &child.guardians {
            place.guardian(guardian, child, child.ended_guardianships.get(guardian).copied())?;
        }
        child.blocked_guardians.iter().try_for_each(|guardian| place.block(guardian, child))?;
    }
    place.absence("nadia", "mikael", "backby")?;
    place.legal_hold("karin", "backby", "lena")?;
    place.policy("tomas")?;
    place.care("maria", "backby", "mikael")?;
    cards(place)?;
    CLIENTS.iter().try_for_each(|(client, secret, scopes)| {
        place.client(client, secret, scopes)?;
        place.client_acts(client)
    })
}

/// Screening and blood donation: what is booked, by whom one is summoned, and one of each.
fn summonses(place: &mut Place<'_>) -> QueryResult<()> {
    const CERVICAL: (&str, &str) = ("gynprov", "Gynekologiskt cellprov");
    const MAMMOGRAPHY: (&str, &str) = ("mammografi", "Mammografi");
    const BLOOD: (&str, &str) = ("blodgivning", "Lämna blod");
    place.mammography()?;
    place.summons_type("backby", CERVICAL, true)?;
    place.summons_type("hemdal", CERVICAL, true)?;
    place.summons_type("backby", MAMMOGRAPHY, true)?;
    place.summons_type("backby", BLOOD, false)?;
    place.summons_type("backby", ("provtagning", "Provtagning"), false)?;
    place.mornings("backby", "provtagning")?;
    place.mornings("backby", "gynprov")?;
    let booked = (BookingStatus::Confirmed, "Bokad tid: Provtagning");
    place.booked("anna", ("backby", "provtagning"), (4, 2), booked)?;
    let proposed = (BookingStatus::Preliminary, "Bekräfta tid: Provtagning");
    place.booked("maria", ("backby", "provtagning"), (5, 3), proposed)?;
    let eva = ("backby", "eva");
    place.summoned("sara", eva, CERVICAL, "cervical")?;
    place.summoned("maria", eva, MAMMOGRAPHY, "mammography")?;
    place.summoned("erik", eva, BLOOD, "blood-donation")?;
    // She has never signed in.
    place.summoned_on_paper("ebba", eva, "gynprov", "cervical")?;
    // Summons for two units that give the same, and gives nothing itself.
    place.grouped("oxbacken", "backby")?;
    place.grouped("oxbacken", "hemdal")
}

/// Who decides at Bäckby, and a measure of each kind.
fn measures(place: &mut Place<'_>) -> QueryResult<()> {
    place.decides("lena", "backby", None)?;
    place.decides("mikael", "backby", Some("Delegationsordning för Bäckby, punkt 4"))?;
    place.sealed("ylva")?;
    place.unit_sealed("bengt", "backby", "lena")?;
    place.early("oskar", "backby", "lena")?;
    place.extended("maria", "wilma", "backby", "lena")
}

/// What stands on cards besides case types, and who takes complaints.
fn cards(place: &mut Place<'_>) -> QueryResult<()> {
    place.patient_board("Patientnämnden i demoregionen")?;
    place.takes_complaints("backby", "tomas")?;
    let link = ("Hitta till oss", "https://example.se/backby/hitta-hit");
    place.card("backby", "Ny ingång från gården under bygget.", link, "lena")?;
    BASIC_RANGE.iter().try_for_each(|(service, case_type)| place.basic(service, case_type))
}

/// The region's basic range, as the demonstration's case types give it.
const BASIC_RANGE: &[(&str, &str)] = &[
    ("request-appointment", "boka-tid"),
    ("change-appointment", "av-omboka"),
    ("renew-prescription", "fornya-recept"),
    ("contact-me", "kontakta-oss"),
    ("send-message", "kontakta-oss"),
    ("question-about-referral", "fraga-remiss"),
    ("request-certificate", "bestall-intyg"),
];

fn cases(place: &mut Place<'_>, region: &Region) -> QueryResult<()> {
    for case in &region.cases {
        let life = Life::of(case, region, place.now);
        if !place.case(case, &life)? {
            continue;
        }
        let title = &region.case_type(&case.case_type).name;
        let mut seq = 0;
        for (number, step) in (1..).zip(&life.steps) {
            place.step(case, number, step)?;
            if step.says.is_none() {
                continue;
            }
            seq += 1;
            let signature = step.staff.map(|key| region.signature(key, local_date(step.at)));
            place.message(case, seq, step, signature.as_deref())?;
            if let Some(name) = case.file.as_deref().filter(|_| seq == 1) {
                place.file(case, name, step)?;
            }
            if step.staff.is_some() {
                place.inbox(case, seq, step, title)?;
            }
        }
    }
    Ok(())
}
