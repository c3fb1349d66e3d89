//! What can be asked about residents.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    change_settings, read,
    register::{self, ImportView, Lines},
    search,
    view::{ChildrenView, ResidentSearch, ResidentView, SearchView, SettingsView},
};
use crate::{access::Caller, body::Body, failure::Problem, id::ResidentId, page::etag};

pub struct ResidentRoutes;

#[derive(ApiResponse)]
enum ResidentAnswer {
    /// The resident.
    #[oai(status = 200)]
    Ok(
        Json<ResidentView>,
        /// The version, for `If-Match` when settings are changed.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum SettingsAnswer {
    /// The settings as they now are.
    #[oai(status = 200)]
    Ok(
        Json<SettingsView>,
        /// The version, for `If-Match` at the next change.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum ChildrenAnswer {
    /// The children the resident may act for today.
    #[oai(status = 200)]
    Ok(Json<ChildrenView>),
}

#[derive(ApiResponse)]
enum SearchAnswer {
    /// Nobody, or the one with that number.
    #[oai(status = 200)]
    Ok(Json<SearchView>),
}

#[derive(ApiResponse)]
enum ImportAnswer {
    /// What became of each line.
    #[oai(status = 200)]
    Ok(Json<ImportView>),
}

#[OpenApi(tag = "crate::api::Tag::Identity")]
impl ResidentRoutes {
    /// Show a resident
    ///
    /// For the resident, and for a guardian while the child is too young to act alone and neither
    /// has a protected identity. To everybody else there is no such resident.
    #[oai(path = "/residents/:residentId", method = "get", operation_id = "getResident")]
    async fn resident(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
    ) -> Result<ResidentAnswer, Problem> {
        let (view, version) = read::resident(caller.0, id.0).await?;
        Ok(ResidentAnswer::Ok(Json(view), etag(version)))
    }

    /// Show a resident's settings
    ///
    /// Where notices go: e-mail, SMS, both or none.
    #[oai(
        path = "/residents/:residentId/settings",
        method = "get",
        operation_id = "getResidentSettings"
    )]
    async fn settings(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
    ) -> Result<SettingsAnswer, Problem> {
        let (view, version) = read::settings(caller.0, id.0).await?;
        Ok(SettingsAnswer::Ok(Json(view), etag(version)))
    }

    /// Replace a resident's settings
    ///
    /// Send all of them, with `If-Match`. A way of notice that is switched on needs its address.
    /// A guardian sets them for the child.
    #[oai(
        path = "/residents/:residentId/settings",
        method = "put",
        operation_id = "replaceResidentSettings"
    )]
    async fn change_settings(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// The `ETag` you read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<SettingsView>,
    ) -> Result<SettingsAnswer, Problem> {
        let (view, version) =
            change_settings::change(caller.0, id.0, if_match.0, body.value).await?;
        Ok(SettingsAnswer::Ok(Json(view), etag(version)))
    }

    /// List the children one may act for
    ///
    /// Only one's own list. A child leaves it at midnight on the birthday, and at once when a
    /// guardianship ends or either gets a protected identity.
    #[oai(path = "/residents/:residentId/children", method = "get", operation_id = "listChildren")]
    async fn children(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
    ) -> Result<ChildrenAnswer, Problem> {
        Ok(ChildrenAnswer::Ok(Json(read::children(caller.0, id.0).await?)))
    }

    /// Look a resident up by personal number
    ///
    /// For receivers, handlers and local administrators of the unit, and the region's
    /// administrators. The number stands in the body so that no log keeps it; each search is
    /// recorded, also one that finds nobody.
    #[oai(path = "/resident-searches", method = "post", operation_id = "searchResidents")]
    async fn search(
        &self,
        caller: Caller,
        body: Body<ResidentSearch>,
    ) -> Result<SearchAnswer, Problem> {
        Ok(SearchAnswer::Ok(Json(search::search(caller.0, body.value).await?)))
    }

    /// Take in the population register
    ///
    /// For systems with the scope `register:write`. Each line is a JSON object that tells of one
    /// resident: `personalNumber`, `givenName`, `familyName`, `sex`, `regionCode`,
    /// `municipalityCode`, `protectedIdentity`, `deceasedOn`, `emigratedOn`, `birthDate` for reserve
    /// numbers, and `guardians`, the personal numbers of all guardians a child has now. A fact that
    /// is left out is not so; only `guardians` left out changes nothing. Lines are answered one by
    /// one, and one that is refused never stops another. The same file again changes nothing, so a
    /// request that failed is simply repeated. At most 10,000 lines and 16 MiB.
    #[oai(path = "/register-imports", method = "post", operation_id = "importRegister")]
    async fn import(&self, caller: Caller, lines: Lines) -> Result<ImportAnswer, Problem> {
        Ok(ImportAnswer::Ok(Json(register::import(caller.0, lines).await?)))
    }
}
