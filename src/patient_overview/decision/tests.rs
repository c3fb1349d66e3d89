use chrono::{Days as Span, NaiveDate};

use super::*;

const ME: &str = "me";
const UNIT: &str = "U1";
const OWN: &str = "P1";
const OTHER: &str = "P2";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn days(from: &str, through: &str) -> Days {
    Days { from: day(from), through: day(through) }
}

fn reader() -> Requester {
    Requester {
        employee: ME.into(),
        unit: UNIT.into(),
        provider: OWN.into(),
        strong: true,
        assignments: vec![Assignment { purpose: Purpose::CareAndTreatment, coherent: true }],
    }
}

fn consent(from: &str, through: &str) -> Consent {
    Consent { unit: UNIT.into(), employee: None, days: days(from, through), ended: None }
}

/// Everything is in place on that day.
fn facts(today: &str) -> Facts {
    Facts {
        today: day(today),
        requester: reader(),
        blocks: Blocks::Known(Vec::new()),
        relations: vec![Relation {
            unit: UNIT.into(),
            days: days("2026-03-01", "2026-12-31"),
            ended: None,
        }],
        child_cannot_consent: false,
        emergencies: Vec::new(),
        consents: vec![consent("2026-03-10", "2026-04-10")],
    }
}

fn item(provider: &str, unit: &str) -> ItemFacts {
    ItemFacts {
        provider: provider.into(),
        unit: unit.into(),
        date: day("2025-06-01"),
        excludable: None,
    }
}

fn block(kind: BlockKind, provider: &str) -> Block {
    Block {
        kind,
        provider: provider.into(),
        unit: None,
        period: None,
        excluded: Vec::new(),
        lifts: Vec::new(),
    }
}

fn lift(through: &str) -> Lift {
    Lift { unit: UNIT.into(), employee: None, days: days("2026-03-10", through) }
}

fn with(blocks: Vec<Block>, today: &str) -> Facts {
    Facts { blocks: Blocks::Known(blocks), ..facts(today) }
}

/// A line's cells. Quotes keep commas together.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            letter => cells.last_mut().expect("there is one").push(letter),
        }
    }
    cells
}

/// One line of the vectors, as facts and the item they are about.
#[expect(clippy::too_many_lines, reason = "one line for each column and value")]
fn vector(cells: &[&str]) -> (Facts, ItemFacts) {
    let [_, _, purpose, strong, relation, consented, today, from, through, _, block_kind, ..] =
        cells
    else {
        panic!("the columns of npo_vectors.csv: {cells:?}")
    };
    let mut facts = Facts { consents: Vec::new(), ..facts(today) };
    facts.requester.strong = *strong == "1";
    if *purpose == "STATISTIK" {
        facts.requester.assignments[0].purpose = Purpose::Statistics;
    }
    if *relation == "0" {
        facts.relations.clear();
    }
    match *consented {
        "UNIT" => facts.consents.push(consent(from, through)),
        "OTHER_EMPLOYEE" => facts
            .consents
            .push(Consent { employee: Some("a colleague".into()), ..consent(from, through) }),
        "ENDED_BY_PATIENT" => {
            facts.consents.push(Consent { ended: Some(day(today)), ..consent(from, "2026-12-31") })
        }
        "EMERGENCY" => facts.emergencies.push(Emergency { days: days(from, through) }),
        // A guardian's no is no fact of this decision.
        "CHILD_CANNOT_CONSENT" | "GUARDIAN_OBJECTS" => facts.child_cannot_consent = true,
        "NONE" => {}
        other => panic!("{other}"),
    }
    let mut item = item(OTHER, "U9");
    facts.blocks = match *block_kind {
        "NONE" => Blocks::Known(Vec::new()),
        "UNKNOWN" => Blocks::Unknown,
        "OUTER" => Blocks::Known(vec![block(BlockKind::Outer, OTHER)]),
        "OUTER_EXCEPT_LAK" => {
            item.excludable = Some(ExcludedType::Medication);
            let excluded = vec![ExcludedType::Medication];
            Blocks::Known(vec![Block { excluded, ..block(BlockKind::Outer, OTHER) }])
        }
        "INNER_REVOKED_UNTIL_2026-03-17" => {
            item.provider = OWN.into();
            let lifts = vec![lift("2026-03-17")];
            Blocks::Known(vec![Block { lifts, ..block(BlockKind::Inner, OWN) }])
        }
        other => panic!("{other}"),
    };
    (facts, item)
}

