//! A world to test in: one database, one Redis prefix, one clock, one running server, and people.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use diesel::{Connection, PgConnection, RunQueryDsl, connection::SimpleConnection, sql_query};
use etjanster::{
    access::{App, Session, Sessions, Who},
    api,
    clock::Clock,
    config::Config,
    db::{Db, grant_serving},
    directory::Embedded,
    edge,
    id::{ClientId, ResidentId, StaffId, UnitId},
    journal::source::Embedded as Records,
    migrations,
};
use serde_json::Value;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

/// Monday 2026-11-23, noon in Stockholm. Every world's clock starts here.
pub const NOON: &str = "2026-11-23T11:00:00Z";

fn setting(name: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "tests are told where the servers are")]
    std::env::var(name).unwrap_or_else(|_| panic!("{name} must be set: run `./dev test`"))
}

static SERVER: LazyLock<String> = LazyLock::new(|| setting("TEST_DATABASE_SERVER"));
static REDIS: LazyLock<String> = LazyLock::new(|| setting("TEST_REDIS_URL"));

/// Migrates the template once for the whole run; each world then copies it.
static TEMPLATE: LazyLock<String> = LazyLock::new(|| {
    let name = format!("template_{}", new_id().simple());
    admin(&format!("create database {name}"));
    let mut conn = connect(&name);
    migrations::up(&mut conn).expect("migrations apply");
    conn.batch_execute("select audit_ensure_month('2026-11-01')").expect("a month is made");
    // One role for all runs on that server, which may begin at the same time.
    admin(&format!(
        "do $$ begin create role {SERVING} login;
         exception when duplicate_object or unique_violation then null; end $$"
    ));
    grant_serving(&mut conn, SERVING).expect("the role is given its rights");
    name
});

/// Whom the database takes the programme for: a role that can't change what was recorded.
const SERVING: &str = "etjanster_serving";

/// The server's address for that role.
fn serving_url(database: &str) -> String {
    let address = SERVER.rsplit(['@', '/']).next().expect("a host");
    format!("postgres://{SERVING}@{address}/{database}")
}

