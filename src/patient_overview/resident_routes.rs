//! What a patient can ask about who reads: paths, bodies, API docs. No decisions.

use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    block, consent, emergency,
    routes::ConsentMade,
    view::{BlockView, ConsentView, OwnOpeningView},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    cases::Nothing,
    failure::Problem,
    id::{PatientConsentId, ResidentId},
    page::{self, BASE, Page, Wanted},
};

pub struct ResidentRoutes;

#[OpenApi(tag = "Tag::PatientOverview")]
impl ResidentRoutes {
    /// List one's consents
    ///
    /// To which units and until when staff may read across providers, the latest first. For the resident, and a
    /// guardian until the child's 13th birthday.
    #[oai(
        path = "/residents/:residentId/consents",
        method = "get",
        operation_id = "listOwnConsents"
    )]
    async fn consents(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ConsentView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(consent::list_own(caller.0, id.0, wanted).await?))
    }

    /// Take a consent back
    ///
    /// At once. For the resident alone: a guardian can't stop staff from reading for a child.
    #[oai(
        path = "/residents/:residentId/consents/:patientConsentId/endings",
        method = "post",
        operation_id = "endOwnConsent"
    )]
    async fn end_consent(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "patientConsentId")] consent_id: Path<PatientConsentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<ConsentMade, Problem> {
        let (repeat, _) = body.under(key.0);
        let view = consent::end_own(caller.0, (id.0, consent_id.0), repeat).await?;
        let location = format!("{BASE}/residents/{}/consents", id.0);
        Ok(ConsentMade::Made(Json(view), location))
    }

    /// List one's blocks towards staff
    ///
    /// What is closed towards staff (spärrar), and by which provider. It is lifted at that provider.
    #[oai(
        path = "/residents/:residentId/patient-blocks",
        method = "get",
        operation_id = "listOwnPatientBlocks"
    )]
    async fn blocks(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<BlockView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(block::list_own(caller.0, id.0, wanted).await?))
    }

    /// List emergency openings
    ///
    /// Each time staff opened across providers in danger to life: where and when, the latest first.
    #[oai(
        path = "/residents/:residentId/emergency-openings",
        method = "get",
        operation_id = "listOwnEmergencyOpenings"
    )]
    async fn openings(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<OwnOpeningView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(emergency::list_own(caller.0, id.0, wanted).await?))
    }
}
