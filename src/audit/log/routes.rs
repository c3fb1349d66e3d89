//! What can be asked of the record: paths and API docs. No decisions.

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{
    read,
    view::{AccessView, ReviewView},
};
use crate::{
    access::Caller,
    api::Tag,
    failure::Problem,
    id::{ResidentId, UnitId},
    page::{self, Page, Wanted},
};

pub struct Routes;

#[OpenApi(tag = "Tag::Audit")]
impl Routes {
    /// List accesses to a resident's data
    ///
    /// Who saw or changed something about the resident (logguppgifter): when, what, in which quality and
    /// at which unit; attempts that were refused too. Newest first. For the resident, and for a guardian
    /// until the child's 13th birthday. Reading it leaves an entry of its own.
    #[oai(
        path = "/residents/:residentId/access-log",
        method = "get",
        operation_id = "listResidentAccesses"
    )]
    async fn of_resident(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<AccessView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(read::of_resident(caller.0, resident_id.0, wanted).await?))
    }

    /// List accesses at a unit
    ///
    /// For the unit's reviewers (granskare): who did what about whom, by id, newest first and without
    /// content. What the reviewer did is left out. Each person shown is recorded.
    #[oai(path = "/units/:unitId/access-log", method = "get", operation_id = "listUnitAccesses")]
    async fn of_unit(
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
    ) -> Result<Json<Page<ReviewView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(read::of_unit(caller.0, unit_id.0, wanted).await?))
    }
}
