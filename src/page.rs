//! Lists by keyset, links, and versions: what all slices' answers share.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use poem_openapi::{
    Object,
    types::{Example, ParseFromJSON, ToJSON, Type},
};
use uuid::Uuid;

use crate::{
    access::Asked,
    failure::{self, Failure, Words},
};

/// Where the API lies below its host.
pub const BASE: &str = "/etjanster/v1";

/// Where FHIR lies below that. There names, formats and problems are FHIR's own.
pub const FHIR: &str = "/fhir/R4";

/// A link to something, and the method to use on it.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct Link {
    /// Absolute address.
    #[oai(validator(max_length = 2000))]
    pub href: String,
    /// What it is, seen from here.
    #[oai(validator(max_length = 60))]
    pub rel: String,
    /// The HTTP method.
    #[oai(validator(max_length = 10))]
    pub method: String,
}

/// Links by what they are for: `self`, and what this caller may do next.
pub type Links = BTreeMap<String, Link>;

/// Collects links for one answer.
#[derive(Debug, Clone)]
pub struct Linker {
    origin: String,
    links: Links,
}

impl Linker {
    pub fn new(asked: &Asked) -> Self {
        Self::at(&asked.origin)
    }

    /// Below that scheme and host.
    pub fn at(origin: &str) -> Self {
        Self { origin: origin.to_owned(), links: Links::new() }
    }

    /// Scheme and host that the client used.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Adds a link to a path below the base, such as `/cases/{id}`.
    pub fn add(mut self, rel: &str, method: &str, path: &str) -> Self {
        let href = format!("{}{BASE}{path}", self.origin);
        let link = Link { href, rel: rel.to_owned(), method: method.to_owned() };
        self.links.insert(rel.to_owned(), link);
        self
    }

    /// Adds a link when the caller may follow it.
    pub fn add_if(self, allowed: bool, rel: &str, method: &str, path: &str) -> Self {
        if allowed { self.add(rel, method, path) } else { self }
    }

    pub fn done(self) -> Links {
        self.links
    }
}

/// Which part of a list is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub limit: i64,
    pub from: Option<Cursor>,
}

/// A place in a list ordered by time and id, newest first, and the way to read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub at: DateTime<Utc>,
    pub id: Uuid,
    /// Towards newer rows.
    pub back: bool,
}

/// The number of rows that a list gives when nobody says: for `#[oai(default = "…")]`.
pub fn default_limit() -> i32 {
    20
}

