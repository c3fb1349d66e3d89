//! What can be asked of purges.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    decide::{self, Seen},
    list, propose,
    view::{CertificateView, Delivery, NoFacts, ProposalView, PurgeCaseView, Rejection},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{PurgeProposalId, UnitId},
    page::{self, Page, Wanted},
};

pub struct PurgeRoutes;

#[derive(ApiResponse)]
enum ProposalMade {
    /// The purge as it is now.
    #[oai(status = 201)]
    Made(
        Json<ProposalView>,
        /// Where the purge is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum ProposalRead {
    /// The purge as it stands.
    #[oai(status = 200)]
    Read(
        Json<ProposalView>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

fn made(view: ProposalView) -> ProposalMade {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    let etag = page::etag(view.version);
    ProposalMade::Made(Json(view), location, etag)
}

#[OpenApi(tag = "Tag::Retention")]
impl PurgeRoutes {
    /// List purges
    ///
    /// Dry runs and what became of them, the latest first. For the unit's local administrators and the
    /// region's.
    #[oai(
        path = "/units/:unitId/purge-proposals",
        method = "get",
        operation_id = "listPurgeProposals"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ProposalView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Propose a purge
    ///
    /// A dry run: finds the unit's closed cases that have been kept as long as the region has decided, save
    /// those on legal hold, and writes them down. Nothing goes before someone else approves. What the
    /// resident has archived is not kept longer. Refused with `purge-nothing-due`, and with
    /// `purge-under-way` while the unit has one. For the unit's local administrators and the region's.
    #[oai(path = "/units/:unitId/purge-proposals", method = "post", operation_id = "proposePurge")]
    async fn propose(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NoFacts>,
    ) -> Result<ProposalMade, Problem> {
        let (repeat, _) = body.under(key.0);
        Ok(made(propose::propose(caller.0, unit_id.0, repeat).await?))
    }

    /// Read a purge
    ///
    /// How far it has come; its certificate once it is done. For the unit's local administrators and the
    /// region's.
    #[oai(
        path = "/units/:unitId/purge-proposals/:purgeProposalId",
        method = "get",
        operation_id = "readPurgeProposal"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "purgeProposalId")] id: Path<PurgeProposalId>,
    ) -> Result<ProposalRead, Problem> {
        let view = list::read(caller.0, (unit_id.0, id.0)).await?;
        let etag = page::etag(view.version);
        Ok(ProposalRead::Read(Json(view), etag))
    }

    /// List the cases of a purge
    ///
    /// Each by number, type and dates, and what became of it: never whose it is or what is in it. For the
    /// unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/purge-proposals/:purgeProposalId/cases",
        method = "get",
        operation_id = "listPurgeCases"
    )]
    async fn cases(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "purgeProposalId")] id: Path<PurgeProposalId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<PurgeCaseView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::cases(caller.0, (unit_id.0, id.0), wanted).await?))
    }

    /// Say that the archive has it
    ///
    /// Where a policy names an archive, nothing is approved before this is said, with the archive's own
    /// reference. For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/purge-proposals/:purgeProposalId/deliveries",
        method = "post",
        operation_id = "deliverPurge"
    )]
    async fn deliver(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "purgeProposalId")] id: Path<PurgeProposalId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Delivery>,
    ) -> Result<ProposalMade, Problem> {
        let (repeat, delivery) = body.under(key.0);
        let seen = Seen { unit: unit_id.0, id: id.0, version: version.0 };
        Ok(made(decide::deliver(caller.0, seen, repeat, delivery).await?))
    }

    /// Approve a purge
    ///
    /// By someone else than the one who proposed it. From then on the worker purges, case by case: messages,
    /// attachments, inbox items and history go with each case, the access log stays. What a hold covers by
    /// then, or is no longer due, is left. For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/purge-proposals/:purgeProposalId/approvals",
        method = "post",
        operation_id = "approvePurge"
    )]
    async fn approve(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "purgeProposalId")] id: Path<PurgeProposalId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NoFacts>,
    ) -> Result<ProposalMade, Problem> {
        let (repeat, _) = body.under(key.0);
        let seen = Seen { unit: unit_id.0, id: id.0, version: version.0 };
        Ok(made(decide::approve(caller.0, seen, repeat).await?))
    }

    /// Reject a purge
    ///
    /// Nothing goes. The one who proposed it may take it back so. For the unit's local administrators and the
    /// region's.
    #[oai(
        path = "/units/:unitId/purge-proposals/:purgeProposalId/rejections",
        method = "post",
        operation_id = "rejectPurge"
    )]
    async fn reject(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "purgeProposalId")] id: Path<PurgeProposalId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Rejection>,
    ) -> Result<ProposalMade, Problem> {
        let (repeat, why) = body.under(key.0);
        let seen = Seen { unit: unit_id.0, id: id.0, version: version.0 };
        Ok(made(decide::reject(caller.0, seen, repeat, why).await?))
    }

    /// List purge certificates
    ///
    /// What has been purged at the unit, the latest first. Certificates are kept for ever. For the unit's
    /// local administrators and the region's.
    #[oai(
        path = "/units/:unitId/purge-certificates",
        method = "get",
        operation_id = "listPurgeCertificates"
    )]
    async fn certificates(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<CertificateView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::certificates(caller.0, unit_id.0, wanted).await?))
    }
}
