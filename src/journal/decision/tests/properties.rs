//! What holds for all facts (2.9), over facts drawn by chance. `JOURNAL_CASES` at compile time says how
//! many; `tests/mutants/run properties` takes 1,000,000.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::{
    chance::{Case, Chance, Documents, draw_seal, draw_window},
    world::*,
};
use crate::journal::decision::*;

fn cases() -> u64 {
    option_env!("JOURNAL_CASES").map_or(4_000, |number| number.parse().unwrap())
}

/// Draws the cases, always the same for a property, and others for another.
fn for_all(seed: u64, mut holds: impl FnMut(&mut Chance, &Case)) {
    let mut chance = Chance(seed);
    let documents = Documents::make();
    for _ in 0..cases() {
        let case = Case::draw(&mut chance, &documents);
        holds(&mut chance, &case);
    }
}

/// What is drawn reaches every rule; else the properties would hold of nothing.
#[test]
fn what_is_drawn_meets_every_rule_and_reason() {
    let (mut rules, mut reasons) = (BTreeSet::new(), BTreeSet::new());
    for_all(0, |_, case| {
        for question in case.questions() {
            let decision = case.on(&case.facts, question);
            rules.insert(decision.rule);
            reasons.insert(decision.reason);
        }
    });
    assert_eq!(rules, Rule::ALL.iter().copied().collect());
    assert_eq!(reasons, Reason::ALL.iter().copied().collect());
}

// proves: J-PROP-1
#[test]
fn a_seal_more_never_shows_more() {
    for_all(1, |chance, case| {
        let mut sealed = case.facts.clone();
        let one = draw_seal(chance, case.facts.today);
        seal(&mut sealed, one.scope, one.window);
        sealed.viewer.fully_sealed |= chance.one_in(4);
        for question in case.questions() {
            let (before, after) = (case.on(&case.facts, question), case.on(&sealed, question));
            assert!(before.allows() || !after.allows(), "{sealed:?}");
        }
        if let (Ok(before), Ok(after)) =
            (admit(&case.facts, &case.rules), admit(&sealed, &case.rules))
        {
            assert_eq!(before.units(), after.units());
        }
    });
}

// proves: J-PROP-2
#[test]
fn a_block_more_never_shows_more() {
    for_all(2, |chance, case| {
        let mut blocked = case.facts.clone();
        blocked.blocks.push(draw_window(chance, case.facts.today));
        for question in case.questions() {
            let (before, after) = (case.on(&case.facts, question), case.on(&blocked, question));
            assert!(before.allows() || !after.allows(), "{blocked:?}");
        }
        // And where it holds nobody reads for another.
        blocked.blocks.push(Window::from(case.facts.today));
        assert!(blocked.relation == Relation::Oneself || !case.reads(&blocked), "{blocked:?}");
    });
}

// proves: J-PROP-3
#[test]
fn whoever_reads_an_item_may_open_the_journal() {
    for_all(3, |_, case| {
        if case.on(&case.facts, case.item_question()).allows() {
            let admission = admit(&case.facts, &case.rules).unwrap();
            assert!(admission.units().is_none_or(|units| units.contains(&case.item.unit)));
            assert!(case.on(&case.facts, Question::OpenJournal).allows());
        }
    });
}

// proves: J-PROP-4
#[test]
fn nobody_reads_a_youth_without_a_decision() {
    for_all(4, |_, case| {
        let Case { facts, rules, .. } = case;
        let alone = Facts { extensions: Vec::new(), early_access: Vec::new(), ..facts.clone() };
        let age = |years| attained(facts.subject.birth, years) <= facts.today;
        if age(rules.agency_ends_at) && !age(rules.opens_at) {
            assert!(!case.reads(&alone), "{facts:?}");
        }
    });
}

// proves: J-PROP-5
#[test]
fn excluded_care_is_never_read() {
    for_all(5, |chance, case| {
        let excluded: Vec<_> = case.published.excluded_classes.iter().copied().collect();
        let item = ItemFacts { unit_class: Some(chance.of(&excluded)), ..case.item.clone() };
        let decision = case.on(&case.facts, Question::ReadItem(&item, Some(case.published)));
        assert!(!decision.allows(), "{item:?}");
        assert!(decision.rule <= Rule::U2);
    });
}

// proves: J-PROP-6
#[test]
fn a_copy_knows_of_no_seal_no_block_and_nothing_hidden() {
    for_all(6, |_, case| {
        let mut bare = case.facts.clone();
        (bare.seals, bare.blocks) = (Seals::Known(Vec::new()), Vec::new());
        let question = Question::RecordCopy;
        assert_eq!(case.on(&case.facts, question), case.on(&bare, question));
        assert_eq!(case.on(&case.facts, question).outcome, Outcome::Review);
    });
}

// proves: J-PROP-7
#[test]
fn no_guardian_reads_from_the_sixteenth_birthday() {
    for_all(7, |_, case| {
        let mut grown = case.facts.clone();
        grown.today = grown.today.max(attained(grown.subject.birth, case.rules.opens_at));
        grown.relation = Relation::Guardian;
        assert!(!case.reads(&grown), "{grown:?}");
    });
}

// proves: J-PROP-8
#[test]
fn no_seal_and_no_silence_about_seals_reaches_the_e_services() {
    for_all(8, |chance, case| {
        let mut sealed = case.facts.clone();
        sealed.viewer.fully_sealed = !sealed.viewer.fully_sealed;
        sealed.seals = if chance.one_in(2) {
            Seals::Unknown
        } else {
            Seals::Known(vec![draw_seal(chance, sealed.today)])
        };
        let question = Question::UseEServices;
        assert_eq!(case.on(&case.facts, question), case.on(&sealed, question));
    });
}

// proves: J-I5, J-I6
#[test]
fn what_is_hidden_is_never_shown_whole() {
    for_all(9, |_, case| {
        let decision = case.on(&case.facts, case.item_question());
        if decision.allows() {
            let whole = decision.outcome == Outcome::Allow;
            assert_eq!(case.item.hidden, if whole { Hidden::Nothing } else { Hidden::Keyword });
        }
    });
}

// proves: J-NEXT
#[test]
fn nothing_changes_before_the_next_change() {
    for_all(10, |chance, case| {
        let Case { facts, rules, item, published } = case;
        let people = next_change(facts, rules);
        let soonest =
            people.into_iter().chain(next_item_change(facts, item, Some(*published))).min();
        let later = |chance: &mut Chance, limit: Option<NaiveDate>| {
            let far = facts.today + Days::new(500);
            let last = limit.unwrap_or(far).min(far) - Days::new(1);
            let span = (last - facts.today).num_days() as u64;
            let today = last - Days::new(if chance.one_in(2) { 0 } else { chance.below(span + 1) });
            Facts { today, ..facts.clone() }
        };
        let then = later(chance, people);
        for question in [Question::OpenJournal, Question::UseEServices, Question::RecordCopy] {
            assert_eq!(case.on(facts, question), case.on(&then, question), "{then:?}");
        }
        let then = later(chance, soonest);
        let question = case.item_question();
        assert_eq!(case.on(facts, question), case.on(&then, question), "{then:?} {item:?}");
    });
}
