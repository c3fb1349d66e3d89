//! What can be asked of retention policies.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use super::{
    decide, list,
    view::{NewRetentionPolicy, RetentionPoliciesView, RetentionPolicyView},
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem};

pub struct RuleRoutes;

#[derive(ApiResponse)]
enum Decided {
    /// The decision is entered.
    #[oai(status = 201)]
    Decided(
        Json<RetentionPolicyView>,
        /// Where the region's decisions are.
        #[oai(header = "Location")]
        String,
    ),
}

#[OpenApi(tag = "Tag::Retention")]
impl RuleRoutes {
    /// List a region's retention policies
    ///
    /// What the region has decided on how long information is kept, and what the nation has, each kind's
    /// latest first. For the region's administrators, the nation's, and local administrators in the region,
    /// who choose among them when they build a case type.
    #[oai(
        path = "/regions/:regionCode/retention-policies",
        method = "get",
        operation_id = "listRetentionPolicies"
    )]
    async fn list(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
    ) -> Result<Json<RetentionPoliciesView>, Problem> {
        Ok(Json(list::list(caller.0, region.0).await?))
    }

    /// Enter a decision on retention
    ///
    /// A decision never changes: a new one for the same kind of information takes over from its first day.
    /// Two from the same day are refused with `retention-already-decided`. For the region's administrators
    /// and the nation's.
    #[oai(
        path = "/regions/:regionCode/retention-policies",
        method = "post",
        operation_id = "decideRetentionPolicy"
    )]
    async fn decide(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewRetentionPolicy>,
    ) -> Result<Decided, Problem> {
        let (repeat, new) = body.under(key.0);
        let location = format!("{}/regions/{}/retention-policies", crate::page::BASE, region.0);
        let view = decide::decide(caller.0, region.0, repeat, new).await?;
        Ok(Decided::Decided(Json(view), location))
    }
}
