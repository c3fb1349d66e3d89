//! Summonses (kallelser): what asks a resident to come, with a time, for a time of their choice, or with a proposal.
//! One comes into the inbox of whoever can read it there, and on paper to everybody else and to the young. Times are
//! promised in [`crate::bookings`], which keeps a summons in step with its booking.

mod answer;
mod create;
mod letter;
mod letter_routes;
mod policy;
mod read;
mod routes;
mod run;
mod send;
mod settle;
mod store;
mod summons;
mod unit_routes;
mod view;

pub use run::carry_out_some;
pub use settle::settle_some;
pub use summons::{Summons, SummonsKind, SummonsStatus};

/// Every route of this slice.
pub type Routes =
    (routes::SummonsRoutes, unit_routes::UnitRoutes, letter_routes::LetterRoutes, run::RunRoutes);

pub fn routes() -> Routes {
    (routes::SummonsRoutes, unit_routes::UnitRoutes, letter_routes::LetterRoutes, run::RunRoutes)
}

crate::failure::kinds! { PROBLEMS:
    SUMMONS_ALREADY_OPEN = "summons-already-open", CONFLICT, "Kallelsen finns redan", "There is such a summons",
        "The person has been summoned by the unit for the same thing, and has not answered yet. Withdraw that one first.";
    SUMMONS_WRONG_STAGE = "summons-wrong-stage", CONFLICT, "Kallelsen är i ett annat läge", "The summons is in another stage",
        "It has been answered, taken back or is over. Read it again; its `_links` name the steps that are possible.";
    SUMMONS_HAS_TIME = "summons-has-a-time", CONFLICT, "Kallelsen har en bokad tid", "The summons has a time",
        "A booking follows from the summons. Cancel the booking first.";
    SUMMONS_OVER = "summons-over", CONFLICT, "Kallelsen gäller inte längre", "The summons is over",
        "Its last day has passed. Call the unit.";
    LETTER_NOT_WAITING = "summons-letter-not-waiting", CONFLICT, "Brevet väntar inte", "The letter does not wait",
        "It is in the post already, or was stopped since the summons was answered, taken back or is over.";
    RUN_UNDER_WAY = "summons-run-under-way", CONFLICT, "En kallelsekörning pågår", "A run of summonses is under way",
        "The unit has a run of that programme that is prepared or ordered. Order or cancel it, or wait until it is done.";
    RUN_NOBODY_DUE = "summons-run-nobody-due", CONFLICT, "Ingen att kalla", "Nobody to summon",
        "Nobody in the unit's region is due in the programme today.";
    RUN_WRONG_STAGE = "summons-run-wrong-stage", CONFLICT, "Körningen är i ett annat läge", "The run is in another stage",
        "It has been ordered or cancelled. Read it again; its `_links` name the steps that are possible.";
}
