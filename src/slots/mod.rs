//! Slots (tider i tidboken): the times there are, published, blocked and withdrawn; searched and followed.
//! Who has been promised one is [`crate::bookings`].

mod fence;
mod slot;

pub use fence::raise as raise_fence;
pub use slot::{Slot, SlotState, SlotStatus};
