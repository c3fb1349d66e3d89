//! A mail server and an SMS gateway to send to, each as good or bad as a test wants.

use std::sync::{Arc, Mutex, PoisonError};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// How a sink answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// Not now: 451, or 503.
    Busy,
    /// Never: 550 that quotes the address, or 422.
    Refusing,
    /// Takes everything and says nothing.
    Silent,
}

/// What came in.
#[derive(Debug, Clone)]
pub struct Got {
    /// The Message-ID, or the idempotency key.
    pub key: String,
    pub to: String,
    pub text: String,
    /// Everything, as it came: for what must not be in it.
    pub raw: String,
}

#[derive(Clone)]
pub struct Sink {
    pub url: String,
    mood: Arc<Mutex<Mood>>,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Sink {
    /// A mail server.
    pub async fn mail() -> Self {
        Self::open("smtp", |sink, socket| {
            tokio::spawn(async move { converse(sink, socket).await });
        })
        .await
    }

    /// An SMS gateway.
    pub async fn sms() -> Self {
        Self::open("http", |sink, socket| {
            tokio::spawn(async move { take_post(sink, socket).await });
        })
        .await
    }

    async fn open(scheme: &str, serve: fn(Sink, TcpStream)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("{scheme}://{}", listener.local_addr().expect("bound"));
        let sink = Self { url, mood: Arc::new(Mutex::new(Mood::Well)), got: Arc::default() };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                serve(serving.clone(), socket);
            }
        });
        sink
    }

    pub fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn take(&self, got: Got) {
        self.got.lock().unwrap_or_else(PoisonError::into_inner).push(got);
    }
}

async fn converse(sink: Sink, socket: TcpStream) -> Option<()> {
    let (read, mut write) = socket.into_split();
    let mut lines = BufReader::new(read).lines();
    let (mut to, mut raw, mut in_letter) = (String::new(), String::new(), false);
    write.write_all(b"220 sink\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        if in_letter && line != "." {
            raw += &format!("{line}\r\n");
            continue;
        }
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match word.as_str() {
            "." => {
                in_letter = false;
                end_of_letter(&sink, letter(&to, &std::mem::take(&mut raw))).await
            }
            "DATA" => {
                in_letter = true;
                "354 go on".to_owned()
            }
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                "250 fine".to_owned()
            }
            "QUIT" => "221 bye".to_owned(),
            _ => "250 fine".to_owned(),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    Some(())
}

async fn end_of_letter(sink: &Sink, got: Got) -> String {
    match sink.mood() {
        Mood::Well => {
            sink.take(got);
            "250 taken".to_owned()
        }
        Mood::Silent => {
            sink.take(got);
            std::future::pending().await
        }
        Mood::Busy => "451 later".to_owned(),
        Mood::Refusing => format!("550 <{}> is not here", got.to),
    }
}

fn letter(to: &str, raw: &str) -> Got {
    let (head, body) = raw.split_once("\r\n\r\n").expect("a head and a body");
    let field = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().trim().to_owned()
    };
    let text = match field("Content-Transfer-Encoding:").as_str() {
        "quoted-printable" => printable(body),
        "base64" => {
            let joined: String = body.split_whitespace().collect();
            String::from_utf8(STANDARD.decode(joined).expect("base64")).expect("UTF-8")
        }
        _ => body.to_owned(),
    };
    let text = text.trim_end().to_owned();
    let raw = format!("{head}\r\n\r\n{text}");
    Got { key: field("Message-ID:"), to: to.to_owned(), text, raw }
}

fn printable(body: &str) -> String {
    let body = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        rest = more;
        if *first == b'=' {
            let (code, after) = more.split_at(2);
            bytes.push(hex::decode(code).expect("two hex digits")[0]);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

async fn take_post(sink: Sink, socket: TcpStream) -> Option<()> {
    let (read, mut write) = socket.into_split();
    let mut reader = BufReader::new(read);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).await.ok()? == 0 {
                return None;
            }
        }
        let lower = head.to_lowercase();
        let field = |name: &str| {
            let line = lower.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default().trim().to_owned()
        };
        let mut body = vec![0; field("content-length:").parse().expect("a length")];
        reader.read_exact(&mut body).await.ok()?;
        let json: Value = serde_json::from_slice(&body).expect("JSON");
        let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        let raw = format!("{head}{json}");
        let got = Got { key: field("idempotency-key:"), to: text("to"), text: text("text"), raw };
        let status = match sink.mood() {
            Mood::Well => {
                sink.take(got);
                "202 Accepted"
            }
            Mood::Silent => {
                sink.take(got);
                std::future::pending().await
            }
            Mood::Busy => "503 Service Unavailable",
            Mood::Refusing => "422 Unprocessable Content",
        };
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
        write.write_all(answer.as_bytes()).await.ok()?;
    }
}