// proves: N-1, N-2, N-3, N-4, N-5, N-6, N-7, N-8, N-9, N-10
#[test]
fn every_vector_is_decided_as_written() {
    let lines = include_str!("../../../tests/vectors/npo_vectors.csv").lines().skip(1);
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in lines {
        let cells = cells(line);
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let (facts, item) = vector(&cells);
        let judged = decide(&facts, &item);
        let outcome = if judged.allowed { "ALLOW" } else { "DENY" };
        let reason = judged.reason.code().to_uppercase().replace('-', "_");
        if (outcome, reason.as_str()) != (cells[12], cells[13]) {
            wrong.push(format!(
                "{}: {outcome} {reason}, written {} {}",
                cells[0], cells[12], cells[13]
            ));
        }
        count += 1;
    }
    assert_eq!((count, wrong), (20, Vec::new()));
}

// proves: N-5
#[test]
fn a_lift_holds_through_its_seventh_day_and_never_longer() {
    let lifted = |through: &str, today: &str| {
        let lifts = vec![lift(through)];
        let facts = with(vec![Block { lifts, ..block(BlockKind::Inner, OWN) }], today);
        decide(&facts, &item(OWN, "U2")).reason
    };
    assert_eq!(lifted("2026-03-17", "2026-03-10"), OverviewReason::OkTempRevoke);
    assert_eq!(lifted("2026-03-17", "2026-03-17"), OverviewReason::OkTempRevoke);
    assert_eq!(lifted("2026-03-17", "2026-03-18"), OverviewReason::Blocked);
    assert_eq!(lifted("2026-03-12", "2026-03-13"), OverviewReason::Blocked);
    // Whatever a row says: seven days are the most.
    assert_eq!(lifted("2026-04-30", "2026-03-18"), OverviewReason::Blocked);
}

// proves: N-5
#[test]
fn a_lift_is_for_its_unit_its_employee_and_inner_blocks_of_the_own_provider() {
    let read = |lift: Lift, kind: BlockKind, provider: &str| {
        let blocks = vec![Block { lifts: vec![lift], ..block(kind, provider) }];
        decide(&with(blocks, "2026-03-11"), &item(provider, "U2"))
    };
    let week = lift("2026-03-17");
    assert!(read(week.clone(), BlockKind::Inner, OWN).allowed);
    assert!(!read(Lift { unit: "U2".into(), ..week.clone() }, BlockKind::Inner, OWN).allowed);
    let hers = Lift { employee: Some("her".into()), ..week.clone() };
    assert!(!read(hers, BlockKind::Inner, OWN).allowed);
    let mine = Lift { employee: Some(ME.into()), ..week.clone() };
    assert!(read(mine, BlockKind::Inner, OWN).allowed);
    let elsewhere = read(week.clone(), BlockKind::Inner, OTHER);
    assert_eq!((elsewhere.reason, elsewhere.rule), (OverviewReason::Blocked, OverviewRule::N4));
    assert!(!read(week, BlockKind::Outer, OTHER).allowed);
}

