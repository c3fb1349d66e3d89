//! What can be asked of contact cards.

use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::ToJSON,
};
use sha2::{Digest, Sha256};

use super::{
    super::settings::{NewUnit, SettingsView, create_unit},
    policy::UnitOfResident,
    public, resident,
    store::Search,
    view::{CaseTypeForm, UnitCard, UnitForResident, UnitSummary},
};
use crate::{
    access::{App, Asked, Caller},
    api::Tag,
    body::Body,
    failure::Problem,
    id::{CaseTypeId, ResidentId, UnitId},
    page::{self, Page, Wanted},
};

pub struct CardRoutes;

/// How long anyone may keep what is public: short, since a pause can begin at any time.
const PUBLIC: &str = "public, max-age=60";

/// What is public, or word that the client has it already.
#[derive(ApiResponse)]
enum PublicRead<T: ToJSON + Send> {
    /// As it stands now.
    #[oai(status = 200)]
    Fresh(
        Json<T>,
        /// For `If-None-Match` at the next read.
        #[oai(header = "ETag")]
        String,
        #[oai(header = "Cache-Control")] String,
    ),
    /// The client has this version.
    #[oai(status = 304)]
    Known(#[oai(header = "ETag")] String, #[oai(header = "Cache-Control")] String),
}

/// The tag of what is public is made from the answer itself, since that has many sources.
fn answer<T: ToJSON + Send>(view: T, seen: Option<&String>) -> PublicRead<T> {
    let digest = Sha256::digest(view.to_json_string());
    let tag = format!("\"{}\"", hex::encode(&digest[..12]));
    let mut seen = seen.into_iter().flat_map(|tags| tags.split(','));
    if seen.any(|seen| [&tag, "*"].contains(&seen.trim().trim_start_matches("W/"))) {
        return PublicRead::Known(tag, PUBLIC.into());
    }
    PublicRead::Fresh(Json(view), tag, PUBLIC.into())
}

#[derive(ApiResponse)]
enum UnitCreated {
    /// The unit is known now, and not yet in use.
    #[oai(status = 201)]
    Created(
        Json<SettingsView>,
        /// Where its settings are.
        #[oai(header = "Location")]
        String,
    ),
}

#[OpenApi(tag = "Tag::Units")]
impl CardRoutes {
    /// Find units
    ///
    /// The care units (mottagningar) that take part, the last changed first. All of the given filters
    /// hold. No session is needed.
    #[oai(path = "/units", method = "get", operation_id = "listUnits")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn list(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        /// The unit's HSA-id. Blanks around it and the case of letters do not matter.
        #[oai(name = "hsaId", validator(max_length = 60))]
        hsa_id: Query<Option<String>>,
        /// The municipality's code.
        #[oai(validator(max_length = 4, pattern = "^[0-9]{4}$"))]
        municipality: Query<Option<String>>,
        /// A part of the name.
        #[oai(validator(max_length = 100))]
        name: Query<Option<String>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
        /// The `ETag` of what the client has.
        #[oai(name = "If-None-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
    ) -> Result<PublicRead<Page<UnitSummary>>, Problem> {
        let search = Search::read(hsa_id.0, municipality.0, name.0);
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let view = public::list(&app, &asked, search, wanted).await?;
        Ok(answer(view, seen.0.as_ref()))
    }

    /// Take a unit in from the directory
    ///
    /// The unit must be in the national directory (HSA), and belong to the region there. It is not in use
    /// until it is activated. One that is known already is refused with `unit-already-known`. For the
    /// region's administrators and the nation's.
    #[oai(path = "/units", method = "post", operation_id = "createUnit")]
    async fn create(
        &self,
        caller: Caller,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewUnit>,
    ) -> Result<UnitCreated, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = create_unit(caller.0, repeat, new).await?;
        let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
        Ok(UnitCreated::Created(Json(view), location))
    }

    /// Show a unit's contact card
    ///
    /// The card (kontaktkort) as anyone sees it, with opening hours and the case types (ärendetyper) that
    /// the unit offers everybody. No session is needed. Units that don't take part are not found.
    #[oai(path = "/units/:unitId", method = "get", operation_id = "getUnit")]
    async fn card(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The `ETag` of what the client has.
        #[oai(name = "If-None-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
    ) -> Result<PublicRead<UnitCard>, Problem> {
        let view = public::card(&app, &asked, unit_id.0).await?;
        Ok(answer(view, seen.0.as_ref()))
    }

    /// Show a case type's form
    ///
    /// What a resident will be asked, with the terms to show before. No session is needed. Case types
    /// that are handed out to single residents are not found here; the resident reads them as
    /// themselves.
    #[oai(
        path = "/units/:unitId/case-types/:caseTypeId",
        method = "get",
        operation_id = "getCaseTypeForm"
    )]
    async fn form(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "caseTypeId")] case_type_id: Path<CaseTypeId>,
        /// The `ETag` of what the client has.
        #[oai(name = "If-None-Match", validator(max_length = 200))]
        seen: Header<Option<String>>,
    ) -> Result<PublicRead<CaseTypeForm>, Problem> {
        let view = public::form(&app, &asked, unit_id.0, case_type_id.0).await?;
        Ok(answer(view, seen.0.as_ref()))
    }

    /// List the units that are open to a resident
    ///
    /// Those whose service area (betjäningsområde) takes the resident in, those that have approved the
    /// resident, and those that have handed out a case type. For the resident, and for a guardian of a
    /// child they may act for. The last changed first.
    #[oai(
        path = "/residents/:residentId/units",
        method = "get",
        operation_id = "listUnitsOfResident"
    )]
    async fn list_as_resident(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<UnitSummary>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(resident::list(caller.0, resident_id.0, wanted).await?))
    }

    /// Show a unit's contact card as a resident
    ///
    /// With what the unit tells those who are signed in, and which case types this resident may use
    /// today, or why not. Limited case types (begränsat urval) are here only when they have been handed
    /// out to the resident.
    #[oai(
        path = "/residents/:residentId/units/:unitId",
        method = "get",
        operation_id = "getUnitAsResident"
    )]
    async fn card_as_resident(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
    ) -> Result<Json<UnitForResident>, Problem> {
        Ok(Json(resident::card(caller.0, resident_id.0, unit_id.0).await?))
    }

    /// Show a case type's form as a resident
    ///
    /// Also for case types that have been handed out to this resident. One that the resident may not
    /// know of is not found.
    #[oai(
        path = "/residents/:residentId/units/:unitId/case-types/:caseTypeId",
        method = "get",
        operation_id = "getCaseTypeFormAsResident"
    )]
    async fn form_as_resident(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident: Path<ResidentId>,
        #[oai(name = "unitId")] unit: Path<UnitId>,
        #[oai(name = "caseTypeId")] case_type_id: Path<CaseTypeId>,
    ) -> Result<Json<CaseTypeForm>, Problem> {
        let on = UnitOfResident { resident: resident.0, unit: unit.0 };
        Ok(Json(resident::form(caller.0, on, case_type_id.0).await?))
    }
}
