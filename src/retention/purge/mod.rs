//! A purge (gallring), from dry run to certificate (B-135, L-18): proposed, approved by another person,
//! carried out by the worker case by case, and certified for ever.

mod decide;
mod list;
mod proposal;
mod propose;
mod routes;
pub(super) mod store;
mod view;
mod work;

pub use routes::PurgeRoutes;
pub(crate) use store::keyset;
pub use work::purge_some;
