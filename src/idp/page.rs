//! The pages that people see: plain HTML, no script.

use std::fmt::Write;

use super::{Person, endpoints::authorize_path};
use crate::config::Audience;

/// Who can be picked, each with a link that signs in at once.
pub fn index(people: &[Person], can_sign_in: bool) -> String {
    let mut body =
        String::from("<p>Den inbyggda legitimeringen för utveckling. Ingen här finns.</p>");
    for audience in [Audience::Resident, Audience::Staff] {
        let link = |person: &Person| can_sign_in.then(|| format!("/sign-in/{}", person.identity));
        list(&mut body, people, audience, link);
    }
    whole("Vem vill du vara?", &body)
}

/// Who can be picked for one authorization request.
pub fn pick(people: &[Person], audience: Audience, query: &str) -> String {
    let mut body = String::new();
    let path = authorize_path(audience);
    let link = |person: &Person| Some(format!("{path}?{query}&login_hint={}", person.identity));
    list(&mut body, people, audience, link);
    whole("Legitimera dig som", &body)
}

/// What a front end would have been given.
pub fn callback(given: &[(String, String)]) -> String {
    let mut body = String::from("<dl>");
    for (name, value) in given {
        let _ = write!(body, "<dt>{}</dt><dd><code>{}</code></dd>", safe(name), safe(value));
    }
    whole("Tillbaka i tjänsten", &(body + "</dl>"))
}

fn list(
    body: &mut String,
    people: &[Person],
    audience: Audience,
    link: impl Fn(&Person) -> Option<String>,
) {
    let heading = match audience {
        Audience::Resident => "Invånare",
        Audience::Staff => "Vårdpersonal",
    };
    let _ = write!(body, "<h2>{heading}</h2><ul>");
    for person in people.iter().filter(|person| person.audience == audience) {
        let name = safe(&person.name);
        let name = match link(person) {
            Some(href) => format!("<a href=\"{}\">{name}</a>", safe(&href)),
            None => name,
        };
        let (identity, shows) = (safe(&person.identity), safe(&person.shows));
        let _ = write!(body, "<li>{name} <code>{identity}</code> {shows}</li>");
    }
    body.push_str("</ul>");
}

fn whole(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"sv\"><meta charset=\"utf-8\"><title>{title}</title>\
         <h1>{title}</h1>{body}</html>"
    )
}

fn safe(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
