//! The virus scanner: clamd, spoken to in its own protocol (`zINSTREAM`). Whatever it says that is
//! not plainly one of its two verdicts is no verdict, and the file waits.

use std::{path::PathBuf, str::FromStr, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanner {
    Tcp(String),
    Unix(PathBuf),
}

impl FromStr for Scanner {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("unix:") {
            return Ok(Self::Unix(path.into()));
        }
        let (host, port) = text.rsplit_once(':').ok_or("must be host:port or unix:/path")?;
        match port.parse::<u16>() {
            Ok(_) if !host.is_empty() => Ok(Self::Tcp(text.to_owned())),
            _ => Err("must be host:port or unix:/path"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    Infected,
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum NoVerdict {
    #[error("the scanner can't be reached: {0}")]
    Away(std::io::Error),
    #[error("the scanner was too slow")]
    Slow,
    /// It may quote what it found, but never the file's name: it isn't told.
    #[error("the scanner gave no verdict: {0}")]
    Unclear(String),
    #[error("the file can't be read")]
    File,
}

const CONNECTING: Duration = Duration::from_secs(5);
/// For a whole file: clamd's own limit is two minutes.
const SCANNING: Duration = Duration::from_secs(150);
/// Its answers are one line.
const LONGEST_ANSWER: u64 = 4096;

impl Scanner {
    /// Sends a file, piece by piece, and hears the verdict.
    pub async fn scan(
        &self,
        pieces: impl AsyncFnMut() -> Result<Option<Vec<u8>>, NoVerdict>,
    ) -> Result<Verdict, NoVerdict> {
        let talking = async {
            match self {
                Self::Tcp(address) => {
                    talk(connect(TcpStream::connect(address)).await?, pieces).await
                }
                Self::Unix(path) => talk(connect(UnixStream::connect(path)).await?, pieces).await,
            }
        };
        timeout(SCANNING, talking).await.map_err(|_| NoVerdict::Slow)?
    }
}

async fn connect<S>(connecting: impl Future<Output = std::io::Result<S>>) -> Result<S, NoVerdict> {
    let connected = timeout(CONNECTING, connecting).await.map_err(|_| NoVerdict::Slow)?;
    connected.map_err(NoVerdict::Away)
}

async fn talk(
    mut clamd: impl AsyncRead + AsyncWrite + Unpin,
    mut pieces: impl AsyncFnMut() -> Result<Option<Vec<u8>>, NoVerdict>,
) -> Result<Verdict, NoVerdict> {
    clamd.write_all(b"zINSTREAM\0").await.map_err(NoVerdict::Away)?;
    while let Some(piece) = pieces().await? {
        // Nothing at all would say that this was the end.
        if piece.is_empty() {
            continue;
        }
        let length = u32::try_from(piece.len()).map_err(|_| NoVerdict::File)?;
        let sent = async {
            clamd.write_all(&length.to_be_bytes()).await?;
            clamd.write_all(&piece).await
        };
        // It stops listening when it has seen enough, and says why.
        if sent.await.is_err() {
            return verdict(&mut clamd).await;
        }
    }
    clamd.write_all(&[0; 4]).await.map_err(NoVerdict::Away)?;
    clamd.flush().await.map_err(NoVerdict::Away)?;
    verdict(&mut clamd).await
}

async fn verdict(clamd: &mut (impl AsyncRead + Unpin)) -> Result<Verdict, NoVerdict> {
    let mut answer = Vec::new();
    let mut source = clamd.take(LONGEST_ANSWER);
    source.read_to_end(&mut answer).await.map_err(NoVerdict::Away)?;
    read(&answer)
}

/// Only a whole answer counts: it ends with NUL.
fn read(answer: &[u8]) -> Result<Verdict, NoVerdict> {
    let text = String::from_utf8_lossy(answer);
    let unclear =
        || NoVerdict::Unclear(text.chars().filter(|it| !it.is_control()).take(100).collect());
    let line = text.strip_suffix('\0').ok_or_else(unclear)?;
    match line.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Clean),
        Some(found) if found.ends_with(" FOUND") && !found.contains('\0') => Ok(Verdict::Infected),
        _ => Err(unclear()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_verdicts_count() {
        assert_eq!(read(b"stream: OK\0").ok(), Some(Verdict::Clean));
        assert_eq!(read(b"stream: Eicar-Signature FOUND\0").ok(), Some(Verdict::Infected));
        for unclear in [
            b"".as_slice(),
            b"\0",
            b"stream: OK",
            b"stream: OK\n",
            b"OK\0",
            b"stream: OK\0stream: X FOUND\0",
            b"stream: ok\0",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"stream: Can't allocate memory ERROR\0",
            b"UNKNOWN COMMAND\0",
        ] {
            assert!(matches!(read(unclear), Err(NoVerdict::Unclear(_))), "{unclear:?}");
        }
    }

    #[test]
    fn addresses_are_tcp_or_unix() {
        assert_eq!("clamd:3310".parse(), Ok(Scanner::Tcp("clamd:3310".into())));
        assert_eq!("[::1]:3310".parse(), Ok(Scanner::Tcp("[::1]:3310".into())));
        assert_eq!("unix:/run/clamd.ctl".parse(), Ok(Scanner::Unix("/run/clamd.ctl".into())));
        for bad in ["clamd", ":3310", "clamd:x"] {
            assert!(bad.parse::<Scanner>().is_err(), "{bad}");
        }
    }
}
