//! What can be asked of staff.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    list,
    settings::{self, Settings},
    view::{StaffSettingsChange, StaffSettingsView, StaffView},
};
use crate::{
    access::{Caller, Role},
    api::Tag,
    body::Body,
    failure::Problem,
    id::{StaffId, UnitId},
    page::{self, Page, Wanted, etag},
};

pub struct StaffRoutes;

#[derive(ApiResponse)]
enum StaffSettingsAnswer {
    /// The settings as they are now.
    #[oai(status = 200)]
    Ok(
        Json<StaffSettingsView>,
        /// The version, for `If-Match` at the next change.
        #[oai(header = "ETag")]
        String,
    ),
}

fn answer((view, version): Settings) -> StaffSettingsAnswer {
    StaffSettingsAnswer::Ok(Json(view), etag(version))
}

#[OpenApi(tag = "Tag::Units")]
impl StaffRoutes {
    /// List a unit's staff
    ///
    /// Those who have a role at the unit today, with their roles. For those who give roles there, who also
    /// see what each wants to be told, and for receivers and handlers, who give cases away.
    #[oai(path = "/units/:unitId/staff", method = "get", operation_id = "listUnitStaff")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Only those with this role.
        role: Query<Option<Role>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<StaffView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, unit_id.0, role.0, wanted).await?))
    }

    /// Show one's own staff settings
    ///
    /// Signature and notifications. Nobody sees another's.
    #[oai(path = "/staff/:staffId/settings", method = "get", operation_id = "getStaffSettings")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "staffId")] staff_id: Path<StaffId>,
    ) -> Result<StaffSettingsAnswer, Problem> {
        Ok(answer(settings::read(caller.0, staff_id.0).await?))
    }

    /// Change one's own staff settings
    ///
    /// A changed signature stands on the very next message; those that are sent keep theirs.
    #[oai(path = "/staff/:staffId/settings", method = "put", operation_id = "replaceStaffSettings")]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "staffId")] staff_id: Path<StaffId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<StaffSettingsChange>,
    ) -> Result<StaffSettingsAnswer, Problem> {
        Ok(answer(settings::change(caller.0, staff_id.0, seen.0, body.value).await?))
    }
}
