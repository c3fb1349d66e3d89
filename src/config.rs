//! Every setting, each with its variable. Read once at start; a wrong one is named and nothing starts.

use std::{
    collections::BTreeMap, fmt::Write, net::SocketAddr, path::PathBuf, str::FromStr, time::Duration,
};

use reqwest::Url;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    attachments::{Place, Scanner},
    journal::source::{self, Secret, SourceSetting},
};

/// One variable that the service understands, for the README and `etjanster settings`.
pub struct Setting {
    pub name: &'static str,
    pub default: &'static str,
    pub meaning: &'static str,
}

macro_rules! settings {
    ($($name:literal, $default:literal, $meaning:literal;)+) => {
        /// All settings, in the order a deployer meets them.
        pub const SETTINGS: &[Setting] =
            &[$(Setting { name: $name, default: $default, meaning: $meaning }),+];
    };
}

settings! {
    "DATABASE_URL", "", "Postgres 15 or newer, `postgres://user:password@host:port/database`. Required.";
    "REDIS_URL", "", "Redis 7 or newer, `redis://host:port`. Sessions and rate limits; holds no truth. Required.";
    "HOLDS_REDIS_URL", "", "Redis for holds of slots, which may be lost at any time. Empty: `REDIS_URL`.";
    "MODE", "production", "`production` or `development`. The embedded identity provider, the set clock and demo data need `development`.";
    "LISTEN", "0.0.0.0:8080", "Address and port of the API.";
    "METRICS_LISTEN", "0.0.0.0:9090", "Address and port of the Prometheus metrics. Keep it off the internet.";
    "PUBLIC_URL", "", "What clients call, such as `https://etjanster.example.se`, for absolute links. Empty: taken from each request's Host.";
    "CORS_ORIGINS", "", "Origins whose pages may call the API, separated by commas. Empty: none.";
    "TRUSTED_PROXIES", "", "Addresses of proxies whose `X-Forwarded-For` is believed, separated by commas. Empty: none.";
    "LOG", "info", "What is logged, as `tracing` filters: `info`, `etjanster=debug`.";
    "IDENTITY_PROVIDERS", "[]", "JSON list of OpenID providers: `name`, `issuer`, `clientId`, `clientSecret`, `audience` (`resident` or `staff`), `subjectClaim`, `assuranceLevels`, `redirectUris`.";
    "EMBEDDED_IDP", "", "Address and port of the embedded identity provider, such as `127.0.0.1:8082`; starts it. For development. Empty: only `serve --embedded-idp` starts it, on a free port.";
    "EMBEDDED_IDP_REDIRECT_URIS", "", "Where the embedded provider may send people back to, separated by commas, besides its own `/callback`.";
    "SESSION_IDLE_MINUTES", "30", "A session unused for this long has ended.";
    "SESSION_HOURS", "12", "A session this old has ended, used or not.";
    "SYSTEM_TOKEN_MINUTES", "5", "Life of a system client's token.";
    "DIRECTORY_URL", "", "Where the national directory (HSA) is asked about staff and units, such as the region's gateway to it. Empty: nobody is asked, except that `serve` with the embedded identity provider starts an embedded directory.";
    "DIRECTORY_TOKEN", "", "Bearer token for the directory.";
    "BLOCK_REGISTER_URL", "", "Where the national register of blocks (spärrar) is asked before staff read across providers. While it does not answer they read nothing. Empty: only blocks that are set here count.";
    "BLOCK_REGISTER_TOKEN", "", "Bearer token for the register of blocks.";
    "SMTP_URL", "", "Where e-mail is handed over, `smtp://host:port` or `smtps://user:password@host`. Empty: e-mail waits in the outbox.";
    "SMTP_FROM", "1177 <no-reply@example.invalid>", "The sender of e-mail.";
    "SMS_GATEWAY_URL", "", "Where SMS are posted as JSON. Empty: SMS wait in the outbox.";
    "SMS_GATEWAY_TOKEN", "", "Bearer token for the SMS gateway.";
    "PERSONAL_DATA_URL", "", "Where contact details that residents share are posted for the national personal data service. Empty: they wait in the outbox.";
    "PERSONAL_DATA_TOKEN", "", "Bearer token for the national personal data service.";
    "BILLING_URL", "", "Where fees for missed visits and late changes are posted as JSON. Empty: they wait in the database.";
    "BILLING_TOKEN", "", "Bearer token for the billing system.";
    "ENGAGEMENT_INDEX_URL", "", "Where the national engagement index (engagemangsindex) is told of coming bookings: the address of its `Update` at the service platform. Empty: it is told later, except that `serve` with the embedded identity provider starts an embedded one.";
    "ENGAGEMENT_INDEX_LOGICAL_ADDRESS", "5565594230", "The logical address of the index; by default Inera's, the national one.";
    "ENGAGEMENT_INDEX_SOURCE_SYSTEM", "", "The HSA-id of this system, under which entries stand in the index. Required with `ENGAGEMENT_INDEX_URL`; entries are not moved by themselves when it changes.";
    "ENGAGEMENT_INDEX_CERTIFICATE", "", "File with the function certificate (SITHS) and its key, PEM, that is shown to the service platform. Empty: none is.";
    "ENGAGEMENT_INDEX_ISSUERS", "", "File with the issuers of certificates that are believed of the service platform, PEM. Empty: the web's.";
    "ATTACHMENT_STORE", "", "Where the bytes of sent attachments are kept: `s3://bucket/prefix`, whither the worker moves them. Empty: in Postgres.";
    "S3_ENDPOINT", "", "Address of the object store, such as `https://s3.example.se`. Empty: Amazon's own.";
    "S3_REGION", "eu-north-1", "The region that requests to the object store are signed for.";
    "S3_ACCESS_KEY_ID", "", "Access key for the object store. Empty: what the machine itself is entitled to.";
    "S3_SECRET_ACCESS_KEY", "", "The secret that goes with the access key.";
    "CLAMD", "", "The virus scanner, `host:port` or `unix:/path`: no attachment is read before clamd has found it clean. Empty: not scanned.";
    "JOURNAL_SOURCES", "[]", "JSON list of record systems that speak FHIR R4: `name`, `title`, `system` (`cosmic`, `radgivningsstodet` …), `url`, `token` or `auth` (`tokenUrl`, `clientId`, `clientSecret`, `scope`), `holds` (kinds of information; everything if absent), `unlabelledIsApproved`. See docs/journal-sources.md. Empty: none, except that `serve` with the embedded identity provider starts embedded ones.";
    "JOURNAL_SOURCE_SECONDS", "8", "How long a record system may take for one visit; what it has not said by then is reported missing. At most four fifths of `REQUEST_SECONDS`.";
    "JOURNAL_SOURCE_BYTES", "4194304", "Most that is taken in from one record system at one visit, counted while it comes.";
    "JOURNAL_SOURCE_VISITS", "8", "Visits to one record system at once in one process; more wait for their turn. What they take in stands in memory while they last, at worst ten times over.";
    "SEAL_REGISTER_URL", "", "Where the national register of seals is asked before any record system; without its answer the journal is closed. Empty: there is no register, except that `serve` with the embedded identity provider starts an embedded one.";
    "SEAL_REGISTER_TOKEN", "", "Bearer token for the register of seals.";
    "DATABASE_READERS", "4", "Connections for public reads.";
    "DATABASE_WRITERS", "16", "Connections for everything that leaves an audit entry.";
    "MAX_CONNECTIONS", "1000", "Open client connections; kept below the limit of file descriptors in any case.";
    "MAX_BODY_BYTES", "262144", "Largest request body, unless the operation says otherwise.";
    "HEADER_SECONDS", "10", "How long a client may take to send the head of a request.";
    "BODY_SECONDS", "10", "How long a client may take to send a body.";
    "REQUEST_SECONDS", "20", "How long a request may take in all.";
    "UPLOAD_SECONDS", "900", "How long the upload of a file may take in all; it must also keep up 16 KiB/s.";
    "TRANSFERS", "64", "Files on their way in or out at once in one process; more are told to come back.";
    "RATE_PER_PERSON", "600", "Requests a minute for one signed-in person or system.";
    "RATE_PER_ADDRESS", "6000", "Requests a minute from one address.";
    "RATE_SIGN_IN", "160", "Sign-in attempts a minute from one address.";
}

