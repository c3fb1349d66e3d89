//! The relying party: redeems codes at OpenID providers and checks what they vouch for.
//! It says who somebody is, and nothing of whether they may sign in.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    AdditionalClaims, AuthorizationCode, Client, ClientId, ClientSecret, EmptyExtraTokenFields,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, Nonce,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, StandardErrorResponse, StandardTokenResponse,
    TokenResponse, core,
    core::{CoreErrorResponseType, CoreJwsSigningAlgorithm as Algorithm, CoreProviderMetadata},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::claims;
use crate::{
    config::Provider,
    failure::{Failure, Kind},
};

/// How long a provider's metadata and keys are believed. An unknown key is looked up at once.
const METADATA_LIFE: Duration = Duration::from_secs(3600);

/// What the service knows of its identity providers. Cheap to clone.
#[derive(Clone)]
pub struct Providers(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    known: Mutex<HashMap<String, (Instant, Arc<CoreProviderMetadata>)>>,
}

/// What a front end brings back from a provider.
#[derive(Debug, Clone)]
pub struct Proof {
    pub code: String,
    pub code_verifier: String,
    pub redirect_uri: String,
    pub nonce: String,
}

/// Claims beyond the standard ones, by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Others(pub HashMap<String, Value>);

impl AdditionalClaims for Others {}

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    core::CoreGenderClaim,
    core::CoreJweContentEncryptionAlgorithm,
    Algorithm,
>;
pub(super) type Answer = StandardTokenResponse<Fields, core::CoreTokenType>;
pub(super) type RelyingParty = Client<
    Others,
    core::CoreAuthDisplay,
    core::CoreGenderClaim,
    core::CoreJweContentEncryptionAlgorithm,
    core::CoreJsonWebKey,
    core::CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answer,
    core::CoreTokenIntrospectionResponse,
    core::CoreRevocableToken,
    core::CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Default for Providers {
    fn default() -> Self {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(2))
            .timeout(Duration::from_secs(5))
            // A redirect could lead the code, or us, to somewhere nobody configured.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("the client's settings are right");
        Self(Arc::new(Inner { http, known: Mutex::default() }))
    }
}

impl Providers {
    /// Redeems a code, and answers the personal number or HSA-id that the provider vouches for, and how
    /// surely.
    pub async fn redeem(
        &self,
        provider: &Provider,
        proof: Proof,
        now: DateTime<Utc>,
    ) -> Result<claims::Vouched, Failure> {
        let metadata = self.metadata(provider, true).await?;
        let nonce = Nonce::new(proof.nonce.clone());
        let answer = self.exchange(provider, &metadata, proof).await?;
        let check = |metadata: &CoreProviderMetadata| {
            claims::identity(provider, metadata, &answer, &nonce, now)
        };
        match check(&metadata) {
            Err(claims::Doubt::UnknownKey) => {
                let metadata = self.metadata(provider, false).await?;
                check(&metadata).map_err(Failure::from)
            }
            known => known.map_err(Failure::from),
        }
    }

    /// Where a front end sends people to sign in; `None` while the provider is away.
    pub async fn authorization_endpoint(&self, provider: &Provider) -> Option<String> {
        let metadata = self.metadata(provider, true).await.ok()?;
        Some(metadata.authorization_endpoint().to_string())
    }

    async fn metadata(
        &self,
        provider: &Provider,
        remembered: bool,
    ) -> Result<Arc<CoreProviderMetadata>, Failure> {
        let known = self.known().get(&provider.issuer).cloned();
        if let Some((read, metadata)) = known
            && remembered
            && read.elapsed() < METADATA_LIFE
        {
            return Ok(metadata);
        }
        let issuer = IssuerUrl::new(provider.issuer.clone())
            .map_err(|error| away(provider, &error.to_string()))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.0.http)
            .await
            .map_err(|error| away(provider, &error.to_string()))?;
        let metadata = Arc::new(metadata);
        self.known().insert(provider.issuer.clone(), (Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    fn known(
        &self,
    ) -> std::sync::MutexGuard<'_, HashMap<String, (Instant, Arc<CoreProviderMetadata>)>> {
        self.0.known.lock().expect("nobody panics while holding it")
    }

    async fn exchange(
        &self,
        provider: &Provider,
        metadata: &CoreProviderMetadata,
        proof: Proof,
    ) -> Result<Answer, Failure> {
        let redirect = RedirectUrl::new(proof.redirect_uri)
            .map_err(|_| Failure::Bug("a configured redirect URI is no URL".into()))?;
        let client = relying_party(provider, metadata).set_redirect_uri(redirect);
        let request = client
            .exchange_code(AuthorizationCode::new(proof.code))
            .map_err(|error| away(provider, &error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(proof.code_verifier));
        request.request_async(&self.0.http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(said)
                if *said.error() == CoreErrorResponseType::InvalidGrant =>
            {
                refused(&super::CODE_REFUSED, "code")
            }
            RequestTokenError::ServerResponse(said) => away(provider, said.error().as_ref()),
            RequestTokenError::Parse(..) => refused(&super::TOKEN_REFUSED, "form"),
            other => away(provider, &other.to_string()),
        })
    }
}

pub(super) fn relying_party(provider: &Provider, metadata: &CoreProviderMetadata) -> RelyingParty {
    let secret = provider.client_secret.clone().map(ClientSecret::new);
    let id = ClientId::new(provider.client_id.clone());
    Client::from_provider_metadata(metadata.clone(), id, secret)
}

/// The token in an answer, checked for everything that OpenID Connect Core 3.1.3.7 asks for.
pub(super) fn verified<'a>(
    provider: &'a Provider,
    metadata: &CoreProviderMetadata,
    answer: &'a Answer,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<openidconnect::IdTokenClaims<Others, core::CoreGenderClaim>, claims::Doubt> {
    let token = answer.id_token().ok_or(claims::Doubt::Missing)?;
    let client = relying_party(provider, metadata);
    // Signatures by shared secret, or none at all, prove nothing to a third party.
    let supported = metadata.id_token_signing_alg_values_supported();
    let allowed = supported.iter().filter(|algorithm| is_asymmetric(algorithm)).cloned();
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(allowed)
        .set_time_fn(move || now)
        .set_issue_time_verifier_fn(move |issued| {
            let age = now - issued;
            let fresh = age > -TimeDelta::minutes(1) && age < TimeDelta::minutes(10);
            if fresh { Ok(()) } else { Err("not issued just now".into()) }
        })
        .set_auth_context_verifier_fn(|acr| {
            let strong = acr.is_some_and(|acr| {
                provider.assurance_levels.iter().any(|level| level == acr.as_str())
            });
            if strong { Ok(()) } else { Err("not strong enough".into()) }
        });
    token.claims(&verifier, nonce).cloned().map_err(claims::Doubt::from)
}

fn is_asymmetric(algorithm: &Algorithm) -> bool {
    !matches!(
        algorithm,
        Algorithm::HmacSha256 | Algorithm::HmacSha384 | Algorithm::HmacSha512 | Algorithm::None
    )
}

/// The provider is away, or we are set up wrongly there: not the caller's fault, and logged.
fn away(provider: &Provider, what: &str) -> Failure {
    tracing::warn!(provider = provider.name, error.message = what, "identity provider failure");
    Failure::Unavailable("identity provider")
}

pub(super) fn refused(kind: &'static Kind, check: &str) -> Failure {
    Failure::refused(
        kind,
        format!("Kontrollen av {check} gick inte igenom."),
        format!("The check of {check} failed."),
    )
}
