//! Contact cards (kontaktkort): units as anyone sees them, and as one resident does.

mod policy;
mod preview;
mod public;
mod resident;
mod routes;
mod store;
mod view;

pub use preview::{NewCaseTypePreview, PreviewView, preview};
pub use routes::CardRoutes;
pub use view::example_links;
