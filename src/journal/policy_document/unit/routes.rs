//! What can be asked of the units that records come from.

use poem_openapi::{OpenApi, param::Path, payload::Json};

use super::{
    list, put,
    view::{UnitsToPut, UnitsView},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem};

pub struct UnitRoutes;

#[OpenApi(tag = "Tag::JournalPolicies")]
impl UnitRoutes {
    /// List the units that records come from
    ///
    /// The region's providers and their units, by name. For the region's administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/journal-units",
        method = "get",
        operation_id = "listJournalUnits"
    )]
    async fn list(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
    ) -> Result<Json<UnitsView>, Problem> {
        Ok(Json(list::list(caller.0, region.0).await?))
    }

    /// Tell of units that records come from
    ///
    /// Each unit with its provider and the kind of care it gives; nothing is shown of a unit that nobody has
    /// told of. All that are sent are entered, or none. Those that are left out stay. A unit of a class that
    /// is never published keeps it (`journal-unit-stays-excluded`). For the region's administrators.
    #[oai(
        path = "/regions/:regionCode/journal-units",
        method = "put",
        operation_id = "putJournalUnits"
    )]
    async fn put(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        body: Body<UnitsToPut>,
    ) -> Result<Json<UnitsView>, Problem> {
        Ok(Json(put::put(caller.0, region.0, body.value).await?))
    }
}
