//! What can be asked of waiting lists.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    stand,
    view::{EntriesView, EntryView, NewWaitingListEntry},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{ResidentId, WaitingListEntryId},
};

pub struct Routes;

#[derive(ApiResponse)]
enum EntryMade {
    /// The place in line.
    #[oai(status = 201)]
    Made(
        Json<EntryView>,
        /// Where the resident's places are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum EntryLeft {
    /// The place is given up.
    #[oai(status = 204)]
    Gone,
}

#[OpenApi(tag = "Tag::Bookings")]
impl Routes {
    /// List the lines one waits in
    ///
    /// And those one has waited in, the latest first, with the place in each line. For the resident, and
    /// for guardians of young children.
    #[oai(
        path = "/residents/:residentId/waiting-list-entries",
        method = "get",
        operation_id = "listWaitingListEntries"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
    ) -> Result<Json<EntriesView>, Problem> {
        Ok(Json(stand::list(caller.0, resident_id.0).await?))
    }

    /// Stand in line for freed times
    ///
    /// First come, first served: when a time of that type is free on one of the days, whoever has waited
    /// longest gets it as a proposal (bokningsförslag), which holds the seat until it is answered or its
    /// time is out; then the next in line gets it. A person has one proposal at a time, and the same time
    /// only once. Whoever says no, or nothing, keeps their place. One line for each time type
    /// (`already-waiting`). For the resident, and for guardians of young children.
    #[oai(
        path = "/residents/:residentId/waiting-list-entries",
        method = "post",
        operation_id = "joinWaitingList"
    )]
    async fn join(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewWaitingListEntry>,
    ) -> Result<EntryMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = stand::join(caller.0, resident_id.0, repeat, new).await?;
        let location = view.links.get("collection").map(|link| link.href.clone());
        Ok(EntryMade::Made(Json(view), location.unwrap_or_default()))
    }

    /// Leave a line
    ///
    /// A proposal that waits for its answer goes on waiting for it. For the resident, and for guardians of
    /// young children.
    #[oai(
        path = "/residents/:residentId/waiting-list-entries/:waitingListEntryId",
        method = "delete",
        operation_id = "leaveWaitingList"
    )]
    async fn leave(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        #[oai(name = "waitingListEntryId")] id: Path<WaitingListEntryId>,
    ) -> Result<EntryLeft, Problem> {
        stand::leave(caller.0, (resident_id.0, id.0)).await?;
        Ok(EntryLeft::Gone)
    }
}
