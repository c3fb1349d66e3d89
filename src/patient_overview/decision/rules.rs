//! The rules, each one row of the table, in its order.

use super::{
    facts::{Block, BlockKind, Blocks, Facts, ItemFacts, Purpose, Requester},
    verdict::{Judged, OverviewReason as Reason, OverviewRule as Rule},
};

/// Who may state facts about a patient at a unit, and read there if the other rules let them: N-1 and N-2.
pub fn may_assert(requester: &Requester) -> Result<(), Judged> {
    if !requester.strong {
        return Err(Judged::deny(Reason::WeakAuthentication, Rule::N1));
    }
    let fits = |it: &super::Assignment| it.purpose == Purpose::CareAndTreatment && it.coherent;
    if !requester.assignments.iter().any(fits) {
        return Err(Judged::deny(Reason::WrongAssignment, Rule::N2));
    }
    Ok(())
}

/// Whether staff read that item.
pub fn decide(facts: &Facts, item: &ItemFacts) -> Judged {
    judge(facts, Some(item))
}

/// Whether they read anything at all: the same without what depends on the item.
pub fn admit(facts: &Facts) -> Judged {
    judge(facts, None)
}

fn judge(facts: &Facts, item: Option<&ItemFacts>) -> Judged {
    if let Err(denied) = may_assert(&facts.requester) {
        return denied;
    }
    let Blocks::Known(blocks) = &facts.blocks else {
        return Judged::deny(Reason::BlockStateUnknown, Rule::N3);
    };
    let mut past_a_lift = false;
    for block in item.into_iter().flat_map(|item| blocks.iter().filter(|it| it.covers(item))) {
        match stops(facts, block, item.map(|item| item.unit.as_str())) {
            Some(denied) => return denied,
            None => past_a_lift |= is_lifted(facts, block),
        }
    }
    consented(facts, past_a_lift)
}

/// N-4 and N-5: whether a block that covers an item stops this reader.
fn stops(facts: &Facts, block: &Block, unit: Option<&str>) -> Option<Judged> {
    let own_provider = block.provider == facts.requester.provider;
    if !own_provider {
        // An inner block holds towards other providers as an outer one does, and no lift opens it.
        let danger = in_emergency(facts);
        let reason = if danger { Reason::BlockedAskOwner } else { Reason::Blocked };
        return Some(Judged::deny(reason, Rule::N4));
    }
    let elsewhere = unit != Some(facts.requester.unit.as_str());
    let inner = block.kind == BlockKind::Inner && elsewhere;
    (inner && !is_lifted(facts, block)).then(|| Judged::deny(Reason::Blocked, Rule::N5))
}

fn is_lifted(facts: &Facts, block: &Block) -> bool {
    block.kind == BlockKind::Inner
        && block.provider == facts.requester.provider
        && block.lifts.iter().any(|lift| lift.holds(&facts.requester, facts.today))
}

fn in_emergency(facts: &Facts) -> bool {
    facts.emergencies.iter().any(|emergency| emergency.days.contains(facts.today))
}

/// N-6 to N-10.
fn consented(facts: &Facts, past_a_lift: bool) -> Judged {
    let (unit, today) = (facts.requester.unit.as_str(), facts.today);
    if !facts.relations.iter().any(|relation| relation.holds(unit, today)) {
        return Judged::deny(Reason::NoPatientRelation, Rule::N6);
    }
    if facts.child_cannot_consent {
        return Judged::allow(Reason::OkChildNoConsentNeeded, Rule::N7);
    }
    if in_emergency(facts) {
        return Judged::allow(Reason::OkEmergency, Rule::N8);
    }
    if let Some(lacking) = lacks_consent(facts) {
        return Judged::deny(lacking, Rule::N9);
    }
    let reason = if past_a_lift { Reason::OkTempRevoke } else { Reason::Ok };
    Judged::allow(reason, Rule::N10)
}

fn lacks_consent(facts: &Facts) -> Option<Reason> {
    let (today, me) = (facts.today, facts.requester.employee.as_str());
    let mut of_unit = facts.consents.iter().filter(|it| it.unit == facts.requester.unit);
    if of_unit.clone().any(|consent| consent.holds(today) && consent.names(me)) {
        return None;
    }
    if of_unit.clone().any(|consent| consent.holds(today)) {
        return Some(Reason::ConsentOtherEmployee);
    }
    let expired = of_unit.any(|consent| consent.names(me) && consent.is_over(today));
    Some(if expired { Reason::ConsentExpired } else { Reason::NoConsent })
}

/// The other providers that have closed something: told to nobody but those who have opened in an
/// emergency and may ask them (SVOD 3:5).
pub fn blockers(facts: &Facts) -> Vec<&str> {
    let Blocks::Known(blocks) = &facts.blocks else { return Vec::new() };
    if may_assert(&facts.requester).is_err() || !in_emergency(facts) {
        return Vec::new();
    }
    let own = facts.requester.provider.as_str();
    let others = blocks.iter().map(|block| block.provider.as_str()).filter(|other| *other != own);
    let mut others: Vec<&str> = others.collect();
    others.sort_unstable();
    others.dedup();
    others
}
