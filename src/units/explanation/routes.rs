//! What can be asked of explanations.

use poem_openapi::{ApiResponse, OpenApi, param::Path, payload::Json};

use super::{
    explain,
    view::{AskedAvailability, ExplanationView},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem, id::UnitId};

pub struct ExplanationRoutes;

#[derive(ApiResponse)]
enum Explained {
    /// The rule chain, and what it comes to.
    #[oai(status = 200)]
    Ok(Json<ExplanationView>),
}

#[OpenApi(tag = "Tag::Units")]
impl ExplanationRoutes {
    /// Explain an availability
    ///
    /// Whether a resident may use a case type at the unit on a day, rule by rule, by the very function
    /// that decides when the resident asks. Each explanation is recorded for the resident. For the
    /// unit's local administrators, the region's and the nation's. Whether a guardian may act, and whether a
    /// block or a lock is why not, is explained to the region's and the nation's administrators alone, who
    /// keep blocks and locks: a local administrator who names a guardian is refused whatever the answer
    /// would be.
    #[oai(
        path = "/units/:unitId/availability-explanations",
        method = "post",
        operation_id = "explainAvailability"
    )]
    async fn explain(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit: Path<UnitId>,
        body: Body<AskedAvailability>,
    ) -> Result<Explained, Problem> {
        Ok(Explained::Ok(Json(explain::explain(caller.0, unit.0, body.value).await?)))
    }
}
