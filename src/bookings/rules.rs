//! What may be done with a time, by whom and until when (services.md 3.5 to 3.7). Pure.

use chrono::{DateTime, Utc};

use super::{
    booking::{Booking, BookingStatus, Step},
    hold::Standing,
    offer::{Offer, OfferedSlot},
    refusal::{Bar, Refusal},
};
use crate::{
    clock::local_date,
    failure::{Failure, FieldFault, Words},
    slots::SlotStatus,
    time_types::{Need, Occasion, OccasionRule},
};

/// Who does it. The unit's own time book knows no cut-offs: they are for residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The resident, or a guardian.
    Resident,
    /// The unit, or the house for it.
    Unit,
}

/// Why somebody books, moves or cancels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reason {
    pub code: Option<String>,
    pub text: Option<String>,
}

/// Whether the kind of time is to be had at all. `summoned`: the person has a summons to it that holds.
pub fn may_have(offer: &Offer, by: By, summoned: bool) -> Result<(), Refusal> {
    let time_type = &offer.time_type;
    if by == By::Unit {
        return Ok(());
    }
    if time_type.hidden && !summoned {
        return Err(Refusal::NotAllowed(Bar::NotSummoned));
    }
    if !time_type.active || !time_type.can.takes_bookings {
        return Err(Refusal::NotAllowed(Bar::NotBookable));
    }
    Ok(())
}

/// Whether a seat of the slot can be promised now. At the very cut-off it still can (3.7, 1).
pub fn may_promise(offer: &Offer, by: By, now: DateTime<Utc>) -> Result<(), Refusal> {
    still_there(offer, by, now)?;
    let time_type = &offer.time_type;
    if by == By::Resident && !time_type.in_time(Occasion::NewBooking, offer.slot.starts_at, now) {
        return Err(Refusal::TooLateToMake);
    }
    has_room(offer)?;
    if by == By::Resident && !offer.is_for_person() {
        return Err(Refusal::NotAllowed(Bar::NotSelected));
    }
    Ok(())
}

fn still_there(offer: &Offer, by: By, now: DateTime<Utc>) -> Result<(), Refusal> {
    let offered = match by {
        By::Resident => offer.slot.status == SlotStatus::Published,
        By::Unit => [SlotStatus::Published, SlotStatus::Unpublished].contains(&offer.slot.status),
    };
    if !offered {
        return Err(Refusal::NoLongerAvailable);
    }
    if offer.has_passed(now) {
        return Err(Refusal::AlreadyPassed);
    }
    if by == By::Resident && !offer.time_type.bookable_on(offer.day()) {
        return Err(Refusal::NoLongerAvailable);
    }
    if offer.person.deceased {
        return Err(Refusal::NotAllowed(Bar::NotSelected));
    }
    Ok(())
}

fn has_room(offer: &Offer) -> Result<(), Refusal> {
    if offer.slot.taken < offer.slot.seats { Ok(()) } else { Err(Refusal::AlreadyReserved) }
}

/// Whether somebody may book past the slot's holds, and the fence that their own hold raises. `shown`: the token
/// they came with. Where nothing is known of holds, only one that is older than one already used is refused.
pub fn may_take_held(
    slot: &OfferedSlot,
    standing: Standing,
    shown: Option<i64>,
) -> Result<Option<i64>, Refusal> {
    match standing {
        Standing::Unknown if shown.is_some_and(|token| token < slot.fence) => {
            Err(Refusal::HoldEnded)
        }
        Standing::Unknown => Ok(None),
        Standing::Known { own: Some(own), .. } => {
            let other = shown.is_some_and(|token| token != own);
            // With several seats an older hold than one that has been used is as good.
            let overtaken = slot.seats == 1 && own < slot.fence;
            if other || overtaken { Err(Refusal::HoldEnded) } else { Ok(Some(own)) }
        }
        Standing::Known { own: None, .. } if shown.is_some() => Err(Refusal::HoldEnded),
        Standing::Known { own: None, others } => {
            let free = i64::from(slot.seats - slot.taken);
            if others < free { Ok(None) } else { Err(Refusal::AlreadyReserved) }
        }
    }
}

