//! Takes a file in as it comes: counted, in time, cleaned, and put away piece by piece. Never more
//! than a piece or two of it is in memory.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef},
};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, timeout_at};

use super::{
    REFUSED,
    clean::{Cleaner, Flaw, Limits},
    kind::FileKind,
    store::{self, PIECE, Slot},
};
use crate::{
    access::Cx,
    failure::{self, Failure, Words},
};

/// Bytes a second that a line must manage on the whole: below it, it is a drip and no line.
const SLOWEST: u64 = 16 * 1024;

/// A file as it stands at the door: its declared kind, and its bytes still outside.
pub struct Upload {
    pub kind: FileKind,
    announced: Option<u64>,
    body: poem::Body,
}

impl<'a> ApiExtractor<'a> for Upload {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn request_meta() -> Option<MetaRequest> {
        let schema =
            || MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
        let media = |kind: &FileKind| MetaMediaType { content_type: kind.code(), schema: schema() };
        let content = FileKind::ALL.iter().map(media).collect();
        Some(MetaRequest { description: Some("The file's bytes."), content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let kind = request.content_type().and_then(FileKind::declared);
        let kind = kind.ok_or_else(|| failure::raise(other_kind()))?;
        let length = request.header("content-length");
        let body = <poem::Body as FromRequest>::from_request(request, body).await?;
        Ok(Self { kind, announced: length.and_then(|length| length.parse().ok()), body })
    }
}

/// What came in.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Of what is kept.
    pub bytes: u64,
    pub sha256: [u8; 32],
    /// Of what was sent.
    pub sent_sha256: [u8; 32],
}

/// Takes the file in under its slot.
pub async fn receive(cx: &Cx, slot: &Slot, upload: Upload) -> Result<Arrived, Failure> {
    if upload.announced.is_some_and(|length| length > slot.most_bytes) {
        return Err(too_large());
    }
    let pace = Pace::start(cx.app.config.body_time, cx.app.config.upload_time);
    let limits = Limits { pixels: slot.most_pixels };
    let mut putting = Putting::new(cx.clone(), slot, Cleaner::new(upload.kind, limits));
    let mut source = upload.body.into_bytes_stream();
    let mut received = 0;
    loop {
        let next = timeout_at(pace.deadline(received), source.next());
        let Some(bytes) = next.await.map_err(|_| too_slow())? else { break };
        let bytes = bytes.map_err(|_| broken_off())?;
        received += bytes.len() as u64;
        if received > slot.most_bytes {
            return Err(too_large());
        }
        putting.take(&bytes).await?;
    }
    putting.finish().await
}

/// When the next bytes must be there.
struct Pace {
    began: Instant,
    grace: Duration,
    longest: Duration,
}

impl Pace {
    fn start(grace: Duration, longest: Duration) -> Self {
        Self { began: Instant::now(), grace, longest }
    }

    /// A line may stall for three graces and be slow on the whole, but not for ever.
    fn deadline(&self, received: u64) -> Instant {
        let earned = self.grace + Duration::from_millis(received * 1000 / SLOWEST);
        let silent = Instant::now() + self.grace * 3;
        (self.began + earned.min(self.longest)).min(silent)
    }
}

/// Cleans what comes and puts each full piece away.
struct Putting<'a> {
    cx: Cx,
    operation: Arc<str>,
    slot: &'a Slot,
    cleaner: Cleaner,
    clean: Vec<u8>,
    seq: i32,
    bytes: u64,
    sent: Sha256,
    kept: Sha256,
}

impl<'a> Putting<'a> {
    fn new(cx: Cx, slot: &'a Slot, cleaner: Cleaner) -> Self {
        let operation = cx.operation.clone();
        let (sent, kept, clean) = (Sha256::new(), Sha256::new(), Vec::with_capacity(2 * PIECE));
        Self { cx, operation, slot, cleaner, clean, seq: 0, bytes: 0, sent, kept }
    }

    async fn take(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.sent.update(bytes);
        self.cleaner.feed(bytes, &mut self.clean).map_err(refusal)?;
        while self.clean.len() >= PIECE {
            let piece: Vec<u8> = self.clean.drain(..PIECE).collect();
            self.put(piece).await?;
        }
        Ok(())
    }

    async fn put(&mut self, piece: Vec<u8>) -> Result<(), Failure> {
        self.kept.update(&piece);
        self.bytes += piece.len() as u64;
        let (id, seq) = (self.slot.id, self.seq);
        self.seq += 1;
        let put = move |conn: &mut _| store::put_piece(conn, id, seq, &piece);
        self.cx.app.db.piece(&self.operation, put).await.map_err(slot_is_gone)
    }

    async fn finish(mut self) -> Result<Arrived, Failure> {
        let rest = std::mem::take(&mut self.clean);
        if !rest.is_empty() {
            self.put(rest).await?;
        }
        self.cleaner.finish().map_err(refusal)?;
        let (sha256, sent_sha256) = (self.kept.finalize().into(), self.sent.finalize().into());
        Ok(Arrived { bytes: self.bytes, sha256, sent_sha256 })
    }
}

/// Its case was thrown away meanwhile, or the slot was swept away.
fn slot_is_gone(failure: Failure) -> Failure {
    use diesel::result::{DatabaseErrorKind::ForeignKeyViolation, Error::DatabaseError};
    match failure {
        Failure::Database(DatabaseError(ForeignKeyViolation, _)) => Failure::Absent,
        other => other,
    }
}

fn refusal(flaw: Flaw) -> Failure {
    let (sv, en) = match flaw {
        Flaw::OtherKind => return other_kind(),
        Flaw::Damaged => ("Filen är skadad.", "The file is damaged."),
        Flaw::Polyglot => (
            "Filen innehåller något mer än det den säger sig vara.",
            "The file holds more than what it says it is.",
        ),
        Flaw::Bomb => ("Bilden är för stor att visa.", "The image is too large to show."),
        Flaw::Active => (
            "PDF-filen innehåller program eller andra filer. Skriv ut den till en ny PDF.",
            "The PDF holds a program or other files. Print it to a new PDF.",
        ),
        Flaw::Encrypted => (
            "PDF-filen är låst. Spara den utan lösenord.",
            "The PDF is locked. Save it without a password.",
        ),
    };
    Failure::refused(&REFUSED, sv, en)
}

fn other_kind() -> Failure {
    let words = Words::new(
        "Bifoga PDF, GIF, JPEG eller PNG, och säg i Content-Type vilket det är.",
        "Attach PDF, GIF, JPEG or PNG, and say in Content-Type which it is.",
    );
    Failure::Unreadable(&failure::MEDIA_TYPE, words)
}

fn too_large() -> Failure {
    let words = Words::new("Filen är för stor.", "The file is too large.");
    Failure::Unreadable(&failure::TOO_LARGE, words)
}

fn too_slow() -> Failure {
    let words = Words::new("Filen kom för långsamt.", "The file came too slowly.");
    Failure::Unreadable(&failure::TIMEOUT, words)
}

fn broken_off() -> Failure {
    let words = Words::new("Filen bröts av.", "The file broke off.");
    Failure::Unreadable(&failure::MALFORMED, words)
}
