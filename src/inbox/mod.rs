//! Inbox.

mod routes;

pub use routes::Routes;

crate::failure::kinds! { PROBLEMS:
    INBOX_TO_COME = "inbox-to-come", CONFLICT, "Kommer", "To come", "Replaced by the slice's own kinds.";
}