/// Whether attendance can be noted: that somebody has come from the day of the visit on, the rest once it has
/// begun.
pub fn may_attend(
    (booking, offer): (&Booking, &Offer),
    step: Step,
    now: DateTime<Utc>,
) -> Result<BookingStatus, Refusal> {
    let status = booking.status.after(step)?;
    let has_come = match step {
        Step::Arrive => offer.day() <= local_date(now),
        _ => offer.slot.starts_at <= now,
    };
    if has_come { Ok(status) } else { Err(Refusal::StepNotPossible) }
}

/// Whether one more fits within what one person may have of the time type. `coming`: how many there are.
pub fn within_limit(limit: i16, coming: i64) -> Result<(), Refusal> {
    if coming < i64::from(limit) { Ok(()) } else { Err(Refusal::NotAllowed(Bar::Limit)) }
}

/// Whether the booking can be cancelled now. The time book's cut-off decides; the region's 08:30 rule
/// decides the fee only (3.7, 1).
pub fn may_cancel(
    (booking, offer): (&Booking, &Offer),
    by: By,
    now: DateTime<Utc>,
) -> Result<BookingStatus, Refusal> {
    let cancelled = booking.status.after(Step::Cancel)?;
    if by == By::Unit {
        return Ok(cancelled);
    }
    if !offer.time_type.can.cancellable || !offer.is_for_person() {
        return Err(Refusal::CancelNotAllowed);
    }
    let in_time = offer.time_type.in_time(Occasion::Cancellation, offer.slot.starts_at, now);
    if in_time && !offer.has_passed(now) { Ok(cancelled) } else { Err(Refusal::TooLateToCancel) }
}

/// Whether the booking can be left for another time now.
pub fn may_leave(
    (booking, offer): (&Booking, &Offer),
    by: By,
    now: DateTime<Utc>,
) -> Result<BookingStatus, Refusal> {
    let rebooked = booking.status.after(Step::Rebook)?;
    if by == By::Unit {
        return Ok(rebooked);
    }
    if !offer.time_type.can.rebookable || !offer.is_for_person() {
        return Err(Refusal::UpdateNotAllowed);
    }
    let in_time = offer.time_type.in_time(Occasion::Rebooking, offer.slot.starts_at, now);
    let open = in_time && !offer.has_passed(now) && !booking.is_unanswered(now);
    if open { Ok(rebooked) } else { Err(Refusal::TooLateToUpdate) }
}

/// Whether the booking can be moved to that seat. The time type can't change on the way (W9); what a
/// summons led to may move between units that share the time type's code.
pub fn may_move(
    (booking, from): (&Booking, &Offer),
    to: &Offer,
    by: By,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    // The unit's staff move what is theirs, and to nobody else's time book.
    if by == By::Unit && from.unit.id != to.unit.id {
        return Err(Refusal::UpdateNotAllowed);
    }
    let summoned = booking.summons.is_some() && from.time_type.code == to.time_type.code;
    if from.time_type.id != to.time_type.id && !summoned {
        return Err(Refusal::UpdateNotAllowed);
    }
    if by == By::Resident && (!to.time_type.active || !to.is_for_person()) {
        return Err(Refusal::UpdateNotAllowed);
    }
    still_there(to, by, now)?;
    // What lies within the cut-off is not offered to anybody.
    let in_time = to.time_type.in_time(Occasion::NewBooking, to.slot.starts_at, now);
    if by == By::Resident && !in_time {
        return Err(Refusal::NoLongerAvailable);
    }
    has_room(to)
}

