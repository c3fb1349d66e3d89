//! What residents can ask about summonses, and what is asked of one: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{answer, read, view::SummonsView};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    cases::Nothing,
    failure::Problem,
    id::{ResidentId, SummonsId},
    page::{self, Page, Wanted},
};

pub struct SummonsRoutes;

#[derive(ApiResponse)]
pub(super) enum SummonsRead {
    /// The summons as it stands.
    #[oai(status = 200)]
    Read(
        Json<SummonsView>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
pub(super) enum SummonsMoved {
    /// The summons as it now is.
    #[oai(status = 201)]
    Moved(
        Json<SummonsView>,
        /// Where the summons is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

pub(super) fn moved(view: SummonsView) -> SummonsMoved {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    let etag = page::etag(view.version);
    SummonsMoved::Moved(Json(view), location, etag)
}

#[OpenApi(tag = "Tag::Summonses")]
impl SummonsRoutes {
    /// List a resident's summonses
    ///
    /// The latest first, also those that are over. For the resident, and for a guardian until the child's 13th
    /// birthday.
    #[oai(
        path = "/residents/:residentId/summonses",
        method = "get",
        operation_id = "listOwnSummonses"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<SummonsView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(read::of_resident(caller.0, resident_id.0, wanted).await?))
    }

    /// Read a summons
    ///
    /// For the resident, a guardian until the child's 13th birthday, and the receivers and handlers of the unit that
    /// summons. Reading marks nothing: that the resident has seen it is said with `openings`.
    #[oai(path = "/summonses/:summonsId", method = "get", operation_id = "getSummons")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "summonsId")] id: Path<SummonsId>,
    ) -> Result<SummonsRead, Problem> {
        let view = read::read(caller.0, id.0).await?;
        let etag = page::etag(view.version);
        Ok(SummonsRead::Read(Json(view), etag))
    }

    /// Mark a summons as seen
    ///
    /// By the resident or a guardian. The first time counts.
    #[oai(path = "/summonses/:summonsId/openings", method = "post", operation_id = "openSummons")]
    async fn open(
        &self,
        caller: Caller,
        #[oai(name = "summonsId")] id: Path<SummonsId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<SummonsMoved, Problem> {
        let (repeat, _) = body.under(key.0);
        Ok(moved(answer::open(caller.0, id.0, repeat).await?))
    }

    /// Decline a summons
    ///
    /// By the resident or a guardian, until its last day. One that has a time is not declined: the booking is
    /// cancelled.
    #[oai(
        path = "/summonses/:summonsId/declines",
        method = "post",
        operation_id = "declineSummons"
    )]
    async fn decline(
        &self,
        caller: Caller,
        #[oai(name = "summonsId")] id: Path<SummonsId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<SummonsMoved, Problem> {
        let (repeat, _) = body.under(key.0);
        Ok(moved(answer::decline(caller.0, id.0, version.0, repeat).await?))
    }

    /// Take back a summons
    ///
    /// By the receivers and handlers of the unit that summons. Nothing can be booked from it any more, and a letter
    /// that is not in the post yet stays. Refused with `summons-has-a-time` while a booking follows from it.
    #[oai(
        path = "/summonses/:summonsId/withdrawals",
        method = "post",
        operation_id = "withdrawSummons"
    )]
    async fn withdraw(
        &self,
        caller: Caller,
        #[oai(name = "summonsId")] id: Path<SummonsId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<SummonsMoved, Problem> {
        let (repeat, _) = body.under(key.0);
        Ok(moved(answer::withdraw(caller.0, id.0, version.0, repeat).await?))
    }
}
