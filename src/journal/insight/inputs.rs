//! What each rule looked at, by name and value. Nothing of what an item says.

use super::super::decision::{
    Facts, ItemFacts, PersonRules, Publication, Rule, Scope, Seal, Seals, Window, attained,
};

/// What the question was about.
#[derive(Clone, Copy)]
pub struct About<'a> {
    pub facts: &'a Facts,
    pub rules: &'a PersonRules,
    pub item: Option<(&'a ItemFacts, Option<&'a Publication>)>,
}

/// The names and values that the rule looked at.
pub fn inputs(rule: Rule, about: About<'_>) -> Vec<(&'static str, String)> {
    let named = LOOKED_AT.iter().find(|(one, _)| *one == rule);
    let names = named.map_or(&[][..], |(_, names)| names);
    names.iter().map(|name| (*name, value(name, about))).collect()
}

const LOOKED_AT: &[(Rule, &[&str])] = &[
    (Rule::C1, &["relation"]),
    (Rule::G1, &["viewer.strength"]),
    (Rule::G2, &["viewer.idKind"]),
    (Rule::G3, &["viewer.deceased"]),
    (Rule::G4, &["viewer.logInLocked", "policy.lockClosesJournal"]),
    (Rule::G5, &["subject.deceased"]),
    (Rule::R4, &["relation"]),
    (Rule::R3, &["relation", "policy.legalRepresentatives"]),
    (Rule::E2, &["viewer.mayActFrom"]),
    (Rule::E3, &["relation"]),
    (Rule::R5, &["viewer.fullySealed", "policy.ownSealClosesOthers"]),
    (Rule::P1, &["subject.protected", "subject.opensOn"]),
    (Rule::P2, &["viewer.protected"]),
    (Rule::B1, &["blocks"]),
    (Rule::B2, &["subject.logInLocked"]),
    (Rule::E4, &["subject.agencyEndsOn"]),
    (Rule::A1, &["subject.agencyEndsOn"]),
    (Rule::A2, &["subject.opensOn", "earlyAccess"]),
    (Rule::P4, &["subject.protected", "earlyAccess"]),
    (Rule::A6, &["subject.opensOn"]),
    (Rule::A5, &["subject.agencyEndsOn", "subject.opensOn", "extensions"]),
    (Rule::S1, &["seals"]),
    (Rule::S2, &["seals"]),
    (Rule::Z1, &["extensions", "earlyAccess"]),
    (Rule::V1, &["item.source"]),
    (Rule::U1, &["item.system", "published.systems"]),
    (Rule::U0, &["item.unitClass"]),
    (Rule::U2, &["item.unitClass", "published.excludedClasses"]),
    (Rule::U3, &["item.unit", "extensions", "earlyAccess"]),
    (Rule::U4, &["item.unit", "item.provider", "item.date", "seals"]),
    (Rule::L2, &["item.information", "item.unitClass", "published.logExcludedClasses"]),
    (Rule::L1, &["item.information", "item.date", "published.logMonths"]),
    (Rule::I1, &["item.information", "published.types"]),
    (Rule::I2, &["item.information", "item.date", "published.types"]),
    (Rule::I3, &["item.unitClass", "item.date", "published.classStarts"]),
    (Rule::I4, &["item.approvedForPatient"]),
    (Rule::I5, &["item.hidden"]),
    (Rule::Q1, &["viewer.coolingOff", "item.date", "item.signed", "published.coolingOffDays"]),
    (Rule::I6, &["item.hidden"]),
];

fn value(name: &str, about: About<'_>) -> String {
    if let Some(name) = name.strip_prefix("item.") {
        return about.item.map_or_else(String::new, |(item, _)| of_item(name, item));
    }
    if let Some(name) = name.strip_prefix("published.") {
        let published = about.item.and_then(|(_, published)| published);
        return published
            .map_or_else(|| "nothing".into(), |published| of_publication(name, published));
    }
    of_people(name, about).unwrap_or_else(|| decided(name, about.facts))
}