// proves: N-4, N-5, NP-8
#[test]
fn an_inner_block_stops_other_units_and_other_providers_and_an_outer_one_these_alone() {
    let read = |kind, provider: &str, unit: &str| {
        decide(&with(vec![block(kind, provider)], "2026-03-11"), &item(provider, unit)).rule
    };
    assert_eq!(read(BlockKind::Inner, OWN, UNIT), OverviewRule::N10, "the unit's own data");
    assert_eq!(read(BlockKind::Inner, OWN, "U2"), OverviewRule::N5);
    assert_eq!(read(BlockKind::Inner, OTHER, "U9"), OverviewRule::N4);
    assert_eq!(read(BlockKind::Outer, OWN, "U2"), OverviewRule::N10);
    assert_eq!(read(BlockKind::Outer, OTHER, "U9"), OverviewRule::N4);
}

// proves: N-4
#[test]
fn a_block_covers_its_unit_its_period_and_all_but_what_it_leaves_out() {
    let narrow = Block {
        unit: Some("U9".into()),
        period: Some(days("2025-06-01", "2025-06-30")),
        excluded: vec![ExcludedType::Alert],
        ..block(BlockKind::Outer, OTHER)
    };
    let at = |date: &str| ItemFacts { date: day(date), ..item(OTHER, "U9") };
    assert!(narrow.covers(&at("2025-06-01")) && narrow.covers(&at("2025-06-30")));
    assert!(!narrow.covers(&at("2025-05-31")) && !narrow.covers(&at("2025-07-01")));
    assert!(!narrow.covers(&item(OTHER, "U8")) && !narrow.covers(&item("P3", "U9")));
    let of = |kind| ItemFacts { excludable: Some(kind), ..item(OTHER, "U9") };
    assert!(!narrow.covers(&of(ExcludedType::Alert)));
    assert!(narrow.covers(&of(ExcludedType::Medication)));
}

// proves: N-6, N-8, N-9
#[test]
fn relations_consents_and_openings_hold_through_their_last_day() {
    let reason = |facts: Facts| admit(&facts).reason;
    assert_eq!(reason(facts("2026-04-10")), OverviewReason::Ok);
    assert_eq!(reason(facts("2026-04-11")), OverviewReason::ConsentExpired);
    assert_eq!(reason(facts("2026-03-10")), OverviewReason::Ok);
    assert_eq!(reason(facts("2026-03-09")), OverviewReason::NoConsent, "not begun");
    let relation = |through: &str, ended: Option<&str>| {
        let mut facts = facts("2026-04-01");
        facts.relations[0].days.through = day(through);
        facts.relations[0].ended = ended.map(day);
        reason(facts)
    };
    assert_eq!(relation("2026-04-01", None), OverviewReason::Ok);
    assert_eq!(relation("2026-03-31", None), OverviewReason::NoPatientRelation);
    assert_eq!(relation("2026-12-31", Some("2026-04-01")), OverviewReason::NoPatientRelation);
    assert_eq!(relation("2026-12-31", Some("2026-04-02")), OverviewReason::Ok);
    let opened = |on: &str| {
        let emergencies = vec![Emergency { days: days(on, on) }];
        reason(Facts { emergencies, consents: Vec::new(), ..facts("2026-04-01") })
    };
    assert_eq!(opened("2026-04-01"), OverviewReason::OkEmergency);
    assert_eq!(opened("2026-03-31"), OverviewReason::NoConsent);
    assert_eq!(opened("2026-04-02"), OverviewReason::NoConsent);
}

