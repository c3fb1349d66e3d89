//! The national register of blocks (spärrtjänst), as the region's gateway to it answers: `POST block-checks` with
//! the personal number in the body, so that it stands in no log of addresses. Whatever is not an answer
//! means that nobody knows, and then nothing is read (N-3).

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::NaiveDate;
use poem::{
    EndpointExt, Route, handler,
    http::StatusCode,
    listener::TcpAcceptor,
    post,
    web::{Data, Json},
};
use reqwest::{Client, redirect::Policy};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::decision::{Block, BlockKind, Blocks, Days, ExcludedType};
use crate::config::Config;

/// No answer is larger.
const MOST_BYTES: usize = 256 * 1024;

/// A block as the register tells of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegisteredBlock {
    pub kind: BlockKind,
    pub provider_hsa_id: String,
    #[serde(default)]
    pub unit_hsa_id: Option<String>,
    #[serde(default)]
    pub info_from: Option<NaiveDate>,
    #[serde(default)]
    pub info_through: Option<NaiveDate>,
    #[serde(default)]
    pub excluded_types: Vec<ExcludedType>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Told {
    blocks: Vec<RegisteredBlock>,
}

/// What the register knows of that person; nothing where none is configured.
pub async fn registered(config: &Config, personal_number: &str) -> Blocks {
    let Some(url) = &config.block_register_url else { return Blocks::Known(Vec::new()) };
    match ask(url, config.block_register_token.as_deref(), personal_number).await {
        Ok(blocks) => Blocks::Known(blocks.into_iter().map(Block::from).collect()),
        Err(why) => {
            tracing::warn!(error.code = why, "the register of blocks gave no answer");
            Blocks::Unknown
        }
    }
}

async fn ask(
    url: &str,
    token: Option<&str>,
    personal_number: &str,
) -> Result<Vec<RegisteredBlock>, &'static str> {
    let mut request = client()
        .post(format!("{}/block-checks", url.trim_end_matches('/')))
        .json(&serde_json::json!({ "personalNumber": personal_number }));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let mut answer = request.send().await.map_err(|_| "connection")?;
    if !answer.status().is_success() {
        return Err("status");
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| "broken off")? {
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err("too large");
        }
        bytes.extend_from_slice(&chunk);
    }
    let told: Told = serde_json::from_slice(&bytes).map_err(|_| "not understood")?;
    Ok(told.blocks)
}

impl From<RegisteredBlock> for Block {
    /// A period that lacks an end reaches as far as dates do.
    fn from(told: RegisteredBlock) -> Self {
        let bounded = told.info_from.is_some() || told.info_through.is_some();
        let period = Days {
            from: told.info_from.unwrap_or(NaiveDate::MIN),
            through: told.info_through.unwrap_or(NaiveDate::MAX),
        };
        Self {
            kind: told.kind,
            provider: told.provider_hsa_id.trim().to_uppercase(),
            unit: told.unit_hsa_id.map(|unit| unit.trim().to_uppercase()),
            period: bounded.then_some(period),
            excluded: told.excluded_types,
            lifts: Vec::new(),
        }
    }
}

/// A redirect would carry a personal number, and the token, to who knows where.
fn client() -> &'static Client {
    static CLIENT: LazyLock<Client> = LazyLock::new(|| {
        Client::builder()
            .timeout(Duration::from_secs(3))
            .redirect(Policy::none())
            .build()
            .expect("a client without special wishes")
    });
    &CLIENT
}

/// A register to test against, on an address of its own. What it says can be changed while it runs.
#[derive(Clone, Default)]
pub struct EmbeddedRegister(Arc<Mutex<Entries>>);

#[derive(Default)]
struct Entries {
    blocks: BTreeMap<String, Vec<RegisteredBlock>>,
    /// Answers nobody, as registers do at times.
    down: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    personal_number: String,
}

impl EmbeddedRegister {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a block.
    pub fn put(&self, personal_number: &str, block: RegisteredBlock) {
        self.entries().blocks.entry(personal_number.to_owned()).or_default().push(block);
    }

    /// Stops answering, or answers again.
    pub fn set_down(&self, down: bool) {
        self.entries().down = down;
    }

    /// Answers until `stop`.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        let routes = Route::new().at("/block-checks", post(check)).data(self);
        poem::Server::new_with_acceptor(TcpAcceptor::from_tokio(listener)?)
            .run_with_graceful_shutdown(routes, stop.cancelled(), None)
            .await
    }
}

#[handler]
fn check(
    Data(register): Data<&EmbeddedRegister>,
    Json(question): Json<Question>,
) -> Result<Json<Told>, StatusCode> {
    let entries = register.entries();
    if entries.down {
        return Err(StatusCode::BAD_GATEWAY);
    }
    let blocks = entries.blocks.get(&question.personal_number).cloned().unwrap_or_default();
    Ok(Json(Told { blocks }))
}
