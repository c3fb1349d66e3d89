//! What can be asked of runs: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    order, prepare,
    view::{NewRunWish, RunView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    cases::Nothing,
    failure::Problem,
    id::{SummonsRunId, UnitId},
    page::{self, Page, Wanted},
};

pub struct RunRoutes;

#[derive(ApiResponse)]
enum RunRead {
    /// The run as it stands.
    #[oai(status = 200)]
    Read(
        Json<RunView>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum RunMoved {
    /// The run as it now is.
    #[oai(status = 201)]
    Moved(
        Json<RunView>,
        /// Where the run is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

fn moved(view: RunView) -> RunMoved {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    let etag = page::etag(view.version);
    RunMoved::Moved(Json(view), location, etag)
}

#[OpenApi(tag = "Tag::Summonses")]
impl RunRoutes {
    /// List a unit's runs of summonses
    ///
    /// The latest first. For the unit's receivers and handlers.
    #[oai(path = "/units/:unitId/summons-runs", method = "get", operation_id = "listSummonsRuns")]
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
    ) -> Result<Json<Page<RunView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(order::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Prepare a run of summonses
    ///
    /// A dry run: those who are due in the programme today are counted and kept, and nobody is summoned before it is
    /// ordered. One of a programme at a time. For the unit's receivers and handlers.
    #[oai(
        path = "/units/:unitId/summons-runs",
        method = "post",
        operation_id = "prepareSummonsRun"
    )]
    async fn prepare(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewRunWish>,
    ) -> Result<RunMoved, Problem> {
        let (repeat, wish) = body.under(key.0);
        Ok(moved(prepare::prepare(caller.0, unit_id.0, repeat, wish).await?))
    }

    /// Show a run of summonses
    ///
    /// How far it has come, and how many have come to what.
    #[oai(
        path = "/units/:unitId/summons-runs/:summonsRunId",
        method = "get",
        operation_id = "getSummonsRun"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "summonsRunId")] id: Path<SummonsRunId>,
    ) -> Result<RunRead, Problem> {
        let view = order::read(caller.0, (unit_id.0, id.0)).await?;
        let etag = page::etag(view.version);
        Ok(RunRead::Read(Json(view), etag))
    }

    /// Order a run of summonses
    ///
    /// Everybody in it is summoned by the worker, one by one, in the name of whoever orders it and with their rights
    /// of the moment. Whoever has been summoned or got a time meanwhile is left out.
    #[oai(
        path = "/units/:unitId/summons-runs/:summonsRunId/orders",
        method = "post",
        operation_id = "orderSummonsRun"
    )]
    async fn order(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "summonsRunId")] id: Path<SummonsRunId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<RunMoved, Problem> {
        let (repeat, _) = body.under(key.0);
        Ok(moved(order::order(caller.0, (unit_id.0, id.0), version.0, repeat).await?))
    }

    /// Cancel a run of summonses
    ///
    /// Whoever has not been summoned yet is not. Those who have been stay summoned.
    #[oai(
        path = "/units/:unitId/summons-runs/:summonsRunId/cancellations",
        method = "post",
        operation_id = "cancelSummonsRun"
    )]
    async fn cancel(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "summonsRunId")] id: Path<SummonsRunId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<RunMoved, Problem> {
        let (repeat, _) = body.under(key.0);
        Ok(moved(order::cancel(caller.0, (unit_id.0, id.0), version.0, repeat).await?))
    }
}
