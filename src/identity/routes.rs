//! What can be asked of identity.

use poem_openapi::OpenApi;

pub struct Routes;

#[OpenApi(tag = "crate::api::Tag::Identity")]
impl Routes {}
