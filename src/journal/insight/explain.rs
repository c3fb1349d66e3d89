//! Explains a decision, rule by rule.

use chrono::{Days, NaiveDate};

use super::{
    super::{
        decision::{
            Decision, Facts, ItemFacts, PersonRules, Publication, Question, Step, admit,
            next_change, read, trace,
        },
        facts::{InForce, Known, Registered},
        item::Item,
        source::SourceReport,
    },
    explain_view::{
        ExplainedQuestion, ExplanationView, InputView, ItemReference, ItemView, StepView,
        WantedExplanation,
    },
    inputs::{About, inputs},
    policy::Explain,
    sources,
    store::{self, Whose},
    words::meaning,
};
use crate::{access::Cx, audit, clock::local_date, failure::Failure, id::ResidentId, page::Linker};

/// The most items that are told one by one.
const MOST: usize = 1000;

/// The decision is made twice: before the sources are asked, and when it is told, with what they said.
pub async fn explain(
    cx: Cx,
    of: ResidentId,
    wanted: WantedExplanation,
) -> Result<ExplanationView, Failure> {
    let on = day(wanted.on_date, local_date(cx.app().clock.now()))?;
    one_item(&wanted)?;
    let whose = Whose::One(wanted.viewer_id);
    let seen = cx.clone().may::<Explain>(move |tx| store::insight(tx, of, whose, on)).await?;
    let said = sources::registered(&cx, &seen.viewers).await;
    let viewers = sources::complete(seen.viewers, &said);
    let (_, known) = viewers.first().ok_or(Failure::Absent)?;
    let open = admit(&known.facts, &known.rules).is_ok();
    let asked = match wanted.question {
        ExplainedQuestion::ReadItem if open && wanted.described.is_none() => {
            Some(sources::gather(&cx, known).await)
        }
        _ => None,
    };
    tell(cx, of, on, wanted, said, asked).await
}