/// What is wrong with a reason, by the occasion's rule. Asked before the time book is (3.7, 12).
pub fn reason_faults(rule: Option<&OccasionRule>, reason: &Reason) -> Vec<FieldFault> {
    let Some(rule) = rule else { return Vec::new() };
    let given = reason.code.is_some() || reason.text.is_some();
    let field = if rule.reason_codes.is_empty() { "/reasonText" } else { "/reasonCode" };
    let mut faults = Vec::new();
    if rule.reason == Need::Mandatory && !given {
        let words = Words::new("Ange en orsak.", "Give a reason.");
        faults.push(FieldFault::new(field, "required", words));
    }
    if rule.reason == Need::NotSupported && given {
        let words = Words::new("Ange ingen orsak.", "Give no reason.");
        let field = if reason.code.is_some() { "/reasonCode" } else { "/reasonText" };
        faults.push(FieldFault::new(field, "not-supported", words));
    }
    let known = |code: &String| rule.reason_codes.iter().any(|known| known.code == *code);
    if rule.reason != Need::NotSupported && reason.code.as_ref().is_some_and(|code| !known(code)) {
        let words = Words::new("Välj en av orsakerna.", "Choose one of the reasons.");
        faults.push(FieldFault::new("/reasonCode", "unknown-code", words));
    }
    faults
}

/// The same for whoever changes what is booked: residents are asked why, the unit is not.
pub fn must_give_reason(
    by: By,
    rule: Option<&OccasionRule>,
    reason: &Reason,
) -> Result<(), Failure> {
    let faults = match by {
        By::Resident => reason_faults(rule, reason),
        By::Unit => Vec::new(),
    };
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}

/// Conditions that have not been agreed to.
pub fn condition_faults(rule: Option<&OccasionRule>, accepted: &[String]) -> Vec<FieldFault> {
    let conditions = rule.map(|rule| rule.conditions.as_slice()).unwrap_or_default();
    if conditions.iter().all(|condition| accepted.contains(condition)) {
        return Vec::new();
    }
    let words = Words::new("Godkänn alla villkor.", "Agree to every condition.");
    vec![FieldFault::new("/acceptedConditions", "required", words)]
}

#[cfg(test)]
pub(super) mod tests {
    use super::{super::offer::tests::offer, *};
    use crate::time_types::{ReasonCode, Selection};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn early() -> DateTime<Utc> {
        at("2026-11-23T11:00:00Z")
    }

    pub fn booking(status: BookingStatus) -> Booking {
        use uuid::Uuid;
        Booking {
            id: crate::id::BookingId(Uuid::nil()),
            resident: crate::id::ResidentId(Uuid::nil()),
            status,
            origin: super::super::Origin::Resident,
            summons: None,
            follows: None,
            followed_by: None,
            confirm_by: Some(at("2026-11-24T11:00:00Z")),
            reason_code: None,
            reason_text: None,
            information: None,
            video_link: None,
            made_at: early(),
            version: 1,
        }
    }

    // proves: W-C1
    #[test]
    fn boundary_1_at_the_very_cut_off_each_is_still_possible() {
        let (offer, held) = (offer(), booking(BookingStatus::Confirmed));
        let book = |now| may_promise(&offer, By::Resident, at(now));
        assert_eq!(book("2026-11-25T07:00:00Z"), Ok(()));
        assert_eq!(book("2026-11-25T07:00:01Z"), Err(Refusal::TooLateToMake));
        assert_eq!(book("2026-11-25T08:00:01Z"), Err(Refusal::AlreadyPassed));
        let cancel = |now| may_cancel((&held, &offer), By::Resident, at(now));
        assert_eq!(cancel("2026-11-25T06:00:00Z"), Ok(BookingStatus::Cancelled));
        assert_eq!(cancel("2026-11-25T06:00:01Z"), Err(Refusal::TooLateToCancel));
        let leave = |now| may_leave((&held, &offer), By::Resident, at(now));
        assert_eq!(leave("2026-11-25T05:00:00Z"), Ok(BookingStatus::Rebooked));
        assert_eq!(leave("2026-11-25T05:00:01Z"), Err(Refusal::TooLateToUpdate));
        let by_unit = may_cancel((&held, &offer), By::Unit, at("2026-11-25T07:59:59Z"));
        assert_eq!(by_unit, Ok(BookingStatus::Cancelled), "cut-offs are for residents");
    }

