//! What units can ask about summonses: paths, bodies, API docs. No decisions.

use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    create, read,
    routes::{SummonsMoved, moved},
    summons::SummonsStatus,
    view::{NewSummonsWish, SummonsView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::UnitId,
    page::{self, Page, Wanted},
};

pub struct UnitRoutes;

#[OpenApi(tag = "Tag::Summonses")]
impl UnitRoutes {
    /// List a unit's summonses
    ///
    /// The latest first. For the unit's receivers and handlers.
    #[oai(path = "/units/:unitId/summonses", method = "get", operation_id = "listUnitSummonses")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Only those that have come so far.
        status: Query<Option<SummonsStatus>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<SummonsView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(read::of_unit(caller.0, unit_id.0, status.0, wanted).await?))
    }

    /// Summon somebody
    ///
    /// To choose a time (öppen kallelse). It comes into the inbox of whoever can read it there, and on paper to
    /// everybody else and to those under the region's age; `digitalCopy` and `paperCopy` tell which. A virtual unit
    /// summons to what its members offer. For the unit's receivers and handlers.
    #[oai(path = "/units/:unitId/summonses", method = "post", operation_id = "createSummons")]
    async fn create(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewSummonsWish>,
    ) -> Result<SummonsMoved, Problem> {
        let (repeat, wish) = body.under(key.0);
        Ok(moved(create::create(caller.0, unit_id.0, repeat, wish).await?))
    }
}
