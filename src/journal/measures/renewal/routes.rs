//! What can be asked about what ends soon.

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{list, view::RenewalView};
use crate::{
    access::Caller,
    api::Tag,
    failure::Problem,
    id::UnitId,
    page::{self, Page, Wanted},
};

pub struct RenewalRoutes;

#[OpenApi(tag = "Tag::Journal")]
impl RenewalRoutes {
    /// List what ends soon at a unit
    ///
    /// Seals that care asked for and extended accesses that run out within the days that the region has set,
    /// and that nobody has decided anew on. Each resident that is shown is recorded. For those who decide
    /// at the unit, who are told once of each, and not what it is.
    #[oai(
        path = "/units/:unitId/journal-renewals",
        method = "get",
        operation_id = "listJournalRenewals"
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
    ) -> Result<Json<Page<RenewalView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, unit_id.0, wanted).await?))
    }
}
