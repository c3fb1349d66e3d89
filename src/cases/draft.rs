//! Begin, change and throw away a draft.

use serde_json::{Map, Value};

use super::{
    policy::{ChangeDraft, DiscardDraft, FollowUp, ResidentCases, Start},
    read::{self, Seen},
    store::{self, NewDraft, Said},
    view::{Answers, CaseView, NewCase},
};
use crate::{
    access::{Capacity, Cx, Sealed},
    audit,
    cases::case::AGENT_NOT_ALLOWED,
    db::{Repeat, Tx},
    failure::Failure,
    id::{CaseId, ResidentId},
    units::{self, Offer},
};

/// Begins a draft of an available case type for a resident.
pub async fn begin(
    cx: Cx,
    resident: ResidentId,
    repeat: Repeat,
    new: NewCase,
) -> Result<CaseView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = Sealed::new(ResidentCases(resident)).open::<Start>(tx)?;
        if let Some(previous) = new.previous_case_id {
            may_follow_up(tx, previous, &new, resident)?;
        }
        let offer = offered(tx, grant.capacity(), &new, resident)?;
        let initiated_by = writer(tx)?;
        let id = loop {
            let draft = NewDraft {
                number: number(),
                unit: new.unit_id,
                case_type: new.case_type_id,
                form_version: offer.form.id,
                initiated_by,
                answers: answers(new.answers.clone()),
                previous: new.previous_case_id,
            };
            if let Some(id) = store::insert_draft(tx, &grant, draft)? {
                break id;
            }
        };
        let case = store::begun(tx, &grant, id)?;
        let view = read::show(tx, cx, case, Said::default())?;
        Ok(audit::record_made(tx, grant, id.0, Some(new.unit_id), view)?)
    })
    .await
}

/// Puts other answers into a draft. They are checked when it is submitted.
pub async fn change(cx: Cx, id: CaseId, seen: Seen, wanted: Answers) -> Result<CaseView, Failure> {
    cx.transact(move |tx, cx| {
        let (case, grant) = store::lock(tx, id)?.open::<ChangeDraft>(tx)?;
        seen.check(&case)?;
        case.must_be_draft()?;
        let (_, form_version) = case.case_type()?;
        store::change_draft(tx, &grant, form_version, answers(wanted))?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Throws a draft away.
pub async fn discard(cx: Cx, id: CaseId, seen: Seen) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (case, grant) = store::lock(tx, id)?.open::<DiscardDraft>(tx)?;
        seen.check(&case)?;
        case.must_be_draft()?;
        store::discard(tx, &grant)?;
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

/// A new case follows up a closed one of the same resident at the same unit (L-17).
fn may_follow_up(
    tx: &mut Tx<'_>,
    previous: CaseId,
    new: &NewCase,
    resident: ResidentId,
) -> Result<(), Failure> {
    let (case, _may) = store::find(tx, previous)?.open::<FollowUp>(tx)?;
    case.must_be_closed()?;
    if case.subject == resident && case.unit == new.unit_id {
        return Ok(());
    }
    let sv = "Ärendet hör till en annan invånare eller mottagning.";
    let en = "The case belongs to another resident or unit.";
    Err(Failure::field("/previousCaseId", "other-case", sv, en))
}

fn offered(
    tx: &mut Tx<'_>,
    capacity: Capacity,
    new: &NewCase,
    resident: ResidentId,
) -> Result<Offer, Failure> {
    let offer = units::offer(tx, new.unit_id, new.case_type_id, resident)?;
    agents_may(&offer, capacity)?;
    Ok(offer)
}

/// Some case types only the resident may send.
pub fn agents_may(offer: &Offer, capacity: Capacity) -> Result<(), Failure> {
    if capacity == Capacity::Guardian && !offer.case_type.agent_allowed {
        let (sv, en) = ("Bara invånaren själv kan skicka.", "Only the resident can send it.");
        return Err(Failure::refused(&AGENT_NOT_ALLOWED, sv, en));
    }
    Ok(())
}

/// The resident who is at the keyboard.
pub fn writer(tx: &Tx<'_>) -> Result<ResidentId, Failure> {
    let writer = tx.actor().resident().map(|resident| resident.id);
    writer.ok_or_else(|| Failure::Bug("only residents are let in here".into()))
}

fn answers(wanted: Answers) -> Map<String, Value> {
    wanted.into_iter().collect()
}

/// Nine random digits and Luhn's check digit, so that a slip of the tongue is noticed.
pub fn number() -> String {
    let digits: Vec<u32> = {
        let random = CaseId::new().0.as_u128() as u64 % 1_000_000_000;
        format!("{random:09}").chars().filter_map(|digit| digit.to_digit(10)).collect()
    };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match digit * if place % 2 == 0 { 2 } else { 1 } {
            doubled @ 10.. => doubled - 9,
            plain => plain,
        })
        .sum();
    let check = (10 - sum % 10) % 10;
    digits.into_iter().chain([check]).filter_map(|digit| char::from_digit(digit, 10)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_carries_its_check_digit() {
        for _ in 0..100 {
            let number = super::number();
            assert_eq!(number.len(), 10);
            let sum: u32 = number
                .chars()
                .rev()
                .filter_map(|digit| digit.to_digit(10))
                .enumerate()
                .map(|(place, digit)| if place % 2 == 1 { digit * 2 } else { digit })
                .map(|digit| digit / 10 + digit % 10)
                .sum();
            assert_eq!(sum % 10, 0, "{number}");
        }
    }
}
