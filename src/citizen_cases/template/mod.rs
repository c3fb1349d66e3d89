//! Templates for citizen cases (mallar för invånarärenden): the nation's, a region's, or a unit's own.

mod change;
mod placeholder;
mod policy;
mod read;
mod routes;
mod store;
mod view;
mod wording;

pub use placeholder::{Fillings, OWN_TEXT};
pub use routes::TemplateRoutes;
pub use store::{Edition, edition, for_unit};
pub use view::sample as sample_id;
pub use wording::{Sender, compose};

crate::sql::code! {
    /// What entitles a unit to write to someone (B-78).
    SendingBasis {
        /// The unit and the resident have a relation and contact that goes on.
        CareContact = "care-contact",
        /// A call to screening. Region's and nation's templates only.
        Screening = "screening",
        /// A call to vaccination. Region's and nation's templates only.
        Vaccination = "vaccination",
        /// Information on health to all of a region. Region's and nation's templates only; information only.
        HealthInformation = "health-information",
    }
}
