//! The worker's part: has files scanned, moves sent ones to the object store, and removes objects
//! whose files are gone. Any number of workers may; each step is a lease, and doing it twice is the
//! same as doing it once.

use std::{
    sync::{
        Once,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use futures_util::StreamExt;
use tokio_util::sync::CancellationToken;

use super::{
    objects::Objects,
    scan::{NoVerdict, Scanner, Verdict},
    store::{self, Claimed, PIECE, Scan},
};
use crate::{
    clock::Clock,
    config::Config,
    edge::metrics,
    id::AttachmentId,
    jobs::{Desk, Fault},
};

/// How long a claimed file is the claimer's: longer than a scan, or a move, may take.
const LEASE: TimeDelta = TimeDelta::minutes(10);
const MOVING: Duration = Duration::from_secs(300);
/// Files claimed for the scanner at a time.
const BATCH: i64 = 4;
const REST: Duration = Duration::from_secs(1);
/// The longest that a file waits for the scanner to be asked again.
const LONGEST_WAIT: i64 = 300;

/// How many files wait for the scanner.
static UNSCANNED: AtomicI64 = AtomicI64::new(0);

/// Looks after files until told to stop.
pub async fn work(config: &Config, clock: Clock, stop: &CancellationToken) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let read = || UNSCANNED.load(Ordering::Relaxed);
        metrics::watch("attachments_unscanned", "Attachments that wait for the scanner", read);
    });
    let mut caretaker = Caretaker::open(config, clock);
    while !stop.is_cancelled() {
        match caretaker.round().await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(fault) => {
                tracing::warn!(task = "attachments", error.message = %fault, "a background task must try again");
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(REST) => {}
        }
    }
}

/// One who looks after files.
pub struct Caretaker {
    desk: Desk,
    scanner: Option<Scanner>,
    objects: Option<Objects>,
}

impl Caretaker {
    pub fn open(config: &Config, clock: Clock) -> Self {
        let objects = Objects::open(config).unwrap_or_else(|error| {
            tracing::error!(error.message = %error, "the object store's settings can't be used");
            None
        });
        let desk = Desk::new(&config.database_url, clock);
        Self { desk, scanner: config.clamd.clone(), objects }
    }

    /// Does some of what is due; answers how much that was.
    pub async fn round(&mut self) -> Result<usize, Fault> {
        Ok(self.scan_some().await? + self.move_one().await? + self.remove_one().await?)
    }

    async fn scan_some(&mut self) -> Result<usize, Fault> {
        let Some(scanner) = self.scanner.clone() else { return Ok(0) };
        let claim = |conn: &mut _, now| store::claim_to_scan(conn, now, now + LEASE, BATCH);
        let files = self.desk.transact(claim).await?;
        UNSCANNED
            .store(self.desk.transact(|conn, _| store::unscanned(conn)).await?, Ordering::Relaxed);
        let mut judged = 0;
        for file in &files {
            match self.ask(&scanner, file).await {
                Ok(verdict) => {
                    self.judge(file.id, verdict).await?;
                    judged += 1;
                }
                Err(no_verdict) => self.put_off(file, &no_verdict).await?,
            }
        }
        Ok(judged)
    }

    async fn ask(&mut self, scanner: &Scanner, file: &Claimed) -> Result<Verdict, NoVerdict> {
        if let (Some(key), Some(_)) = (&file.object_key, file.moved_at) {
            return self.ask_about_object(scanner, file, key).await;
        }
        let (desk, id, mut seqs) = (&mut self.desk, file.id, 0..pieces(file));
        scanner
            .scan(async || {
                let Some(seq) = seqs.next() else { return Ok(None) };
                let read = move |conn: &mut _, _| store::piece(conn, id, seq);
                desk.transact(read).await.map(Some).map_err(|_| NoVerdict::File)
            })
            .await
    }

