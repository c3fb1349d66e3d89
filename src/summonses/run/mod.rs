//! Runs (kallelsekörningar): everybody who is due in a programme, summoned at once. First a dry run that says how
//! many, then an order, and then the worker summons them one by one, in the name of whoever ordered it.

mod carry_out;
mod order;
mod prepare;
mod routes;
mod store;
mod view;

pub use carry_out::carry_out_some;
pub use routes::RunRoutes;

crate::sql::code! {
    /// How far a run has come.
    RunStatus {
        /// A dry run: nobody has been summoned.
        Prepared = "prepared",
        /// Being carried out.
        Ordered = "ordered",
        Done = "done",
        /// What was left was not done.
        Cancelled = "cancelled",
    }
}

crate::sql::code! {
    /// What became of one person of a run.
    RunOutcome {
        Summoned = "summoned",
        /// Has been summoned or got a time meanwhile.
        AlreadySummoned = "already-summoned",
        Deceased = "deceased",
        /// Whoever ordered the run may not summon there any more.
        SenderNotPermitted = "sender-not-permitted",
        /// Came to nothing by a fault of ours. Support has the details.
        Failed = "failed",
        /// The run was cancelled before.
        Cancelled = "cancelled",
    }
}
