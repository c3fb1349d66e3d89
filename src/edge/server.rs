//! The accept loop: HTTP/1.1 over TCP, with a cap on connections and a deadline for everything a
//! client does: sending a head, sending a body ([`crate::body`]), staying silent, taking its answer.

use std::{convert::Infallible, sync::Arc, time::Duration};

use hyper_util::rt::{TokioIo, TokioTimer};
use poem::{
    Addr, Endpoint, Response,
    http::uri::Scheme,
    web::{LocalAddr, RemoteAddr},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    crowd::{Crowd, Seat, capacity},
    told,
    wire::Wire,
};
use crate::config::Config;

/// Largest head of a request; more is answered 431.
const MAX_HEAD: usize = 16 * 1024;

/// Serves until `stop`, then lets what runs finish.
pub async fn serve(
    listener: TcpListener,
    endpoint: impl Endpoint<Output = Response> + 'static,
    config: &Config,
    stop: CancellationToken,
) {
    let databases = (config.database_readers + config.database_writers) as usize;
    let limits = Limits {
        clients: capacity(config.max_connections, databases),
        head_time: config.header_time,
        answer_time: config.request_time,
    };
    accept(listener, endpoint, limits, stop).await;
}

/// Serves operators, few at a time.
pub async fn serve_metrics(listener: TcpListener, stop: CancellationToken) {
    let time = Duration::from_secs(10);
    let limits = Limits { clients: 16, head_time: time, answer_time: time };
    accept(listener, super::metrics::endpoint(), limits, stop).await;
}

/// Cancelled when the process begins to stop: for answers that would otherwise go on.
#[derive(Clone)]
pub struct Draining(pub CancellationToken);

#[derive(Clone, Copy)]
struct Limits {
    clients: usize,
    /// For sending a head, and for staying silent between requests.
    head_time: Duration,
    /// For an answer, and for taking it.
    answer_time: Duration,
}

async fn accept(
    listener: TcpListener,
    endpoint: impl Endpoint<Output = Response> + 'static,
    limits: Limits,
    stop: CancellationToken,
) {
    let endpoint = Arc::new(endpoint);
    let crowd = Crowd::new(limits.clients);
    let running = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let Ok((socket, _)) = accepted else {
            // Out of file descriptors, most likely: trying again at once would only spin.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let seat = tokio::select! {
            seat = crowd.enter() => seat,
            () = stop.cancelled() => break,
        };
        running.spawn(converse(socket, endpoint.clone(), limits, seat, stop.clone()));
    }
    // Closed at once, so that new clients are refused and find another process.
    drop(listener);
    running.close();
    let drain = limits.answer_time + Duration::from_secs(5);
    if tokio::time::timeout(drain, running.wait()).await.is_err() {
        tracing::warn!("requests still ran when the time to stop was over");
    }
}

async fn converse<E: Endpoint<Output = Response> + 'static>(
    socket: TcpStream,
    endpoint: Arc<E>,
    limits: Limits,
    seat: Seat,
    stop: CancellationToken,
) {
    let (Ok(local), Ok(remote)) = (socket.local_addr(), socket.peer_addr()) else { return };
    let _ = socket.set_nodelay(true);
    let seat = Arc::new(seat);
    let service = hyper::service::service_fn(|request| {
        let (endpoint, seat) = (endpoint.clone(), seat.clone());
        let draining = Draining(stop.clone());
        async move {
            seat.speak();
            let mut request: poem::Request = (
                request,
                LocalAddr(Addr::SocketAddr(local)),
                RemoteAddr(Addr::SocketAddr(remote)),
                Scheme::HTTP,
            )
                .into();
            request.set_data(draining);
            let response: hyper::Response<_> = endpoint.get_response(request).await.into();
            seat.fall_silent();
            Ok::<_, Infallible>(response)
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(MAX_HEAD)
        .serve_connection(
            TokioIo::new(Wire::new(socket, limits.answer_time, told::unreadable)),
            service,
        );
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        () = seat.sent_away() => {}
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
