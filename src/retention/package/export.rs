//! Takes everything in a dry run out of the house.

use std::io;

use futures_util::stream;
use poem::Body;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{
    super::{policy::ExportPurge, purge::store as purges, store as units},
    content::CaseContent,
    print::print,
    store,
    zip::Zip,
};
use crate::{
    access::Cx,
    attachments::{Download, Stored},
    audit,
    clock::local_date,
    failure::Failure,
    id::{CaseId, PurgeProposalId, UnitId},
};

/// The package as a stream. Who is in it is recorded before the first byte leaves; a client who goes
/// away ends it.
pub async fn export(cx: Cx, unit: UnitId, id: PurgeProposalId) -> Result<Body, Failure> {
    let giver = cx.clone();
    let cases: Vec<CaseId> = cx
        .transact(move |tx, _| {
            let (_, grant) = units::unit(tx, unit)?.open::<ExportPurge>(tx)?;
            let proposal = purges::find(tx, &grant, id)?.ok_or(Failure::Absent)?;
            proposal.export()?;
            let contents = purges::contents(tx, &grant, id)?;
            let (cases, people): (Vec<_>, Vec<_>) = contents.into_iter().unzip();
            Ok(audit::record_each(tx, grant, people, cases)?)
        })
        .await?;
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(pack(giver, id, cases, sender));
    let chunks = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    Ok(Body::from_bytes_stream(chunks))
}

type Chunk = Result<Vec<u8>, io::Error>;

/// Writes one case at a time. A broken package ends without its directory, so nobody takes it for
/// whole.
async fn pack(cx: Cx, id: PurgeProposalId, cases: Vec<CaseId>, out: mpsc::Sender<Chunk>) {
    let mut package = Package { zip: Zip::default(), listed: Vec::new(), out };
    for case in cases {
        match package.case(&cx, id, case).await {
            Ok(()) => {}
            Err(Ended::Gone) => return,
            Err(Ended::Broken(why)) => {
                tracing::warn!(error.message = %why, "an export package broke off");
                let _ = package.out.send(Err(io::Error::other("the package broke off"))).await;
                return;
            }
        }
    }
    let manifest = json!({ "purgeProposalId": id.0, "files": package.listed });
    let manifest = serde_json::to_vec_pretty(&manifest).expect("a JSON value can be written");
    let last = [package.zip.file("manifest.json", &manifest), package.zip.end()].concat();
    let _ = package.out.send(Ok(last)).await;
}

/// Why no more comes.
enum Ended {
    /// The client went away.
    Gone,
    Broken(Failure),
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Broken(failure)
    }
}

/// A package on its way out.
struct Package {
    zip: Zip,
    listed: Vec<serde_json::Value>,
    out: mpsc::Sender<Chunk>,
}

impl Package {
    /// A case that is still there, with its files.
    async fn case(&mut self, cx: &Cx, id: PurgeProposalId, case: CaseId) -> Result<(), Ended> {
        let today = local_date(cx.app().clock.now());
        let read = move |conn: &mut diesel::PgConnection, _| -> Result<_, Failure> {
            let content = store::case(conn, id, case)?;
            Ok((content, store::attachments(conn, case)?))
        };
        let (content, attachments) = cx.app().db.public("export package", today, read).await?;
        let Some(content) = content else { return Ok(()) };
        let CaseContent { number, .. } = &content;
        let json = serde_json::to_vec_pretty(&content).expect("plain data can be written");
        self.file(format!("cases/{number}/case.json"), &json).await?;
        self.file(format!("cases/{number}/case.pdf"), &print(&content)).await?;
        for (place, stored) in (1..).zip(attachments) {
            let path = format!("cases/{number}/attachments/{place}-{}", stored.name);
            match whole(cx, stored).await {
                Ok(bytes) => self.file(path, &bytes).await?,
                // What is infected is never given out; that it was there is said.
                Err(failure) if failure.slug() == "attachment-infected" => {
                    self.listed.push(json!({ "path": path, "withheld": "infected" }));
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(())
    }

    async fn file(&mut self, path: String, content: &[u8]) -> Result<(), Ended> {
        let sum = hex::encode(Sha256::digest(content));
        let bytes = self.zip.file(&path, content);
        self.listed.push(json!({ "path": path, "bytes": content.len(), "sha256": sum }));
        self.out.send(Ok(bytes)).await.map_err(|_| Ended::Gone)
    }
}

/// One attachment, at most 20 MB.
async fn whole(cx: &Cx, stored: Stored) -> Result<Vec<u8>, Failure> {
    let content = Download::of(cx, stored)?.begin(cx, None, None).await?;
    let bytes = content.into_body().into_vec().await;
    bytes.map_err(|_| Failure::Unavailable("an attachment"))
}
