//! What the published document says can be asked: paths, methods, query parameters. The edge holds
//! requests to it before any route runs, so no route can forget to. Pure.

use std::collections::BTreeSet;

use poem::http::Method;
use serde_json::Value;

use crate::{
    failure::{self, Failure, Words},
    page::BASE,
};

/// Every place that there is.
#[derive(Debug)]
pub struct Map {
    places: Vec<Place>,
}

/// A path pattern, and what can be done there.
#[derive(Debug)]
pub struct Place {
    /// As the document writes it, such as `/cases/{caseId}`. Bounded: a label for logs and metrics.
    pub pattern: &'static str,
    below_base: bool,
    segments: Vec<Segment>,
    methods: Vec<Way>,
}

#[derive(Debug)]
enum Segment {
    Word(&'static str),
    Parameter,
    Rest,
}

/// One method of a place.
#[derive(Debug)]
struct Way {
    method: Method,
    query: Vec<Parameter>,
    /// The kinds of JSON that it answers; none where it answers something else, or nothing.
    answers: Vec<&'static str>,
    /// Whether its body is a file, which takes longer than anything else to come.
    takes_file: bool,
}

#[derive(Debug)]
struct Parameter {
    name: String,
    many: bool,
}

/// Pages that are no operations of the contract.
const PAGES: [(&str, bool); 6] = [
    ("/docs", true),
    ("/docs/*", true),
    ("/openapi.json", true),
    ("/openapi.yaml", true),
    ("/health/live", false),
    ("/health/ready", false),
];

impl Map {
    /// Reads the finished document. What it says lives as long as the programme.
    pub fn of(document: &'static Value) -> Self {
        let mut places: Vec<Place> = document["paths"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(pattern, item)| Place::new(pattern, true, ways(document, item)))
            .collect();
        let page = || {
            vec![Way {
                method: Method::GET,
                query: Vec::new(),
                answers: Vec::new(),
                takes_file: false,
            }]
        };
        places.extend(PAGES.map(|(pattern, below_base)| Place::new(pattern, below_base, page())));
        // Words before parameters, so that `/sessions/current` is not taken for an id.
        places.sort_by_key(Place::looseness);
        Self { places }
    }

    pub fn find(&self, path: &str) -> Option<&Place> {
        let below = path.strip_prefix(BASE).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let segments: Vec<&str> = below.unwrap_or(path).split('/').skip(1).collect();
        let fits = |place: &&Place| place.below_base == below.is_some() && place.fits(&segments);
        self.places.iter().find(fits)
    }
}

fn ways(document: &Value, item: &Value) -> Vec<Way> {
    const METHODS: [Method; 5] =
        [Method::GET, Method::PUT, Method::POST, Method::PATCH, Method::DELETE];
    METHODS
        .into_iter()
        .filter_map(|method| {
            let operation = item.get(method.as_str().to_ascii_lowercase())?;
            let list = |owner: &Value| owner["parameters"].as_array().cloned().unwrap_or_default();
            let parameters = list(item).into_iter().chain(list(operation));
            let query =
                parameters.filter_map(|it| Parameter::read(resolve(document, &it))).collect();
            let answers = operation["responses"].as_object();
            let given = |kind: &&'static str| {
                let good = answers.into_iter().flatten().filter(|(code, _)| code.starts_with('2'));
                good.into_iter().any(|(_, answer)| {
                    let content = resolve(document, answer)["content"].as_object();
                    content.is_some_and(|content| content.contains_key(*kind))
                })
            };
            let answers = [JSON, FHIR_JSON].into_iter().filter(given).collect();
            let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
            let binary = |media: &Value| media.pointer("/schema/format") == Some(&"binary".into());
            let takes_file = content.is_some_and(|content| content.values().any(binary));
            Some(Way { method, query, answers, takes_file })
        })
        .collect()
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    target.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

impl Parameter {
    fn read(parameter: &Value) -> Option<Self> {
        let name = parameter["name"].as_str().filter(|_| parameter["in"] == "query")?;
        Some(Self { name: name.to_owned(), many: parameter["schema"]["type"] == "array" })
    }
}

impl Place {
    fn new(pattern: &'static str, below_base: bool, methods: Vec<Way>) -> Self {
        let read = |segment: &'static str| match segment {
            "*" => Segment::Rest,
            _ if segment.starts_with('{') => Segment::Parameter,
            word => Segment::Word(word),
        };
        Self {
            pattern,
            below_base,
            segments: pattern.split('/').skip(1).map(read).collect(),
            methods,
        }
    }

