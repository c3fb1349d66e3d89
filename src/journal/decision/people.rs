//! The rules about the two people, up to the opened journal. Each looks at the facts and either decides
//! or passes the question on.

use super::{
    calendar::attained,
    facts::{EarlyAccess, Facts, IdKind, Relation, Scope, Seals, Strength, UnitDecision},
    publication::PersonRules,
    verdict::{Decision, Outcome, Reason, Rule, Step, Verdict},
};

fn deny(when: bool, reason: Reason) -> Verdict {
    when.then_some((Outcome::Deny, reason))
}

/// Facts with what the region has set, and the ages that follow.
pub(super) struct People<'a> {
    pub(super) facts: &'a Facts,
    pub(super) rules: &'a PersonRules,
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

    pub(super) fn guardian(&self) -> bool {
        self.facts.relation == Relation::Guardian
    }

    /// A guardian, or a legal representative, who is held to the same where the person is a child. The
    /// rest has no relation and was stopped before anyone asks this.
    fn for_another(&self) -> bool {
        !self.oneself()
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
        let child = p.for_another() && !p.subject_is(p.rules.opens_at);
        deny(child && p.facts.subject.protected, Reason::ProtectedChild)
    }),
    (Rule::P2, |p| deny(p.for_another() && p.facts.viewer.protected, Reason::ProtectedGuardian)),
    (Rule::B1, |p| {
        let blocked = p.facts.blocks.iter().any(|block| block.holds(p.facts.today));
        deny(p.for_another() && blocked, Reason::GuardianBlocked)
    }),
    (Rule::B2, |p| deny(p.for_another() && p.facts.subject.login_locked, Reason::ChildLocked)),
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
        let closed = p.for_another() && p.in_gap() && p.live_extensions().next().is_none();
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
        let sealed = p
            .facts
            .seals
            .known()
            .iter()
            .any(|seal| seal.scope == Scope::Full && seal.window.holds(today));
        deny(sealed, Reason::SealedFull)
    }),
];

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

    pub(super) fn decision(&self) -> Decision {
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
        Relation::Guardian | Relation::LegalRepresentative | Relation::Other => {
            p.live_extensions().map(|one| one.unit.clone()).collect()
        }
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

pub(super) fn admit_told(
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

pub(super) fn use_e_services(people: &People<'_>, steps: &mut impl FnMut(Step)) -> Decision {
    let chain = [IDENTITY, &[LOCK], RELATION, E_SERVICES_OWN, GUARDIAN, E_SERVICES_CHILD];
    let decided = first(people, chain.into_iter().flatten().copied(), steps);
    decided.expect("the last rule always decides")
}
