//! People and things that nothing stands in the way of.

use chrono::NaiveDate;

use crate::journal::{conformance::Policies, decision::*};

pub const VC: &str = "VC-KOPING";
pub const BUP: &str = "BUP-VASTERAS";
pub const REGION: &str = "VGR-VML";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn rules() -> PersonRules {
    Policies::built_in().people
}

pub fn publication() -> Publication {
    Policies::built_in().publication
}

fn viewer(birth: &str) -> Viewer {
    Viewer {
        birth: day(birth),
        id_kind: IdKind::Personnummer,
        strength: Strength::Strong,
        protected: false,
        login_locked: false,
        deceased: false,
        fully_sealed: false,
    }
}

fn facts(today: &str, relation: Relation, viewer_birth: &str, subject_birth: &str) -> Facts {
    Facts {
        today: day(today),
        viewer: viewer(viewer_birth),
        subject: Subject {
            birth: day(subject_birth),
            protected: false,
            deceased: false,
            login_locked: false,
        },
        relation,
        blocks: Vec::new(),
        extensions: Vec::new(),
        early_access: Vec::new(),
        seals: Seals::Known(Vec::new()),
        cooling_off: false,
    }
}

pub fn oneself(today: &str, birth: &str) -> Facts {
    facts(today, Relation::Oneself, birth, birth)
}

pub fn adult() -> Facts {
    oneself("2026-03-10", "1980-03-10")
}

pub fn guardian(today: &str, child: &str) -> Facts {
    facts(today, Relation::Guardian, "1985-01-15", child)
}

/// Signed, approved, of general care, and nothing of it hidden.
pub fn note(date: &str) -> ItemFacts {
    ItemFacts {
        information: Some(InformationType::Note),
        system: "cosmic".into(),
        state: SourceState::Answered,
        provider: REGION.into(),
        unit: VC.into(),
        unit_class: Some(UnitClass::General),
        date: day(date),
        signed: true,
        approved_for_patient: true,
        hidden: Hidden::Nothing,
    }
}

pub fn log_row(date: &str) -> ItemFacts {
    ItemFacts { information: Some(InformationType::AccessLog), ..note(date) }
}

pub fn window(from: &str, through: &str) -> Window {
    Window { through: Some(day(through)), ..Window::from(day(from)) }
}

pub fn extension(unit: &str, from: &str, through: &str) -> UnitDecision {
    UnitDecision { unit: unit.into(), window: window(from, through) }
}

pub fn early(unit: &str, from: &str) -> EarlyAccess {
    EarlyAccess { unit: unit.into(), window: Window::from(day(from)), protected_reviewed: false }
}

pub fn seal(facts: &mut Facts, scope: Scope, window: Window) {
    match &mut facts.seals {
        Seals::Known(seals) => seals.push(Seal { scope, window }),
        Seals::Unknown => {}
    }
}

pub fn open(facts: &Facts) -> Reason {
    decide(facts, &rules(), Question::OpenJournal).reason
}

pub fn e_services(facts: &Facts) -> Reason {
    decide(facts, &rules(), Question::UseEServices).reason
}

pub fn item(facts: &Facts, item: &ItemFacts) -> Reason {
    decide(facts, &rules(), Question::ReadItem(item, Some(&publication()))).reason
}
