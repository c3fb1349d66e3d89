//! Why a step in a case's life is not possible now, and how clients are told.

use super::stage::StageCode;
use crate::failure::Failure;

/// Why a step is not possible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Closed,
    /// The case stands where this step does not start.
    WrongStage(StageCode),
    /// Nothing has been asked, so there is nothing to answer.
    NotReplyable,
    SameHandler,
    /// The unit must say first that what matters stands in the record (B-9).
    NotDocumented,
    /// The resident took it back: it stays so.
    NotReopenable,
    /// The days for opening it again have passed.
    TooLate {
        days: i32,
    },
    /// Nobody had the case, so someone must be named.
    NobodyHadIt,
}

crate::failure::kinds! { PROBLEMS:
    CASE_CLOSED = "case-closed", CONFLICT, "Ärendet är avslutat", "The case is closed",
        "Nothing more is said in a closed case. The unit can open it again for some weeks; the resident may follow it up with a new one.";
    WRONG_STAGE = "case-wrong-stage", CONFLICT, "Ärendet är i ett annat läge", "The case is in another stage",
        "The step does not start from where the case stands. Read the case again; its `_links` name the steps that are possible.";
    NOT_REPLYABLE = "case-not-replyable", CONFLICT, "Ärendet kan inte besvaras nu", "The case can't be replied to now",
        "The unit has not asked anything. A resident can write when the stage is `awaiting-resident`.";
    SAME_HANDLER = "case-same-handler", CONFLICT, "Ärendet är redan där", "The case is there already",
        "Choose another handler or group.";
    NOT_DOCUMENTED = "case-not-documented", CONFLICT, "Journalföring är inte bekräftad", "Documentation not confirmed",
        "The case type asks that what matters is written in the record before the case is closed. Write it, say so with `POST /cases/{caseId}/documentations`, and close the case then.";
    NOT_REOPENABLE = "case-not-reopenable", CONFLICT, "Ärendet kan inte öppnas igen", "The case can't be opened again",
        "The resident withdrew it, or the days for opening it again have passed. The resident may start a new case that follows it up.";
    RESIDENT_OUT_OF_REACH = "resident-out-of-reach", CONFLICT, "Invånaren kan inte nås", "The resident can't be reached",
        "The resident can't sign in to e-services now, so nothing is opened that they could not see. Reach them in another way.";
    AGENT_NOT_ALLOWED = "case-type-not-for-agents", CONFLICT, "Ärendetypen kan inte skickas av ombud", "Not for agents",
        "This case type can only be sent by the resident.";
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Closed => {
                Self::refused(&CASE_CLOSED, "Ärendet är avslutat.", "The case is closed.")
            }
            Refusal::WrongStage(code) => Self::refused(
                &WRONG_STAGE,
                format!("Ärendet är i läget {}.", code.code()),
                format!("The case is in stage {}.", code.code()),
            ),
            Refusal::NotReplyable => {
                Self::refused(&NOT_REPLYABLE, "Ingen fråga väntar på svar.", "No question waits.")
            }
            Refusal::SameHandler => {
                Self::refused(&SAME_HANDLER, "Välj en annan.", "Choose another.")
            }
            Refusal::NotDocumented => Self::refused(
                &NOT_DOCUMENTED,
                "Bekräfta först att det väsentliga är journalfört.",
                "Confirm first that what matters is in the record.",
            ),
            Refusal::NotReopenable => Self::refused(
                &NOT_REOPENABLE,
                "Invånaren har återkallat ärendet, eller så var det bara information.",
                "The resident has withdrawn the case, or it only told something.",
            ),
            Refusal::TooLate { days } => Self::refused(
                &NOT_REOPENABLE,
                format!("Ett ärende kan öppnas igen i {days} dagar."),
                format!("A case can be opened again for {days} days."),
            ),
            Refusal::NobodyHadIt => Self::field(
                "/handlerId",
                "required",
                "Ingen hade ärendet: ange vem som ska ha det.",
                "Nobody had the case: say who shall have it.",
            ),
        }
    }
}
