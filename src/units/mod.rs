//! Care units, what they offer to whom, and the staff who work there.

mod card;
mod offer;
mod place;
mod staff;

pub use offer::{
    Form, Offer, OfferedType, OfferingUnit, as_text, availability, form, form_of, offer,
};
pub use staff::{
    StaffName, handler_to_notify, is_handler, receivers_to_notify, signature, staff_names,
};

/// Every route of this slice.
pub type Routes = card::CardRoutes;

pub fn routes() -> Routes {
    card::CardRoutes
}

crate::failure::kinds! { PROBLEMS:
    CASE_TYPE_NOT_AVAILABLE = "case-type-not-available", FORBIDDEN, "Ärendetypen kan inte användas", "Case type not available",
        "The resident can't use this case type at this unit. Read the unit's card as the resident to see what they may use.";
    CASE_TYPE_PAUSED = "case-type-paused", CONFLICT, "Ärendetypen är pausad", "Case type paused",
        "The unit takes nothing new of this kind for a while; `detail` is its own words on when and what to do instead.";
    UNIT_CLOSING = "unit-closing", CONFLICT, "Mottagningen stänger", "The unit is closing",
        "The unit takes no new cases. Cases that are open go on.";
}
