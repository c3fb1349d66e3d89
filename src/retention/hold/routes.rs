//! What can be asked of holds.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    change,
    view::{HoldLifting, HoldView, NewHold},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{LegalHoldId, UnitId},
    page::{self, Page, Wanted},
};

pub struct HoldRoutes;

#[derive(ApiResponse)]
enum HoldChanged {
    /// The hold as it is now.
    #[oai(status = 201)]
    Changed(
        Json<HoldView>,
        /// Where the unit's holds are.
        #[oai(header = "Location")]
        String,
    ),
}

fn changed(view: HoldView) -> HoldChanged {
    let location = view.links.get("collection").map(|link| link.href.clone());
    HoldChanged::Changed(Json(view), location.unwrap_or_default())
}

#[OpenApi(tag = "Tag::Retention")]
impl HoldRoutes {
    /// List legal holds
    ///
    /// Those in force and those that were lifted, the latest first. For the unit's local administrators and
    /// the region's.
    #[oai(path = "/units/:unitId/legal-holds", method = "get", operation_id = "listLegalHolds")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<HoldView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(change::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Place a legal hold
    ///
    /// What it covers is not purged from the answer on until the hold is lifted, though its time is out and
    /// though a purge that holds it was approved or is under way. For the unit's local administrators and the
    /// region's.
    #[oai(path = "/units/:unitId/legal-holds", method = "post", operation_id = "placeLegalHold")]
    async fn place(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewHold>,
    ) -> Result<HoldChanged, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(changed(change::place(caller.0, unit_id.0, repeat, new).await?))
    }

    /// Lift a legal hold
    ///
    /// What it covered can be proposed for purge again. A second lifting is refused with
    /// `legal-hold-lifted`. For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/legal-holds/:legalHoldId/liftings",
        method = "post",
        operation_id = "liftLegalHold"
    )]
    async fn lift(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "legalHoldId")] id: Path<LegalHoldId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<HoldLifting>,
    ) -> Result<HoldChanged, Problem> {
        let (repeat, lifting) = body.under(key.0);
        Ok(changed(change::lift(caller.0, (unit_id.0, id.0), repeat, lifting).await?))
    }
}
