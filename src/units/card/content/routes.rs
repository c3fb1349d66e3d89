//! What can be asked of a contact card's sources.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    basic,
    change::{self, Content},
    view::{BasicRange, BasicRangeView, CardContentChange, CardContentView},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem, id::UnitId, page::etag};

pub struct CardContentRoutes;

#[derive(ApiResponse)]
enum ContentAnswer {
    /// What the editor has set, as it is now.
    #[oai(status = 200)]
    Ok(
        Json<CardContentView>,
        /// The unit's version, for `If-Match` at the next change.
        #[oai(header = "ETag")]
        String,
    ),
}

fn answer((view, version): Content) -> ContentAnswer {
    ContentAnswer::Ok(Json(view), etag(version))
}

#[OpenApi(tag = "Tag::Units")]
impl CardContentRoutes {
    /// Show what a unit's editor has set
    ///
    /// Texts, e-services and whether the card is shown. For the unit's local administrators and the region's.
    #[oai(path = "/units/:unitId/card-content", method = "get", operation_id = "getCardContent")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<ContentAnswer, Problem> {
        Ok(answer(change::read(caller.0, unit_id.0).await?))
    }

    /// Change what a unit's editor sets
    ///
    /// Replaces all of it. E-services of the tool keep their names and links: the unit's own case types are
    /// given a place, those of another public unit are fetched by its whole HSA-id, and one can be replaced by
    /// a link to direct booking. Opening hours are not here: they stand in the directory (HSA) alone. For the
    /// unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/card-content",
        method = "put",
        operation_id = "replaceCardContent"
    )]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<CardContentChange>,
    ) -> Result<ContentAnswer, Problem> {
        Ok(answer(change::change(caller.0, unit_id.0, seen.0, body.value).await?))
    }

    /// Show what a unit lacks of the basic range
    ///
    /// What can be done by phone or on paper should be possible here (basutbud). Each part with the case types
    /// that give it at the unit, and what is missing. For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/basic-range",
        method = "get",
        operation_id = "getBasicRangeReport"
    )]
    async fn report(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<BasicRangeView>, Problem> {
        Ok(Json(basic::report(caller.0, unit_id.0).await?))
    }

    /// Say what gives the basic range
    ///
    /// Which case types give which part, in the whole region. Replaces what was said before. For the region's
    /// administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/basic-range",
        method = "put",
        operation_id = "replaceBasicRange"
    )]
    async fn map(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        body: Body<BasicRange>,
    ) -> Result<Json<BasicRange>, Problem> {
        Ok(Json(basic::map(caller.0, region.0, body.value).await?))
    }
}
