//! The days on which something changes by itself: what happens, and for whom. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    super::decision::{
        Admission, Decision, Facts, PersonRules, Question, Relation, Seals, Window, admit,
        attained, decide, next_change,
    },
    boundary_view::{BoundaryCause, BoundaryView, CauseView, ChangedViewer},
    inputs::scope,
};
use crate::id::ResidentId;

/// More days than any life has; a bound on the work.
const MOST: usize = 500;

/// The days to come for those viewers, the first first.
pub fn boundaries<'a>(
    viewers: impl IntoIterator<Item = (ResidentId, &'a Facts, &'a PersonRules)>,
) -> Vec<BoundaryView> {
    let mut days: BTreeMap<NaiveDate, (BTreeSet<CauseView>, Vec<ChangedViewer>)> = BTreeMap::new();
    for (id, facts, rules) in viewers {
        let mut before = facts.clone();
        while let Some(on) = next_change(&before, rules).filter(|_| days.len() < MOST) {
            let after = Facts { today: on, ..before.clone() };
            let (causes, changed) = days.entry(on).or_default();
            causes.extend(causes_on(on, id, &after, rules));
            changed.extend(change(id, &before, &after, rules));
            before = after;
        }
    }
    let day = |(on, (causes, viewers)): (_, (BTreeSet<_>, _))| BoundaryView {
        on,
        causes: causes.into_iter().collect(),
        viewers,
    };
    days.into_iter().map(day).collect()
}

fn opened(facts: &Facts, rules: &PersonRules) -> Result<Admission, Decision> {
    admit(facts, rules)
}

/// None when that viewer's access is the same.
fn change(
    resident_id: ResidentId,
    before: &Facts,
    after: &Facts,
    rules: &PersonRules,
) -> Option<ChangedViewer> {
    let reason = |facts, question| decide(facts, rules, question).reason;
    let journal = (opened(before, rules), opened(after, rules));
    let e_services =
        (reason(before, Question::UseEServices), reason(after, Question::UseEServices));
    (journal.0 != journal.1 || e_services.0 != e_services.1).then(|| ChangedViewer {
        resident_id,
        relation: before.relation,
        journal_before: reason(before, Question::OpenJournal),
        journal_after: reason(after, Question::OpenJournal),
        e_services_before: e_services.0,
        e_services_after: e_services.1,
    })
}

/// What a window does that day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Begins,
    Ends,
}

fn edge(window: &Window, on: NaiveDate) -> Option<Edge> {
    let day_before = on.pred_opt()?;
    match (window.holds(day_before), window.holds(on)) {
        (false, true) => Some(Edge::Begins),
        (true, false) => Some(Edge::Ends),
        _ => None,
    }
}

fn causes_on(on: NaiveDate, id: ResidentId, facts: &Facts, rules: &PersonRules) -> Vec<CauseView> {
    use BoundaryCause as C;
    let mut causes = ages_on(on, id, facts, rules);
    let mut windows = |pair: (C, C), window: &Window, concerns: Option<String>, viewer_id| {
        let cause = edge(window, on).map(|edge| if edge == Edge::Begins { pair.0 } else { pair.1 });
        causes.extend(cause.map(|cause| CauseView { cause, concerns, viewer_id }));
    };
    for block in &facts.blocks {
        windows((C::BlockBegins, C::BlockEnds), block, None, Some(id));
    }
    for one in &facts.extensions {
        let pair = (C::ExtensionBegins, C::ExtensionEnds);
        windows(pair, &one.window, Some(one.unit.clone()), Some(id));
    }
    for one in &facts.early_access {
        let pair = (C::EarlyAccessBegins, C::EarlyAccessEnds);
        windows(pair, &one.window, Some(one.unit.clone()), None);
    }
    if let Seals::Known(seals) = &facts.seals {
        for seal in seals {
            windows((C::SealBegins, C::SealEnds), &seal.window, Some(scope(&seal.scope)), None);
        }
    }
    causes
}

fn ages_on(on: NaiveDate, id: ResidentId, facts: &Facts, rules: &PersonRules) -> Vec<CauseView> {
    let reaches = |birth, age| attained(birth, age) == on;
    let (subject, viewer) = (facts.subject.birth, facts.viewer.birth);
    let own = [
        (BoundaryCause::AgencyEnds, reaches(subject, rules.agency_ends_at)),
        (BoundaryCause::JournalOpens, reaches(subject, rules.opens_at)),
    ];
    let own = own.into_iter().filter(|(_, is)| *is);
    let own = own.map(|(cause, _)| CauseView { cause, concerns: None, viewer_id: None });
    let ages = [rules.agency_ends_at, rules.opens_at];
    let viewers =
        facts.relation != Relation::Oneself && ages.iter().any(|age| reaches(viewer, *age));
    let cause = BoundaryCause::ViewersAge;
    let viewers = viewers.then_some(CauseView { cause, concerns: None, viewer_id: Some(id) });
    own.chain(viewers).collect()
}
