//! What can be asked about locks, blocks and protections.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    block, follow_up, lift_part, lock, preview, protect,
    protection_view::{
        FollowUpState, NewFollowUp, NewProtection, PartLifting, PreviewView, ProtectionView,
        SummaryView, WantedPreview,
    },
    view::{BlockView, Lifting, LockView, NewGuardianBlock, NewLogInLock},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{GuardianBlockId, LogInLockId, ProtectionId, ResidentId},
    page::{self, Links, Page, Wanted},
};

/// Locks and blocks, each by itself.
pub struct RestrictionRoutes;

/// What does all of it in one act.
pub struct ProtectionRoutes;

#[derive(ApiResponse)]
enum LockMade {
    /// The lock as it now is.
    #[oai(status = 201)]
    Made(
        Json<LockView>,
        /// Where the person's locks are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum BlockMade {
    /// The block as it now is.
    #[oai(status = 201)]
    Made(
        Json<BlockView>,
        /// Where the child's blocks are.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum ProtectionMade {
    /// The protection as it now is.
    #[oai(status = 201)]
    Made(
        Json<ProtectionView>,
        /// The protection.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum ProtectionAnswer {
    /// The protection and its parts.
    #[oai(status = 200)]
    Ok(Json<ProtectionView>),
}

#[derive(ApiResponse)]
enum PreviewAnswer {
    /// What would be seen, by whom.
    #[oai(status = 200)]
    Ok(Json<PreviewView>),
}

fn location(links: &Links, rel: &str) -> String {
    links.get(rel).map(|link| link.href.clone()).unwrap_or_default()
}

fn lock_made(view: LockView) -> LockMade {
    let location = location(&view.links, "collection");
    LockMade::Made(Json(view), location)
}

fn block_made(view: BlockView) -> BlockMade {
    let location = location(&view.links, "collection");
    BlockMade::Made(Json(view), location)
}

fn protection_made(view: ProtectionView) -> ProtectionMade {
    let location = location(&view.links, "self");
    ProtectionMade::Made(Json(view), location)
}

#[OpenApi(tag = "Tag::Protection")]
impl RestrictionRoutes {
    /// List a person's log-in locks
    ///
    /// In force and lifted, of all regions, the latest first. For account administrators, and the region's and nation's administrators.
    #[oai(
        path = "/residents/:residentId/log-in-locks",
        method = "get",
        operation_id = "listLogInLocks"
    )]
    async fn locks(
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
    ) -> Result<Json<Page<LockView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(lock::list(caller.0, id.0, wanted).await?))
    }

    /// Lock a log-in
    ///
    /// The person's sessions end at once and no new one is begun until each region's lock is lifted;
    /// nothing is delivered to the person meanwhile, and who sends is told that the log-in is locked and
    /// not why. The lock of a child stops its guardians too. For account administrators, an
    ///  the region's and nation's administrators.
    #[oai(
        path = "/residents/:residentId/log-in-locks",
        method = "post",
        operation_id = "lockLogIn"
    )]
    async fn lock(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewLogInLock>,
    ) -> Result<LockMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(lock_made(lock::lock(caller.0, id.0, repeat, new).await?))
    }

    /// Lift a log-in lock
    ///
    /// What another region has locked is lifted only after asking it: without `consultation` that is
    /// refused with `consultation-missing`. Sessions from before the lock stay ended, and other regions'
    /// locks stand.
    #[oai(
        path = "/residents/:residentId/log-in-locks/:logInLockId/liftings",
        method = "post",
        operation_id = "liftLogInLock"
    )]
    async fn lift_lock(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "logInLockId")] lock_id: Path<LogInLockId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Lifting>,
    ) -> Result<LockMade, Problem> {
        let (repeat, lifting) = body.under(key.0);
        Ok(lock_made(lock::lift(caller.0, id.0, lock_id.0, repeat, lifting).await?))
    }

    /// List the guardians kept from a child
    ///
    /// In force and lifted, of all regions, the latest first. For account administrators, and the region's and nation's administrators.
    #[oai(
        path = "/residents/:residentId/guardian-blocks",
        method = "get",
        operation_id = "listGuardianBlocks"
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
        Ok(Json(block::list(caller.0, id.0, wanted).await?))
    }

    /// Keep a guardian from a child
    ///
    /// The guardian has nothing of the child's from the next request on, whatever the population register
    /// says or will say, extended access to the journal included: the answers are those about a child that
    /// is not there. The other guardian and the child's own log-in are untouched. Contact details that the
    /// guardian has set for the child are removed. Needs the care unit's decision; the diary reference may
    /// follow. For account administrators, and the region's and nation's administrators.
    #[oai(
        path = "/residents/:residentId/guardian-blocks",
        method = "post",
        operation_id = "blockGuardian"
    )]
    async fn block(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewGuardianBlock>,
    ) -> Result<BlockMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(block_made(block::block(caller.0, id.0, repeat, new).await?))
    }

    /// Lift a guardian block
    ///
    /// What the population register says holds again at the next request, unless another region blocks
    /// too. What another region has blocked is lifted only after asking it: without `consultation` that is
    /// refused with `consultation-missing`.
    #[oai(
        path = "/residents/:residentId/guardian-blocks/:guardianBlockId/liftings",
        method = "post",
        operation_id = "liftGuardianBlock"
    )]
    async fn lift_block(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "guardianBlockId")] block_id: Path<GuardianBlockId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Lifting>,
    ) -> Result<BlockMade, Problem> {
        let (repeat, lifting) = body.under(key.0);
        Ok(block_made(block::lift(caller.0, id.0, block_id.0, repeat, lifting).await?))
    }
}