// proves: N-9
#[test]
fn the_best_of_several_consents_counts_and_the_reason_is_the_nearest() {
    let read = |consents: Vec<Consent>| admit(&Facts { consents, ..facts("2026-04-01") }).reason;
    let live = consent("2026-03-10", "2026-04-10");
    let old = consent("2026-01-01", "2026-01-31");
    let hers = Consent { employee: Some("her".into()), ..live.clone() };
    let mine = Consent { employee: Some(ME.into()), ..live.clone() };
    let elsewhere = Consent { unit: "U2".into(), ..live.clone() };
    let taken_back = Consent { ended: Some(day("2026-04-01")), ..live.clone() };
    let tomorrow = Consent { ended: Some(day("2026-04-02")), ..live.clone() };
    assert_eq!(read(vec![old.clone(), hers.clone(), mine]), OverviewReason::Ok);
    assert_eq!(read(vec![old.clone(), hers.clone()]), OverviewReason::ConsentOtherEmployee);
    let hers_of_old = Consent { employee: Some("her".into()), ..old.clone() };
    assert_eq!(read(vec![hers_of_old]), OverviewReason::NoConsent);
    assert_eq!(read(vec![old]), OverviewReason::ConsentExpired);
    assert_eq!(read(vec![elsewhere]), OverviewReason::NoConsent);
    assert_eq!(read(vec![taken_back]), OverviewReason::ConsentExpired);
    assert_eq!(read(vec![tomorrow]), OverviewReason::Ok);
    assert_eq!(read(vec![]), OverviewReason::NoConsent);
}

// proves: N-1, N-2, N-3
#[test]
fn the_first_rule_that_says_no_is_the_one_that_is_told() {
    let mut bad = with(vec![block(BlockKind::Outer, OTHER)], "2026-05-01");
    bad.blocks = Blocks::Unknown;
    bad.requester.strong = false;
    bad.requester.assignments.clear();
    bad.relations.clear();
    let rule = |facts: &Facts| decide(facts, &item(OTHER, "U9")).rule;
    assert_eq!(rule(&bad), OverviewRule::N1);
    bad.requester.strong = true;
    assert_eq!(rule(&bad), OverviewRule::N2);
    bad.requester.assignments =
        vec![Assignment { purpose: Purpose::CareAndTreatment, coherent: false }];
    assert_eq!(rule(&bad), OverviewRule::N2);
    bad.requester.assignments.extend(reader().assignments);
    assert_eq!(rule(&bad), OverviewRule::N3);
    bad.blocks = Blocks::Known(vec![block(BlockKind::Outer, OTHER)]);
    assert_eq!(rule(&bad), OverviewRule::N4);
    bad.blocks = Blocks::Known(Vec::new());
    assert_eq!(rule(&bad), OverviewRule::N6);
    bad.relations = facts("2026-05-01").relations;
    assert_eq!(rule(&bad), OverviewRule::N9);
    bad.emergencies = vec![Emergency { days: days("2026-05-01", "2026-05-01") }];
    assert_eq!(rule(&bad), OverviewRule::N8);
    bad.child_cannot_consent = true;
    assert_eq!(rule(&bad), OverviewRule::N7);
}

