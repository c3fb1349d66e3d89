//! Writes the body of a problem, now that language, path and trace are known.

use poem::{Response, http::HeaderValue};
use poem_openapi::types::ToJSON;

use crate::{
    access::Asked,
    failure::{FieldProblem, ProblemBody, Told, Words},
};

/// Where the pages about problems are found, whatever host answers.
const PAGES: &str = "https://etjanster.regionvastmanland.se/etjanster/v1/docs/problems/";

/// Completes an answer that carries a problem; leaves all others as they are.
pub fn render(mut answer: Response, asked: &Asked, path: &str) -> Response {
    let Some(told) = answer.extensions_mut().remove::<Told>() else { return answer };
    let say = |words: &Words| if asked.english { words.en.clone() } else { words.sv.clone() };
    let title = if asked.english { told.kind.title_en } else { told.kind.title_sv };
    let errors = told.errors.iter().map(|fault| FieldProblem {
        pointer: fault.pointer.clone(),
        code: fault.code.clone(),
        detail: say(&fault.detail),
    });
    let body = ProblemBody {
        r#type: format!("{PAGES}{}", told.kind.slug),
        title: title.to_owned(),
        status: i32::from(told.kind.status.as_u16()),
        detail: told.detail.as_ref().map(say),
        instance: path.to_owned(),
        errors: Some(errors.collect()).filter(|all: &Vec<_>| !all.is_empty()),
        trace_id: asked.trace_id.clone(),
    };
    let headers = answer.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = told.retry_after {
        headers.insert("retry-after", HeaderValue::from(seconds));
    }
    if told.kind.status == poem::http::StatusCode::UNAUTHORIZED {
        headers.insert("www-authenticate", HeaderValue::from_static("Bearer"));
    }
    answer.set_body(body.to_json_string());
    answer
}
