//! What can be asked of cases.

use poem_openapi::OpenApi;

pub struct Routes;

#[OpenApi(tag = "crate::api::Tag::Cases")]
impl Routes {}
