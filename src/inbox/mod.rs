//! What residents have been sent: the inbox (inkorg), and the notice that there is something in it.
//! What a case says is not here; an item only leads to it.

mod deliver;
mod item;
mod mark;
mod policy;
mod read;
mod routes;
mod store;
mod view;

pub use deliver::{Delivery, deliver, must_be_readable, put, remind, tell};
pub use item::About;
pub use routes::Routes;

crate::failure::kinds! { PROBLEMS:
    RECEIVER_LOCKED = "receiver-log-in-locked", CONFLICT, "Invånarens inloggning är låst", "The resident's log-in is locked",
        "Nothing can be sent to the resident, who cannot sign in to read it. Reach the resident in another way; nobody is told why the log-in is locked.";
}
