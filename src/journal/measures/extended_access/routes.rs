//! What can be asked about extended access.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    end, extend, list,
    view::{ExtendedAccessView, WantedExtension},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{ExtendedAccessId, ResidentId, UnitId},
    journal::measures::decision::MeasureEnding,
    page::{self, Page, Wanted},
};

pub struct ExtendedAccessRoutes;

#[derive(ApiResponse)]
enum ExtendedAccessMade {
    /// The access as it now is.
    #[oai(status = 201)]
    Made(
        Json<ExtendedAccessView>,
        /// Where the child's are.
        #[oai(header = "Location")]
        String,
    ),
}

fn made(view: ExtendedAccessView) -> ExtendedAccessMade {
    let location = view.links.get("collection").map(|link| link.href.clone());
    ExtendedAccessMade::Made(Json(view), location.unwrap_or_default())
}

#[OpenApi(tag = "Tag::Journal")]
impl ExtendedAccessRoutes {
    /// List a child's extended accesses
    ///
    /// Those that the caller's units have given, holding and past, the latest first. For those who decide
    /// at a unit.
    #[oai(
        path = "/residents/:residentId/journal/extended-accesses",
        method = "get",
        operation_id = "listExtendedAccesses"
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
    ) -> Result<Json<Page<ExtendedAccessView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, id.0, unit_id.0, wanted).await?))
    }

    /// Extend a guardian's access
    ///
    /// The guardian goes on reading the deciding unit's part of the child's journal, a year at a time and
    /// never past the day before the 16th birthday, and gets no other right back. Guardian and child have
    /// been consulted. Refused while the guardian is kept from the child. For those who decide at the unit.
    #[oai(
        path = "/residents/:residentId/journal/extended-accesses",
        method = "post",
        operation_id = "extendAccess"
    )]
    async fn extend(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<WantedExtension>,
    ) -> Result<ExtendedAccessMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(made(extend::extend(caller.0, id.0, repeat, new).await?))
    }

    /// End an extended access
    ///
    /// At once, before its last day. For those who decide at the unit that gave it.
    #[oai(
        path = "/residents/:residentId/journal/extended-accesses/:extendedAccessId/endings",
        method = "post",
        operation_id = "endExtendedAccess"
    )]
    async fn end(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "extendedAccessId")] access_id: Path<ExtendedAccessId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<MeasureEnding>,
    ) -> Result<ExtendedAccessMade, Problem> {
        let (repeat, ending) = body.under(key.0);
        Ok(made(end::end(caller.0, id.0, access_id.0, repeat, ending).await?))
    }
}
