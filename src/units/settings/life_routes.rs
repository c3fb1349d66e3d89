//! What can be asked of a unit's life: from the directory, into use, and its end.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    change::Settings,
    closing, directory, list, onboard,
    view::{NewClosure, RegionUnitView, SettingsView, UnitActivation},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::UnitId,
    page::{self, Page, Wanted, etag},
    units::availability::UnitStatus,
};

pub struct UnitLifeRoutes;

#[derive(ApiResponse)]
enum UnitStepped {
    /// The unit's settings as they are now.
    #[oai(status = 201)]
    Done(
        Json<SettingsView>,
        /// Where the settings are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum UnitRefreshed {
    /// The unit's settings as they are now.
    #[oai(status = 200)]
    Ok(
        Json<SettingsView>,
        /// The version, for `If-Match` at the next change.
        #[oai(header = "ETag")]
        String,
    ),
}

fn stepped(view: SettingsView) -> UnitStepped {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    UnitStepped::Done(Json(view), location)
}

#[OpenApi(tag = "Tag::Units")]
impl UnitLifeRoutes {
    /// List a region's units
    ///
    /// All of them, those not in use and the closed ones too, with what to see to about each: no local
    /// administrator, only one, nobody who receives or answers. For the region's administrators and the
    /// nation's.
    #[oai(path = "/regions/:regionCode/units", method = "get", operation_id = "listRegionUnits")]
    async fn list(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// Only units with this status.
        status: Query<Option<UnitStatus>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<RegionUnitView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, region.0, status.0, wanted).await?))
    }

    /// Take a unit into use
    ///
    /// Once: gives it a first local administrator, hands out central case types, and opens it. The local
    /// administrator then activates the case types, sets the service area and gives roles. For the region's
    /// administrators and the nation's.
    #[oai(path = "/units/:unitId/activations", method = "post", operation_id = "activateUnit")]
    async fn activate(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<UnitActivation>,
    ) -> Result<UnitStepped, Problem> {
        let (repeat, wanted) = body.under(key.0);
        Ok(stepped(onboard::activate(caller.0, unit_id.0, repeat, wanted).await?))
    }

    /// Announce that a unit closes
    ///
    /// With the region's notice ahead, three weeks unless it has set another. Nothing new comes in from now
    /// on. On the day, and when no case is open, the unit is closed by its status. Announcing a later day
    /// puts it off. For the region's administrators and the nation's.
    #[oai(path = "/units/:unitId/closures", method = "post", operation_id = "announceUnitClosure")]
    async fn announce(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewClosure>,
    ) -> Result<UnitStepped, Problem> {
        let (repeat, wanted) = body.under(key.0);
        Ok(stepped(closing::announce(caller.0, unit_id.0, repeat, wanted).await?))
    }

    /// Update a unit from the directory
    ///
    /// Asks the directory (HSA) now; otherwise that happens once a day. Name, address, opening hours and all
    /// else that the directory says are taken as they are. For the unit's local administrators and the
    /// region's.
    #[oai(
        path = "/units/:unitId/directory-refreshes",
        method = "post",
        operation_id = "refreshUnit"
    )]
    async fn refresh(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<UnitRefreshed, Problem> {
        let (view, version): Settings = directory::refresh(caller.0, unit_id.0).await?;
        Ok(UnitRefreshed::Ok(Json(view), etag(version)))
    }
}
