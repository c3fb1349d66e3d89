//! Starts the embedded directory beside `serve`, with the demonstration region in it.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Embedded;
use crate::{
    config::{Config, Mode},
    demo,
};

/// Starts it when nobody has configured another, and never in production.
pub async fn start(config: &mut Config, stop: CancellationToken) -> std::io::Result<()> {
    if config.mode == Mode::Production || config.directory_url.is_some() {
        return Ok(());
    }
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    config.directory_url = Some(format!("http://{}", listener.local_addr()?));
    let directory = Embedded::default();
    demo::directory_people().for_each(|entry| directory.put_person(entry));
    demo::directory_units().for_each(|entry| directory.put_unit(entry));
    tokio::spawn(async move {
        if let Err(error) = directory.serve(listener, stop).await {
            tracing::error!(error.message = %error, "the embedded directory stopped");
        }
    });
    Ok(())
}
