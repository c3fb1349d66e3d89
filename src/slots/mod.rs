//! Slots (tider i tidboken): the times there are, published, blocked and withdrawn; searched and followed.
//! Who has been promised one is [`crate::bookings`].

mod change;
mod line;
mod make;
mod payload;
mod policy;
mod routes;
mod search;
mod slot;
mod store;
mod template;
mod view;
mod wall_clock;

pub use search::{Which, Wish, free};
pub use slot::{Slot, SlotState, SlotStatus};
pub use store::{load, lock, raise_fence, search::FreeSlot};
pub use view::FreeSlotView;
pub use wall_clock::{day_begins, day_ends, local};

/// Every route of this slice.
pub type Routes = (routes::SlotRoutes, template::TemplateRoutes);

pub fn routes() -> Routes {
    (routes::SlotRoutes, template::TemplateRoutes)
}

crate::failure::kinds! { PROBLEMS:
    SLOTS_OVERLAP = "slots-overlap", CONFLICT, "Tiderna krockar", "Times overlap",
        "There is a time already for the same practitioner, resource or time type, or one with the same `externalId`. Choose another time, or withdraw that one.";
    SLOT_BOOKED = "slot-booked", CONFLICT, "Tiden är bokad", "The time is booked",
        "Somebody has been promised the time. Cancel or move the booking first; or block the time, and they keep it.";
    SLOT_STATUS_REFUSED = "slot-status-refused", CONFLICT, "Statusen kan inte sättas nu", "Status not possible now",
        "A time is published before it begins, blocked, published again, or withdrawn for good.";
    SLOT_TEMPLATE_EXISTS = "slot-template-exists", CONFLICT, "Schemat finns redan", "Planned week exists",
        "The unit has a planned week of that name.";
    TOO_MANY_SLOT_TEMPLATES = "too-many-slot-templates", CONFLICT, "För många scheman", "Too many planned weeks",
        "A unit has a hundred at the most. Remove one that is not used.";
}