// proves: NP-10
#[test]
fn who_has_blocked_is_told_in_danger_to_life_alone() {
    let blocks = vec![
        block(BlockKind::Outer, OTHER),
        block(BlockKind::Inner, OTHER),
        block(BlockKind::Outer, "P0"),
        block(BlockKind::Inner, OWN),
    ];
    let mut facts = with(blocks, "2026-03-11");
    assert!(blockers(&facts).is_empty());
    facts.emergencies.push(Emergency { days: days("2026-03-10", "2026-03-10") });
    assert!(blockers(&facts).is_empty(), "yesterday's");
    facts.emergencies.push(Emergency { days: days("2026-03-11", "2026-03-11") });
    assert_eq!(blockers(&facts), ["P0", OTHER]);
    facts.requester.strong = false;
    assert!(blockers(&facts).is_empty());
    facts.requester.strong = true;
    facts.blocks = Blocks::Unknown;
    assert!(blockers(&facts).is_empty());
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn day(&mut self) -> NaiveDate {
        day("2026-03-10").checked_add_days(Span::new(self.roll(12))).expect("in range")
    }

    fn days(&mut self) -> Days {
        let (one, other) = (self.day(), self.day());
        Days { from: one.min(other), through: one.max(other) }
    }

    fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.roll(of.len() as u64)).expect("small")]
    }

    fn employee(&mut self) -> Option<String> {
        (self.roll(2) == 0).then(|| self.one_of(&[ME, "her"]).into())
    }

    fn block(&mut self) -> Block {
        let kind = BlockKind::ALL[usize::try_from(self.roll(2)).expect("small")];
        let lift = Lift {
            unit: self.one_of(&[UNIT, "U2"]).into(),
            employee: self.employee(),
            days: self.days(),
        };
        Block {
            unit: (self.roll(2) == 0).then(|| self.one_of(&[UNIT, "U2"]).into()),
            period: (self.roll(3) == 0).then(|| self.days()),
            excluded: if self.roll(3) == 0 { vec![ExcludedType::Medication] } else { vec![] },
            lifts: if self.roll(2) == 0 { vec![lift] } else { vec![] },
            ..block(kind, self.one_of(&[OWN, OTHER]))
        }
    }

    fn facts(&mut self) -> Facts {
        let mut facts = facts("2026-03-15");
        facts.requester.strong = self.roll(8) > 0;
        facts.requester.assignments[0].coherent = self.roll(8) > 0;
        facts.blocks = match self.roll(8) {
            0 => Blocks::Unknown,
            many => Blocks::Known((0..many % 3).map(|_| self.block()).collect()),
        };
        facts.child_cannot_consent = self.roll(5) == 0;
        facts.relations[0].days = self.days();
        if self.roll(3) == 0 {
            facts.emergencies.push(Emergency { days: self.days() });
        }
        facts.consents[0].days = self.days();
        facts.consents[0].employee = self.employee();
        facts
    }

    fn item(&mut self) -> ItemFacts {
        let excludable = (self.roll(3) == 0).then_some(ExcludedType::Medication);
        let (provider, unit) = (self.one_of(&[OWN, OTHER]), self.one_of(&[UNIT, "U2"]));
        ItemFacts { date: self.day(), excludable, ..item(provider, unit) }
    }
}

// proves: N-3, N-4, N-5
#[test]
fn a_block_never_turns_a_no_into_a_yes_and_nothing_is_read_without_a_relation() {
    let mut dice = Dice(1177);
    let (mut allowed, mut denied) = (0, 0);
    for _ in 0..200_000 {
        let (facts, item, more) = (dice.facts(), dice.item(), dice.block());
        let before = decide(&facts, &item);
        let mut blocked = facts.clone();
        if let Blocks::Known(blocks) = &mut blocked.blocks {
            blocks.push(more);
        }
        let after = decide(&blocked, &item);
        assert!(before.allowed || !after.allowed, "{facts:?} {item:?}");
        let unknown = Facts { blocks: Blocks::Unknown, ..facts.clone() };
        assert!(!decide(&unknown, &item).allowed, "nobody reads when blocks are not known");
        if before.allowed {
            allowed += 1;
            assert!(admit(&facts).allowed, "what is read could be opened");
            assert!(facts.requester.strong);
            assert!(facts.relations.iter().any(|it| it.holds(UNIT, facts.today)));
        } else {
            denied += 1;
        }
        // A lift takes nothing away, and gives nothing beyond the own provider.
        let mut unlifted = facts.clone();
        if let Blocks::Known(blocks) = &mut unlifted.blocks {
            blocks.iter_mut().for_each(|block| block.lifts.clear());
        }
        let without = decide(&unlifted, &item).allowed;
        assert!(!without || before.allowed);
        assert!(item.provider == OWN || without == before.allowed);
    }
    assert!(allowed > 10_000 && denied > 10_000, "{allowed} {denied}");
}

#[test]
fn a_consent_is_over_after_its_last_day_and_from_the_day_it_is_taken_back() {
    let whole = consent("2026-03-01", "2026-03-31");
    assert!(!whole.is_over(day("2026-03-31")) && whole.is_over(day("2026-04-01")));
    let taken_back = Consent { ended: Some(day("2026-03-15")), ..whole };
    assert!(!taken_back.is_over(day("2026-03-14")) && taken_back.is_over(day("2026-03-15")));
}
