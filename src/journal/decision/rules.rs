//! The table itself. Each rule looks at the facts and either decides or passes the question on.

use std::collections::BTreeSet;

use chrono::Days;

use super::{
    calendar::{attained, is_full, months_before},
    facts::{
        EarlyAccess, Facts, Hidden, IdKind, ItemFacts, Relation, Scope, Seals, SourceState,
        Strength, UnitDecision,
    },
    publication::{InformationType, PersonRules, Publication, UnitClass},
    verdict::{Decision, Outcome, Reason, Rule, Step},
};

/// What is asked, with what it is asked about.
#[derive(Debug, Clone, Copy)]
pub enum Question<'a> {
    OpenJournal,
    /// An item, or a row of the access log, and what its provider publishes: none where nobody knows.
    ReadItem(&'a ItemFacts, Option<&'a Publication>),
    UseEServices,
    RecordCopy,
}

type Verdict = Option<(Outcome, Reason)>;

fn deny(when: bool, reason: Reason) -> Verdict {
    when.then_some((Outcome::Deny, reason))
}

fn omit(when: bool, reason: Reason) -> Verdict {
    when.then_some((Outcome::Omit, reason))
}

/// Facts with what the region has set, and the ages that follow.
struct People<'a> {
    facts: &'a Facts,
    rules: &'a PersonRules,
}

impl People<'_> {
    fn viewer_is(&self, years: i32) -> bool {
        attained(self.facts.viewer.birth, years) <= self.facts.today
    }

    fn subject_is(&self, years: i32) -> bool {
        attained(self.facts.subject.birth, years) <= self.facts.today
    }

    fn oneself(&self) -> bool {
        self.facts.relation == Relation::Oneself
    }

    fn guardian(&self) -> bool {
        self.facts.relation == Relation::Guardian
    }

    /// Between the two ages.
    fn in_gap(&self) -> bool {
        self.subject_is(self.rules.agency_ends_at) && !self.subject_is(self.rules.opens_at)
    }

    fn live_early(&self) -> impl Iterator<Item = &EarlyAccess> {
        self.facts.early_access.iter().filter(|access| access.window.holds(self.facts.today))
    }

    fn live_extensions(&self) -> impl Iterator<Item = &UnitDecision> {
        self.facts.extensions.iter().filter(|decision| decision.window.holds(self.facts.today))
    }
}

