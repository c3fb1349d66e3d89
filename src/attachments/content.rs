//! Gives a file out, piece by piece as the client takes it. Between two pieces it holds no database
//! connection, and a client that takes too long gets no more.

use std::{io, sync::Arc, time::Duration};

use futures_util::{Stream, StreamExt, stream::try_unfold};
use poem::{Body, IntoResponse, Response, http::StatusCode};
use poem_openapi::{
    ApiResponse,
    registry::{
        MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
    },
};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};

use super::{
    SCANNING,
    kind::FileKind,
    name::disposition,
    objects::Objects,
    range::{Asked, Part, asked},
    store::{self, PIECE, Stored, infected},
    view::AttachmentState,
};
use crate::{access::Cx, db::Db, failure::Failure, id::AttachmentId};

/// Bytes a second that a client must take on the whole, after a minute's grace.
const SLOWEST: u64 = 16 * 1024;
const GRACE: Duration = Duration::from_secs(60);
/// How often, and how long apart, a busy database is asked for the next piece.
const PATIENCE: (u32, Duration) = (10, Duration::from_millis(300));

/// A file that may be read by the one who asked: proven and recorded before this is made.
pub struct Download {
    stored: Stored,
}

impl Download {
    /// A file that the scanner lets be read.
    pub fn of(cx: &Cx, stored: Stored) -> Result<Self, Failure> {
        match stored.state(cx.app.config.clamd.is_some()) {
            AttachmentState::Ready => Ok(Self { stored }),
            AttachmentState::Infected => Err(infected()),
            AttachmentState::Scanning => Err(Failure::refused(
                &SCANNING,
                "Bilagan granskas. Försök igen om en stund.",
                "The attachment is being scanned. Try again in a while.",
            )),
        }
    }

    /// Begins to give out what `Range` asks for, if the client's `If-Range` still holds.
    pub async fn begin(
        self,
        cx: &Cx,
        range: Option<&str>,
        if_range: Option<&str>,
    ) -> Result<Content, Failure> {
        let stored = self.stored;
        let (length, etag) = (stored.length(), etag(&stored));
        let range = range.filter(|_| if_range.is_none_or(|known| known.trim() == etag));
        let part = match asked(range, length) {
            Asked::Whole => None,
            Asked::Part(part) => Some(part),
            Asked::Nowhere => return Err(Failure::OutOfRange(length)),
        };
        let seat = cx.app.files.seat(&cx.app.config)?;
        let span = part.unwrap_or(Part { from: 0, to: length.saturating_sub(1) });
        let body = match (&stored.object_key, stored.moved_at) {
            (Some(key), Some(_)) => {
                let objects = cx.app.files.objects(&cx.app.config)?;
                object(objects, key, span, seat).await?
            }
            _ => {
                let (db, operation) = (cx.app.db.clone(), cx.operation.clone());
                let began = Instant::now();
                let giving =
                    Giving { db, operation, id: stored.id, span, sent: 0, began, _seat: seat };
                Body::from_bytes_stream(giving.stream())
            }
        };
        Ok(Content { kind: stored.media_type, name: stored.name, etag, length, part, body })
    }
}

/// The file's bytes are its version.
fn etag(stored: &Stored) -> String {
    format!("\"{}\"", hex::encode(stored.sha256.as_deref().unwrap_or_default()))
}

/// A file from Postgres, on its way.
struct Giving {
    db: Db,
    operation: Arc<str>,
    id: AttachmentId,
    span: Part,
    sent: u64,
    began: Instant,
    _seat: OwnedSemaphorePermit,
}

