//! Says what a measure would change, person by person, before anyone takes it. Changes nothing.

use std::collections::BTreeMap;

use super::{
    super::{
        decision::{Facts, InformationType, ItemFacts, PersonRules, Question, admit, decide, read},
        facts::{InForce, Known, Registered},
        item::Item,
        source::SourceReport,
    },
    draft::{Draft, Measure},
    explain::day,
    policy::Simulate,
    simulate_view::{ItemsView, JournalService, ServiceView, SimulatedViewer, SimulationView},
    sources,
    store::{self, Whose},
};
use crate::{access::Cx, audit, clock::local_date, failure::Failure, id::ResidentId, page::Linker};

/// Recorded as a look at the resident alone: guardians must not find in their logs what is prepared.
pub async fn simulate(cx: Cx, of: ResidentId, draft: Draft) -> Result<SimulationView, Failure> {
    let measure = draft.measure()?;
    let today = local_date(cx.app().clock.now());
    let on = day(Some(draft.valid_from.max(today)), today)?;
    let all = Whose::Everybody;
    let seen = cx.clone().may::<Simulate>(move |tx| store::insight(tx, of, all, on)).await?;
    let said = sources::registered(&cx, &seen.viewers).await;
    let viewers = sources::complete(seen.viewers, &said);
    let (_, oneself) = viewers.first().ok_or(Failure::Absent)?;
    let anyone = viewers.iter().any(|(id, known)| {
        let then = measure.applied(draft.window(), *id, &known.facts);
        admit(&known.facts, &known.rules).is_ok() || admit(&then, &known.rules).is_ok()
    });
    let asked = if anyone { sources::gather(&cx, oneself).await } else { Default::default() };
    tell(cx, of, (draft, measure), said, asked).await
}

async fn tell(
    cx: Cx,
    of: ResidentId,
    (draft, measure): (Draft, Measure),
    said: Vec<Registered>,
    (items, reports): (Vec<Item>, Vec<SourceReport>),
) -> Result<SimulationView, Failure> {
    cx.transact(move |tx, cx| {
        let on = draft.valid_from.max(tx.today);
        let (seen, grant) = store::insight(tx, of, Whose::Everybody, on)?.open::<Simulate>(tx)?;
        let named = match &measure {
            Measure::Block(guardian) | Measure::Extension(guardian, _) => Some(*guardian),
            Measure::Seal(_) | Measure::EarlyAccess { .. } => None,
        };
        if let Some(guardian) = named
            && !seen.viewers.iter().any(|(id, _)| *id == guardian && *id != of)
        {
            let (sv, en) = ("Inte vårdnadshavare för barnet.", "Not a guardian of the child.");
            return Err(Failure::field("/guardianId", "not-guardian", sv, en));
        }
        let in_force = store::in_force(tx, &grant, on)?;
        let items: Vec<ItemFacts> =
            sources::facts_of(tx, items)?.into_iter().map(|(_, facts)| facts).collect();
        let viewers = sources::complete(seen.viewers, &said);
        let viewers = viewers.into_iter().map(|(id, known)| {
            let then = measure.applied(draft.window(), id, &known.facts);
            viewer(id, &known, &then, &in_force, &items)
        });
        let path = format!("/residents/{of}/journal/boundaries");
        let view = SimulationView {
            resident_id: of,
            on_date: on,
            viewers: viewers.collect(),
            sources: reports.into_iter().map(Into::into).collect(),
            links: Linker::new(cx.asked()).add("boundaries", "GET", &path).done(),
        };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

#[expect(clippy::too_many_lines, reason = "one line for each thing that is told")]
fn viewer(
    resident_id: ResidentId,
    known: &Known,
    then: &Facts,
    in_force: &InForce,
    items: &[ItemFacts],
) -> SimulatedViewer {
    let Known { facts: now, rules, .. } = known;
    let service = |service, question: Question<'_>| {
        let (now, then) = (decide(now, rules, question), decide(then, rules, question));
        ServiceView {
            service,
            outcome_now: now.outcome,
            reason_now: now.reason,
            outcome_then: then.outcome,
            reason_then: then.reason,
        }
    };
    let shown_now = shown(now, rules, in_force, items);
    let shown_then = shown(then, rules, in_force, items);
    let mut kinds: BTreeMap<InformationType, (u32, u32)> = BTreeMap::new();
    let (mut becomes_invisible, mut becomes_visible) = (0, 0);
    for ((item, now), then) in items.iter().zip(shown_now).zip(shown_then) {
        becomes_invisible += u32::from(now && !then);
        becomes_visible += u32::from(then && !now);
        if let Some(information) = item.information.filter(|_| now || then) {
            let counts = kinds.entry(information).or_default();
            counts.0 += u32::from(now);
            counts.1 += u32::from(then);
        }
    }
    let kinds = kinds.into_iter();
    SimulatedViewer {
        resident_id,
        relation: now.relation,
        services: vec![
            service(JournalService::Journal, Question::OpenJournal),
            service(JournalService::EServices, Question::UseEServices),
        ],
        items: kinds
            .map(|(information, (shown_now, shown_then))| ItemsView {
                information,
                shown_now,
                shown_then,
            })
            .collect(),
        becomes_invisible,
        becomes_visible,
    }
}

/// Which of the items are shown.
fn shown(facts: &Facts, rules: &PersonRules, in_force: &InForce, items: &[ItemFacts]) -> Vec<bool> {
    let admission = admit(facts, rules).ok();
    let shown = |item: &ItemFacts| {
        admission.as_ref().is_some_and(|admission| {
            read(facts, admission, item, in_force.publication(&item.provider)).allows()
        })
    };
    items.iter().map(shown).collect()
}