type PeopleRule = (Rule, fn(&People<'_>) -> Verdict);

const IDENTITY: &[PeopleRule] = &[
    (Rule::G1, |p| deny(p.facts.viewer.strength != Strength::Strong, Reason::AuthRequired)),
    (Rule::G2, |p| {
        deny(p.facts.viewer.id_kind != IdKind::Personnummer, Reason::IdTypeNotSupported)
    }),
    (Rule::G3, |p| deny(p.facts.viewer.deceased, Reason::AccountInactive)),
];

/// The lock closes the e-services always, and the journal where the region says so.
const LOCK: PeopleRule = (Rule::G4, |p| deny(p.facts.viewer.login_locked, Reason::LoginLocked));
const JOURNAL_LOCK: PeopleRule = (Rule::G4, |p| {
    deny(p.facts.viewer.login_locked && p.rules.lock_closes_journal, Reason::LoginLocked)
});

const RELATION: &[PeopleRule] = &[
    (Rule::G5, |p| deny(p.facts.subject.deceased, Reason::SubjectDeceased)),
    (Rule::R4, |p| deny(p.facts.relation == Relation::Other, Reason::NoRelationship)),
    (Rule::R3, |p| {
        let represents = p.facts.relation == Relation::LegalRepresentative;
        deny(represents && !p.rules.legal_representatives, Reason::LegalRepNotEnabled)
    }),
];

/// A guardian and a child: the same at any age below the second, so that nothing tells them apart.
const GUARDIAN: &[PeopleRule] = &[
    (Rule::P1, |p| {
        let child = p.guardian() && !p.subject_is(p.rules.opens_at);
        deny(child && p.facts.subject.protected, Reason::ProtectedChild)
    }),
    (Rule::P2, |p| deny(p.guardian() && p.facts.viewer.protected, Reason::ProtectedGuardian)),
    (Rule::B1, |p| {
        let blocked = p.facts.blocks.iter().any(|block| block.holds(p.facts.today));
        deny(p.guardian() && blocked, Reason::GuardianBlocked)
    }),
    (Rule::B2, |p| deny(p.guardian() && p.facts.subject.login_locked, Reason::ChildLocked)),
];

const E_SERVICES_OWN: &[PeopleRule] = &[
    (Rule::E2, |p| deny(!p.viewer_is(p.rules.agency_ends_at), Reason::AgeUnder13)),
    (Rule::E3, |p| p.oneself().then_some((Outcome::Allow, Reason::Ok))),
];

const E_SERVICES_CHILD: &[PeopleRule] = &[
    (Rule::E4, |p| deny(p.subject_is(p.rules.agency_ends_at), Reason::ProxyEndsAt13)),
    (Rule::E5, |_| Some((Outcome::Allow, Reason::Ok))),
];

const VIEWER_SEALED: PeopleRule = (Rule::R5, |p| {
    let closed = p.rules.own_seal_closes_others && p.facts.viewer.fully_sealed;
    deny(!p.oneself() && closed, Reason::ViewerSealed)
});

const AGES: &[PeopleRule] = &[
    (Rule::A1, |p| deny(p.oneself() && !p.subject_is(p.rules.agency_ends_at), Reason::AgeUnder13)),
    (Rule::A2, |p| {
        let none = p.live_early().next().is_none();
        deny(p.oneself() && p.in_gap() && none, Reason::AgeGapSelf)
    }),
    (Rule::P4, |p| {
        let young = p.oneself() && p.in_gap() && p.facts.subject.protected;
        let weighed = p.live_early().any(|access| access.protected_reviewed);
        deny(young && !weighed, Reason::ProtectedEarlyAccess)
    }),
    (Rule::A6, |p| deny(p.guardian() && p.subject_is(p.rules.opens_at), Reason::SubjectIs16)),
    (Rule::A5, |p| {
        let closed = p.guardian() && p.in_gap() && p.live_extensions().next().is_none();
        let today = p.facts.today;
        let ran_out = p.facts.extensions.iter().any(|one| one.window.has_run_out(today));
        let reason = if ran_out { Reason::ExtensionExpired } else { Reason::AgeGapGuardian };
        deny(closed, reason)
    }),
];

const SEALS: &[PeopleRule] = &[
    (Rule::S1, |p| deny(p.facts.seals == Seals::Unknown, Reason::SealStateUnknown)),
    (Rule::S2, |p| {
        let today = p.facts.today;
        let sealed = known(&p.facts.seals)
            .iter()
            .any(|seal| is_full(&seal.scope) && seal.window.holds(today));
        deny(sealed, Reason::SealedFull)
    }),
];

fn known(seals: &Seals) -> &[super::facts::Seal] {
    match seals {
        Seals::Known(seals) => seals,
        Seals::Unknown => &[],
    }
}

/// Proof that the two people may open the journal, and which units' part of it. Only [`admit`] makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// None: all units.
    units: Option<Vec<String>>,
}

impl Admission {
    /// The deciding units by HSA-id, where reading rests on decisions; none where all units may be read.
    pub fn units(&self) -> Option<&[String]> {
        self.units.as_deref()
    }

    fn decision(&self) -> Decision {
        let reason = if self.units.is_some() { Reason::OkScopedUnits } else { Reason::OkAllUnits };
        Decision { outcome: Outcome::Allow, reason, rule: Rule::Z1 }
    }
}

/// The units that reading is limited to (A2', A5', A4).
fn units(p: &People<'_>) -> Option<Vec<String>> {
    if !p.in_gap() {
        return None;
    }
    let units = match p.facts.relation {
        Relation::Oneself => {
            let weighed =
                |access: &&EarlyAccess| !p.facts.subject.protected || access.protected_reviewed;
            p.live_early().filter(weighed).map(|access| access.unit.clone()).collect()
        }
        Relation::Guardian => p.live_extensions().map(|one| one.unit.clone()).collect(),
        // A decision about a youth is for its guardian or itself.
        Relation::LegalRepresentative | Relation::Other => return None,
    };
    Some(units)
}

fn first(
    people: &People<'_>,
    chain: impl IntoIterator<Item = PeopleRule>,
    steps: &mut impl FnMut(Step),
) -> Option<Decision> {
    chain.into_iter().find_map(|(rule, judge)| {
        let verdict = judge(people);
        steps(Step { rule, decided: verdict.is_some() });
        verdict.map(|(outcome, reason)| Decision { outcome, reason, rule })
    })
}

fn admit_told(
    facts: &Facts,
    rules: &PersonRules,
    steps: &mut impl FnMut(Step),
) -> Result<Admission, Decision> {
    let people = People { facts, rules };
    let chain = [IDENTITY, &[JOURNAL_LOCK], RELATION, &[VIEWER_SEALED], GUARDIAN, AGES, SEALS];
    match first(&people, chain.into_iter().flatten().copied(), steps) {
        Some(refused) => Err(refused),
        None => {
            steps(Step { rule: Rule::Z1, decided: true });
            Ok(Admission { units: units(&people) })
        }
    }
}

/// Whether the viewer may open the subject's journal, and which units' part.
pub fn admit(facts: &Facts, rules: &PersonRules) -> Result<Admission, Decision> {
    admit_told(facts, rules, &mut |_| {})
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
        known(&self.facts.seals)
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

fn read_told(
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

/// Whether that item is shown to whoever was admitted. `published` is what the item's own provider
/// publishes, none where nobody has told us.
pub fn read(
    facts: &Facts,
    admission: &Admission,
    item: &ItemFacts,
    published: Option<&Publication>,
) -> Decision {
    read_told(facts, admission, item, published, &mut |_| {})
}

fn decide_told(
    facts: &Facts,
    rules: &PersonRules,
    question: Question<'_>,
    steps: &mut impl FnMut(Step),
) -> Decision {
    let people = People { facts, rules };
    match question {
        Question::RecordCopy => {
            steps(Step { rule: Rule::C1, decided: true });
            let reason = if people.guardian() {
                Reason::HarmAssessmentGuardian
            } else {
                Reason::HarmAssessment
            };
            Decision { outcome: Outcome::Review, reason, rule: Rule::C1 }
        }
        Question::UseEServices => {
            let chain = [IDENTITY, &[LOCK], RELATION, E_SERVICES_OWN, GUARDIAN, E_SERVICES_CHILD];
            let decided = first(&people, chain.into_iter().flatten().copied(), steps);
            decided.expect("the last rule always decides")
        }
        Question::OpenJournal => match admit_told(facts, rules, steps) {
            Ok(admission) => admission.decision(),
            Err(refused) => refused,
        },
        Question::ReadItem(item, published) => match admit_told(facts, rules, steps) {
            Ok(admission) => read_told(facts, &admission, item, published, steps),
            Err(refused) => refused,
        },
    }
}

/// The decision on one question (journal.md 2.5).
pub fn decide(facts: &Facts, rules: &PersonRules, question: Question<'_>) -> Decision {
    decide_told(facts, rules, question, &mut |_| {})
}

/// The same, with each rule that was asked in its turn.
pub fn trace(facts: &Facts, rules: &PersonRules, question: Question<'_>) -> (Decision, Vec<Step>) {
    let mut steps = Vec::new();
    let decision = decide_told(facts, rules, question, &mut |step| steps.push(step));
    (decision, steps)
}
