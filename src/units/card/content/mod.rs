//! What a unit's editor puts on its contact card (Kontaktkortsadmin): texts, e-services and their
//! order, and whether the card is shown (B-41, B-42, B-44). And whether what is offered makes up the
//! basic range (B-46).

mod basic;
mod change;
mod routes;
mod service;
mod store;
mod view;

pub use routes::CardContentRoutes;
pub use store::{Sources, sources, takes_complaints};
pub use view::SourcesView;