    /// For what moved before there was a scanner. A part of a file is not judged.
    async fn ask_about_object(
        &self,
        scanner: &Scanner,
        file: &Claimed,
        key: &str,
    ) -> Result<Verdict, NoVerdict> {
        let objects = self.objects.as_ref().ok_or(NoVerdict::File)?;
        let mut left = u64::try_from(file.bytes.unwrap_or(0)).unwrap_or(0);
        let mut bytes = objects.read(key, 0..left).await.map_err(|_| NoVerdict::File)?;
        scanner
            .scan(async || match bytes.next().await {
                None if left == 0 => Ok(None),
                Some(Ok(piece)) => {
                    left = left.saturating_sub(piece.len() as u64);
                    Ok(Some(piece.to_vec()))
                }
                None | Some(Err(_)) => Err(NoVerdict::File),
            })
            .await
    }

    async fn judge(&mut self, id: AttachmentId, verdict: Verdict) -> Result<(), Fault> {
        let scan = match verdict {
            Verdict::Clean => Scan::Clean,
            Verdict::Infected => Scan::Infected,
        };
        if scan == Scan::Infected {
            tracing::warn!(attachment.id = %id, "an attachment is infected");
        }
        self.desk.transact(move |conn, now| store::judge(conn, id, scan, now)).await
    }

    /// Never passed: it waits, longer each time, for as long as the scanner is away.
    async fn put_off(&mut self, file: &Claimed, why: &NoVerdict) -> Result<(), Fault> {
        tracing::warn!(attachment.id = %file.id, error.message = %why, "an attachment waits for the scanner");
        let wait = (1_i64 << file.scan_attempts.clamp(0, 10)).min(LONGEST_WAIT);
        let id = file.id;
        let put_off =
            move |conn: &mut _, now| store::put_scan_off(conn, id, now + TimeDelta::seconds(wait));
        self.desk.transact(put_off).await
    }

    async fn move_one(&mut self) -> Result<usize, Fault> {
        let (Some(objects), scanner) = (self.objects.clone(), self.scanner.is_some()) else {
            return Ok(0);
        };
        let keys = objects.clone();
        let claim = move |conn: &mut _, now| {
            let key = |id: AttachmentId| keys.key(&id.to_string());
            store::claim_to_move(conn, now, now + LEASE, scanner, key)
        };
        let Some((file, key)) = self.desk.transact(claim).await? else { return Ok(0) };
        let moving = tokio::time::timeout(MOVING, self.put(&objects, &file, &key)).await;
        if !moving.unwrap_or(false) {
            tracing::warn!(attachment.id = %file.id, "an attachment could not be moved");
            return Ok(0);
        }
        let id = file.id;
        self.desk.transact(move |conn, now| store::moved(conn, id, now)).await?;
        Ok(1)
    }

    /// Puts the file's object there; whether it is there now.
    async fn put(&mut self, objects: &Objects, file: &Claimed, key: &str) -> bool {
        let Ok(mut writer) = objects.write(key).await else { return false };
        let id = file.id;
        for seq in 0..pieces(file) {
            let piece = self.desk.transact(move |conn, _| store::piece(conn, id, seq)).await;
            let Ok(piece) = piece else {
                let _ = writer.abort().await;
                return false;
            };
            if writer.wait_for_capacity(1).await.is_err() {
                let _ = writer.abort().await;
                return false;
            }
            writer.write(&piece);
        }
        writer.finish().await.is_ok()
    }

    async fn remove_one(&mut self) -> Result<usize, Fault> {
        let Some(objects) = self.objects.clone() else { return Ok(0) };
        let claim = |conn: &mut _, now| store::claim_removal(conn, now, now + LEASE);
        let Some(key) = self.desk.transact(claim).await? else { return Ok(0) };
        if let Err(error) = objects.remove(&key).await {
            tracing::warn!(error.message = %error, "an object could not be removed");
            return Ok(0);
        }
        self.desk.transact(move |conn, _| store::removed(conn, &key)).await?;
        Ok(1)
    }
}

fn pieces(file: &Claimed) -> i32 {
    let bytes = usize::try_from(file.bytes.unwrap_or(0)).unwrap_or(0);
    i32::try_from(bytes.div_ceil(PIECE)).unwrap_or(i32::MAX)
}
