//! The SQL of bookings. Rows of `booking` are written here and nowhere else; those of `slot` are only locked.
//! Locks come in one order: slots by id, then bookings, then summonses.

mod fee;
mod list;
mod load;
mod rows;
mod write;

pub use fee::{DueFee, care_form, claim_fees, settle_fee, write_fee};
pub use list::{of_person, of_unit};
pub use load::{load, lock, lock_slots, offer, slot_of, unanswered};
pub use write::{
    coming_of_type, hold_person, insert, raise_fence, step, summons_holds, summons_is_booked,
    summons_is_open_again, taken_seats,
};
