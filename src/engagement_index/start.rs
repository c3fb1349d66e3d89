//! Starts the embedded index beside `serve`.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Embedded;
use crate::config::{Config, Mode};

/// What the demonstration region's system is called in the index.
const SOURCE_SYSTEM: &str = "SE2321000172-ETJANSTER";

/// Starts it when nobody has configured another, and never in production.
pub async fn start(config: &mut Config, stop: CancellationToken) -> std::io::Result<()> {
    if config.mode == Mode::Production || config.engagement_index_url.is_some() {
        return Ok(());
    }
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = format!("http://{}/", listener.local_addr()?);
    config.engagement_index_url = address.parse().ok();
    config.engagement_index_source_system.get_or_insert_with(|| SOURCE_SYSTEM.to_owned());
    println!("Engagement index       curl {address}\n");
    tokio::spawn(async move {
        if let Err(error) = Embedded::default().serve(listener, stop).await {
            tracing::error!(error.message = %error, "the embedded engagement index stopped");
        }
    });
    Ok(())
}