/// The settings, read and checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub database_url: String,
    pub redis_url: String,
    pub holds_redis_url: Option<String>,
    pub mode: Mode,
    pub listen: SocketAddr,
    pub metrics_listen: SocketAddr,
    pub public_url: Option<String>,
    pub cors_origins: Vec<String>,
    pub trusted_proxies: Vec<std::net::IpAddr>,
    pub log: String,
    pub identity_providers: Vec<Provider>,
    pub embedded_idp: Option<SocketAddr>,
    pub embedded_idp_redirect_uris: Vec<String>,
    pub session_idle: Duration,
    pub session_life: Duration,
    pub system_token_life: Duration,
    pub directory_url: Option<String>,
    pub directory_token: Option<String>,
    pub block_register_url: Option<String>,
    pub block_register_token: Option<String>,
    pub smtp_url: Option<String>,
    pub smtp_from: String,
    pub sms_gateway_url: Option<String>,
    pub sms_gateway_token: Option<String>,
    pub personal_data_url: Option<String>,
    pub personal_data_token: Option<String>,
    pub billing_url: Option<Url>,
    pub billing_token: Option<String>,
    pub engagement_index_url: Option<Url>,
    pub engagement_index_logical_address: String,
    pub engagement_index_source_system: Option<String>,
    pub engagement_index_certificate: Option<PathBuf>,
    pub engagement_index_issuers: Option<PathBuf>,
    pub attachment_store: Place,
    pub s3_endpoint: Option<String>,
    pub s3_region: String,
    pub s3_access_key_id: Option<String>,
    pub s3_secret_access_key: Option<String>,
    pub clamd: Option<Scanner>,
    pub journal_sources: Vec<SourceSetting>,
    pub journal_source_time: Duration,
    pub journal_source_bytes: usize,
    pub journal_source_visits: usize,
    pub seal_register_url: Option<Url>,
    pub seal_register_token: Option<Secret>,
    pub database_readers: u32,
    pub database_writers: u32,
    pub max_connections: usize,
    pub max_body_bytes: usize,
    pub header_time: Duration,
    pub body_time: Duration,
    pub request_time: Duration,
    pub upload_time: Duration,
    pub transfers: usize,
    pub rate_per_person: u32,
    pub rate_per_address: u32,
    pub rate_sign_in: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Production,
    Development,
}

