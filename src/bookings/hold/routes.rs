//! What residents can ask about holds: paths, bodies, API docs. No decisions.

use poem_openapi::{ApiResponse, OpenApi, param::Path, payload::Json};

use super::{
    take,
    view::{HoldView, NewHold},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{ResidentId, SlotId},
};

pub struct HoldRoutes;

#[derive(ApiResponse)]
enum Held {
    /// The slot is held.
    #[oai(status = 201)]
    Held(
        Json<HoldView>,
        /// Where the hold is, to be given back.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum Released {
    /// The slot is not held any more.
    #[oai(status = 204)]
    Released,
}

#[OpenApi(tag = "Tag::Bookings")]
impl HoldRoutes {
    /// Hold a slot
    ///
    /// For some minutes, while the person fills in what is asked. Asked again it lasts longer, under a new token. Nothing
    /// is promised until it is booked. While holds can't be kept the answer is 503, and booking goes on without them.
    #[oai(path = "/residents/:residentId/slot-holds", method = "post", operation_id = "holdSlot")]
    async fn take(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        body: Body<NewHold>,
    ) -> Result<Held, Problem> {
        let view = take::take(caller.0, id.0, body.value).await?;
        let location = view.links.get("release").map(|link| link.href.clone());
        Ok(Held::Held(Json(view), location.unwrap_or_default()))
    }

    /// Give a held slot back
    ///
    /// Others can hold and book it at once.
    #[oai(
        path = "/residents/:residentId/slot-holds/:slotId",
        method = "delete",
        operation_id = "releaseSlotHold"
    )]
    async fn release(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "slotId")] slot_id: Path<SlotId>,
    ) -> Result<Released, Problem> {
        take::release(caller.0, id.0, slot_id.0).await?;
        Ok(Released::Released)
    }
}