    #[test]
    fn each_capability_is_obeyed_by_itself() {
        let mut offer = offer();
        let held = booking(BookingStatus::Confirmed);
        offer.time_type.can.takes_bookings = false;
        let barred = Err(Refusal::NotAllowed(Bar::NotBookable));
        assert_eq!(may_have(&offer, By::Resident, true), barred);
        assert_eq!(may_have(&offer, By::Unit, false), Ok(()));
        assert!(may_cancel((&held, &offer), By::Resident, early()).is_ok());
        offer.time_type.can.cancellable = false;
        let refused = Err(Refusal::CancelNotAllowed);
        assert_eq!(may_cancel((&held, &offer), By::Resident, early()), refused);
        assert!(may_leave((&held, &offer), By::Resident, early()).is_ok());
        offer.time_type.can.rebookable = false;
        let refused = Err(Refusal::UpdateNotAllowed);
        assert_eq!(may_leave((&held, &offer), By::Resident, early()), refused);
    }

    // proves: W-C11
    #[test]
    fn boundary_11_a_hidden_type_takes_a_summons() {
        let mut offer = offer();
        offer.time_type.hidden = true;
        let refused = Err(Refusal::NotAllowed(Bar::NotSummoned));
        assert_eq!(may_have(&offer, By::Resident, false), refused);
        assert_eq!(may_have(&offer, By::Resident, true), Ok(()));
    }

    #[test]
    fn whoever_a_time_is_not_for_can_neither_book_nor_handle_it() {
        let mut offer = offer();
        let held = booking(BookingStatus::Confirmed);
        offer.time_type.selection =
            Selection { minimum_age: Some(50), maximum_age: None, own_region_only: false };
        let refused = Err(Refusal::NotAllowed(Bar::NotSelected));
        assert_eq!(may_promise(&offer, By::Resident, early()), refused);
        assert_eq!(may_promise(&offer, By::Unit, early()), Ok(()));
        let refused = Err(Refusal::CancelNotAllowed);
        assert_eq!(may_cancel((&held, &offer), By::Resident, early()), refused);
    }

    #[test]
    fn what_is_not_offered_is_no_longer_available() {
        let mut offer = offer();
        for status in [SlotStatus::Blocked, SlotStatus::Withdrawn, SlotStatus::Unpublished] {
            offer.slot.status = status;
            let refused = Err(Refusal::NoLongerAvailable);
            assert_eq!(may_promise(&offer, By::Resident, early()), refused, "{status:?}");
        }
        assert_eq!(may_promise(&offer, By::Unit, early()), Ok(()), "the unit's own, unpublished");
        offer.slot.status = SlotStatus::Published;
        offer.time_type.bookable_through = Some("2026-11-24".parse().expect("a date"));
        let refused = Err(Refusal::NoLongerAvailable);
        assert_eq!(may_promise(&offer, By::Resident, early()), refused);
    }

    // proves: W9
    #[test]
    fn a_booking_moves_within_its_time_type() {
        let (from, mut held) = (offer(), booking(BookingStatus::Confirmed));
        let mut to = offer();
        assert_eq!(may_move((&held, &from), &to, By::Resident, early()), Ok(()));
        to.time_type.id = crate::id::TimeTypeId(uuid::Uuid::from_u128(9));
        let refused = Err(Refusal::UpdateNotAllowed);
        assert_eq!(may_move((&held, &from), &to, By::Resident, early()), refused);
        held.summons = Some(crate::id::SummonsId(uuid::Uuid::nil()));
        assert_eq!(may_move((&held, &from), &to, By::Resident, early()), Ok(()));
        to.time_type.code = "SKOTERSKA".into();
        let refused = Err(Refusal::UpdateNotAllowed);
        assert_eq!(may_move((&held, &from), &to, By::Unit, early()), refused);
    }

