//! Keeping people safe: log-in locks, guardian blocks, and the protection that does all of it in one
//! act. What they stop is decided where it happens, from these rows, at each request: agency and
//! sessions in `access`, notices in `identity`, deliveries in `inbox`.

mod block;
mod follow_up;
mod lift_part;
mod lock;
mod measure;
mod policy;
mod preview;
mod protect;
mod protection_view;
mod routes;
mod store;
mod view;
mod visibility;

pub use routes::{ProtectionRoutes, RestrictionRoutes};
pub use store::{escalate, is_blocked};

/// Every route of this slice.
pub type Routes = (RestrictionRoutes, ProtectionRoutes);

pub fn routes() -> Routes {
    (RestrictionRoutes, ProtectionRoutes)
}

crate::failure::kinds! { PROBLEMS:
    CONSULTATION_MISSING = "consultation-missing", FORBIDDEN, "Regionen är inte tillfrågad", "The region has not been consulted",
        "Another region ordered this. Ask that region, and send with whom you spoke and when in `consultation`.";
    ALREADY_LOCKED = "log-in-already-locked", CONFLICT, "Inloggningen är redan låst", "The log-in is already locked",
        "The region has locked this log-in before, and nothing more needs doing.";
    ALREADY_BLOCKED = "guardian-already-blocked", CONFLICT, "Vårdnadshavaren är redan blockerad", "The guardian is already blocked",
        "The region has blocked this guardian from the child before, and nothing more needs doing.";
    ALREADY_LIFTED = "already-lifted", CONFLICT, "Redan hävd", "Already lifted",
        "This has been lifted, and nothing more needs doing.";
    OWN_ACT = "own-act", FORBIDDEN, "Du kan inte följa upp det du själv gjort", "You can't follow up your own act",
        "A second person follows up a protection: anyone else who may protect people in the region.";
    ALREADY_FOLLOWED_UP = "already-followed-up", CONFLICT, "Redan uppföljt", "Already followed up",
        "A second person has looked at this protection. What is to be changed is changed part by part.";
}
