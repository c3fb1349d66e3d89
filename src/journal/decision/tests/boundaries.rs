//! The boundary cases of journal.md 2.6, day by day.

use super::world::*;
use crate::journal::decision::*;

const BORN: &str = "2013-05-20";

// proves: J-A1, J-A2, J-A4, J-A5, J-E2, J-E3, J-E4, J-E5
#[test]
fn a_guardian_reads_until_the_thirteenth_birthday_and_the_child_acts_from_it() {
    let before =
        ("2026-05-19", Reason::OkAllUnits, Reason::Ok, Reason::AgeUnder13, Reason::AgeUnder13);
    let after = [
        (
            "2026-05-20",
            Reason::AgeGapGuardian,
            Reason::ProxyEndsAt13,
            Reason::AgeGapSelf,
            Reason::Ok,
        ),
        (
            "2029-05-19",
            Reason::AgeGapGuardian,
            Reason::ProxyEndsAt13,
            Reason::AgeGapSelf,
            Reason::Ok,
        ),
    ];
    for (today, opens, acts, child_opens, child_acts) in [before].into_iter().chain(after) {
        let (guardian, child) = (guardian(today, BORN), oneself(today, BORN));
        assert_eq!((open(&guardian), e_services(&guardian)), (opens, acts), "{today}");
        assert_eq!((open(&child), e_services(&child)), (child_opens, child_acts), "{today}");
    }
}

// proves: J-A4, J-A6, J-A5-SCOPE, J-A2-SCOPE
#[test]
fn at_sixteen_decisions_are_void_and_the_youth_reads_everything() {
    let mut parent = guardian("2029-05-19", BORN);
    parent.extensions = vec![extension(VC, "2028-09-01", "2029-09-01")];
    let mut youth = oneself("2029-05-19", BORN);
    youth.early_access = vec![early(BUP, "2026-06-01")];
    let of = |unit: &str| ItemFacts { unit: unit.into(), ..note("2020-02-03") };
    assert_eq!(open(&parent), Reason::OkScopedUnits);
    assert_eq!(item(&parent, &of(VC)), Reason::Ok);
    assert_eq!(item(&parent, &of(BUP)), Reason::OutsideDecisionScope);
    assert_eq!(open(&youth), Reason::OkScopedUnits);
    assert_eq!(item(&youth, &of(BUP)), Reason::Ok);
    assert_eq!(item(&youth, &of(VC)), Reason::OutsideDecisionScope);
    parent.today = day("2029-05-20");
    youth.today = day("2029-05-20");
    assert_eq!((open(&parent), e_services(&parent)), (Reason::SubjectIs16, Reason::ProxyEndsAt13));
    assert_eq!(open(&youth), Reason::OkAllUnits);
    assert_eq!(item(&youth, &of(VC)), Reason::Ok);
    assert_eq!(item(&youth, &note("2015-04-01")), Reason::Ok);
}

// proves: J-A5
#[test]
fn an_extension_lives_through_its_last_day() {
    let mut facts = guardian("2027-06-01", BORN);
    facts.extensions = vec![extension(VC, "2026-06-01", "2027-06-01")];
    assert_eq!(open(&facts), Reason::OkScopedUnits);
    facts.today = day("2027-06-02");
    assert_eq!(open(&facts), Reason::ExtensionExpired);
    facts.extensions.push(extension(VC, "2027-06-03", "2028-06-03"));
    assert_eq!(open(&facts), Reason::ExtensionExpired);
    facts.today = day("2027-06-03");
    assert_eq!(open(&facts), Reason::OkScopedUnits);
}

// proves: J-A5
#[test]
fn what_was_revoked_has_not_run_out() {
    let mut facts = guardian("2027-07-01", BORN);
    let ends = |on: Option<&str>| UnitDecision {
        unit: VC.into(),
        window: Window { deactivated: on.map(day), ..window("2026-06-01", "2027-06-01") },
    };
    for (revoked, reason) in [
        (Some("2027-05-31"), Reason::AgeGapGuardian),
        (Some("2027-06-01"), Reason::AgeGapGuardian),
        (Some("2027-06-02"), Reason::ExtensionExpired),
        (None, Reason::ExtensionExpired),
    ] {
        facts.extensions = vec![ends(revoked)];
        assert_eq!(open(&facts), reason, "{revoked:?}");
    }
    // And what is to run out later, or never, hasn't either.
    facts.today = day("2027-05-31");
    facts.extensions = vec![ends(Some("2027-05-31"))];
    assert_eq!(open(&facts), Reason::AgeGapGuardian);
    let open_ended =
        Window { deactivated: Some(day("2027-05-01")), ..Window::from(day("2026-06-01")) };
    facts.extensions = vec![UnitDecision { unit: VC.into(), window: open_ended }];
    assert_eq!(open(&facts), Reason::AgeGapGuardian);
}

// proves: J-TIME
#[test]
fn a_window_has_run_out_the_day_after_its_last() {
    let year = window("2026-06-01", "2027-06-01");
    for (today, holds, has_run_out) in [
        ("2026-05-31", false, false),
        ("2026-06-01", true, false),
        ("2027-06-01", true, false),
        ("2027-06-02", false, true),
    ] {
        let today = day(today);
        assert_eq!((year.holds(today), year.has_run_out(today)), (holds, has_run_out), "{today}");
    }
}

