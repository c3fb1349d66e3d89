//! Explains an availability to those who run the unit.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{
    super::{
        availability::{Facts, Question, chain, decide},
        offer,
        policy::ExplainAvailability,
        store as units, whom,
    },
    view::{AnswerView, AskedAvailability, ExplanationView},
};
use crate::{access::Cx, audit, clock::local_date, failure::Failure, id::UnitId, page::Linker};

/// The rules as they stand, for the wanted day. The entry names the unit and the resident.
pub async fn explain(
    cx: Cx,
    unit: UnitId,
    asked: AskedAvailability,
) -> Result<ExplanationView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) =
            units::find(tx, unit)?.ok_or(Failure::Absent)?.open::<ExplainAvailability>(tx)?;
        let person = whom::find(tx, asked.personal_number.as_deref(), asked.resident_id)?;
        let found = offer::facts(tx, unit, asked.case_type_id, person.id)?;
        let Some((case_type, facts)) = found else {
            let (sv, en) =
                ("Enheten har ingen sådan ärendetyp.", "The unit has no such case type.");
            return Err(Failure::field("/caseTypeId", "unknown-case-type", sv, en));
        };
        let locked = units::log_in_locked(tx, &grant, person.id)?;
        let day = asked.date.unwrap_or(tx.today);
        let at = moment(day, tx.now);
        let path = format!("/units/{unit}");
        let view = ExplanationView {
            unit_id: unit,
            case_type_id: case_type.id,
            resident_id: person.id,
            date: day,
            available: decide(&facts, day, at).is_ok() && !locked,
            for_guardians: case_type.agent_allowed,
            log_in_locked: locked,
            rules: answers(&facts, day, at),
            links: Linker::new(cx.asked()).add("unit", "GET", &path).done(),
        };
        Ok(audit::record_about(tx, grant, unit.0, person.id, view)?)
    })
    .await
}

fn answers(facts: &Facts, day: NaiveDate, at: DateTime<Utc>) -> Vec<AnswerView> {
    let deciding =
        chain(facts, day, at).find(|(_, answer)| answer.is_err()).map(|(which, _)| which);
    chain(facts, day, at)
        .map(|(question, answer)| AnswerView {
            question,
            rule: rule(question).to_owned(),
            holds: answer.is_ok(),
            decides: deciding == Some(question),
            detail: facts.detail(question, day),
        })
        .collect()
}

/// The rule's name in `docs/rules.csv`.
fn rule(question: Question) -> &'static str {
    match question {
        Question::UnitTakesPart | Question::UnitTakesNew => "AV-1",
        Question::Offered => "AV-2",
        Question::NotPaused | Question::WithinHours => "AV-3",
        Question::Age | Question::Sex => "AV-4",
        Question::HandedOut => "AV-5",
        Question::AreaOrApproval => "AV-6",
    }
}

/// This moment for today, and noon in Sweden, give or take an hour, for another day.
fn moment(day: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    if local_date(now) == day {
        return now;
    }
    day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::hours(11)
}
