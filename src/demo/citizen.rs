//! Templates for citizen cases, and what was sent with them, as the JSON file beside this one says.

use chrono::TimeDelta;
use diesel::QueryResult;
use serde::Deserialize;

use super::{
    facts::{Region, stable_id},
    store::Place,
};
use crate::{
    cases::CitizenMode,
    citizen_cases::{Edition, Fillings, Sender, SendingBasis, compose},
    clock::local_date,
    id::{CitizenTemplateId, CitizenTemplateVersionId},
    units::{form::Component, in_swedish},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitizenCases {
    pub templates: Vec<Template>,
    pub sendings: Vec<Sending>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Template {
    pub key: String,
    /// `nation`, `region`, or `unit:` and the key of the unit that made it.
    pub owner: String,
    pub mode: CitizenMode,
    pub basis: SendingBasis,
    #[serde(default)]
    pub inactive: bool,
    pub title: String,
    pub body: String,
    pub purpose: String,
    pub reply_use: Option<String>,
    pub contact: Option<String>,
    #[serde(default)]
    pub questions: Vec<Component>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sending {
    pub key: String,
    pub unit: String,
    pub template: String,
    /// The handler who sent it.
    pub by: String,
    pub days_ago: i64,
    pub own_text: Option<String>,
    pub lines: Vec<Line>,
}

/// A line of a sending; with a case's number when it was sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Line {
    pub resident: Option<String>,
    pub case: Option<String>,
    #[serde(default)]
    pub read: bool,
    pub outcome: Option<String>,
}

/// The facts, read anew.
fn facts() -> CitizenCases {
    let json = include_str!("citizen_cases.json");
    serde_json::from_str(json).expect("the embedded facts are well formed")
}

/// Puts templates and sendings in place.
pub fn load(place: &mut Place<'_>, region: &Region) -> QueryResult<()> {
    let facts = facts();
    for template in &facts.templates {
        place.citizen_template(template)?;
    }
    for sending in &facts.sendings {
        let template = facts.templates.iter().find(|it| it.key == sending.template);
        let template = template.expect("every sending is of a known template");
        let at = place.now - TimeDelta::days(sending.days_ago);
        let signature = region.signature(&sending.by, local_date(at));
        place.citizen_sending(sending, at, &signature)?;
        for (number, line) in (1..).zip(&sending.lines) {
            if line.case.is_some() {
                let body = letter(region, sending, template, line, local_date(at));
                place.citizen_case(sending, template, (number, line), (at, &signature, &body))?;
            }
            place.citizen_line(sending, (number, line), at)?;
        }
    }
    Ok(())
}

fn letter(
    region: &Region,
    sending: &Sending,
    template: &Template,
    line: &Line,
    today: chrono::NaiveDate,
) -> String {
    let unit = region.units.iter().find(|unit| unit.key == sending.unit).expect("a known unit");
    let staff = region.staff.iter().find(|it| it.key == sending.by).expect("a known handler");
    let resident = region.residents.iter().find(|it| Some(&it.key) == line.resident.as_ref());
    let resident = resident.expect("a known resident");
    let edition = Edition {
        id: CitizenTemplateVersionId(stable_id("citizen-template-version", &template.key)),
        template: CitizenTemplateId(stable_id("citizen-template", &template.key)),
        number: 1,
        mode: template.mode,
        basis: template.basis,
        title: template.title.clone(),
        body: template.body.clone(),
        purpose: template.purpose.clone(),
        reply_use: template.reply_use.clone(),
        contact: template.contact.clone(),
        questions: Vec::new(),
    };
    let fillings = Fillings {
        resident_name: &format!("{} {}", resident.given_name, resident.surname),
        unit_name: &unit.name,
        unit_phone: &unit.phone,
        sender_name: &format!("{} {}", staff.given_name, staff.surname),
        date: &in_swedish(today),
        own_text: sending.own_text.as_deref().unwrap_or_default(),
    };
    let sender = Sender { name: &unit.name, hsa_id: &unit.hsa_id, phone: &unit.phone };
    compose(&edition, sender, &fillings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{demo::region, units::form};

    #[test]
    fn everything_named_is_there_and_every_form_is_sound() {
        let facts = facts();
        for template in &facts.templates {
            assert_eq!(form::sound("", &template.questions), [], "{}", template.key);
            let asks = template.mode == CitizenMode::Questions;
            assert_eq!(template.questions.is_empty(), !asks, "{}", template.key);
            assert_eq!(template.reply_use.is_some(), asks, "{}", template.key);
        }
        for sending in &facts.sendings {
            assert!(facts.templates.iter().any(|it| it.key == sending.template));
            let handlers: Vec<_> = region()
                .staff
                .iter()
                .filter(|it| {
                    it.unit_roles
                        .get(&sending.unit)
                        .is_some_and(|it| it.contains(&"handler".to_owned()))
                })
                .map(|it| it.key.as_str())
                .collect();
            assert!(handlers.contains(&sending.by.as_str()), "{}", sending.key);
            for line in &sending.lines {
                assert!(line.case.is_some() != line.outcome.is_some(), "{}", sending.key);
                let known = |key: &String| region().residents.iter().any(|it| it.key == *key);
                assert!(line.resident.as_ref().is_none_or(known), "{}", sending.key);
            }
        }
    }
}
