//! What can be asked of complaints handling.

use poem_openapi::{ApiResponse, OpenApi, param::Path, payload::Json};

use super::{change, view::ComplaintsView};
use crate::{access::Caller, api::Tag, failure::Problem, id::UnitId};

pub struct ComplaintsRoutes;

#[derive(ApiResponse)]
enum ComplaintsRemoved {
    /// The unit handles no complaints any more.
    #[oai(status = 204)]
    Gone,
}

#[OpenApi(tag = "Tag::Units")]
impl ComplaintsRoutes {
    /// Show a unit's complaints handling
    ///
    /// Whether complaints (synpunkter och klagomål) can be sent to the unit, and what hinders. For the unit's
    /// local administrators and the region's.
    #[oai(
        path = "/units/:unitId/complaints-handling",
        method = "get",
        operation_id = "getComplaintsHandling"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<ComplaintsView>, Problem> {
        Ok(Json(change::read(caller.0, unit_id.0).await?))
    }

    /// Let a unit handle complaints
    ///
    /// Only a unit in use. Residents can send something once the region has a patient board (patientnämnd),
    /// which is entered by order. A unit that moves to another region takes this along. For the region's
    /// administrators and the nation's.
    #[oai(
        path = "/units/:unitId/complaints-handling",
        method = "put",
        operation_id = "addComplaintsHandling"
    )]
    async fn add(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<ComplaintsView>, Problem> {
        Ok(Json(change::add(caller.0, unit_id.0).await?))
    }

    /// Let a unit handle complaints no more
    ///
    /// What has been sent is finished as other cases are. For the region's administrators and the nation's.
    #[oai(
        path = "/units/:unitId/complaints-handling",
        method = "delete",
        operation_id = "removeComplaintsHandling"
    )]
    async fn remove(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<ComplaintsRemoved, Problem> {
        change::remove(caller.0, unit_id.0).await?;
        Ok(ComplaintsRemoved::Gone)
    }
}
