//! The pages that a problem's `type` leads to: what it means, and what to do about it.

use poem::Response;

use super::cacheable;
use crate::{
    failure::{Kind, catalogue},
    page::BASE,
};

/// A list of all kinds of problem.
pub fn all(english: bool) -> Response {
    let heading = if english { "Problem types" } else { "Problemtyper" };
    let mut kinds: Vec<&Kind> = catalogue().collect();
    kinds.sort_by_key(|kind| (kind.status.as_u16(), kind.slug));
    let row = |kind: &&Kind| {
        let (slug, status) = (kind.slug, kind.status.as_u16());
        let title = escape(title(kind, english));
        format!(
            "<tr><td>{status}</td><td><a href=\"{BASE}/docs/problems/{slug}\"><code>{slug}</code></a></td><td>{title}</td></tr>"
        )
    };
    let rows: String = kinds.iter().map(row).collect();
    html(english, heading, &format!("<table>{rows}</table>"))
}

/// The page about one kind, if there is such a kind.
pub fn one(slug: &str, english: bool) -> Option<Response> {
    let kind = catalogue().find(|kind| kind.slug == slug)?;
    let [code, advice, other, back] = if english {
        ["Status", "What to do", "In Swedish", "All problem types"]
    } else {
        ["Statuskod", "Vad du kan göra", "På engelska", "Alla problemtyper"]
    };
    let translated = escape(title(kind, !english));
    let body = format!(
        "<dl><dt>{code}</dt><dd>{}</dd><dt><code>type</code></dt><dd><code>{slug}</code></dd>\
         <dt>{other}</dt><dd>{translated}</dd><dt>{advice}</dt><dd lang=\"en\">{}</dd></dl>\
         <p><a href=\"{BASE}/docs/problems/\">{back}</a></p>",
        kind.status,
        escape(kind.advice),
    );
    Some(html(english, title(kind, english), &body))
}

/// On what terms the API may be used.
pub fn terms(english: bool) -> Response {
    let (heading, text) = if english {
        (
            "Terms of use",
            "Use of the API is agreed with the region. Personal data is processed under the Patient Data Act, and every access to it is recorded. The programme itself is free software under EUPL-1.2.",
        )
    } else {
        (
            "Användarvillkor",
            "Användning av API:et avtalas med regionen. Personuppgifter behandlas enligt patientdatalagen, och varje åtkomst loggas. Programmet är fri programvara under EUPL-1.2.",
        )
    };
    html(english, heading, &format!("<p>{text}</p>"))
}

fn title(kind: &Kind, english: bool) -> &'static str {
    if english { kind.title_en } else { kind.title_sv }
}

fn html(english: bool, heading: &str, body: &str) -> Response {
    let language = if english { "en" } else { "sv" };
    let heading = escape(heading);
    let page = format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{heading} – E-tjänster</title>\
         <style>body{{font-family:sans-serif;max-width:45em;margin:2em auto;padding:0 1em;line-height:1.5}}\
         dt{{font-weight:bold;margin-top:1em}}dd{{margin:0}}td{{padding:.2em 1em .2em 0}}</style></head>\
         <body><h1>{heading}</h1>{body}</body></html>"
    );
    cacheable("text/html; charset=utf-8", page)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
