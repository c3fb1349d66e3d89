//! How far a decision or a seal reaches.

use super::world::*;
use crate::journal::decision::*;

const BORN: &str = "2013-05-20";

fn units(facts: &Facts) -> Option<Vec<String>> {
    admit(facts, &rules()).unwrap().units().map(<[String]>::to_vec)
}

// proves: J-A4, J-A2-SCOPE, J-A5-SCOPE
#[test]
fn decisions_open_their_own_units_and_nothing_limits_the_others() {
    assert_eq!(units(&adult()), None);
    assert_eq!(units(&guardian("2026-05-19", BORN)), None);
    let mut parent = guardian("2027-01-10", BORN);
    parent.extensions = vec![
        extension(VC, "2026-06-01", "2027-06-01"),
        extension(BUP, "2026-06-01", "2027-01-09"),
        extension("BARNKLIN", "2027-01-10", "2028-01-10"),
        extension("HABILITERING", "2027-01-11", "2028-01-11"),
    ];
    assert_eq!(units(&parent), Some(vec![VC.into(), "BARNKLIN".into()]));
    let mut youth = oneself("2027-01-10", BORN);
    youth.early_access = vec![early(VC, "2026-06-01"), early(BUP, "2027-01-11")];
    assert_eq!(units(&youth), Some(vec![VC.into()]));
}

// proves: J-P4
#[test]
fn a_protected_youth_reads_only_where_that_was_weighed() {
    let mut youth = oneself("2027-01-10", BORN);
    youth.subject.protected = true;
    youth.early_access = vec![early(VC, "2026-06-01")];
    assert_eq!(open(&youth), Reason::ProtectedEarlyAccess);
    let weighed = EarlyAccess { protected_reviewed: true, ..early(BUP, "2026-06-01") };
    youth.early_access.push(weighed);
    assert_eq!(units(&youth), Some(vec![BUP.into()]));
    youth.subject.protected = false;
    assert_eq!(units(&youth), Some(vec![VC.into(), BUP.into()]));
    // Somebody else's decision about the youth is nothing to a guardian.
    youth.subject.protected = true;
    youth.relation = Relation::Guardian;
    assert_eq!(open(&youth), Reason::ProtectedChild);
    // And at sixteen nothing has to be weighed.
    youth.relation = Relation::Oneself;
    youth.early_access.clear();
    youth.today = day("2029-05-20");
    assert_eq!(open(&youth), Reason::OkAllUnits);
}

// proves: J-U4
#[test]
fn a_seal_reaches_its_unit_its_provider_or_its_time() {
    let events = Period { from: day("2025-10-01"), through: day("2025-12-31") };
    let (vc, region) = (|| VC.to_string(), || REGION.to_string());
    let other = || "ELSEWHERE".to_string();
    for (scope, reached) in [
        (Scope::Unit(vc(), None), [true; 4]),
        (Scope::Unit(other(), None), [false; 4]),
        (Scope::Unit(vc(), Some(events)), [false, true, true, false]),
        (Scope::Unit(other(), Some(events)), [false; 4]),
        (Scope::Provider(region(), None), [true; 4]),
        (Scope::Provider(other(), None), [false; 4]),
        (Scope::Provider(region(), Some(events)), [false, true, true, false]),
        (Scope::Provider(other(), Some(events)), [false; 4]),
        (Scope::Period(events), [false, true, true, false]),
    ] {
        let mut facts = adult();
        seal(&mut facts, scope.clone(), Window::from(day("2026-01-15")));
        let dates = ["2025-09-30", "2025-10-01", "2025-12-31", "2026-01-01"];
        let hidden = dates.map(|date| item(&facts, &note(date)) == Reason::SealedPartial);
        assert_eq!(hidden, reached, "{scope:?}");
        // The log's rows too.
        let hidden = dates.map(|date| item(&facts, &log_row(date)) == Reason::SealedPartial);
        assert_eq!(hidden, reached, "{scope:?}");
    }
}

// proves: J-S1
#[test]
fn whoever_was_let_in_before_a_seal_reads_nothing_after_it() {
    let admission = admit(&adult(), &rules()).unwrap();
    let mut facts = adult();
    seal(&mut facts, Scope::Full, Window::from(day("2026-03-10")));
    let decision = read(&facts, &admission, &note("2025-06-01"), Some(&publication()));
    assert_eq!(decision.reason, Reason::SealedPartial);
}

// proves: J-R3, J-LEGAL
#[test]
fn a_legal_representative_reads_where_the_region_says_so_and_of_a_child_as_a_guardian() {
    let on = PersonRules { legal_representatives: true, ..rules() };
    let opens = |facts: &Facts| decide(facts, &on, Question::OpenJournal).reason;
    let represents = |today: &str, birth: &str| Facts {
        relation: Relation::LegalRepresentative,
        ..guardian(today, birth)
    };
    assert_eq!(open(&represents("2026-03-10", "1941-02-03")), Reason::LegalRepNotEnabled);
    assert_eq!(opens(&represents("2026-03-10", "1941-02-03")), Reason::OkAllUnits);
    let mut youth = represents("2027-01-10", BORN);
    assert_eq!(opens(&youth), Reason::AgeGapGuardian);
    youth.extensions = vec![extension(VC, "2026-06-01", "2027-06-01")];
    assert_eq!(opens(&youth), Reason::OkScopedUnits);
    youth.subject.login_locked = true;
    assert_eq!(opens(&youth), Reason::ChildLocked);
    youth.blocks = vec![Window::from(day("2027-01-10"))];
    assert_eq!(opens(&youth), Reason::GuardianBlocked);
    youth.viewer.protected = true;
    assert_eq!(opens(&youth), Reason::ProtectedGuardian);
    youth.subject.protected = true;
    assert_eq!(opens(&youth), Reason::ProtectedChild);
    // The word guardian is kept for guardians where a copy is asked for.
    assert_eq!(decide(&youth, &on, Question::RecordCopy).reason, Reason::HarmAssessment);
}
