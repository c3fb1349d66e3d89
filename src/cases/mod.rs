//! Cases.

mod routes;

pub use routes::Routes;

crate::failure::kinds! { PROBLEMS:
    CASES_TO_COME = "cases-to-come", CONFLICT, "Kommer", "To come", "Replaced by the slice's own kinds.";
}
