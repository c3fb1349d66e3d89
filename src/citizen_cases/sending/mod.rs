//! Sendings (utskick) of citizen cases: ordered in one request, carried out by the worker line by
//! line, each line with a result of its own.

mod cancel;
mod carry_out;
mod create;
mod forget;
pub(super) mod policy;
mod read;
mod relation;
mod remind;
mod routes;
mod rules;
mod store;
mod view;

pub use carry_out::carry_out_some;
pub use forget::forget_some;
pub use remind::remind_some;
pub use routes::SendingRoutes;