pub struct World {
    pub base: String,
    pub app: App,
    pub clock: Clock,
    /// What the national directory says; nobody and nothing, to begin with.
    pub directory: Embedded,
    /// What the record systems and the register of seals hold; nothing, to begin with.
    pub records: Records,
    database: String,
    behind: Mutex<PgConnection>,
    client: reqwest::Client,
    _stop: DropGuard,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("JSON in {:?}", String::from_utf8_lossy(&self.body)))
    }

    /// The slug a problem's `type` ends with.
    pub fn problem(&self) -> String {
        let json = self.json();
        let text = json["type"].as_str().unwrap_or_default();
        text.rsplit('/').next().unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        let body = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "answer: {body}");
        self
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// A world with some settings of its own.
    #[expect(clippy::too_many_lines, reason = "one line for each setting and part")]
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let database = format!("test_{}", new_id().simple());
        admin(&format!("create database {database} template {}", *TEMPLATE));
        let url = serving_url(&database);
        let (directory, stop) = (Embedded::default(), CancellationToken::new());
        let desk = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let asked_at = format!("http://{}", desk.local_addr().expect("bound"));
        tokio::spawn(directory.clone().serve(desk, stop.clone()));
        let records = Records::default();
        let [sources, register] = Records::settings(&serve_records(&records, &stop).await);
        let given = [
            ("DATABASE_URL", url.as_str()),
            ("DIRECTORY_URL", asked_at.as_str()),
            ("REDIS_URL", REDIS.as_str()),
            (sources.0, sources.1.as_str()),
            (register.0, register.1.as_str()),
            ("MODE", "development"),
            ("RATE_PER_PERSON", "100000"),
            ("RATE_PER_ADDRESS", "1000000"),
            ("RATE_SIGN_IN", "100000"),
        ];
        let given: BTreeMap<String, String> = given
            .iter()
            .chain(settings)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let config = Config::read(given).expect("test settings are right");
        let clock = Clock::fixed(noon());
        let prefix = format!("{database}:");
        let app = App {
            db: Db::open(&config),
            sessions: Sessions::connect(&config.redis_url, &prefix).await.expect("redis url"),
            clock: clock.clone(),
            providers: Default::default(),
            files: Default::default(),
            holds: Default::default(),
            journal: Default::default(),
            journal_pace: Default::default(),
            follow: Default::default(),
            config: config.clone().into(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("bound"));
        let (endpoint, token) = (api::api(app.clone()), stop.clone());
        tokio::spawn(async move { edge::serve(listener, endpoint, &config, token).await });
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let behind = Mutex::new(connect(&database));
        Self {
            base,
            app,
            clock,
            directory,
            records,
            database,
            behind,
            client,
            _stop: stop.drop_guard(),
        }
    }

    /// A connection of the test's own, for setting things up and looking behind the API.
    pub fn conn(&self) -> PgConnection {
        connect(&self.database)
    }

    fn behind(&self) -> MutexGuard<'_, PgConnection> {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn sql(&self, sql: &str) {
        self.behind().batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// A text from the database, by a query with one column named `it`.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        #[derive(diesel::QueryableByName)]
        struct It {
            #[diesel(sql_type = diesel::sql_types::Text)]
            it: String,
        }
        let rows: Vec<It> = sql_query(sql)
            .load(&mut *self.behind())
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.into_iter().map(|row| row.it).collect()
    }

    /// The audit record, oldest first, as `action outcome` lines.
    pub fn audit(&self) -> Vec<String> {
        self.texts("select action || ' ' || outcome as it from audit_entry order by id")
    }

    /// A session for that person, as sign-in would give it.
    pub async fn session(&self, who: Who) -> String {
        self.session_by(who, Some("http://id.sambi.se/loa/loa3")).await
    }

    /// The same, after a sign-in that the provider vouched for that surely.
    pub async fn session_by(&self, who: Who, assurance: Option<&str>) -> String {
        let config = &self.app.config;
        let session =
            Session::begin(who, self.clock.now(), config.session_idle, config.session_life);
        let session = session.in_epoch(self.epoch_of(who));
        let session = session.vouched_for(assurance.map(str::to_owned));
        let token = self.app.sessions.start(&session).await.expect("redis is there");
        token.reveal().to_owned()
    }

    /// How many times that person's log-in has been locked.
    fn epoch_of(&self, who: Who) -> i64 {
        let Who::Resident(id) = who else { return 0 };
        let sql = format!("select session_epoch::text as it from resident where id = '{id}'");
        self.texts(&sql).first().and_then(|epoch| epoch.parse().ok()).unwrap_or(0)
    }

    pub async fn resident_session(&self, id: Uuid) -> String {
        self.session(Who::Resident(ResidentId(id))).await
    }

    pub async fn staff_session(&self, id: Uuid) -> String {
        self.session(Who::Staff(StaffId(id))).await
    }

    pub async fn system_session(&self, id: Uuid) -> String {
        self.session(Who::System(ClientId(id))).await
    }

    /// A request below the API's base.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        self.client.request(method, format!("{}/etjanster/v1{path}", self.base))
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request("GET", path)).await
    }

    pub async fn get_as(&self, token: &str, path: &str) -> Answer {
        send(self.request("GET", path).bearer_auth(token)).await
    }

    /// A POST with a fresh idempotency key, and `If-Match` when a version is given.
    pub async fn post_as(
        &self,
        token: &str,
        path: &str,
        version: Option<&str>,
        body: &Value,
    ) -> Answer {
        let key = new_id().to_string();
        let mut request =
            self.request("POST", path).bearer_auth(token).header("idempotency-key", key).json(body);
        if let Some(version) = version {
            request = request.header("if-match", version);
        }
        send(request).await
    }
}

/// Lets record systems answer; where.
async fn serve_records(records: &Records, stop: &CancellationToken) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(records.clone().serve(listener, stop.clone()));
    address
}

pub async fn send(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.bytes().await.expect("a whole answer").to_vec();
    Answer { status, headers, body }
}

/// Whether figures that other work on the machine spoils are held to all the same. `./dev bench
/// hostile` does, and a test run does not.
#[expect(clippy::disallowed_methods, reason = "tests are told how strict to be")]
pub fn strictly() -> bool {
    std::env::var_os("STRICT").is_some()
}

/// Asks until it is so, for ten seconds at most.
pub async fn wait_until(what: &str, so: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("in vain: {what}");
}

pub fn noon() -> DateTime<Utc> {
    NOON.parse().expect("a valid instant")
}

pub fn new_id() -> Uuid {
    UnitId::new().0
}

fn connect(database: &str) -> PgConnection {
    PgConnection::establish(&format!("{}/{database}", *SERVER)).expect("the database is reachable")
}

fn admin(sql: &str) {
    connect("postgres").batch_execute(sql).expect(sql);
}
