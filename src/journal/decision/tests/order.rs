//! That the rules are asked in the table's order, each before those after it.

use super::{
    cases::{FAULTS, Fault, faultless},
    world::*,
};
use crate::journal::decision::*;

fn asked(facts: &Facts, question: Question<'_>) -> Vec<Rule> {
    let (decision, steps) = trace(facts, &rules(), question);
    assert_eq!(decision, decide(facts, &rules(), question));
    let (last, before) = steps.split_last().unwrap();
    assert_eq!((last.rule, last.decided), (decision.rule, true));
    assert!(before.iter().all(|step| !step.decided));
    steps.into_iter().map(|step| step.rule).collect()
}

/// journal.md 2.5, with this house's own: B2 (a child's lock, B-103) and U0 (a unit nobody told us of).
const TO_THE_JOURNAL: [Rule; 19] = [
    Rule::G1,
    Rule::G2,
    Rule::G3,
    Rule::G4,
    Rule::G5,
    Rule::R4,
    Rule::R3,
    Rule::R5,
    Rule::P1,
    Rule::P2,
    Rule::B1,
    Rule::B2,
    Rule::A1,
    Rule::A2,
    Rule::P4,
    Rule::A6,
    Rule::A5,
    Rule::S1,
    Rule::S2,
];
const TO_THE_ITEM: [Rule; 16] = [
    Rule::V1,
    Rule::U1,
    Rule::U0,
    Rule::U2,
    Rule::U3,
    Rule::U4,
    Rule::L2,
    Rule::L1,
    Rule::I1,
    Rule::I2,
    Rule::I3,
    Rule::I4,
    Rule::I5,
    Rule::Q1,
    Rule::I6,
    Rule::Z2,
];
const TO_E_SERVICES: [Rule; 15] = [
    Rule::G1,
    Rule::G2,
    Rule::G3,
    Rule::G4,
    Rule::G5,
    Rule::R4,
    Rule::R3,
    Rule::E2,
    Rule::E3,
    Rule::P1,
    Rule::P2,
    Rule::B1,
    Rule::B2,
    Rule::E4,
    Rule::E5,
];

// proves: J-ORDER
#[test]
fn the_rules_are_asked_in_the_tables_order() {
    let (facts, item) = faultless();
    let published = publication();
    let opening = [&TO_THE_JOURNAL[..], &[Rule::Z1]].concat();
    assert_eq!(asked(&facts, Question::OpenJournal), opening);
    let reading = [opening, TO_THE_ITEM.to_vec()].concat();
    let steps = trace(&facts, &rules(), Question::ReadItem(&item, Some(&published))).1;
    assert_eq!(steps.iter().map(|step| step.rule).collect::<Vec<_>>(), reading);
    assert_eq!(asked(&facts, Question::UseEServices), TO_E_SERVICES);
    assert_eq!(asked(&facts, Question::RecordCopy), [Rule::C1]);
}

/// Of two faults one would undo the other.
fn exclude_each_other(one: &Fault, other: &Fault) -> bool {
    let both = |rules: &[Rule]| rules.contains(&one.rule) && rules.contains(&other.rule);
    one.rule == other.rule
        || both(&[Rule::R4, Rule::R3])
        // Ages; and at sixteen nobody is a protected child.
        || both(&[Rule::A6, Rule::A5, Rule::U3])
        || both(&[Rule::P1, Rule::A6])
        // Whose relation is another is no guardian, and whose seals nobody knows has none.
        || both(&[Rule::S1, Rule::S2]) || both(&[Rule::S1, Rule::U4])
        || both(&[Rule::U0, Rule::U2, Rule::L2, Rule::I3])
        || both(&[Rule::L1, Rule::L2, Rule::I1])
        || both(&[Rule::L1, Rule::I2]) || both(&[Rule::L1, Rule::I3]) || both(&[Rule::L2, Rule::I2])
        || both(&[Rule::I2, Rule::I3])
        || both(&[Rule::I5, Rule::I6])
}

// proves: J-ORDER
#[test]
fn of_two_faults_the_earlier_rule_answers() {
    let (rules, published) = (rules(), publication());
    let mut pairs = 0;
    for (at, first) in FAULTS.iter().enumerate() {
        for second in FAULTS[at + 1..].iter().filter(|other| !exclude_each_other(first, other)) {
            let (mut facts, mut item) = faultless();
            (first.cause)(&mut facts, &mut item);
            (second.cause)(&mut facts, &mut item);
            let decision = decide(&facts, &rules, Question::ReadItem(&item, Some(&published)));
            let (rule, reason) = (first.rule, first.reason);
            assert_eq!((decision.rule, decision.reason), (rule, reason), "{:?}", second.rule);
            pairs += 1;
        }
    }
    assert!(pairs > 500, "{pairs}");
}

/// What `admit` and `read` say one after the other is what `decide` says at once.
#[test]
fn admitting_and_reading_is_deciding() {
    let (rules, published) = (rules(), publication());
    for Fault { cause, .. } in FAULTS {
        let (mut facts, mut item) = faultless();
        cause(&mut facts, &mut item);
        let at_once = decide(&facts, &rules, Question::ReadItem(&item, Some(&published)));
        let in_turn = match admit(&facts, &rules) {
            Ok(admission) => read(&facts, &admission, &item, Some(&published)),
            Err(refused) => refused,
        };
        assert_eq!(at_once, in_turn);
    }
}
