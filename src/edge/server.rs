//! The accept loop: HTTP/1.1 over TCP, with a cap on connections and a deadline for each head.

use std::{convert::Infallible, sync::Arc, time::Duration};

use hyper_util::rt::{TokioIo, TokioTimer};
use poem::{
    Addr, Endpoint, Response,
    http::uri::Scheme,
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::config::Config;

/// How long running requests may take to finish once the service is told to stop.
const DRAIN: Duration = Duration::from_secs(20);
/// Largest head of a request; more is answered 431.
const MAX_HEAD: usize = 16 * 1024;

/// Serves until `stop`, then lets what runs finish.
pub async fn serve(
    listener: TcpListener,
    endpoint: impl Endpoint<Output = Response> + 'static,
    config: &Config,
    stop: CancellationToken,
) {
    let endpoint = Arc::new(endpoint);
    let places = Arc::new(Semaphore::new(config.max_connections));
    let running = TaskTracker::new();
    loop {
        // A place first: a client beyond the cap waits in the kernel's queue, costing nothing here.
        let place = tokio::select! {
            place = places.clone().acquire_owned() => place.expect("never closed"),
            () = stop.cancelled() => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let Ok((socket, _)) = accepted else {
            // Out of file descriptors, most likely: trying again at once would only spin.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = converse(socket, endpoint.clone(), config.header_time, stop.clone());
        running.spawn(async move {
            connection.await;
            drop(place);
        });
    }
    running.close();
    if tokio::time::timeout(DRAIN, running.wait()).await.is_err() {
        tracing::warn!("requests still ran when the time to stop was over");
    }
}

async fn converse<E: Endpoint<Output = Response> + 'static>(
    socket: TcpStream,
    endpoint: Arc<E>,
    header_time: Duration,
    stop: CancellationToken,
) {
    let (Ok(local), Ok(remote)) = (socket.local_addr(), socket.peer_addr()) else { return };
    let _ = socket.set_nodelay(true);
    let service = hyper::service::service_fn(move |request| {
        let endpoint = endpoint.clone();
        async move {
            let request: poem::Request = (
                request,
                LocalAddr(Addr::SocketAddr(local)),
                RemoteAddr(Addr::SocketAddr(remote)),
                Scheme::HTTP,
            )
                .into();
            let response: hyper::Response<_> = endpoint.get_response(request).await.into();
            Ok::<_, Infallible>(response)
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_time)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(socket), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
