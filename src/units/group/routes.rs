//! What can be asked of groups.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    change,
    view::{GroupView, NewStaffGroupMember, StaffGroupWish},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{StaffGroupId, StaffId, UnitId},
    page::{self, Page, Wanted, etag},
};

pub struct GroupRoutes;

#[derive(ApiResponse)]
enum GroupMade {
    /// The group as it is now.
    #[oai(status = 201)]
    Made(
        Json<GroupView>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum GroupAnswer {
    /// As it stands now.
    #[oai(status = 200)]
    Ok(
        Json<GroupView>,
        /// The version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum GroupEnded {
    /// It is done.
    #[oai(status = 204)]
    Gone,
}

fn made(view: GroupView) -> GroupMade {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    let tag = etag(view.version);
    GroupMade::Made(Json(view), location, tag)
}

fn answer(view: GroupView) -> GroupAnswer {
    let tag = etag(view.version);
    GroupAnswer::Ok(Json(view), tag)
}

#[OpenApi(tag = "Tag::Units")]
impl GroupRoutes {
    /// List a unit's groups
    ///
    /// With their members and the roles they give. For those who give roles at the unit, and for receivers
    /// and handlers, who give cases to groups.
    #[oai(path = "/units/:unitId/staff-groups", method = "get", operation_id = "listStaffGroups")]
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
    ) -> Result<Json<Page<GroupView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(change::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Make a group
    ///
    /// For the unit's local and permission administrators, and the region's. Its members hold its roles for
    /// as long as they are in it.
    #[oai(path = "/units/:unitId/staff-groups", method = "post", operation_id = "createStaffGroup")]
    async fn create(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<StaffGroupWish>,
    ) -> Result<GroupMade, Problem> {
        let (repeat, wish) = body.under(key.0);
        Ok(made(change::create(caller.0, unit_id.0, repeat, wish).await?))
    }

    /// Show a group
    ///
    /// For those who may list them.
    #[oai(
        path = "/units/:unitId/staff-groups/:staffGroupId",
        method = "get",
        operation_id = "getStaffGroup"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "staffGroupId")] group_id: Path<StaffGroupId>,
    ) -> Result<GroupAnswer, Problem> {
        Ok(answer(change::read(caller.0, (unit_id.0, group_id.0)).await?))
    }

    /// Change a group's name and roles
    ///
    /// A role that it no longer gives is gone at each member's next request.
    #[oai(
        path = "/units/:unitId/staff-groups/:staffGroupId",
        method = "put",
        operation_id = "changeStaffGroup"
    )]
    async fn change(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "staffGroupId")] group_id: Path<StaffGroupId>,
        /// The `ETag` that was read.
        #[oai(name = "If-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
        body: Body<StaffGroupWish>,
    ) -> Result<GroupAnswer, Problem> {
        let at = (unit_id.0, group_id.0);
        Ok(answer(change::change(caller.0, at, seen.0, body.value).await?))
    }

    /// End a group
    ///
    /// Its members lose what it gave them. Cases that wait for one of them are new again, and those that a
    /// member has through it need another handler: the unit's receivers are told.
    #[oai(
        path = "/units/:unitId/staff-groups/:staffGroupId",
        method = "delete",
        operation_id = "endStaffGroup"
    )]
    async fn end(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "staffGroupId")] group_id: Path<StaffGroupId>,
    ) -> Result<GroupEnded, Problem> {
        change::end(caller.0, (unit_id.0, group_id.0)).await?;
        Ok(GroupEnded::Gone)
    }

    /// Take someone into a group
    ///
    /// They hold its roles from their next request on.
    #[oai(
        path = "/units/:unitId/staff-groups/:staffGroupId/members",
        method = "post",
        operation_id = "addStaffGroupMember"
    )]
    async fn add(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "staffGroupId")] group_id: Path<StaffGroupId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewStaffGroupMember>,
    ) -> Result<GroupMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let at = (unit_id.0, group_id.0);
        Ok(made(change::add(caller.0, at, repeat, new).await?))
    }

    /// Take someone out of a group
    ///
    /// They lose what it gave them at their next request.
    #[oai(
        path = "/units/:unitId/staff-groups/:staffGroupId/members/:staffId",
        method = "delete",
        operation_id = "removeStaffGroupMember"
    )]
    async fn remove(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "staffGroupId")] group_id: Path<StaffGroupId>,
        #[oai(name = "staffId")] staff_id: Path<StaffId>,
    ) -> Result<GroupEnded, Problem> {
        change::remove(caller.0, (unit_id.0, group_id.0), staff_id.0).await?;
        Ok(GroupEnded::Gone)
    }
}
