//! Reply templates (svarsmallar): a unit's and people's own, with placeholders, in versions that stay.
//! Not in here: sending what a template says ([`crate::cases`]).

mod change;
mod list;
mod placeholder;
mod policy;
mod render;
mod routes;
mod store;
mod template;
mod view;

pub use render::{Rendered, Situation, render};
pub use routes::Routes;
pub use template::TemplateKind;
pub use view::TemplateUse;

/// Whether a text is one that a template may have, for data that comes from elsewhere.
pub fn check_text(text: &str) -> bool {
    placeholder::parse(text).is_ok()
}