impl Cursor {
    pub fn code(&self) -> String {
        let mut bytes = Vec::with_capacity(25);
        bytes.push(u8::from(self.back));
        bytes.extend(self.at.timestamp_micros().to_be_bytes());
        bytes.extend(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn read(code: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(code).ok()?;
        let (back, rest) = bytes.split_first()?;
        let (at, id) = rest.split_first_chunk::<8>()?;
        Some(Self {
            at: DateTime::from_timestamp_micros(i64::from_be_bytes(*at))?,
            id: Uuid::from_slice(id).ok()?,
            back: match back {
                0 => false,
                1 => true,
                _ => return None,
            },
        })
    }
}

impl Wanted {
    /// Reads `limit` and `cursor` as clients send them.
    pub fn read(limit: i32, cursor: Option<String>) -> Result<Self, Failure> {
        let from = cursor.map(|code| Cursor::read(&code).ok_or_else(bad_cursor)).transpose()?;
        Ok(Self { limit: i64::from(limit.clamp(1, 100)), from })
    }

    pub fn goes_back(&self) -> bool {
        self.from.is_some_and(|cursor| cursor.back)
    }

    /// How many rows to fetch: one more than asked for tells whether there are further ones.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }
}

fn bad_cursor() -> Failure {
    let words = Words::new("Använd cursor ur _links.", "Use a cursor from _links.");
    Failure::Unreadable(&failure::MALFORMED, words)
}

/// How much of the list this is.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct Meta {
    /// The most rows a page holds, as asked for.
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub limit: i32,
    /// The rows on this page.
    #[oai(validator(minimum(value = "0"), maximum(value = "100")))]
    pub count: i32,
}

/// A page of a list.
#[derive(Debug, Clone, Object)]
#[oai(example)]
pub struct Page<T: ParseFromJSON + ToJSON + Type + Example + Send + Sync> {
    #[oai(validator(max_items = 100))]
    pub items: Vec<T>,
    #[oai(rename = "_meta")]
    pub meta: Meta,
    /// `self`, `first`, and `next` and `prev` where there are such pages.
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Rows of a page in the order people read them, and where its neighbours begin.
pub struct Rows<R> {
    pub rows: Vec<R>,
    pub next: Option<Cursor>,
    pub prev: Option<Cursor>,
}

impl<R> Rows<R> {
    /// Cuts what was fetched (see [`Wanted::fetch`]) to a page. `place` tells a row's time and id.
    /// Rows read backwards come in the other order.
    pub fn cut(
        mut rows: Vec<R>,
        wanted: &Wanted,
        place: impl Fn(&R) -> (DateTime<Utc>, Uuid),
    ) -> Self {
        let limit = usize::try_from(wanted.limit).expect("a limit is at most 100");
        let more = rows.len() > limit;
        rows.truncate(limit);
        let back = wanted.goes_back();
        if back {
            rows.reverse();
        }
        let cursor =
            |row: Option<&R>, back| row.map(&place).map(|(at, id)| Cursor { at, id, back });
        let (has_next, has_prev) = if back { (true, more) } else { (more, wanted.from.is_some()) };
        let next = cursor(rows.last(), false).filter(|_| has_next);
        let prev = cursor(rows.first(), true).filter(|_| has_prev);
        Self { rows, next, prev }
    }
}

impl<T: ParseFromJSON + ToJSON + Type + Example + Send + Sync> Page<T> {
    /// A page of views made from rows. `path` is the list's own, `query` its other parameters.
    pub fn of<R>(
        rows: Rows<R>,
        wanted: &Wanted,
        linker: Linker,
        path: &str,
        query: &[(&str, String)],
        view: impl FnMut(R) -> T,
    ) -> Self {
        let at = |cursor: Option<&Cursor>| {
            let mut text = format!("{path}?limit={}", wanted.limit);
            for (name, value) in query {
                text += &format!("&{name}={}", percent(value));
            }
            if let Some(cursor) = cursor {
                text += &format!("&cursor={}", cursor.code());
            }
            text
        };
        let mut linker =
            linker.add("self", "GET", &at(wanted.from.as_ref())).add("first", "GET", &at(None));
        if let Some(next) = &rows.next {
            linker = linker.add("next", "GET", &at(Some(next)));
        }
        if let Some(prev) = &rows.prev {
            linker = linker.add("prev", "GET", &at(Some(prev)));
        }
        let items: Vec<T> = rows.rows.into_iter().map(view).collect();
        let meta = Meta {
            limit: i32::try_from(wanted.limit).expect("a limit is at most 100"),
            count: i32::try_from(items.len()).expect("a page has at most 100 rows"),
        };
        Self { items, meta, links: linker.done() }
    }
}

impl<T: ParseFromJSON + ToJSON + Type + Example + Send + Sync> Example for Page<T> {
    fn example() -> Self {
        let href = "https://etjanster.regionvastmanland.se/etjanster/v1/".to_owned();
        let link = Link { href, rel: "self".into(), method: "GET".into() };
        Self {
            items: vec![T::example()],
            meta: Meta { limit: 20, count: 1 },
            links: Links::from([("self".into(), link)]),
        }
    }
}

/// As a value in a query.
pub fn percent(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The `ETag` of a row's version.
pub fn etag(version: i64) -> String {
    format!("\"v{version}\"")
}

/// Whether the client has seen this version: 428 without `If-Match`, 412 with another one.
pub fn expect_version(if_match: Option<&str>, version: i64) -> Result<(), Failure> {
    match if_match {
        None => Err(Failure::refused(
            &failure::NO_VERSION,
            "Skicka If-Match med den ETag du läste.",
            "Send If-Match with the ETag you read.",
        )),
        Some(seen) if seen.split(',').any(|tag| tag.trim() == etag(version)) => Ok(()),
        Some(_) => Err(Failure::refused(
            &failure::STALE,
            "Läs igen och se vad som ändrats.",
            "Read again and see what has changed.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        let cursor = Cursor {
            at: DateTime::from_timestamp_micros(1_795_000_000_123_456).expect("in range"),
            id: Uuid::from_u128(7),
            back: true,
        };
        assert_eq!(Cursor::read(&cursor.code()), Some(cursor));
        assert_eq!(Cursor::read("not one"), None);
        assert_eq!(Cursor::read(""), None);
    }

    #[test]
    fn a_version_must_be_said_and_be_the_last() {
        assert_eq!(expect_version(None, 3).expect_err("missing").slug(), "version-required");
        assert_eq!(expect_version(Some("\"v2\""), 3).expect_err("old").slug(), "stale-version");
        assert!(expect_version(Some("\"v3\""), 3).is_ok());
    }
}
