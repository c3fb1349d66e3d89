//! What staff can ask across providers: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    block, consent, emergency, lift,
    overview::{self, Asked},
    overview_view::OverviewView,
    relation,
    view::{
        ActingUnit, BlockView, ConsentView, LiftView, NewCareRelation, NewEmergencyOpening,
        NewPatientBlock, NewPatientConsent, NewTemporaryLift, OpeningView, RelationView,
    },
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{CareRelationId, PatientBlockId, PatientConsentId, ResidentId, UnitId},
    journal::decision::InformationType,
    page::{self, BASE, Page, Wanted},
};

/// Reading, and what it needs at once.
pub struct StaffRoutes;

/// What patients say to staff of who may read.
pub struct SayRoutes;

#[derive(ApiResponse)]
pub(super) enum ConsentMade {
    /// The consent as it now is.
    #[oai(status = 201)]
    Made(
        Json<ConsentView>,
        /// Where the consents are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
pub(super) enum RelationMade {
    /// The relation as it now is.
    #[oai(status = 201)]
    Made(
        Json<RelationView>,
        /// Where the relations are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
pub(super) enum BlockMade {
    /// The block as it now is.
    #[oai(status = 201)]
    Made(
        Json<BlockView>,
        /// Where the blocks are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
pub(super) enum LiftMade {
    /// The lift.
    #[oai(status = 201)]
    Made(
        Json<LiftView>,
        /// Where the blocks are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
pub(super) enum OpeningMade {
    /// The opening.
    #[oai(status = 201)]
    Made(
        Json<OpeningView>,
        /// What may be read now.
        #[oai(header = "Location")]
        String,
    ),
}

fn collection(id: ResidentId, what: &str) -> String {
    format!("{BASE}/patients/{id}/{what}")
}

#[OpenApi(tag = "Tag::PatientOverview")]
impl StaffRoutes {
    /// Read a patient overview
    ///
    /// The patient's records across providers (NPÖ), newest first, fetched anew from every source. Needs a
    /// strong sign-in, an assignment for care and treatment with coherent documentation at the unit, a patient
    /// relation, and the patient's consent, an emergency opening, or a child too young to consent; each item is
    /// held against the patient's blocks. What is blocked is left out; `withheld` tells that there is some. A
    /// resident's seal, and what authors hide on 1177, do not count here. Read only; the patient sees that it was
    /// read.
    #[oai(
        path = "/patients/:residentId/overview",
        method = "get",
        operation_id = "readPatientOverview"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The unit where the caller acts, with an assignment.
        #[oai(name = "unitId")]
        unit: Query<UnitId>,
        /// Only of this kind.
        #[oai(name = "informationType")]
        kind: Query<Option<InformationType>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<OverviewView>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let asked = Asked { patient: id.0, unit: unit.0, kind: kind.0, wanted };
        Ok(Json(overview::read(caller.0, asked).await?))
    }

    /// Open in an emergency
    ///
    /// Danger to life or a serious risk to health, and the patient can't consent (nödöppning). Holds for the
    /// caller, for the rest of the day, for what is not blocked; `blockedBy` names the providers to ask about what
    /// is. Needs a patient relation. The reason is kept, and the patient sees every opening.
    #[oai(
        path = "/patients/:residentId/emergency-openings",
        method = "post",
        operation_id = "openInEmergency"
    )]
    async fn open(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewEmergencyOpening>,
    ) -> Result<OpeningMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = emergency::open(caller.0, id.0, repeat, new).await?;
        let location = view.links.get("overview").map(|link| link.href.clone());
        Ok(OpeningMade::Made(Json(view), location.unwrap_or_default()))
    }

    /// List care relations
    ///
    /// That the unit takes part in the patient's care: in force, to come and ended, the latest first.
    #[oai(
        path = "/patients/:residentId/care-relations",
        method = "get",
        operation_id = "listCareRelations"
    )]
    async fn relations(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The unit where the caller acts, with an assignment.
        #[oai(name = "unitId")]
        unit: Query<UnitId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<RelationView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(relation::list(caller.0, (id.0, unit.0), wanted).await?))
    }

    /// State a care relation
    ///
    /// The unit takes part in the patient's care now (patientrelation).
    #[oai(
        path = "/patients/:residentId/care-relations",
        method = "post",
        operation_id = "beginCareRelation"
    )]
    async fn begin_relation(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewCareRelation>,
    ) -> Result<RelationMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = relation::begin(caller.0, id.0, repeat, new).await?;
        Ok(RelationMade::Made(Json(view), collection(id.0, "care-relations")))
    }

    /// End a care relation
    ///
    /// From this moment on nothing is read on it.
    #[oai(
        path = "/patients/:residentId/care-relations/:careRelationId/endings",
        method = "post",
        operation_id = "endCareRelation"
    )]
    async fn end_relation(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "careRelationId")] relation_id: Path<CareRelationId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<ActingUnit>,
    ) -> Result<RelationMade, Problem> {
        let (repeat, at) = body.under(key.0);
        let view = relation::end(caller.0, (id.0, relation_id.0), repeat, at.unit_id).await?;
        Ok(RelationMade::Made(Json(view), collection(id.0, "care-relations")))
    }
}

