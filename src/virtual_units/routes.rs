//! What can be asked of virtual units: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    change,
    view::{MemberView, MembersView, NewMember},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem, id::UnitId, page};

pub struct Routes;

#[derive(ApiResponse)]
enum Added {
    /// The unit is a member.
    #[oai(status = 201)]
    Added(
        Json<MemberView>,
        /// Where the members are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum Removed {
    /// The unit is no member any more.
    #[oai(status = 204)]
    Removed,
}

#[OpenApi(tag = "Tag::Summonses")]
impl Routes {
    /// List the units that a virtual unit groups
    ///
    /// None when the unit is an ordinary one. For the region's administrators and the nation's.
    #[oai(path = "/units/:unitId/member-units", method = "get", operation_id = "listMemberUnits")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<MembersView>, Problem> {
        Ok(Json(change::list(caller.0, unit_id.0).await?))
    }

    /// Add a unit to a virtual unit
    ///
    /// A unit with members is a virtual one (virtuell vårdcentral): it may summon without giving care itself, and its
    /// summonses are booked at its members, where they have the same time type code. Groups do not nest.
    #[oai(path = "/units/:unitId/member-units", method = "post", operation_id = "addMemberUnit")]
    async fn add(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewMember>,
    ) -> Result<Added, Problem> {
        let (repeat, new) = body.under(key.0);
        let location = format!("{}/units/{}/member-units", page::BASE, unit_id.0);
        Ok(Added::Added(Json(change::add(caller.0, unit_id.0, repeat, new).await?), location))
    }

    /// Remove a unit from a virtual unit
    ///
    /// What has been booked there stays booked.
    #[oai(
        path = "/units/:unitId/member-units/:memberUnitId",
        method = "delete",
        operation_id = "removeMemberUnit"
    )]
    async fn remove(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "memberUnitId")] member: Path<UnitId>,
    ) -> Result<Removed, Problem> {
        change::remove(caller.0, unit_id.0, member.0).await?;
        Ok(Removed::Removed)
    }
}
