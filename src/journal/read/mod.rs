//! Reading the journal: asked for, decided, fetched, decided once more, and shown. Nothing of what it
//! says is kept.

mod contents;
mod list;
mod outside;
mod pace;
mod policy;
mod preferences;
mod print;
mod problems;
mod routes;
mod shown;
mod store;
mod subject;
mod view;
mod visit;
mod wish;

pub use pace::Pace;
pub use problems::{PROBLEMS, SOURCES_SILENT};
pub use routes::ReadRoutes;
