//! What can be asked of units.

use poem_openapi::OpenApi;

pub struct Routes;

#[OpenApi(tag = "crate::api::Tag::Units")]
impl Routes {}
