//! The national patient overview (NPÖ) for staff: reading across care providers, when assignment, patient
//! relation, consent and blocks let them. A block here (spärr) closes data towards staff; a seal closes the
//! resident's own channel and is not asked about. Nothing that is read is kept or can be changed.

mod block;
mod consent;
pub mod decision;
mod emergency;
mod face;
mod lift;
mod overview;
mod overview_view;
mod policy;
mod register;
mod relation;
mod resident_routes;
mod routes;
mod store;
mod told;
mod view;

pub use decision::Purpose;
pub use face::strong_enough;
pub use overview_view::{ItemSection, OverviewSource};
pub use policy::{Post, posted};
pub use register::{EmbeddedRegister, RegisteredBlock};
pub use resident_routes::ResidentRoutes;
pub use routes::{SayRoutes, StaffRoutes};
pub use store::{blocks_of, names_of, post_of};
pub use told::{Part, TextOf, item_id, text_of};

/// Every route of this slice.
pub type Routes = (StaffRoutes, SayRoutes, ResidentRoutes);

pub fn routes() -> Routes {
    (StaffRoutes, SayRoutes, ResidentRoutes)
}

crate::failure::kinds! { PROBLEMS:
    WEAK_AUTHENTICATION = "weak-authentication", FORBIDDEN, "Starkare inloggning krävs", "A stronger sign-in is needed",
        "Records are read after signing in with SITHS or its equal. Sign in with that.";
    WRONG_ASSIGNMENT = "wrong-assignment", FORBIDDEN, "Fel medarbetaruppdrag", "Wrong assignment",
        "The assignment at the unit must be for care and treatment, with the right to coherent documentation. The directory (HSA) says which you have.";
    BLOCK_STATE_UNKNOWN = "block-state-unknown", SERVICE_UNAVAILABLE, "Spärrar kan inte kontrolleras", "Blocks can't be checked",
        "The register of blocks does not answer, and nothing is shown before it has. Ask again after the seconds in `Retry-After`.";
    NO_PATIENT_RELATION = "no-patient-relation", FORBIDDEN, "Patientrelation saknas", "No patient relation",
        "State first that the unit takes part in the patient's care now.";
    NO_CONSENT = "no-consent", FORBIDDEN, "Samtycke saknas", "No consent",
        "Ask the patient, and register the consent. In danger to life, when the patient can't be asked, open in emergency.";
    CONSENT_EXPIRED = "consent-expired", FORBIDDEN, "Samtycket har upphört", "The consent has ended",
        "The patient's consent has run out or been taken back. Ask the patient anew.";
    CONSENT_OTHER_EMPLOYEE = "consent-other-employee", FORBIDDEN, "Samtycket gäller en annan person", "The consent is for a colleague",
        "The patient has consented to a named colleague alone. Ask the patient.";
    BLOCKED = "blocked", FORBIDDEN, "Uppgifterna är spärrade", "The data are blocked",
        "The patient has blocked them. Only the patient, through the provider that has blocked, has them lifted.";
    CONSENT_ENDED = "consent-already-ended", CONFLICT, "Samtycket är redan avslutat", "The consent has been ended",
        "Somebody has ended it before, and nothing more needs doing.";
    RELATION_ENDED = "care-relation-already-ended", CONFLICT, "Patientrelationen är redan avslutad", "The care relation has been ended",
        "Somebody has ended it before, and nothing more needs doing.";
    BLOCK_LIFTED = "block-already-lifted", CONFLICT, "Spärren är redan hävd", "The block has been lifted",
        "Somebody has lifted it before, and nothing more needs doing.";
    BLOCK_NOT_LIFTABLE = "block-not-liftable", CONFLICT, "Spärren kan inte hävas tillfälligt", "The block can't be lifted for a while",
        "Only an inner block that keeps this very unit out is lifted for a while. An outer one is lifted by the patient, through the provider that set it.";
    GUARDIAN_CANNOT_BLOCK = "guardian-cannot-block", FORBIDDEN, "Vårdnadshavare kan inte spärra", "A guardian can't block",
        "A guardian may not block a child's data towards staff. The child may, with growing maturity.";
}
