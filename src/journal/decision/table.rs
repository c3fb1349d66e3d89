//! The table itself: which rules answer which question, in which order.

use super::{
    facts::{Facts, ItemFacts},
    item::read_told,
    people::{Admission, People, admit_told, use_e_services},
    publication::{PersonRules, Publication},
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

/// Whether the viewer may open the subject's journal, and which units' part.
pub fn admit(facts: &Facts, rules: &PersonRules) -> Result<Admission, Decision> {
    admit_told(facts, rules, &mut |_| {})
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
        Question::UseEServices => use_e_services(&people, steps),
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
