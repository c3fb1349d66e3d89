//! What clients send and see of sessions.

use chrono::TimeDelta;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::view::{ChildView, example_id, example_links};
use crate::{
    access::{Asked, Role, Scope, Session, Token, Who},
    config::Audience,
    id::UnitId,
    page::{Linker, Links},
    sql::Moment,
};

crate::sql::code! {
    /// What kind of caller a session stands for.
    CallerKind { Resident = "resident", Staff = "staff", System = "system" }
}

impl From<Who> for CallerKind {
    fn from(who: Who) -> Self {
        match who {
            Who::Resident(_) => Self::Resident,
            Who::Staff(_) => Self::Staff,
            Who::System(_) => Self::System,
        }
    }
}

impl From<Audience> for CallerKind {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Resident => Self::Resident,
            Audience::Staff => Self::Staff,
        }
    }
}

/// What a front end brings back from the identity provider.
#[derive(Debug, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewSession {
    /// The provider's `name`, from the list of providers.
    #[validate(length(min = 1, max = 64))]
    #[oai(validator(min_length = 1, max_length = 64))]
    pub provider: String,
    /// The authorization code. It can be redeemed once.
    #[validate(length(min = 1, max = 2048))]
    #[oai(validator(min_length = 1, max_length = 2048))]
    pub code: String,
    /// The PKCE verifier whose challenge (S256) was sent to the provider.
    #[validate(length(min = 43, max = 128))]
    #[oai(validator(min_length = 43, max_length = 128))]
    pub code_verifier: String,
    /// Where the provider sent the person back to.
    #[validate(length(min = 1, max = 2000))]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub redirect_uri: String,
    /// The nonce that was sent to the provider.
    #[validate(length(min = 8, max = 256))]
    #[oai(validator(min_length = 8, max_length = 256))]
    pub nonce: String,
    /// The version of the terms that the person has accepted, at first sign-in.
    #[validate(length(min = 1, max = 40))]
    #[serde(default)]
    #[oai(skip_serializing_if_is_none, validator(min_length = 1, max_length = 40))]
    pub accepted_terms: Option<String>,
}

/// A system's name and secret.
#[derive(Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, example)]
pub struct NewSystemSession {
    #[validate(length(min = 3, max = 64))]
    #[oai(validator(min_length = 3, max_length = 64))]
    pub client_id: String,
    #[validate(length(min = 8, max = 256))]
    #[oai(validator(min_length = 8, max_length = 256))]
    pub client_secret: String,
}

