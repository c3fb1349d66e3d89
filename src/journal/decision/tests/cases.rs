//! One fault at a time: what stands in the way of a question, and by which rule.

use super::world::*;
use crate::journal::decision::*;

/// What is changed about a guardian of an eight-year-old who reads a note, or about the note.
pub struct Fault {
    pub rule: Rule,
    pub reason: Reason,
    pub cause: fn(&mut Facts, &mut ItemFacts),
}

const fn fault(rule: Rule, reason: Reason, cause: fn(&mut Facts, &mut ItemFacts)) -> Fault {
    Fault { rule, reason, cause }
}

/// Who may read all of it, and a note.
pub fn faultless() -> (Facts, ItemFacts) {
    (guardian("2026-03-10", "2017-09-01"), note("2026-03-09"))
}

fn full(facts: &mut Facts) {
    seal(facts, Scope::Full, Window::from(day("2026-01-01")));
}

/// In the table's order.
pub const FAULTS: &[Fault] = &[
    fault(Rule::G1, Reason::AuthRequired, |facts, _| facts.viewer.strength = Strength::Weak),
    fault(Rule::G1, Reason::AuthRequired, |facts, _| facts.viewer.strength = Strength::Nobody),
    fault(Rule::G2, Reason::IdTypeNotSupported, |facts, _| facts.viewer.id_kind = IdKind::Reserve),
    fault(Rule::G2, Reason::IdTypeNotSupported, |facts, _| {
        facts.viewer.id_kind = IdKind::Coordination
    }),
    fault(Rule::G3, Reason::AccountInactive, |facts, _| facts.viewer.deceased = true),
    fault(Rule::G4, Reason::LoginLocked, |facts, _| facts.viewer.login_locked = true),
    fault(Rule::G5, Reason::SubjectDeceased, |facts, _| facts.subject.deceased = true),
    fault(Rule::R4, Reason::NoRelationship, |facts, _| facts.relation = Relation::Other),
    fault(Rule::R3, Reason::LegalRepNotEnabled, |facts, _| {
        facts.relation = Relation::LegalRepresentative
    }),
    fault(Rule::R5, Reason::ViewerSealed, |facts, _| facts.viewer.fully_sealed = true),
    fault(Rule::P1, Reason::ProtectedChild, |facts, _| facts.subject.protected = true),
    fault(Rule::P2, Reason::ProtectedGuardian, |facts, _| facts.viewer.protected = true),
    fault(Rule::B1, Reason::GuardianBlocked, |facts, _| {
        facts.blocks = vec![Window::from(day("2026-03-10"))]
    }),
    fault(Rule::B2, Reason::ChildLocked, |facts, _| facts.subject.login_locked = true),
    fault(Rule::A6, Reason::SubjectIs16, |facts, _| facts.subject.birth = day("2010-03-10")),
    fault(Rule::A5, Reason::AgeGapGuardian, |facts, _| facts.subject.birth = day("2013-03-10")),
    fault(Rule::S1, Reason::SealStateUnknown, |facts, _| facts.seals = Seals::Unknown),
    fault(Rule::S2, Reason::SealedFull, |facts, _| full(facts)),
    fault(Rule::V1, Reason::SourceUnavailable, |_, item| item.state = SourceState::Silent),
    fault(Rule::U1, Reason::SourceNotConnected, |_, item| item.system = "take-care".into()),
    fault(Rule::U0, Reason::UnitUnknown, |_, item| item.unit_class = None),
    fault(Rule::U2, Reason::UnitExcluded, |_, item| item.unit_class = Some(UnitClass::Barnahus)),
    fault(Rule::U3, Reason::OutsideDecisionScope, |facts, _| {
        facts.subject.birth = day("2013-03-10");
        facts.extensions = vec![extension(BUP, "2026-03-10", "2027-03-10")];
    }),
    fault(Rule::U4, Reason::SealedPartial, |facts, _| {
        seal(facts, Scope::Unit(VC.into(), None), Window::from(day("2026-03-10")));
    }),
    fault(Rule::L2, Reason::LogBupExcluded, |_, item| {
        item.information = Some(InformationType::AccessLog);
        item.unit_class = Some(UnitClass::ChildPsychiatry);
    }),
    fault(Rule::L1, Reason::LogTooOld, |_, item| {
        item.information = Some(InformationType::AccessLog);
        item.date = day("2025-03-09");
    }),
    fault(Rule::I1, Reason::TypeNotPublished, |_, item| item.information = None),
    fault(Rule::I1, Reason::TypeNotPublished, |_, item| {
        item.information = Some(InformationType::CarePlan)
    }),
    fault(Rule::I2, Reason::BeforeTypeStart, |_, item| item.date = day("2015-03-31")),
    fault(Rule::I3, Reason::BeforeUnitStart, |_, item| {
        item.unit_class = Some(UnitClass::YouthClinic);
        item.date = day("2019-09-01");
    }),
    fault(Rule::I4, Reason::NotApprovedForPatient, |_, item| item.approved_for_patient = false),
    fault(Rule::I5, Reason::HiddenNote, |_, item| item.hidden = Hidden::WholeNote),
    fault(Rule::Q1, Reason::DeferredByResident, |facts, _| facts.cooling_off = true),
    fault(Rule::I6, Reason::KeywordRedacted, |_, item| item.hidden = Hidden::Keyword),
];

