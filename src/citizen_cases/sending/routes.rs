//! What can be asked of sendings: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    cancel, create, read,
    rules::SendingOutcome,
    view::{LineView, NewCitizenSending, SendingView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::{Body, LargeBody},
    cases::Nothing,
    failure::Problem,
    id::{CitizenSendingId, UnitId},
    page::{self, Page, Wanted},
};

pub struct SendingRoutes;

#[derive(ApiResponse)]
enum SendingAccepted {
    /// The sending is kept and will be carried out. Ask at `Location` how far it has come.
    #[oai(status = 202)]
    Accepted(
        Json<SendingView>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum SendingCancelled {
    /// The sending is cancelled; what was sent stays sent.
    #[oai(status = 201)]
    Cancelled(
        Json<SendingView>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
    ),
}

fn location(view: &SendingView) -> String {
    view.links.get("self").map(|link| link.href.clone()).unwrap_or_default()
}

#[OpenApi(tag = "Tag::CitizenCases")]
impl SendingRoutes {
    /// Order a sending of citizen cases
    ///
    /// By a handler of the unit: a citizen case (invånarärende) to one resident or to thousands. Signed
    /// with the handler's signature as it is now, and dated. Each line gets a result of its own, and a
    /// broken one stops no other; they are worked through in the background, each once.
    #[oai(
        path = "/units/:unitId/citizen-case-sendings",
        method = "post",
        operation_id = "createCitizenSending"
    )]
    async fn create(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: LargeBody<NewCitizenSending>,
    ) -> Result<SendingAccepted, Problem> {
        let (repeat, new) = body.0.under(key.0);
        let view = create::create(caller.0, unit_id.0, repeat, new).await?;
        let location = location(&view);
        Ok(SendingAccepted::Accepted(Json(view), location))
    }

    /// List a unit's sendings
    ///
    /// The newest first, without progress. A receiver sees all of the unit's, a handler their own.
    #[oai(
        path = "/units/:unitId/citizen-case-sendings",
        method = "get",
        operation_id = "listCitizenSendings"
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
    ) -> Result<Json<Page<SendingView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(read::of_unit(caller.0, unit_id.0, wanted).await?))
    }

    /// Show a sending
    ///
    /// How far it has come: how many lines wait, how many got which result, how many residents have
    /// opened it and answered. For the sender and the unit's receivers.
    #[oai(
        path = "/citizen-case-sendings/:sendingId",
        method = "get",
        operation_id = "getCitizenSending"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "sendingId")] sending_id: Path<CitizenSendingId>,
    ) -> Result<Json<SendingView>, Problem> {
        Ok(Json(read::read(caller.0, sending_id.0).await?))
    }

    /// List what became of a sending's lines
    ///
    /// In the order of the lines, each with its result and, for what was sent, the case and whether
    /// the resident has opened and answered it. For the sender and the unit's receivers; each resident
    /// behind a line is recorded.
    #[oai(
        path = "/citizen-case-sendings/:sendingId/results",
        method = "get",
        operation_id = "listCitizenSendingResults"
    )]
    async fn results(
        &self,
        caller: Caller,
        #[oai(name = "sendingId")] sending_id: Path<CitizenSendingId>,
        /// Only lines with this result.
        outcome: Query<Option<SendingOutcome>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<LineView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(read::results(caller.0, sending_id.0, outcome.0, wanted).await?))
    }

    /// Cancel a sending
    ///
    /// What waits is not sent. A sending whose lines all have their results is refused with
    /// `citizen-case-sending-finished`. By the sender or one of the unit's receivers.
    #[oai(
        path = "/citizen-case-sendings/:sendingId/cancellations",
        method = "post",
        operation_id = "cancelCitizenSending"
    )]
    async fn cancel(
        &self,
        caller: Caller,
        #[oai(name = "sendingId")] sending_id: Path<CitizenSendingId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<SendingCancelled, Problem> {
        let (repeat, _) = body.under(key.0);
        let view = cancel::cancel(caller.0, sending_id.0, repeat).await?;
        let location = location(&view);
        Ok(SendingCancelled::Cancelled(Json(view), location))
    }
}
