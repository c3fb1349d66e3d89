//! How a member of staff signs. Pure.

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;

use crate::schema::staff;

/// What a signature is made of.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = staff, check_for_backend(diesel::pg::Pg))]
pub struct Signer {
    pub given_name: String,
    pub family_name: String,
    pub title: String,
    pub signature_text: Option<String>,
}

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// The person's own text instead of everything (B-51), or greeting, name, title and date (B-50).
pub fn render(signer: &Signer, today: NaiveDate) -> String {
    if let Some(own) = &signer.signature_text {
        return own.clone();
    }
    let name = format!("{} {}", signer.given_name, signer.family_name);
    let date = in_swedish(today);
    lines(&["Med vänlig hälsning", &name, &signer.title, &date])
}

/// The unit's own text, or greeting, the unit's name and date: nobody's name (B-53).
pub fn render_unit(name: &str, own: Option<&str>, today: NaiveDate) -> String {
    match own {
        Some(own) => own.to_owned(),
        None => lines(&["Med vänlig hälsning", name, &in_swedish(today)]),
    }
}

fn lines(lines: &[&str]) -> String {
    let said = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    said.collect::<Vec<_>>().join("\n")
}

/// A day as people write it.
pub fn in_swedish(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(title: &str, own: Option<&str>) -> Signer {
        Signer {
            given_name: "Mikael".into(),
            family_name: "Sandberg".into(),
            title: title.into(),
            signature_text: own.map(Into::into),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    // proves: B-50
    #[test]
    fn the_automatic_signature_greets_and_names_and_dates() {
        assert_eq!(
            render(&signer("Distriktsläkare", None), day("2026-11-23")),
            "Med vänlig hälsning\nMikael Sandberg\nDistriktsläkare\n23 november 2026"
        );
        assert_eq!(
            render(&signer(" ", None), day("2027-01-01")),
            "Med vänlig hälsning\nMikael Sandberg\n1 januari 2027"
        );
    }

    // proves: B-53
    #[test]
    fn a_unit_signs_without_naming_anyone() {
        let today = day("2026-11-23");
        let automatic = "Med vänlig hälsning\nBäckby vårdcentral\n23 november 2026";
        assert_eq!(render_unit("Bäckby vårdcentral", None, today), automatic);
        assert_eq!(render_unit("Bäckby vårdcentral", Some("Vi på Bäckby"), today), "Vi på Bäckby");
    }

    // proves: B-51
    #[test]
    fn ones_own_text_replaces_it_entirely() {
        let own = "Hälsningar från oss på Bäckby\nTelefontid 8–10";
        assert_eq!(render(&signer("Distriktsläkare", Some(own)), day("2026-11-23")), own);
    }
}
