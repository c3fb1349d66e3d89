//! Explains an availability to those who run the unit.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{
    super::{
        availability::{Facts, Question, chain, decide},
        offer,
        place::Unit,
        policy::{ExplainAvailability, ExplainThroughGuardian},
        store as units, whom,
    },
    agency::{self, AgencyQuestion},
    view::{AgencyAnswerView, AgencyView, AnswerView, AskedAvailability, ExplanationView},
};
use crate::{
    access::{Action, Cx, Grant},
    audit::{self, Audited},
    clock::local_date,
    db::Tx,
    failure::Failure,
    id::{ResidentId, UnitId},
    page::Linker,
};

/// The rules as they stand, for the wanted day. The entry names the unit and the resident.
pub async fn explain(
    cx: Cx,
    unit: UnitId,
    asked: AskedAvailability,
) -> Result<ExplanationView, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = units::find(tx, unit)?.ok_or(Failure::Absent)?;
        let named = asked.guardian_id.is_some() || asked.guardian_personal_number.is_some();
        if named {
            let (_, grant) = sealed.open::<ExplainThroughGuardian>(tx)?;
            return explained(tx, cx, unit, grant, asked);
        }
        let (_, grant) = sealed.open::<ExplainAvailability>(tx)?;
        explained(tx, cx, unit, grant, asked)
    })
    .await
}

fn explained<A: Action<On = Unit>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    unit: UnitId,
    grant: Grant<A>,
    asked: AskedAvailability,
) -> Result<Audited<ExplanationView>, Failure> {
    let person = whom::find(tx, asked.personal_number.as_deref(), asked.resident_id)?;
    let found = offer::facts(tx, unit, asked.case_type_id, person.id)?;
    let Some((case_type, facts)) = found else {
        let (sv, en) = ("Enheten har ingen sådan ärendetyp.", "The unit has no such case type.");
        return Err(Failure::field("/caseTypeId", "unknown-case-type", sv, en));
    };
    let locked = units::log_in_locked(tx, &grant, person.id)?;
    let day = asked.date.unwrap_or(tx.today);
    let at = moment(day, tx.now);
    let allowed = case_type.agent_allowed;
    let through_guardian = through(tx, &grant, &asked, (person.id, allowed), day)?;
    let may_come = through_guardian.as_ref().map_or(!locked, |agency| agency.may_act);
    let view = ExplanationView {
        unit_id: unit,
        case_type_id: case_type.id,
        resident_id: person.id,
        date: day,
        available: decide(&facts, day, at).is_ok() && may_come,
        for_guardians: case_type.agent_allowed,
        log_in_locked: locked,
        rules: answers(&facts, day, at),
        through_guardian,
        links: Linker::new(cx.asked()).add("unit", "GET", &format!("/units/{unit}")).done(),
    };
    Ok(audit::record_about(tx, grant, unit.0, person.id, view)?)
}

/// Whether the guardian who is named may act for the resident on that day.
fn through<A: Action<On = Unit>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    asked: &AskedAvailability,
    (child, type_allows): (ResidentId, bool),
    day: NaiveDate,
) -> Result<Option<AgencyView>, Failure> {
    let whom = (asked.guardian_personal_number.as_deref(), asked.guardian_id);
    if whom == (None, None) {
        return Ok(None);
    }
    let guardian = whom::find_as(tx, whom, ["/guardianPersonalNumber", "/guardianId"])?.id;
    let ends_at = tx.policies().number("agency.ends-at-age", None, day)?;
    let agency = units::agency(tx, grant, guardian, child)?;
    let answers = agency::chain(agency.as_ref(), type_allows, day, ends_at);
    let deciding = answers.iter().find(|(_, holds)| !holds).map(|(question, _)| *question);
    let answer = |(question, holds): (AgencyQuestion, bool)| AgencyAnswerView {
        question,
        rule: question.rule().to_owned(),
        holds,
        decides: deciding == Some(question),
    };
    Ok(Some(AgencyView {
        guardian_id: guardian,
        may_act: deciding.is_none(),
        rules: answers.into_iter().map(answer).collect(),
    }))
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
