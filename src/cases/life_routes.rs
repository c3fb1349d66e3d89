//! What can be asked of a case beyond its first answer. No decisions.

use poem_openapi::{
    OpenApi,
    param::{Header, Path},
};

use super::{
    close, document,
    read::Seen,
    reopen,
    routes::{CaseStep, step},
    take, unassign,
    view::Nothing,
    wish::{Closure, Reopening, Unassignment},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem, id::CaseId};

pub struct LifeRoutes;

#[OpenApi(tag = "Tag::Cases")]
impl LifeRoutes {
    /// Put a case back among the new ones
    ///
    /// A receiver takes a case from its handler, who no longer sees it, or from its group. Not while it
    /// waits for the resident. The resident notices nothing.
    #[oai(path = "/cases/:caseId/unassignments", method = "post", operation_id = "unassignCase")]
    async fn unassign(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Unassignment>,
    ) -> Result<CaseStep, Problem> {
        let ((repeat, wish), seen) = (body.under(key.0), Seen(if_match.0));
        Ok(step(unassign::unassign(caller.0, case_id.0, seen, repeat, wish).await?))
    }

    /// Take a case that one's group has been given
    ///
    /// By a member of the group who is a handler at the unit. Of several who try at once, one has it: the
    /// others get `stale-version`, or no longer find it.
    #[oai(path = "/cases/:caseId/takings", method = "post", operation_id = "takeCase")]
    async fn take(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<CaseStep, Problem> {
        let ((repeat, _), seen) = (body.under(key.0), Seen(if_match.0));
        Ok(step(take::take(caller.0, case_id.0, seen, repeat).await?))
    }

    /// Close a case without an answer
    ///
    /// By a receiver or the assigned handler, with a reason that the resident is shown. Refused with
    /// `case-not-documented` where the case type asks for the record first.
    #[oai(path = "/cases/:caseId/closures", method = "post", operation_id = "closeCase")]
    async fn close(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Closure>,
    ) -> Result<CaseStep, Problem> {
        let ((repeat, wish), seen) = (body.under(key.0), Seen(if_match.0));
        Ok(step(close::close(caller.0, case_id.0, seen, repeat, wish).await?))
    }

    /// Open a closed case again
    ///
    /// By a receiver, or by the handler who had it last, for 30 days or what the region has set. The case is
    /// with that handler again, or with the one who is named. One that the resident withdrew stays closed.
    #[oai(path = "/cases/:caseId/reopenings", method = "post", operation_id = "reopenCase")]
    async fn reopen(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Reopening>,
    ) -> Result<CaseStep, Problem> {
        let ((repeat, wish), seen) = (body.under(key.0), Seen(if_match.0));
        Ok(step(reopen::reopen(caller.0, case_id.0, seen, repeat, wish).await?))
    }

    /// Say that what matters stands in the record
    ///
    /// Cases are no record system: staff write what matters in the record, and say so here. A case type may
    /// ask for it before a case is closed. What the resident writes afterwards asks for it anew.
    #[oai(path = "/cases/:caseId/documentations", method = "post", operation_id = "documentCase")]
    async fn document(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<CaseStep, Problem> {
        let ((repeat, _), seen) = (body.under(key.0), Seen(if_match.0));
        Ok(step(document::document(caller.0, case_id.0, seen, repeat).await?))
    }
}
