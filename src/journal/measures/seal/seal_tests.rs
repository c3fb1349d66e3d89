use super::*;
use crate::{
    id::StaffId,
    journal::measures::{deciding::Office, decision::example_id},
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

const TODAY: &str = "2026-11-23";

fn wish(scope: SealScope) -> Wish {
    Wish { scope, target: None, events: None, from: None, through: None }
}

fn deciding(unit: u64) -> Deciding {
    Deciding {
        staff: StaffId(example_id(1)),
        unit: UnitId(example_id(unit)),
        hsa_id: "SE2321000172-DV01".into(),
        region: "19".into(),
        office: Office::OperationsManager,
        delegation_reference: None,
    }
}

fn standing(initiative: Initiative, through: Option<&str>) -> Standing {
    let window = Window { from: day("2026-10-01"), through: through.map(day), deactivated: None };
    Standing { window, initiative, unit: Some(UnitId(example_id(7))), of_protection: false }
}

// proves: JV-1
#[test]
fn a_seal_has_exactly_one_thing_that_it_closes() {
    let events = Some(Period { from: day("2020-01-01"), through: day("2020-12-31") });
    let target = Some(" se2321000172-dv02 ".to_owned());
    let of = |wish: &Wish| wish.sealed(Some("SE2321000172-DV01")).ok();
    assert_eq!(of(&wish(SealScope::Full)), Some(Scope::Full));
    let own = Scope::Unit("SE2321000172-DV01".into(), None);
    assert_eq!(of(&wish(SealScope::Unit)), Some(own));
    let other = Wish { target: target.clone(), events, ..wish(SealScope::Unit) };
    assert_eq!(of(&other), Some(Scope::Unit("SE2321000172-DV02".into(), events)));
    let provider = Wish { target: target.clone(), ..wish(SealScope::Provider) };
    assert_eq!(of(&provider), Some(Scope::Provider("SE2321000172-DV02".into(), None)));
    let period = Wish { events, ..wish(SealScope::Period) };
    assert_eq!(of(&period), events.map(Scope::Period));

    assert_eq!(of(&wish(SealScope::Provider)), None);
    assert_eq!(of(&wish(SealScope::Period)), None);
    assert_eq!(of(&Wish { target: target.clone(), ..wish(SealScope::Full) }), None);
    assert_eq!(of(&Wish { events, ..wish(SealScope::Full) }), None);
    assert_eq!(of(&Wish { target, events, ..wish(SealScope::Period) }), None);
    let backwards = Some(Period { from: day("2020-12-31"), through: day("2020-01-01") });
    assert_eq!(of(&Wish { events: backwards, ..wish(SealScope::Period) }), None);
    let far = Some(Period { from: day("2020-12-31"), through: NaiveDate::MAX });
    assert_eq!(of(&Wish { events: far, ..wish(SealScope::Period) }), None);
}

// proves: JV-8
#[test]
fn by_themselves_residents_seal_everything_at_once_and_nothing_else() {
    assert!(wish(SealScope::Full).self_service(false).is_ok());
    let refused =
        |wish: Wish, decided| wish.self_service(decided).expect_err("it is not theirs").slug();
    for scope in [SealScope::Unit, SealScope::Provider, SealScope::Period] {
        assert_eq!(refused(wish(scope), false), "seal-not-self-service");
    }
    assert_eq!(refused(wish(SealScope::Full), true), "seal-not-self-service");
    let later = Wish { from: Some(day("2026-12-01")), ..wish(SealScope::Full) };
    assert_eq!(refused(later, false), "seal-not-self-service");
    let short = Wish { through: Some(day("2026-12-01")), ..wish(SealScope::Full) };
    assert_eq!(refused(short, false), "seal-not-self-service");
}

// proves: JV-4
#[test]
fn care_seals_a_unit_for_two_months_at_most_and_clamped() {
    let days = |wish: &Wish, initiative| wish.days(initiative, day(TODAY), 2).ok();
    let unit = wish(SealScope::Unit);
    let two_months = Days { from: day(TODAY), through: Some(day("2027-01-23")) };
    assert_eq!(days(&unit, Initiative::Care), Some(two_months));
    let exactly = Wish { through: Some(day("2027-01-23")), ..unit.clone() };
    assert_eq!(days(&exactly, Initiative::Care), Some(two_months));
    let longer = Wish { through: Some(day("2027-01-24")), ..unit.clone() };
    assert_eq!(days(&longer, Initiative::Care), None);
    assert!(days(&longer, Initiative::Resident).is_some(), "as the patient wants it");
    let new_years_eve = Wish { from: Some(day("2026-12-31")), ..unit.clone() };
    let clamped = days(&new_years_eve, Initiative::Care).expect("it is allowed");
    assert_eq!(clamped.through, Some(day("2027-02-28")));
    let open = Days { from: day(TODAY), through: None };
    assert_eq!(days(&unit, Initiative::Resident), Some(open));
    assert_eq!(days(&wish(SealScope::Provider), Initiative::Care), Some(open));
    let past = Wish { from: Some(day("2026-11-22")), ..unit.clone() };
    assert_eq!(days(&past, Initiative::Care), None);
    let far = Wish { through: Some(NaiveDate::MAX), ..unit };
    assert_eq!(days(&far, Initiative::Resident), None);
}

#[test]
fn a_full_seal_holds_from_today_until_it_is_lifted() {
    let full = wish(SealScope::Full);
    let days = |wish: &Wish| wish.days(Initiative::Care, day(TODAY), 2).ok();
    assert_eq!(days(&full), Some(Days { from: day(TODAY), through: None }));
    assert!(days(&Wish { from: Some(day("2026-11-24")), ..full.clone() }).is_none());
    assert!(days(&Wish { through: Some(day("2027-11-24")), ..full }).is_none());
}

// proves: JV-9
#[test]
fn a_residents_seal_is_broken_at_their_request_by_any_unit_that_has_identified_them() {
    let own = standing(Initiative::Resident, None);
    let lift = |ground, identified| {
        own.lift(&deciding(8), Lifting { ground, identified }, day(TODAY)).map_err(|it| it.slug())
    };
    assert_eq!(lift(Ground::RequestOfResident, true), Ok(day(TODAY)));
    assert_eq!(lift(Ground::RequestOfResident, false), Err("invalid-fields"));
    assert_eq!(lift(Ground::NeedHasCeased, true), Err("invalid-fields"));
}

#[test]
fn cares_own_seal_is_lifted_by_the_unit_that_decided() {
    let seal = standing(Initiative::Care, Some("2026-12-01"));
    let lifting = Lifting { ground: Ground::NeedHasCeased, identified: false };
    let lift = |seal: &Standing, unit, today: &str| {
        seal.lift(&deciding(unit), lifting, day(today)).map_err(|it| it.slug())
    };
    assert_eq!(lift(&seal, 7, TODAY), Ok(day(TODAY)));
    assert_eq!(lift(&seal, 7, "2026-12-01"), Ok(day("2026-12-01")));
    assert_eq!(lift(&seal, 8, TODAY), Err("other-units-decision"));
    assert_eq!(lift(&seal, 7, "2026-12-02"), Err("already-ended"));
    assert_eq!(lift(&seal, 7, "2026-09-20"), Ok(day("2026-10-01")), "before it has begun");
    let gone = Window { deactivated: Some(day("2026-11-01")), ..seal.window };
    assert_eq!(lift(&Standing { window: gone, ..seal }, 7, TODAY), Err("already-ended"));
    let protection = Standing { of_protection: true, ..seal };
    assert_eq!(lift(&protection, 7, TODAY), Err("seal-of-protection"));
}

#[test]
fn a_renewal_follows_day_upon_day_for_two_months_at_most() {
    let seal = standing(Initiative::Care, Some("2026-12-01"));
    let renew = |seal: &Standing, unit, through: Option<&str>| {
        let days = seal.renew(&deciding(unit), through.map(day), day(TODAY), 2);
        days.map(|days| (days.from, days.through)).map_err(|it| it.slug())
    };
    let next = (day("2026-12-02"), Some(day("2027-02-02")));
    assert_eq!(renew(&seal, 7, None), Ok(next));
    assert_eq!(renew(&seal, 7, Some("2027-02-02")), Ok(next));
    assert_eq!(renew(&seal, 7, Some("2027-02-03")), Err("invalid-fields"));
    assert_eq!(renew(&seal, 7, Some("2026-12-01")), Err("invalid-fields"));
    assert_eq!(renew(&seal, 8, None), Err("other-units-decision"));
    let over = standing(Initiative::Care, Some("2026-11-22"));
    assert_eq!(renew(&over, 7, None), Err("already-ended"));
    let coming = Window { from: day("2026-11-24"), ..seal.window };
    assert_eq!(renew(&Standing { window: coming, ..seal }, 7, None), Err("seal-not-renewable"));
    let open = standing(Initiative::Care, None);
    assert_eq!(renew(&open, 7, None), Err("seal-not-renewable"));
    let own = standing(Initiative::Resident, Some("2026-12-01"));
    assert_eq!(renew(&own, 7, None), Err("seal-not-renewable"));
    assert_eq!(
        renew(&Standing { of_protection: true, ..seal }, 7, None),
        Err("seal-not-renewable")
    );
}
