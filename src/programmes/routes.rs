//! What can be asked of programmes: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    due, list,
    programme::Programme,
    set,
    view::{DueView, NewProgrammeRule, ProgrammeRuleView, ProgrammesView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::UnitId,
    page::{self, Page, Wanted},
};

pub struct Routes;

#[derive(ApiResponse)]
enum RuleSet {
    /// The rule is set, and applies from its day.
    #[oai(status = 201)]
    Set(
        Json<ProgrammeRuleView>,
        /// Where the region's programmes are.
        #[oai(header = "Location")]
        String,
    ),
}

#[OpenApi(tag = "Tag::Summonses")]
impl Routes {
    /// List what a region's programmes say
    ///
    /// Cervical screening, mammography, blood donation and others: whom they ask, how often, and what is booked; what
    /// applies today, what applied before and what is to come. Where the region has set nothing, the nation's rule
    /// applies. For the region's administrators and the nation's; `00` for the nation's alone.
    #[oai(
        path = "/regions/:regionCode/programmes",
        method = "get",
        operation_id = "listProgrammes"
    )]
    async fn list(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`; `00` for the nation.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
    ) -> Result<Json<ProgrammesView>, Problem> {
        Ok(Json(list::list(caller.0, region.0).await?))
    }

    /// Set what a programme says
    ///
    /// From tomorrow on at the earliest. A rule never changes; the next one is set from another day, and two from the
    /// same day are refused with `programme-already-set`. For the region's administrators and the nation's.
    #[oai(path = "/regions/:regionCode/programmes", method = "post", operation_id = "setProgramme")]
    async fn set(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`; `00` for the nation.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewProgrammeRule>,
    ) -> Result<RuleSet, Problem> {
        let (repeat, new) = body.under(key.0);
        let location = format!("{}/regions/{}/programmes", page::BASE, region.0);
        let view = set::set(caller.0, region.0, repeat, new).await?;
        Ok(RuleSet::Set(Json(view), location))
    }

    /// List who is due in a programme
    ///
    /// Those who live in the unit's region, are of the programme's ages and are due today by their latest visit and
    /// summons; without those who are summoned already or have a coming time. The youngest first. A page may hold
    /// fewer than `limit` and still have a `next`. For the unit's receivers and handlers, where the unit or a member
    /// of it has what the programme books.
    #[oai(path = "/units/:unitId/programme-due", method = "get", operation_id = "listProgrammeDue")]
    async fn due(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The programme.
        programme: Query<Programme>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<DueView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(due::list(caller.0, unit_id.0, programme.0, wanted).await?))
    }
}
