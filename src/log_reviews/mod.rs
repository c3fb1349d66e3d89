//! Log reviews (loggranskning): a reviewer draws rows from a unit's access log, some at random and some
//! because they look risky, says of each whether it was justified, and signs a protocol (B-120 to
//! B-123). Rows say who did what to whom and when, never what was read.

mod draw;
mod find;
mod list;
mod policy;
mod review;
mod routes;
mod sign;
mod store;
mod view;

pub use routes::Routes;

crate::failure::kinds! { PROBLEMS:
    REVIEW_SIGNED = "log-review-signed", CONFLICT, "Granskningen är signerad", "The log review is signed",
        "A signed protocol never changes. Draw a new review if something is to be looked at again.";
    REVIEW_UNFINISHED = "log-review-unfinished", CONFLICT, "Rader är inte bedömda", "Rows are not judged",
        "Every row that was drawn is judged before the protocol is signed.";
    REVIEW_OWN_ROW = "log-review-own-row", CONFLICT, "Egen rad", "Own row",
        "Nobody reviews what they have done themselves. A colleague judges that row.";
    REVIEW_EMPTY = "log-review-empty", CONFLICT, "Inga rader att granska", "No rows to review",
        "Nothing in the period fits. Take a longer period or other criteria.";
}
