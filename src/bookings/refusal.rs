//! Why something can't be done with a booking, in the words that clients see.

use super::{
    ALREADY_CANCELED, ALREADY_CONFIRMED, ALREADY_PASSED, ALREADY_RESERVED, ALREADY_UPDATED,
    CANCEL_NOT_ALLOWED, CONFIRM_NOT_ALLOWED, DOES_NOT_EXIST, HOLD_ENDED, NO_LONGER_AVAILABLE,
    NOT_ALLOWED, OCCUPIED, STEP_NOT_POSSIBLE, TOO_LATE_TO_CANCEL, TOO_LATE_TO_CONFIRM,
    TOO_LATE_TO_MAKE, TOO_LATE_TO_UPDATE, UPDATE_NOT_ALLOWED,
};
use crate::failure::{Failure, Kind};

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    AlreadyReserved,
    AlreadyPassed,
    NoLongerAvailable,
    TooLateToMake,
    Occupied,
    NotAllowed(Bar),
    AlreadyCanceled,
    AlreadyUpdated,
    TooLateToUpdate,
    UpdateNotAllowed,
    TooLateToCancel,
    CancelNotAllowed,
    AlreadyConfirmed,
    TooLateToConfirm,
    ConfirmNotAllowed,
    /// The hold that was shown is over, or not the person's.
    HoldEnded,
    /// Attendance that does not fit how the booking stands, or comes too early.
    StepNotPossible,
}

/// What keeps somebody from a kind of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// The unit takes no bookings of it here.
    NotBookable,
    /// It is hidden, and the person has no summons to it that holds.
    NotSummoned,
    /// It is for others (begränsat urval).
    NotSelected,
    /// The person has as many as one may have.
    Limit,
}

impl Bar {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NotBookable => {
                ("Mottagningen tar inte emot bokningar här.", "The unit takes no bookings here.")
            }
            Self::NotSummoned => ("Tiden kräver en kallelse.", "The time takes a summons."),
            Self::NotSelected => ("Tiden är till för andra.", "The time is for others."),
            Self::Limit => {
                ("Du har redan så många tider som går.", "There are as many bookings as may be.")
            }
        }
    }
}

impl Refusal {
    fn kind(self) -> &'static Kind {
        match self {
            Self::AlreadyReserved => &ALREADY_RESERVED,
            Self::AlreadyPassed => &ALREADY_PASSED,
            Self::NoLongerAvailable => &NO_LONGER_AVAILABLE,
            Self::TooLateToMake => &TOO_LATE_TO_MAKE,
            Self::Occupied => &OCCUPIED,
            Self::NotAllowed(_) => &NOT_ALLOWED,
            Self::AlreadyCanceled => &ALREADY_CANCELED,
            Self::AlreadyUpdated => &ALREADY_UPDATED,
            Self::TooLateToUpdate => &TOO_LATE_TO_UPDATE,
            Self::UpdateNotAllowed => &UPDATE_NOT_ALLOWED,
            Self::TooLateToCancel => &TOO_LATE_TO_CANCEL,
            Self::CancelNotAllowed => &CANCEL_NOT_ALLOWED,
            Self::AlreadyConfirmed => &ALREADY_CONFIRMED,
            Self::TooLateToConfirm => &TOO_LATE_TO_CONFIRM,
            Self::ConfirmNotAllowed => &CONFIRM_NOT_ALLOWED,
            Self::HoldEnded => &HOLD_ENDED,
            Self::StepNotPossible => &STEP_NOT_POSSIBLE,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::AlreadyReserved => ("Välj en annan tid.", "Choose another time."),
            Self::AlreadyPassed => ("Välj en senare tid.", "Choose a later time."),
            Self::NoLongerAvailable => ("Sök igen.", "Search again."),
            Self::TooLateToMake | Self::TooLateToUpdate | Self::TooLateToCancel => {
                ("Ring mottagningen.", "Call the unit.")
            }
            Self::Occupied => {
                ("Personen har redan en tid då.", "The person has a time then already.")
            }
            Self::NotAllowed(bar) => bar.words(),
            Self::AlreadyCanceled => ("Inget mer behövs.", "Nothing more needs doing."),
            Self::AlreadyUpdated => ("Läs bokningen.", "Read the booking."),
            Self::UpdateNotAllowed | Self::CancelNotAllowed => {
                ("Kontakta mottagningen.", "Contact the unit.")
            }
            Self::AlreadyConfirmed => ("Inget mer behövs.", "Nothing more needs doing."),
            Self::TooLateToConfirm => ("Svarstiden har gått ut.", "The time to answer is over."),
            Self::ConfirmNotAllowed => ("Det finns inget förslag.", "There is no proposal."),
            Self::HoldEnded => ("Håll tiden på nytt.", "Hold the time anew."),
            Self::StepNotPossible => ("Läs bokningen igen.", "Read the booking again."),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let (sv, en) = refusal.words();
        Self::refused(refusal.kind(), sv, en)
    }
}

/// A booking that is not there and one that is somebody else's are the same to whoever asks. To be said
/// after what was attempted has been recorded.
pub fn hide(failure: Failure) -> Failure {
    let hidden = match &failure {
        Failure::Absent => true,
        Failure::Denied(denied) => denied.hidden,
        _ => false,
    };
    if !hidden {
        return failure;
    }
    let (sv, en) = ("Ingen sådan bokning finns för dig.", "There is no such booking for you.");
    Failure::refused(&DOES_NOT_EXIST, sv, en)
}
