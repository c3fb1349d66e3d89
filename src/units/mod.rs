//! Units.

mod routes;

pub use routes::Routes;

crate::failure::kinds! { PROBLEMS:
    UNITS_TO_COME = "units-to-come", CONFLICT, "Kommer", "To come", "Replaced by the slice's own kinds.";
}
