//! Whether this process lives, and whether it can do its work: for those who start and stop it.
//! Anybody may ask, so the answer is yes or no.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use poem::{Endpoint, Request, Response, Result, http::StatusCode};
use tokio::sync::Mutex;

use crate::access::App;

/// A question takes no longer than this, whatever state Postgres and Redis are in.
const PATIENCE: Duration = Duration::from_millis(1800);
/// How long an answer serves: asking often must cost nothing.
const LIFE: Duration = Duration::from_millis(500);

/// `/health/ready`.
#[derive(Default)]
pub struct Ready {
    last: Mutex<Option<(Instant, bool)>>,
}

impl Endpoint for Ready {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let app = request.data::<App>().expect("api() installs App");
        // One looks and the others wait for what it finds.
        let look = async {
            let mut last = self.last.lock().await;
            if let Some((at, ready)) = *last
                && at.elapsed() < LIFE
            {
                return ready;
            }
            let (database, redis) = tokio::join!(app.db.is_ready(), app.sessions.ping());
            if !(database && redis) {
                tracing::warn!(database, redis, "not ready");
            }
            *last = Some((Instant::now(), database && redis));
            database && redis
        };
        Ok(answer(tokio::time::timeout(PATIENCE, look).await.unwrap_or(false)))
    }
}

pub fn answer(well: bool) -> Response {
    let (status, word) = match well {
        true => (StatusCode::OK, "pass"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "fail"),
    };
    let body = format!("{{\"status\":\"{word}\"}}");
    let answer = Response::builder().status(status).content_type("application/health+json");
    if well { answer.body(body) } else { answer.header("retry-after", "2").body(body) }
}

/// Asks the service that listens there whether it is ready. For the container's health check.
pub fn check(listen: SocketAddr) -> std::io::Result<()> {
    let here = match listen.ip() {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        address => address,
    };
    let patience = Duration::from_secs(3);
    let mut socket = TcpStream::connect_timeout(&SocketAddr::new(here, listen.port()), patience)?;
    socket.set_read_timeout(Some(patience))?;
    socket
        .write_all(b"GET /health/ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = [0; 12];
    socket.read_exact(&mut answer)?;
    match &answer {
        b"HTTP/1.1 200" => Ok(()),
        _ => Err(std::io::Error::other("the service is not ready")),
    }
}
