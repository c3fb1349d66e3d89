//! What a resident may start a case with: loads the facts and lets [`availability`] decide.

pub mod availability;
pub mod form;
pub(super) mod rows;
pub mod schedule;
mod store;
mod text;

use availability::{Facts, Unavailable};
use form::Component;

pub use store::{form_of, hold};
pub use text::as_text;

use super::{CASE_TYPE_NOT_AVAILABLE, CASE_TYPE_OUTSIDE_HOURS, CASE_TYPE_PAUSED, UNIT_CLOSING};
use crate::{
    access::Region,
    db::Tx,
    failure::Failure,
    id::{CaseTypeId, FormVersionId, ResidentId, UnitId},
};

/// A case type that a resident may use at a unit right now.
#[derive(Debug, Clone)]
pub struct Offer {
    pub unit: OfferingUnit,
    pub case_type: OfferedType,
    pub form: Form,
}

#[derive(Debug, Clone)]
pub struct OfferingUnit {
    pub id: UnitId,
    pub name: String,
    pub region_code: Region,
}

#[derive(Debug, Clone)]
pub struct OfferedType {
    pub id: CaseTypeId,
    pub name: String,
    /// Whether a guardian may use it in the child's name.
    pub agent_allowed: bool,
    /// The type's own promise; the region's policy when it makes none.
    pub first_response_workdays: Option<i16>,
    pub auto_reply_text: Option<String>,
}

/// One published edition of a form.
#[derive(Debug, Clone)]
pub struct Form {
    pub id: FormVersionId,
    pub components: Vec<Component>,
}

/// What the resident may use, or why they may not. Decided on today's facts each time (B-35).
pub fn offer(
    tx: &mut Tx<'_>,
    unit: UnitId,
    case_type: CaseTypeId,
    resident: ResidentId,
) -> Result<Offer, Failure> {
    let Some(loaded) = store::load(tx, unit, case_type, resident)? else {
        return Err(if store::takes_part(tx, unit)? { not_available() } else { Failure::Absent });
    };
    let (offer, facts) = loaded;
    match availability::decide(&facts, tx.today, tx.now) {
        Ok(()) => Ok(offer),
        Err(reason) => Err(refusal(reason)),
    }
}

/// What decides on that resident, unit and case type, for those who run the unit.
pub(super) fn facts(
    tx: &mut Tx<'_>,
    unit: UnitId,
    case_type: CaseTypeId,
    resident: ResidentId,
) -> Result<Option<(OfferedType, Facts)>, Failure> {
    let loaded = store::load(tx, unit, case_type, resident)?;
    Ok(loaded.map(|(offer, facts)| (offer.case_type, facts)))
}

/// A type that is not there, not handed out, and not meant for this resident are told alike, so that
/// nobody learns of a limited one.
fn refusal(reason: Unavailable) -> Failure {
    match reason {
        Unavailable::UnitNotOpen => Failure::Absent,
        Unavailable::NotOffered
        | Unavailable::NotHandedOut
        | Unavailable::OutsideLimits
        | Unavailable::OutsideArea => not_available(),
        Unavailable::UnitClosing => Failure::refused(
            &UNIT_CLOSING,
            "Mottagningen ska stänga och tar inte emot nya ärenden.",
            "The unit is closing and takes no new cases.",
        ),
        Unavailable::Paused(pause) => {
            Failure::refused(&CASE_TYPE_PAUSED, pause.message.clone(), pause.message)
        }
        Unavailable::OutsideHours(next) => {
            let (sv, en) = next.map(told).unwrap_or_default();
            Failure::refused(
                &CASE_TYPE_OUTSIDE_HOURS,
                format!("Ärendetypen är stängd nu.{sv}"),
                format!("The case type is closed now.{en}"),
            )
        }
    }
}

/// When it opens, in Swedish time.
fn told(next: chrono::DateTime<chrono::Utc>) -> (String, String) {
    let at = next.with_timezone(&chrono_tz::Europe::Stockholm).format("%Y-%m-%d %H:%M");
    (format!(" Den öppnar {at}."), format!(" It opens {at}, Swedish time."))
}

fn not_available() -> Failure {
    Failure::refused(
        &CASE_TYPE_NOT_AVAILABLE,
        "Du kan inte använda den här ärendetypen på mottagningen.",
        "You can't use this case type at the unit.",
    )
}
