//! What can be asked of a region's policies.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    list, set,
    view::{NewPolicySetting, PoliciesView, PolicySettingView},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem};

pub struct Routes;

#[derive(ApiResponse)]
enum Set {
    /// The value is set, and applies from its day.
    #[oai(status = 201)]
    Set(
        Json<PolicySettingView>,
        /// Where the region's policies are.
        #[oai(header = "Location")]
        String,
    ),
}

#[OpenApi(tag = "Tag::Units")]
impl Routes {
    /// List a region's policies
    ///
    /// Every policy that is the region's to set, with what it means, which values it takes, what applies
    /// today, what applied before and what is to come. Where the region has set nothing, the nation's value
    /// applies. Code `00` stands for the nation: all policies, with the nation's values. For the region's
    /// administrators and the nation's; `00` for the nation's alone.
    #[oai(
        path = "/regions/:regionCode/policies",
        method = "get",
        operation_id = "listRegionPolicies"
    )]
    async fn list(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`; `00` for the nation.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
    ) -> Result<Json<PoliciesView>, Problem> {
        Ok(Json(list::list(caller.0, region.0).await?))
    }

    /// Set a region's policy
    ///
    /// From tomorrow on at the earliest: what was done under another value stays as it is. A value never
    /// changes; the next one is set from another day, and two from the same day are refused with
    /// `policy-already-set`. Some policies are the nation's alone. For the region's administrators and the
    /// nation's; `00` for the nation's alone.
    #[oai(
        path = "/regions/:regionCode/policies",
        method = "post",
        operation_id = "setRegionPolicy"
    )]
    async fn set(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`; `00` for the nation.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewPolicySetting>,
    ) -> Result<Set, Problem> {
        let (repeat, new) = body.under(key.0);
        let location = format!("{}/regions/{}/policies", crate::page::BASE, region.0);
        let view = set::set(caller.0, region.0, repeat, new).await?;
        Ok(Set::Set(Json(view), location))
    }
}
