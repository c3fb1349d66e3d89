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
    access::{App, Cx},
    audit,
    clock::local_date,
    failure::Failure,
    id::{CaseId, PurgeProposalId, UnitId},
};

/// The package as a stream. Who is in it is recorded before the first byte leaves; a client who goes
/// away ends it.
pub async fn export(cx: Cx, unit: UnitId, id: PurgeProposalId) -> Result<Body, Failure> {
    let app = cx.app().clone();
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
    tokio::spawn(pack(app, id, cases, sender));
    let chunks = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    Ok(Body::from_bytes_stream(chunks))
}

type Chunk = Result<Vec<u8>, io::Error>;

/// Writes one case at a time. A broken package ends without its directory, so nobody takes it for
/// whole.
async fn pack(app: App, id: PurgeProposalId, cases: Vec<CaseId>, out: mpsc::Sender<Chunk>) {
    let mut zip = Zip::default();
    let mut listed = Vec::new();
    for case in cases {
        let today = local_date(app.clock.now());
        let read = move |conn: &mut diesel::PgConnection, _| {
            store::case(conn, id, case).map_err(Failure::from)
        };
        let chunk = match app.db.public("export package", today, read).await {
            Ok(Some(content)) => files(&mut zip, &mut listed, &content),
            Ok(None) => continue,
            Err(failure) => {
                tracing::warn!(error.message = %failure, "an export package broke off");
                let _ = out.send(Err(io::Error::other("the package broke off"))).await;
                return;
            }
        };
        if out.send(Ok(chunk)).await.is_err() {
            return;
        }
    }
    let manifest = json!({ "purgeProposalId": id.0, "files": listed });
    let manifest = serde_json::to_vec_pretty(&manifest).expect("a JSON value can be written");
    let last = [zip.file("manifest.json", &manifest), zip.end()].concat();
    let _ = out.send(Ok(last)).await;
}

fn files(zip: &mut Zip, listed: &mut Vec<serde_json::Value>, case: &CaseContent) -> Vec<u8> {
    let json = serde_json::to_vec_pretty(case).expect("plain data can be written");
    let mut chunk = Vec::new();
    for (name, content) in [("case.json", json), ("case.pdf", print(case))] {
        let path = format!("cases/{}/{name}", case.number);
        let sum = hex::encode(Sha256::digest(&content));
        listed.push(json!({ "path": path, "bytes": content.len(), "sha256": sum }));
        chunk.extend(zip.file(&path, &content));
    }
    chunk
}