/// What a rule's answer is like.
fn outcome(rule: Rule) -> Outcome {
    match rule {
        Rule::V1 => Outcome::Unavailable,
        Rule::I6 => Outcome::AllowRedacted,
        rule if rule < Rule::Z1 => Outcome::Deny,
        _ => Outcome::Omit,
    }
}

// proves: J-G1, J-G2, J-G3, J-G4, J-G5, J-R3, J-R4, J-R5, J-P1, J-P2, J-B1, J-B2, J-A5, J-A6, J-S1, J-S2
// proves: J-V1, J-U0, J-U1, J-U2, J-U3, J-U4, J-L1, J-L2, J-I1, J-I2, J-I3, J-I4, J-I5, J-I6, J-Q1
#[test]
fn each_fault_alone_is_answered_by_its_rule() {
    let (rules, published) = (rules(), publication());
    let (facts, item) = faultless();
    let question = Question::ReadItem(&item, Some(&published));
    let allowed = Decision { outcome: Outcome::Allow, reason: Reason::Ok, rule: Rule::Z2 };
    assert_eq!(decide(&facts, &rules, question), allowed);
    assert!(allowed.allows());
    for Fault { rule, reason, cause } in FAULTS {
        let (mut facts, mut item) = faultless();
        cause(&mut facts, &mut item);
        let decision = decide(&facts, &rules, Question::ReadItem(&item, Some(&published)));
        let outcome = outcome(*rule);
        assert_eq!(decision, Decision { outcome, reason: *reason, rule: *rule });
        assert_eq!(decision.allows(), outcome == Outcome::AllowRedacted);
    }
}

// proves: J-U1
#[test]
fn nothing_is_shown_of_a_provider_that_publishes_nothing() {
    let (facts, item) = faultless();
    let decision = decide(&facts, &rules(), Question::ReadItem(&item, None));
    assert_eq!((decision.rule, decision.outcome), (Rule::U1, Outcome::Omit));
}

// proves: J-I1
#[test]
fn a_log_that_is_not_published_is_of_no_published_type() {
    let published = Publication { log_months: None, ..publication() };
    let item = log_row("2026-03-09");
    let decision = decide(&adult(), &rules(), Question::ReadItem(&item, Some(&published)));
    assert_eq!(decision.reason, Reason::TypeNotPublished);
}

// proves: J-Q1
#[test]
fn whoever_waits_waits_for_what_is_new_or_unsigned() {
    let mut facts = adult();
    facts.cooling_off = true;
    for (date, signed, reason) in [
        ("2026-02-24", true, Reason::Ok),
        ("2026-02-25", true, Reason::DeferredByResident),
        ("2026-03-11", true, Reason::DeferredByResident),
        ("2016-02-24", false, Reason::DeferredByResident),
    ] {
        assert_eq!(item(&facts, &ItemFacts { signed, ..note(date) }), reason, "{date}");
    }
    facts.cooling_off = false;
    assert_eq!(item(&facts, &ItemFacts { signed: false, ..note("2026-03-10") }), Reason::Ok);
}

// proves: J-C1
#[test]
fn a_copy_is_weighed_by_a_person_whoever_asks() {
    let by = |facts: &Facts| decide(facts, &rules(), Question::RecordCopy);
    let (mut facts, _) = faultless();
    let review = |reason| Decision { outcome: Outcome::Review, reason, rule: Rule::C1 };
    assert_eq!(by(&facts), review(Reason::HarmAssessmentGuardian));
    facts.blocks = vec![Window::from(day("2026-01-01"))];
    assert_eq!(by(&facts), review(Reason::HarmAssessmentGuardian));
    assert_eq!(by(&adult()), review(Reason::HarmAssessment));
    facts.relation = Relation::Other;
    assert_eq!(by(&facts), review(Reason::HarmAssessment));
}

// proves: J-G4
#[test]
fn a_lock_closes_the_journal_where_the_region_says_so_and_e_services_always() {
    let mut facts = adult();
    facts.viewer.login_locked = true;
    let open = PersonRules { lock_closes_journal: false, ..rules() };
    assert_eq!(decide(&facts, &rules(), Question::OpenJournal).rule, Rule::G4);
    assert_eq!(decide(&facts, &open, Question::OpenJournal).rule, Rule::Z1);
    assert_eq!(decide(&facts, &open, Question::UseEServices).rule, Rule::G4);
}

// proves: J-R5
#[test]
fn an_own_seal_closes_other_peoples_journals_unless_the_region_says_otherwise() {
    let (mut facts, _) = faultless();
    facts.viewer.fully_sealed = true;
    let open = PersonRules { own_seal_closes_others: false, ..rules() };
    assert_eq!(decide(&facts, &rules(), Question::OpenJournal).rule, Rule::R5);
    assert_eq!(decide(&facts, &open, Question::OpenJournal).rule, Rule::Z1);
    assert_eq!(e_services(&facts), Reason::Ok);
    // One's own is the seal's matter, not this rule's.
    facts.relation = Relation::Oneself;
    facts.subject.birth = facts.viewer.birth;
    assert_eq!(decide(&facts, &rules(), Question::OpenJournal).rule, Rule::Z1);
}

// proves: J-E2
#[test]
fn nobody_under_thirteen_acts_in_the_e_services() {
    for (today, reason) in [("2026-05-19", Reason::AgeUnder13), ("2026-05-20", Reason::Ok)] {
        let mut facts = guardian(today, "2026-01-01");
        facts.viewer.birth = day("2013-05-20");
        assert_eq!(e_services(&facts), reason);
    }
}
