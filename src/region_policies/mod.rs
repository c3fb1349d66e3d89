//! What the regions have set: the policies that other slices ask for by name, each with the day from
//! which it applies. A value never changes; the next one is a new row.

mod catalogue;
mod list;
mod policy;
mod routes;
mod set;
mod store;
mod view;

pub use routes::Routes;

crate::failure::kinds! { PROBLEMS:
    POLICY_ALREADY_SET = "policy-already-set", CONFLICT, "Redan inställt", "Already set",
        "There is a value of that policy that begins on the same day. A value never changes: set another from another day.";
}