    fn looseness(&self) -> Vec<u8> {
        let of = |segment: &Segment| match segment {
            Segment::Word(_) => 0,
            Segment::Parameter => 1,
            Segment::Rest => 2,
        };
        self.segments.iter().map(of).collect()
    }

    fn fits(&self, given: &[&str]) -> bool {
        let rest = matches!(self.segments.last(), Some(Segment::Rest));
        let fixed = self.segments.len() - usize::from(rest);
        let enough = if rest { given.len() > fixed } else { given.len() == fixed };
        enough
            && self.segments.iter().zip(given).all(|(segment, given)| match segment {
                Segment::Word(word) => word == given,
                Segment::Parameter => !given.is_empty(),
                Segment::Rest => true,
            })
    }

    /// The value of `Allow`.
    pub fn allow(&self) -> String {
        let head = self.methods.iter().any(|way| way.method == Method::GET).then_some("HEAD");
        let methods = self.methods.iter().map(|way| way.method.as_str());
        methods.chain(head).chain(["OPTIONS"]).collect::<Vec<_>>().join(", ")
    }

    /// Whether this method takes a file.
    pub fn takes_file(&self, method: &Method) -> bool {
        self.methods.iter().any(|way| way.method == *method && way.takes_file)
    }

    /// Whether this method can be used here, its answer taken, and its query understood.
    pub fn check(&self, asked: &Question<'_>) -> Result<(), Failure> {
        let method = if asked.method == Method::HEAD { &Method::GET } else { asked.method };
        let way = self
            .methods
            .iter()
            .find(|way| way.method == *method)
            .ok_or_else(|| Failure::refused(&failure::METHOD, "Se Allow.", "See Allow."))?;
        way.check_format(asked)?;
        way.check_query(asked.query.unwrap_or_default())
    }
}

/// What the check of a request looks at.
pub struct Question<'a> {
    pub method: &'a Method,
    pub accept: Option<&'a str>,
    pub query: Option<&'a str>,
}

impl Way {
    /// Whether the caller takes what comes. FHIR's `_format` goes before what the header says.
    fn check_format(&self, asked: &Question<'_>) -> Result<(), Failure> {
        let Some(kind) = self.answers.first() else { return Ok(()) };
        let names = |name: &str| self.query.iter().any(|parameter| parameter.name == name);
        let said = || asked.query.is_some_and(|query| query.contains("_format="));
        let takes = |accept| self.answers.iter().any(|kind| takes_json(accept, kind));
        if asked.accept.is_none_or(takes) || names("_format") && said() {
            return Ok(());
        }
        let words = Words::new(format!("Svaren är {kind}."), format!("Answers are {kind}."));
        Err(Failure::Unreadable(&failure::NOT_ACCEPTABLE, words))
    }

    fn check_query(&self, query: &str) -> Result<(), Failure> {
        let mut seen = BTreeSet::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(_)) = (decoded(name), decoded(value)) else {
                let words = Words::new(
                    "Frågan är inte procentkodad UTF-8, eller innehåller NUL.",
                    "The query is not percent-encoded UTF-8, or holds NUL.",
                );
                return Err(Failure::Unreadable(&failure::MALFORMED, words));
            };
            let known = self.query.iter().find(|parameter| parameter.name == name);
            let again = !seen.insert(name);
            if known.is_none_or(|parameter| again && !parameter.many) {
                return Err(self.unknown_query());
            }
        }
        Ok(())
    }

    /// Names what there is, not what was sent: that could be anything.
    fn unknown_query(&self) -> Failure {
        let names: Vec<_> = self.query.iter().map(|parameter| parameter.name.as_str()).collect();
        let names = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
        let words = Words::new(
            format!("En frågeparameter är okänd eller upprepad. Här finns: {names}."),
            format!("A query parameter is unknown or repeated. There are: {names}."),
        );
        Failure::Unreadable(&failure::MALFORMED, words)
    }
}