    #[test]
    fn a_proposal_is_confirmed_until_its_last_moment() {
        let held = booking(BookingStatus::Preliminary);
        assert!(held.confirm(at("2026-11-24T11:00:00Z")).is_ok());
        let late = held.confirm(at("2026-11-24T11:00:00.000001Z"));
        assert_eq!(late, Err(Refusal::TooLateToConfirm));
    }

    // proves: W-C12
    #[test]
    fn boundary_12_a_mandatory_reason_is_asked_for() {
        let codes = vec![ReasonCode { code: "ill".into(), text: "Sjuk".into() }];
        let rule = OccasionRule {
            occasion: Occasion::Cancellation,
            reason: Need::Mandatory,
            reason_text: None,
            reason_codes: codes,
            information: vec![],
            conditions: vec!["Kom nykter.".into()],
        };
        let faults = |code: Option<&str>| {
            let reason = Reason { code: code.map(Into::into), text: None };
            let faults = reason_faults(Some(&rule), &reason).into_iter();
            faults.map(|fault| (fault.pointer, fault.code)).collect::<Vec<_>>()
        };
        assert_eq!(faults(None), [("/reasonCode".to_owned(), "required".to_owned())]);
        assert_eq!(faults(Some("bored")), [("/reasonCode".into(), "unknown-code".into())]);
        assert!(faults(Some("ill")).is_empty());
        assert_eq!(condition_faults(Some(&rule), &[]).len(), 1);
        assert!(condition_faults(Some(&rule), &["Kom nykter.".to_owned()]).is_empty());
    }

    #[test]
    fn holds_keep_a_seat_for_their_holder_and_bind_nobody_when_unknown() {
        let mut slot = offer().slot;
        slot.fence = 10;
        let take = |slot: &OfferedSlot, own, others, shown| {
            may_take_held(slot, Standing::Known { own, others }, shown)
        };
        assert_eq!(take(&slot, None, 0, None), Ok(None));
        assert_eq!(take(&slot, None, 1, None), Err(Refusal::AlreadyReserved));
        assert_eq!(take(&slot, Some(11), 1, Some(11)), Ok(Some(11)));
        assert_eq!(take(&slot, Some(11), 0, Some(12)), Err(Refusal::HoldEnded), "not this one");
        assert_eq!(take(&slot, None, 0, Some(11)), Err(Refusal::HoldEnded), "ended, or another's");
        assert_eq!(take(&slot, Some(9), 0, Some(9)), Err(Refusal::HoldEnded), "overtaken");
        assert_eq!(may_take_held(&slot, Standing::Unknown, None), Ok(None));
        assert_eq!(may_take_held(&slot, Standing::Unknown, Some(11)), Ok(None));
        assert_eq!(may_take_held(&slot, Standing::Unknown, Some(9)), Err(Refusal::HoldEnded));
        slot.seats = 2;
        assert_eq!(take(&slot, Some(9), 1, Some(9)), Ok(Some(9)), "another seat");
        assert_eq!(take(&slot, None, 1, None), Ok(None));
    }

    #[test]
    fn attendance_is_noted_when_the_time_has_come() {
        let (offer, held) = (offer(), booking(BookingStatus::Confirmed));
        let note = |step, now| may_attend((&held, &offer), step, at(now));
        assert!(note(Step::Arrive, "2026-11-24T22:59:59Z").is_err());
        assert_eq!(note(Step::Arrive, "2026-11-24T23:00:00Z"), Ok(BookingStatus::Arrived));
        assert!(note(Step::Miss, "2026-11-25T07:59:59Z").is_err());
        assert_eq!(note(Step::Miss, "2026-11-25T08:00:00Z"), Ok(BookingStatus::NoShow));
        assert_eq!(note(Step::Fulfil, "2026-11-25T08:00:00Z"), Ok(BookingStatus::Fulfilled));
    }

    #[test]
    fn one_more_fits_below_the_limit_only() {
        assert_eq!(within_limit(2, 1), Ok(()));
        assert_eq!(within_limit(2, 2), Err(Refusal::NotAllowed(Bar::Limit)));
    }
}
