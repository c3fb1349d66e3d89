//! What can be asked about residents.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    change_settings, read, search,
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
}
