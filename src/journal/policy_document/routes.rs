//! What can be asked of policies.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    decide::{self, Seen},
    list, propose,
    view::{NewJournalPolicy, NoFacts, PoliciesView, PolicyView},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem, id::JournalPolicyId, page};

pub struct PolicyRoutes;

#[derive(ApiResponse)]
enum PolicyMade {
    /// The document as it now is.
    #[oai(status = 201)]
    Made(
        Json<PolicyView>,
        /// Where the document is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum PolicyRead {
    /// The document.
    #[oai(status = 200)]
    Read(
        Json<PolicyView>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

fn made(view: PolicyView) -> PolicyMade {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    let etag = page::etag(view.version);
    PolicyMade::Made(Json(view), location, etag)
}

#[OpenApi(tag = "Tag::JournalPolicies")]
impl PolicyRoutes {
    /// List a region's journal policies
    ///
    /// The rules about people and what each provider publishes: decided, proposed and withdrawn, those of
    /// the latest day first. For the region's administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/journal-policies",
        method = "get",
        operation_id = "listJournalPolicies"
    )]
    async fn list(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
    ) -> Result<Json<PoliciesView>, Problem> {
        Ok(Json(list::list(caller.0, region.0).await?))
    }

    /// Propose a journal policy
    ///
    /// A whole document that takes the place of the one in force, from tomorrow or a later day on. `vectors`
    /// in the answer says which of the programme's own 140 cases would be decided otherwise. Nothing is in
    /// force before two others have approved. For the region's administrators.
    #[oai(
        path = "/regions/:regionCode/journal-policies",
        method = "post",
        operation_id = "proposeJournalPolicy"
    )]
    async fn propose(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewJournalPolicy>,
    ) -> Result<PolicyMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(made(propose::propose(caller.0, region.0, repeat, new).await?))
    }

    /// Show a journal policy
    ///
    /// For the region's administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/journal-policies/:journalPolicyId",
        method = "get",
        operation_id = "readJournalPolicy"
    )]
    async fn read(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        #[oai(name = "journalPolicyId")] id: Path<JournalPolicyId>,
    ) -> Result<PolicyRead, Problem> {
        let view = list::read(caller.0, region.0, id.0).await?;
        let etag = page::etag(view.version);
        Ok(PolicyRead::Read(Json(view), etag))
    }

    /// Approve a journal policy
    ///
    /// By two people, one after the other, neither of whom proposed it. With the second approval it is
    /// decided, and never changes again; it is in force from its first day, which must not have come. For
    /// the region's administrators.
    #[oai(
        path = "/regions/:regionCode/journal-policies/:journalPolicyId/approvals",
        method = "post",
        operation_id = "approveJournalPolicy"
    )]
    async fn approve(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        #[oai(name = "journalPolicyId")] id: Path<JournalPolicyId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NoFacts>,
    ) -> Result<PolicyMade, Problem> {
        let (repeat, _) = body.under(key.0);
        let seen = Seen { region: region.0, id: id.0, version: version.0 };
        Ok(made(decide::approve(caller.0, seen, repeat).await?))
    }

    /// Withdraw a journal policy
    ///
    /// While it is a proposal. What is decided stays; another document takes its place from a later day. For
    /// the region's administrators.
    #[oai(
        path = "/regions/:regionCode/journal-policies/:journalPolicyId/withdrawals",
        method = "post",
        operation_id = "withdrawJournalPolicy"
    )]
    async fn withdraw(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        #[oai(name = "journalPolicyId")] id: Path<JournalPolicyId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NoFacts>,
    ) -> Result<PolicyMade, Problem> {
        let (repeat, _) = body.under(key.0);
        let seen = Seen { region: region.0, id: id.0, version: version.0 };
        Ok(made(decide::withdraw(caller.0, seen, repeat).await?))
    }
}