impl FromStr for Mode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "production" => Ok(Self::Production),
            "development" => Ok(Self::Development),
            _ => Err("must be `production` or `development`"),
        }
    }
}

/// An OpenID provider, and how its claims name a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Provider {
    /// What a front end calls it in `POST /sessions`, such as `bankid`.
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    pub audience: Audience,
    /// The claim that holds the personal number or the HSA-id.
    pub subject_claim: String,
    /// Values of `acr` that are strong enough.
    pub assurance_levels: Vec<String>,
    /// Where a front end may have been sent back to.
    pub redirect_uris: Vec<String>,
}

/// Whom a provider signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    Resident,
    Staff,
}

/// What is wrong, one line a variable.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Faults(String);

struct Reader {
    given: BTreeMap<String, String>,
    faults: String,
}

impl Reader {
    fn text(&mut self, name: &'static str) -> String {
        let setting = SETTINGS.iter().find(|setting| setting.name == name);
        let default = setting.expect("every setting that is read is listed").default;
        self.given.get(name).cloned().unwrap_or_else(|| default.to_owned())
    }

    fn optional(&mut self, name: &'static str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    fn required(&mut self, name: &'static str, example: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.fault(name, &format!("is required, such as {example}"));
            String::new()
        })
    }

    fn fault(&mut self, name: &str, what: &str) {
        writeln!(self.faults, "{name} {what}").expect("writing to a string does not fail");
    }

    fn parsed<T: FromStr>(&mut self, name: &'static str, fallback: T) -> T
    where
        T::Err: std::fmt::Display,
    {
        match self.text(name).parse() {
            Ok(value) => value,
            Err(error) => {
                self.fault(name, &format!("can't be understood: {error}"));
                fallback
            }
        }
    }

    fn list<T: FromStr>(&mut self, name: &'static str) -> Vec<T> {
        let text = self.text(name);
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let read: Result<Vec<T>, _> = parts.map(T::from_str).collect();
        read.unwrap_or_else(|_| {
            self.fault(name, "must be a list separated by commas");
            Vec::new()
        })
    }

    /// Whole origins: a wildcard would let any page act with a session it came by.
    fn origins(&mut self, name: &'static str) -> Vec<String> {
        let origins: Vec<String> = self.list(name);
        let whole = |text: &String| {
            let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
            host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '*']))
        };
        if !origins.iter().all(whole) {
            self.fault(name, "must be whole origins such as https://e.example.se");
        }
        origins
    }

    fn json<T: DeserializeOwned>(&mut self, name: &'static str) -> Vec<T> {
        serde_json::from_str(&self.text(name)).unwrap_or_else(|error| {
            self.fault(name, &format!("can't be understood: {error}"));
            Vec::new()
        })
    }

    fn address(&mut self, name: &'static str) -> Option<Url> {
        let read = self.optional(name)?.parse();
        if read.is_err() {
            self.fault(name, "must be an address");
        }
        read.ok()
    }

    fn at_least_one(&mut self, name: &'static str) -> usize {
        let count = self.parsed(name, 1);
        if count == 0 {
            self.fault(name, "must be more than 0");
        }
        count
    }

    /// What the journal's settings must be to each other.
    fn journal(&mut self, config: &Config) {
        if let Err(what) = source::check(&config.journal_sources, config.mode) {
            self.fault("JOURNAL_SOURCES", &what);
        }
        let register = config.seal_register_url.as_ref();
        if let Some(Err(what)) = register.map(|url| source::check_address(url, config.mode)) {
            self.fault("SEAL_REGISTER_URL", what);
        }
    }

    /// What the engagement index' settings must be to each other.
    fn engagement_index(&mut self, config: &Config) {
        let Some(url) = &config.engagement_index_url else { return };
        if let Err(what) = source::check_address(url, config.mode) {
            self.fault("ENGAGEMENT_INDEX_URL", what);
        }
        if config.engagement_index_source_system.is_none() {
            self.fault("ENGAGEMENT_INDEX_SOURCE_SYSTEM", "is required with ENGAGEMENT_INDEX_URL");
        }
    }

    fn seconds(&mut self, name: &'static str, unit: u64) -> Duration {
        let count: u64 = self.parsed(name, 1);
        if count == 0 {
            self.fault(name, "must be more than 0");
        }
        Duration::from_secs(count.saturating_mul(unit))
    }
}

