//! What the service says about itself: `api-info`, the contract, its documentation, and its health.
//! Nothing here is personal, so nothing here is recorded.

mod contract;
mod docs;
mod health;
mod problems;
mod routes;
mod view;

pub use contract::{Published, published};
pub use health::check as healthcheck;
pub use routes::Routes;
pub use view::ApiInfo;

use poem::{Endpoint, EndpointExt, Response, Route, endpoint::make_sync, http::StatusCode};

use crate::page::BASE;

/// The pages that are no operations of the contract, beside the routes that are.
pub fn pages(route: Route) -> Route {
    let docs = format!("{BASE}/docs");
    route
        .at(format!("{BASE}/openapi.json"), file("application/json", || published().json.clone()))
        .at(format!("{BASE}/openapi.yaml"), file("application/yaml", || published().yaml.clone()))
        .at(&docs, make_sync(|_| moved(&format!("{BASE}/docs/"))))
        .at(format!("{docs}/*rest"), make_sync(docs::page))
        .at("/health/live", make_sync(|_| health::answer(true)))
        .at("/health/ready", health::Ready::default().boxed())
}

fn file(
    content_type: &'static str,
    bytes: impl Fn() -> Vec<u8> + Send + Sync + 'static,
) -> impl Endpoint<Output = Response> + 'static {
    make_sync(move |_| cacheable(content_type, bytes()))
}

/// An answer that anybody may keep for a while.
fn cacheable(content_type: &str, bytes: impl Into<poem::Body>) -> Response {
    Response::builder()
        .content_type(content_type)
        .header("cache-control", "public, max-age=300")
        .body(bytes)
}

fn moved(to: &str) -> Response {
    Response::builder().status(StatusCode::PERMANENT_REDIRECT).header("location", to).finish()
}
