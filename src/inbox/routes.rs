//! What can be asked of inbox.

use poem_openapi::OpenApi;

pub struct Routes;

#[OpenApi(tag = "crate::api::Tag::Inbox")]
impl Routes {}
