//! What a resident has been sent.
pub struct Routes;
#[poem_openapi::OpenApi(prefix_path = "/inbox", tag = "crate::api::Tag::Inbox")]
impl Routes {
    /// Ping
    #[oai(path = "/", method = "get", operation_id = "ping")]
    async fn ping(&self, _caller: crate::access::Caller) -> Result<poem_openapi::payload::Json<crate::page::Link>, crate::failure::Problem> {
        Err(crate::failure::Failure::Absent.into())
    }
}