/// A day within a lifetime of today.
pub fn day(wanted: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate, Failure> {
    let reach = Days::new(365 * 20);
    match wanted {
        Some(day) if day < today - reach || day > today + reach => {
            let (sv, en) = ("Högst tjugo år bort.", "Twenty years away at most.");
            Err(Failure::field("/onDate", "range", sv, en))
        }
        wanted => Ok(wanted.unwrap_or(today)),
    }
}

/// An item is described where one is asked about, and not beside one that a source has.
fn one_item(wanted: &WantedExplanation) -> Result<(), Failure> {
    let fits = wanted.question == ExplainedQuestion::ReadItem && wanted.item.is_none();
    if wanted.described.is_none() || fits {
        return Ok(());
    }
    let sv = "Beskriv ett uppdiktat underlag bara till frågan read-item, och utan item.";
    let en = "Describe an item only with the question read-item, and without item.";
    Err(Failure::field("/described", "not-with-this", sv, en))
}

#[expect(clippy::too_many_lines, reason = "one story, in one transaction")]
async fn tell(
    cx: Cx,
    of: ResidentId,
    on: NaiveDate,
    wanted: WantedExplanation,
    said: Vec<Registered>,
    asked: Option<(Vec<Item>, Vec<SourceReport>)>,
) -> Result<ExplanationView, Failure> {
    cx.transact(move |tx, cx| {
        let whose = Whose::One(wanted.viewer_id);
        let (seen, grant) = store::insight(tx, of, whose, on)?.open::<Explain>(tx)?;
        let in_force = store::in_force(tx, &grant, on)?;
        let mut viewers = sources::complete(seen.viewers, &said);
        let (_, known) = viewers.pop().ok_or(Failure::Absent)?;
        let (items, reports) =
            asked.map_or((None, None), |(items, sources)| (Some(items), Some(sources)));
        let items = items.map(|items| sources::facts_of(tx, items)).transpose()?;
        let described =
            wanted.described.as_ref().map(|item| sources::described(tx, item)).transpose()?;
        let told = match described {
            Some(item) => told_of(&known, &in_force, item),
            None => told(&wanted, &known, &in_force, items),
        };
        let path = format!("/residents/{of}/journal");
        let links = Linker::new(cx.asked())
            .add("boundaries", "GET", &format!("{path}/boundaries"))
            .add("simulate", "POST", &format!("{path}/simulations"));
        let english = cx.asked().english;
        let Decision { outcome, reason, rule } = told.decision;
        let view = ExplanationView {
            resident_id: of,
            viewer_id: wanted.viewer_id,
            question: wanted.question,
            on_date: on,
            relation: known.facts.relation,
            outcome,
            reason,
            rule,
            steps: told.steps(&known, english),
            next_change_on: next_change(&known.facts, &known.rules),
            item_count: told.items.as_ref().map(|all| u32::try_from(all.len()).unwrap_or(u32::MAX)),
            items: told.items.map(|all| all.into_iter().take(MOST).collect()),
            sources: reports.map(|all| all.into_iter().map(Into::into).collect()),
            trace_id: tx.request,
            links: links.done(),
        };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// What there is to tell.
struct Told {
    decision: Decision,
    steps: Vec<Step>,
    /// Of the one item that was asked about.
    item: Option<(ItemFacts, Option<Publication>)>,
    items: Option<Vec<ItemView>>,
}

impl Told {
    fn steps(&self, known: &Known, english: bool) -> Vec<StepView> {
        let item = self.item.as_ref().map(|(item, published)| (item, published.as_ref()));
        let about = About { facts: &known.facts, rules: &known.rules, item };
        let step = |step: &Step| {
            let (sv, en) = meaning(step.rule);
            let inputs = inputs(step.rule, about).into_iter();
            StepView {
                rule: step.rule,
                decided: step.decided,
                meaning: if english { en } else { sv }.into(),
                inputs: inputs
                    .map(|(name, value)| InputView { name: name.into(), value })
                    .collect(),
            }
        };
        self.steps.iter().map(step).collect()
    }
}

fn told(
    wanted: &WantedExplanation,
    known: &Known,
    in_force: &InForce,
    items: Option<Vec<(Item, ItemFacts)>>,
) -> Told {
    let Known { facts, rules, .. } = known;
    let question = match wanted.question {
        ExplainedQuestion::OpenJournal | ExplainedQuestion::ReadItem => Question::OpenJournal,
        ExplainedQuestion::UseEServices => Question::UseEServices,
        ExplainedQuestion::RecordCopy => Question::RecordCopy,
    };
    let (decision, steps) = trace(facts, rules, question);
    let opening = Told { decision, steps, item: None, items: None };
    let Some(items) = items else { return opening };
    let items = judged(facts, rules, in_force, items);
    match &wanted.item {
        None => Told { items: Some(sorted(items.iter().map(|one| one.0.clone()))), ..opening },
        Some(reference) => {
            let Some((view, item)) = items.into_iter().find(|(view, _)| view.item == *reference)
            else {
                return Told { items: Some(Vec::new()), ..opening };
            };
            Told { items: Some(vec![view]), ..told_of(known, in_force, item) }
        }
    }
}

/// Every step to what becomes of one item.
fn told_of(known: &Known, in_force: &InForce, item: ItemFacts) -> Told {
    let published = in_force.publication(&item.provider).cloned();
    let question = Question::ReadItem(&item, published.as_ref());
    let (decision, steps) = trace(&known.facts, &known.rules, question);
    Told { decision, steps, item: Some((item, published)), items: None }
}

/// What becomes of each item; of none where the journal is closed.
fn judged(
    facts: &Facts,
    rules: &PersonRules,
    in_force: &InForce,
    items: Vec<(Item, ItemFacts)>,
) -> Vec<(ItemView, ItemFacts)> {
    let Ok(admission) = admit(facts, rules) else { return Vec::new() };
    let judge = |(item, of): (Item, ItemFacts)| {
        let published = in_force.publication(&of.provider);
        let Decision { outcome, reason, rule } = read(facts, &admission, &of, published);
        let view = ItemView {
            item: ItemReference { source: item.source, record_id: item.record_id },
            information: of.information,
            unit_hsa_id: of.unit.clone(),
            date: of.date,
            outcome,
            reason,
            rule,
        };
        (view, of)
    };
    items.into_iter().map(judge).collect()
}

fn sorted(items: impl Iterator<Item = ItemView>) -> Vec<ItemView> {
    let mut items: Vec<ItemView> = items.collect();
    items.sort_by(|a, b| (b.date, &b.item.record_id).cmp(&(a.date, &a.item.record_id)));
    items
}
