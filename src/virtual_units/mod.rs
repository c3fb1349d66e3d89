//! Virtual units (virtuella vårdcentraler): a unit that groups others with the same offer. It may send summonses
//! without giving any care itself; the times are its members', of the same time type code.

mod change;
mod policy;
mod routes;
mod store;
mod view;

pub use routes::Routes;
pub use store::units_giving;

crate::failure::kinds! { PROBLEMS:
    UNIT_IS_VIRTUAL = "unit-is-virtual", CONFLICT, "Virtuella enheter kan inte grupperas", "Virtual units do not nest",
        "A unit that groups others is no member of another, and a member groups nobody. Add its members instead.";
    ALREADY_MEMBER = "already-member", CONFLICT, "Enheten är redan med", "The unit is a member already",
        "The unit is one of the virtual unit's members.";
}
