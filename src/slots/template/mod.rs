//! Weeks as they are planned (grundscheman), and the times that are made from them.

mod apply;
mod change;
mod routes;
mod view;
pub mod week;

pub use routes::TemplateRoutes;
