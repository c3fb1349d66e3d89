//! From a session and its assignment to the one who asks in the decision, and from a no to what is answered.

use super::{
    BLOCK_STATE_UNKNOWN, BLOCKED, CONSENT_EXPIRED, CONSENT_OTHER_EMPLOYEE, NO_CONSENT,
    NO_PATIENT_RELATION, WEAK_AUTHENTICATION, WRONG_ASSIGNMENT,
    decision::{Judged, OverviewReason as Reason, Requester, may_assert},
    policy::{AtUnit, Post},
};
use crate::{access::Cx, db::Tx, failure::Failure};

/// Whether the session was begun with SITHS or its equal, as that region reckons.
pub fn strong_enough(tx: &Tx<'_>, cx: &Cx, region: &str) -> Result<bool, Failure> {
    let name = "patient-overview.strong-levels";
    let levels = tx.policies().value(name, Some(region), tx.today)?;
    let levels = levels.as_array().ok_or_else(|| Failure::Bug(format!("policy {name}")))?;
    let assurance = cx.presented().session.assurance.as_deref();
    Ok(assurance.is_some_and(|own| levels.iter().any(|level| level.as_str() == Some(own))))
}

/// The caller, as the decision knows them.
pub fn requester(tx: &Tx<'_>, cx: &Cx, post: &Post) -> Result<Requester, Failure> {
    Ok(Requester {
        employee: post.staff.to_string(),
        unit: post.unit_hsa_id.clone(),
        provider: post.provider_hsa_id.clone(),
        strong: strong_enough(tx, cx, &post.region)?,
        assignments: post.assignments.clone(),
    })
}

/// Stands before everything that is stated about a patient: N-1 and N-2.
pub fn must_be_in_care(tx: &Tx<'_>, cx: &Cx, on: AtUnit) -> Result<(Post, Requester), Failure> {
    let post = on.post.ok_or_else(|| Failure::Bug("opened without an assignment".into()))?;
    let requester = requester(tx, cx, &post)?;
    may_assert(&requester).map_err(refusal)?;
    Ok((post, requester))
}

/// A no, as the caller is told.
pub fn refusal(judged: Judged) -> Failure {
    let (kind, sv, en) = match judged.reason {
        Reason::WeakAuthentication => {
            (&WEAK_AUTHENTICATION, "Logga in med SITHS.", "Sign in with SITHS.")
        }
        Reason::WrongAssignment => (
            &WRONG_ASSIGNMENT,
            "Uppdraget är inte för vård och behandling.",
            "The assignment is not for care and treatment.",
        ),
        Reason::BlockStateUnknown => {
            (&BLOCK_STATE_UNKNOWN, "Spärrtjänsten svarar inte.", "The register does not answer.")
        }
        Reason::NoPatientRelation => {
            (&NO_PATIENT_RELATION, "Ange patientrelationen.", "State the patient relation.")
        }
        Reason::NoConsent => (&NO_CONSENT, "Fråga patienten.", "Ask the patient."),
        Reason::ConsentExpired => (&CONSENT_EXPIRED, "Fråga patienten på nytt.", "Ask anew."),
        Reason::ConsentOtherEmployee => {
            (&CONSENT_OTHER_EMPLOYEE, "Det gäller en kollega.", "It is for a colleague.")
        }
        _ => (&BLOCKED, "Patienten har spärrat.", "The patient has blocked."),
    };
    Failure::refused(kind, sv, en)
}
