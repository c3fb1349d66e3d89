//! Sessions and rate limits in Redis. Tokens are kept as hashes only, and nothing here is the truth:
//! what a session may do is read from the database at each request.

use std::{net::IpAddr, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use rand::TryRngCore;
use redis::{AsyncCommands, aio::ConnectionManager};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    failure::Failure,
    id::{ClientId, ResidentId, StaffId},
};

/// Before all keys in Redis, so that it may be shared.
pub const KEYS: &str = "etj:";

/// Who a session stands for. What they may do is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "lowercase")]
pub enum Who {
    Resident(ResidentId),
    Staff(StaffId),
    System(ClientId),
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Resident(id) => write!(f, "resident:{id}"),
            Self::Staff(id) => write!(f, "staff:{id}"),
            Self::System(id) => write!(f, "system:{id}"),
        }
    }
}

/// A signed-in session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub who: Who,
    pub started: DateTime<Utc>,
    /// It ends here at the latest.
    pub ends: DateTime<Utc>,
    /// Seconds it may lie unused.
    pub idle: u64,
    /// How many times the resident's log-in had been locked when they signed in.
    #[serde(default)]
    pub epoch: i64,
    /// The assurance level (`acr`) that the provider vouched for at sign-in.
    #[serde(default)]
    pub assurance: Option<String>,
}

/// Whom a provider vouched for, and how surely, until they have accepted the terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaidBy {
    pub who: Who,
    pub assurance: Option<String>,
}

/// 256 random bits that stand for a session. Shown to the client once; only its hash is kept.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the system has randomness");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    pub fn given(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

/// What one look into Redis said of a request: how often its address and person have called this
/// minute, and which session its token stands for.
#[derive(Debug, Clone)]
pub struct Admission {
    pub address_calls: u32,
    pub person_calls: u32,
    pub presented: Option<Presented>,
}

/// A live session and the hash of the token that named it.
#[derive(Debug, Clone)]
pub struct Presented {
    pub session: Session,
    pub token_hash: String,
}

/// The store of sessions. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    redis: ConnectionManager,
    prefix: String,
}

/// One round trip: counts the address, finds and touches the session, counts the person.
const ADMIT: &str = r"
local function count(key)
    local n = redis.call('INCR', key)
    if n == 1 then redis.call('EXPIRE', key, 120) end
    return n
end
local calls = count(KEYS[1])
if ARGV[1] == '' then return {calls, false, 0} end
local session = redis.call('GET', KEYS[2])
if not session then return {calls, false, 0} end
local idle, who = string.match(session, '^(%d+) (%S+) ')
redis.call('EXPIRE', KEYS[2], idle)
return {calls, session, count(ARGV[1] .. 'r:' .. who .. ARGV[2])}
";