/// A new session. The token is shown this once.
#[derive(Debug, Clone, Object)]
#[oai(rename = "SignedIn", rename_all = "camelCase", example)]
pub struct SignedInView {
    /// Send it as `Authorization: Bearer …`.
    #[oai(validator(max_length = 64))]
    pub token: String,
    pub caller: CallerKind,
    /// The resident, member of staff or system that signed in.
    pub caller_id: Uuid,
    pub started_at: Moment,
    /// The session ends here at the latest; renewal does not move it.
    pub ends_at: Moment,
    /// Unused for this many seconds, it has ended.
    #[oai(validator(minimum(value = "1"), maximum(value = "86400")))]
    pub idle_seconds: i64,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// Who is signed in, for whom they may act and where they work: what a front end needs to start.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Session", rename_all = "camelCase", example)]
pub struct SessionView {
    pub caller: CallerKind,
    pub caller_id: Uuid,
    #[oai(validator(max_length = 401))]
    pub display_name: String,
    /// Staff's title.
    #[oai(skip_serializing_if_is_none, validator(max_length = 200))]
    pub title: Option<String>,
    pub started_at: Moment,
    pub ends_at: Moment,
    #[oai(validator(minimum(value = "1"), maximum(value = "86400")))]
    pub idle_seconds: i64,
    #[oai(skip_serializing_if_is_none)]
    pub terms: Option<AcceptedTermsView>,
    /// The children a resident may act for today, oldest first.
    #[oai(validator(max_items = 100))]
    pub children: Vec<ChildView>,
    /// The units where a member of staff has roles, by name.
    #[oai(validator(max_items = 1000))]
    pub units: Vec<WorkplaceView>,
    /// Regions that a member of staff administers.
    #[oai(validator(max_items = 30))]
    pub regions: Vec<String>,
    /// Regions whose residents' accounts a member of staff looks after.
    #[oai(validator(max_items = 30))]
    pub account_regions: Vec<String>,
    /// Administers all regions.
    pub national_administrator: bool,
    /// What a system's token may be used for.
    #[oai(validator(max_items = 20))]
    pub scopes: Vec<Scope>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// The terms that somebody accepted.
#[derive(Debug, Clone, Object)]
#[oai(rename = "AcceptedTerms", rename_all = "camelCase")]
pub struct AcceptedTermsView {
    #[oai(validator(max_length = 40))]
    pub version: String,
    pub accepted_at: Moment,
}

/// A unit where the caller has roles.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Workplace", rename_all = "camelCase")]
pub struct WorkplaceView {
    pub unit_id: UnitId,
    #[oai(validator(max_length = 300))]
    pub name: String,
    #[oai(validator(max_items = 7))]
    pub roles: Vec<Role>,
}

/// How to sign in.
#[derive(Debug, Clone, Object)]
#[oai(rename = "IdentityProviders", rename_all = "camelCase", example)]
pub struct ProvidersView {
    #[oai(validator(max_items = 50))]
    pub items: Vec<ProviderView>,
    /// The terms to accept at first sign-in.
    #[oai(validator(max_length = 40))]
    pub terms_version: String,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// An OpenID provider that residents or staff sign in with.
#[derive(Debug, Clone, Object)]
#[oai(rename = "IdentityProvider", rename_all = "camelCase")]
pub struct ProviderView {
    /// What to call it when a session is started.
    #[oai(validator(max_length = 64))]
    pub name: String,
    pub audience: CallerKind,
    #[oai(validator(max_length = 2000))]
    pub issuer: String,
    #[oai(validator(max_length = 255))]
    pub client_id: String,
    /// Where to send people, with `response_type=code`, `scope=openid`, a nonce and a PKCE challenge
    /// (S256). Absent while the provider is away.
    #[oai(skip_serializing_if_is_none, validator(max_length = 2000))]
    pub authorization_endpoint: Option<String>,
    /// Where the provider may send people back to.
    #[oai(validator(max_items = 50))]
    pub redirect_uris: Vec<String>,
    /// Ask for one of these with `acr_values`.
    #[oai(validator(max_items = 20))]
    pub assurance_levels: Vec<String>,
}

impl SignedInView {
    pub fn of(token: &Token, session: &Session, asked: &Asked) -> Self {
        let links = Linker::new(asked)
            .add("session", "GET", "/sessions/current")
            .add("renew", "PUT", "/sessions/current")
            .add("end", "DELETE", "/sessions/current");
        Self {
            token: token.reveal().to_owned(),
            caller: session.who.into(),
            caller_id: super::sign_in::subject_of(session.who),
            started_at: session.started.into(),
            ends_at: session.ends.into(),
            idle_seconds: idle_seconds(session),
            links: links.done(),
        }
    }
}

pub(super) fn idle_seconds(session: &Session) -> i64 {
    i64::try_from(session.idle).unwrap_or(i64::MAX)
}

fn example_moment() -> chrono::DateTime<chrono::Utc> {
    "2026-11-23T11:00:00Z".parse().expect("an instant")
}

impl Example for NewSession {
    fn example() -> Self {
        Self {
            provider: "demo-eid".into(),
            code: "nXj2nF0mJzq3p8m8lq5uJ3w2vYk1c9Qd".into(),
            code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
            redirect_uri: "http://127.0.0.1:8082/callback".into(),
            nonce: "n-0S6_WzA2Mj".into(),
            accepted_terms: None,
        }
    }
}

impl Example for NewSystemSession {
    fn example() -> Self {
        Self { client_id: "demo-register".into(), client_secret: "demo-register-secret".into() }
    }
}

impl Example for SignedInView {
    fn example() -> Self {
        let now = example_moment();
        Self {
            token: "kq3mXq2vJt0c8jSgk2mQb1bq6O1n9w0Z5yU3rT7xL4E".into(),
            caller: CallerKind::Resident,
            caller_id: example_id(1),
            started_at: now.into(),
            ends_at: (now + TimeDelta::hours(12)).into(),
            idle_seconds: 1800,
            links: example_links("/sessions/current"),
        }
    }
}

impl Example for SessionView {
    fn example() -> Self {
        let now = example_moment();
        let terms = AcceptedTermsView { version: "2026-01".into(), accepted_at: now.into() };
        Self {
            caller: CallerKind::Resident,
            caller_id: example_id(1),
            display_name: "Anna Lindström".into(),
            title: None,
            started_at: now.into(),
            ends_at: (now + TimeDelta::hours(12)).into(),
            idle_seconds: 1800,
            terms: Some(terms),
            children: vec![ChildView::example()],
            units: vec![],
            regions: vec![],
            account_regions: vec![],
            national_administrator: false,
            scopes: vec![],
            links: example_links("/sessions/current"),
        }
    }
}

impl Example for ProvidersView {
    fn example() -> Self {
        let provider = ProviderView {
            name: "demo-eid".into(),
            audience: CallerKind::Resident,
            issuer: "http://127.0.0.1:8082/resident".into(),
            client_id: "etjanster".into(),
            authorization_endpoint: Some("http://127.0.0.1:8082/resident/authorize".into()),
            redirect_uris: vec!["http://127.0.0.1:8082/callback".into()],
            assurance_levels: vec!["http://id.elegnamnden.se/loa/1.0/loa3".into()],
        };
        let links = example_links("/identity-providers");
        Self { items: vec![provider], terms_version: "2026-01".into(), links }
    }
}
