//! Swagger UI, from files inside the programme, and the pages that problems lead to.

use std::sync::{Arc, LazyLock};

use poem::{Request, Response};
use utoipa_swagger_ui::Config;

use super::{cacheable, problems, published};
use crate::{
    access::Asked,
    failure::{self, Failure},
    page::BASE,
};

/// Scripts come from files only. Swagger UI sets styles inline, and draws with data URLs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

static SWAGGER: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    let config = Config::from(format!("{BASE}/docs/openapi.json"));
    let config = config.persist_authorization(true).try_it_out_enabled(true);
    config.validator_url("none").display_operation_id(true).filter(true).into()
});

/// What lies at `docs/`.
pub fn page(request: Request) -> Response {
    let path = request.original_uri().path();
    let name = path.strip_prefix(BASE).and_then(|path| path.strip_prefix("/docs/"));
    let english = request.data::<Asked>().is_some_and(|asked| asked.english);
    let page = match name.unwrap_or_default() {
        "openapi.json" => Some(cacheable("application/json", published().local.clone())),
        "terms" => Some(problems::terms(english)),
        "problems" | "problems/" => Some(problems::all(english)),
        name => match name.strip_prefix("problems/") {
            Some(slug) => problems::one(slug, english),
            None => swagger(name),
        },
    };
    let Some(mut page) = page else { return failure::respond(Failure::Absent) };
    let policy = poem::http::HeaderValue::from_static(POLICY);
    page.headers_mut().insert("content-security-policy", policy);
    page
}

fn swagger(name: &str) -> Option<Response> {
    let file = utoipa_swagger_ui::serve(name, SWAGGER.clone()).ok()??;
    let mut answer = cacheable(&file.content_type, file.bytes.into_owned());
    if file.gzpipped {
        let gzip = poem::http::HeaderValue::from_static("gzip");
        answer.headers_mut().insert("content-encoding", gzip);
    }
    Some(answer)
}
