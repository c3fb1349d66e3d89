//! The journal (1177 Journalen): a resident's record, fetched from its sources at each visit, filtered
//! by rule, and stored nowhere.

pub mod conformance;
pub mod decision;
pub mod facts;
pub mod insight;
pub mod item;
pub mod measures;
pub mod policy_document;
mod read;
pub mod source;

pub use read::{PROBLEMS, Pace, ReadRoutes, SOURCES_SILENT};
pub use source::Sources;
