//! Work that outlives a request: what must leave the house, and what is due at a time.
//! A job is written in the transaction of the fact that causes it and carried out by `work`, at
//! least once. What a job says is decided here: notices never tell more than that there is one.

mod command;
mod desk;
mod errand;
mod gauges;
mod mail;
mod notice;
mod notify;
mod outbox;
mod patience;
mod schedule;
mod sms;
mod store;
mod work;

pub use command::list;
pub use desk::{Desk, Fault};
pub use errand::{ErrandKind, Errands, enqueue_errand};
pub use notice::{Channel, Notice};
pub use notify::{Contact, Sending, enqueue, enqueue_at, notify_staff};
pub use outbox::{Misconfigured, Outbox};
pub use schedule::run_all;
pub use store::{Stock, Stuck, forget_notices, requeue, stock, stuck};
pub use work::work;
