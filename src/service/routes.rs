//! What can be asked of the service itself.

use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi, payload::Json};

use super::view::ApiInfo;
use crate::{access::Asked, failure::Problem, page::BASE};

pub struct Routes;

#[derive(ApiResponse)]
enum Info {
    /// What this API is.
    #[oai(status = 200)]
    Known(Json<ApiInfo>),
}

#[OpenApi(tag = "crate::api::Tag::Service")]
impl Routes {
    /// Read what this API is
    ///
    /// Name, version, release date, documentation and status, as the national REST profile wants
    /// them (VER.07). Needs no session.
    #[oai(path = "/api-info", method = "get", operation_id = "getApiInfo")]
    async fn api_info(&self, asked: Data<&Asked>) -> Result<Info, Problem> {
        Ok(Info::Known(Json(ApiInfo::at(format!("{}{BASE}/docs/", asked.origin)))))
    }
}