/// The old token dies and the new one lives, or neither.
const ROTATE: &str = r"
if redis.call('DEL', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
redis.call('SADD', KEYS[3], ARGV[4])
redis.call('SREM', KEYS[3], ARGV[3])
return 1
";

/// No session started meanwhile is left out of the index.
const END_ALL: &str = r"
local ended = 0
for _, hash in ipairs(redis.call('SMEMBERS', KEYS[1])) do
    ended = ended + redis.call('DEL', ARGV[1] .. hash)
end
redis.call('DEL', KEYS[1])
return ended
";

/// How long a proven identity waits for its owner to accept the terms.
const LAID_BY_SECONDS: u64 = 300;

impl Sessions {
    /// Connects lazily: the service starts, and says it is not ready, while Redis is away.
    pub async fn connect(url: &str, prefix: &str) -> redis::RedisResult<Self> {
        let config = redis::aio::ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Duration::from_millis(1000)))
            .set_response_timeout(Some(Duration::from_millis(500)))
            .set_number_of_retries(1)
            .set_max_delay(Duration::from_millis(500));
        let client = redis::Client::open(url)?;
        let redis = ConnectionManager::new_lazy_with_config(client, config)?;
        Ok(Self { redis, prefix: prefix.to_owned() })
    }

    fn session_key(&self, token_hash: &str) -> String {
        format!("{}s:{token_hash}", self.prefix)
    }

    fn person_key(&self, who: Who) -> String {
        format!("{}p:{who}", self.prefix)
    }

    /// Looks a request up, once.
    pub async fn admit(
        &self,
        token: Option<&Token>,
        address: IpAddr,
        now: DateTime<Utc>,
    ) -> Result<Admission, Failure> {
        let minute = format!(":{}", now.timestamp() / 60);
        let token_hash = token.map(Token::hash);
        let session_key = token_hash.as_deref().map(|hash| self.session_key(hash));
        let (address_calls, stored, person_calls): (u32, Option<String>, u32) =
            redis::Script::new(ADMIT)
                .key(format!("{}a:{address}{minute}", self.prefix))
                .key(session_key.as_deref().unwrap_or("-"))
                .arg(if token.is_some() { &self.prefix } else { "" })
                .arg(&minute)
                .invoke_async(&mut self.redis.clone())
                .await
                .map_err(away)?;
        let session = stored.as_deref().and_then(unpack).filter(|session| session.ends > now);
        let presented =
            session.zip(token_hash).map(|(session, token_hash)| Presented { session, token_hash });
        Ok(Admission { address_calls, person_calls, presented })
    }

    /// Counts one more `what` from that address this minute; answers the count.
    pub async fn count(&self, what: &str, by: &str, now: DateTime<Utc>) -> Result<u32, Failure> {
        let key = format!("{}c:{what}:{by}:{}", self.prefix, now.timestamp() / 60);
        let mut redis = self.redis.clone();
        let (calls,): (u32,) = redis::pipe()
            .incr(&key, 1)
            .expire(&key, 120)
            .ignore()
            .query_async(&mut redis)
            .await
            .map_err(away)?;
        Ok(calls)
    }

    /// Starts a session; the token is new, whatever the client came with.
    pub async fn start(&self, session: &Session) -> Result<Token, Failure> {
        let token = Token::random();
        let hash = token.hash();
        let life = (session.ends - session.started).num_seconds().max(1);
        let mut redis = self.redis.clone();
        let () = redis::pipe()
            .atomic()
            .set_ex(self.session_key(&hash), pack(session), session.idle.min(life.unsigned_abs()))
            .ignore()
            .sadd(self.person_key(session.who), &hash)
            .ignore()
            .expire(self.person_key(session.who), life)
            .ignore()
            .query_async(&mut redis)
            .await
            .map_err(away)?;
        Ok(token)
    }

    /// Ends one session, at once and everywhere.
    pub async fn end(&self, who: Who, token_hash: &str) -> Result<(), Failure> {
        let mut redis = self.redis.clone();
        redis::pipe()
            .atomic()
            .del(self.session_key(token_hash))
            .ignore()
            .srem(self.person_key(who), token_hash)
            .ignore()
            .query_async(&mut redis)
            .await
            .map_err(away)
    }

    /// Gives a session a new token and kills the old one in the same moment; the session's end stays.
    /// `None` when the old one was dead already: of two renewals at once only one succeeds.
    pub async fn rotate(
        &self,
        old: &Presented,
        now: DateTime<Utc>,
    ) -> Result<Option<Token>, Failure> {
        let token = Token::random();
        let session = &old.session;
        let left = (session.ends - now).num_seconds().max(1).unsigned_abs();
        let rotated: bool = redis::Script::new(ROTATE)
            .key(self.session_key(&old.token_hash))
            .key(self.session_key(&token.hash()))
            .key(self.person_key(session.who))
            .arg(pack(session))
            .arg(session.idle.min(left))
            .arg(&old.token_hash)
            .arg(token.hash())
            .invoke_async(&mut self.redis.clone())
            .await
            .map_err(away)?;
        Ok(rotated.then_some(token))
    }

    /// Ends all of a person's sessions in one moment; answers how many lived.
    pub async fn end_all(&self, who: Who) -> Result<usize, Failure> {
        redis::Script::new(END_ALL)
            .key(self.person_key(who))
            .arg(self.session_key(""))
            .invoke_async(&mut self.redis.clone())
            .await
            .map_err(away)
    }

    /// Keeps in mind, for a few minutes, whom a provider vouched for: see [`Sessions::take_back`].
    pub async fn lay_by(&self, secret: &[u8; 32], vouched: &LaidBy) -> Result<(), Failure> {
        let json = serde_json::to_string(vouched).expect("it is plain data");
        let key = self.laid_by_key(secret);
        self.redis.clone().set_ex(key, json, LAID_BY_SECONDS).await.map_err(away)
    }

    /// Takes back what was laid by under that secret, once.
    pub async fn take_back(&self, secret: &[u8; 32]) -> Result<Option<LaidBy>, Failure> {
        let key = self.laid_by_key(secret);
        let json: Option<String> = self.redis.clone().get_del(key).await.map_err(away)?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }

    fn laid_by_key(&self, secret: &[u8; 32]) -> String {
        format!("{}l:{}", self.prefix, hex::encode(secret))
    }

    /// Whether Redis answers.
    pub async fn ping(&self) -> bool {
        redis::cmd("PING").query_async::<String>(&mut self.redis.clone()).await.is_ok()
    }
}

impl Session {
    /// A session that starts now.
    pub fn begin(who: Who, now: DateTime<Utc>, idle: Duration, life: Duration) -> Self {
        let life = TimeDelta::from_std(life).unwrap_or(TimeDelta::hours(12));
        let now = now.trunc_subsecs(6);
        Self {
            who,
            started: now,
            ends: now + life,
            idle: idle.as_secs(),
            epoch: 0,
            assurance: None,
        }
    }

    /// The same, of one whom a provider vouched for that surely.
    pub fn vouched_for(self, assurance: Option<String>) -> Self {
        Self { assurance, ..self }
    }

    /// The same, after so many locks of the log-in.
    pub fn in_epoch(self, epoch: i64) -> Self {
        Self { epoch, ..self }
    }
}

/// `idle who json`: the first two are what the script reads.
fn pack(session: &Session) -> String {
    let json = serde_json::to_string(session).expect("a session is plain data");
    format!("{} {} {json}", session.idle, session.who)
}

fn unpack(text: &str) -> Option<Session> {
    serde_json::from_str(text.splitn(3, ' ').nth(2)?).ok()
}

fn away(error: redis::RedisError) -> Failure {
    tracing::warn!(error.message = %error, "redis failure");
    Failure::Unavailable("redis")
}