/// Percent-decoded text without NUL; nothing if it is not that.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

const JSON: &str = "application/json";
const FHIR_JSON: &str = "application/fhir+json";

/// Whether that header takes that kind of JSON. Who takes JSON takes FHIR's.
fn takes_json(accept: &str, kind: &str) -> bool {
    accept.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let range_kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|part| {
            let weight = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
            weight.is_some_and(|weight| weight.parse() == Ok(0.0_f32))
        });
        let any = ["*/*", "application/*", JSON].contains(&range_kind.as_str());
        !refused && (any || range_kind == kind)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use serde_json::json;

    use super::*;

    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
        let query = |name: &str, kind: &str| json!({ "name": name, "in": "query", "schema": { "type": kind } });
        let json = json!({ "200": { "content": { "application/json": {} } } });
        json!({ "paths": {
            "/units/{unitId}": { "get": { "responses": json, "parameters": [query("limit", "integer"), query("tag", "array")] } },
            "/units/nearest": { "get": { "responses": json }, "delete": { "responses": {} } },
        }})
    });

    fn map() -> Map {
        Map::of(&DOCUMENT)
    }

    #[test]
    fn a_word_is_found_before_a_parameter() {
        let found = |path: &str| map().find(&format!("{BASE}{path}")).map(|place| place.pattern);
        assert_eq!(found("/units/nearest"), Some("/units/nearest"));
        assert_eq!(found("/units/7"), Some("/units/{unitId}"));
        assert_eq!(found("/docs/a/b.css"), Some("/docs/*"));
        assert_eq!(found("/docs/"), Some("/docs/*"));
        for absent in ["", "/", "/units", "/units/", "/units/7/", "//units/7", "/docsa"] {
            assert_eq!(found(absent), None, "{absent}");
        }
        assert!(map().find("/health/live").is_some() && map().find("/units/7").is_none());
    }

    fn check(path: &str, method: Method, accept: Option<&str>, query: &str) -> Result<(), u16> {
        let (map, query) = (map(), Some(query));
        let place = map.find(&format!("{BASE}{path}")).expect("it is there");
        let asked = Question { method: &method, accept, query };
        place.check(&asked).map_err(|failure| failure.kind().status.as_u16())
    }

    #[test]
    fn methods_and_formats_are_held_to() {
        let plain = |method| check("/units/nearest", method, None, "");
        assert_eq!(plain(Method::HEAD), Ok(()));
        assert_eq!(plain(Method::POST), Err(405));
        assert_eq!(
            map().find(&format!("{BASE}/units/nearest")).expect("there").allow(),
            "GET, DELETE, HEAD, OPTIONS"
        );
        let accept = |accept| check("/units/7", Method::GET, Some(accept), "");
        assert_eq!(accept("text/html, application/json;q=0.5"), Ok(()));
        assert_eq!(accept("*/*;q=0.1"), Ok(()));
        assert_eq!(accept("text/xml"), Err(406));
        assert_eq!(accept("application/json;q=0"), Err(406));
    }

    #[test]
    fn a_query_says_only_what_is_known_and_once() {
        let query = |query: &str| check("/units/7", Method::GET, None, query);
        for good in ["", "limit=5", "l%69mit=5", "tag=a&tag=b", "&limit=1&"] {
            assert_eq!(query(good), Ok(()), "{good}");
        }
        for bad in ["limit=1&limit=2", "other=1", "limit", "x", "limit=%00", "limit=%FF", "limit=%"]
        {
            assert_eq!(query(bad), if bad == "limit" { Ok(()) } else { Err(400) }, "{bad}");
        }
    }
}
