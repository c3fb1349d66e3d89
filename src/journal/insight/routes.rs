//! What can be asked to see why.

use poem_openapi::{OpenApi, param::Path, payload::Json};

use super::{
    boundaries,
    boundary_view::BoundariesView,
    draft::Draft,
    explain,
    explain_view::{ExplanationView, WantedExplanation},
    simulate,
    simulate_view::SimulationView,
};
use crate::{access::Caller, api::Tag, body::Body, failure::Problem, id::ResidentId};

pub struct InsightRoutes;

#[OpenApi(tag = "Tag::JournalPolicies")]
impl InsightRoutes {
    /// Explain a decision about a journal
    ///
    /// Why somebody reads a resident's journal or one item of it, uses the e-services, or does not: every
    /// rule in its turn, what it looked at, and which decided. `read-item` asks the sources and tells of each
    /// item what becomes of it, and nothing of what it says; or of an item that is only described. For the account administrators of the resident's
    /// region, and the region's and nation's administrators.
    #[oai(
        path = "/residents/:residentId/journal/explanations",
        method = "post",
        operation_id = "explainJournal"
    )]
    async fn explain(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        body: Body<WantedExplanation>,
    ) -> Result<Json<ExplanationView>, Problem> {
        Ok(Json(explain::explain(caller.0, id.0, body.value).await?))
    }

    /// Try a measure
    ///
    /// What a seal, a block, extended or early access would change for the resident and each guardian, before
    /// anyone takes it: which services open or close, and how many items appear or disappear. Nothing is
    /// done. For the account administrators of the resident's region, and the region's and nation's
    /// administrators.
    #[oai(
        path = "/residents/:residentId/journal/simulations",
        method = "post",
        operation_id = "simulateJournal"
    )]
    async fn simulate(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        body: Body<Draft>,
    ) -> Result<Json<SimulationView>, Problem> {
        Ok(Json(simulate::simulate(caller.0, id.0, body.value).await?))
    }

    /// List the days on which access changes
    ///
    /// Every future day on which anyone's access to the journal or the e-services changes by itself:
    /// birthdays, and the ends of seals, blocks, extended and early access. For the account administrators of
    /// the resident's region, and the region's and nation's administrators. The resident sees their own
    /// birthdays and the seals they set or asked for.
    #[oai(
        path = "/residents/:residentId/journal/boundaries",
        method = "get",
        operation_id = "listJournalBoundaries"
    )]
    async fn boundaries(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
    ) -> Result<Json<BoundariesView>, Problem> {
        Ok(Json(boundaries::read(caller.0, id.0).await?))
    }
}
