//! What can be asked about early access.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    end, give, list,
    view::{EarlyAccessView, WantedEarlyAccess},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{EarlyAccessId, ResidentId, UnitId},
    journal::measures::decision::MeasureEnding,
    page::{self, Page, Wanted},
};

pub struct EarlyAccessRoutes;

#[derive(ApiResponse)]
enum EarlyAccessMade {
    /// The access as it now is.
    #[oai(status = 201)]
    Made(
        Json<EarlyAccessView>,
        /// Where the youth's are.
        #[oai(header = "Location")]
        String,
    ),
}

fn made(view: EarlyAccessView) -> EarlyAccessMade {
    let location = view.links.get("collection").map(|link| link.href.clone());
    EarlyAccessMade::Made(Json(view), location.unwrap_or_default())
}

#[OpenApi(tag = "Tag::Journal")]
impl EarlyAccessRoutes {
    /// List a youth's early accesses
    ///
    /// Holding and past, the latest first: the youth's own without who decided, and for those who decide at
    /// a unit what it has given. A guardian finds nothing.
    #[oai(
        path = "/residents/:residentId/journal/early-accesses",
        method = "get",
        operation_id = "listEarlyAccesses"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The unit that the caller decides for, where there are several.
        #[oai(name = "unitId")]
        unit_id: Query<Option<UnitId>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<EarlyAccessView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, id.0, unit_id.0, wanted).await?))
    }

    /// Give early access
    ///
    /// The youth reads the deciding unit's part of the journal from the 13th birthday on, before the 16th
    /// opens everything. Where the identity is protected, that it was weighed must be said. For those who
    /// decide at the unit.
    #[oai(
        path = "/residents/:residentId/journal/early-accesses",
        method = "post",
        operation_id = "giveEarlyAccess"
    )]
    async fn give(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<WantedEarlyAccess>,
    ) -> Result<EarlyAccessMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(made(give::give(caller.0, id.0, repeat, new).await?))
    }

    /// End an early access
    ///
    /// At once, before its last day. For those who decide at the unit that gave it.
    #[oai(
        path = "/residents/:residentId/journal/early-accesses/:earlyAccessId/endings",
        method = "post",
        operation_id = "endEarlyAccess"
    )]
    async fn end(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "earlyAccessId")] access_id: Path<EarlyAccessId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<MeasureEnding>,
    ) -> Result<EarlyAccessMade, Problem> {
        let (repeat, ending) = body.under(key.0);
        Ok(made(end::end(caller.0, id.0, access_id.0, repeat, ending).await?))
    }
}