fn of_people(name: &str, About { facts, rules, .. }: About<'_>) -> Option<String> {
    let (viewer, subject) = (&facts.viewer, &facts.subject);
    Some(match name {
        "relation" => facts.relation.code().into(),
        "viewer.strength" => viewer.strength.code().into(),
        "viewer.idKind" => viewer.id_kind.code().into(),
        "viewer.deceased" => viewer.deceased.to_string(),
        "viewer.logInLocked" => viewer.login_locked.to_string(),
        "viewer.protected" => viewer.protected.to_string(),
        "viewer.fullySealed" => viewer.fully_sealed.to_string(),
        "viewer.coolingOff" => facts.cooling_off.to_string(),
        "viewer.mayActFrom" => attained(viewer.birth, rules.agency_ends_at).to_string(),
        "subject.deceased" => subject.deceased.to_string(),
        "subject.protected" => subject.protected.to_string(),
        "subject.logInLocked" => subject.login_locked.to_string(),
        "subject.agencyEndsOn" => attained(subject.birth, rules.agency_ends_at).to_string(),
        "subject.opensOn" => attained(subject.birth, rules.opens_at).to_string(),
        "policy.lockClosesJournal" => rules.lock_closes_journal.to_string(),
        "policy.legalRepresentatives" => rules.legal_representatives.to_string(),
        "policy.ownSealClosesOthers" => rules.own_seal_closes_others.to_string(),
        _ => return None,
    })
}

fn decided(name: &str, facts: &Facts) -> String {
    let all: Vec<String> = match name {
        "blocks" => facts.blocks.iter().map(window).collect(),
        "extensions" => facts
            .extensions
            .iter()
            .map(|one| format!("{} {}", one.unit, window(&one.window)))
            .collect(),
        "earlyAccess" => facts
            .early_access
            .iter()
            .map(|one| {
                let weighed = if one.protected_reviewed { " protection weighed" } else { "" };
                format!("{} {}{weighed}", one.unit, window(&one.window))
            })
            .collect(),
        _ => match &facts.seals {
            Seals::Unknown => return "unknown".into(),
            Seals::Known(seals) => seals.iter().map(seal).collect(),
        },
    };
    if all.is_empty() { "none".into() } else { all.join("; ") }
}

/// Days in ISO 8601: from, two dots, through; and the day it was taken back, if it was.
fn window(window: &Window) -> String {
    let through = window.through.map(|day| day.to_string()).unwrap_or_default();
    let ended = window.deactivated.map(|day| format!(" ended {day}")).unwrap_or_default();
    format!("{}..{through}{ended}", window.from)
}

pub fn scope(scope: &Scope) -> String {
    let (what, events) = match scope {
        Scope::Full => return "full".into(),
        Scope::Unit(unit, events) => (format!("unit {unit}"), *events),
        Scope::Provider(provider, events) => (format!("provider {provider}"), *events),
        Scope::Period(events) => ("period".into(), Some(*events)),
    };
    let events = events.map(|events| format!(" events {}..{}", events.from, events.through));
    what + &events.unwrap_or_default()
}

fn seal(seal: &Seal) -> String {
    format!("{} {}", scope(&seal.scope), window(&seal.window))
}

fn of_item(name: &str, item: &ItemFacts) -> String {
    match name {
        "source" => item.state.code().into(),
        "system" => item.system.clone(),
        "unit" => item.unit.clone(),
        "provider" => item.provider.clone(),
        "unitClass" => item.unit_class.map_or("unknown", |class| class.code()).into(),
        "information" => {
            item.information.map_or("unknown", |information| information.code()).into()
        }
        "date" => item.date.to_string(),
        "signed" => item.signed.to_string(),
        "approvedForPatient" => item.approved_for_patient.to_string(),
        _ => item.hidden.code().into(),
    }
}

fn of_publication(name: &str, published: &Publication) -> String {
    let all: Vec<String> = match name {
        "systems" => published.systems.iter().cloned().collect(),
        "excludedClasses" => codes(published.excluded_classes.iter().map(|class| class.code())),
        "logExcludedClasses" => {
            codes(published.log_excluded_classes.iter().map(|class| class.code()))
        }
        "types" => {
            published.types.iter().map(|(kind, from)| format!("{} {from}", kind.code())).collect()
        }
        "classStarts" => published
            .class_starts
            .iter()
            .map(|(class, from)| format!("{} {from}", class.code()))
            .collect(),
        "logMonths" => published.log_months.iter().map(ToString::to_string).collect(),
        _ => vec![published.cooling_off_days.to_string()],
    };
    if all.is_empty() { "none".into() } else { all.join("; ") }
}

fn codes(codes: impl Iterator<Item = &'static str>) -> Vec<String> {
    codes.map(Into::into).collect()
}
