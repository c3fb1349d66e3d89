//! What can be asked of roles.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    change, regional,
    view::{AssignmentView, NewRegionalAdministrator, NewRoleAssignment},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{RoleAssignmentId, UnitId},
    page::{self, Page, Wanted},
};

pub struct RoleRoutes;

#[derive(ApiResponse)]
enum RoleGranted {
    /// The role is given.
    #[oai(status = 201)]
    Granted(
        Json<AssignmentView>,
        /// Where such roles are listed.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum RoleRevoked {
    /// The role is taken.
    #[oai(status = 204)]
    Gone,
}

fn granted(view: AssignmentView) -> RoleGranted {
    let location = view.links.get("collection").map(|link| link.href.clone());
    RoleGranted::Granted(Json(view), location.unwrap_or_default())
}

#[OpenApi(tag = "Tag::Units")]
impl RoleRoutes {
    /// List the roles at a unit
    ///
    /// Those that hold today, the latest first. For those who give roles there.
    #[oai(
        path = "/units/:unitId/role-assignments",
        method = "get",
        operation_id = "listRoleAssignments"
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
    ) -> Result<Json<Page<AssignmentView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(change::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Give a role at a unit
    ///
    /// A permission administrator gives the roles of receiver and handler, a local administrator and the
    /// region's administrators all. Takes effect at the person's next request. One that the person has is
    /// refused with `role-already-held`.
    #[oai(path = "/units/:unitId/role-assignments", method = "post", operation_id = "grantRole")]
    async fn grant(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewRoleAssignment>,
    ) -> Result<RoleGranted, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(granted(change::grant(caller.0, unit_id.0, repeat, new).await?))
    }

    /// Take a role at a unit
    ///
    /// Takes effect at the person's next request. The last role of a person at the unit is taken only with
    /// `confirm=true`, refused with `last-role` before that; the unit's last local administrator stays.
    #[oai(
        path = "/units/:unitId/role-assignments/:roleAssignmentId",
        method = "delete",
        operation_id = "revokeRole"
    )]
    async fn revoke(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "roleAssignmentId")] id: Path<RoleAssignmentId>,
        /// That the person is to have no role left at the unit.
        #[oai(default)]
        confirm: Query<bool>,
    ) -> Result<RoleRevoked, Problem> {
        change::revoke(caller.0, unit_id.0, id.0, confirm.0).await?;
        Ok(RoleRevoked::Gone)
    }

    /// List a region's administrators
    ///
    /// For the region's administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/role-assignments",
        method = "get",
        operation_id = "listRegionalAdministrators"
    )]
    async fn list_regional(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<AssignmentView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(regional::list(caller.0, region.0, wanted).await?))
    }

    /// Appoint a regional administrator
    ///
    /// For the region's administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/role-assignments",
        method = "post",
        operation_id = "appointRegionalAdministrator"
    )]
    async fn appoint(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewRegionalAdministrator>,
    ) -> Result<RoleGranted, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(granted(regional::appoint(caller.0, region.0, repeat, new).await?))
    }

    /// Dismiss a regional administrator
    ///
    /// For the region's administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/role-assignments/:roleAssignmentId",
        method = "delete",
        operation_id = "dismissRegionalAdministrator"
    )]
    async fn dismiss(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        #[oai(name = "roleAssignmentId")] id: Path<RoleAssignmentId>,
    ) -> Result<RoleRevoked, Problem> {
        regional::dismiss(caller.0, region.0, id.0).await?;
        Ok(RoleRevoked::Gone)
    }
}
