//! What clients see of attachments.

use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::{
    kind::FileKind,
    store::{Scan, Stored},
};
use crate::{
    access::Cx,
    id::{AttachmentId, CaseId},
    page::{Link, Linker, Links},
    sql::Moment,
};

crate::sql::code! {
    /// Whether an attachment can be read.
    AttachmentState {
        Ready = "ready",
        /// Waits for the virus scanner. Nobody reads it before.
        Scanning = "scanning",
        /// The scanner found malware. Nobody ever reads it.
        Infected = "infected",
    }
}

/// A file that goes with a message, or waits to.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Attachment", rename_all = "camelCase", example)]
pub struct AttachmentView {
    pub id: AttachmentId,
    pub case_id: CaseId,
    #[oai(validator(max_length = 150))]
    pub name: String,
    pub media_type: FileKind,
    /// The file's length, without the metadata that was taken out of it.
    #[oai(validator(minimum(value = "1")))]
    pub bytes: i64,
    /// SHA-256 of the file as it can be read, in hex.
    #[oai(rename = "checksum", validator(min_length = 64, max_length = 64))]
    pub sha256: String,
    pub state: AttachmentState,
    pub uploaded_at: Moment,
    /// `content` when it can be read; `remove` while it is not sent.
    #[oai(rename = "_links")]
    pub links: Links,
}

impl Stored {
    /// With a scanner nothing is read unscanned; and what the scanner has not passed while there was
    /// one is read by nobody until it has.
    pub fn state(&self, scanner: bool) -> AttachmentState {
        match self.scan {
            Scan::Infected => AttachmentState::Infected,
            Scan::Unscanned if scanner => AttachmentState::Scanning,
            Scan::Unscanned | Scan::Clean => AttachmentState::Ready,
        }
    }
}

/// The attachment as its readers see it.
pub fn view(cx: &Cx, stored: Stored) -> AttachmentView {
    let state = stored.state(cx.app.config.clamd.is_some());
    let path = format!("/cases/{}/attachments/{}", stored.case_id, stored.id);
    let links = Linker::new(cx.asked())
        .add_if(state == AttachmentState::Ready, "content", "GET", &format!("{path}/content"))
        .add_if(stored.message_id.is_none(), "remove", "DELETE", &path)
        .done();
    AttachmentView {
        id: stored.id,
        case_id: stored.case_id,
        name: stored.name,
        media_type: stored.media_type,
        bytes: stored.bytes.unwrap_or_default(),
        sha256: hex::encode(stored.sha256.unwrap_or_default()),
        state,
        uploaded_at: stored.arrived_at.unwrap_or_default().into(),
        links,
    }
}

impl Example for AttachmentView {
    fn example() -> Self {
        let sample = |last: u128| Uuid::from_u128(0x0193_5c1e_7a4e_7c5c_9d6f_3f1e_5e8a_1b00 + last);
        let (id, case_id) = (AttachmentId(sample(9)), CaseId(sample(5)));
        let base = "https://etjanster.regionvastmanland.se/etjanster/v1";
        let href = format!("{base}/cases/{case_id}/attachments/{id}/content");
        let link = Link { href, rel: "content".into(), method: "GET".into() };
        Self {
            id,
            case_id,
            name: "hand.jpg".into(),
            media_type: FileKind::Jpeg,
            bytes: 48_211,
            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            state: AttachmentState::Ready,
            uploaded_at: Moment("2026-11-23T08:00:00Z".parse().expect("an instant")),
            links: Links::from([("content".into(), link)]),
        }
    }
}
