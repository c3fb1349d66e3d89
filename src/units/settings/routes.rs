//! What can be asked of a unit's settings.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    change::{self, Settings},
    view::{SettingsView, UnitRecommendation, UnitSettingsChange, UnitStatusChange},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem, id::UnitId, page::etag};

pub struct SettingsRoutes;

#[derive(ApiResponse)]
enum SettingsAnswer {
    /// The settings as they are now.
    #[oai(status = 200)]
    Ok(
        Json<SettingsView>,
        /// The version, for `If-Match` at the next change.
        #[oai(header = "ETag")]
        String,
    ),
}

fn answer((view, version): Settings) -> SettingsAnswer {
    SettingsAnswer::Ok(Json(view), etag(version))
}

#[OpenApi(tag = "Tag::Units")]
impl SettingsRoutes {
    /// Show a unit's settings
    ///
    /// For the unit's local administrators and the region's.
    #[oai(path = "/units/:unitId/settings", method = "get", operation_id = "getUnitSettings")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<SettingsAnswer, Problem> {
        Ok(answer(change::read(caller.0, unit_id.0).await?))
    }

    /// Change a unit's settings
    ///
    /// For the unit's local administrators and the region's. What is left out is taken away.
    #[oai(path = "/units/:unitId/settings", method = "put", operation_id = "replaceUnitSettings")]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<UnitSettingsChange>,
    ) -> Result<SettingsAnswer, Problem> {
        let text = body.value.other_information;
        Ok(answer(change::change(caller.0, unit_id.0, seen.0, text).await?))
    }

    /// Recommend a unit
    ///
    /// Recommended units are shown first to residents who are registered in the area. Only the region's
    /// administrators may.
    #[oai(path = "/units/:unitId/recommendation", method = "put", operation_id = "recommendUnit")]
    async fn recommend(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The `ETag` of the settings that were read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<UnitRecommendation>,
    ) -> Result<SettingsAnswer, Problem> {
        let recommended = body.value.recommended;
        Ok(answer(change::recommend(caller.0, unit_id.0, seen.0, recommended).await?))
    }

    /// Change a unit's status
    ///
    /// A closing unit takes no new cases; it is closed only when no case is open, refused with
    /// `unit-has-open-cases` before that, and then every role at it ends. Only the region's
    /// administrators may.
    #[oai(path = "/units/:unitId/status", method = "put", operation_id = "setUnitStatus")]
    async fn set_status(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The `ETag` of the settings that were read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<UnitStatusChange>,
    ) -> Result<SettingsAnswer, Problem> {
        let wanted = body.value.status;
        Ok(answer(change::set_status(caller.0, unit_id.0, seen.0, wanted).await?))
    }
}
