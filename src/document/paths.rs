//! What the document says of each path, so that requests can be held to it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Every path there is.
pub struct Paths(Vec<Path>);

/// One path: its operations by method.
pub struct Path {
    /// Fixed segments by their text, parameters as `None`.
    segments: Vec<Option<String>>,
    operations: BTreeMap<String, Operation>,
}

/// What one operation takes and gives, as far as it can be told before it runs.
pub struct Operation {
    pub query: BTreeSet<String>,
    /// The media types of its own answers; empty where it says nothing.
    pub answers: BTreeSet<String>,
}

impl Paths {
    pub fn read(document: &Value) -> Self {
        let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
        let path = |(template, item): (&String, &Value)| Path {
            segments: segments(template)
                .map(|part| (!part.starts_with('{')).then(|| part.to_owned()))
                .collect(),
            operations: item
                .as_object()
                .into_iter()
                .flatten()
                .map(|(method, operation)| {
                    (method.to_ascii_uppercase(), Operation::read(operation))
                })
                .collect(),
        };
        let mut paths: Vec<_> = paths.map(path).collect();
        // Fixed words win over parameters: `/sessions/current` over `/sessions/{sessionId}`.
        paths.sort_by_key(|path| path.segments.iter().map(Option::is_none).collect::<Vec<_>>());
        Self(paths)
    }

    /// The path that a request below the base is for.
    pub fn find(&self, path: &str) -> Option<&Path> {
        let asked: Vec<_> = segments(path).collect();
        self.0.iter().find(|path| path.matches(&asked))
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

impl Path {
    fn matches(&self, asked: &[&str]) -> bool {
        let fits = |(own, asked): (&Option<String>, &&str)| match own {
            Some(word) => word == asked,
            None => !asked.is_empty(),
        };
        self.segments.len() == asked.len() && self.segments.iter().zip(asked).all(fits)
    }

    /// The operation of a method. HEAD is answered as GET without its body.
    pub fn operation(&self, method: &str) -> Option<&Operation> {
        self.operations.get(if method == "HEAD" { "GET" } else { method })
    }

    /// The value of `Allow`.
    pub fn allow(&self) -> String {
        let head = self.operations.contains_key("GET").then_some("HEAD");
        let methods = self.operations.keys().map(String::as_str);
        methods.chain(head).collect::<Vec<_>>().join(", ")
    }
}

impl Operation {
    fn read(operation: &Value) -> Self {
        let parameters =
            operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let query = parameters.filter(|parameter| parameter["in"] == "query");
        let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
        let content = responses
            .filter(|(status, _)| status.starts_with('2'))
            .filter_map(|(_, response)| response.get("content")?.as_object());
        Self {
            query: query.filter_map(|it| Some(it["name"].as_str()?.to_owned())).collect(),
            answers: content.flat_map(|content| content.keys().cloned()).collect(),
        }
    }

    /// Whether an `Accept` header leaves room for what this operation answers.
    pub fn is_acceptable(&self, accept: &str) -> bool {
        self.answers.is_empty()
            || accept.trim().is_empty()
            || accept.split(',').any(|range| self.fits(range))
    }

    fn fits(&self, range: &str) -> bool {
        let mut parts = range.split(';').map(str::trim);
        let wanted = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|parameter| {
            parameter.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
        });
        let family = |answer: &str| answer.split('/').next().map(|family| format!("{family}/*"));
        !refused
            && (wanted == "*/*"
                || self
                    .answers
                    .iter()
                    .any(|it| *it == wanted || family(it).as_ref() == Some(&wanted)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Paths;

    fn paths() -> Paths {
        let answer = json!({ "200": { "content": { "application/json": {} } }, "404": {} });
        Paths::read(&json!({ "paths": {
            "/sessions/{sessionId}": { "delete": { "responses": { "204": {} } } },
            "/sessions/current": { "get": { "responses": answer }, "put": {} },
            "/units": { "get": { "parameters": [
                { "in": "query", "name": "limit" }, { "$ref": "#/components/parameters/traceparent" },
            ] } },
        } }))
    }

    #[test]
    fn a_fixed_word_wins_over_a_parameter() {
        let paths = paths();
        let allow = |path: &str| paths.find(path).map(|path| path.allow());
        assert_eq!(allow("/sessions/current").as_deref(), Some("GET, PUT, HEAD"));
        assert_eq!(allow("/sessions/7").as_deref(), Some("DELETE"));
        for absent in ["/sessions", "/sessions/", "/sessions/7/8", "", "/"] {
            assert_eq!(allow(absent), None, "{absent}");
        }
    }

    #[test]
    fn query_parameters_are_known_by_name() {
        let paths = paths();
        let units = paths.find("/units").unwrap().operation("GET").unwrap();
        assert_eq!(units.query.iter().collect::<Vec<_>>(), ["limit"]);
    }

    #[test]
    fn accept_must_leave_room_for_the_answer() {
        let paths = paths();
        let current = paths.find("/sessions/current").unwrap();
        let get = current.operation("HEAD").unwrap();
        for good in
            ["", "*/*", "application/json", "text/html, application/*;q=0.1", "APPLICATION/JSON"]
        {
            assert!(get.is_acceptable(good), "{good}");
        }
        for bad in ["text/html", "application/json;q=0", "application/problem+json"] {
            assert!(!get.is_acceptable(bad), "{bad}");
        }
        assert!(current.operation("PUT").unwrap().is_acceptable("text/html"));
    }
}
