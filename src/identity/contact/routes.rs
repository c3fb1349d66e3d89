//! What can be asked about a child's account and about sharing contact details.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    activate, share,
    view::{ActivationView, ContactSharingAnswer, ContactSharingView, NewActivation},
};
use crate::{access::Caller, body::Body, failure::Problem, id::ResidentId, page::etag};

pub struct ContactRoutes;

#[derive(ApiResponse)]
enum SharingAnswer {
    /// The answer as it stands.
    #[oai(status = 200)]
    Ok(
        Json<ContactSharingView>,
        /// The resident's version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum ActivationAnswer {
    /// The account is open.
    #[oai(status = 201)]
    Open(
        Json<ActivationView>,
        /// The child.
        #[oai(header = "Location")]
        String,
    ),
}

#[OpenApi(tag = "crate::api::Tag::Identity")]
impl ContactRoutes {
    /// Show whether contact details are shared
    ///
    /// With the national personal data service. Nothing is shared until the resident has said yes.
    #[oai(
        path = "/residents/:residentId/contact-sharing",
        method = "get",
        operation_id = "getContactSharing"
    )]
    async fn sharing(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
    ) -> Result<SharingAnswer, Problem> {
        let (view, version) = share::show(caller.0, id.0).await?;
        Ok(SharingAnswer::Ok(Json(view), etag(version)))
    }

    /// Say yes or no to sharing contact details
    ///
    /// After a yes the national personal data service has the e-mail address and the mobile phone,
    /// and each change of them. After a no it is told to forget them. A guardian answers for the
    /// child; the answer ends with the guardian's right. People with a protected identity may share.
    #[oai(
        path = "/residents/:residentId/contact-sharing",
        method = "put",
        operation_id = "replaceContactSharing"
    )]
    async fn share(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The `ETag` you read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<ContactSharingAnswer>,
    ) -> Result<SharingAnswer, Problem> {
        let (view, version) = share::change(caller.0, id.0, if_match.0, body.value.shares).await?;
        Ok(SharingAnswer::Ok(Json(view), etag(version)))
    }

    /// Open a child's account
    ///
    /// A guardian accepts the terms in the child's stead, once the child has a personal number, and
    /// who did is kept. From then on the child's inbox takes in what units send. An account that is
    /// open already stays as it is.
    #[oai(
        path = "/residents/:residentId/activations",
        method = "post",
        operation_id = "activateChild"
    )]
    async fn activate(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewActivation>,
    ) -> Result<ActivationAnswer, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = activate::activate(caller.0, id.0, repeat, new).await?;
        let location = view.links.get("resident").map(|link| link.href.clone());
        Ok(ActivationAnswer::Open(Json(view), location.unwrap_or_default()))
    }
}
