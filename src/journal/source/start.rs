//! Starts the embedded record systems beside `serve`, with the demonstration region's records in them.

use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Embedded;
use crate::{
    config::{Config, Mode},
    demo,
};

/// Starts them when nobody has configured others, and never in production.
pub async fn start(
    config: &mut Config,
    now: DateTime<Utc>,
    stop: CancellationToken,
) -> std::io::Result<()> {
    if config.mode == Mode::Production || !config.journal_sources.is_empty() {
        return Ok(());
    }
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let [(_, sources), (_, register)] = Embedded::settings(&address);
    config.journal_sources = serde_json::from_str(&sources)?;
    config.seal_register_url = config.seal_register_url.take().or(register.parse().ok());
    let records = Embedded::default();
    for (source, number, entry) in demo::records() {
        records.enter(&source, number, &entry, now);
    }
    tokio::spawn(async move {
        if let Err(error) = records.serve(listener, stop).await {
            tracing::error!(error.message = %error, "the embedded record systems stopped");
        }
    });
    Ok(())
}
