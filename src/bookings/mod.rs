//! Bookings (bokningar): seats of slots that residents have been promised. One is made, confirmed, moved and
//! cancelled in one transaction each, and the constraints of the table keep a seat to one holder and a person
//! to one place whatever the programme does. The times themselves are [`crate::slots`].

mod billing;
mod booking;
mod calendar;
mod cancel;
mod confirm;
mod fee;
mod hold;
mod lapse;
mod make;
mod offer;
mod policy;
mod read;
mod rebook;
mod refusal;
mod routes;
mod rules;
mod seat;
mod store;
mod unit;
mod view;

pub use billing::Billing;
pub use booking::{Booking, BookingStatus, Origin};
pub use hold::{Holds, Standing};
pub use lapse::lapse_some;
pub use offer::{Offer, OfferedSlot, OfferingUnit};
pub use policy::{Held, time_book};
pub use rules::{By, Reason};
pub use seat::{Promise, free_seat, take_seat};
pub use store::lock;

/// Every route of this slice.
pub type Routes = (
    routes::ResidentRoutes,
    routes::BookingRoutes,
    hold::HoldRoutes,
    unit::UnitRoutes,
    unit::AttendanceRoutes,
);

pub fn routes() -> Routes {
    (
        routes::ResidentRoutes,
        routes::BookingRoutes,
        hold::HoldRoutes,
        unit::UnitRoutes,
        unit::AttendanceRoutes,
    )
}

// The codes of the national service contract for booking (services.md 3.5), one kind each.
crate::failure::kinds! { PROBLEMS:
    ALREADY_RESERVED = "requested-time-is-already-reserved", CONFLICT, "Tiden är redan bokad", "The time is already reserved",
        "Somebody else was first. Choose another time; nothing needs to be filled in again.";
    ALREADY_PASSED = "requested-time-has-already-passed", CONFLICT, "Tiden har passerat", "The time has passed",
        "The time has begun. Choose a later one.";
    NO_LONGER_AVAILABLE = "requested-time-is-no-longer-available", CONFLICT, "Tiden finns inte längre", "The time is no longer available",
        "The unit does not offer the time now. Search again and choose another one.";
    TOO_LATE_TO_MAKE = "too-late-to-make-appointment", CONFLICT, "För sent att boka", "Too late to book",
        "The time type's cut-off before the visit has passed. Choose a later time, or call the unit.";
    OCCUPIED = "user-is-already-occupied", CONFLICT, "Redan bokad då", "Already booked then",
        "The person has a time at the unit that overlaps. Choose another time, or rebook the one there is.";
    NOT_ALLOWED = "appointment-is-not-allowed", FORBIDDEN, "Tiden kan inte bokas", "The time can't be booked",
        "The person may not book this kind of time here; `detail` says why. Asking again will not help.";
    ALREADY_CANCELED = "appointment-is-already-canceled", CONFLICT, "Redan avbokad", "Already cancelled",
        "The booking was cancelled before, and nothing more needs doing.";
    ALREADY_UPDATED = "appointment-is-already-updated", CONFLICT, "Redan ombokad", "Already rebooked",
        "The booking has been moved. Read it; its `_links` lead to the one that took its place.";
    TOO_LATE_TO_UPDATE = "too-late-to-update-appointment", CONFLICT, "För sent att omboka", "Too late to rebook",
        "The time type's cut-off before the visit has passed. Call the unit.";
    UPDATE_NOT_ALLOWED = "update-appointment-is-not-allowed", FORBIDDEN, "Tiden kan inte ombokas", "The time can't be rebooked",
        "This booking can't be moved here, or not to that time; `detail` says why.";
    TOO_LATE_TO_CANCEL = "too-late-to-cancel-appointment", CONFLICT, "För sent att avboka", "Too late to cancel",
        "The time type's cut-off before the visit has passed. Call the unit.";
    CANCEL_NOT_ALLOWED = "cancel-is-not-allowed", FORBIDDEN, "Tiden kan inte avbokas", "The time can't be cancelled",
        "This booking can't be cancelled here; `detail` says why. Call the unit.";
    DOES_NOT_EXIST = "appointment-does-not-exist", NOT_FOUND, "Bokningen finns inte", "The booking does not exist",
        "There is no such booking for you. The answer is the same for what does not exist and for what is not yours.";
    ALREADY_CONFIRMED = "appointment-is-already-confirmed", CONFLICT, "Redan bekräftad", "Already confirmed",
        "The proposal was confirmed before, and nothing more needs doing.";
    TOO_LATE_TO_CONFIRM = "too-late-to-confirm-appointment", CONFLICT, "För sent att bekräfta", "Too late to confirm",
        "The time to answer the proposal is over. Book a time instead.";
    CONFIRM_NOT_ALLOWED = "confirm-is-not-allowed", FORBIDDEN, "Tiden kan inte bekräftas", "The time can't be confirmed",
        "Only a proposal that still stands can be confirmed.";
    STEP_NOT_POSSIBLE = "appointment-step-is-not-possible", CONFLICT, "Steget går inte nu", "The step is not possible now",
        "The booking stands otherwise, or the time has not come. Read it again; its `_links` name the steps that are possible.";
    ALREADY_HELD = "slot-is-held-by-others", CONFLICT, "Tiden hålls av någon annan", "Somebody else holds the time",
        "Every free seat is held for a few minutes. Choose another time, or try again in a while.";
    TOO_MANY_HOLDS = "too-many-slot-holds", CONFLICT, "För många tider hålls", "Too many times held",
        "One person holds a few times only. Give one back first, or wait until it expires.";
    HOLD_ENDED = "slot-hold-has-ended", CONFLICT, "Tiden hålls inte längre", "The hold has ended",
        "The hold is over, was another person's, or a newer one has been used. Hold the time anew, or book without a hold.";
}
