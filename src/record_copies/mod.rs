//! Copies of records on request (journalkopia): a resident or a guardian asks a unit, somebody there weighs what
//! may be handed over, and what is withheld is decided in writing and can be appealed. The record is fetched
//! anew each time it is looked at; nothing of it is kept. Seals, blocks and hiding warn here, and filter nothing.

mod assess;
mod content;
mod content_view;
mod copy;
mod file;
mod policy;
mod request;
mod routes;
mod store;
mod unit_routes;
mod view;
mod warning;

pub use routes::ResidentRoutes;
pub use unit_routes::UnitRoutes;

/// Every route of this slice.
pub type Routes = (ResidentRoutes, UnitRoutes);

pub fn routes() -> Routes {
    (ResidentRoutes, UnitRoutes)
}

crate::failure::kinds! { PROBLEMS:
    COPY_WRONG_STAGE = "record-copy-wrong-stage", CONFLICT, "Begäran är i ett annat läge", "The request is in another stage",
        "Somebody has taken it further, or it has not come so far. Read it again; its `_links` name the steps that are possible.";
    COPY_OTHER_ASSESSOR = "record-copy-other-assessor", CONFLICT, "En kollega prövar begäran", "A colleague assesses the request",
        "The record is shown to whoever assesses the request. Take it over first.";
    COPY_RECORD_CHANGED = "record-copy-record-changed", CONFLICT, "Journalen har ändrats", "The record has changed",
        "What the sources have is not what was assessed. Assess the request anew.";
    COPY_PROVIDER_UNKNOWN = "record-copy-provider-unknown", CONFLICT, "Vårdgivaren är inte inlagd", "The care provider is not entered",
        "Where the decision is appealed depends on the provider. Ask the region to enter it.";
}
