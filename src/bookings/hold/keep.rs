//! Holds as Redis keeps them: of each slot who holds it until when, of each person which slots, and a token for
//! each hold that is greater than all before it (fencing).

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use redis::{FromRedisValue, ScriptInvocation, aio::ConnectionManager};

use crate::{
    access::{App, KEYS},
    config::Config,
    failure::Failure,
    id::{ResidentId, SlotId},
};

/// How long a booking waits for what is known of holds.
const PATIENCE: Duration = Duration::from_millis(200);
/// For how long nobody asks again when Redis has not answered, in milliseconds.
const REST_MILLIS: i64 = 1000;

/// The holds of one process' point of view. Cheap to clone, made when first needed.
#[derive(Clone, Default)]
pub struct Holds(Arc<Inner>);

#[derive(Default)]
struct Inner {
    redis: OnceLock<Option<ConnectionManager>>,
    /// When it is asked again after a failure, in milliseconds since 1970.
    rests_until: AtomicI64,
}

/// What is known of a slot's holds when somebody books it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// Redis is away, or nobody asked.
    #[default]
    Unknown,
    Known {
        /// The token of the person's own hold, if it still lasts.
        own: Option<i64>,
        /// How many others hold a seat.
        others: i64,
    },
}

/// What became of a wish to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Held {
        token: i64,
        ends_at: DateTime<Utc>,
    },
    /// Every free seat is held by others.
    ByOthers,
    /// The person holds as many slots as one may.
    TooMany,
}

/// Redis' own clock decides when a hold ends. A Redis that lost its memory goes on from its clock, which
/// is later than any token it has given.
const TAKE: &str = r"
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local ms = math.floor(now / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ms)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
    if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return {1, 0, 0} end
    if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[5]) then return {2, 0, 0} end
end
local token = math.max(now, tonumber(redis.call('GET', KEYS[4]) or '0') + 1)
local text = string.format('%.0f', token)
local ends = ms + tonumber(ARGV[3])
redis.call('SET', KEYS[4], text)
redis.call('ZADD', KEYS[1], ends, ARGV[1])
redis.call('ZADD', KEYS[2], ends, ARGV[2])
redis.call('HSET', KEYS[3], ARGV[1], text)
for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
return {0, token, ends}
";

const LOOK: &str = r"
local t = redis.call('TIME')
local ms = string.format('%.0f', math.floor((t[1] * 1000000 + t[2]) / 1000))
local all = {}
for _, person in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ms, '+inf')) do
    table.insert(all, person)
    table.insert(all, redis.call('HGET', KEYS[2], person) or '0')
end
return all
";

const RELEASE: &str = r"
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('HDEL', KEYS[3], ARGV[1])
return redis.call('ZREM', KEYS[1], ARGV[1])
";

impl Holds {
    fn redis(&self, config: &Config) -> Option<ConnectionManager> {
        let open = || {
            let url = config.holds_redis_url.as_deref().unwrap_or(&config.redis_url);
            let settings = redis::aio::ConnectionManagerConfig::new()
                .set_connection_timeout(Some(PATIENCE))
                .set_response_timeout(Some(PATIENCE))
                .set_number_of_retries(1)
                .set_max_delay(PATIENCE);
            let client = redis::Client::open(url).ok()?;
            ConnectionManager::new_lazy_with_config(client, settings).ok()
        };
        self.0.redis.get_or_init(open).clone()
    }

    async fn ask<T: FromRedisValue>(
        &self,
        (config, now): (&Config, DateTime<Utc>),
        script: &ScriptInvocation<'_>,
    ) -> Option<T> {
        let millis = now.timestamp_millis();
        if self.0.rests_until.load(Ordering::Relaxed) > millis {
            return None;
        }
        let mut redis = self.redis(config)?;
        let asked = tokio::time::timeout(PATIENCE, script.invoke_async(&mut redis));
        let answer = asked.await.ok().and_then(Result::ok);
        if answer.is_none() {
            self.0.rests_until.store(millis + REST_MILLIS, Ordering::Relaxed);
        }
        answer
    }
}

/// The keys of one person's hold of one slot.
fn about(script: &redis::Script, slot: SlotId, person: ResidentId) -> ScriptInvocation<'_> {
    let mut invocation = script.prepare_invoke();
    invocation
        .key(format!("{KEYS}hold:s:{slot}"))
        .key(format!("{KEYS}hold:p:{person}"))
        .key(format!("{KEYS}hold:t:{slot}"))
        .key(format!("{KEYS}hold:last"))
        .arg(person.to_string())
        .arg(slot.to_string());
    invocation
}

/// How a slot is to be held.
pub struct Wanted {
    pub slot: SlotId,
    pub person: ResidentId,
    pub life: Duration,
    /// Seats that nobody has booked.
    pub free: i16,
    /// The most slots that one person holds.
    pub most: i32,
}

/// Holds the slot, or holds it longer.
pub async fn take(app: &App, wanted: &Wanted) -> Result<Taken, Failure> {
    let script = redis::Script::new(TAKE);
    let mut invocation = about(&script, wanted.slot, wanted.person);
    let life = u64::try_from(wanted.life.as_millis()).unwrap_or(u64::MAX);
    invocation.arg(life).arg(wanted.free).arg(wanted.most);
    let told: Option<(i64, i64, i64)> =
        app.holds.ask((&app.config, app.clock.now()), &invocation).await;
    match told.ok_or(Failure::Unavailable("holds"))? {
        (0, token, ends) => {
            let ends_at = DateTime::from_timestamp_millis(ends);
            let ends_at = ends_at.ok_or_else(|| Failure::Bug("a hold without an end".into()))?;
            Ok(Taken::Held { token, ends_at })
        }
        (1, ..) => Ok(Taken::ByOthers),
        _ => Ok(Taken::TooMany),
    }
}

/// Who holds a slot, each with their token; None while Redis is away.
#[derive(Debug, Clone)]
pub struct Holders(Option<Vec<(String, i64)>>);

impl Holders {
    /// How they stand in the way of that person.
    pub fn standing(&self, person: ResidentId) -> Standing {
        let Some(all) = &self.0 else { return Standing::Unknown };
        let person = person.to_string();
        let own = all.iter().find(|(holder, _)| *holder == person).map(|(_, token)| *token);
        let others = all.len() - usize::from(own.is_some());
        Standing::Known { own, others: i64::try_from(others).unwrap_or(i64::MAX) }
    }
}

impl Holders {
    /// Whether that person is among them.
    pub fn has(&self, person: ResidentId) -> bool {
        matches!(self.standing(person), Standing::Known { own: Some(_), .. })
    }
}

/// Who holds the slot; nothing is known, without delay, while Redis is away.
pub async fn look(app: &App, slot: SlotId) -> Holders {
    let script = redis::Script::new(LOOK);
    let mut invocation = script.prepare_invoke();
    invocation.key(format!("{KEYS}hold:s:{slot}")).key(format!("{KEYS}hold:t:{slot}"));
    Holders(app.holds.ask((&app.config, app.clock.now()), &invocation).await)
}

/// Gives the hold back, if Redis is there; it ends by itself otherwise.
pub async fn release(app: &App, slot: SlotId, person: ResidentId) -> Option<bool> {
    let script = redis::Script::new(RELEASE);
    let told: Option<i64> =
        app.holds.ask((&app.config, app.clock.now()), &about(&script, slot, person)).await;
    told.map(|removed| removed > 0)
}