impl Config {
    /// Reads the environment.
    pub fn from_env() -> Result<Self, Faults> {
        Self::read(std::env::vars().collect())
    }

    /// Reads settings given by name. Unset ones take their default.
    #[expect(clippy::too_many_lines, reason = "one line a setting")]
    pub fn read(given: BTreeMap<String, String>) -> Result<Self, Faults> {
        let mut r = Reader { given, faults: String::new() };
        let any = SocketAddr::from(([0, 0, 0, 0], 0));
        let config = Self {
            database_url: r.required("DATABASE_URL", "postgres://user@localhost/etjanster"),
            redis_url: r.required("REDIS_URL", "redis://localhost:6379"),
            holds_redis_url: r.optional("HOLDS_REDIS_URL"),
            mode: r.parsed("MODE", Mode::Production),
            listen: r.parsed("LISTEN", any),
            metrics_listen: r.parsed("METRICS_LISTEN", any),
            public_url: r.optional("PUBLIC_URL").map(|url| url.trim_end_matches('/').to_owned()),
            cors_origins: r.origins("CORS_ORIGINS"),
            trusted_proxies: r.list("TRUSTED_PROXIES"),
            log: r.text("LOG"),
            identity_providers: r.json("IDENTITY_PROVIDERS"),
            embedded_idp: r.list("EMBEDDED_IDP").first().copied(),
            embedded_idp_redirect_uris: r.list("EMBEDDED_IDP_REDIRECT_URIS"),
            session_idle: r.seconds("SESSION_IDLE_MINUTES", 60),
            session_life: r.seconds("SESSION_HOURS", 3600),
            system_token_life: r.seconds("SYSTEM_TOKEN_MINUTES", 60),
            directory_url: r.optional("DIRECTORY_URL"),
            directory_token: r.optional("DIRECTORY_TOKEN"),
            block_register_url: r.optional("BLOCK_REGISTER_URL"),
            block_register_token: r.optional("BLOCK_REGISTER_TOKEN"),
            smtp_url: r.optional("SMTP_URL"),
            smtp_from: r.text("SMTP_FROM"),
            sms_gateway_url: r.optional("SMS_GATEWAY_URL"),
            sms_gateway_token: r.optional("SMS_GATEWAY_TOKEN"),
            personal_data_url: r.optional("PERSONAL_DATA_URL"),
            personal_data_token: r.optional("PERSONAL_DATA_TOKEN"),
            billing_url: r.address("BILLING_URL"),
            billing_token: r.optional("BILLING_TOKEN"),
            engagement_index_url: r.address("ENGAGEMENT_INDEX_URL"),
            engagement_index_logical_address: r.text("ENGAGEMENT_INDEX_LOGICAL_ADDRESS"),
            engagement_index_source_system: r.optional("ENGAGEMENT_INDEX_SOURCE_SYSTEM"),
            engagement_index_certificate: r
                .optional("ENGAGEMENT_INDEX_CERTIFICATE")
                .map(Into::into),
            engagement_index_issuers: r.optional("ENGAGEMENT_INDEX_ISSUERS").map(Into::into),
            attachment_store: r.parsed("ATTACHMENT_STORE", Place::Postgres),
            s3_endpoint: r.optional("S3_ENDPOINT"),
            s3_region: r.text("S3_REGION"),
            s3_access_key_id: r.optional("S3_ACCESS_KEY_ID"),
            s3_secret_access_key: r.optional("S3_SECRET_ACCESS_KEY"),
            clamd: r.list("CLAMD").first().cloned(),
            journal_sources: r.json("JOURNAL_SOURCES"),
            journal_source_time: r.seconds("JOURNAL_SOURCE_SECONDS", 1),
            journal_source_bytes: r.at_least_one("JOURNAL_SOURCE_BYTES"),
            journal_source_visits: r.at_least_one("JOURNAL_SOURCE_VISITS"),
            seal_register_url: r.address("SEAL_REGISTER_URL"),
            seal_register_token: r.optional("SEAL_REGISTER_TOKEN").map(Secret::new),
            database_readers: r.parsed("DATABASE_READERS", 4),
            database_writers: r.parsed("DATABASE_WRITERS", 16),
            max_connections: r.parsed("MAX_CONNECTIONS", 1000),
            max_body_bytes: r.parsed("MAX_BODY_BYTES", 262_144),
            header_time: r.seconds("HEADER_SECONDS", 1),
            body_time: r.seconds("BODY_SECONDS", 1),
            request_time: r.seconds("REQUEST_SECONDS", 1),
            upload_time: r.seconds("UPLOAD_SECONDS", 1),
            transfers: r.parsed("TRANSFERS", 64),
            rate_per_person: r.parsed("RATE_PER_PERSON", 600),
            rate_per_address: r.parsed("RATE_PER_ADDRESS", 6000),
            rate_sign_in: r.parsed("RATE_SIGN_IN", 160),
        };
        if config.embedded_idp.is_some() && config.mode == Mode::Production {
            let why = "needs MODE=development: the embedded provider vouches for whoever one picks";
            r.fault("EMBEDDED_IDP", why);
        }
        r.journal(&config);
        r.engagement_index(&config);
        if r.faults.is_empty() { Ok(config) } else { Err(Faults(r.faults)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_provider_is_never_in_production() {
        let with = |mode: &str| {
            let given = [
                ("DATABASE_URL", "x"),
                ("REDIS_URL", "x"),
                ("EMBEDDED_IDP", "127.0.0.1:8082"),
                ("MODE", mode),
            ];
            Config::read(given.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
        };
        assert!(with("development").is_ok());
        let faults = with("production").expect_err("not in production").to_string();
        assert!(faults.starts_with("EMBEDDED_IDP needs MODE=development"), "{faults}");
    }

    #[test]
    fn the_journals_settings_fit_each_other() {
        let with = |name: &str, value: &str| {
            let given = [("DATABASE_URL", "x"), ("REDIS_URL", "x"), (name, value)];
            Config::read(given.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
        };
        let source = r#"[{"name": "a", "title": "A", "system": "cosmic", "url": "ADDRESS"}]"#;
        assert!(with("JOURNAL_SOURCES", &source.replace("ADDRESS", "https://a.example")).is_ok());
        for (name, value) in [
            ("JOURNAL_SOURCES", source.replace("ADDRESS", "http://a.example").as_str()),
            ("JOURNAL_SOURCES", source),
            ("JOURNAL_SOURCES", "{}"),
            ("JOURNAL_SOURCE_SECONDS", "0"),
            ("JOURNAL_SOURCE_BYTES", "0"),
            ("JOURNAL_SOURCE_VISITS", "0"),
            ("SEAL_REGISTER_URL", "http://seals.example"),
            ("SEAL_REGISTER_URL", "seals"),
        ] {
            let faults = with(name, value).expect_err("it is wrong").to_string();
            assert!(faults.starts_with(name), "{faults}");
        }
    }

    #[test]
    fn the_engagement_index_is_reached_safely_and_told_by_whom() {
        let with = |url: &str, source: &str| {
            let given = [
                ("DATABASE_URL", "x"),
                ("REDIS_URL", "x"),
                ("ENGAGEMENT_INDEX_URL", url),
                ("ENGAGEMENT_INDEX_SOURCE_SYSTEM", source),
            ];
            let read =
                Config::read(given.map(|(name, it)| (name.to_owned(), it.to_owned())).into());
            read.map(drop).map_err(|faults| faults.to_string())
        };
        assert!(with("", "").is_ok());
        assert!(with("https://index.example/update", "SE2321000172-EI01").is_ok());
        let faults = with("http://index.example/update", "SE2321000172-EI01").expect_err("clear");
        assert!(faults.starts_with("ENGAGEMENT_INDEX_URL"), "{faults}");
        let faults = with("https://index.example/update", "").expect_err("nobody");
        assert!(faults.starts_with("ENGAGEMENT_INDEX_SOURCE_SYSTEM"), "{faults}");
    }

    #[test]
    fn a_wrong_setting_is_named() {
        let given = [("LISTEN", "somewhere"), ("MODE", "fast"), ("CORS_ORIGINS", "*")];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let faults = Config::read(given.into()).expect_err("these are wrong").to_string();
        for name in ["DATABASE_URL", "REDIS_URL", "LISTEN", "MODE", "CORS_ORIGINS"] {
            assert!(faults.lines().any(|line| line.starts_with(name)), "{name} in {faults}");
        }
        assert_eq!(faults.lines().count(), 5);
    }
}
