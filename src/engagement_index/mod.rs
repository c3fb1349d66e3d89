//! The national engagement index (engagemangsindex) points out who has a coming booking where, so that e-services find
//! it. It is told by the worker of each booking that its resident can read, from a row that is its own outbox and that
//! triggers of the database make due: no way of changing a booking can forget it. Nothing here changes a booking.

mod contract;
mod embedded;
mod entry;
mod start;
mod store;
mod teller;

pub use embedded::{Embedded, Mood, Told};
pub use start::start;
pub use store::waiting;
pub use teller::Teller;
