//! An identity provider to develop and test against: it speaks OpenID Connect (authorization code
//! with PKCE) over HTTP on an address of its own, and vouches for whoever one picks. It knows
//! nothing of the API beside it, which signs people in here as it would at BankID or SITHS.

mod endpoints;
mod key;
mod page;
mod start;

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Utc};
use poem::listener::TcpAcceptor;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use self::{
    key::Key,
    start::{Refusal, start},
};
use crate::{
    clock::Clock,
    config::{Audience, Provider},
};

/// Somebody to pick.
#[derive(Debug, Clone)]
pub struct Person {
    pub audience: Audience,
    pub name: String,
    /// The personal number or the HSA-id.
    pub identity: String,
    /// What one sees by signing in as them.
    pub shows: String,
}

/// An ID token about to be signed.
pub struct Draft {
    pub claims: serde_json::Map<String, serde_json::Value>,
    pub key: Arc<Key>,
}

/// Changes ID tokens before they are signed, as a broken or hostile provider would. For tests.
pub type Twist = fn(&mut Draft);

/// Two issuers at one address: one for residents, one for staff.
#[derive(Clone)]
pub struct Idp(Arc<Inner>);

struct Inner {
    base: String,
    people: Vec<Person>,
    clock: Clock,
    redirect_uris: Vec<String>,
    /// Where the API lies, for signing in by one request.
    api: Option<String>,
    key: Mutex<Arc<Key>>,
    codes: Mutex<HashMap<String, Promise>>,
    twist: Option<Twist>,
}

/// What a code stands for until it is redeemed, once.
struct Promise {
    audience: Audience,
    identity: String,
    redirect_uri: String,
    challenge: String,
    nonce: Option<String>,
    expires: DateTime<Utc>,
}

/// How a provider is set up.
pub struct Setup {
    pub address: SocketAddr,
    pub people: Vec<Person>,
    pub clock: Clock,
    /// Where front ends may be sent back to, besides the provider's own `/callback`.
    pub redirect_uris: Vec<String>,
    pub api: Option<String>,
    pub twist: Option<Twist>,
}

const RESIDENT_ACR: &str = "http://id.elegnamnden.se/loa/1.0/loa3";
const STAFF_ACR: &str = "http://id.sambi.se/loa/loa3";
/// The Swedish OpenID profile's name of the personal number.
const RESIDENT_CLAIM: &str = "https://id.oidc.se/claim/personalIdentityNumber";
const STAFF_CLAIM: &str = "employeeHsaId";
const CLIENT: &str = "etjanster";

impl Idp {
    pub fn new(setup: Setup) -> Self {
        let base = format!("http://{}", setup.address);
        let mut redirect_uris = vec![format!("{base}/callback")];
        redirect_uris.extend(setup.redirect_uris);
        Self(Arc::new(Inner {
            base,
            people: setup.people,
            clock: setup.clock,
            redirect_uris,
            api: setup.api,
            key: Mutex::new(Arc::new(Key::generate())),
            codes: Mutex::default(),
            twist: setup.twist,
        }))
    }

    /// Where it listens, such as `http://127.0.0.1:8082`.
    pub fn base(&self) -> &str {
        &self.0.base
    }

    /// What the API must be told to sign people in here.
    pub fn providers(&self) -> Vec<Provider> {
        [Audience::Resident, Audience::Staff].map(|audience| self.provider(audience)).into()
    }

    fn provider(&self, audience: Audience) -> Provider {
        let (name, claim, acr) = match audience {
            Audience::Resident => ("demo-eid", RESIDENT_CLAIM, RESIDENT_ACR),
            Audience::Staff => ("demo-siths", STAFF_CLAIM, STAFF_ACR),
        };
        Provider {
            name: name.into(),
            issuer: self.issuer(audience),
            client_id: CLIENT.into(),
            client_secret: None,
            audience,
            subject_claim: claim.into(),
            assurance_levels: vec![acr.into()],
            redirect_uris: self.0.redirect_uris.clone(),
        }
    }

    fn issuer(&self, audience: Audience) -> String {
        format!("{}/{}", self.0.base, room(audience))
    }

    /// Signs with a new key from now on, as providers do now and then.
    pub fn change_key(&self) {
        *self.0.key.lock().expect("nobody panics while holding it") = Arc::new(Key::generate());
    }

    fn key(&self) -> Arc<Key> {
        self.0.key.lock().expect("nobody panics while holding it").clone()
    }

    /// Answers until `stop`.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        let acceptor = TcpAcceptor::from_tokio(listener)?;
        poem::Server::new_with_acceptor(acceptor)
            .run_with_graceful_shutdown(endpoints::routes(self), stop.cancelled(), None)
            .await
    }
}

/// The part of the path that is an issuer's own.
fn room(audience: Audience) -> &'static str {
    match audience {
        Audience::Resident => "resident",
        Audience::Staff => "staff",
    }
}
