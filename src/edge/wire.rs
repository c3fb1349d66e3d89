//! A client's socket: gives up on one that does not take its answer, says why a head was refused in
//! our own words, and closes so that the client gets to read the last answer.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// How long a client may go on sending after the last answer. Closing at once would reset the
/// connection, and with it the answer.
const LINGER: Duration = Duration::from_secs(1);

pub struct Wire {
    socket: TcpStream,
    patience: Duration,
    /// Runs while the client takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Runs from the last answer on.
    lingering: Option<Pin<Box<Sleep>>>,
    /// What is sent instead of a bare refusal, as far as it is not sent yet.
    instead: Vec<u8>,
    refusal: fn(u16) -> Vec<u8>,
}

impl Wire {
    pub fn new(socket: TcpStream, patience: Duration, refusal: fn(u16) -> Vec<u8>) -> Self {
        let (stalled, lingering, instead) = (None, None, Vec::new());
        Self { socket, patience, stalled, lingering, instead, refusal }
    }

    fn write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.socket).poll_write(cx, bytes) {
            Poll::Ready(done) => {
                self.stalled = None;
                Poll::Ready(done)
            }
            Poll::Pending => {
                let patience = self.patience;
                let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
                stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }

    fn write_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.instead.is_empty() {
            let rest = std::mem::take(&mut self.instead);
            let wrote = self.write(cx, &rest);
            self.instead = rest;
            let count = ready!(wrote)?;
            self.instead.drain(..count);
        }
        Poll::Ready(Ok(()))
    }
}

/// The status of an answer that hyper gave by itself. Ours all carry a request id.
fn bare(answer: &[u8]) -> Option<u16> {
    let status = answer.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    let status = std::str::from_utf8(status).ok()?.parse().ok()?;
    let ours = || answer.windows(12).any(|part| part == b"x-request-id");
    (matches!(status, 400 | 414 | 431) && !ours()).then_some(status)
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, into)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.write_instead(cx))?;
        if let Some(status) = bare(bytes) {
            self.instead = (self.refusal)(status);
            return Poll::Ready(Ok(bytes.len()));
        }
        self.write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_instead(cx))?;
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.lingering.is_none() {
            ready!(this.write_instead(cx))?;
            ready!(Pin::new(&mut this.socket).poll_shutdown(cx))?;
        }
        let mut unread = [0; 8192];
        loop {
            let lingering = this.lingering.get_or_insert_with(|| Box::pin(sleep(LINGER)));
            if lingering.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Ok(()));
            }
            let mut unread = ReadBuf::new(&mut unread);
            let read = ready!(Pin::new(&mut this.socket).poll_read(cx, &mut unread));
            if read.is_err() || unread.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn only_hypers_own_refusals_are_replaced() {
        assert_eq!(bare(b"HTTP/1.1 431 Request Header Fields Too Large\r\n\r\n"), Some(431));
        assert_eq!(bare(b"HTTP/1.1 400 Bad Request\r\nx-request-id: 1\r\n\r\n{}"), None);
        assert_eq!(bare(b"HTTP/1.1 200 OK\r\n\r\n"), None);
        assert_eq!(bare(b"431"), None);
    }
}
