//! Order a sending: the lines are read, and what can be said of them at once is said; the rest waits
//! for the worker.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{
    super::{
        OWN_TEXT_MISMATCH, TEMPLATE_NOT_ACTIVE, UNIT_NOT_OPEN,
        template::{self, Edition, OWN_TEXT},
    },
    policy::{CreateSending, UnitSendings},
    read::view,
    rules::SendingOutcome,
    store::{self, NewLine, NewSending},
    view::{NewCitizenSending, SendingView},
};
use crate::{
    access::{Cx, Grant},
    audit,
    cases::SignAs,
    db::{Repeat, Tx},
    failure::Failure,
    id::{ResidentId, UnitId},
    identity::PersonalNumber,
    units::{self, UNIT_CLOSING, availability::UnitStatus},
};

/// Accepts a sending. Its lines are sent by the worker, each once.
pub async fn create(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    new: NewCitizenSending,
) -> Result<SendingView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (sendings, grant) = store::unit(tx, unit)?.open::<CreateSending>(tx)?;
        must_be_open(store::status(tx, &grant)?)?;
        must_not_be_too_many(tx, &sendings, new.recipients.len())?;
        let edition = edition(tx, &sendings, &new)?;
        let lines = read_lines(tx, &grant, &new.recipients)?;
        let staff = tx.actor().staff().map(|staff| staff.id);
        let staff = staff.ok_or_else(|| Failure::Bug("only staff are let in here".into()))?;
        let sending = NewSending {
            edition: edition.id,
            sent_by: staff,
            own_text: new.own_text.as_deref(),
            relation_declared: new.relation_declared,
            signature: match new.sign_as {
                SignAs::Person => units::signature(tx, staff)?,
                SignAs::Unit => units::unit_signature(tx, unit)?,
            },
            signed_by_unit: new.sign_as == SignAs::Unit,
        };
        let named: Vec<ResidentId> = lines.iter().filter_map(|line| line.resident).collect();
        let id = store::insert(tx, &grant, &sending, &lines)?;
        let shown = store::made(tx, &grant, id)?;
        let view = view(tx, cx, shown)?;
        Ok(audit::record_made_about(tx, grant, id.0, named, view)?)
    })
    .await
}

fn must_be_open(status: UnitStatus) -> Result<(), Failure> {
    match status {
        UnitStatus::Active => Ok(()),
        UnitStatus::Closing => Err(Failure::refused(
            &UNIT_CLOSING,
            "Mottagningen ska stänga och börjar inga nya ärenden.",
            "The unit is closing and begins no new cases.",
        )),
        UnitStatus::Inactive | UnitStatus::Closed => Err(Failure::refused(
            &UNIT_NOT_OPEN,
            "Mottagningen är inte i bruk.",
            "The unit is not in use.",
        )),
    }
}

fn must_not_be_too_many(tx: &Tx<'_>, sendings: &UnitSendings, lines: usize) -> Result<(), Failure> {
    let region = Some(sendings.region.as_str());
    let most = tx.policies().number("citizen-case.most-recipients", region, tx.today)?;
    if usize::try_from(most).is_ok_and(|most| lines <= most) {
        return Ok(());
    }
    let (sv, en) =
        ("Fler än regionen tillåter på en gång.", "More than the region allows at once.");
    Err(Failure::field("/recipients", "too-many", sv, en))
}

/// The latest edition of a template that the unit may send with, if it is in use and fits.
fn edition(
    tx: &mut Tx<'_>,
    sendings: &UnitSendings,
    new: &NewCitizenSending,
) -> Result<Edition, Failure> {
    let found = template::for_unit(tx, new.template_id, sendings.unit, &sendings.region)?;
    let Some((edition, active)) = found else {
        let (sv, en) = ("Mottagningen har ingen sådan mall.", "The unit has no such template.");
        return Err(Failure::field("/templateId", "unknown-template", sv, en));
    };
    if !active {
        let (sv, en) = ("Mallen används inte.", "The template is not in use.");
        return Err(Failure::refused(&TEMPLATE_NOT_ACTIVE, sv, en));
    }
    let has_place = edition.body.contains(&format!("{{{{{OWN_TEXT}}}}}"));
    match (has_place, &new.own_text) {
        (true, Some(_)) | (false, None) => Ok(edition),
        (true, None) => Err(Failure::refused(
            &OWN_TEXT_MISMATCH,
            "Mallen har plats för egen text: skicka ownText.",
            "The template has a place for words of your own: send ownText.",
        )),
        (false, Some(_)) => Err(Failure::refused(
            &OWN_TEXT_MISMATCH,
            "Mallen har ingen plats för egen text.",
            "The template has no place for words of your own.",
        )),
    }
}

/// What a line says, as far as it can be read.
enum Said {
    Number(String),
    Id(ResidentId),
    Nothing,
}

/// Reads every line. A broken one gets its result and stops no other.
fn read_lines(
    tx: &mut Tx<'_>,
    grant: &Grant<CreateSending>,
    recipients: &[String],
) -> Result<Vec<NewLine>, Failure> {
    let today = tx.today;
    let said: Vec<Said> = recipients
        .iter()
        .map(|text| match (Uuid::try_parse(text.trim()), PersonalNumber::read(text, today)) {
            (Ok(id), _) => Said::Id(ResidentId(id)),
            (_, Ok(number)) => Said::Number(number.as_str().to_owned()),
            _ => Said::Nothing,
        })
        .collect();
    let numbers = said.iter().filter_map(|said| match said {
        Said::Number(number) => Some(number.as_str()),
        _ => None,
    });
    let ids = said.iter().filter_map(|said| match said {
        Said::Id(id) => Some(*id),
        _ => None,
    });
    let by_number: HashMap<String, ResidentId> =
        store::by_number(tx, grant, &numbers.collect::<Vec<_>>())?;
    let by_id: HashSet<ResidentId> = store::by_id(tx, grant, &ids.collect::<Vec<_>>())?;
    let mut seen = HashSet::new();
    let lines = (1..).zip(said).map(|(number, said)| {
        let resident = match &said {
            Said::Number(number) => by_number.get(number).copied(),
            Said::Id(id) => by_id.get(id).copied(),
            Said::Nothing => None,
        };
        let outcome = match (said, resident) {
            (Said::Nothing, _) => Some(SendingOutcome::MalformedNumber),
            (_, None) => Some(SendingOutcome::NotFound),
            (_, Some(resident)) if !seen.insert(resident) => Some(SendingOutcome::Duplicate),
            _ => None,
        };
        NewLine { number, resident, outcome }
    });
    Ok(lines.collect())
}
