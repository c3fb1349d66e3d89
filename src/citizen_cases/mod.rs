//! Citizen cases (invånarärenden): what a unit sends to residents of its own accord, to one or to
//! thousands, from templates that administrators keep. What becomes of each such case afterwards is
//! [`crate::cases`]' business.

mod sending;
mod template;

pub use sending::{carry_out_some, forget_some, remind_some};
pub use template::{Edition, Fillings, Sender, SendingBasis, compose};

/// Every route of this slice.
pub type Routes = (template::TemplateRoutes, sending::SendingRoutes);

pub fn routes() -> Routes {
    (template::TemplateRoutes, sending::SendingRoutes)
}

crate::failure::kinds! { PROBLEMS:
    TEMPLATE_NOT_ACTIVE = "citizen-case-template-not-active", CONFLICT, "Mallen används inte", "Template not in use",
        "Only a template that is active is sent with. An administrator activates it.";
    OWN_TEXT_MISMATCH = "citizen-case-own-text", UNPROCESSABLE_ENTITY, "Egen text passar inte mallen", "Own text does not fit the template",
        "Send `ownText` when the template has `{{own-text}}` in it, and only then.";
    UNIT_NOT_OPEN = "unit-not-open", CONFLICT, "Mottagningen är inte i bruk", "The unit is not in use",
        "A unit sends nothing new before it is activated, nor while it is closing.";
    SENDING_FINISHED = "citizen-case-sending-finished", CONFLICT, "Utskicket är klart", "The sending is finished",
        "Every line has its result, so there is nothing left to cancel. What was sent can't be taken back.";
}
