//! What can be asked of the export package.

use poem::Body;
use poem_openapi::{ApiResponse, OpenApi, param::Path, payload::Binary};

use super::export;
use crate::{
    access::Caller,
    api::Tag,
    failure::Problem,
    id::{PurgeProposalId, UnitId},
};

pub struct PackageRoutes;

#[derive(ApiResponse)]
enum Exported {
    /// A ZIP archive: for each case `case.json`, `case.pdf` and its attachments, and `manifest.json` last,
    /// with the SHA-256 of each file.
    #[oai(status = 200, content_type = "application/zip")]
    Package(
        Binary<Body>,
        /// Under which name to keep it.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[OpenApi(tag = "Tag::Retention")]
impl PackageRoutes {
    /// Export what is to be purged
    ///
    /// Everything in a dry run that is not decided on yet, for the archive: each case whole, as JSON and as
    /// PDF, with its attachments; infected ones are only named. It discloses what people wrote, so the access log of each of them tells of it. For the unit's
    /// local administrators and the region's.
    #[oai(
        path = "/units/:unitId/purge-proposals/:purgeProposalId/export-package",
        method = "get",
        operation_id = "exportPurgePackage"
    )]
    async fn export(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "purgeProposalId")] id: Path<PurgeProposalId>,
    ) -> Result<Exported, Problem> {
        let body = export::export(caller.0, unit_id.0, id.0).await?;
        let name = format!("attachment; filename=\"gallring-{}.zip\"", id.0);
        Ok(Exported::Package(Binary(body), name))
    }
}
