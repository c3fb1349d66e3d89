//! The rules about one item of an opened journal.

use std::collections::BTreeSet;

use chrono::Days;

use super::{
    calendar::months_before,
    facts::{Facts, Hidden, ItemFacts, Scope, SourceState},
    people::Admission,
    publication::{InformationType, Publication, UnitClass},
    verdict::{Decision, Outcome, Reason, Rule, Step, Verdict},
};

fn omit(when: bool, reason: Reason) -> Verdict {
    when.then_some((Outcome::Omit, reason))
}

/// An item, the journal it is in, and what its provider publishes.
struct Item<'a> {
    facts: &'a Facts,
    admission: &'a Admission,
    item: &'a ItemFacts,
    published: Option<&'a Publication>,
}

impl Item<'_> {
    fn is_log(&self) -> bool {
        self.item.information == Some(InformationType::AccessLog)
    }

    fn class_is_in(&self, classes: &BTreeSet<UnitClass>) -> bool {
        self.item.unit_class.is_some_and(|class| classes.contains(&class))
    }

    fn published(&self, so: impl FnOnce(&Publication) -> bool) -> bool {
        self.published.is_some_and(so)
    }

    /// A live seal on the unit, its provider or the period; of a part in time where it says so.
    fn is_sealed(&self) -> bool {
        let date = self.item.date;
        let reaches = |scope: &Scope| match scope {
            Scope::Full => true,
            Scope::Unit(unit, events) => {
                *unit == self.item.unit && events.is_none_or(|events| events.contains(date))
            }
            Scope::Provider(provider, events) => {
                *provider == self.item.provider && events.is_none_or(|events| events.contains(date))
            }
            Scope::Period(events) => events.contains(date),
        };
        self.facts
            .seals
            .known()
            .iter()
            .any(|seal| seal.window.holds(self.facts.today) && reaches(&seal.scope))
    }
}

type ItemRule = (Rule, fn(&Item<'_>) -> Verdict);

const ITEM: &[ItemRule] = &[
    (Rule::V1, |i| {
        let silent = i.item.state == SourceState::Silent;
        silent.then_some((Outcome::Unavailable, Reason::SourceUnavailable))
    }),
    (Rule::U1, |i| {
        let connected = i.published(|published| published.systems.contains(&i.item.system));
        omit(!connected, Reason::SourceNotConnected)
    }),
    (Rule::U0, |i| omit(i.item.unit_class.is_none(), Reason::UnitUnknown)),
    (Rule::U2, |i| {
        let excluded = i.published(|published| i.class_is_in(&published.excluded_classes));
        omit(excluded, Reason::UnitExcluded)
    }),
    (Rule::U3, |i| {
        let outside = i.admission.units().is_some_and(|units| !units.contains(&i.item.unit));
        omit(outside, Reason::OutsideDecisionScope)
    }),
    (Rule::U4, |i| omit(i.is_sealed(), Reason::SealedPartial)),
    (Rule::L2, |i| {
        let excluded = i.published(|published| i.class_is_in(&published.log_excluded_classes));
        omit(i.is_log() && excluded, Reason::LogBupExcluded)
    }),
    (Rule::L1, |i| {
        let old = i.published(|published| {
            published
                .log_months
                .is_some_and(|months| i.item.date < months_before(i.facts.today, months))
        });
        omit(i.is_log() && old, Reason::LogTooOld)
    }),
    (Rule::I1, |i| {
        let shown = i.published(|published| match i.item.information {
            Some(InformationType::AccessLog) => published.log_months.is_some(),
            Some(information) => published.types.contains_key(&information),
            None => false,
        });
        omit(!shown, Reason::TypeNotPublished)
    }),
    (Rule::I2, |i| {
        let before = i.published(|published| {
            let start = i.item.information.and_then(|one| published.types.get(&one));
            start.is_some_and(|start| i.item.date < *start)
        });
        omit(before, Reason::BeforeTypeStart)
    }),
    (Rule::I3, |i| {
        let before = i.published(|published| {
            let start = i.item.unit_class.and_then(|class| published.class_starts.get(&class));
            start.is_some_and(|start| i.item.date < *start)
        });
        omit(before, Reason::BeforeUnitStart)
    }),
    (Rule::I4, |i| omit(!i.item.approved_for_patient, Reason::NotApprovedForPatient)),
    (Rule::I5, |i| omit(i.item.hidden == Hidden::WholeNote, Reason::HiddenNote)),
    (Rule::Q1, |i| {
        let waits = i.published(|published| {
            let days = Days::new(published.cooling_off_days.into());
            i.facts.today.checked_sub_days(days).is_none_or(|limit| i.item.date > limit)
        });
        let waits = i.facts.cooling_off && (waits || !i.item.signed);
        omit(waits, Reason::DeferredByResident)
    }),
    (Rule::I6, |i| {
        let redacted = i.item.hidden == Hidden::Keyword;
        redacted.then_some((Outcome::AllowRedacted, Reason::KeywordRedacted))
    }),
    (Rule::Z2, |_| Some((Outcome::Allow, Reason::Ok))),
];

pub(super) fn read_told(
    facts: &Facts,
    admission: &Admission,
    item: &ItemFacts,
    published: Option<&Publication>,
    steps: &mut impl FnMut(Step),
) -> Decision {
    let item = Item { facts, admission, item, published };
    let decided = ITEM.iter().find_map(|(rule, judge)| {
        let verdict = judge(&item);
        steps(Step { rule: *rule, decided: verdict.is_some() });
        verdict.map(|(outcome, reason)| Decision { outcome, reason, rule: *rule })
    });
    decided.expect("the last rule always decides")
}