#[OpenApi(tag = "Tag::Protection")]
impl ProtectionRoutes {
    /// Preview a protection
    ///
    /// What each person sees now and would see afterwards, service by service, and the birthdays to come
    /// that change it. Nothing is done. Guardians are named here so that they can be chosen. For account administrators, and the region's and nation's administrators.
    #[oai(
        path = "/residents/:residentId/protection-previews",
        method = "post",
        operation_id = "previewProtection"
    )]
    async fn preview(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        body: Body<WantedPreview>,
    ) -> Result<PreviewAnswer, Problem> {
        Ok(PreviewAnswer::Ok(Json(preview::preview(caller.0, id.0, body.value).await?)))
    }

    /// Protect a person
    ///
    /// One act for acute danger, investigated afterwards: locks the log-in and ends the sessions, keeps
    /// the named guardians out (all whom the register names when none is), removes the contact details that
    /// guardians have set, silences notices, those already queued included, and seals the journal.
    /// A second person follows it up within the time the region has set. For account administrators, and the region's and nation's administrators.
    #[oai(
        path = "/residents/:residentId/protections",
        method = "post",
        operation_id = "protectResident"
    )]
    async fn protect(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewProtection>,
    ) -> Result<ProtectionMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(protection_made(protect::protect(caller.0, id.0, repeat, new).await?))
    }

    /// List a person's protections
    ///
    /// The latest first. For account administrators, and the region's and nation's administrators.
    #[oai(
        path = "/residents/:residentId/protections",
        method = "get",
        operation_id = "listProtections"
    )]
    async fn list(
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
    ) -> Result<Json<Page<SummaryView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(protect::list(caller.0, id.0, wanted).await?))
    }

    /// Show a protection
    ///
    /// With every part, each with the way to lift it. For account administrators, and the region's and nation's administrators.
    #[oai(
        path = "/residents/:residentId/protections/:protectionId",
        method = "get",
        operation_id = "getProtection"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "protectionId")] protection_id: Path<ProtectionId>,
    ) -> Result<ProtectionAnswer, Problem> {
        let view = protect::read(caller.0, id.0, protection_id.0).await?;
        Ok(ProtectionAnswer::Ok(Json(view)))
    }

    /// Follow up a protection
    ///
    /// By somebody else than who protected, once. Parts that are to be changed are changed one by one.
    #[oai(
        path = "/residents/:residentId/protections/:protectionId/follow-ups",
        method = "post",
        operation_id = "followUpProtection"
    )]
    async fn follow_up(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "protectionId")] protection_id: Path<ProtectionId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewFollowUp>,
    ) -> Result<ProtectionMade, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = follow_up::follow_up(caller.0, id.0, protection_id.0, repeat, new).await?;
        Ok(protection_made(view))
    }

    /// Lift a part of a protection
    ///
    /// The silence of notices, or the journal's seal. Locks and blocks are lifted where they are; the other
    /// parts stand. What another region ordered is lifted only after asking it.
    #[oai(
        path = "/residents/:residentId/protections/:protectionId/liftings",
        method = "post",
        operation_id = "liftProtectionPart"
    )]
    async fn lift_part(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
        #[oai(name = "protectionId")] protection_id: Path<ProtectionId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<PartLifting>,
    ) -> Result<ProtectionMade, Problem> {
        let (repeat, lifting) = body.under(key.0);
        let view = lift_part::lift(caller.0, id.0, protection_id.0, repeat, lifting).await?;
        Ok(protection_made(view))
    }

    /// List a region's protections
    ///
    /// The latest first; `state` finds those that wait for a second person, or have waited too long. For
    /// the region's account administrators, and the region's and nation's administrators.
    #[oai(
        path = "/regions/:regionCode/protections",
        method = "get",
        operation_id = "listRegionProtections"
    )]
    async fn of_region(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// Only those.
        state: Query<Option<FollowUpState>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<SummaryView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(protect::list_of_region(caller.0, region.0, state.0, wanted).await?))
    }
}
