//! Why a resident may, or may not, use a case type at a unit: the algorithm's own questions with
//! their answers (cases.md 7, idea 10). It asks what availability asks, so the two can't disagree.

mod agency;
mod explain;
mod routes;
mod view;

pub use routes::ExplanationRoutes;
