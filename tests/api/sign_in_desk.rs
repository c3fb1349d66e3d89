//! A world with the embedded identity provider beside it, and what a front end does between them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use etjanster::{
    clock::Clock,
    config::{Audience, Provider},
    idp::{Idp, Setup, Twist},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::world::{Answer, World, new_id, noon, send};

pub const REDIRECT: &str = "http://front.invalid/back";
pub const ELSEWHERE: &str = "http://front.invalid/elsewhere";

pub struct Desk {
    pub world: World,
    pub idp: Idp,
    /// The provider's own clock: it does not follow the world's.
    pub idp_clock: Clock,
    _stop: DropGuard,
}

/// What a front end keeps between sending somebody off and getting them back.
pub struct Errand {
    pub provider: Provider,
    pub verifier: String,
    pub nonce: String,
}

impl Errand {
    pub fn at(provider: Provider) -> Self {
        let verifier = format!("{}{}", new_id().simple(), new_id().simple());
        Self { provider, verifier, nonce: new_id().to_string() }
    }

    /// The query of the authorization request.
    pub fn query(&self, hint: &str) -> Vec<(&'static str, String)> {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier));
        vec![
            ("response_type", "code".into()),
            ("client_id", self.provider.client_id.clone()),
            ("redirect_uri", REDIRECT.into()),
            ("scope", "openid".into()),
            ("state", "s1".into()),
            ("nonce", self.nonce.clone()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256".into()),
            ("login_hint", hint.into()),
        ]
    }

    /// The body of `POST /sessions`.
    pub fn body(&self, code: &str) -> Value {
        json!({
            "provider": self.provider.name,
            "code": code,
            "codeVerifier": self.verifier,
            "redirectUri": REDIRECT,
            "nonce": self.nonce,
        })
    }
}

/// The providers as the environment would name them.
pub fn settings_of(providers: &[Provider]) -> String {
    let one = |provider: &Provider| {
        let audience = match provider.audience {
            Audience::Resident => "resident",
            Audience::Staff => "staff",
        };
        json!({
            "name": provider.name,
            "issuer": provider.issuer,
            "clientId": provider.client_id,
            "clientSecret": provider.client_secret,
            "audience": audience,
            "subjectClaim": provider.subject_claim,
            "assuranceLevels": provider.assurance_levels,
            "redirectUris": provider.redirect_uris,
        })
    };
    Value::from_iter(providers.iter().map(one)).to_string()
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(None, &[]).await
    }

    /// A desk whose provider changes its tokens.
    pub async fn twisted(twist: Twist) -> Self {
        Self::with(Some(twist), &[]).await
    }

    pub async fn with(twist: Option<Twist>, settings: &[(&str, &str)]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let idp_clock = Clock::fixed(noon());
        let idp = Idp::new(Setup {
            address: listener.local_addr().expect("bound"),
            people: vec![],
            clock: idp_clock.clone(),
            redirect_uris: vec![REDIRECT.into(), ELSEWHERE.into()],
            api: None,
            twist,
        });
        let providers = settings_of(&idp.providers());
        let mut all = vec![("IDENTITY_PROVIDERS", providers.as_str())];
        all.extend(settings);
        let world = World::with(&all).await;
        let stop = CancellationToken::new();
        tokio::spawn(idp.clone().serve(listener, stop.clone()));
        Self { world, idp, idp_clock, _stop: stop.drop_guard() }
    }

    pub fn errand(&self, audience: Audience) -> Errand {
        let mut all = self.idp.providers().into_iter();
        Errand::at(all.find(|one| one.audience == audience).expect("both are there"))
    }

    /// Identifies as that person, and answers the code the front end is given.
    pub async fn code(&self, errand: &Errand, hint: &str) -> String {
        let url = format!("{}/authorize", errand.provider.issuer);
        let answer = self.world.outside("GET", &url, &errand.query(hint)).await.expect(302);
        let to = answer.header("location");
        assert!(to.starts_with(REDIRECT) && to.contains("state=s1"), "{to}");
        parameter(to, "code").expect("a code")
    }

    /// The whole way, as a front end goes it.
    pub async fn sign_in(&self, audience: Audience, hint: &str) -> Answer {
        let errand = self.errand(audience);
        let code = self.code(&errand, hint).await;
        self.post(&errand.body(&code)).await
    }

    pub async fn post(&self, body: &Value) -> Answer {
        send(self.world.request("POST", "/sessions").json(body)).await
    }
}

impl World {
    /// A request to somewhere else, without following where it leads.
    pub async fn outside(&self, method: &str, url: &str, query: &[(&str, String)]) -> Answer {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        send(client.request(method.parse().expect("a method"), url).query(query)).await
    }
}

/// That parameter of an address.
pub fn parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1;
    let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    found.map(str::to_owned)
}

/// The token and the caller's id of a sign-in that went well.
pub fn signed_in(answer: &Answer) -> (String, Uuid) {
    let json = answer.json();
    let token = json["token"].as_str().expect("a token").to_owned();
    (token, json["callerId"].as_str().expect("an id").parse().expect("a UUID"))
}