// proves: J-U4
#[test]
fn a_units_seal_holds_through_its_last_day_and_lapses_by_itself() {
    for (today, reason) in [
        ("2026-01-14", Reason::Ok),
        ("2026-01-15", Reason::SealedPartial),
        ("2026-03-15", Reason::SealedPartial),
        ("2026-03-16", Reason::Ok),
    ] {
        let mut facts = oneself(today, "1980-03-10");
        seal(&mut facts, Scope::Unit(VC.into(), None), window("2026-01-15", "2026-03-15"));
        assert_eq!(item(&facts, &note("2025-06-01")), reason, "{today}");
        assert_eq!(open(&facts), Reason::OkAllUnits);
    }
}

// proves: J-S2
#[test]
fn a_full_seal_has_no_end_but_its_lifting() {
    let mut facts = adult();
    seal(&mut facts, Scope::Full, Window::from(day("2026-03-10")));
    assert_eq!(open(&facts), Reason::SealedFull);
    facts.today = day("2096-03-10");
    assert_eq!(open(&facts), Reason::SealedFull);
    let Seals::Known(seals) = &mut facts.seals else { unreachable!() };
    seals[0].window.deactivated = Some(day("2096-03-10"));
    assert_eq!(open(&facts), Reason::OkAllUnits);
    facts.today = day("2096-03-09");
    assert_eq!(open(&facts), Reason::SealedFull);
}

// proves: J-B1
#[test]
fn a_block_is_one_guardians_alone() {
    let other = guardian("2026-03-10", BORN);
    let mut blocked = other.clone();
    blocked.blocks = vec![window("2025-01-01", "2025-02-01"), Window::from(day("2026-03-10"))];
    assert_eq!(
        (open(&blocked), e_services(&blocked)),
        (Reason::GuardianBlocked, Reason::GuardianBlocked)
    );
    assert_eq!((open(&other), e_services(&other)), (Reason::OkAllUnits, Reason::Ok));
    // The child gains nothing, and loses nothing.
    let mut child = oneself("2026-05-20", BORN);
    child.blocks = blocked.blocks;
    assert_eq!((open(&child), e_services(&child)), (Reason::AgeGapSelf, Reason::Ok));
    child.today = day("2029-05-20");
    assert_eq!(open(&child), Reason::OkAllUnits);
}

// proves: J-P1
#[test]
fn nobody_reads_a_protected_child_before_sixteen() {
    for (today, parent, parent_acts, child, child_acts) in [
        (
            "2026-05-19",
            Reason::ProtectedChild,
            Reason::ProtectedChild,
            Reason::AgeUnder13,
            Reason::AgeUnder13,
        ),
        (
            "2026-05-20",
            Reason::ProtectedChild,
            Reason::ProtectedChild,
            Reason::AgeGapSelf,
            Reason::Ok,
        ),
        ("2029-05-20", Reason::SubjectIs16, Reason::ProxyEndsAt13, Reason::OkAllUnits, Reason::Ok),
    ] {
        let (mut one, mut other) = (guardian(today, BORN), oneself(today, BORN));
        one.subject.protected = true;
        (other.subject.protected, other.viewer.protected) = (true, true);
        assert_eq!((open(&one), e_services(&one)), (parent, parent_acts), "{today}");
        assert_eq!((open(&other), e_services(&other)), (child, child_acts), "{today}");
    }
}

// proves: J-L1
#[test]
fn a_log_row_ages_out_the_day_after_twelve_months() {
    assert_eq!(item(&adult(), &log_row("2025-03-10")), Reason::Ok);
    assert_eq!(item(&adult(), &log_row("2025-03-09")), Reason::LogTooOld);
    // Only rows of the log do.
    assert_eq!(item(&adult(), &note("2025-03-09")), Reason::Ok);
}

// proves: J-L2, J-I3
#[test]
fn child_psychiatry_shows_notes_from_a_day_and_its_log_never() {
    let bup = |item: ItemFacts| ItemFacts { unit_class: Some(UnitClass::ChildPsychiatry), ..item };
    assert_eq!(item(&adult(), &bup(note("2019-09-01"))), Reason::BeforeUnitStart);
    assert_eq!(item(&adult(), &bup(note("2019-09-02"))), Reason::Ok);
    assert_eq!(item(&adult(), &bup(log_row("2026-03-09"))), Reason::LogBupExcluded);
}

// proves: J-I2
#[test]
fn an_old_diagnosis_is_read_in_its_note_only() {
    let listed =
        |date| ItemFacts { information: Some(InformationType::DiagnosisList), ..note(date) };
    assert_eq!(item(&adult(), &listed("2018-05-01")), Reason::BeforeTypeStart);
    assert_eq!(item(&adult(), &listed("2018-05-02")), Reason::Ok);
    assert_eq!(item(&adult(), &note("2018-05-01")), Reason::Ok);
}

// proves: J-R4
#[test]
fn a_custody_that_has_ended_ends_reading() {
    let mut facts = guardian("2026-03-10", BORN);
    facts.relation = Relation::Other;
    assert_eq!(
        (open(&facts), e_services(&facts)),
        (Reason::NoRelationship, Reason::NoRelationship)
    );
}
