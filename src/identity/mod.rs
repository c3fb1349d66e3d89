//! Identity.

mod routes;

pub use routes::Routes;

crate::failure::kinds! { PROBLEMS:
    IDENTITY_TO_COME = "identity-to-come", CONFLICT, "Kommer", "To come", "Replaced by the slice's own kinds.";
}