#[OpenApi(tag = "Tag::PatientOverview")]
impl SayRoutes {
    /// List consents given to a unit
    ///
    /// In force, to come and ended, the latest first.
    #[oai(
        path = "/patients/:residentId/consents",
        method = "get",
        operation_id = "listPatientConsents"
    )]
    async fn consents(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The unit where the caller acts, with an assignment.
        #[oai(name = "unitId")]
        unit: Query<UnitId>,
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
        Ok(Json(consent::list(caller.0, (id.0, unit.0), wanted).await?))
    }

    /// Register a consent
    ///
    /// For the unit or one named colleague, for the days agreed; reading across providers and the national
    /// medication list are consented to apart.
    #[oai(
        path = "/patients/:residentId/consents",
        method = "post",
        operation_id = "registerPatientConsent"
    )]
    async fn give(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewPatientConsent>,
    ) -> Result<ConsentMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = consent::give(caller.0, id.0, repeat, new).await?;
        Ok(ConsentMade::Made(Json(view), collection(id.0, "consents")))
    }

    /// End a consent
    ///
    /// On the patient's word, by staff of the unit that it was given to.
    #[oai(
        path = "/patients/:residentId/consents/:patientConsentId/endings",
        method = "post",
        operation_id = "endPatientConsent"
    )]
    async fn end_consent(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "patientConsentId")] consent_id: Path<PatientConsentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<ActingUnit>,
    ) -> Result<ConsentMade, Problem> {
        let (repeat, at) = body.under(key.0);
        let view = consent::end(caller.0, (id.0, consent_id.0), repeat, at.unit_id).await?;
        Ok(ConsentMade::Made(Json(view), collection(id.0, "consents")))
    }

    /// List a patient's blocks
    ///
    /// Those that the unit's own provider has set (spärrar), the latest first. Of other units' only that they are
    /// there. What other providers have set is told to nobody here.
    #[oai(
        path = "/patients/:residentId/blocks",
        method = "get",
        operation_id = "listPatientBlocks"
    )]
    async fn blocks(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The unit where the caller acts, with an assignment.
        #[oai(name = "unitId")]
        unit: Query<UnitId>,
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
        Ok(Json(block::list(caller.0, (id.0, unit.0), wanted).await?))
    }

    /// Block data towards staff
    ///
    /// On the patient's behalf: inner towards the provider's other units, outer towards other providers. A
    /// guardian may not block a child's data: refused with `guardian-cannot-block`.
    #[oai(path = "/patients/:residentId/blocks", method = "post", operation_id = "setPatientBlock")]
    async fn set_block(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewPatientBlock>,
    ) -> Result<BlockMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = block::set(caller.0, id.0, repeat, new).await?;
        Ok(BlockMade::Made(Json(view), collection(id.0, "blocks")))
    }

    /// Lift a block
    ///
    /// For good, on the patient's word, at the provider that set it.
    #[oai(
        path = "/patients/:residentId/blocks/:patientBlockId/liftings",
        method = "post",
        operation_id = "liftPatientBlock"
    )]
    async fn lift_block(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "patientBlockId")] block_id: Path<PatientBlockId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<ActingUnit>,
    ) -> Result<BlockMade, Problem> {
        let (repeat, at) = body.under(key.0);
        let view = block::lift(caller.0, (id.0, block_id.0), repeat, at.unit_id).await?;
        Ok(BlockMade::Made(Json(view), collection(id.0, "blocks")))
    }

    /// See past an inner block for a while
    ///
    /// Seven days at most, by the patient's consent or in an emergency (tillfällig hävning). Outer blocks are
    /// refused with `block-not-liftable`. Needs a patient relation.
    #[oai(
        path = "/patients/:residentId/blocks/:patientBlockId/temporary-lifts",
        method = "post",
        operation_id = "liftPatientBlockTemporarily"
    )]
    async fn lift_for_a_while(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "patientBlockId")] block_id: Path<PatientBlockId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewTemporaryLift>,
    ) -> Result<LiftMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = lift::lift(caller.0, (id.0, block_id.0), repeat, new).await?;
        Ok(LiftMade::Made(Json(view), collection(id.0, "blocks")))
    }
}
