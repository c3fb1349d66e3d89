//! What can be asked of a unit's signature.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    change::{self, Shown},
    view::{UnitSignatureChange, UnitSignatureView},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem, id::UnitId, page::etag};

pub struct SignatureRoutes;

#[derive(ApiResponse)]
enum UnitSignatureAnswer {
    /// The signature as it is now.
    #[oai(status = 200)]
    Ok(
        Json<UnitSignatureView>,
        /// The version, for `If-Match` at the next change.
        #[oai(header = "ETag")]
        String,
    ),
}

fn answer((view, version): Shown) -> UnitSignatureAnswer {
    UnitSignatureAnswer::Ok(Json(view), etag(version))
}

#[OpenApi(tag = "Tag::Units")]
impl SignatureRoutes {
    /// Show a unit's signature
    ///
    /// What stands under a message that is sent as the unit (`signAs`). For everybody who works with the
    /// unit's cases or runs the unit.
    #[oai(path = "/units/:unitId/signature", method = "get", operation_id = "getUnitSignature")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<UnitSignatureAnswer, Problem> {
        Ok(answer(change::read(caller.0, unit_id.0).await?))
    }

    /// Change a unit's signature
    ///
    /// It stands on the very next message that is sent as the unit; those that are sent keep theirs. For
    /// the unit's local administrators and the region's.
    #[oai(path = "/units/:unitId/signature", method = "put", operation_id = "replaceUnitSignature")]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<UnitSignatureChange>,
    ) -> Result<UnitSignatureAnswer, Problem> {
        let text = body.value.signature_text;
        Ok(answer(change::change(caller.0, unit_id.0, seen.0, text).await?))
    }
}
