//! Contact cards (kontaktkort): units as anyone sees them, and as one resident does.

mod content;
mod policy;
mod preview;
mod public;
mod resident;
mod routes;
mod store;
mod view;

pub use content::{CardContentRoutes, takes_complaints};
pub use preview::{NewCaseTypePreview, PreviewView, preview};
pub use routes::CardRoutes;
pub use view::example_links;
