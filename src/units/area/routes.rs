//! What can be asked of service areas.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    change,
    view::{AreaView, AreasView, NewServiceArea},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{ServiceAreaId, UnitId},
};

pub struct AreaRoutes;

#[derive(ApiResponse)]
enum AreaAdded {
    /// The row that was added.
    #[oai(status = 201)]
    Added(
        Json<AreaView>,
        /// Where the unit's rows are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum AreaRemoved {
    /// The row is gone.
    #[oai(status = 204)]
    Gone,
}

#[OpenApi(tag = "Tag::Units")]
impl AreaRoutes {
    /// List a unit's service area
    ///
    /// Rows are alternatives, and the fields of a row all hold. Without rows the unit is open only to
    /// residents it has approved one by one. For the unit's local administrators and the region's.
    #[oai(path = "/units/:unitId/service-areas", method = "get", operation_id = "listServiceAreas")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<AreasView>, Problem> {
        Ok(Json(change::list(caller.0, unit_id.0).await?))
    }

    /// Add to a unit's service area
    ///
    /// Takes effect at the next request of each resident. A row like one that is there is refused with
    /// `service-area-exists`. For the unit's local administrators and the region's.
    #[oai(path = "/units/:unitId/service-areas", method = "post", operation_id = "addServiceArea")]
    async fn add(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewServiceArea>,
    ) -> Result<AreaAdded, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = change::add(caller.0, unit_id.0, repeat, new).await?;
        let location = view.links.get("collection").map(|link| link.href.clone());
        Ok(AreaAdded::Added(Json(view), location.unwrap_or_default()))
    }

    /// Remove from a unit's service area
    ///
    /// Those who were approved one by one are still let in. For the unit's local administrators and the
    /// region's.
    #[oai(
        path = "/units/:unitId/service-areas/:serviceAreaId",
        method = "delete",
        operation_id = "removeServiceArea"
    )]
    async fn remove(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "serviceAreaId")] area_id: Path<ServiceAreaId>,
    ) -> Result<AreaRemoved, Problem> {
        change::remove(caller.0, unit_id.0, area_id.0).await?;
        Ok(AreaRemoved::Gone)
    }
}
