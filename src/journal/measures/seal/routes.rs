//! What can be asked about seals.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    lift, list, renew, set,
    view::{SealLifting, SealRenewal, SealView, WantedSeal},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{ResidentId, SealId, UnitId},
    page::{self, Page, Wanted},
};

pub struct SealRoutes;

#[derive(ApiResponse)]
enum SealMade {
    /// The seal as it now is.
    #[oai(status = 201)]
    Made(
        Json<SealView>,
        /// Where the resident's seals are.
        #[oai(header = "Location")]
        String,
    ),
}

fn made(view: SealView) -> SealMade {
    let location = view.links.get("collection").map(|link| link.href.clone());
    SealMade::Made(Json(view), location.unwrap_or_default())
}

#[OpenApi(tag = "Tag::Journal")]
impl SealRoutes {
    /// List a resident's seals
    ///
    /// Holding and past, the latest first. Residents see their own, without who decided and why; those who
    /// decide at a unit see the decisions, and the reasons of their own unit's. A guardian finds nothing.
    #[oai(
        path = "/residents/:residentId/journal/seals",
        method = "get",
        operation_id = "listSeals"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The unit that the caller decides for, where there are several.
        #[oai(name = "unitId")]
        unit_id: Query<Option<UnitId>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<SealView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, id.0, unit_id.0, wanted).await?))
    }

    /// Seal a journal
    ///
    /// Closes the resident's own reading from the next request on; care goes on reading. Residents seal
    /// everything, by `{"scope": "full"}`, until a care unit lifts it at their request. Those who decide at
    /// a unit seal everything, a unit, a provider or a time, with their decision: on care's initiative a unit
    /// two months at a time. A full seal takes the place of narrower ones; a second one of the same scope and
    /// target is refused with `seal-already-set`.
    #[oai(
        path = "/residents/:residentId/journal/seals",
        method = "post",
        operation_id = "sealJournal"
    )]
    async fn set(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<WantedSeal>,
    ) -> Result<SealMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(made(set::set(caller.0, id.0, repeat, new).await?))
    }

    /// Lift a seal
    ///
    /// At once, through a care unit and never by the resident alone. What the resident asked for is lifted
    /// at the resident's request, by whichever unit has identified them; what care asked for, by the unit
    /// that decided. A protection's seal is lifted with the protection.
    #[oai(
        path = "/residents/:residentId/journal/seals/:sealId/liftings",
        method = "post",
        operation_id = "liftSeal"
    )]
    async fn lift(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "sealId")] seal_id: Path<SealId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<SealLifting>,
    ) -> Result<SealMade, Problem> {
        let (repeat, lifting) = body.under(key.0);
        Ok(made(lift::lift(caller.0, id.0, seal_id.0, repeat, lifting).await?))
    }

    /// Renew a seal
    ///
    /// Seals the same from the day after the last, two months at most. For the unit whose decision it was,
    /// while the seal holds; once for each seal.
    #[oai(
        path = "/residents/:residentId/journal/seals/:sealId/renewals",
        method = "post",
        operation_id = "renewSeal"
    )]
    async fn renew(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "sealId")] seal_id: Path<SealId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<SealRenewal>,
    ) -> Result<SealMade, Problem> {
        let (repeat, renewal) = body.under(key.0);
        Ok(made(renew::renew(caller.0, id.0, seal_id.0, repeat, renewal).await?))
    }
}
