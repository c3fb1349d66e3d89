//! What can be asked of an inbox: paths and API docs. No decisions.

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{mark, read, store::Wish, view::ItemView};
use crate::{
    access::Caller,
    api::Tag,
    failure::Problem,
    id::{InboxItemId, ResidentId},
    page::{self, Page, Wanted},
};

pub struct Routes;

#[OpenApi(tag = "Tag::Inbox")]
impl Routes {
    /// List a resident's inbox
    ///
    /// What the resident has been sent (inkorgen), newest first. For the resident, and for a guardian
    /// until the child's 13th birthday; any other inbox is not found. Without filters, everything.
    #[oai(
        path = "/residents/:residentId/inbox-items",
        method = "get",
        operation_id = "listInboxItems"
    )]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        /// Only items that are unread, or only those that are read.
        unread: Query<Option<bool>>,
        /// Only items that are put away, or only those that are not.
        archived: Query<Option<bool>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ItemView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish { unread: unread.0, archived: archived.0 };
        Ok(Json(read::list(caller.0, resident_id.0, wish, wanted).await?))
    }

    /// Read an inbox item
    ///
    /// Reading does not mark the item as read: that is said with `read-marks`, once a person has seen it.
    #[oai(
        path = "/residents/:residentId/inbox-items/:itemId",
        method = "get",
        operation_id = "readInboxItem"
    )]
    async fn item(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        #[oai(name = "itemId")] item_id: Path<InboxItemId>,
    ) -> Result<Json<ItemView>, Problem> {
        Ok(Json(read::item(caller.0, resident_id.0, item_id.0).await?))
    }

    /// Mark an inbox item as read
    ///
    /// The first time counts; sent again, it changes nothing and gives the same answer.
    #[oai(
        path = "/residents/:residentId/inbox-items/:itemId/read-marks",
        method = "post",
        operation_id = "markInboxItemRead"
    )]
    async fn mark_read(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        #[oai(name = "itemId")] item_id: Path<InboxItemId>,
    ) -> Result<Json<ItemView>, Problem> {
        Ok(Json(mark::read(caller.0, resident_id.0, item_id.0).await?))
    }

    /// Archive an inbox item
    ///
    /// Puts the item away (arkivera) and marks it as read. Sent again, it changes nothing and gives the
    /// same answer. The case is not touched.
    #[oai(
        path = "/residents/:residentId/inbox-items/:itemId/archivings",
        method = "post",
        operation_id = "archiveInboxItem"
    )]
    async fn archive(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        #[oai(name = "itemId")] item_id: Path<InboxItemId>,
    ) -> Result<Json<ItemView>, Problem> {
        Ok(Json(mark::archive(caller.0, resident_id.0, item_id.0).await?))
    }
}