impl Giving {
    fn stream(self) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
        try_unfold(self, |mut giving| async move {
            let next = giving.next().await?;
            Ok(next.map(|bytes| (bytes, giving)))
        })
    }

    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let left = self.span.length() - self.sent;
        if left == 0 {
            return Ok(None);
        }
        let earned = Duration::from_millis(self.sent * 1000 / SLOWEST);
        if self.began.elapsed() > GRACE + earned {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let at = self.span.from + self.sent;
        let piece = PIECE as u64;
        let mut bytes = self.piece(i32::try_from(at / piece).unwrap_or(i32::MAX)).await?;
        let skip = usize::try_from(at % piece).expect("less than a piece");
        let take =
            usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len().saturating_sub(skip));
        if take == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.drain(..skip);
        bytes.truncate(take);
        self.sent += take as u64;
        Ok(Some(bytes))
    }

    /// Busy is no reason to break off what has begun.
    async fn piece(&self, seq: i32) -> io::Result<Vec<u8>> {
        let (tries, wait) = PATIENCE;
        let id = self.id;
        for _ in 0..tries {
            let read = move |conn: &mut _| store::piece(conn, id, seq);
            match self.db.piece(&self.operation, read).await {
                Ok(bytes) => return Ok(bytes),
                Err(Failure::Unavailable(_) | Failure::Pool(_)) => tokio::time::sleep(wait).await,
                Err(failure) => return Err(io::Error::other(failure)),
            }
        }
        Err(io::ErrorKind::TimedOut.into())
    }
}

async fn object(
    objects: &Objects,
    key: &str,
    span: Part,
    seat: OwnedSemaphorePermit,
) -> Result<Body, Failure> {
    let bytes = objects.read(key, span.from..span.to + 1).await.map_err(|error| {
        tracing::warn!(error.message = %error, "object store failure");
        Failure::Unavailable("object store")
    })?;
    Ok(Body::from_bytes_stream(bytes.map(move |bytes| {
        let _held = &seat;
        bytes.map_err(io::Error::other)
    })))
}

/// A file, or part of it, as it goes over the wire.
pub struct Content {
    kind: FileKind,
    name: String,
    etag: String,
    length: u64,
    part: Option<Part>,
    body: Body,
}

impl Content {
    /// The bytes alone, for one who sends them on inside something else.
    pub fn into_body(self) -> Body {
        self.body
    }
}

impl IntoResponse for Content {
    fn into_response(self) -> Response {
        let sent = self.part.map_or(self.length, Part::length);
        let builder = Response::builder()
            .content_type(self.kind.code())
            .header("content-length", sent)
            .header("content-disposition", disposition(&self.name))
            // Were it opened in place after all, it would run nothing and reach nothing.
            .header(
                "content-security-policy",
                "sandbox; default-src 'none'; frame-ancestors 'none'",
            )
            .header("accept-ranges", "bytes")
            .header("etag", self.etag);
        match self.part {
            None => builder.status(StatusCode::OK).body(self.body),
            Some(Part { from, to }) => builder
                .status(StatusCode::PARTIAL_CONTENT)
                .header("content-range", format!("bytes {from}-{to}/{}", self.length))
                .body(self.body),
        }
    }
}

impl ApiResponse for Content {
    fn meta() -> MetaResponses {
        let schema =
            || MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        let media = |kind: &FileKind| MetaMediaType { content_type: kind.code(), schema: schema() };
        let header = |(name, description, longest): (&str, &str, usize)| MetaHeader {
            name: name.to_owned(),
            description: Some(description.to_owned()),
            required: true,
            deprecated: false,
            schema: MetaSchemaRef::Inline(Box::new(MetaSchema {
                max_length: Some(longest),
                ..MetaSchema::new("string")
            })),
        };
        let always = [
            ("Content-Disposition", "The name to save it under; never shown in place", 1000),
            ("ETag", "The file's version: it changes never, so this names its bytes", 66),
            ("Accept-Ranges", "`bytes`: parts can be asked for", 5),
        ];
        let range = ("Content-Range", "Which bytes of how many these are", 100);
        let answer = |status, description, headers: Vec<MetaHeader>| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: FileKind::ALL.iter().map(media).collect(),
            headers,
        };
        let part = always.into_iter().chain([range]).map(header).collect();
        MetaResponses {
            responses: vec![
                answer(200, "The whole file", always.into_iter().map(header).collect()),
                answer(206, "The part that was asked for", part),
            ],
        }
    }

    fn register(_: &mut Registry) {}
}
