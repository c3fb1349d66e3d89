//! What can be asked of absences.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    change,
    view::{AbsenceView, NewAbsence},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{AbsenceId, UnitId},
    page::{self, Page, Wanted},
};

pub struct AbsenceRoutes;

#[derive(ApiResponse)]
enum AbsencePlanned {
    /// The absence is planned.
    #[oai(status = 201)]
    Planned(
        Json<AbsenceView>,
        /// Where it is listed.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum AbsenceEnded {
    /// It holds no longer.
    #[oai(status = 204)]
    Gone,
}

#[OpenApi(tag = "Tag::Units")]
impl AbsenceRoutes {
    /// List a unit's absences
    ///
    /// Who is or was to be away, the last planned first. For the unit's staff who give cases away, and for
    /// those who give roles there.
    #[oai(path = "/units/:unitId/absences", method = "get", operation_id = "listAbsences")]
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
    ) -> Result<Json<Page<AbsenceView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(change::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Plan an absence
    ///
    /// By the handler, a receiver or an administrator of the unit. From the first day on the handler's open
    /// cases are the substitute's; without one who is there they need another handler, and the unit's
    /// receivers are told. What was given to a substitute stays there afterwards.
    #[oai(path = "/units/:unitId/absences", method = "post", operation_id = "planAbsence")]
    async fn plan(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewAbsence>,
    ) -> Result<AbsencePlanned, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = change::plan(caller.0, unit_id.0, repeat, new).await?;
        let location = view.links.get("collection").map(|link| link.href.clone());
        Ok(AbsencePlanned::Planned(Json(view), location.unwrap_or_default()))
    }

    /// End or call off an absence
    ///
    /// By those who may plan it. The handler is there again at once.
    #[oai(
        path = "/units/:unitId/absences/:absenceId",
        method = "delete",
        operation_id = "endAbsence"
    )]
    async fn end(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "absenceId")] absence_id: Path<AbsenceId>,
    ) -> Result<AbsenceEnded, Problem> {
        change::end(caller.0, (unit_id.0, absence_id.0)).await?;
        Ok(AbsenceEnded::Gone)
    }
}
