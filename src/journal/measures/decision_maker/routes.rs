//! What can be asked about those who decide.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    appoint, end, list,
    view::{DecisionMakerView, EndOfAppointment, NewDecisionMaker},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{DecisionMakerId, UnitId},
    page::{self, Page, Wanted},
};

pub struct DecisionMakerRoutes;

#[derive(ApiResponse)]
enum DecisionMakerMade {
    /// The decision-maker as they now are.
    #[oai(status = 201)]
    Made(
        Json<DecisionMakerView>,
        /// Where the unit's decision-makers are.
        #[oai(header = "Location")]
        String,
    ),
}

fn made(view: DecisionMakerView) -> DecisionMakerMade {
    let location = view.links.get("collection").map(|link| link.href.clone());
    DecisionMakerMade::Made(Json(view), location.unwrap_or_default())
}

#[OpenApi(tag = "Tag::Journal")]
impl DecisionMakerRoutes {
    /// List a unit's decision-makers
    ///
    /// Its operations managers and their delegates, those who have been too, the latest first. For those
    /// who decide there, the unit's local administrators, and the region's and nation's administrators.
    #[oai(
        path = "/units/:unitId/decision-makers",
        method = "get",
        operation_id = "listDecisionMakers"
    )]
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
    ) -> Result<Json<Page<DecisionMakerView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Appoint a decision-maker
    ///
    /// An operations manager (verksamhetschef) is appointed by the region's or the nation's
    /// administrators; a delegate by an operations manager of the unit, with where the delegation stands.
    /// Nobody appoints themselves. Holds from the person's next request on.
    #[oai(
        path = "/units/:unitId/decision-makers",
        method = "post",
        operation_id = "appointDecisionMaker"
    )]
    async fn appoint(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewDecisionMaker>,
    ) -> Result<DecisionMakerMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(made(appoint::appoint(caller.0, unit_id.0, repeat, new).await?))
    }

    /// End an appointment
    ///
    /// At once. What the person has decided stands. An operations manager's is ended by the region's or
    /// the nation's administrators; a delegation by the unit's operations manager too.
    #[oai(
        path = "/units/:unitId/decision-makers/:decisionMakerId/endings",
        method = "post",
        operation_id = "endDecisionMaker"
    )]
    async fn end(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "decisionMakerId")] id: Path<DecisionMakerId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<EndOfAppointment>,
    ) -> Result<DecisionMakerMade, Problem> {
        let (repeat, _) = body.under(key.0);
        Ok(made(end::end(caller.0, unit_id.0, id.0, repeat).await?))
    }
}
